/** Generated from envoy/extensions/http/custom_response/local_response_policy/v3/local_response_policy.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { DataSource, HeaderValueOption, readDataSource, readHeaderValueOption, writeDataSource, writeHeaderValueOption } from '../../../../../config/core/v3/base.ts'
import { SubstitutionFormatString, readSubstitutionFormatString, writeSubstitutionFormatString } from '../../../../../config/core/v3/substitution_format_string.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.http.custom_response.local_response_policy.v3.LocalResponsePolicy */
export interface LocalResponsePolicy {
  readonly body: DataSource | null
  readonly bodyFormat: SubstitutionFormatString | null
  readonly statusCode: number | null
  readonly responseHeadersToAdd: readonly HeaderValueOption[]
}

export const LocalResponsePolicy: MessageType<LocalResponsePolicy> = define<LocalResponsePolicy>({
  name: 'envoy.extensions.http.custom_response.local_response_policy.v3.LocalResponsePolicy', empty: emptyLocalResponsePolicy, write: writeLocalResponsePolicy, read: readLocalResponsePolicy,
  fields: () => [
    ['body', 1, DataSource],
    ['body_format', 2, SubstitutionFormatString],
    ['status_code', 3, UInt32Value],
    ['response_headers_to_add', 4, HeaderValueOption, 'list'],
  ],
})

export function emptyLocalResponsePolicy(): LocalResponsePolicy {
  return {
    body: null,
    bodyFormat: null,
    statusCode: null,
    responseHeadersToAdd: NO_ITEMS,
  }
}

export function writeLocalResponsePolicy(m: LocalResponsePolicy, w: ByteWriter): void {
  if (m.body !== null) put(w, 10, writeDataSource, m.body)
  if (m.bodyFormat !== null) put(w, 18, writeSubstitutionFormatString, m.bodyFormat)
  if (m.statusCode !== null) put(w, 26, writeUInt32Value, m.statusCode)
  for (const v of m.responseHeadersToAdd) put(w, 34, writeHeaderValueOption, v)
}

export function readLocalResponsePolicy(r: MessageReader, into: LocalResponsePolicy | null): LocalResponsePolicy {
  const m: Mutable<LocalResponsePolicy> = into ?? emptyLocalResponsePolicy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.body = readDataSource(r.message(), m.body); break
      case 18: m.bodyFormat = readSubstitutionFormatString(r.message(), m.bodyFormat); break
      case 26: m.statusCode = readUInt32Value(r.message()); break
      case 34: m.responseHeadersToAdd = append(m.responseHeadersToAdd, readHeaderValueOption(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}
