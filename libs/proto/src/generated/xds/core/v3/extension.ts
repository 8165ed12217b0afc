/** Generated from xds/core/v3/extension.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../../well-known/any.ts'
import { type Mutable, put } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** xds.core.v3.TypedExtensionConfig */
export interface XdsTypedExtensionConfig {
  readonly name: string
  readonly typedConfig: Any | null
}

export const XdsTypedExtensionConfig: MessageType<XdsTypedExtensionConfig> = define<XdsTypedExtensionConfig>({
  name: 'xds.core.v3.TypedExtensionConfig', empty: emptyXdsTypedExtensionConfig, write: writeXdsTypedExtensionConfig, read: readXdsTypedExtensionConfig,
  fields: () => [
    ['name', 1, 'string'],
    ['typed_config', 2, Any],
  ],
})

export function emptyXdsTypedExtensionConfig(): XdsTypedExtensionConfig {
  return {
    name: '',
    typedConfig: null,
  }
}

export function writeXdsTypedExtensionConfig(m: XdsTypedExtensionConfig, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.typedConfig !== null) put(w, 18, writeAny, m.typedConfig)
}

export function readXdsTypedExtensionConfig(r: MessageReader, into: XdsTypedExtensionConfig | null): XdsTypedExtensionConfig {
  const m: Mutable<XdsTypedExtensionConfig> = into ?? emptyXdsTypedExtensionConfig()
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
