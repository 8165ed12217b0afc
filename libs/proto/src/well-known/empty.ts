/** google.protobuf.Empty. */
import { define, type MessageType } from '../message-type.ts'
import type { MessageReader } from '../wire/message-reader.ts'

export type Empty = Readonly<Record<never, never>>

export const Empty: MessageType<Empty> = define<Empty>({
  name: 'google.protobuf.Empty',
  empty: emptyEmpty,
  write: writeEmpty,
  read: readEmpty,
  fields: () => [],
})

export function emptyEmpty(): Empty {
  return {}
}

export function writeEmpty(): void {
  // nothing to write
}

export function readEmpty(reader: MessageReader, into: Empty | null): Empty {
  while (!reader.done) reader.skipField(reader.uint32())
  return into ?? {}
}
