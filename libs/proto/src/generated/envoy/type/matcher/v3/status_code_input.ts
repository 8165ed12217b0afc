/** Generated from envoy/type/matcher/v3/status_code_input.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.type.matcher.v3.HttpResponseStatusCodeClassMatchInput */
export interface HttpResponseStatusCodeClassMatchInput {
}

export const HttpResponseStatusCodeClassMatchInput: MessageType<HttpResponseStatusCodeClassMatchInput> = define<HttpResponseStatusCodeClassMatchInput>({
  name: 'envoy.type.matcher.v3.HttpResponseStatusCodeClassMatchInput', empty: emptyHttpResponseStatusCodeClassMatchInput, write: writeHttpResponseStatusCodeClassMatchInput, read: readHttpResponseStatusCodeClassMatchInput,
  fields: () => [],
})

export function emptyHttpResponseStatusCodeClassMatchInput(): HttpResponseStatusCodeClassMatchInput {
  return {}
}

export function writeHttpResponseStatusCodeClassMatchInput(_m: HttpResponseStatusCodeClassMatchInput, _w: ByteWriter): void {
}

export function readHttpResponseStatusCodeClassMatchInput(r: MessageReader, into: HttpResponseStatusCodeClassMatchInput | null): HttpResponseStatusCodeClassMatchInput {
  const m: Mutable<HttpResponseStatusCodeClassMatchInput> = into ?? emptyHttpResponseStatusCodeClassMatchInput()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.type.matcher.v3.HttpResponseStatusCodeMatchInput */
export interface HttpResponseStatusCodeMatchInput {
}

export const HttpResponseStatusCodeMatchInput: MessageType<HttpResponseStatusCodeMatchInput> = define<HttpResponseStatusCodeMatchInput>({
  name: 'envoy.type.matcher.v3.HttpResponseStatusCodeMatchInput', empty: emptyHttpResponseStatusCodeMatchInput, write: writeHttpResponseStatusCodeMatchInput, read: readHttpResponseStatusCodeMatchInput,
  fields: () => [],
})

export function emptyHttpResponseStatusCodeMatchInput(): HttpResponseStatusCodeMatchInput {
  return {}
}

export function writeHttpResponseStatusCodeMatchInput(_m: HttpResponseStatusCodeMatchInput, _w: ByteWriter): void {
}

export function readHttpResponseStatusCodeMatchInput(r: MessageReader, into: HttpResponseStatusCodeMatchInput | null): HttpResponseStatusCodeMatchInput {
  const m: Mutable<HttpResponseStatusCodeMatchInput> = into ?? emptyHttpResponseStatusCodeMatchInput()
  while (!r.done) r.skipField(r.uint32())
  return m
}
