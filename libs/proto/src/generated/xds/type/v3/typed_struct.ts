/** Generated from xds/type/v3/typed_struct.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type JsonObject } from '../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../message-type.ts'
import { Struct, readStruct, writeStruct } from '../../../../well-known/struct.ts'
import { type Mutable, put } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** xds.type.v3.TypedStruct */
export interface TypedStruct {
  readonly typeUrl: string
  readonly value: JsonObject | null
}

export const TypedStruct: MessageType<TypedStruct> = define<TypedStruct>({
  name: 'xds.type.v3.TypedStruct', empty: emptyTypedStruct, write: writeTypedStruct, read: readTypedStruct,
  fields: () => [
    ['type_url', 1, 'string'],
    ['value', 2, Struct],
  ],
})

export function emptyTypedStruct(): TypedStruct {
  return {
    typeUrl: '',
    value: null,
  }
}

export function writeTypedStruct(m: TypedStruct, w: ByteWriter): void {
  if (m.typeUrl !== '') w.uint32(10).string(m.typeUrl)
  if (m.value !== null) put(w, 18, writeStruct, m.value)
}

export function readTypedStruct(r: MessageReader, into: TypedStruct | null): TypedStruct {
  const m: Mutable<TypedStruct> = into ?? emptyTypedStruct()
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
