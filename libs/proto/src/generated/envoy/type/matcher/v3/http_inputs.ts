/** Generated from envoy/type/matcher/v3/http_inputs.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.type.matcher.v3.HttpRequestHeaderMatchInput */
export interface HttpRequestHeaderMatchInput {
  readonly headerName: string
}

export const HttpRequestHeaderMatchInput: MessageType<HttpRequestHeaderMatchInput> = define<HttpRequestHeaderMatchInput>({
  name: 'envoy.type.matcher.v3.HttpRequestHeaderMatchInput', empty: emptyHttpRequestHeaderMatchInput, write: writeHttpRequestHeaderMatchInput, read: readHttpRequestHeaderMatchInput,
  fields: () => [
    ['header_name', 1, 'string'],
  ],
})

export function emptyHttpRequestHeaderMatchInput(): HttpRequestHeaderMatchInput {
  return {
    headerName: '',
  }
}

export function writeHttpRequestHeaderMatchInput(m: HttpRequestHeaderMatchInput, w: ByteWriter): void {
  if (m.headerName !== '') w.uint32(10).string(m.headerName)
}

export function readHttpRequestHeaderMatchInput(r: MessageReader, into: HttpRequestHeaderMatchInput | null): HttpRequestHeaderMatchInput {
  const m: Mutable<HttpRequestHeaderMatchInput> = into ?? emptyHttpRequestHeaderMatchInput()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.headerName = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.type.matcher.v3.HttpRequestQueryParamMatchInput */
export interface HttpRequestQueryParamMatchInput {
  readonly queryParam: string
}

export const HttpRequestQueryParamMatchInput: MessageType<HttpRequestQueryParamMatchInput> = define<HttpRequestQueryParamMatchInput>({
  name: 'envoy.type.matcher.v3.HttpRequestQueryParamMatchInput', empty: emptyHttpRequestQueryParamMatchInput, write: writeHttpRequestQueryParamMatchInput, read: readHttpRequestQueryParamMatchInput,
  fields: () => [
    ['query_param', 1, 'string'],
  ],
})

export function emptyHttpRequestQueryParamMatchInput(): HttpRequestQueryParamMatchInput {
  return {
    queryParam: '',
  }
}

export function writeHttpRequestQueryParamMatchInput(m: HttpRequestQueryParamMatchInput, w: ByteWriter): void {
  if (m.queryParam !== '') w.uint32(10).string(m.queryParam)
}

export function readHttpRequestQueryParamMatchInput(r: MessageReader, into: HttpRequestQueryParamMatchInput | null): HttpRequestQueryParamMatchInput {
  const m: Mutable<HttpRequestQueryParamMatchInput> = into ?? emptyHttpRequestQueryParamMatchInput()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.queryParam = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.type.matcher.v3.HttpResponseHeaderMatchInput */
export interface HttpResponseHeaderMatchInput {
  readonly headerName: string
}

export const HttpResponseHeaderMatchInput: MessageType<HttpResponseHeaderMatchInput> = define<HttpResponseHeaderMatchInput>({
  name: 'envoy.type.matcher.v3.HttpResponseHeaderMatchInput', empty: emptyHttpResponseHeaderMatchInput, write: writeHttpResponseHeaderMatchInput, read: readHttpResponseHeaderMatchInput,
  fields: () => [
    ['header_name', 1, 'string'],
  ],
})

export function emptyHttpResponseHeaderMatchInput(): HttpResponseHeaderMatchInput {
  return {
    headerName: '',
  }
}

export function writeHttpResponseHeaderMatchInput(m: HttpResponseHeaderMatchInput, w: ByteWriter): void {
  if (m.headerName !== '') w.uint32(10).string(m.headerName)
}

export function readHttpResponseHeaderMatchInput(r: MessageReader, into: HttpResponseHeaderMatchInput | null): HttpResponseHeaderMatchInput {
  const m: Mutable<HttpResponseHeaderMatchInput> = into ?? emptyHttpResponseHeaderMatchInput()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.headerName = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
