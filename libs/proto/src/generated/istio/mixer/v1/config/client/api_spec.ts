/** Generated from istio/mixer/v1/config/client/api_spec.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { Attributes, readAttributes, writeAttributes } from '../../attributes.ts'
import { IstioService, readIstioService, writeIstioService } from './service.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** istio.mixer.v1.config.client.APIKey */
export interface APIKey {
  readonly query: string | null // oneof key
  readonly header: string | null // oneof key
  readonly cookie: string | null // oneof key
}

export const APIKey: MessageType<APIKey> = define<APIKey>({
  name: 'istio.mixer.v1.config.client.APIKey', empty: emptyAPIKey, write: writeAPIKey, read: readAPIKey,
  fields: () => [
    ['query', 1, 'string', '', 'key'],
    ['header', 2, 'string', '', 'key'],
    ['cookie', 3, 'string', '', 'key'],
  ],
})

export function emptyAPIKey(): APIKey {
  return {
    query: null,
    header: null,
    cookie: null,
  }
}

export function writeAPIKey(m: APIKey, w: ByteWriter): void {
  if (m.query !== null) w.uint32(10).string(m.query)
  if (m.header !== null) w.uint32(18).string(m.header)
  if (m.cookie !== null) w.uint32(26).string(m.cookie)
}

