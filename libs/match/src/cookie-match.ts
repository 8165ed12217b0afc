/** Matches one cookie of a request by its value. */
import type { RequestView } from './request-view.ts'
import { compileString, type StringMatcher, type StringSpec } from './string-match.ts'
import { bad, type CompiledMatch } from './violation.ts'
import { toWireText } from './wire-text.ts'

export interface CookieSpec {
  readonly name: string
  readonly string: StringSpec
  readonly invert: boolean
}

export class CookieMatcher {
  private readonly name: string
  private readonly string: StringMatcher
  private readonly invert: boolean

  constructor(name: string, string: StringMatcher, invert: boolean) {
    this.name = name
    this.string = string
    this.invert = invert
  }

  /** A cookie that is missing does not match, inverted it does. O(headers). */
  matches(view: RequestView): boolean {
    const value = cookieValue(view.requestHeaders, this.name)
    return (value !== null && this.string.matches(value)) !== this.invert
  }
}

/** The first cookie of that name, without quotes around its value; null where there is none. O(headers). */
export function cookieValue(headers: readonly string[], name: string): string | null {
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i] !== 'cookie') continue
    for (const pair of (headers[i + 1] as string).split(';')) {
      // lists are even
      const at = pair.indexOf('=')
      if (at === -1 || pair.slice(0, at).trimStart() !== name) continue
      const value = pair.slice(at + 1).trim()
      const isQuoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"')
      return isQuoted ? value.slice(1, -1) : value
    }
  }
  return null
}

export function compileCookie(spec: CookieSpec): CompiledMatch<CookieMatcher> {
  if (spec.name === '') return bad('name', 'must not be empty')
  const string = compileString(spec.string)
  if (string.kind === 'bad') return string
  return { kind: 'ok', value: new CookieMatcher(toWireText(spec.name), string.value, spec.invert) }
}
