/** Generated from envoy/extensions/http/early_header_mutation/header_mutation/v3/header_mutation.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { HeaderMutationRule, readHeaderMutationRule, writeHeaderMutationRule } from '../../../../../config/common/mutation_rules/v3/mutation_rules.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation */
export interface EarlyHeaderMutation {
  readonly mutations: readonly HeaderMutationRule[]
}

export const EarlyHeaderMutation: MessageType<EarlyHeaderMutation> = define<EarlyHeaderMutation>({
  name: 'envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation', empty: emptyEarlyHeaderMutation, write: writeEarlyHeaderMutation, read: readEarlyHeaderMutation,
  fields: () => [
    ['mutations', 1, HeaderMutationRule, 'list'],
  ],
})

export function emptyEarlyHeaderMutation(): EarlyHeaderMutation {
  return {
    mutations: NO_ITEMS,
  }
}

export function writeEarlyHeaderMutation(m: EarlyHeaderMutation, w: ByteWriter): void {
  for (const v of m.mutations) put(w, 10, writeHeaderMutationRule, v)
}

export function readEarlyHeaderMutation(r: MessageReader, into: EarlyHeaderMutation | null): EarlyHeaderMutation {
  const m: Mutable<EarlyHeaderMutation> = into ?? emptyEarlyHeaderMutation()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.mutations = append(m.mutations, readHeaderMutationRule(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}
