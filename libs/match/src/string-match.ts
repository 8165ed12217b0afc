/** Matches one text: exact, prefix, suffix, contains or regular expression, optionally without regard to ASCII case. */
import { compileRegex, type WholeRegex } from './regex.ts'
import type { CompiledMatch } from './violation.ts'
import { asciiLower, toWireText } from './wire-text.ts'

export interface StringSpec {
  readonly kind: 'exact' | 'prefix' | 'suffix' | 'contains' | 'regex'
  readonly value: string
  /** Not for regular expressions (use `(?i)`). Default false. */
  readonly ignoreCase?: boolean
}

const Op = { exact: 0, prefix: 1, suffix: 2, contains: 3, regex: 4 } as const
type Op = (typeof Op)[keyof typeof Op]

export class StringMatcher {
  private readonly op: Op
  private readonly value: string
  private readonly ignoresCase: boolean
  private readonly regex: WholeRegex | null

  constructor(op: Op, value: string, ignoresCase: boolean, regex: WholeRegex | null) {
    this.op = op
    this.value = value
    this.ignoresCase = ignoresCase
    this.regex = regex
  }

  /** @param text wire text. */
  matches(text: string): boolean {
    const compared = this.ignoresCase ? asciiLower(text) : text
    switch (this.op) {
      case Op.exact:
        return compared === this.value
      case Op.prefix:
        return compared.startsWith(this.value)
      case Op.suffix:
        return compared.endsWith(this.value)
      case Op.contains:
        return compared.includes(this.value)
      case Op.regex:
        return this.regex?.matches(text) ?? false
    }
  }
}

export function compileString(spec: StringSpec): CompiledMatch<StringMatcher> {
  if (spec.kind === 'regex') {
    const regex = compileRegex(spec.value)
    if (regex.kind === 'bad') return regex
    return { kind: 'ok', value: new StringMatcher(Op.regex, '', false, regex.value) }
  }
  const ignoresCase = spec.ignoreCase ?? false
  const value = toWireText(spec.value)
  const compared = ignoresCase ? asciiLower(value) : value
  return { kind: 'ok', value: new StringMatcher(Op[spec.kind], compared, ignoresCase, null) }
}
