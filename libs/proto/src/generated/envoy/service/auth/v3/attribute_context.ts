/** Generated from envoy/service/auth/v3/attribute_context.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { Address, readAddress, writeAddress } from '../../../config/core/v3/address.ts'
import { HeaderMap, Metadata, readHeaderMap, readMetadata, writeHeaderMap, writeMetadata } from '../../../config/core/v3/base.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Timestamp, readTimestamp, writeTimestamp } from '../../../../../well-known/timestamp.ts'
import { type Mutable, NO_BYTES, NO_ENTRIES, ownMap, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.service.auth.v3.AttributeContext */
export interface AuthAttributeContext {
  readonly source: AuthAttributeContextPeer | null
  readonly destination: AuthAttributeContextPeer | null
  readonly request: AuthAttributeContextRequest | null
  readonly contextExtensions: ReadonlyMap<string, string>
  readonly metadataContext: Metadata | null
  readonly tlsSession: AuthAttributeContextTLSSession | null
  readonly routeMetadataContext: Metadata | null
}

export const AuthAttributeContext: MessageType<AuthAttributeContext> = define<AuthAttributeContext>({
  name: 'envoy.service.auth.v3.AttributeContext', empty: emptyAuthAttributeContext, write: writeAuthAttributeContext, read: readAuthAttributeContext,
  fields: () => [
    ['source', 1, AuthAttributeContextPeer],
    ['destination', 2, AuthAttributeContextPeer],
    ['request', 4, AuthAttributeContextRequest],
    ['context_extensions', 10, 'string', 'map:string'],
    ['metadata_context', 11, Metadata],
    ['tls_session', 12, AuthAttributeContextTLSSession],
    ['route_metadata_context', 13, Metadata],
  ],
})

export function emptyAuthAttributeContext(): AuthAttributeContext {
  return {
    source: null,
    destination: null,
    request: null,
    contextExtensions: NO_ENTRIES,
    metadataContext: null,
    tlsSession: null,
    routeMetadataContext: null,
  }
}

export function writeAuthAttributeContext(m: AuthAttributeContext, w: ByteWriter): void {
  if (m.source !== null) put(w, 10, writeAuthAttributeContextPeer, m.source)
  if (m.destination !== null) put(w, 18, writeAuthAttributeContextPeer, m.destination)
  if (m.request !== null) put(w, 34, writeAuthAttributeContextRequest, m.request)
  for (const [k, v] of m.contextExtensions) { w.uint32(82); const o = w.open(); w.uint32(10).string(k); w.uint32(18).string(v); w.close(o) }
  if (m.metadataContext !== null) put(w, 90, writeMetadata, m.metadataContext)
  if (m.tlsSession !== null) put(w, 98, writeAuthAttributeContextTLSSession, m.tlsSession)
  if (m.routeMetadataContext !== null) put(w, 106, writeMetadata, m.routeMetadataContext)
}

export function readAuthAttributeContext(r: MessageReader, into: AuthAttributeContext | null): AuthAttributeContext {
  const m: Mutable<AuthAttributeContext> = into ?? emptyAuthAttributeContext()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.source = readAuthAttributeContextPeer(r.message(), m.source); break
      case 18: m.destination = readAuthAttributeContextPeer(r.message(), m.destination); break
      case 34: m.request = readAuthAttributeContextRequest(r.message(), m.request); break
      case 82: readAuthAttributeContext_contextExtensions(r.message(), (m.contextExtensions = ownMap(m.contextExtensions))); break
      case 90: m.metadataContext = readMetadata(r.message(), m.metadataContext); break
      case 98: m.tlsSession = readAuthAttributeContextTLSSession(r.message(), m.tlsSession); break
      case 106: m.routeMetadataContext = readMetadata(r.message(), m.routeMetadataContext); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readAuthAttributeContext_contextExtensions(r: MessageReader, map: Map<string, string>): void {
  let key: string = ''
  let value: string = ''
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = r.string()
    else r.skipField(tag)
  }
  map.set(key, value)
}

/** envoy.service.auth.v3.AttributeContext.HttpRequest */
export interface AuthAttributeContextHttpRequest {
  readonly id: string
  readonly method: string
  readonly headers: ReadonlyMap<string, string>
  readonly path: string
  readonly host: string
  readonly scheme: string
  readonly query: string
  readonly fragment: string
  readonly size: number
  readonly protocol: string
  readonly body: string
  readonly rawBody: Uint8Array
  readonly headerMap: HeaderMap | null
}

