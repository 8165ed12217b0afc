/** Generated from envoy/extensions/load_balancing_policies/common/v3/common.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RuntimeDouble, readRuntimeDouble, writeRuntimeDouble } from '../../../../config/core/v3/base.ts'
import { RouteActionHashPolicy, readRouteActionHashPolicy, writeRouteActionHashPolicy } from '../../../../config/route/v3/route_components.ts'
import { Percent, readPercent, writePercent } from '../../../../type/v3/percent.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../well-known/duration.ts'
import { UInt32Value, UInt64Value, readUInt32Value, readUInt64Value, writeUInt32Value, writeUInt64Value } from '../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.load_balancing_policies.common.v3.ConsistentHashingLbConfig */
export interface ConsistentHashingLbConfig {
  readonly useHostnameForHashing: boolean
  readonly hashBalanceFactor: number | null
  readonly hashPolicy: readonly RouteActionHashPolicy[]
}

export const ConsistentHashingLbConfig: MessageType<ConsistentHashingLbConfig> = define<ConsistentHashingLbConfig>({
  name: 'envoy.extensions.load_balancing_policies.common.v3.ConsistentHashingLbConfig', empty: emptyConsistentHashingLbConfig, write: writeConsistentHashingLbConfig, read: readConsistentHashingLbConfig,
  fields: () => [
    ['use_hostname_for_hashing', 1, 'bool'],
    ['hash_balance_factor', 2, UInt32Value],
    ['hash_policy', 3, RouteActionHashPolicy, 'list'],
  ],
})

export function emptyConsistentHashingLbConfig(): ConsistentHashingLbConfig {
  return {
    useHostnameForHashing: false,
    hashBalanceFactor: null,
    hashPolicy: NO_ITEMS,
  }
}

export function writeConsistentHashingLbConfig(m: ConsistentHashingLbConfig, w: ByteWriter): void {
  if (m.useHostnameForHashing) w.uint32(8).bool(m.useHostnameForHashing)
  if (m.hashBalanceFactor !== null) put(w, 18, writeUInt32Value, m.hashBalanceFactor)
  for (const v of m.hashPolicy) put(w, 26, writeRouteActionHashPolicy, v)
}

