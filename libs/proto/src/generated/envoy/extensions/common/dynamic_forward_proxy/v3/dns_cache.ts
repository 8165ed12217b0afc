/** Generated from envoy/extensions/common/dynamic_forward_proxy/v3/dns_cache.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { ClusterDnsLookupFamily, ClusterRefreshRate, readClusterRefreshRate, writeClusterRefreshRate } from '../../../../config/cluster/v3/cluster.ts'
import { KeyValueStoreConfig, readKeyValueStoreConfig, writeKeyValueStoreConfig } from '../../../../config/common/key_value/v3/config.ts'
import { SocketAddress, readSocketAddress, writeSocketAddress } from '../../../../config/core/v3/address.ts'
import { TypedExtensionConfig, readTypedExtensionConfig, writeTypedExtensionConfig } from '../../../../config/core/v3/extension.ts'
import { DnsResolutionConfig, readDnsResolutionConfig, writeDnsResolutionConfig } from '../../../../config/core/v3/resolver.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../well-known/duration.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.common.dynamic_forward_proxy.v3.DnsCacheCircuitBreakers */
export interface DnsCacheCircuitBreakers {
  readonly maxPendingRequests: number | null
}

export const DnsCacheCircuitBreakers: MessageType<DnsCacheCircuitBreakers> = define<DnsCacheCircuitBreakers>({
  name: 'envoy.extensions.common.dynamic_forward_proxy.v3.DnsCacheCircuitBreakers', empty: emptyDnsCacheCircuitBreakers, write: writeDnsCacheCircuitBreakers, read: readDnsCacheCircuitBreakers,
  fields: () => [
    ['max_pending_requests', 1, UInt32Value],
  ],
})

export function emptyDnsCacheCircuitBreakers(): DnsCacheCircuitBreakers {
  return {
    maxPendingRequests: null,
  }
}

export function writeDnsCacheCircuitBreakers(m: DnsCacheCircuitBreakers, w: ByteWriter): void {
  if (m.maxPendingRequests !== null) put(w, 10, writeUInt32Value, m.maxPendingRequests)
}

