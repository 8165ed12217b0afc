/** `cluster_type`: kinds of clusters that are extensions, aggregates of others and DNS. */
import {
  AggregateClusterConfig,
  type Cluster,
  ClusterDiscoveryType,
  ClusterDnsLookupFamily,
  ClusterRefreshRate,
  DnsCluster,
} from '@flotilla/proto'
import { isType, unpack } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'

export interface CustomType {
  /** The same in the cluster's own fields. */
  readonly message: Cluster
  /** Clusters that it is made of, in order; null: it has endpoints. */
  readonly aggregates: readonly string[] | null
}

const FAMILIES = [
  ClusterDnsLookupFamily.AUTO,
  ClusterDnsLookupFamily.AUTO,
  ClusterDnsLookupFamily.V4_ONLY,
  ClusterDnsLookupFamily.V6_ONLY,
  ClusterDnsLookupFamily.V4_PREFERRED,
  ClusterDnsLookupFamily.ALL,
] as const

export function customType(message: Cluster, at: Violations): CustomType {
  const any = message.clusterType?.typedConfig ?? null
  if (message.clusterType === null) return { message, aggregates: null }
  const place = at.at('cluster_type').at('typed_config')
  if (any !== null && isType(any, AggregateClusterConfig)) {
    const clusters = unpack(AggregateClusterConfig, any, place)?.clusters ?? []
    if (clusters.length === 0) place.at('clusters').add('must not be empty')
    return { message, aggregates: clusters }
  }
  if (any !== null && isType(any, DnsCluster)) {
    const dns = unpack(DnsCluster, any, place)
    return { message: dns === null ? message : withDns(message, dns, place), aggregates: null }
  }
  place.unsupported(any?.typeUrl ?? 'this type')
  return { message, aggregates: null }
}

function withDns(message: Cluster, dns: DnsCluster, at: Violations): Cluster {
  if (dns.dnsMinRefreshRate !== null) at.at('dns_min_refresh_rate').unsupported()
  const failure = dns.dnsFailureRefreshRate
  return {
    ...message,
    type: dns.allAddressesInSingleEndpoint
      ? ClusterDiscoveryType.LOGICAL_DNS
      : ClusterDiscoveryType.STRICT_DNS,
    dnsRefreshRate: dns.dnsRefreshRate,
    dnsFailureRefreshRate:
      failure === null
        ? null
        : ClusterRefreshRate.create({
            baseInterval: failure.baseInterval,
            maxInterval: failure.maxInterval,
          }),
    respectDnsTtl: dns.respectDnsTtl,
    dnsJitter: dns.dnsJitter,
    dnsLookupFamily: FAMILIES[dns.dnsLookupFamily] ?? ClusterDnsLookupFamily.AUTO,
    typedDnsResolverConfig: dns.typedDnsResolverConfig,
  }
}