export function readAPIKey(r: MessageReader, into: APIKey | null): APIKey {
  const m: Mutable<APIKey> = into ?? emptyAPIKey()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = r.string(); clearAPIKey_key(m); m.query = v; break }
      case 18: { const v = r.string(); clearAPIKey_key(m); m.header = v; break }
      case 26: { const v = r.string(); clearAPIKey_key(m); m.cookie = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearAPIKey_key(m: Mutable<APIKey>): void {
  m.query = null
  m.header = null
  m.cookie = null
}

/** istio.mixer.v1.config.client.HTTPAPISpec */
export interface HTTPAPISpec {
  readonly attributes: Attributes | null
  readonly patterns: readonly HTTPAPISpecPattern[]
  readonly apiKeys: readonly APIKey[]
}

export const HTTPAPISpec: MessageType<HTTPAPISpec> = define<HTTPAPISpec>({
  name: 'istio.mixer.v1.config.client.HTTPAPISpec', empty: emptyHTTPAPISpec, write: writeHTTPAPISpec, read: readHTTPAPISpec,
  fields: () => [
    ['attributes', 1, Attributes],
    ['patterns', 2, HTTPAPISpecPattern, 'list'],
    ['api_keys', 3, APIKey, 'list'],
  ],
})

export function emptyHTTPAPISpec(): HTTPAPISpec {
  return {
    attributes: null,
    patterns: NO_ITEMS,
    apiKeys: NO_ITEMS,
  }
}

export function writeHTTPAPISpec(m: HTTPAPISpec, w: ByteWriter): void {
  if (m.attributes !== null) put(w, 10, writeAttributes, m.attributes)
  for (const v of m.patterns) put(w, 18, writeHTTPAPISpecPattern, v)
  for (const v of m.apiKeys) put(w, 26, writeAPIKey, v)
}

export function readHTTPAPISpec(r: MessageReader, into: HTTPAPISpec | null): HTTPAPISpec {
  const m: Mutable<HTTPAPISpec> = into ?? emptyHTTPAPISpec()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.attributes = readAttributes(r.message(), m.attributes); break
      case 18: m.patterns = append(m.patterns, readHTTPAPISpecPattern(r.message(), null)); break
      case 26: m.apiKeys = append(m.apiKeys, readAPIKey(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mixer.v1.config.client.HTTPAPISpecBinding */
export interface HTTPAPISpecBinding {
  readonly services: readonly IstioService[]
  readonly apiSpecs: readonly HTTPAPISpecReference[]
}

export const HTTPAPISpecBinding: MessageType<HTTPAPISpecBinding> = define<HTTPAPISpecBinding>({
  name: 'istio.mixer.v1.config.client.HTTPAPISpecBinding', empty: emptyHTTPAPISpecBinding, write: writeHTTPAPISpecBinding, read: readHTTPAPISpecBinding,
  fields: () => [
    ['services', 1, IstioService, 'list'],
    ['api_specs', 2, HTTPAPISpecReference, 'list'],
  ],
})

export function emptyHTTPAPISpecBinding(): HTTPAPISpecBinding {
  return {
    services: NO_ITEMS,
    apiSpecs: NO_ITEMS,
  }
}

export function writeHTTPAPISpecBinding(m: HTTPAPISpecBinding, w: ByteWriter): void {
  for (const v of m.services) put(w, 10, writeIstioService, v)
  for (const v of m.apiSpecs) put(w, 18, writeHTTPAPISpecReference, v)
}

export function readHTTPAPISpecBinding(r: MessageReader, into: HTTPAPISpecBinding | null): HTTPAPISpecBinding {
  const m: Mutable<HTTPAPISpecBinding> = into ?? emptyHTTPAPISpecBinding()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.services = append(m.services, readIstioService(r.message(), null)); break
      case 18: m.apiSpecs = append(m.apiSpecs, readHTTPAPISpecReference(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mixer.v1.config.client.HTTPAPISpecPattern */
export interface HTTPAPISpecPattern {
  readonly attributes: Attributes | null
  readonly httpMethod: string
  readonly uriTemplate: string | null // oneof pattern
  readonly regex: string | null // oneof pattern
}

export const HTTPAPISpecPattern: MessageType<HTTPAPISpecPattern> = define<HTTPAPISpecPattern>({
  name: 'istio.mixer.v1.config.client.HTTPAPISpecPattern', empty: emptyHTTPAPISpecPattern, write: writeHTTPAPISpecPattern, read: readHTTPAPISpecPattern,
  fields: () => [
    ['attributes', 1, Attributes],
    ['http_method', 2, 'string'],
    ['uri_template', 3, 'string', '', 'pattern'],
    ['regex', 4, 'string', '', 'pattern'],
  ],
})

export function emptyHTTPAPISpecPattern(): HTTPAPISpecPattern {
  return {
    attributes: null,
    httpMethod: '',
    uriTemplate: null,
    regex: null,
  }
}

export function writeHTTPAPISpecPattern(m: HTTPAPISpecPattern, w: ByteWriter): void {
  if (m.attributes !== null) put(w, 10, writeAttributes, m.attributes)
  if (m.httpMethod !== '') w.uint32(18).string(m.httpMethod)
  if (m.uriTemplate !== null) w.uint32(26).string(m.uriTemplate)
  if (m.regex !== null) w.uint32(34).string(m.regex)
}

export function readHTTPAPISpecPattern(r: MessageReader, into: HTTPAPISpecPattern | null): HTTPAPISpecPattern {
  const m: Mutable<HTTPAPISpecPattern> = into ?? emptyHTTPAPISpecPattern()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.attributes = readAttributes(r.message(), m.attributes); break
      case 18: m.httpMethod = r.string(); break
      case 26: { const v = r.string(); clearHTTPAPISpecPattern_pattern(m); m.uriTemplate = v; break }
      case 34: { const v = r.string(); clearHTTPAPISpecPattern_pattern(m); m.regex = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearHTTPAPISpecPattern_pattern(m: Mutable<HTTPAPISpecPattern>): void {
  m.uriTemplate = null
  m.regex = null
}

/** istio.mixer.v1.config.client.HTTPAPISpecReference */
export interface HTTPAPISpecReference {
  readonly name: string
  readonly namespace: string
}

export const HTTPAPISpecReference: MessageType<HTTPAPISpecReference> = define<HTTPAPISpecReference>({
  name: 'istio.mixer.v1.config.client.HTTPAPISpecReference', empty: emptyHTTPAPISpecReference, write: writeHTTPAPISpecReference, read: readHTTPAPISpecReference,
  fields: () => [
    ['name', 1, 'string'],
    ['namespace', 2, 'string'],
  ],
})

export function emptyHTTPAPISpecReference(): HTTPAPISpecReference {
  return {
    name: '',
    namespace: '',
  }
}

export function writeHTTPAPISpecReference(m: HTTPAPISpecReference, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.namespace !== '') w.uint32(18).string(m.namespace)
}

export function readHTTPAPISpecReference(r: MessageReader, into: HTTPAPISpecReference | null): HTTPAPISpecReference {
  const m: Mutable<HTTPAPISpecReference> = into ?? emptyHTTPAPISpecReference()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.namespace = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
