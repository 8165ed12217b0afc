/** Generated from envoy/type/metadata/v3/metadata.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.type.metadata.v3.MetadataKey */
export interface MetadataKey {
  readonly key: string
  readonly path: readonly MetadataKeyPathSegment[]
}

export const MetadataKey: MessageType<MetadataKey> = define<MetadataKey>({
  name: 'envoy.type.metadata.v3.MetadataKey', empty: emptyMetadataKey, write: writeMetadataKey, read: readMetadataKey,
  fields: () => [
    ['key', 1, 'string'],
    ['path', 2, MetadataKeyPathSegment, 'list'],
  ],
})

export function emptyMetadataKey(): MetadataKey {
  return {
    key: '',
    path: NO_ITEMS,
  }
}

export function writeMetadataKey(m: MetadataKey, w: ByteWriter): void {
  if (m.key !== '') w.uint32(10).string(m.key)
  for (const v of m.path) put(w, 18, writeMetadataKeyPathSegment, v)
}

export function readMetadataKey(r: MessageReader, into: MetadataKey | null): MetadataKey {
  const m: Mutable<MetadataKey> = into ?? emptyMetadataKey()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.key = r.string(); break
      case 18: m.path = append(m.path, readMetadataKeyPathSegment(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.type.metadata.v3.MetadataKey.PathSegment */
export interface MetadataKeyPathSegment {
  readonly key: string | null // oneof segment
}

export const MetadataKeyPathSegment: MessageType<MetadataKeyPathSegment> = define<MetadataKeyPathSegment>({
  name: 'envoy.type.metadata.v3.MetadataKey.PathSegment', empty: emptyMetadataKeyPathSegment, write: writeMetadataKeyPathSegment, read: readMetadataKeyPathSegment,
  fields: () => [
    ['key', 1, 'string', '', 'segment'],
  ],
})

export function emptyMetadataKeyPathSegment(): MetadataKeyPathSegment {
  return {
    key: null,
  }
}

export function writeMetadataKeyPathSegment(m: MetadataKeyPathSegment, w: ByteWriter): void {
  if (m.key !== null) w.uint32(10).string(m.key)
}

export function readMetadataKeyPathSegment(r: MessageReader, into: MetadataKeyPathSegment | null): MetadataKeyPathSegment {
  const m: Mutable<MetadataKeyPathSegment> = into ?? emptyMetadataKeyPathSegment()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.key = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.type.metadata.v3.MetadataKind */
export interface MetadataKind {
  readonly request: MetadataKindRequest | null // oneof kind
  readonly route: MetadataKindRoute | null // oneof kind
  readonly cluster: MetadataKindCluster | null // oneof kind
  readonly host: MetadataKindHost | null // oneof kind
}

export const MetadataKind: MessageType<MetadataKind> = define<MetadataKind>({
  name: 'envoy.type.metadata.v3.MetadataKind', empty: emptyMetadataKind, write: writeMetadataKind, read: readMetadataKind,
  fields: () => [
    ['request', 1, MetadataKindRequest, '', 'kind'],
    ['route', 2, MetadataKindRoute, '', 'kind'],
    ['cluster', 3, MetadataKindCluster, '', 'kind'],
    ['host', 4, MetadataKindHost, '', 'kind'],
  ],
})

export function emptyMetadataKind(): MetadataKind {
  return {
    request: null,
    route: null,
    cluster: null,
    host: null,
  }
}

export function writeMetadataKind(m: MetadataKind, w: ByteWriter): void {
  if (m.request !== null) put(w, 10, writeMetadataKindRequest, m.request)
  if (m.route !== null) put(w, 18, writeMetadataKindRoute, m.route)
  if (m.cluster !== null) put(w, 26, writeMetadataKindCluster, m.cluster)
  if (m.host !== null) put(w, 34, writeMetadataKindHost, m.host)
}

export function readMetadataKind(r: MessageReader, into: MetadataKind | null): MetadataKind {
  const m: Mutable<MetadataKind> = into ?? emptyMetadataKind()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readMetadataKindRequest(r.message(), m.request); clearMetadataKind_kind(m); m.request = v; break }
      case 18: { const v = readMetadataKindRoute(r.message(), m.route); clearMetadataKind_kind(m); m.route = v; break }
      case 26: { const v = readMetadataKindCluster(r.message(), m.cluster); clearMetadataKind_kind(m); m.cluster = v; break }
      case 34: { const v = readMetadataKindHost(r.message(), m.host); clearMetadataKind_kind(m); m.host = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearMetadataKind_kind(m: Mutable<MetadataKind>): void {
  m.request = null
  m.route = null
  m.cluster = null
  m.host = null
}

/** envoy.type.metadata.v3.MetadataKind.Cluster */
export interface MetadataKindCluster {
}

export const MetadataKindCluster: MessageType<MetadataKindCluster> = define<MetadataKindCluster>({
  name: 'envoy.type.metadata.v3.MetadataKind.Cluster', empty: emptyMetadataKindCluster, write: writeMetadataKindCluster, read: readMetadataKindCluster,
  fields: () => [],
})

export function emptyMetadataKindCluster(): MetadataKindCluster {
  return {}
}

export function writeMetadataKindCluster(_m: MetadataKindCluster, _w: ByteWriter): void {
}

export function readMetadataKindCluster(r: MessageReader, into: MetadataKindCluster | null): MetadataKindCluster {
  const m: Mutable<MetadataKindCluster> = into ?? emptyMetadataKindCluster()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.type.metadata.v3.MetadataKind.Host */
export interface MetadataKindHost {
}

export const MetadataKindHost: MessageType<MetadataKindHost> = define<MetadataKindHost>({
  name: 'envoy.type.metadata.v3.MetadataKind.Host', empty: emptyMetadataKindHost, write: writeMetadataKindHost, read: readMetadataKindHost,
  fields: () => [],
})

export function emptyMetadataKindHost(): MetadataKindHost {
  return {}
}

export function writeMetadataKindHost(_m: MetadataKindHost, _w: ByteWriter): void {
}

export function readMetadataKindHost(r: MessageReader, into: MetadataKindHost | null): MetadataKindHost {
  const m: Mutable<MetadataKindHost> = into ?? emptyMetadataKindHost()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.type.metadata.v3.MetadataKind.Request */
export interface MetadataKindRequest {
}

export const MetadataKindRequest: MessageType<MetadataKindRequest> = define<MetadataKindRequest>({
  name: 'envoy.type.metadata.v3.MetadataKind.Request', empty: emptyMetadataKindRequest, write: writeMetadataKindRequest, read: readMetadataKindRequest,
  fields: () => [],
})

export function emptyMetadataKindRequest(): MetadataKindRequest {
  return {}
}

export function writeMetadataKindRequest(_m: MetadataKindRequest, _w: ByteWriter): void {
}

export function readMetadataKindRequest(r: MessageReader, into: MetadataKindRequest | null): MetadataKindRequest {
  const m: Mutable<MetadataKindRequest> = into ?? emptyMetadataKindRequest()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.type.metadata.v3.MetadataKind.Route */
export interface MetadataKindRoute {
}

export const MetadataKindRoute: MessageType<MetadataKindRoute> = define<MetadataKindRoute>({
  name: 'envoy.type.metadata.v3.MetadataKind.Route', empty: emptyMetadataKindRoute, write: writeMetadataKindRoute, read: readMetadataKindRoute,
  fields: () => [],
})

export function emptyMetadataKindRoute(): MetadataKindRoute {
  return {}
}

export function writeMetadataKindRoute(_m: MetadataKindRoute, _w: ByteWriter): void {
}

export function readMetadataKindRoute(r: MessageReader, into: MetadataKindRoute | null): MetadataKindRoute {
  const m: Mutable<MetadataKindRoute> = into ?? emptyMetadataKindRoute()
  while (!r.done) r.skipField(r.uint32())
  return m
}
