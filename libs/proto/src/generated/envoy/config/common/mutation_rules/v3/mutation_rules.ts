/** Generated from envoy/config/common/mutation_rules/v3/mutation_rules.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { HeaderMutationRemoveOnMatch, readHeaderMutationRemoveOnMatch, writeHeaderMutationRemoveOnMatch } from './remove_on_match.ts'
import { HeaderValueOption, readHeaderValueOption, writeHeaderValueOption } from '../../../core/v3/base.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.config.common.mutation_rules.v3.HeaderMutation */
export interface HeaderMutationRule {
  readonly remove: string | null // oneof action
  readonly append: HeaderValueOption | null // oneof action
  readonly removeOnMatch: HeaderMutationRemoveOnMatch | null
}

export const HeaderMutationRule: MessageType<HeaderMutationRule> = define<HeaderMutationRule>({
  name: 'envoy.config.common.mutation_rules.v3.HeaderMutation', empty: emptyHeaderMutationRule, write: writeHeaderMutationRule, read: readHeaderMutationRule,
  fields: () => [
    ['remove', 1, 'string', '', 'action'],
    ['append', 2, HeaderValueOption, '', 'action'],
    ['remove_on_match', 3, HeaderMutationRemoveOnMatch],
  ],
})

export function emptyHeaderMutationRule(): HeaderMutationRule {
  return {
    remove: null,
    append: null,
    removeOnMatch: null,
  }
}

export function writeHeaderMutationRule(m: HeaderMutationRule, w: ByteWriter): void {
  if (m.remove !== null) w.uint32(10).string(m.remove)
  if (m.append !== null) put(w, 18, writeHeaderValueOption, m.append)
  if (m.removeOnMatch !== null) put(w, 26, writeHeaderMutationRemoveOnMatch, m.removeOnMatch)
}

export function readHeaderMutationRule(r: MessageReader, into: HeaderMutationRule | null): HeaderMutationRule {
  const m: Mutable<HeaderMutationRule> = into ?? emptyHeaderMutationRule()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = r.string(); clearHeaderMutationRule_action(m); m.remove = v; break }
      case 18: { const v = readHeaderValueOption(r.message(), m.append); clearHeaderMutationRule_action(m); m.append = v; break }
      case 26: m.removeOnMatch = readHeaderMutationRemoveOnMatch(r.message(), m.removeOnMatch); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearHeaderMutationRule_action(m: Mutable<HeaderMutationRule>): void {
  m.remove = null
  m.append = null
}
