/** Generated from envoy/extensions/transport_sockets/raw_buffer/v3/raw_buffer.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer */
export interface RawBuffer {
}

export const RawBuffer: MessageType<RawBuffer> = define<RawBuffer>({
  name: 'envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer', empty: emptyRawBuffer, write: writeRawBuffer, read: readRawBuffer,
  fields: () => [],
})

export function emptyRawBuffer(): RawBuffer {
  return {}
}

export function writeRawBuffer(_m: RawBuffer, _w: ByteWriter): void {
}

export function readRawBuffer(r: MessageReader, into: RawBuffer | null): RawBuffer {
  const m: Mutable<RawBuffer> = into ?? emptyRawBuffer()
  while (!r.done) r.skipField(r.uint32())
  return m
}