export function readConsistentHashingLbConfig(r: MessageReader, into: ConsistentHashingLbConfig | null): ConsistentHashingLbConfig {
  const m: Mutable<ConsistentHashingLbConfig> = into ?? emptyConsistentHashingLbConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.useHostnameForHashing = r.bool(); break
      case 18: m.hashBalanceFactor = readUInt32Value(r.message()); break
      case 26: m.hashPolicy = append(m.hashPolicy, readRouteActionHashPolicy(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.load_balancing_policies.common.v3.LocalityLbConfig */
export interface LocalityLbConfig {
  readonly zoneAwareLbConfig: LocalityLbConfigZoneAwareLbConfig | null // oneof locality_config_specifier
  readonly localityWeightedLbConfig: LocalityLbConfigLocalityWeightedLbConfig | null // oneof locality_config_specifier
}

export const LocalityLbConfig: MessageType<LocalityLbConfig> = define<LocalityLbConfig>({
  name: 'envoy.extensions.load_balancing_policies.common.v3.LocalityLbConfig', empty: emptyLocalityLbConfig, write: writeLocalityLbConfig, read: readLocalityLbConfig,
  fields: () => [
    ['zone_aware_lb_config', 1, LocalityLbConfigZoneAwareLbConfig, '', 'localityConfigSpecifier'],
    ['locality_weighted_lb_config', 2, LocalityLbConfigLocalityWeightedLbConfig, '', 'localityConfigSpecifier'],
  ],
})

export function emptyLocalityLbConfig(): LocalityLbConfig {
  return {
    zoneAwareLbConfig: null,
    localityWeightedLbConfig: null,
  }
}

export function writeLocalityLbConfig(m: LocalityLbConfig, w: ByteWriter): void {
  if (m.zoneAwareLbConfig !== null) put(w, 10, writeLocalityLbConfigZoneAwareLbConfig, m.zoneAwareLbConfig)
  if (m.localityWeightedLbConfig !== null) put(w, 18, writeLocalityLbConfigLocalityWeightedLbConfig, m.localityWeightedLbConfig)
}

export function readLocalityLbConfig(r: MessageReader, into: LocalityLbConfig | null): LocalityLbConfig {
  const m: Mutable<LocalityLbConfig> = into ?? emptyLocalityLbConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readLocalityLbConfigZoneAwareLbConfig(r.message(), m.zoneAwareLbConfig); clearLocalityLbConfig_locality_config_specifier(m); m.zoneAwareLbConfig = v; break }
      case 18: { const v = readLocalityLbConfigLocalityWeightedLbConfig(r.message(), m.localityWeightedLbConfig); clearLocalityLbConfig_locality_config_specifier(m); m.localityWeightedLbConfig = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearLocalityLbConfig_locality_config_specifier(m: Mutable<LocalityLbConfig>): void {
  m.zoneAwareLbConfig = null
  m.localityWeightedLbConfig = null
}

/** envoy.extensions.load_balancing_policies.common.v3.LocalityLbConfig.LocalityWeightedLbConfig */
export interface LocalityLbConfigLocalityWeightedLbConfig {
}

export const LocalityLbConfigLocalityWeightedLbConfig: MessageType<LocalityLbConfigLocalityWeightedLbConfig> = define<LocalityLbConfigLocalityWeightedLbConfig>({
  name: 'envoy.extensions.load_balancing_policies.common.v3.LocalityLbConfig.LocalityWeightedLbConfig', empty: emptyLocalityLbConfigLocalityWeightedLbConfig, write: writeLocalityLbConfigLocalityWeightedLbConfig, read: readLocalityLbConfigLocalityWeightedLbConfig,
  fields: () => [],
})

export function emptyLocalityLbConfigLocalityWeightedLbConfig(): LocalityLbConfigLocalityWeightedLbConfig {
  return {}
}

export function writeLocalityLbConfigLocalityWeightedLbConfig(_m: LocalityLbConfigLocalityWeightedLbConfig, _w: ByteWriter): void {
}

export function readLocalityLbConfigLocalityWeightedLbConfig(r: MessageReader, into: LocalityLbConfigLocalityWeightedLbConfig | null): LocalityLbConfigLocalityWeightedLbConfig {
  const m: Mutable<LocalityLbConfigLocalityWeightedLbConfig> = into ?? emptyLocalityLbConfigLocalityWeightedLbConfig()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.extensions.load_balancing_policies.common.v3.LocalityLbConfig.ZoneAwareLbConfig */
export interface LocalityLbConfigZoneAwareLbConfig {
  readonly routingEnabled: Percent | null
  readonly minClusterSize: number | null
  readonly failTrafficOnPanic: boolean
}

export const LocalityLbConfigZoneAwareLbConfig: MessageType<LocalityLbConfigZoneAwareLbConfig> = define<LocalityLbConfigZoneAwareLbConfig>({
  name: 'envoy.extensions.load_balancing_policies.common.v3.LocalityLbConfig.ZoneAwareLbConfig', empty: emptyLocalityLbConfigZoneAwareLbConfig, write: writeLocalityLbConfigZoneAwareLbConfig, read: readLocalityLbConfigZoneAwareLbConfig,
  fields: () => [
    ['routing_enabled', 1, Percent],
    ['min_cluster_size', 2, UInt64Value],
    ['fail_traffic_on_panic', 3, 'bool'],
  ],
})

export function emptyLocalityLbConfigZoneAwareLbConfig(): LocalityLbConfigZoneAwareLbConfig {
  return {
    routingEnabled: null,
    minClusterSize: null,
    failTrafficOnPanic: false,
  }
}

export function writeLocalityLbConfigZoneAwareLbConfig(m: LocalityLbConfigZoneAwareLbConfig, w: ByteWriter): void {
  if (m.routingEnabled !== null) put(w, 10, writePercent, m.routingEnabled)
  if (m.minClusterSize !== null) put(w, 18, writeUInt64Value, m.minClusterSize)
  if (m.failTrafficOnPanic) w.uint32(24).bool(m.failTrafficOnPanic)
}

export function readLocalityLbConfigZoneAwareLbConfig(r: MessageReader, into: LocalityLbConfigZoneAwareLbConfig | null): LocalityLbConfigZoneAwareLbConfig {
  const m: Mutable<LocalityLbConfigZoneAwareLbConfig> = into ?? emptyLocalityLbConfigZoneAwareLbConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.routingEnabled = readPercent(r.message(), m.routingEnabled); break
      case 18: m.minClusterSize = readUInt64Value(r.message()); break
      case 24: m.failTrafficOnPanic = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.load_balancing_policies.common.v3.SlowStartConfig */
export interface SlowStartConfig {
  readonly slowStartWindow: Duration | null
  readonly aggression: RuntimeDouble | null
  readonly minWeightPercent: Percent | null
}

export const SlowStartConfig: MessageType<SlowStartConfig> = define<SlowStartConfig>({
  name: 'envoy.extensions.load_balancing_policies.common.v3.SlowStartConfig', empty: emptySlowStartConfig, write: writeSlowStartConfig, read: readSlowStartConfig,
  fields: () => [
    ['slow_start_window', 1, Duration],
    ['aggression', 2, RuntimeDouble],
    ['min_weight_percent', 3, Percent],
  ],
})

export function emptySlowStartConfig(): SlowStartConfig {
  return {
    slowStartWindow: null,
    aggression: null,
    minWeightPercent: null,
  }
}

export function writeSlowStartConfig(m: SlowStartConfig, w: ByteWriter): void {
  if (m.slowStartWindow !== null) put(w, 10, writeDuration, m.slowStartWindow)
  if (m.aggression !== null) put(w, 18, writeRuntimeDouble, m.aggression)
  if (m.minWeightPercent !== null) put(w, 26, writePercent, m.minWeightPercent)
}

export function readSlowStartConfig(r: MessageReader, into: SlowStartConfig | null): SlowStartConfig {
  const m: Mutable<SlowStartConfig> = into ?? emptySlowStartConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.slowStartWindow = readDuration(r.message(), m.slowStartWindow); break
      case 18: m.aggression = readRuntimeDouble(r.message(), m.aggression); break
      case 26: m.minWeightPercent = readPercent(r.message(), m.minWeightPercent); break
      default: r.skipField(tag)
    }
  }
  return m
}