export const AuthAttributeContextHttpRequest: MessageType<AuthAttributeContextHttpRequest> = define<AuthAttributeContextHttpRequest>({
  name: 'envoy.service.auth.v3.AttributeContext.HttpRequest', empty: emptyAuthAttributeContextHttpRequest, write: writeAuthAttributeContextHttpRequest, read: readAuthAttributeContextHttpRequest,
  fields: () => [
    ['id', 1, 'string'],
    ['method', 2, 'string'],
    ['headers', 3, 'string', 'map:string'],
    ['path', 4, 'string'],
    ['host', 5, 'string'],
    ['scheme', 6, 'string'],
    ['query', 7, 'string'],
    ['fragment', 8, 'string'],
    ['size', 9, 'int64'],
    ['protocol', 10, 'string'],
    ['body', 11, 'string'],
    ['raw_body', 12, 'bytes'],
    ['header_map', 13, HeaderMap],
  ],
})

export function emptyAuthAttributeContextHttpRequest(): AuthAttributeContextHttpRequest {
  return {
    id: '',
    method: '',
    headers: NO_ENTRIES,
    path: '',
    host: '',
    scheme: '',
    query: '',
    fragment: '',
    size: 0,
    protocol: '',
    body: '',
    rawBody: NO_BYTES,
    headerMap: null,
  }
}

export function writeAuthAttributeContextHttpRequest(m: AuthAttributeContextHttpRequest, w: ByteWriter): void {
  if (m.id !== '') w.uint32(10).string(m.id)
  if (m.method !== '') w.uint32(18).string(m.method)
  for (const [k, v] of m.headers) { w.uint32(26); const o = w.open(); w.uint32(10).string(k); w.uint32(18).string(v); w.close(o) }
  if (m.path !== '') w.uint32(34).string(m.path)
  if (m.host !== '') w.uint32(42).string(m.host)
  if (m.scheme !== '') w.uint32(50).string(m.scheme)
  if (m.query !== '') w.uint32(58).string(m.query)
  if (m.fragment !== '') w.uint32(66).string(m.fragment)
  if (m.size !== 0) w.uint32(72).int64(m.size)
  if (m.protocol !== '') w.uint32(82).string(m.protocol)
  if (m.body !== '') w.uint32(90).string(m.body)
  if (m.rawBody.length !== 0) w.uint32(98).bytes(m.rawBody)
  if (m.headerMap !== null) put(w, 106, writeHeaderMap, m.headerMap)
}

export function readAuthAttributeContextHttpRequest(r: MessageReader, into: AuthAttributeContextHttpRequest | null): AuthAttributeContextHttpRequest {
  const m: Mutable<AuthAttributeContextHttpRequest> = into ?? emptyAuthAttributeContextHttpRequest()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.id = r.string(); break
      case 18: m.method = r.string(); break
      case 26: readAuthAttributeContextHttpRequest_headers(r.message(), (m.headers = ownMap(m.headers))); break
      case 34: m.path = r.string(); break
      case 42: m.host = r.string(); break
      case 50: m.scheme = r.string(); break
      case 58: m.query = r.string(); break
      case 66: m.fragment = r.string(); break
      case 72: m.size = r.int64AsNumber(); break
      case 82: m.protocol = r.string(); break
      case 90: m.body = r.string(); break
      case 98: m.rawBody = r.copyBytes(); break
      case 106: m.headerMap = readHeaderMap(r.message(), m.headerMap); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readAuthAttributeContextHttpRequest_headers(r: MessageReader, map: Map<string, string>): void {
  let key: string = ''
  let value: string = ''
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = r.string()
    else r.skipField(tag)
  }
  map.set(key, value)
}

/** envoy.service.auth.v3.AttributeContext.Peer */
export interface AuthAttributeContextPeer {
  readonly address: Address | null
  readonly service: string
  readonly labels: ReadonlyMap<string, string>
  readonly principal: string
  readonly certificate: string
}

export const AuthAttributeContextPeer: MessageType<AuthAttributeContextPeer> = define<AuthAttributeContextPeer>({
  name: 'envoy.service.auth.v3.AttributeContext.Peer', empty: emptyAuthAttributeContextPeer, write: writeAuthAttributeContextPeer, read: readAuthAttributeContextPeer,
  fields: () => [
    ['address', 1, Address],
    ['service', 2, 'string'],
    ['labels', 3, 'string', 'map:string'],
    ['principal', 4, 'string'],
    ['certificate', 5, 'string'],
  ],
})

