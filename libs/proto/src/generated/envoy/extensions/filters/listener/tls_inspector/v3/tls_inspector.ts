/** Generated from envoy/extensions/filters/listener/tls_inspector/v3/tls_inspector.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { BoolValue, UInt32Value, readBoolValue, readUInt32Value, writeBoolValue, writeUInt32Value } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector */
export interface TlsInspector {
  readonly enableJa3Fingerprinting: boolean | null
  readonly initialReadBufferSize: number | null
}

export const TlsInspector: MessageType<TlsInspector> = define<TlsInspector>({
  name: 'envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector', empty: emptyTlsInspector, write: writeTlsInspector, read: readTlsInspector,
  fields: () => [
    ['enable_ja3_fingerprinting', 1, BoolValue],
    ['initial_read_buffer_size', 2, UInt32Value],
  ],
})

export function emptyTlsInspector(): TlsInspector {
  return {
    enableJa3Fingerprinting: null,
    initialReadBufferSize: null,
  }
}

export function writeTlsInspector(m: TlsInspector, w: ByteWriter): void {
  if (m.enableJa3Fingerprinting !== null) put(w, 10, writeBoolValue, m.enableJa3Fingerprinting)
  if (m.initialReadBufferSize !== null) put(w, 18, writeUInt32Value, m.initialReadBufferSize)
}

export function readTlsInspector(r: MessageReader, into: TlsInspector | null): TlsInspector {
  const m: Mutable<TlsInspector> = into ?? emptyTlsInspector()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.enableJa3Fingerprinting = readBoolValue(r.message()); break
      case 18: m.initialReadBufferSize = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
