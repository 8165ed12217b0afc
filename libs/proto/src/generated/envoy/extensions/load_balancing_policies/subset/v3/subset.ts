/** Generated from envoy/extensions/load_balancing_policies/subset/v3/subset.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { LoadBalancingPolicy, readLoadBalancingPolicy, writeLoadBalancingPolicy } from '../../../../config/cluster/v3/cluster.ts'
import { type JsonObject } from '../../../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { Struct, readStruct, writeStruct } from '../../../../../../well-known/struct.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.load_balancing_policies.subset.v3.Subset.LbSubsetFallbackPolicy */
export const SubsetLbLbSubsetFallbackPolicy = {
  NO_FALLBACK: 0,
  ANY_ENDPOINT: 1,
  DEFAULT_SUBSET: 2,
} as const
export type SubsetLbLbSubsetFallbackPolicy = (typeof SubsetLbLbSubsetFallbackPolicy)[keyof typeof SubsetLbLbSubsetFallbackPolicy]

/** envoy.extensions.load_balancing_policies.subset.v3.Subset.LbSubsetMetadataFallbackPolicy */
export const SubsetLbLbSubsetMetadataFallbackPolicy = {
  METADATA_NO_FALLBACK: 0,
  FALLBACK_LIST: 1,
} as const
export type SubsetLbLbSubsetMetadataFallbackPolicy = (typeof SubsetLbLbSubsetMetadataFallbackPolicy)[keyof typeof SubsetLbLbSubsetMetadataFallbackPolicy]

/** envoy.extensions.load_balancing_policies.subset.v3.Subset.LbSubsetSelector.LbSubsetSelectorFallbackPolicy */
export const SubsetLbLbSubsetSelectorLbSubsetSelectorFallbackPolicy = {
  NOT_DEFINED: 0,
  NO_FALLBACK: 1,
  ANY_ENDPOINT: 2,
  DEFAULT_SUBSET: 3,
  KEYS_SUBSET: 4,
} as const
export type SubsetLbLbSubsetSelectorLbSubsetSelectorFallbackPolicy = (typeof SubsetLbLbSubsetSelectorLbSubsetSelectorFallbackPolicy)[keyof typeof SubsetLbLbSubsetSelectorLbSubsetSelectorFallbackPolicy]

/** envoy.extensions.load_balancing_policies.subset.v3.Subset */
export interface SubsetLb {
  readonly fallbackPolicy: SubsetLbLbSubsetFallbackPolicy
  readonly defaultSubset: JsonObject | null
  readonly subsetSelectors: readonly SubsetLbLbSubsetSelector[]
  readonly localityWeightAware: boolean
  readonly scaleLocalityWeight: boolean
  readonly panicModeAny: boolean
  readonly listAsAny: boolean
  readonly metadataFallbackPolicy: SubsetLbLbSubsetMetadataFallbackPolicy
  readonly subsetLbPolicy: LoadBalancingPolicy | null
  readonly allowRedundantKeys: boolean
}

export const SubsetLb: MessageType<SubsetLb> = define<SubsetLb>({
  name: 'envoy.extensions.load_balancing_policies.subset.v3.Subset', empty: emptySubsetLb, write: writeSubsetLb, read: readSubsetLb,
  fields: () => [
    ['fallback_policy', 1, { enum: SubsetLbLbSubsetFallbackPolicy }],
    ['default_subset', 2, Struct],
    ['subset_selectors', 3, SubsetLbLbSubsetSelector, 'list'],
    ['locality_weight_aware', 4, 'bool'],
    ['scale_locality_weight', 5, 'bool'],
    ['panic_mode_any', 6, 'bool'],
    ['list_as_any', 7, 'bool'],
    ['metadata_fallback_policy', 8, { enum: SubsetLbLbSubsetMetadataFallbackPolicy }],
    ['subset_lb_policy', 9, LoadBalancingPolicy],
    ['allow_redundant_keys', 10, 'bool'],
  ],
})

export function emptySubsetLb(): SubsetLb {
  return {
    fallbackPolicy: 0,
    defaultSubset: null,
    subsetSelectors: NO_ITEMS,
    localityWeightAware: false,
    scaleLocalityWeight: false,
    panicModeAny: false,
    listAsAny: false,
    metadataFallbackPolicy: 0,
    subsetLbPolicy: null,
    allowRedundantKeys: false,
  }
}

