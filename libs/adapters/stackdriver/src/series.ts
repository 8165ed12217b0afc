/** Metrics added up over a push interval: one point for each series, however often it was reported. */
import { type InstanceValue, type MetricInstance, valueText } from '@flotilla/adapter-sdk'
import { DurationValue } from '@flotilla/attributes'
import type { Buckets, MetricInfo } from './stackdriver-params.ts'

interface Held {
  readonly head: Readonly<Record<string, unknown>>
  readonly info: MetricInfo
  value: number | boolean | string
  /** Of a distribution. */
  readonly counts: number[]
  count: number
  sum: number
  squares: number
  mean: number
}

/** Series of one interval. docs/limits.md */
const MAX_SERIES = 10_000

export class SeriesTable {
  private held = new Map<string, Held>()
  private startMs: number

  constructor(startMs: number) {
    this.startMs = startMs
  }

  get size(): number {
    return this.held.size
  }

  /** Null, or why it was not taken. */
  add(instance: MetricInstance, info: MetricInfo): string | null {
    const value = convert(instance.value, info.value)
    if (value === null) return `${instance.name} has a value that is no ${info.value}`
    const head = {
      metric: {
        type: info.metricType === '' ? `custom.googleapis.com/${instance.name}` : info.metricType,
        labels: labelsOf(instance.dimensions.keys, instance.dimensions.values),
      },
      resource: {
        type: instance.monitoredResourceType === '' ? 'global' : instance.monitoredResourceType,
        labels: labelsOf(
          instance.monitoredResourceDimensions.keys,
          instance.monitoredResourceDimensions.values,
        ),
      },
      metricKind: info.kind,
      valueType: info.value,
    }
    const key = JSON.stringify(head)
    const known = this.held.get(key)
    if (known === undefined && this.held.size >= MAX_SERIES)
      return 'metrics dropped, too many series'
    const held = known ?? emptySeries(head, info)
    if (known === undefined) this.held.set(key, held)
    addValue(held, value)
    return null
  }

  /** The time series of the interval that ends now; a new one begins. */
  take(nowMs: number): string[] {
    const interval = {
      startTime: new Date(this.startMs).toISOString(),
      // An interval has a length; that of a gauge is none.
      endTime: new Date(Math.max(nowMs, this.startMs + 1)).toISOString(),
    }
    const series = [...this.held.values()].map((held) => {
      const isGauge = held.info.kind === 'GAUGE'
      const point = {
        interval: isGauge ? { endTime: interval.endTime } : interval,
        value: pointValue(held),
      }
      return JSON.stringify({ ...held.head, points: [point] })
    })
    this.held = new Map()
    this.startMs = nowMs
    return series
  }
}

export function labelsOf(
  keys: readonly string[],
  values: readonly InstanceValue[],
): Record<string, string> {
  return Object.fromEntries(keys.map((key, i) => [key, valueText(values[i] ?? null)]))
}

function emptySeries(head: Readonly<Record<string, unknown>>, info: MetricInfo): Held {
  const size = info.buckets === null ? 0 : boundsOf(info.buckets).length + 1
  const counts = new Array<number>(size).fill(0)
  return { head, info, value: 0, counts, count: 0, sum: 0, squares: 0, mean: 0 }
}

function addValue(held: Held, value: number | boolean | string): void {
  const { info } = held
  if (info.value === 'DISTRIBUTION' && typeof value === 'number' && info.buckets !== null) {
    const at = boundsOf(info.buckets).findIndex((bound) => value < bound)
    const bucket = at === -1 ? held.counts.length - 1 : at
    held.counts[bucket] = (held.counts[bucket] ?? 0) + 1
    // Welford's method: the deviation without the squares of large values.
    held.count++
    const delta = value - held.mean
    held.mean += delta / held.count
    held.squares += delta * (value - held.mean)
  } else if (info.kind === 'GAUGE' || typeof value !== 'number' || typeof held.value !== 'number')
    held.value = value
  else held.value += value
}

function pointValue(held: Held): Readonly<Record<string, unknown>> {
  const { info, value } = held
  switch (info.value) {
    case 'BOOL':
      return { boolValue: value }
    case 'INT64':
      return { int64Value: String(value) }
    case 'STRING':
      return { stringValue: value }
    case 'DISTRIBUTION':
      return {
        distributionValue: {
          count: String(held.count),
          mean: held.mean,
          sumOfSquaredDeviation: held.squares,
          bucketOptions: bucketOptions(info.buckets),
          bucketCounts: held.counts.map(String),
        },
      }
    default:
      return { doubleValue: value }
  }
}

function bucketOptions(buckets: Buckets | null): Readonly<Record<string, unknown>> {
  if (buckets?.linearBuckets) return { linearBuckets: buckets.linearBuckets }
  if (buckets?.exponentialBuckets) return { exponentialBuckets: buckets.exponentialBuckets }
  return { explicitBuckets: { bounds: buckets?.explicitBuckets?.bounds ?? [] } }
}

/** Bounds between buckets: n finite buckets have n + 1, explicit ones are given. */
function boundsOf({ linearBuckets, exponentialBuckets, explicitBuckets }: Buckets): number[] {
  const upTo = (count: number, bound: (i: number) => number): number[] =>
    Array.from({ length: count + 1 }, (_, i) => bound(i))
  if (linearBuckets !== null)
    return upTo(
      linearBuckets.numFiniteBuckets,
      (i) => linearBuckets.offset + linearBuckets.width * i,
    )
  if (exponentialBuckets !== null)
    return upTo(
      exponentialBuckets.numFiniteBuckets,
      (i) => exponentialBuckets.scale * exponentialBuckets.growthFactor ** i,
    )
  return [...(explicitBuckets?.bounds ?? [])]
}

/** Durations in ms, as Istio 1.4 sends them. */
function convert(
  value: InstanceValue,
  type: MetricInfo['value'],
): number | boolean | string | null {
  if (type === 'STRING') return valueText(value)
  if (type === 'BOOL') return typeof value === 'boolean' ? value : null
  const number =
    value instanceof DurationValue
      ? Number(value.ns) / 1e6
      : typeof value === 'bigint'
        ? Number(value)
        : value
  if (typeof number !== 'number' || !Number.isFinite(number)) return null
  return type === 'INT64' ? Math.trunc(number) : number
}
