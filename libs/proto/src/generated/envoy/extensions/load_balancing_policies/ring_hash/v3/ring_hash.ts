/** Generated from envoy/extensions/load_balancing_policies/ring_hash/v3/ring_hash.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { ConsistentHashingLbConfig, LocalityLbConfigLocalityWeightedLbConfig, readConsistentHashingLbConfig, readLocalityLbConfigLocalityWeightedLbConfig, writeConsistentHashingLbConfig, writeLocalityLbConfigLocalityWeightedLbConfig } from '../../common/v3/common.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { UInt32Value, UInt64Value, readUInt32Value, readUInt64Value, writeUInt32Value, writeUInt64Value } from '../../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash.HashFunction */
export const RingHashLbHashFunction = {
  DEFAULT_HASH: 0,
  XX_HASH: 1,
  MURMUR_HASH_2: 2,
} as const
export type RingHashLbHashFunction = (typeof RingHashLbHashFunction)[keyof typeof RingHashLbHashFunction]

/** envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash */
export interface RingHashLb {
  readonly hashFunction: RingHashLbHashFunction
  readonly minimumRingSize: number | null
  readonly maximumRingSize: number | null
  readonly useHostnameForHashing: boolean
  readonly hashBalanceFactor: number | null
  readonly consistentHashingLbConfig: ConsistentHashingLbConfig | null
  readonly localityWeightedLbConfig: LocalityLbConfigLocalityWeightedLbConfig | null
}

export const RingHashLb: MessageType<RingHashLb> = define<RingHashLb>({
  name: 'envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash', empty: emptyRingHashLb, write: writeRingHashLb, read: readRingHashLb,
  fields: () => [
    ['hash_function', 1, { enum: RingHashLbHashFunction }],
    ['minimum_ring_size', 2, UInt64Value],
    ['maximum_ring_size', 3, UInt64Value],
    ['use_hostname_for_hashing', 4, 'bool'],
    ['hash_balance_factor', 5, UInt32Value],
    ['consistent_hashing_lb_config', 6, ConsistentHashingLbConfig],
    ['locality_weighted_lb_config', 7, LocalityLbConfigLocalityWeightedLbConfig],
  ],
})

export function emptyRingHashLb(): RingHashLb {
  return {
    hashFunction: 0,
    minimumRingSize: null,
    maximumRingSize: null,
    useHostnameForHashing: false,
    hashBalanceFactor: null,
    consistentHashingLbConfig: null,
    localityWeightedLbConfig: null,
  }
}

export function writeRingHashLb(m: RingHashLb, w: ByteWriter): void {
  if (m.hashFunction !== 0) w.uint32(8).int32(m.hashFunction)
  if (m.minimumRingSize !== null) put(w, 18, writeUInt64Value, m.minimumRingSize)
  if (m.maximumRingSize !== null) put(w, 26, writeUInt64Value, m.maximumRingSize)
  if (m.useHostnameForHashing) w.uint32(32).bool(m.useHostnameForHashing)
  if (m.hashBalanceFactor !== null) put(w, 42, writeUInt32Value, m.hashBalanceFactor)
  if (m.consistentHashingLbConfig !== null) put(w, 50, writeConsistentHashingLbConfig, m.consistentHashingLbConfig)
  if (m.localityWeightedLbConfig !== null) put(w, 58, writeLocalityLbConfigLocalityWeightedLbConfig, m.localityWeightedLbConfig)
}

export function readRingHashLb(r: MessageReader, into: RingHashLb | null): RingHashLb {
  const m: Mutable<RingHashLb> = into ?? emptyRingHashLb()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.hashFunction = r.int32() as RingHashLbHashFunction; break
      case 18: m.minimumRingSize = readUInt64Value(r.message()); break
      case 26: m.maximumRingSize = readUInt64Value(r.message()); break
      case 32: m.useHostnameForHashing = r.bool(); break
      case 42: m.hashBalanceFactor = readUInt32Value(r.message()); break
      case 50: m.consistentHashingLbConfig = readConsistentHashingLbConfig(r.message(), m.consistentHashingLbConfig); break
      case 58: m.localityWeightedLbConfig = readLocalityLbConfigLocalityWeightedLbConfig(r.message(), m.localityWeightedLbConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}