export function writeSubsetLb(m: SubsetLb, w: ByteWriter): void {
  if (m.fallbackPolicy !== 0) w.uint32(8).int32(m.fallbackPolicy)
  if (m.defaultSubset !== null) put(w, 18, writeStruct, m.defaultSubset)
  for (const v of m.subsetSelectors) put(w, 26, writeSubsetLbLbSubsetSelector, v)
  if (m.localityWeightAware) w.uint32(32).bool(m.localityWeightAware)
  if (m.scaleLocalityWeight) w.uint32(40).bool(m.scaleLocalityWeight)
  if (m.panicModeAny) w.uint32(48).bool(m.panicModeAny)
  if (m.listAsAny) w.uint32(56).bool(m.listAsAny)
  if (m.metadataFallbackPolicy !== 0) w.uint32(64).int32(m.metadataFallbackPolicy)
  if (m.subsetLbPolicy !== null) put(w, 74, writeLoadBalancingPolicy, m.subsetLbPolicy)
  if (m.allowRedundantKeys) w.uint32(80).bool(m.allowRedundantKeys)
}

export function readSubsetLb(r: MessageReader, into: SubsetLb | null): SubsetLb {
  const m: Mutable<SubsetLb> = into ?? emptySubsetLb()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.fallbackPolicy = r.int32() as SubsetLbLbSubsetFallbackPolicy; break
      case 18: m.defaultSubset = readStruct(r.message(), m.defaultSubset); break
      case 26: m.subsetSelectors = append(m.subsetSelectors, readSubsetLbLbSubsetSelector(r.message(), null)); break
      case 32: m.localityWeightAware = r.bool(); break
      case 40: m.scaleLocalityWeight = r.bool(); break
      case 48: m.panicModeAny = r.bool(); break
      case 56: m.listAsAny = r.bool(); break
      case 64: m.metadataFallbackPolicy = r.int32() as SubsetLbLbSubsetMetadataFallbackPolicy; break
      case 74: m.subsetLbPolicy = readLoadBalancingPolicy(r.message(), m.subsetLbPolicy); break
      case 80: m.allowRedundantKeys = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.load_balancing_policies.subset.v3.Subset.LbSubsetSelector */
export interface SubsetLbLbSubsetSelector {
  readonly keys: readonly string[]
  readonly fallbackPolicy: SubsetLbLbSubsetSelectorLbSubsetSelectorFallbackPolicy
  readonly fallbackKeysSubset: readonly string[]
  readonly singleHostPerSubset: boolean
}

export const SubsetLbLbSubsetSelector: MessageType<SubsetLbLbSubsetSelector> = define<SubsetLbLbSubsetSelector>({
  name: 'envoy.extensions.load_balancing_policies.subset.v3.Subset.LbSubsetSelector', empty: emptySubsetLbLbSubsetSelector, write: writeSubsetLbLbSubsetSelector, read: readSubsetLbLbSubsetSelector,
  fields: () => [
    ['keys', 1, 'string', 'list'],
    ['fallback_policy', 2, { enum: SubsetLbLbSubsetSelectorLbSubsetSelectorFallbackPolicy }],
    ['fallback_keys_subset', 3, 'string', 'list'],
    ['single_host_per_subset', 4, 'bool'],
  ],
})

export function emptySubsetLbLbSubsetSelector(): SubsetLbLbSubsetSelector {
  return {
    keys: NO_ITEMS,
    fallbackPolicy: 0,
    fallbackKeysSubset: NO_ITEMS,
    singleHostPerSubset: false,
  }
}

export function writeSubsetLbLbSubsetSelector(m: SubsetLbLbSubsetSelector, w: ByteWriter): void {
  for (const v of m.keys) w.uint32(10).string(v)
  if (m.fallbackPolicy !== 0) w.uint32(16).int32(m.fallbackPolicy)
  for (const v of m.fallbackKeysSubset) w.uint32(26).string(v)
  if (m.singleHostPerSubset) w.uint32(32).bool(m.singleHostPerSubset)
}

export function readSubsetLbLbSubsetSelector(r: MessageReader, into: SubsetLbLbSubsetSelector | null): SubsetLbLbSubsetSelector {
  const m: Mutable<SubsetLbLbSubsetSelector> = into ?? emptySubsetLbLbSubsetSelector()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.keys = append(m.keys, r.string()); break
      case 16: m.fallbackPolicy = r.int32() as SubsetLbLbSubsetSelectorLbSubsetSelectorFallbackPolicy; break
      case 26: m.fallbackKeysSubset = append(m.fallbackKeysSubset, r.string()); break
      case 32: m.singleHostPerSubset = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}
