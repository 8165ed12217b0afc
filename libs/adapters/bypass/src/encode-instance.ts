/** Instances of the relayed templates as the messages of an adapter out of process. */
import type { Instance, InstanceShape, ValueMap } from '@flotilla/adapter-sdk'
import { type AttributeValue, DurationValue, TimestampValue, ValueType } from '@flotilla/attributes'
import { ByteWriter } from '@flotilla/bytes'
import { writeAnyValue } from '@flotilla/dispatch'

/** Templates that are relayed, and the path that serves each. */
export const PATHS = {
  checknothing: '/checkNothing.HandleCheckNothingService/HandleCheckNothing',
  reportnothing: '/reportNothing.HandleReportNothingService/HandleReportNothing',
  metric: '/metric.HandleMetricService/HandleMetric',
  quota: '/quota.HandleQuotaService/HandleQuota',
} as const
export type RelayedTemplate = keyof typeof PATHS

/** Tag of `name` in every InstanceMsg: field 72295727, length-delimited. */
const NAME_TAG = ((72_295_727 << 3) | 2) >>> 0

/** @param types of the instance's expressions; what is not there is known by its value. */
export function encodeInstance(instance: Instance, types: InstanceShape['types']): Uint8Array {
  const writer = new ByteWriter()
  if (instance.template === 'metric') {
    if (instance.value !== null) {
      const at = writer.uint32(10).open()
      writeAnyValue(writer, types.get('value') ?? typeOf(instance.value), instance.value)
      writer.close(at)
    }
    writeMap(writer, 18, instance.dimensions, 'dimensions', types)
    if (instance.monitoredResourceType !== '')
      writer.uint32(26).string(instance.monitoredResourceType)
    const dimensions = instance.monitoredResourceDimensions
    writeMap(writer, 34, dimensions, 'monitored_resource_dimensions', types)
  } else if (instance.template === 'quota')
    writeMap(writer, 10, instance.dimensions, 'dimensions', types)
  writer.uint32(NAME_TAG).string(instance.name)
  return new Uint8Array(writer.finish())
}

function writeMap(
  writer: ByteWriter,
  tag: number,
  { keys, values }: ValueMap,
  field: string,
  types: InstanceShape['types'],
): void {
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? ''
    const value = values[i] ?? null
    if (value === null) continue
    const entry = writer.uint32(tag).open()
    const at = writer.uint32(10).string(key).uint32(18).open()
    writeAnyValue(writer, types.get(`${field}.${key}`) ?? typeOf(value), value)
    writer.close(at).close(entry)
  }
}

function typeOf(value: AttributeValue): ValueType {
  if (typeof value === 'bigint') return ValueType.INT64
  if (typeof value === 'number') return ValueType.DOUBLE
  if (typeof value === 'boolean') return ValueType.BOOL
  if (value instanceof Uint8Array) return ValueType.IP_ADDRESS
  if (value instanceof TimestampValue) return ValueType.TIMESTAMP
  if (value instanceof DurationValue) return ValueType.DURATION
  return typeof value === 'string' ? ValueType.STRING : ValueType.STRING_MAP
}
