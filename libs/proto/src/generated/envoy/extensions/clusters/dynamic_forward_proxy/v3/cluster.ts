/** Generated from envoy/extensions/clusters/dynamic_forward_proxy/v3/cluster.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { ClusterLbPolicy } from '../../../../config/cluster/v3/cluster.ts'
import { SocketAddress, readSocketAddress, writeSocketAddress } from '../../../../config/core/v3/address.ts'
import { DnsCacheConfig, readDnsCacheConfig, writeDnsCacheConfig } from '../../../common/dynamic_forward_proxy/v3/dns_cache.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../well-known/duration.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig */
export interface ForwardProxyClusterConfig {
  readonly dnsCacheConfig: DnsCacheConfig | null // oneof cluster_implementation_specifier
  readonly allowInsecureClusterOptions: boolean
  readonly allowCoalescedConnections: boolean
  readonly subClustersConfig: ForwardProxySubClusters | null // oneof cluster_implementation_specifier
}

export const ForwardProxyClusterConfig: MessageType<ForwardProxyClusterConfig> = define<ForwardProxyClusterConfig>({
  name: 'envoy.extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig', empty: emptyForwardProxyClusterConfig, write: writeForwardProxyClusterConfig, read: readForwardProxyClusterConfig,
  fields: () => [
    ['dns_cache_config', 1, DnsCacheConfig, '', 'clusterImplementationSpecifier'],
    ['allow_insecure_cluster_options', 2, 'bool'],
    ['allow_coalesced_connections', 3, 'bool'],
    ['sub_clusters_config', 4, ForwardProxySubClusters, '', 'clusterImplementationSpecifier'],
  ],
})

export function emptyForwardProxyClusterConfig(): ForwardProxyClusterConfig {
  return {
    dnsCacheConfig: null,
    allowInsecureClusterOptions: false,
    allowCoalescedConnections: false,
    subClustersConfig: null,
  }
}

export function writeForwardProxyClusterConfig(m: ForwardProxyClusterConfig, w: ByteWriter): void {
  if (m.dnsCacheConfig !== null) put(w, 10, writeDnsCacheConfig, m.dnsCacheConfig)
  if (m.allowInsecureClusterOptions) w.uint32(16).bool(m.allowInsecureClusterOptions)
  if (m.allowCoalescedConnections) w.uint32(24).bool(m.allowCoalescedConnections)
  if (m.subClustersConfig !== null) put(w, 34, writeForwardProxySubClusters, m.subClustersConfig)
}

export function readForwardProxyClusterConfig(r: MessageReader, into: ForwardProxyClusterConfig | null): ForwardProxyClusterConfig {
  const m: Mutable<ForwardProxyClusterConfig> = into ?? emptyForwardProxyClusterConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readDnsCacheConfig(r.message(), m.dnsCacheConfig); clearForwardProxyClusterConfig_cluster_implementation_specifier(m); m.dnsCacheConfig = v; break }
      case 16: m.allowInsecureClusterOptions = r.bool(); break
      case 24: m.allowCoalescedConnections = r.bool(); break
      case 34: { const v = readForwardProxySubClusters(r.message(), m.subClustersConfig); clearForwardProxyClusterConfig_cluster_implementation_specifier(m); m.subClustersConfig = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearForwardProxyClusterConfig_cluster_implementation_specifier(m: Mutable<ForwardProxyClusterConfig>): void {
  m.dnsCacheConfig = null
  m.subClustersConfig = null
}

/** envoy.extensions.clusters.dynamic_forward_proxy.v3.SubClustersConfig */
export interface ForwardProxySubClusters {
  readonly lbPolicy: ClusterLbPolicy
  readonly maxSubClusters: number | null
  readonly subClusterTtl: Duration | null
  readonly preresolveClusters: readonly SocketAddress[]
}

export const ForwardProxySubClusters: MessageType<ForwardProxySubClusters> = define<ForwardProxySubClusters>({
  name: 'envoy.extensions.clusters.dynamic_forward_proxy.v3.SubClustersConfig', empty: emptyForwardProxySubClusters, write: writeForwardProxySubClusters, read: readForwardProxySubClusters,
  fields: () => [
    ['lb_policy', 1, { enum: ClusterLbPolicy }],
    ['max_sub_clusters', 2, UInt32Value],
    ['sub_cluster_ttl', 3, Duration],
    ['preresolve_clusters', 4, SocketAddress, 'list'],
  ],
})

export function emptyForwardProxySubClusters(): ForwardProxySubClusters {
  return {
    lbPolicy: 0,
    maxSubClusters: null,
    subClusterTtl: null,
    preresolveClusters: NO_ITEMS,
  }
}

export function writeForwardProxySubClusters(m: ForwardProxySubClusters, w: ByteWriter): void {
  if (m.lbPolicy !== 0) w.uint32(8).int32(m.lbPolicy)
  if (m.maxSubClusters !== null) put(w, 18, writeUInt32Value, m.maxSubClusters)
  if (m.subClusterTtl !== null) put(w, 26, writeDuration, m.subClusterTtl)
  for (const v of m.preresolveClusters) put(w, 34, writeSocketAddress, v)
}

export function readForwardProxySubClusters(r: MessageReader, into: ForwardProxySubClusters | null): ForwardProxySubClusters {
  const m: Mutable<ForwardProxySubClusters> = into ?? emptyForwardProxySubClusters()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.lbPolicy = r.int32() as ClusterLbPolicy; break
      case 18: m.maxSubClusters = readUInt32Value(r.message()); break
      case 26: m.subClusterTtl = readDuration(r.message(), m.subClusterTtl); break
      case 34: m.preresolveClusters = append(m.preresolveClusters, readSocketAddress(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}
