/** Generated from envoy/config/core/v3/extension.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../../../well-known/any.ts'
import { type Mutable, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.core.v3.TypedExtensionConfig */
export interface TypedExtensionConfig {
  readonly name: string
  readonly typedConfig: Any | null
}

export const TypedExtensionConfig: MessageType<TypedExtensionConfig> = define<TypedExtensionConfig>({
  name: 'envoy.config.core.v3.TypedExtensionConfig', empty: emptyTypedExtensionConfig, write: writeTypedExtensionConfig, read: readTypedExtensionConfig,
  fields: () => [
    ['name', 1, 'string'],
    ['typed_config', 2, Any],
  ],
})

export function emptyTypedExtensionConfig(): TypedExtensionConfig {
  return {
    name: '',
    typedConfig: null,
  }
}

export function writeTypedExtensionConfig(m: TypedExtensionConfig, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.typedConfig !== null) put(w, 18, writeAny, m.typedConfig)
}

export function readTypedExtensionConfig(r: MessageReader, into: TypedExtensionConfig | null): TypedExtensionConfig {
  const m: Mutable<TypedExtensionConfig> = into ?? emptyTypedExtensionConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.typedConfig = readAny(r.message(), m.typedConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}
