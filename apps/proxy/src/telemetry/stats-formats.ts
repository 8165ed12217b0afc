/** Statistics as Envoy prints them: text, JSON, and the Prometheus text format. */
import { setImmediate as immediate } from 'node:timers/promises'
import type { JsonObject, JsonValue } from '@flotilla/proto'
import type { Intervals } from './histogram-intervals.ts'
import {
  cumulativeBuckets,
  ENVOY_BUCKETS_MS,
  type HistogramBin,
  quantileOf,
  sampleCount,
} from './ms-histogram.ts'
import type { Stat, StatLabel } from './stats-groups.ts'

export type BucketMode = 'summary' | 'cumulative' | 'disjoint' | 'detailed'

/** Bounds of the buckets of a histogram; null: Envoy's. */
export type BoundsOf = (name: string) => readonly number[] | null

const STANDARD: BoundsOf = () => null

/** A histogram's samples: since the start, and of the last whole flush interval. */
interface Samples {
  readonly total: readonly HistogramBin[]
  readonly interval: readonly HistogramBin[]
}

const QUANTILES = [0, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 100] as const

/** Statistics handled before others may run: a proxy that knows a thousand clusters has 100,000. */
const BATCH = 2_048

/** Texts first, then counters and gauges together, then histograms, each by name. Gives way to traffic between batches. */
export async function inEnvoysOrder(stats: Iterable<Stat>): Promise<Stat[]> {
  const rank = { text: 0, counter: 1, gauge: 1, histogram: 2 } as const
  const all: Stat[] = []
  for (const stat of stats) if (all.push(stat) % BATCH === 0) await immediate()
  return all.sort(
    (a, b) => rank[a.kind] - rank[b.kind] || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  )
}

export function statsText(
  stats: readonly Stat[],
  mode: BucketMode,
  intervals: Intervals,
  boundsOf: BoundsOf = STANDARD,
): string {
  return stats
    .map((stat) => `${stat.name}: ${valueText(stat, mode, intervals, boundsOf)}\n`)
    .join('')
}

function valueText(stat: Stat, mode: BucketMode, intervals: Intervals, boundsOf: BoundsOf): string {
  if (stat.kind === 'text') return JSON.stringify(stat.text)
  if (stat.kind !== 'histogram') return String(stat.value)
  const samples = samplesOf(stat.histogram, intervals)
  if (samples.total.length === 0) return 'No recorded values'
  if (mode === 'summary') return quantilesText(samples)
  if (mode === 'detailed')
    return `\n  totals=${binsText(samples.total)}\n  intervals=${binsText(samples.interval)}\n  summary=${quantilesText(samples)}`
  const bounds = boundsOf(stat.name) ?? ENVOY_BUCKETS_MS
  const [total, interval] = [samples.total, samples.interval].map((bins) =>
    bucketsOf(bins, mode, bounds),
  )
  return bounds.map((bound, i) => `B${boundText(bound)}(${interval?.[i]},${total?.[i]})`).join(' ')
}

function quantilesText({ total, interval }: Samples): string {
  const text = (bins: readonly HistogramBin[], q: number): string => {
    const value = quantileOf(bins, q / 100)
    return Number.isNaN(value) ? 'nan' : String(value)
  }
  return QUANTILES.map((q) => `P${q}(${text(interval, q)},${text(total, q)})`).join(' ')
}

function binsText(bins: readonly HistogramBin[]): string {
  return bins.map(({ lower, width, count }) => `${lower},${width}:${count}`).join(', ')
}

/** As C++ streams print a double: six significant digits. */
function boundText(bound: number): string {
  return bound < 1e6 ? String(bound) : bound.toExponential().replace(/e\+(\d)$/, 'e+0$1')
}

export function statsJson(
  stats: readonly Stat[],
  mode: BucketMode,
  intervals: Intervals,
  boundsOf: BoundsOf = STANDARD,
): JsonObject {
  const list: JsonValue[] = []
  const histograms: (Samples & { readonly name: string })[] = []
  for (const stat of stats) {
    if (stat.kind === 'histogram')
      histograms.push({ name: stat.name, ...samplesOf(stat.histogram, intervals) })
    else list.push({ name: stat.name, value: stat.kind === 'text' ? stat.text : stat.value })
  }
  if (histograms.length > 0) list.push({ histograms: histogramsJson(histograms, mode, boundsOf) })
  return { stats: list }
}

function histogramsJson(
  histograms: readonly (Samples & { readonly name: string })[],
  mode: BucketMode,
  boundsOf: BoundsOf,
): JsonValue {
  if (mode === 'summary')
    return {
      supported_quantiles: QUANTILES,
      computed_quantiles: histograms.map((one) => ({ name: one.name, values: quantilesJson(one) })),
    }
  if (mode === 'detailed')
    return {
      supported_percentiles: QUANTILES,
      details: histograms.map((one) => ({
        name: one.name,
        totals: one.total.map(binJson),
        intervals: one.interval.map(binJson),
        percentiles: quantilesJson(one),
      })),
    }
  return histograms.map(({ name, total, interval }) => {
    const bounds = boundsOf(name) ?? ENVOY_BUCKETS_MS
    const [all, recent] = [bucketsOf(total, mode, bounds), bucketsOf(interval, mode, bounds)]
    return {
      name,
      buckets: bounds.map((bound, i) => ({
        upper_bound: bound,
        interval: recent[i] ?? 0,
        cumulative: all[i] ?? 0,
      })),
    }
  })
}

