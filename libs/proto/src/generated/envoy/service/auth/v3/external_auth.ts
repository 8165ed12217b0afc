/** Generated from envoy/service/auth/v3/external_auth.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { HeaderValueOption, QueryParameter, readHeaderValueOption, readQueryParameter, writeHeaderValueOption, writeQueryParameter } from '../../../config/core/v3/base.ts'
import { AuthAttributeContext, readAuthAttributeContext, writeAuthAttributeContext } from './attribute_context.ts'
import { HttpStatus, readHttpStatus, writeHttpStatus } from '../../../type/v3/http_status.ts'
import { Status, readStatus, writeStatus } from '../../../../google/rpc/status.ts'
import { type JsonObject } from '../../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Struct, readStruct, writeStruct } from '../../../../../well-known/struct.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.service.auth.v3.CheckRequest */
export interface AuthCheckRequest {
  readonly attributes: AuthAttributeContext | null
}

export const AuthCheckRequest: MessageType<AuthCheckRequest> = define<AuthCheckRequest>({
  name: 'envoy.service.auth.v3.CheckRequest', empty: emptyAuthCheckRequest, write: writeAuthCheckRequest, read: readAuthCheckRequest,
  fields: () => [
    ['attributes', 1, AuthAttributeContext],
  ],
})

export function emptyAuthCheckRequest(): AuthCheckRequest {
  return {
    attributes: null,
  }
}

export function writeAuthCheckRequest(m: AuthCheckRequest, w: ByteWriter): void {
  if (m.attributes !== null) put(w, 10, writeAuthAttributeContext, m.attributes)
}

