/** Generated from envoy/config/core/v3/health_check.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.core.v3.HealthStatus */
export const HealthStatus = {
  UNKNOWN: 0,
  HEALTHY: 1,
  UNHEALTHY: 2,
  DRAINING: 3,
  TIMEOUT: 4,
  DEGRADED: 5,
} as const
export type HealthStatus = (typeof HealthStatus)[keyof typeof HealthStatus]

/** envoy.config.core.v3.HealthStatusSet */
export interface HealthStatusSet {
  readonly statuses: readonly HealthStatus[]
}

export const HealthStatusSet: MessageType<HealthStatusSet> = define<HealthStatusSet>({
  name: 'envoy.config.core.v3.HealthStatusSet', empty: emptyHealthStatusSet, write: writeHealthStatusSet, read: readHealthStatusSet,
  fields: () => [
    ['statuses', 1, { enum: HealthStatus }, 'list'],
  ],
})

export function emptyHealthStatusSet(): HealthStatusSet {
  return {
    statuses: NO_ITEMS,
  }
}

export function writeHealthStatusSet(m: HealthStatusSet, w: ByteWriter): void {
  if (m.statuses.length > 0) { w.uint32(10); const o = w.open(); for (const v of m.statuses) w.int32(v); w.close(o) }
}

export function readHealthStatusSet(r: MessageReader, into: HealthStatusSet | null): HealthStatusSet {
  const m: Mutable<HealthStatusSet> = into ?? emptyHealthStatusSet()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.statuses = append(m.statuses, r.int32() as HealthStatus); break
      case 10: { const p = r.message(); while (!p.done) m.statuses = append(m.statuses, p.int32() as HealthStatus); break }
      default: r.skipField(tag)
    }
  }
  return m
}
