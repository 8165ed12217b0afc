/** Generated from envoy/extensions/filters/http/api_key_auth/v3/api_key_auth.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.api_key_auth.v3.ApiKeyAuth */
export interface ApiKeyAuth {
  readonly credentials: readonly ApiKeyCredential[]
  readonly keySources: readonly ApiKeySource[]
  readonly forwarding: ApiKeyForwarding | null
}

export const ApiKeyAuth: MessageType<ApiKeyAuth> = define<ApiKeyAuth>({
  name: 'envoy.extensions.filters.http.api_key_auth.v3.ApiKeyAuth', empty: emptyApiKeyAuth, write: writeApiKeyAuth, read: readApiKeyAuth,
  fields: () => [
    ['credentials', 1, ApiKeyCredential, 'list'],
    ['key_sources', 2, ApiKeySource, 'list'],
    ['forwarding', 3, ApiKeyForwarding],
  ],
})

export function emptyApiKeyAuth(): ApiKeyAuth {
  return {
    credentials: NO_ITEMS,
    keySources: NO_ITEMS,
    forwarding: null,
  }
}

export function writeApiKeyAuth(m: ApiKeyAuth, w: ByteWriter): void {
  for (const v of m.credentials) put(w, 10, writeApiKeyCredential, v)
  for (const v of m.keySources) put(w, 18, writeApiKeySource, v)
  if (m.forwarding !== null) put(w, 26, writeApiKeyForwarding, m.forwarding)
}

