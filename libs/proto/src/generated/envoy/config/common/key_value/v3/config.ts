/** Generated from envoy/config/common/key_value/v3/config.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { TypedExtensionConfig, readTypedExtensionConfig, writeTypedExtensionConfig } from '../../../core/v3/extension.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.config.common.key_value.v3.KeyValueStoreConfig */
export interface KeyValueStoreConfig {
  readonly config: TypedExtensionConfig | null
}

export const KeyValueStoreConfig: MessageType<KeyValueStoreConfig> = define<KeyValueStoreConfig>({
  name: 'envoy.config.common.key_value.v3.KeyValueStoreConfig', empty: emptyKeyValueStoreConfig, write: writeKeyValueStoreConfig, read: readKeyValueStoreConfig,
  fields: () => [
    ['config', 1, TypedExtensionConfig],
  ],
})

export function emptyKeyValueStoreConfig(): KeyValueStoreConfig {
  return {
    config: null,
  }
}

export function writeKeyValueStoreConfig(m: KeyValueStoreConfig, w: ByteWriter): void {
  if (m.config !== null) put(w, 10, writeTypedExtensionConfig, m.config)
}

export function readKeyValueStoreConfig(r: MessageReader, into: KeyValueStoreConfig | null): KeyValueStoreConfig {
  const m: Mutable<KeyValueStoreConfig> = into ?? emptyKeyValueStoreConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.config = readTypedExtensionConfig(r.message(), m.config); break
      default: r.skipField(tag)
    }
  }
  return m
}
