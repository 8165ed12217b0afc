/** Generated from envoy/extensions/clusters/dns/v3/dns_cluster.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { TypedExtensionConfig, readTypedExtensionConfig, writeTypedExtensionConfig } from '../../../../config/core/v3/extension.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../well-known/duration.ts'
import { type Mutable, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.clusters.dns.v3.DnsLookupFamily */
export const DnsLookupFamily = {
  UNSPECIFIED: 0,
  AUTO: 1,
  V4_ONLY: 2,
  V6_ONLY: 3,
  V4_PREFERRED: 4,
  ALL: 5,
} as const
export type DnsLookupFamily = (typeof DnsLookupFamily)[keyof typeof DnsLookupFamily]

/** envoy.extensions.clusters.dns.v3.DnsCluster */
export interface DnsCluster {
  readonly dnsRefreshRate: Duration | null
  readonly dnsFailureRefreshRate: DnsRefreshRate | null
  readonly respectDnsTtl: boolean
  readonly dnsJitter: Duration | null
  readonly typedDnsResolverConfig: TypedExtensionConfig | null
  readonly dnsLookupFamily: DnsLookupFamily
  readonly allAddressesInSingleEndpoint: boolean
  readonly dnsMinRefreshRate: Duration | null
}

export const DnsCluster: MessageType<DnsCluster> = define<DnsCluster>({
  name: 'envoy.extensions.clusters.dns.v3.DnsCluster', empty: emptyDnsCluster, write: writeDnsCluster, read: readDnsCluster,
  fields: () => [
    ['dns_refresh_rate', 3, Duration],
    ['dns_failure_refresh_rate', 4, DnsRefreshRate],
    ['respect_dns_ttl', 5, 'bool'],
    ['dns_jitter', 6, Duration],
    ['typed_dns_resolver_config', 7, TypedExtensionConfig],
    ['dns_lookup_family', 8, { enum: DnsLookupFamily }],
    ['all_addresses_in_single_endpoint', 9, 'bool'],
    ['dns_min_refresh_rate', 10, Duration],
  ],
})

export function emptyDnsCluster(): DnsCluster {
  return {
    dnsRefreshRate: null,
    dnsFailureRefreshRate: null,
    respectDnsTtl: false,
    dnsJitter: null,
    typedDnsResolverConfig: null,
    dnsLookupFamily: 0,
    allAddressesInSingleEndpoint: false,
    dnsMinRefreshRate: null,
  }
}

export function writeDnsCluster(m: DnsCluster, w: ByteWriter): void {
  if (m.dnsRefreshRate !== null) put(w, 26, writeDuration, m.dnsRefreshRate)
  if (m.dnsFailureRefreshRate !== null) put(w, 34, writeDnsRefreshRate, m.dnsFailureRefreshRate)
  if (m.respectDnsTtl) w.uint32(40).bool(m.respectDnsTtl)
  if (m.dnsJitter !== null) put(w, 50, writeDuration, m.dnsJitter)
  if (m.typedDnsResolverConfig !== null) put(w, 58, writeTypedExtensionConfig, m.typedDnsResolverConfig)
  if (m.dnsLookupFamily !== 0) w.uint32(64).int32(m.dnsLookupFamily)
  if (m.allAddressesInSingleEndpoint) w.uint32(72).bool(m.allAddressesInSingleEndpoint)
  if (m.dnsMinRefreshRate !== null) put(w, 82, writeDuration, m.dnsMinRefreshRate)
}

export function readDnsCluster(r: MessageReader, into: DnsCluster | null): DnsCluster {
  const m: Mutable<DnsCluster> = into ?? emptyDnsCluster()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 26: m.dnsRefreshRate = readDuration(r.message(), m.dnsRefreshRate); break
      case 34: m.dnsFailureRefreshRate = readDnsRefreshRate(r.message(), m.dnsFailureRefreshRate); break
      case 40: m.respectDnsTtl = r.bool(); break
      case 50: m.dnsJitter = readDuration(r.message(), m.dnsJitter); break
      case 58: m.typedDnsResolverConfig = readTypedExtensionConfig(r.message(), m.typedDnsResolverConfig); break
      case 64: m.dnsLookupFamily = r.int32() as DnsLookupFamily; break
      case 72: m.allAddressesInSingleEndpoint = r.bool(); break
      case 82: m.dnsMinRefreshRate = readDuration(r.message(), m.dnsMinRefreshRate); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.clusters.dns.v3.DnsRefreshRate */
export interface DnsRefreshRate {
  readonly baseInterval: Duration | null
  readonly maxInterval: Duration | null
}

export const DnsRefreshRate: MessageType<DnsRefreshRate> = define<DnsRefreshRate>({
  name: 'envoy.extensions.clusters.dns.v3.DnsRefreshRate', empty: emptyDnsRefreshRate, write: writeDnsRefreshRate, read: readDnsRefreshRate,
  fields: () => [
    ['base_interval', 1, Duration],
    ['max_interval', 2, Duration],
  ],
})

export function emptyDnsRefreshRate(): DnsRefreshRate {
  return {
    baseInterval: null,
    maxInterval: null,
  }
}

export function writeDnsRefreshRate(m: DnsRefreshRate, w: ByteWriter): void {
  if (m.baseInterval !== null) put(w, 10, writeDuration, m.baseInterval)
  if (m.maxInterval !== null) put(w, 18, writeDuration, m.maxInterval)
}

export function readDnsRefreshRate(r: MessageReader, into: DnsRefreshRate | null): DnsRefreshRate {
  const m: Mutable<DnsRefreshRate> = into ?? emptyDnsRefreshRate()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.baseInterval = readDuration(r.message(), m.baseInterval); break
      case 18: m.maxInterval = readDuration(r.message(), m.maxInterval); break
      default: r.skipField(tag)
    }
  }
  return m
}