export function emptyAuthAttributeContextPeer(): AuthAttributeContextPeer {
  return {
    address: null,
    service: '',
    labels: NO_ENTRIES,
    principal: '',
    certificate: '',
  }
}

export function writeAuthAttributeContextPeer(m: AuthAttributeContextPeer, w: ByteWriter): void {
  if (m.address !== null) put(w, 10, writeAddress, m.address)
  if (m.service !== '') w.uint32(18).string(m.service)
  for (const [k, v] of m.labels) { w.uint32(26); const o = w.open(); w.uint32(10).string(k); w.uint32(18).string(v); w.close(o) }
  if (m.principal !== '') w.uint32(34).string(m.principal)
  if (m.certificate !== '') w.uint32(42).string(m.certificate)
}

export function readAuthAttributeContextPeer(r: MessageReader, into: AuthAttributeContextPeer | null): AuthAttributeContextPeer {
  const m: Mutable<AuthAttributeContextPeer> = into ?? emptyAuthAttributeContextPeer()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.address = readAddress(r.message(), m.address); break
      case 18: m.service = r.string(); break
      case 26: readAuthAttributeContextPeer_labels(r.message(), (m.labels = ownMap(m.labels))); break
      case 34: m.principal = r.string(); break
      case 42: m.certificate = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readAuthAttributeContextPeer_labels(r: MessageReader, map: Map<string, string>): void {
  let key: string = ''
  let value: string = ''
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = r.string()
    else r.skipField(tag)
  }
  map.set(key, value)
}

/** envoy.service.auth.v3.AttributeContext.Request */
export interface AuthAttributeContextRequest {
  readonly time: Timestamp | null
  readonly http: AuthAttributeContextHttpRequest | null
}

export const AuthAttributeContextRequest: MessageType<AuthAttributeContextRequest> = define<AuthAttributeContextRequest>({
  name: 'envoy.service.auth.v3.AttributeContext.Request', empty: emptyAuthAttributeContextRequest, write: writeAuthAttributeContextRequest, read: readAuthAttributeContextRequest,
  fields: () => [
    ['time', 1, Timestamp],
    ['http', 2, AuthAttributeContextHttpRequest],
  ],
})

export function emptyAuthAttributeContextRequest(): AuthAttributeContextRequest {
  return {
    time: null,
    http: null,
  }
}

export function writeAuthAttributeContextRequest(m: AuthAttributeContextRequest, w: ByteWriter): void {
  if (m.time !== null) put(w, 10, writeTimestamp, m.time)
  if (m.http !== null) put(w, 18, writeAuthAttributeContextHttpRequest, m.http)
}

export function readAuthAttributeContextRequest(r: MessageReader, into: AuthAttributeContextRequest | null): AuthAttributeContextRequest {
  const m: Mutable<AuthAttributeContextRequest> = into ?? emptyAuthAttributeContextRequest()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.time = readTimestamp(r.message(), m.time); break
      case 18: m.http = readAuthAttributeContextHttpRequest(r.message(), m.http); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.service.auth.v3.AttributeContext.TLSSession */
export interface AuthAttributeContextTLSSession {
  readonly sni: string
}

export const AuthAttributeContextTLSSession: MessageType<AuthAttributeContextTLSSession> = define<AuthAttributeContextTLSSession>({
  name: 'envoy.service.auth.v3.AttributeContext.TLSSession', empty: emptyAuthAttributeContextTLSSession, write: writeAuthAttributeContextTLSSession, read: readAuthAttributeContextTLSSession,
  fields: () => [
    ['sni', 1, 'string'],
  ],
})

export function emptyAuthAttributeContextTLSSession(): AuthAttributeContextTLSSession {
  return {
    sni: '',
  }
}

export function writeAuthAttributeContextTLSSession(m: AuthAttributeContextTLSSession, w: ByteWriter): void {
  if (m.sni !== '') w.uint32(10).string(m.sni)
}

export function readAuthAttributeContextTLSSession(r: MessageReader, into: AuthAttributeContextTLSSession | null): AuthAttributeContextTLSSession {
  const m: Mutable<AuthAttributeContextTLSSession> = into ?? emptyAuthAttributeContextTLSSession()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.sni = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
