/** Generated from envoy/extensions/early_data/v3/default_early_data_policy.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.extensions.early_data.v3.DefaultEarlyDataPolicy */
export interface DefaultEarlyDataPolicy {
}

export const DefaultEarlyDataPolicy: MessageType<DefaultEarlyDataPolicy> = define<DefaultEarlyDataPolicy>({
  name: 'envoy.extensions.early_data.v3.DefaultEarlyDataPolicy', empty: emptyDefaultEarlyDataPolicy, write: writeDefaultEarlyDataPolicy, read: readDefaultEarlyDataPolicy,
  fields: () => [],
})

export function emptyDefaultEarlyDataPolicy(): DefaultEarlyDataPolicy {
  return {}
}

export function writeDefaultEarlyDataPolicy(_m: DefaultEarlyDataPolicy, _w: ByteWriter): void {
}

export function readDefaultEarlyDataPolicy(r: MessageReader, into: DefaultEarlyDataPolicy | null): DefaultEarlyDataPolicy {
  const m: Mutable<DefaultEarlyDataPolicy> = into ?? emptyDefaultEarlyDataPolicy()
  while (!r.done) r.skipField(r.uint32())
  return m
}
