/** Generated from envoy/config/route/v3/route.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { HeaderValueOption, Metadata, readHeaderValueOption, readMetadata, writeHeaderValueOption, writeMetadata } from '../../core/v3/base.ts'
import { ClusterSpecifierPlugin, RouteActionRequestMirrorPolicy, VirtualHost, readClusterSpecifierPlugin, readRouteActionRequestMirrorPolicy, readVirtualHost, writeClusterSpecifierPlugin, writeRouteActionRequestMirrorPolicy, writeVirtualHost } from './route_components.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../../../well-known/any.ts'
import { BoolValue, UInt32Value, readBoolValue, readUInt32Value, writeBoolValue, writeUInt32Value } from '../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.route.v3.RouteConfiguration */
export interface RouteConfiguration {
  readonly name: string
  readonly virtualHosts: readonly VirtualHost[]
  readonly internalOnlyHeaders: readonly string[]
  readonly responseHeadersToAdd: readonly HeaderValueOption[]
  readonly responseHeadersToRemove: readonly string[]
  readonly requestHeadersToAdd: readonly HeaderValueOption[]
  readonly validateClusters: boolean | null
  readonly requestHeadersToRemove: readonly string[]
  readonly mostSpecificHeaderMutationsWins: boolean
  readonly maxDirectResponseBodySizeBytes: number | null
  readonly clusterSpecifierPlugins: readonly ClusterSpecifierPlugin[]
  readonly requestMirrorPolicies: readonly RouteActionRequestMirrorPolicy[]
  readonly ignorePortInHostMatching: boolean
  readonly ignorePathParametersInPathMatching: boolean
  readonly typedPerFilterConfig: ReadonlyMap<string, Any>
  readonly metadata: Metadata | null
  readonly vhostHeader: string
}

export const RouteConfiguration: MessageType<RouteConfiguration> = define<RouteConfiguration>({
  name: 'envoy.config.route.v3.RouteConfiguration', empty: emptyRouteConfiguration, write: writeRouteConfiguration, read: readRouteConfiguration,
  fields: () => [
    ['name', 1, 'string'],
    ['virtual_hosts', 2, VirtualHost, 'list'],
    ['internal_only_headers', 3, 'string', 'list'],
    ['response_headers_to_add', 4, HeaderValueOption, 'list'],
    ['response_headers_to_remove', 5, 'string', 'list'],
    ['request_headers_to_add', 6, HeaderValueOption, 'list'],
    ['validate_clusters', 7, BoolValue],
    ['request_headers_to_remove', 8, 'string', 'list'],
    ['most_specific_header_mutations_wins', 10, 'bool'],
    ['max_direct_response_body_size_bytes', 11, UInt32Value],
    ['cluster_specifier_plugins', 12, ClusterSpecifierPlugin, 'list'],
    ['request_mirror_policies', 13, RouteActionRequestMirrorPolicy, 'list'],
    ['ignore_port_in_host_matching', 14, 'bool'],
    ['ignore_path_parameters_in_path_matching', 15, 'bool'],
    ['typed_per_filter_config', 16, Any, 'map:string'],
    ['metadata', 17, Metadata],
    ['vhost_header', 18, 'string'],
  ],
  pruned: { 9: 'vhds' },
})

export function emptyRouteConfiguration(): RouteConfiguration {
  return {
    name: '',
    virtualHosts: NO_ITEMS,
    internalOnlyHeaders: NO_ITEMS,
    responseHeadersToAdd: NO_ITEMS,
    responseHeadersToRemove: NO_ITEMS,
    requestHeadersToAdd: NO_ITEMS,
    validateClusters: null,
    requestHeadersToRemove: NO_ITEMS,
    mostSpecificHeaderMutationsWins: false,
    maxDirectResponseBodySizeBytes: null,
    clusterSpecifierPlugins: NO_ITEMS,
    requestMirrorPolicies: NO_ITEMS,
    ignorePortInHostMatching: false,
    ignorePathParametersInPathMatching: false,
    typedPerFilterConfig: NO_ENTRIES,
    metadata: null,
    vhostHeader: '',
  }
}

