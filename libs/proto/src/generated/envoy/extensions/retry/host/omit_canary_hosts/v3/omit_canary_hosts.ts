/** Generated from envoy/extensions/retry/host/omit_canary_hosts/v3/omit_canary_hosts.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.retry.host.omit_canary_hosts.v3.OmitCanaryHostsPredicate */
export interface OmitCanaryHostsPredicate {
}

export const OmitCanaryHostsPredicate: MessageType<OmitCanaryHostsPredicate> = define<OmitCanaryHostsPredicate>({
  name: 'envoy.extensions.retry.host.omit_canary_hosts.v3.OmitCanaryHostsPredicate', empty: emptyOmitCanaryHostsPredicate, write: writeOmitCanaryHostsPredicate, read: readOmitCanaryHostsPredicate,
  fields: () => [],
})

export function emptyOmitCanaryHostsPredicate(): OmitCanaryHostsPredicate {
  return {}
}

export function writeOmitCanaryHostsPredicate(_m: OmitCanaryHostsPredicate, _w: ByteWriter): void {
}

export function readOmitCanaryHostsPredicate(r: MessageReader, into: OmitCanaryHostsPredicate | null): OmitCanaryHostsPredicate {
  const m: Mutable<OmitCanaryHostsPredicate> = into ?? emptyOmitCanaryHostsPredicate()
  while (!r.done) r.skipField(r.uint32())
  return m
}
