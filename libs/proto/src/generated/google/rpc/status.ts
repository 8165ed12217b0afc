/** Generated from google/rpc/status.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../well-known/any.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../wire/generated-support.ts'
import { type MessageReader } from '../../../wire/message-reader.ts'

/** google.rpc.Status */
export interface Status {
  readonly code: number
  readonly message: string
  readonly details: readonly Any[]
}

export const Status: MessageType<Status> = define<Status>({
  name: 'google.rpc.Status', empty: emptyStatus, write: writeStatus, read: readStatus,
  fields: () => [
    ['code', 1, 'int32'],
    ['message', 2, 'string'],
    ['details', 3, Any, 'list'],
  ],
})

export function emptyStatus(): Status {
  return {
    code: 0,
    message: '',
    details: NO_ITEMS,
  }
}

export function writeStatus(m: Status, w: ByteWriter): void {
  if (m.code !== 0) w.uint32(8).int32(m.code)
  if (m.message !== '') w.uint32(18).string(m.message)
  for (const v of m.details) put(w, 26, writeAny, v)
}

export function readStatus(r: MessageReader, into: Status | null): Status {
  const m: Mutable<Status> = into ?? emptyStatus()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.code = r.int32(); break
      case 18: m.message = r.string(); break
      case 26: m.details = append(m.details, readAny(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}
