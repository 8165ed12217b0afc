/** Generated from envoy/extensions/filters/http/health_check/v3/health_check.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { HeaderMatcher, readHeaderMatcher, writeHeaderMatcher } from '../../../../../config/route/v3/route_components.ts'
import { Percent, emptyPercent, readPercent, writePercent } from '../../../../../type/v3/percent.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../../well-known/duration.ts'
import { BoolValue, readBoolValue, writeBoolValue } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.health_check.v3.HealthCheck */
export interface HealthCheck {
  readonly passThroughMode: boolean | null
  readonly cacheTime: Duration | null
  readonly clusterMinHealthyPercentages: ReadonlyMap<string, Percent>
  readonly headers: readonly HeaderMatcher[]
}

export const HealthCheck: MessageType<HealthCheck> = define<HealthCheck>({
  name: 'envoy.extensions.filters.http.health_check.v3.HealthCheck', empty: emptyHealthCheck, write: writeHealthCheck, read: readHealthCheck,
  fields: () => [
    ['pass_through_mode', 1, BoolValue],
    ['cache_time', 3, Duration],
    ['cluster_min_healthy_percentages', 4, Percent, 'map:string'],
    ['headers', 5, HeaderMatcher, 'list'],
  ],
})

export function emptyHealthCheck(): HealthCheck {
  return {
    passThroughMode: null,
    cacheTime: null,
    clusterMinHealthyPercentages: NO_ENTRIES,
    headers: NO_ITEMS,
  }
}

export function writeHealthCheck(m: HealthCheck, w: ByteWriter): void {
  if (m.passThroughMode !== null) put(w, 10, writeBoolValue, m.passThroughMode)
  if (m.cacheTime !== null) put(w, 26, writeDuration, m.cacheTime)
  for (const [k, v] of m.clusterMinHealthyPercentages) { w.uint32(34); const o = w.open(); w.uint32(10).string(k); put(w, 18, writePercent, v); w.close(o) }
  for (const v of m.headers) put(w, 42, writeHeaderMatcher, v)
}

export function readHealthCheck(r: MessageReader, into: HealthCheck | null): HealthCheck {
  const m: Mutable<HealthCheck> = into ?? emptyHealthCheck()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.passThroughMode = readBoolValue(r.message()); break
      case 26: m.cacheTime = readDuration(r.message(), m.cacheTime); break
      case 34: readHealthCheck_clusterMinHealthyPercentages(r.message(), (m.clusterMinHealthyPercentages = ownMap(m.clusterMinHealthyPercentages))); break
      case 42: m.headers = append(m.headers, readHeaderMatcher(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readHealthCheck_clusterMinHealthyPercentages(r: MessageReader, map: Map<string, Percent>): void {
  let key: string = ''
  let value: Percent | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readPercent(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? emptyPercent())
}
