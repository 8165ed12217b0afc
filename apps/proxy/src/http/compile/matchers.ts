/** Envoy's matcher messages as specifications of libs/match. */
import {
  type HeaderMatcher as CompiledHeader,
  type CookieSpec,
  compileHeader,
  compileRegex,
  compileRegexRewrite,
  type Fraction,
  type HeaderSpec,
  type MetadataSpec,
  type QuerySpec,
  type RegexRewrite,
  type StringSpec,
  type ValueSpec,
} from '@flotilla/match'
import type {
  CookieMatcher,
  DoubleMatcher,
  FractionalPercent,
  HeaderMatcher,
  MetadataMatcher,
  QueryParameterMatcher,
  RegexMatchAndSubstitute,
  RegexMatcher,
  RuntimeFractionalPercent,
  StringMatcher,
  ValueMatcher,
} from '@flotilla/proto'
import type { Violations } from '../../compile/violations.ts'
import { liveFraction } from '../../runtime/live-values.ts'

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

export function cookieSpec(matcher: CookieMatcher, at: Violations): CookieSpec {
  if (matcher.name === '') at.at('name').add('must not be empty')
  if (matcher.stringMatch === null) at.at('string_match').add('is required')
  const string: StringSpec =
    matcher.stringMatch === null
      ? { kind: 'exact', value: '' }
      : stringSpec(matcher.stringMatch, at.at('string_match'))
  return { name: matcher.name, string, invert: matcher.invertMatch }
}

export function metadataSpec(matcher: MetadataMatcher, at: Violations): MetadataSpec {
  if (matcher.filter === '') at.at('filter').add('must not be empty')
  if (matcher.path.length === 0) at.at('path').add('must not be empty')
  return {
    namespace: matcher.filter,
    path: matcher.path.map((segment) => segment.key ?? ''),
    value: valueSpec(matcher.value, at.at('value')),
    invert: matcher.invert,
  }
}

export function valueSpec(matcher: ValueMatcher | null, at: Violations): ValueSpec {
  if (matcher !== null) {
    if (matcher.nullMatch !== null) return { kind: 'null' }
    if (matcher.doubleMatch !== null) return doubleSpec(matcher.doubleMatch, at.at('double_match'))
    if (matcher.stringMatch !== null)
      return { kind: 'string', string: stringSpec(matcher.stringMatch, at.at('string_match')) }
    if (matcher.boolMatch !== null) return { kind: 'bool', value: matcher.boolMatch }
    if (matcher.presentMatch !== null) return { kind: 'present', value: matcher.presentMatch }
    if (matcher.listMatch !== null)
      return {
        kind: 'oneOf',
        item: valueSpec(matcher.listMatch.oneOf, at.at('list_match').at('one_of')),
      }
    if (matcher.orMatch !== null)
      return {
        kind: 'or',
        choices: matcher.orMatch.valueMatchers.map((one, i) =>
          valueSpec(one, at.at('or_match').at('value_matchers', i)),
        ),
      }
  }
  at.add('names no match')
  return { kind: 'null' }
}

function doubleSpec(matcher: DoubleMatcher, at: Violations): ValueSpec {
  if (matcher.exact !== null) return { kind: 'number', exact: matcher.exact }
  if (matcher.range !== null)
    return { kind: 'range', start: matcher.range.start, end: matcher.range.end }
  at.add('names no pattern')
  return { kind: 'null' }
}

export function fraction(percent: FractionalPercent): Fraction {
  return {
    numerator: percent.numerator,
    denominator: DENOMINATORS[percent.denominator] ?? 100,
  }
}

/** Null where absent. The runtime key, where it has a value, goes before the default. */
export function runtimeFraction(
  percent: RuntimeFractionalPercent | null,
  at: Violations,
): Fraction | null {
  if (percent === null) return null
  if (percent.defaultValue === null) {
    at.at('default_value').add('is required')
    return null
  }
  return liveFraction(fraction(percent.defaultValue), percent.runtimeKey)
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
