/** Messages inside of messages: Any without content, and what only our proxy understands as a typed struct. */
import { type Any, type JsonObject, type MessageType, packAny, TypedStruct } from '@flotilla/proto'

/** A message of which every field has its default. */
export function emptyAny<M>(type: MessageType<M>): Any {
  return { typeUrl: type.typeUrl, value: new Uint8Array(0) }
}

/** A configuration in JSON under a type name that other data planes do not know. */
export function packStruct(typeName: string, value: JsonObject): Any {
  return packAny(
    TypedStruct,
    TypedStruct.create({ typeUrl: `type.googleapis.com/${typeName}`, value }),
  )
}
