/** `stats_config`: which statistics are shown, and tags of the file's own for Prometheus. */
import {
  compileRegex,
  compileRegexRewrite,
  compileString,
  type StringMatcher,
} from '@flotilla/match'
import type { ListStringMatcher, StatsConfig, StatsMatcher, TagSpecifier } from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'
import { stringSpec } from '../http/compile/matchers.ts'
import type { Stat, StatLabel } from './stats-groups.ts'

/** A tag that is found in names. Null: the name has none. */
interface TagRule {
  readonly name: string
  find(stat: string): FoundTag | null
}

interface FoundTag {
  readonly value: string
  /** What the name loses. */
  readonly removed: string
}

export interface StatsSettings {
  /** Null: all are shown. */
  readonly isShown: ((name: string) => boolean) | null
  readonly tags: readonly TagRule[]
  /** Bounds of the buckets of a histogram, ascending; null: Envoy's. */
  readonly boundsOf: ((name: string) => readonly number[] | null) | null
  /** Whether Envoy's own labels stay beside those of the file. */
  readonly keepsDefaultTags: boolean
}

/** Null where nothing is configured. */
export function compileStatsConfig(
  message: StatsConfig | null,
  at: Violations,
): StatsSettings | null {
  if (message === null) return null
  const tags = message.statsTags.flatMap((tag, i) => tagRule(tag, at.at('stats_tags', i)) ?? [])
  const isShown = shownBy(message.statsMatcher, at.at('stats_matcher'))
  const keepsDefaultTags = message.useAllDefaultTags ?? true
  const boundsOf = compileBounds(message, at)
  return isShown === null && tags.length === 0 && boundsOf === null
    ? null
    : { isShown, tags, boundsOf, keepsDefaultTags }
}

/** Of several settings for one name the first counts. */
function compileBounds(message: StatsConfig, at: Violations): StatsSettings['boundsOf'] {
  const rules = message.histogramBucketSettings.flatMap((setting, i) => {
    const place = at.at('histogram_bucket_settings', i)
    const bounds = [...new Set(setting.buckets)].sort((a, b) => a - b)
    if (bounds.length !== setting.buckets.length) place.at('buckets').add('must not repeat a bound')
    if (bounds.length === 0 || (bounds[0] ?? 0) <= 0)
      place.at('buckets').add('must hold bounds above 0')
    if (setting.match === null) {
      place.at('match').add('is required')
      return []
    }
    const compiled = compileString(stringSpec(setting.match, place.at('match')))
    return compiled.kind === 'ok' ? [{ matcher: compiled.value, bounds }] : []
  })
  if (rules.length === 0) return null
  return (name) => rules.find(({ matcher }) => matcher.matches(name))?.bounds ?? null
}

function shownBy(message: StatsMatcher | null, at: Violations): StatsSettings['isShown'] {
  if (message === null) return null
  if (message.rejectAll !== null) return message.rejectAll ? () => false : null
  const isIncluding = message.inclusionList !== null
  const list = message.inclusionList ?? message.exclusionList
  if (list === null) return null
  const place = at.at(isIncluding ? 'inclusion_list' : 'exclusion_list')
  const matchers = patternsOf(list, place)
  return (name) => matchers.some((matcher) => matcher.matches(name)) === isIncluding
}

function patternsOf(list: ListStringMatcher, at: Violations): readonly StringMatcher[] {
  return list.patterns.flatMap((pattern, i) => {
    const compiled = compileString(stringSpec(pattern, at.at('patterns', i)))
    return compiled.kind === 'ok' ? [compiled.value] : []
  })
}

function tagRule(message: TagSpecifier, at: Violations): TagRule | null {
  const { tagName: name, fixedValue, regex } = message
  if (fixedValue !== null) return { name, find: () => ({ value: fixedValue, removed: '' }) }
  // A tag without a rule is one of Envoy's own, which names have by themselves.
  if (regex === null || regex === '') return null
  const whole = `(?s)^.*?(?:${regex}).*$`
  const found = compileRegex(whole)
  const first = compileRegexRewrite(whole, '\\1')
  if (found.kind === 'bad' || first.kind === 'bad') {
    at.at('regex').add('is no expression with a group')
    return null
  }
  const second = compileRegexRewrite(whole, '\\2')
  const value = second.kind === 'ok' ? second.value : first.value
  return {
    name,
    find: (stat) =>
      found.value.matches(stat)
        ? { value: value.apply(stat), removed: first.value.apply(stat) }
        : null,
  }
}

/** The statistic with the file's tags as labels. */
export function tagged(stat: Stat, settings: StatsSettings): Stat {
  let { family } = stat
  const own: StatLabel[] = []
  for (const rule of settings.tags) {
    const found = rule.find(stat.name)
    if (found === null || found.value === '') continue
    own.push([labelName(rule.name), found.value])
    const removed = labelName(found.removed)
    if (removed !== '' && removed !== '_') family = family.replace(removed, '')
  }
  if (own.length === 0) return stat
  const values = new Set(own.map(([, value]) => value))
  const kept = stat.labels.filter(([, value]) => settings.keepsDefaultTags || !values.has(value))
  return { ...stat, family, labels: [...kept, ...own] }
}

function labelName(text: string): string {
  return text.replace(/[^a-zA-Z0-9_]/g, '_')
}
