/** A metric's value as statsd writes it. */
import type { InstanceValue } from '@flotilla/adapter-sdk'
import { DurationValue } from '@flotilla/attributes'

export const METRIC_TYPES = { UNKNOWN: 0, COUNTER: 1, GAUGE: 2, DISTRIBUTION: 3 } as const
export type MetricType = keyof typeof METRIC_TYPES

/** `5|c`, `7|g`, `12.5|ms`: one or more lines' ends; null where the type cannot take the value. */
export function measureOf(type: MetricType, value: InstanceValue): readonly string[] | null {
  if (value instanceof DurationValue)
    return type === 'DISTRIBUTION' ? [`${Number(value.ns) / 1e6}|ms`] : null
  if (typeof value !== 'bigint') return null
  // A sign means a change of the gauge: a negative value is reached from 0.
  if (type === 'GAUGE') return value < 0n ? ['0|g', `${value}|g`] : [`${value}|g`]
  // Istio 1.4: whole numbers of a distribution are counted.
  return [`${value}|c`]
}
