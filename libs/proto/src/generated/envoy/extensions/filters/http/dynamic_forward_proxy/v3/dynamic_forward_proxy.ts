/** Generated from envoy/extensions/filters/http/dynamic_forward_proxy/v3/dynamic_forward_proxy.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { DnsCacheConfig, readDnsCacheConfig, writeDnsCacheConfig } from '../../../../common/dynamic_forward_proxy/v3/dns_cache.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../../well-known/duration.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.dynamic_forward_proxy.v3.FilterConfig */
export interface ForwardProxyFilter {
  readonly dnsCacheConfig: DnsCacheConfig | null // oneof implementation_specifier
  readonly saveUpstreamAddress: boolean
  readonly subClusterConfig: SubClusterConfig | null // oneof implementation_specifier
}

export const ForwardProxyFilter: MessageType<ForwardProxyFilter> = define<ForwardProxyFilter>({
  name: 'envoy.extensions.filters.http.dynamic_forward_proxy.v3.FilterConfig', empty: emptyForwardProxyFilter, write: writeForwardProxyFilter, read: readForwardProxyFilter,
  fields: () => [
    ['dns_cache_config', 1, DnsCacheConfig, '', 'implementationSpecifier'],
    ['save_upstream_address', 2, 'bool'],
    ['sub_cluster_config', 3, SubClusterConfig, '', 'implementationSpecifier'],
  ],
})

export function emptyForwardProxyFilter(): ForwardProxyFilter {
  return {
    dnsCacheConfig: null,
    saveUpstreamAddress: false,
    subClusterConfig: null,
  }
}

export function writeForwardProxyFilter(m: ForwardProxyFilter, w: ByteWriter): void {
  if (m.dnsCacheConfig !== null) put(w, 10, writeDnsCacheConfig, m.dnsCacheConfig)
  if (m.saveUpstreamAddress) w.uint32(16).bool(m.saveUpstreamAddress)
  if (m.subClusterConfig !== null) put(w, 26, writeSubClusterConfig, m.subClusterConfig)
}

export function readForwardProxyFilter(r: MessageReader, into: ForwardProxyFilter | null): ForwardProxyFilter {
  const m: Mutable<ForwardProxyFilter> = into ?? emptyForwardProxyFilter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readDnsCacheConfig(r.message(), m.dnsCacheConfig); clearForwardProxyFilter_implementation_specifier(m); m.dnsCacheConfig = v; break }
      case 16: m.saveUpstreamAddress = r.bool(); break
      case 26: { const v = readSubClusterConfig(r.message(), m.subClusterConfig); clearForwardProxyFilter_implementation_specifier(m); m.subClusterConfig = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearForwardProxyFilter_implementation_specifier(m: Mutable<ForwardProxyFilter>): void {
  m.dnsCacheConfig = null
  m.subClusterConfig = null
}

/** envoy.extensions.filters.http.dynamic_forward_proxy.v3.PerRouteConfig */
export interface ForwardProxyPerRoute {
  readonly hostRewriteLiteral: string | null // oneof host_rewrite_specifier
  readonly hostRewriteHeader: string | null // oneof host_rewrite_specifier
}

export const ForwardProxyPerRoute: MessageType<ForwardProxyPerRoute> = define<ForwardProxyPerRoute>({
  name: 'envoy.extensions.filters.http.dynamic_forward_proxy.v3.PerRouteConfig', empty: emptyForwardProxyPerRoute, write: writeForwardProxyPerRoute, read: readForwardProxyPerRoute,
  fields: () => [
    ['host_rewrite_literal', 1, 'string', '', 'hostRewriteSpecifier'],
    ['host_rewrite_header', 2, 'string', '', 'hostRewriteSpecifier'],
  ],
})

export function emptyForwardProxyPerRoute(): ForwardProxyPerRoute {
  return {
    hostRewriteLiteral: null,
    hostRewriteHeader: null,
  }
}

export function writeForwardProxyPerRoute(m: ForwardProxyPerRoute, w: ByteWriter): void {
  if (m.hostRewriteLiteral !== null) w.uint32(10).string(m.hostRewriteLiteral)
  if (m.hostRewriteHeader !== null) w.uint32(18).string(m.hostRewriteHeader)
}

export function readForwardProxyPerRoute(r: MessageReader, into: ForwardProxyPerRoute | null): ForwardProxyPerRoute {
  const m: Mutable<ForwardProxyPerRoute> = into ?? emptyForwardProxyPerRoute()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = r.string(); clearForwardProxyPerRoute_host_rewrite_specifier(m); m.hostRewriteLiteral = v; break }
      case 18: { const v = r.string(); clearForwardProxyPerRoute_host_rewrite_specifier(m); m.hostRewriteHeader = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearForwardProxyPerRoute_host_rewrite_specifier(m: Mutable<ForwardProxyPerRoute>): void {
  m.hostRewriteLiteral = null
  m.hostRewriteHeader = null
}

/** envoy.extensions.filters.http.dynamic_forward_proxy.v3.SubClusterConfig */
export interface SubClusterConfig {
  readonly clusterInitTimeout: Duration | null
}

export const SubClusterConfig: MessageType<SubClusterConfig> = define<SubClusterConfig>({
  name: 'envoy.extensions.filters.http.dynamic_forward_proxy.v3.SubClusterConfig', empty: emptySubClusterConfig, write: writeSubClusterConfig, read: readSubClusterConfig,
  fields: () => [
    ['cluster_init_timeout', 3, Duration],
  ],
})

export function emptySubClusterConfig(): SubClusterConfig {
  return {
    clusterInitTimeout: null,
  }
}

export function writeSubClusterConfig(m: SubClusterConfig, w: ByteWriter): void {
  if (m.clusterInitTimeout !== null) put(w, 26, writeDuration, m.clusterInitTimeout)
}

export function readSubClusterConfig(r: MessageReader, into: SubClusterConfig | null): SubClusterConfig {
  const m: Mutable<SubClusterConfig> = into ?? emptySubClusterConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 26: m.clusterInitTimeout = readDuration(r.message(), m.clusterInitTimeout); break
      default: r.skipField(tag)
    }
  }
  return m
}
