/** Generated from envoy/extensions/load_balancing_policies/round_robin/v3/round_robin.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { LocalityLbConfig, SlowStartConfig, readLocalityLbConfig, readSlowStartConfig, writeLocalityLbConfig, writeSlowStartConfig } from '../../common/v3/common.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.load_balancing_policies.round_robin.v3.RoundRobin */
export interface RoundRobinLb {
  readonly slowStartConfig: SlowStartConfig | null
  readonly localityLbConfig: LocalityLbConfig | null
}

export const RoundRobinLb: MessageType<RoundRobinLb> = define<RoundRobinLb>({
  name: 'envoy.extensions.load_balancing_policies.round_robin.v3.RoundRobin', empty: emptyRoundRobinLb, write: writeRoundRobinLb, read: readRoundRobinLb,
  fields: () => [
    ['slow_start_config', 1, SlowStartConfig],
    ['locality_lb_config', 2, LocalityLbConfig],
  ],
})

export function emptyRoundRobinLb(): RoundRobinLb {
  return {
    slowStartConfig: null,
    localityLbConfig: null,
  }
}

export function writeRoundRobinLb(m: RoundRobinLb, w: ByteWriter): void {
  if (m.slowStartConfig !== null) put(w, 10, writeSlowStartConfig, m.slowStartConfig)
  if (m.localityLbConfig !== null) put(w, 18, writeLocalityLbConfig, m.localityLbConfig)
}

export function readRoundRobinLb(r: MessageReader, into: RoundRobinLb | null): RoundRobinLb {
  const m: Mutable<RoundRobinLb> = into ?? emptyRoundRobinLb()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.slowStartConfig = readSlowStartConfig(r.message(), m.slowStartConfig); break
      case 18: m.localityLbConfig = readLocalityLbConfig(r.message(), m.localityLbConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}