function quantilesJson({ total, interval }: Samples): JsonValue {
  const value = (bins: readonly HistogramBin[], q: number): number | null => {
    const quantile = quantileOf(bins, q / 100)
    return Number.isNaN(quantile) ? null : quantile
  }
  return QUANTILES.map((q) => ({ cumulative: value(total, q), interval: value(interval, q) }))
}

function binJson({ lower, width, count }: HistogramBin): JsonObject {
  return { lower_bound: lower, width, count }
}

/** All series of one name together, as the format demands. Gives way to traffic between batches. */
export async function statsPrometheus(
  stats: Iterable<Stat>,
  mode: 'cumulative' | 'summary',
  intervals: Intervals,
  boundsOf: BoundsOf = STANDARD,
): Promise<string> {
  const families = new Map<string, { readonly type: string; text: string }>()
  let printed = 0
  for (const stat of stats) {
    if (++printed % BATCH === 0) await immediate()
    // Empty histograms are most of all lines where many clusters are known and few are called.
    if (stat.kind === 'text' || (stat.kind === 'histogram' && stat.histogram.count === 0)) continue
    const type = stat.kind === 'histogram' && mode === 'summary' ? 'summary' : stat.kind
    let family = families.get(stat.family)
    if (family === undefined) {
      family = { type, text: '' }
      families.set(stat.family, family)
    }
    family.text +=
      stat.kind === 'histogram'
        ? histogramSeries(stat, mode, intervals, boundsOf(stat.name) ?? ENVOY_BUCKETS_MS)
        : series(stat.family, stat.labels, stat.value)
  }
  return [...families].map(([name, { type, text }]) => `# TYPE ${name} ${type}\n${text}`).join('')
}

function histogramSeries(
  { family, labels, histogram }: Extract<Stat, { kind: 'histogram' }>,
  mode: 'cumulative' | 'summary',
  intervals: Intervals,
  bounds: readonly number[],
): string {
  const { total, interval } = samplesOf(histogram, intervals)
  const lines: string[] = []
  if (mode === 'summary') {
    for (const q of QUANTILES)
      lines.push(
        series(family, [...labels, ['quantile', String(q / 100)]], quantileOf(interval, q / 100)),
      )
    lines.push(series(`${family}_sum`, labels, sumOf(interval)))
    lines.push(series(`${family}_count`, labels, sampleCount(interval)))
    return lines.join('')
  }
  const counts = cumulativeBuckets(total, bounds)
  const before = `${family}_bucket{${labelText(labels)}${labels.length === 0 ? '' : ','}le="`
  for (const [i, bound] of bounds.entries()) lines.push(`${before}${bound}"} ${counts[i]}\n`)
  lines.push(`${before}+Inf"} ${histogram.count}\n`)
  lines.push(series(`${family}_sum`, labels, histogram.sum))
  lines.push(series(`${family}_count`, labels, histogram.count))
  return lines.join('')
}

/** The harmonic middle of each bin, as Envoy estimates a sum. */
function sumOf(bins: readonly HistogramBin[]): number {
  return bins.reduce((sum, { lower, width, count }) => {
    const upper = lower + width
    return lower === 0 ? sum : sum + (count * 2 * lower * upper) / (lower + upper)
  }, 0)
}

function series(name: string, labels: readonly StatLabel[], value: number): string {
  return `${name}{${labelText(labels)}} ${value}\n`
}

/** Labels of the group that is being printed: its statistics share one list. */
let lastLabels: readonly StatLabel[] = []
let lastText = ''

function labelText(labels: readonly StatLabel[]): string {
  if (labels !== lastLabels) {
    lastLabels = labels
    lastText = labels.map(([label, content]) => `${label}="${escapeLabel(content)}"`).join(',')
  }
  return lastText
}

function escapeLabel(value: string): string {
  return value.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))
}

function samplesOf(
  histogram: Extract<Stat, { kind: 'histogram' }>['histogram'],
  intervals: Intervals,
): Samples {
  return { total: histogram.bins(), interval: intervals.of(histogram) }
}

function bucketsOf(
  bins: readonly HistogramBin[],
  mode: 'cumulative' | 'disjoint',
  bounds: readonly number[],
): number[] {
  const counts = cumulativeBuckets(bins, bounds)
  return counts.map((count, i) =>
    mode === 'disjoint' && i > 0 ? count - (counts[i - 1] ?? 0) : count,
  )
}
