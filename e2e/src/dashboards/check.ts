/** Holds dashboards' queries against series that were really scraped. */
import { type Query, queriesOf } from './queries.ts'

/** Series of a scrape: metric to the label sets it was seen with. */
export type Series = ReadonlyMap<string, readonly ReadonlyMap<string, string>[]>

/** Metrics that a local mesh cannot have, each with its reason. */
export const ABSENT: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^container_/, "measured by cAdvisor on a cluster's nodes"],
  [/^go_/, 'the runtime of a Go process'],
  [/^up$/, 'made by Prometheus itself for each of its targets'],
  [
    /^istio_request_duration_milliseconds_/,
    'the name in other versions: the same query asks for istio_request_duration_seconds after "or"',
  ],
]

/** Labels that Prometheus adds to what it scrapes. */
const ADDED: ReadonlySet<string> = new Set(['job', 'instance'])
const LABEL = /([A-Za-z_][A-Za-z0-9_]*)="((?:[^"\\]|\\.)*)"/g

/** Reads the text format. */
export function seriesOf(...pages: readonly string[]): Series {
  const series = new Map<string, ReadonlyMap<string, string>[]>()
  for (const line of pages.join('\n').split('\n')) {
    const name = /^[A-Za-z_:][A-Za-z0-9_:]*/.exec(line)?.[0]
    if (name === undefined) continue
    const labels = new Map(
      [...line.matchAll(LABEL)].map(([, key = '', value = '']) => [key, value]),
    )
    const known = series.get(name)
    if (known === undefined) series.set(name, [labels])
    else known.push(labels)
  }
  return series
}

export interface DashboardCheck {
  readonly queries: number
  /** Names that are on the list of those that cannot be had. */
  readonly absent: ReadonlySet<string>
  /** What a query asks for and does not find. */
  readonly missing: readonly string[]
}

export function checkDashboard(dashboard: unknown, series: Series): DashboardCheck {
  const queries = queriesOf(dashboard)
  const absent = new Set<string>()
  const missing = queries.flatMap((query) => missingOf(query, series, absent))
  return { queries: queries.length, absent, missing: [...new Set(missing)].sort() }
}

function missingOf({ selectors, grouping }: Query, series: Series, absent: Set<string>): string[] {
  const missing: string[] = []
  const labels = new Set(ADDED)
  let isWhole = true
  for (const { metric, matchers } of selectors) {
    if (ABSENT.some(([pattern]) => pattern.test(metric))) {
      absent.add(metric)
      isWhole &&= metric.startsWith('istio_')
      continue
    }
    const found = series.get(metric)
    if (found === undefined) {
      missing.push(metric)
      continue
    }
    for (const one of found) for (const key of one.keys()) labels.add(key)
    for (const { label, operator, value } of matchers) {
      if (ADDED.has(label)) continue
      if (!found.some((one) => one.has(label))) missing.push(`${metric}{${label}}`)
      else if (operator === '=' && !value.includes('$'))
        if (!found.some((one) => one.get(label) === value))
          missing.push(`${metric}{${label}="${value}"}`)
    }
  }
  // What groups by labels of metrics that cannot be had says nothing of ours.
  if (isWhole)
    for (const label of grouping)
      if (!(selectors.length === 0 ? anywhere(series, label) : labels.has(label)))
        missing.push(`by (${label})`)
  return missing
}

function anywhere(series: Series, label: string): boolean {
  return [...series.values()].some((found) => found.some((one) => one.has(label)))
}
