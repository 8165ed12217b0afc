/** Generated from envoy/extensions/filters/http/csrf/v3/csrf.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RuntimeFractionalPercent, readRuntimeFractionalPercent, writeRuntimeFractionalPercent } from '../../../../../config/core/v3/base.ts'
import { StringMatcher, readStringMatcher, writeStringMatcher } from '../../../../../type/matcher/v3/string.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.csrf.v3.CsrfPolicy */
export interface CsrfPolicy {
  readonly filterEnabled: RuntimeFractionalPercent | null
  readonly shadowEnabled: RuntimeFractionalPercent | null
  readonly additionalOrigins: readonly StringMatcher[]
}

export const CsrfPolicy: MessageType<CsrfPolicy> = define<CsrfPolicy>({
  name: 'envoy.extensions.filters.http.csrf.v3.CsrfPolicy', empty: emptyCsrfPolicy, write: writeCsrfPolicy, read: readCsrfPolicy,
  fields: () => [
    ['filter_enabled', 1, RuntimeFractionalPercent],
    ['shadow_enabled', 2, RuntimeFractionalPercent],
    ['additional_origins', 3, StringMatcher, 'list'],
  ],
})

export function emptyCsrfPolicy(): CsrfPolicy {
  return {
    filterEnabled: null,
    shadowEnabled: null,
    additionalOrigins: NO_ITEMS,
  }
}

export function writeCsrfPolicy(m: CsrfPolicy, w: ByteWriter): void {
  if (m.filterEnabled !== null) put(w, 10, writeRuntimeFractionalPercent, m.filterEnabled)
  if (m.shadowEnabled !== null) put(w, 18, writeRuntimeFractionalPercent, m.shadowEnabled)
  for (const v of m.additionalOrigins) put(w, 26, writeStringMatcher, v)
}

export function readCsrfPolicy(r: MessageReader, into: CsrfPolicy | null): CsrfPolicy {
  const m: Mutable<CsrfPolicy> = into ?? emptyCsrfPolicy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.filterEnabled = readRuntimeFractionalPercent(r.message(), m.filterEnabled); break
      case 18: m.shadowEnabled = readRuntimeFractionalPercent(r.message(), m.shadowEnabled); break
      case 26: m.additionalOrigins = append(m.additionalOrigins, readStringMatcher(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}
