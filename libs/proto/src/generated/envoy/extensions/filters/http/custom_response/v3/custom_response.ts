/** Generated from envoy/extensions/filters/http/custom_response/v3/custom_response.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { Matcher, readMatcher, writeMatcher } from '../../../../../../xds/type/matcher/v3/matcher.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.custom_response.v3.CustomResponse */
export interface CustomResponse {
  readonly customResponseMatcher: Matcher | null
}

export const CustomResponse: MessageType<CustomResponse> = define<CustomResponse>({
  name: 'envoy.extensions.filters.http.custom_response.v3.CustomResponse', empty: emptyCustomResponse, write: writeCustomResponse, read: readCustomResponse,
  fields: () => [
    ['custom_response_matcher', 1, Matcher],
  ],
})

export function emptyCustomResponse(): CustomResponse {
  return {
    customResponseMatcher: null,
  }
}

export function writeCustomResponse(m: CustomResponse, w: ByteWriter): void {
  if (m.customResponseMatcher !== null) put(w, 10, writeMatcher, m.customResponseMatcher)
}

export function readCustomResponse(r: MessageReader, into: CustomResponse | null): CustomResponse {
  const m: Mutable<CustomResponse> = into ?? emptyCustomResponse()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.customResponseMatcher = readMatcher(r.message(), m.customResponseMatcher); break
      default: r.skipField(tag)
    }
  }
  return m
}
