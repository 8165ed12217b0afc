/** Generated from udpa/type/v1/typed_struct.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type JsonObject } from '../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../message-type.ts'
import { Struct, readStruct, writeStruct } from '../../../../well-known/struct.ts'
import { type Mutable, put } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** udpa.type.v1.TypedStruct */
export interface UdpaTypedStruct {
  readonly typeUrl: string
  readonly value: JsonObject | null
}

export const UdpaTypedStruct: MessageType<UdpaTypedStruct> = define<UdpaTypedStruct>({
  name: 'udpa.type.v1.TypedStruct', empty: emptyUdpaTypedStruct, write: writeUdpaTypedStruct, read: readUdpaTypedStruct,
  fields: () => [
    ['type_url', 1, 'string'],
    ['value', 2, Struct],
  ],
})

export function emptyUdpaTypedStruct(): UdpaTypedStruct {
  return {
    typeUrl: '',
    value: null,
  }
}

export function writeUdpaTypedStruct(m: UdpaTypedStruct, w: ByteWriter): void {
  if (m.typeUrl !== '') w.uint32(10).string(m.typeUrl)
  if (m.value !== null) put(w, 18, writeStruct, m.value)
}

export function readUdpaTypedStruct(r: MessageReader, into: UdpaTypedStruct | null): UdpaTypedStruct {
  const m: Mutable<UdpaTypedStruct> = into ?? emptyUdpaTypedStruct()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.typeUrl = r.string(); break
      case 18: m.value = readStruct(r.message(), m.value); break
      default: r.skipField(tag)
    }
  }
  return m
}
