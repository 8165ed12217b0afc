/** Generated from envoy/extensions/retry/host/omit_host_metadata/v3/omit_host_metadata_config.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { Metadata, readMetadata, writeMetadata } from '../../../../../config/core/v3/base.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.retry.host.omit_host_metadata.v3.OmitHostMetadataConfig */
export interface OmitHostMetadataConfig {
  readonly metadataMatch: Metadata | null
}

export const OmitHostMetadataConfig: MessageType<OmitHostMetadataConfig> = define<OmitHostMetadataConfig>({
  name: 'envoy.extensions.retry.host.omit_host_metadata.v3.OmitHostMetadataConfig', empty: emptyOmitHostMetadataConfig, write: writeOmitHostMetadataConfig, read: readOmitHostMetadataConfig,
  fields: () => [
    ['metadata_match', 1, Metadata],
  ],
})

export function emptyOmitHostMetadataConfig(): OmitHostMetadataConfig {
  return {
    metadataMatch: null,
  }
}

export function writeOmitHostMetadataConfig(m: OmitHostMetadataConfig, w: ByteWriter): void {
  if (m.metadataMatch !== null) put(w, 10, writeMetadata, m.metadataMatch)
}

export function readOmitHostMetadataConfig(r: MessageReader, into: OmitHostMetadataConfig | null): OmitHostMetadataConfig {
  const m: Mutable<OmitHostMetadataConfig> = into ?? emptyOmitHostMetadataConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.metadataMatch = readMetadata(r.message(), m.metadataMatch); break
      default: r.skipField(tag)
    }
  }
  return m
}
