/** Matches one query parameter, compared as written (nothing is decoded). */
import { compileString, type StringMatcher, type StringSpec } from './string-match.ts'
import { bad, type CompiledMatch } from './violation.ts'
import { toWireText } from './wire-text.ts'

export interface QuerySpec {
  readonly name: string
  /** Null: must only be present. */
  readonly string: StringSpec | null
  /** Only with `string` null: whether it must be there. Default true. */
  readonly present?: boolean
}

export class QueryMatcher {
  private readonly name: string
  private readonly string: StringMatcher | null
  private readonly wantsPresent: boolean

  constructor(name: string, string: StringMatcher | null, wantsPresent: boolean) {
    this.name = name
    this.string = string
    this.wantsPresent = wantsPresent
  }

  /** @param path path with query. O(query). */
  matches(path: string): boolean {
    const value = queryValue(path, this.name)
    if (this.string === null) return (value !== null) === this.wantsPresent
    return value !== null && this.string.matches(value)
  }
}

/** The first value of a parameter, empty where it has no `=`, or null where it is missing. O(query). */
export function queryValue(path: string, name: string): string | null {
  let at = path.indexOf('?')
  while (at !== -1) {
    const start = at + 1
    at = path.indexOf('&', start)
    const end = at === -1 ? path.length : at
    if (!path.startsWith(name, start)) continue
    const nameEnd = start + name.length
    if (nameEnd === end) return ''
    if (nameEnd < end && path.charCodeAt(nameEnd) === 0x3d) return path.slice(nameEnd + 1, end)
  }
  return null
}

export function compileQuery(spec: QuerySpec): CompiledMatch<QueryMatcher> {
  if (spec.name === '') return bad('name', 'must not be empty')
  const name = toWireText(spec.name)
  if (spec.string === null)
    return { kind: 'ok', value: new QueryMatcher(name, null, spec.present ?? true) }
  const string = compileString(spec.string)
  if (string.kind === 'bad') return string
  return { kind: 'ok', value: new QueryMatcher(name, string.value, true) }
}
