/** Generated from envoy/config/core/v3/config_source.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { WatchedDirectory, readWatchedDirectory, writeWatchedDirectory } from './base.ts'
import { GrpcService, readGrpcService, writeGrpcService } from './grpc_service.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.core.v3.ApiConfigSource.ApiType */
export const ApiConfigSourceApiType = {
  DEPRECATED_AND_UNAVAILABLE_DO_NOT_USE: 0,
  REST: 1,
  GRPC: 2,
  DELTA_GRPC: 3,
  AGGREGATED_GRPC: 5,
  AGGREGATED_DELTA_GRPC: 6,
} as const
export type ApiConfigSourceApiType = (typeof ApiConfigSourceApiType)[keyof typeof ApiConfigSourceApiType]

/** envoy.config.core.v3.ApiVersion */
export const ApiVersion = {
  AUTO: 0,
  V2: 1,
  V3: 2,
} as const
export type ApiVersion = (typeof ApiVersion)[keyof typeof ApiVersion]

/** envoy.config.core.v3.AggregatedConfigSource */
export interface AggregatedConfigSource {
}

export const AggregatedConfigSource: MessageType<AggregatedConfigSource> = define<AggregatedConfigSource>({
  name: 'envoy.config.core.v3.AggregatedConfigSource', empty: emptyAggregatedConfigSource, write: writeAggregatedConfigSource, read: readAggregatedConfigSource,
  fields: () => [],
})

export function emptyAggregatedConfigSource(): AggregatedConfigSource {
  return {}
}

export function writeAggregatedConfigSource(_m: AggregatedConfigSource, _w: ByteWriter): void {
}