export function readAuthCheckRequest(r: MessageReader, into: AuthCheckRequest | null): AuthCheckRequest {
  const m: Mutable<AuthCheckRequest> = into ?? emptyAuthCheckRequest()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.attributes = readAuthAttributeContext(r.message(), m.attributes); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.service.auth.v3.CheckResponse */
export interface AuthCheckResponse {
  readonly status: Status | null
  readonly deniedResponse: DeniedHttpResponse | null // oneof http_response
  readonly okResponse: OkHttpResponse | null // oneof http_response
  readonly dynamicMetadata: JsonObject | null
}

export const AuthCheckResponse: MessageType<AuthCheckResponse> = define<AuthCheckResponse>({
  name: 'envoy.service.auth.v3.CheckResponse', empty: emptyAuthCheckResponse, write: writeAuthCheckResponse, read: readAuthCheckResponse,
  fields: () => [
    ['status', 1, Status],
    ['denied_response', 2, DeniedHttpResponse, '', 'httpResponse'],
    ['ok_response', 3, OkHttpResponse, '', 'httpResponse'],
    ['dynamic_metadata', 4, Struct],
  ],
})

export function emptyAuthCheckResponse(): AuthCheckResponse {
  return {
    status: null,
    deniedResponse: null,
    okResponse: null,
    dynamicMetadata: null,
  }
}

export function writeAuthCheckResponse(m: AuthCheckResponse, w: ByteWriter): void {
  if (m.status !== null) put(w, 10, writeStatus, m.status)
  if (m.deniedResponse !== null) put(w, 18, writeDeniedHttpResponse, m.deniedResponse)
  if (m.okResponse !== null) put(w, 26, writeOkHttpResponse, m.okResponse)
  if (m.dynamicMetadata !== null) put(w, 34, writeStruct, m.dynamicMetadata)
}

export function readAuthCheckResponse(r: MessageReader, into: AuthCheckResponse | null): AuthCheckResponse {
  const m: Mutable<AuthCheckResponse> = into ?? emptyAuthCheckResponse()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.status = readStatus(r.message(), m.status); break
      case 18: { const v = readDeniedHttpResponse(r.message(), m.deniedResponse); clearAuthCheckResponse_http_response(m); m.deniedResponse = v; break }
      case 26: { const v = readOkHttpResponse(r.message(), m.okResponse); clearAuthCheckResponse_http_response(m); m.okResponse = v; break }
      case 34: m.dynamicMetadata = readStruct(r.message(), m.dynamicMetadata); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearAuthCheckResponse_http_response(m: Mutable<AuthCheckResponse>): void {
  m.deniedResponse = null
  m.okResponse = null
}

/** envoy.service.auth.v3.DeniedHttpResponse */
export interface DeniedHttpResponse {
  readonly status: HttpStatus | null
  readonly headers: readonly HeaderValueOption[]
  readonly body: string
}

export const DeniedHttpResponse: MessageType<DeniedHttpResponse> = define<DeniedHttpResponse>({
  name: 'envoy.service.auth.v3.DeniedHttpResponse', empty: emptyDeniedHttpResponse, write: writeDeniedHttpResponse, read: readDeniedHttpResponse,
  fields: () => [
    ['status', 1, HttpStatus],
    ['headers', 2, HeaderValueOption, 'list'],
    ['body', 3, 'string'],
  ],
})

export function emptyDeniedHttpResponse(): DeniedHttpResponse {
  return {
    status: null,
    headers: NO_ITEMS,
    body: '',
  }
}

export function writeDeniedHttpResponse(m: DeniedHttpResponse, w: ByteWriter): void {
  if (m.status !== null) put(w, 10, writeHttpStatus, m.status)
  for (const v of m.headers) put(w, 18, writeHeaderValueOption, v)
  if (m.body !== '') w.uint32(26).string(m.body)
}

export function readDeniedHttpResponse(r: MessageReader, into: DeniedHttpResponse | null): DeniedHttpResponse {
  const m: Mutable<DeniedHttpResponse> = into ?? emptyDeniedHttpResponse()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.status = readHttpStatus(r.message(), m.status); break
      case 18: m.headers = append(m.headers, readHeaderValueOption(r.message(), null)); break
      case 26: m.body = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.service.auth.v3.OkHttpResponse */
export interface OkHttpResponse {
  readonly headers: readonly HeaderValueOption[]
  readonly dynamicMetadata: JsonObject | null
  readonly headersToRemove: readonly string[]
  readonly responseHeadersToAdd: readonly HeaderValueOption[]
  readonly queryParametersToSet: readonly QueryParameter[]
  readonly queryParametersToRemove: readonly string[]
}

export const OkHttpResponse: MessageType<OkHttpResponse> = define<OkHttpResponse>({
  name: 'envoy.service.auth.v3.OkHttpResponse', empty: emptyOkHttpResponse, write: writeOkHttpResponse, read: readOkHttpResponse,
  fields: () => [
    ['headers', 2, HeaderValueOption, 'list'],
    ['dynamic_metadata', 3, Struct],
    ['headers_to_remove', 5, 'string', 'list'],
    ['response_headers_to_add', 6, HeaderValueOption, 'list'],
    ['query_parameters_to_set', 7, QueryParameter, 'list'],
    ['query_parameters_to_remove', 8, 'string', 'list'],
  ],
})

export function emptyOkHttpResponse(): OkHttpResponse {
  return {
    headers: NO_ITEMS,
    dynamicMetadata: null,
    headersToRemove: NO_ITEMS,
    responseHeadersToAdd: NO_ITEMS,
    queryParametersToSet: NO_ITEMS,
    queryParametersToRemove: NO_ITEMS,
  }
}

export function writeOkHttpResponse(m: OkHttpResponse, w: ByteWriter): void {
  for (const v of m.headers) put(w, 18, writeHeaderValueOption, v)
  if (m.dynamicMetadata !== null) put(w, 26, writeStruct, m.dynamicMetadata)
  for (const v of m.headersToRemove) w.uint32(42).string(v)
  for (const v of m.responseHeadersToAdd) put(w, 50, writeHeaderValueOption, v)
  for (const v of m.queryParametersToSet) put(w, 58, writeQueryParameter, v)
  for (const v of m.queryParametersToRemove) w.uint32(66).string(v)
}

export function readOkHttpResponse(r: MessageReader, into: OkHttpResponse | null): OkHttpResponse {
  const m: Mutable<OkHttpResponse> = into ?? emptyOkHttpResponse()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 18: m.headers = append(m.headers, readHeaderValueOption(r.message(), null)); break
      case 26: m.dynamicMetadata = readStruct(r.message(), m.dynamicMetadata); break
      case 42: m.headersToRemove = append(m.headersToRemove, r.string()); break
      case 50: m.responseHeadersToAdd = append(m.responseHeadersToAdd, readHeaderValueOption(r.message(), null)); break
      case 58: m.queryParametersToSet = append(m.queryParametersToSet, readQueryParameter(r.message(), null)); break
      case 66: m.queryParametersToRemove = append(m.queryParametersToRemove, r.string()); break
      default: r.skipField(tag)
    }
  }
  return m
}
