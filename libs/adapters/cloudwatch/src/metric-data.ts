/** Metrics as PutMetricData takes them. */
import { type MetricInstance, valueText } from '@flotilla/adapter-sdk'
import { DurationValue } from '@flotilla/attributes'
import { encode } from './sigv4.ts'

/** The unit names of CloudWatch, numbered as in Istio's parameters. */
export const UNITS = {
  None: 0,
  Seconds: 1,
  Microseconds: 2,
  Milliseconds: 3,
  Count: 4,
  Bytes: 5,
  Kilobytes: 6,
  Megabytes: 7,
  Gigabytes: 8,
  Terabytes: 9,
  Bits: 10,
  Kilobits: 11,
  Megabits: 12,
  Gigabits: 13,
  Terabits: 14,
  Percent: 15,
  Bytes_Second: 16,
  Kilobytes_Second: 17,
  Megabytes_Second: 18,
  Gigabytes_Second: 19,
  Terabytes_Second: 20,
  Bits_Second: 21,
  Kilobits_Second: 22,
  Megabits_Second: 23,
  Gigabits_Second: 24,
  Terabits_Second: 25,
  Count_Second: 26,
} as const
export type Unit = keyof typeof UNITS

const NS_PER: Readonly<Partial<Record<Unit, number>>> = {
  Seconds: 1e9,
  Milliseconds: 1e6,
  Microseconds: 1e3,
}

export interface Datum {
  readonly name: string
  readonly value: number
  readonly unit: Unit
  readonly time: string
  readonly dimensions: readonly (readonly [string, string])[]
}

/** CloudWatch takes no more dimensions of one metric. */
const MAX_DIMENSIONS = 10
const MAX_DIMENSION_LENGTH = 255

/** The datum, or why there is none. */
export function datumOf(instance: MetricInstance, unit: Unit, wallMs: number): Datum | string {
  const value = valueIn(instance, unit)
  if (value === null) return `${instance.name} has a value that cannot be in ${unit}`
  const { keys, values } = instance.dimensions
  const dimensions: [string, string][] = []
  for (let i = 0; i < keys.length; i++) {
    const text = valueText(values[i] ?? null).slice(0, MAX_DIMENSION_LENGTH)
    // An empty dimension is refused with the whole request.
    if (text !== '') dimensions.push([keys[i] ?? '', text])
  }
  if (dimensions.length > MAX_DIMENSIONS)
    return `${instance.name} has more than ${MAX_DIMENSIONS} dimensions`
  return { name: instance.name, value, unit, time: new Date(wallMs).toISOString(), dimensions }
}

/** Body of one call, in the query protocol. */
export function putMetricData(namespace: string, data: readonly Datum[]): string {
  const fields: [string, string][] = [
    ['Action', 'PutMetricData'],
    ['Version', '2010-08-01'],
    ['Namespace', namespace],
  ]
  for (const [i, datum] of data.entries()) {
    const at = `MetricData.member.${i + 1}`
    fields.push([`${at}.MetricName`, datum.name], [`${at}.Value`, String(datum.value)])
    fields.push([`${at}.Unit`, datum.unit.replace('_', '/')], [`${at}.Timestamp`, datum.time])
    for (const [j, [name, value]] of datum.dimensions.entries())
      fields.push(
        [`${at}.Dimensions.member.${j + 1}.Name`, name],
        [`${at}.Dimensions.member.${j + 1}.Value`, value],
      )
  }
  return fields.map(([key, value]) => `${encode(key)}=${encode(value)}`).join('&')
}

function valueIn({ value }: MetricInstance, unit: Unit): number | null {
  if (value instanceof DurationValue) {
    const ns = NS_PER[unit]
    return ns === undefined ? null : Number(value.ns) / ns
  }
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
    ? Number(value)
    : null
}
