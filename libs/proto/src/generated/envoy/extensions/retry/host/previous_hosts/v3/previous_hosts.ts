/** Generated from envoy/extensions/retry/host/previous_hosts/v3/previous_hosts.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate */
export interface PreviousHostsPredicate {
}

export const PreviousHostsPredicate: MessageType<PreviousHostsPredicate> = define<PreviousHostsPredicate>({
  name: 'envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate', empty: emptyPreviousHostsPredicate, write: writePreviousHostsPredicate, read: readPreviousHostsPredicate,
  fields: () => [],
})

export function emptyPreviousHostsPredicate(): PreviousHostsPredicate {
  return {}
}

export function writePreviousHostsPredicate(_m: PreviousHostsPredicate, _w: ByteWriter): void {
}

export function readPreviousHostsPredicate(r: MessageReader, into: PreviousHostsPredicate | null): PreviousHostsPredicate {
  const m: Mutable<PreviousHostsPredicate> = into ?? emptyPreviousHostsPredicate()
  while (!r.done) r.skipField(r.uint32())
  return m
}