export function readDnsCacheCircuitBreakers(r: MessageReader, into: DnsCacheCircuitBreakers | null): DnsCacheCircuitBreakers {
  const m: Mutable<DnsCacheCircuitBreakers> = into ?? emptyDnsCacheCircuitBreakers()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.maxPendingRequests = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.common.dynamic_forward_proxy.v3.DnsCacheConfig */
export interface DnsCacheConfig {
  readonly name: string
  readonly dnsLookupFamily: ClusterDnsLookupFamily
  readonly dnsRefreshRate: Duration | null
  readonly hostTtl: Duration | null
  readonly maxHosts: number | null
  readonly dnsFailureRefreshRate: ClusterRefreshRate | null
  readonly dnsCacheCircuitBreaker: DnsCacheCircuitBreakers | null
  readonly useTcpForDnsLookups: boolean
  readonly dnsResolutionConfig: DnsResolutionConfig | null
  readonly preresolveHostnames: readonly SocketAddress[]
  readonly dnsQueryTimeout: Duration | null
  readonly typedDnsResolverConfig: TypedExtensionConfig | null
  readonly keyValueConfig: KeyValueStoreConfig | null
  readonly dnsMinRefreshRate: Duration | null
}

export const DnsCacheConfig: MessageType<DnsCacheConfig> = define<DnsCacheConfig>({
  name: 'envoy.extensions.common.dynamic_forward_proxy.v3.DnsCacheConfig', empty: emptyDnsCacheConfig, write: writeDnsCacheConfig, read: readDnsCacheConfig,
  fields: () => [
    ['name', 1, 'string'],
    ['dns_lookup_family', 2, { enum: ClusterDnsLookupFamily }],
    ['dns_refresh_rate', 3, Duration],
    ['host_ttl', 4, Duration],
    ['max_hosts', 5, UInt32Value],
    ['dns_failure_refresh_rate', 6, ClusterRefreshRate],
    ['dns_cache_circuit_breaker', 7, DnsCacheCircuitBreakers],
    ['use_tcp_for_dns_lookups', 8, 'bool'],
    ['dns_resolution_config', 9, DnsResolutionConfig],
    ['preresolve_hostnames', 10, SocketAddress, 'list'],
    ['dns_query_timeout', 11, Duration],
    ['typed_dns_resolver_config', 12, TypedExtensionConfig],
    ['key_value_config', 13, KeyValueStoreConfig],
    ['dns_min_refresh_rate', 14, Duration],
  ],
})

export function emptyDnsCacheConfig(): DnsCacheConfig {
  return {
    name: '',
    dnsLookupFamily: 0,
    dnsRefreshRate: null,
    hostTtl: null,
    maxHosts: null,
    dnsFailureRefreshRate: null,
    dnsCacheCircuitBreaker: null,
    useTcpForDnsLookups: false,
    dnsResolutionConfig: null,
    preresolveHostnames: NO_ITEMS,
    dnsQueryTimeout: null,
    typedDnsResolverConfig: null,
    keyValueConfig: null,
    dnsMinRefreshRate: null,
  }
}

export function writeDnsCacheConfig(m: DnsCacheConfig, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.dnsLookupFamily !== 0) w.uint32(16).int32(m.dnsLookupFamily)
  if (m.dnsRefreshRate !== null) put(w, 26, writeDuration, m.dnsRefreshRate)
  if (m.hostTtl !== null) put(w, 34, writeDuration, m.hostTtl)
  if (m.maxHosts !== null) put(w, 42, writeUInt32Value, m.maxHosts)
  if (m.dnsFailureRefreshRate !== null) put(w, 50, writeClusterRefreshRate, m.dnsFailureRefreshRate)
  if (m.dnsCacheCircuitBreaker !== null) put(w, 58, writeDnsCacheCircuitBreakers, m.dnsCacheCircuitBreaker)
  if (m.useTcpForDnsLookups) w.uint32(64).bool(m.useTcpForDnsLookups)
  if (m.dnsResolutionConfig !== null) put(w, 74, writeDnsResolutionConfig, m.dnsResolutionConfig)
  for (const v of m.preresolveHostnames) put(w, 82, writeSocketAddress, v)
  if (m.dnsQueryTimeout !== null) put(w, 90, writeDuration, m.dnsQueryTimeout)
  if (m.typedDnsResolverConfig !== null) put(w, 98, writeTypedExtensionConfig, m.typedDnsResolverConfig)
  if (m.keyValueConfig !== null) put(w, 106, writeKeyValueStoreConfig, m.keyValueConfig)
  if (m.dnsMinRefreshRate !== null) put(w, 114, writeDuration, m.dnsMinRefreshRate)
}

export function readDnsCacheConfig(r: MessageReader, into: DnsCacheConfig | null): DnsCacheConfig {
  const m: Mutable<DnsCacheConfig> = into ?? emptyDnsCacheConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 16: m.dnsLookupFamily = r.int32() as ClusterDnsLookupFamily; break
      case 26: m.dnsRefreshRate = readDuration(r.message(), m.dnsRefreshRate); break
      case 34: m.hostTtl = readDuration(r.message(), m.hostTtl); break
      case 42: m.maxHosts = readUInt32Value(r.message()); break
      case 50: m.dnsFailureRefreshRate = readClusterRefreshRate(r.message(), m.dnsFailureRefreshRate); break
      case 58: m.dnsCacheCircuitBreaker = readDnsCacheCircuitBreakers(r.message(), m.dnsCacheCircuitBreaker); break
      case 64: m.useTcpForDnsLookups = r.bool(); break
      case 74: m.dnsResolutionConfig = readDnsResolutionConfig(r.message(), m.dnsResolutionConfig); break
      case 82: m.preresolveHostnames = append(m.preresolveHostnames, readSocketAddress(r.message(), null)); break
      case 90: m.dnsQueryTimeout = readDuration(r.message(), m.dnsQueryTimeout); break
      case 98: m.typedDnsResolverConfig = readTypedExtensionConfig(r.message(), m.typedDnsResolverConfig); break
      case 106: m.keyValueConfig = readKeyValueStoreConfig(r.message(), m.keyValueConfig); break
      case 114: m.dnsMinRefreshRate = readDuration(r.message(), m.dnsMinRefreshRate); break
      default: r.skipField(tag)
    }
  }
  return m
}
