/** Generated from envoy/extensions/formatter/metadata/v3/metadata.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.formatter.metadata.v3.Metadata */
export interface MetadataFormatter {
}

export const MetadataFormatter: MessageType<MetadataFormatter> = define<MetadataFormatter>({
  name: 'envoy.extensions.formatter.metadata.v3.Metadata', empty: emptyMetadataFormatter, write: writeMetadataFormatter, read: readMetadataFormatter,
  fields: () => [],
})

export function emptyMetadataFormatter(): MetadataFormatter {
  return {}
}

export function writeMetadataFormatter(_m: MetadataFormatter, _w: ByteWriter): void {
}

export function readMetadataFormatter(r: MessageReader, into: MetadataFormatter | null): MetadataFormatter {
  const m: Mutable<MetadataFormatter> = into ?? emptyMetadataFormatter()
  while (!r.done) r.skipField(r.uint32())
  return m
}
