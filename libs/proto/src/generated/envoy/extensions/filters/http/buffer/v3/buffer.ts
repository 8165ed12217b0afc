/** Generated from envoy/extensions/filters/http/buffer/v3/buffer.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.buffer.v3.Buffer */
export interface Buffer {
  readonly maxRequestBytes: number | null
}

export const Buffer: MessageType<Buffer> = define<Buffer>({
  name: 'envoy.extensions.filters.http.buffer.v3.Buffer', empty: emptyBuffer, write: writeBuffer, read: readBuffer,
  fields: () => [
    ['max_request_bytes', 1, UInt32Value],
  ],
})

export function emptyBuffer(): Buffer {
  return {
    maxRequestBytes: null,
  }
}

export function writeBuffer(m: Buffer, w: ByteWriter): void {
  if (m.maxRequestBytes !== null) put(w, 10, writeUInt32Value, m.maxRequestBytes)
}

export function readBuffer(r: MessageReader, into: Buffer | null): Buffer {
  const m: Mutable<Buffer> = into ?? emptyBuffer()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.maxRequestBytes = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.buffer.v3.BufferPerRoute */
export interface BufferPerRoute {
  readonly disabled: boolean | null // oneof override
  readonly buffer: Buffer | null // oneof override
}

export const BufferPerRoute: MessageType<BufferPerRoute> = define<BufferPerRoute>({
  name: 'envoy.extensions.filters.http.buffer.v3.BufferPerRoute', empty: emptyBufferPerRoute, write: writeBufferPerRoute, read: readBufferPerRoute,
  fields: () => [
    ['disabled', 1, 'bool', '', 'override'],
    ['buffer', 2, Buffer, '', 'override'],
  ],
})

export function emptyBufferPerRoute(): BufferPerRoute {
  return {
    disabled: null,
    buffer: null,
  }
}

export function writeBufferPerRoute(m: BufferPerRoute, w: ByteWriter): void {
  if (m.disabled !== null) w.uint32(8).bool(m.disabled)
  if (m.buffer !== null) put(w, 18, writeBuffer, m.buffer)
}

export function readBufferPerRoute(r: MessageReader, into: BufferPerRoute | null): BufferPerRoute {
  const m: Mutable<BufferPerRoute> = into ?? emptyBufferPerRoute()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: { const v = r.bool(); clearBufferPerRoute_override(m); m.disabled = v; break }
      case 18: { const v = readBuffer(r.message(), m.buffer); clearBufferPerRoute_override(m); m.buffer = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearBufferPerRoute_override(m: Mutable<BufferPerRoute>): void {
  m.disabled = null
  m.buffer = null
}
