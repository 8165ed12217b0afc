/** Generated from envoy/extensions/regex_engines/v3/google_re2.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.extensions.regex_engines.v3.GoogleRE2 */
export interface GoogleRE2 {
}

export const GoogleRE2: MessageType<GoogleRE2> = define<GoogleRE2>({
  name: 'envoy.extensions.regex_engines.v3.GoogleRE2', empty: emptyGoogleRE2, write: writeGoogleRE2, read: readGoogleRE2,
  fields: () => [],
})

export function emptyGoogleRE2(): GoogleRE2 {
  return {}
}

export function writeGoogleRE2(_m: GoogleRE2, _w: ByteWriter): void {
}

export function readGoogleRE2(r: MessageReader, into: GoogleRE2 | null): GoogleRE2 {
  const m: Mutable<GoogleRE2> = into ?? emptyGoogleRE2()
  while (!r.done) r.skipField(r.uint32())
  return m
}