export function readApiKeyAuth(r: MessageReader, into: ApiKeyAuth | null): ApiKeyAuth {
  const m: Mutable<ApiKeyAuth> = into ?? emptyApiKeyAuth()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.credentials = append(m.credentials, readApiKeyCredential(r.message(), null)); break
      case 18: m.keySources = append(m.keySources, readApiKeySource(r.message(), null)); break
      case 26: m.forwarding = readApiKeyForwarding(r.message(), m.forwarding); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.api_key_auth.v3.ApiKeyAuthPerRoute */
export interface ApiKeyAuthPerRoute {
  readonly credentials: readonly ApiKeyCredential[]
  readonly keySources: readonly ApiKeySource[]
  readonly allowedClients: readonly string[]
  readonly forwarding: ApiKeyForwarding | null
}

export const ApiKeyAuthPerRoute: MessageType<ApiKeyAuthPerRoute> = define<ApiKeyAuthPerRoute>({
  name: 'envoy.extensions.filters.http.api_key_auth.v3.ApiKeyAuthPerRoute', empty: emptyApiKeyAuthPerRoute, write: writeApiKeyAuthPerRoute, read: readApiKeyAuthPerRoute,
  fields: () => [
    ['credentials', 1, ApiKeyCredential, 'list'],
    ['key_sources', 2, ApiKeySource, 'list'],
    ['allowed_clients', 3, 'string', 'list'],
    ['forwarding', 4, ApiKeyForwarding],
  ],
})

export function emptyApiKeyAuthPerRoute(): ApiKeyAuthPerRoute {
  return {
    credentials: NO_ITEMS,
    keySources: NO_ITEMS,
    allowedClients: NO_ITEMS,
    forwarding: null,
  }
}

export function writeApiKeyAuthPerRoute(m: ApiKeyAuthPerRoute, w: ByteWriter): void {
  for (const v of m.credentials) put(w, 10, writeApiKeyCredential, v)
  for (const v of m.keySources) put(w, 18, writeApiKeySource, v)
  for (const v of m.allowedClients) w.uint32(26).string(v)
  if (m.forwarding !== null) put(w, 34, writeApiKeyForwarding, m.forwarding)
}

export function readApiKeyAuthPerRoute(r: MessageReader, into: ApiKeyAuthPerRoute | null): ApiKeyAuthPerRoute {
  const m: Mutable<ApiKeyAuthPerRoute> = into ?? emptyApiKeyAuthPerRoute()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.credentials = append(m.credentials, readApiKeyCredential(r.message(), null)); break
      case 18: m.keySources = append(m.keySources, readApiKeySource(r.message(), null)); break
      case 26: m.allowedClients = append(m.allowedClients, r.string()); break
      case 34: m.forwarding = readApiKeyForwarding(r.message(), m.forwarding); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.api_key_auth.v3.Credential */
export interface ApiKeyCredential {
  readonly key: string
  readonly client: string
}

export const ApiKeyCredential: MessageType<ApiKeyCredential> = define<ApiKeyCredential>({
  name: 'envoy.extensions.filters.http.api_key_auth.v3.Credential', empty: emptyApiKeyCredential, write: writeApiKeyCredential, read: readApiKeyCredential,
  fields: () => [
    ['key', 1, 'string'],
    ['client', 2, 'string'],
  ],
})

export function emptyApiKeyCredential(): ApiKeyCredential {
  return {
    key: '',
    client: '',
  }
}

export function writeApiKeyCredential(m: ApiKeyCredential, w: ByteWriter): void {
  if (m.key !== '') w.uint32(10).string(m.key)
  if (m.client !== '') w.uint32(18).string(m.client)
}

export function readApiKeyCredential(r: MessageReader, into: ApiKeyCredential | null): ApiKeyCredential {
  const m: Mutable<ApiKeyCredential> = into ?? emptyApiKeyCredential()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.key = r.string(); break
      case 18: m.client = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.api_key_auth.v3.Forwarding */
export interface ApiKeyForwarding {
  readonly header: string
  readonly hideCredentials: boolean
}

export const ApiKeyForwarding: MessageType<ApiKeyForwarding> = define<ApiKeyForwarding>({
  name: 'envoy.extensions.filters.http.api_key_auth.v3.Forwarding', empty: emptyApiKeyForwarding, write: writeApiKeyForwarding, read: readApiKeyForwarding,
  fields: () => [
    ['header', 1, 'string'],
    ['hide_credentials', 2, 'bool'],
  ],
})

export function emptyApiKeyForwarding(): ApiKeyForwarding {
  return {
    header: '',
    hideCredentials: false,
  }
}

export function writeApiKeyForwarding(m: ApiKeyForwarding, w: ByteWriter): void {
  if (m.header !== '') w.uint32(10).string(m.header)
  if (m.hideCredentials) w.uint32(16).bool(m.hideCredentials)
}

export function readApiKeyForwarding(r: MessageReader, into: ApiKeyForwarding | null): ApiKeyForwarding {
  const m: Mutable<ApiKeyForwarding> = into ?? emptyApiKeyForwarding()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.header = r.string(); break
      case 16: m.hideCredentials = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.api_key_auth.v3.KeySource */
export interface ApiKeySource {
  readonly header: string
  readonly query: string
  readonly cookie: string
}

export const ApiKeySource: MessageType<ApiKeySource> = define<ApiKeySource>({
  name: 'envoy.extensions.filters.http.api_key_auth.v3.KeySource', empty: emptyApiKeySource, write: writeApiKeySource, read: readApiKeySource,
  fields: () => [
    ['header', 1, 'string'],
    ['query', 2, 'string'],
    ['cookie', 3, 'string'],
  ],
})

export function emptyApiKeySource(): ApiKeySource {
  return {
    header: '',
    query: '',
    cookie: '',
  }
}

export function writeApiKeySource(m: ApiKeySource, w: ByteWriter): void {
  if (m.header !== '') w.uint32(10).string(m.header)
  if (m.query !== '') w.uint32(18).string(m.query)
  if (m.cookie !== '') w.uint32(26).string(m.cookie)
}

export function readApiKeySource(r: MessageReader, into: ApiKeySource | null): ApiKeySource {
  const m: Mutable<ApiKeySource> = into ?? emptyApiKeySource()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.header = r.string(); break
      case 18: m.query = r.string(); break
      case 26: m.cookie = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
