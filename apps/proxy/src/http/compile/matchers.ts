/** Envoy's matcher messages as specifications of libs/match. */
import {
  type HeaderMatcher as CompiledHeader,
  compileHeader,
  compileRegex,
  compileRegexRewrite,
  type Fraction,
  type HeaderSpec,
  type QuerySpec,
  type RegexRewrite,
  type StringSpec,
} from '@flotilla/match'
import type {
  FractionalPercent,
  HeaderMatcher,
  QueryParameterMatcher,
  RegexMatchAndSubstitute,
  RegexMatcher,
  RuntimeFractionalPercent,
  StringMatcher,
} from '@flotilla/proto'
import type { Violations } from '../../compile/violations.ts'

const DENOMINATORS = [100, 10_000, 1_000_000] as const

export function stringSpec(matcher: StringMatcher, at: Violations): StringSpec {
  const { ignoreCase } = matcher
  if (matcher.exact !== null) return { kind: 'exact', value: matcher.exact, ignoreCase }
  if (matcher.prefix !== null) return { kind: 'prefix', value: matcher.prefix, ignoreCase }
  if (matcher.suffix !== null) return { kind: 'suffix', value: matcher.suffix, ignoreCase }
  if (matcher.contains !== null) return { kind: 'contains', value: matcher.contains, ignoreCase }
  if (matcher.safeRegex !== null) return regexSpec(matcher.safeRegex, at.at('safe_regex'))
  at.add('names no pattern')
  return { kind: 'exact', value: '' }
}

function regexSpec(matcher: RegexMatcher, at: Violations): StringSpec {
  const compiled = compileRegex(matcher.regex)
  if (compiled.kind === 'bad') at.adopt(compiled.violations)
  return { kind: 'regex', value: matcher.regex }
}

export function headerSpec(matcher: HeaderMatcher, at: Violations): HeaderSpec {
  if (matcher.name === '') at.at('name').add('must not be empty')
  return {
    name: matcher.name,
    match: headerMatch(matcher, at),
    invert: matcher.invertMatch,
    treatMissingAsEmpty: matcher.treatMissingHeaderAsEmpty,
  }
}

function headerMatch(matcher: HeaderMatcher, at: Violations): HeaderSpec['match'] {
  const string = (spec: StringSpec): HeaderSpec['match'] => ({ kind: 'string', string: spec })
  if (matcher.stringMatch !== null)
    return string(stringSpec(matcher.stringMatch, at.at('string_match')))
  if (matcher.exactMatch !== null) return string({ kind: 'exact', value: matcher.exactMatch })
  if (matcher.prefixMatch !== null) return string({ kind: 'prefix', value: matcher.prefixMatch })
  if (matcher.suffixMatch !== null) return string({ kind: 'suffix', value: matcher.suffixMatch })
  if (matcher.containsMatch !== null)
    return string({ kind: 'contains', value: matcher.containsMatch })
  if (matcher.safeRegexMatch !== null)
    return string(regexSpec(matcher.safeRegexMatch, at.at('safe_regex_match')))
  if (matcher.rangeMatch !== null) {
    const { start, end } = matcher.rangeMatch
    if (start >= end) at.at('range_match').add(`start ${start} must be below end ${end}`)
    return { kind: 'range', start, end }
  }
  // Envoy: no specifier at all means presence.
  return { kind: 'present', present: matcher.presentMatch ?? true }
}

/** The compiled matchers of a list; what does not compile is reported and left out. */
export function headerMatchers(
  matchers: readonly HeaderMatcher[],
  field: string,
  at: Violations,
): readonly CompiledHeader[] {
  const list: CompiledHeader[] = []
  matchers.forEach((matcher, i) => {
    const place = at.at(field, i)
    const before = place.count
    const compiled = compileHeader(headerSpec(matcher, place))
    if (compiled.kind === 'ok') list.push(compiled.value)
    else if (place.count === before) place.adopt(compiled.violations)
  })
  return list
}

export function querySpec(matcher: QueryParameterMatcher, at: Violations): QuerySpec {
  if (matcher.name === '') at.at('name').add('must not be empty')
  if (matcher.stringMatch !== null)
    return { name: matcher.name, string: stringSpec(matcher.stringMatch, at.at('string_match')) }
  return { name: matcher.name, string: null, present: matcher.presentMatch ?? true }
}

export function fraction(percent: FractionalPercent): Fraction {
  return {
    numerator: percent.numerator,
    denominator: DENOMINATORS[percent.denominator] ?? 100,
  }
}

/** Null where absent. There is no runtime layer here: the default value is what counts. */
export function runtimeFraction(
  percent: RuntimeFractionalPercent | null,
  at: Violations,
): Fraction | null {
  if (percent === null) return null
  if (percent.defaultValue === null) {
    at.at('default_value').add('is required')
    return null
  }
  return fraction(percent.defaultValue)
}

export function regexRewrite(
  rewrite: RegexMatchAndSubstitute | null,
  at: Violations,
): RegexRewrite | null {
  if (rewrite === null) return null
  const compiled = compileRegexRewrite(rewrite.pattern?.regex ?? '', rewrite.substitution)
  if (compiled.kind === 'ok') return compiled.value
  at.adopt(compiled.violations)
  return null
}
