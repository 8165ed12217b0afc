/** Matches one header of a request or response. */
import { pseudoHeader, type RequestView } from './request-view.ts'
import { compileString, type StringMatcher, type StringSpec } from './string-match.ts'
import { bad, type CompiledMatch } from './violation.ts'
import { asciiLower } from './wire-text.ts'

export interface HeaderSpec {
  /** Any case; may be `:method`, `:path`, `:authority` or `:scheme`. */
  readonly name: string
  /** What the value must be; `present` asks only whether the header is there (or, with `present: false`, is not). */
  readonly match:
    | { readonly kind: 'string'; readonly string: StringSpec }
    | { readonly kind: 'range'; readonly start: number; readonly end: number }
    | { readonly kind: 'present'; readonly present: boolean }
  readonly invert?: boolean
  /** Default false: a missing header fails the match, inverted or not. */
  readonly treatMissingAsEmpty?: boolean
}

const Op = { String: 0, Range: 1, Present: 2 } as const
type Op = (typeof Op)[keyof typeof Op]
const INTEGER = /^[+-]?\d{1,18}$/

export class HeaderMatcher {
  private readonly name: string
  private readonly isPseudo: boolean
  private readonly op: Op
  private readonly string: StringMatcher | null
  private readonly start: number
  private readonly end: number
  private readonly isInverted: boolean
  private readonly treatsMissingAsEmpty: boolean

  constructor(spec: HeaderSpec, string: StringMatcher | null) {
    this.name = asciiLower(spec.name)
    this.isPseudo = this.name.startsWith(':') || this.name === 'host'
    const { match } = spec
    this.op = match.kind === 'string' ? Op.String : match.kind === 'range' ? Op.Range : Op.Present
    this.string = string
    this.start = match.kind === 'range' ? match.start : 0
    this.end = match.kind === 'range' ? match.end : 0
    const wantsAbsent = match.kind === 'present' && !match.present
    this.isInverted = (spec.invert ?? false) !== wantsAbsent
    this.treatsMissingAsEmpty = spec.treatMissingAsEmpty ?? false
  }

  /** O(headers). */
  matches(view: RequestView): boolean {
    if (!this.isPseudo) return this.matchesList(view.requestHeaders)
    const value = pseudoHeader(view, this.name)
    if (value === null) return this.whenMissing()
    return this.op === Op.Present ? !this.isInverted : this.accepts(value) !== this.isInverted
  }

  /** The same on a bare flat list, for response headers. A repeated header matches by any of its values. O(headers). */
  matchesList(headers: readonly string[]): boolean {
    let isFound = false
    for (let i = 0; i < headers.length; i += 2) {
      if (headers[i] !== this.name) continue
      isFound = true
      if (this.op === Op.Present) return !this.isInverted
      if (this.accepts(headers[i + 1] as string)) return !this.isInverted // lists are even
    }
    // Envoy: an inverted match fails when the header is missing, except for presence.
    return isFound ? this.isInverted : this.whenMissing()
  }

  private whenMissing(): boolean {
    // Envoy: a header that is taken as empty where it is missing is present.
    if (this.op === Op.Present) return this.isInverted !== this.treatsMissingAsEmpty
    return this.treatsMissingAsEmpty && this.accepts('') !== this.isInverted
  }

  private accepts(value: string): boolean {
    if (this.op === Op.String) return this.string?.matches(value) ?? false
    if (!INTEGER.test(value)) return false
    const number = Number(value)
    return number >= this.start && number < this.end
  }
}

export function compileHeader(spec: HeaderSpec): CompiledMatch<HeaderMatcher> {
  if (spec.name === '') return bad('name', 'must not be empty')
  if (spec.match.kind === 'range' && spec.match.start >= spec.match.end)
    return bad('range_match', `start ${spec.match.start} must be below end ${spec.match.end}`)
  if (spec.match.kind !== 'string') return { kind: 'ok', value: new HeaderMatcher(spec, null) }
  const string = compileString(spec.match.string)
  if (string.kind === 'bad') return string
  return { kind: 'ok', value: new HeaderMatcher(spec, string.value) }
}