export function readAggregatedConfigSource(r: MessageReader, into: AggregatedConfigSource | null): AggregatedConfigSource {
  const m: Mutable<AggregatedConfigSource> = into ?? emptyAggregatedConfigSource()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.config.core.v3.ApiConfigSource */
export interface ApiConfigSource {
  readonly apiType: ApiConfigSourceApiType
  readonly grpcServices: readonly GrpcService[]
  readonly setNodeOnFirstMessageOnly: boolean
  readonly transportApiVersion: ApiVersion
}

export const ApiConfigSource: MessageType<ApiConfigSource> = define<ApiConfigSource>({
  name: 'envoy.config.core.v3.ApiConfigSource', empty: emptyApiConfigSource, write: writeApiConfigSource, read: readApiConfigSource,
  fields: () => [
    ['api_type', 1, { enum: ApiConfigSourceApiType }],
    ['grpc_services', 4, GrpcService, 'list'],
    ['set_node_on_first_message_only', 7, 'bool'],
    ['transport_api_version', 8, { enum: ApiVersion }],
  ],
  pruned: { 2: 'cluster_names', 3: 'refresh_delay', 5: 'request_timeout', 6: 'rate_limit_settings', 9: 'config_validators' },
})

export function emptyApiConfigSource(): ApiConfigSource {
  return {
    apiType: 0,
    grpcServices: NO_ITEMS,
    setNodeOnFirstMessageOnly: false,
    transportApiVersion: 0,
  }
}

export function writeApiConfigSource(m: ApiConfigSource, w: ByteWriter): void {
  if (m.apiType !== 0) w.uint32(8).int32(m.apiType)
  for (const v of m.grpcServices) put(w, 34, writeGrpcService, v)
  if (m.setNodeOnFirstMessageOnly) w.uint32(56).bool(m.setNodeOnFirstMessageOnly)
  if (m.transportApiVersion !== 0) w.uint32(64).int32(m.transportApiVersion)
}

export function readApiConfigSource(r: MessageReader, into: ApiConfigSource | null): ApiConfigSource {
  const m: Mutable<ApiConfigSource> = into ?? emptyApiConfigSource()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.apiType = r.int32() as ApiConfigSourceApiType; break
      case 34: m.grpcServices = append(m.grpcServices, readGrpcService(r.message(), null)); break
      case 56: m.setNodeOnFirstMessageOnly = r.bool(); break
      case 64: m.transportApiVersion = r.int32() as ApiVersion; break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.ConfigSource */
export interface ConfigSource {
  readonly path: string | null // oneof config_source_specifier
  readonly apiConfigSource: ApiConfigSource | null // oneof config_source_specifier
  readonly ads: AggregatedConfigSource | null // oneof config_source_specifier
  readonly initialFetchTimeout: Duration | null
  readonly resourceApiVersion: ApiVersion
  readonly pathConfigSource: PathConfigSource | null // oneof config_source_specifier
}

export const ConfigSource: MessageType<ConfigSource> = define<ConfigSource>({
  name: 'envoy.config.core.v3.ConfigSource', empty: emptyConfigSource, write: writeConfigSource, read: readConfigSource,
  fields: () => [
    ['path', 1, 'string', '', 'configSourceSpecifier'],
    ['api_config_source', 2, ApiConfigSource, '', 'configSourceSpecifier'],
    ['ads', 3, AggregatedConfigSource, '', 'configSourceSpecifier'],
    ['initial_fetch_timeout', 4, Duration],
    ['resource_api_version', 6, { enum: ApiVersion }],
    ['path_config_source', 8, PathConfigSource, '', 'configSourceSpecifier'],
  ],
  pruned: { 5: 'self', 7: 'authorities' },
})

export function emptyConfigSource(): ConfigSource {
  return {
    path: null,
    apiConfigSource: null,
    ads: null,
    initialFetchTimeout: null,
    resourceApiVersion: 0,
    pathConfigSource: null,
  }
}

export function writeConfigSource(m: ConfigSource, w: ByteWriter): void {
  if (m.path !== null) w.uint32(10).string(m.path)
  if (m.apiConfigSource !== null) put(w, 18, writeApiConfigSource, m.apiConfigSource)
  if (m.ads !== null) put(w, 26, writeAggregatedConfigSource, m.ads)
  if (m.initialFetchTimeout !== null) put(w, 34, writeDuration, m.initialFetchTimeout)
  if (m.resourceApiVersion !== 0) w.uint32(48).int32(m.resourceApiVersion)
  if (m.pathConfigSource !== null) put(w, 66, writePathConfigSource, m.pathConfigSource)
}

export function readConfigSource(r: MessageReader, into: ConfigSource | null): ConfigSource {
  const m: Mutable<ConfigSource> = into ?? emptyConfigSource()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = r.string(); clearConfigSource_config_source_specifier(m); m.path = v; break }
      case 18: { const v = readApiConfigSource(r.message(), m.apiConfigSource); clearConfigSource_config_source_specifier(m); m.apiConfigSource = v; break }
      case 26: { const v = readAggregatedConfigSource(r.message(), m.ads); clearConfigSource_config_source_specifier(m); m.ads = v; break }
      case 34: m.initialFetchTimeout = readDuration(r.message(), m.initialFetchTimeout); break
      case 48: m.resourceApiVersion = r.int32() as ApiVersion; break
      case 66: { const v = readPathConfigSource(r.message(), m.pathConfigSource); clearConfigSource_config_source_specifier(m); m.pathConfigSource = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearConfigSource_config_source_specifier(m: Mutable<ConfigSource>): void {
  m.path = null
  m.apiConfigSource = null
  m.ads = null
  m.pathConfigSource = null
}

/** envoy.config.core.v3.PathConfigSource */
export interface PathConfigSource {
  readonly path: string
  readonly watchedDirectory: WatchedDirectory | null
}

export const PathConfigSource: MessageType<PathConfigSource> = define<PathConfigSource>({
  name: 'envoy.config.core.v3.PathConfigSource', empty: emptyPathConfigSource, write: writePathConfigSource, read: readPathConfigSource,
  fields: () => [
    ['path', 1, 'string'],
    ['watched_directory', 2, WatchedDirectory],
  ],
})

export function emptyPathConfigSource(): PathConfigSource {
  return {
    path: '',
    watchedDirectory: null,
  }
}

export function writePathConfigSource(m: PathConfigSource, w: ByteWriter): void {
  if (m.path !== '') w.uint32(10).string(m.path)
  if (m.watchedDirectory !== null) put(w, 18, writeWatchedDirectory, m.watchedDirectory)
}

export function readPathConfigSource(r: MessageReader, into: PathConfigSource | null): PathConfigSource {
  const m: Mutable<PathConfigSource> = into ?? emptyPathConfigSource()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.path = r.string(); break
      case 18: m.watchedDirectory = readWatchedDirectory(r.message(), m.watchedDirectory); break
      default: r.skipField(tag)
    }
  }
  return m
}