export function writeRouteConfiguration(m: RouteConfiguration, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  for (const v of m.virtualHosts) put(w, 18, writeVirtualHost, v)
  for (const v of m.internalOnlyHeaders) w.uint32(26).string(v)
  for (const v of m.responseHeadersToAdd) put(w, 34, writeHeaderValueOption, v)
  for (const v of m.responseHeadersToRemove) w.uint32(42).string(v)
  for (const v of m.requestHeadersToAdd) put(w, 50, writeHeaderValueOption, v)
  if (m.validateClusters !== null) put(w, 58, writeBoolValue, m.validateClusters)
  for (const v of m.requestHeadersToRemove) w.uint32(66).string(v)
  if (m.mostSpecificHeaderMutationsWins) w.uint32(80).bool(m.mostSpecificHeaderMutationsWins)
  if (m.maxDirectResponseBodySizeBytes !== null) put(w, 90, writeUInt32Value, m.maxDirectResponseBodySizeBytes)
  for (const v of m.clusterSpecifierPlugins) put(w, 98, writeClusterSpecifierPlugin, v)
  for (const v of m.requestMirrorPolicies) put(w, 106, writeRouteActionRequestMirrorPolicy, v)
  if (m.ignorePortInHostMatching) w.uint32(112).bool(m.ignorePortInHostMatching)
  if (m.ignorePathParametersInPathMatching) w.uint32(120).bool(m.ignorePathParametersInPathMatching)
  for (const [k, v] of m.typedPerFilterConfig) { w.uint32(130); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeAny, v); w.close(o) }
  if (m.metadata !== null) put(w, 138, writeMetadata, m.metadata)
  if (m.vhostHeader !== '') w.uint32(146).string(m.vhostHeader)
}

export function readRouteConfiguration(r: MessageReader, into: RouteConfiguration | null): RouteConfiguration {
  const m: Mutable<RouteConfiguration> = into ?? emptyRouteConfiguration()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.virtualHosts = append(m.virtualHosts, readVirtualHost(r.message(), null)); break
      case 26: m.internalOnlyHeaders = append(m.internalOnlyHeaders, r.string()); break
      case 34: m.responseHeadersToAdd = append(m.responseHeadersToAdd, readHeaderValueOption(r.message(), null)); break
      case 42: m.responseHeadersToRemove = append(m.responseHeadersToRemove, r.string()); break
      case 50: m.requestHeadersToAdd = append(m.requestHeadersToAdd, readHeaderValueOption(r.message(), null)); break
      case 58: m.validateClusters = readBoolValue(r.message()); break
      case 66: m.requestHeadersToRemove = append(m.requestHeadersToRemove, r.string()); break
      case 80: m.mostSpecificHeaderMutationsWins = r.bool(); break
      case 90: m.maxDirectResponseBodySizeBytes = readUInt32Value(r.message()); break
      case 98: m.clusterSpecifierPlugins = append(m.clusterSpecifierPlugins, readClusterSpecifierPlugin(r.message(), null)); break
      case 106: m.requestMirrorPolicies = append(m.requestMirrorPolicies, readRouteActionRequestMirrorPolicy(r.message(), null)); break
      case 112: m.ignorePortInHostMatching = r.bool(); break
      case 120: m.ignorePathParametersInPathMatching = r.bool(); break
      case 130: readRouteConfiguration_typedPerFilterConfig(r.message(), (m.typedPerFilterConfig = ownMap(m.typedPerFilterConfig))); break
      case 138: m.metadata = readMetadata(r.message(), m.metadata); break
      case 146: m.vhostHeader = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readRouteConfiguration_typedPerFilterConfig(r: MessageReader, map: Map<string, Any>): void {
  let key: string = ''
  let value: Any | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readAny(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? Any.create())
}
