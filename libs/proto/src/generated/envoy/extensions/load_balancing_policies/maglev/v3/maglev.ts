/** Generated from envoy/extensions/load_balancing_policies/maglev/v3/maglev.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { ConsistentHashingLbConfig, LocalityLbConfigLocalityWeightedLbConfig, readConsistentHashingLbConfig, readLocalityLbConfigLocalityWeightedLbConfig, writeConsistentHashingLbConfig, writeLocalityLbConfigLocalityWeightedLbConfig } from '../../common/v3/common.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { UInt64Value, readUInt64Value, writeUInt64Value } from '../../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.load_balancing_policies.maglev.v3.Maglev */
export interface MaglevLb {
  readonly tableSize: number | null
  readonly consistentHashingLbConfig: ConsistentHashingLbConfig | null
  readonly localityWeightedLbConfig: LocalityLbConfigLocalityWeightedLbConfig | null
}

export const MaglevLb: MessageType<MaglevLb> = define<MaglevLb>({
  name: 'envoy.extensions.load_balancing_policies.maglev.v3.Maglev', empty: emptyMaglevLb, write: writeMaglevLb, read: readMaglevLb,
  fields: () => [
    ['table_size', 1, UInt64Value],
    ['consistent_hashing_lb_config', 2, ConsistentHashingLbConfig],
    ['locality_weighted_lb_config', 3, LocalityLbConfigLocalityWeightedLbConfig],
  ],
})

export function emptyMaglevLb(): MaglevLb {
  return {
    tableSize: null,
    consistentHashingLbConfig: null,
    localityWeightedLbConfig: null,
  }
}

export function writeMaglevLb(m: MaglevLb, w: ByteWriter): void {
  if (m.tableSize !== null) put(w, 10, writeUInt64Value, m.tableSize)
  if (m.consistentHashingLbConfig !== null) put(w, 18, writeConsistentHashingLbConfig, m.consistentHashingLbConfig)
  if (m.localityWeightedLbConfig !== null) put(w, 26, writeLocalityLbConfigLocalityWeightedLbConfig, m.localityWeightedLbConfig)
}

export function readMaglevLb(r: MessageReader, into: MaglevLb | null): MaglevLb {
  const m: Mutable<MaglevLb> = into ?? emptyMaglevLb()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.tableSize = readUInt64Value(r.message()); break
      case 18: m.consistentHashingLbConfig = readConsistentHashingLbConfig(r.message(), m.consistentHashingLbConfig); break
      case 26: m.localityWeightedLbConfig = readLocalityLbConfigLocalityWeightedLbConfig(r.message(), m.localityWeightedLbConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}
