/** Generated from envoy/extensions/filters/common/set_filter_state/v3/value.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { SubstitutionFormatString, readSubstitutionFormatString, writeSubstitutionFormatString } from '../../../../../config/core/v3/substitution_format_string.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.common.set_filter_state.v3.FilterStateValue.SharedWithUpstream */
export const FilterStateValueSharedWithUpstream = {
  NONE: 0,
  ONCE: 1,
  TRANSITIVE: 2,
} as const
export type FilterStateValueSharedWithUpstream = (typeof FilterStateValueSharedWithUpstream)[keyof typeof FilterStateValueSharedWithUpstream]

/** envoy.extensions.filters.common.set_filter_state.v3.FilterStateValue */
export interface FilterStateValue {
  readonly objectKey: string | null // oneof key
  readonly formatString: SubstitutionFormatString | null // oneof value
  readonly readOnly: boolean
  readonly sharedWithUpstream: FilterStateValueSharedWithUpstream
  readonly skipIfEmpty: boolean
  readonly factoryKey: string
}

export const FilterStateValue: MessageType<FilterStateValue> = define<FilterStateValue>({
  name: 'envoy.extensions.filters.common.set_filter_state.v3.FilterStateValue', empty: emptyFilterStateValue, write: writeFilterStateValue, read: readFilterStateValue,
  fields: () => [
    ['object_key', 1, 'string', '', 'key'],
    ['format_string', 2, SubstitutionFormatString, '', 'value'],
    ['read_only', 3, 'bool'],
    ['shared_with_upstream', 4, { enum: FilterStateValueSharedWithUpstream }],
    ['skip_if_empty', 5, 'bool'],
    ['factory_key', 6, 'string'],
  ],
})

export function emptyFilterStateValue(): FilterStateValue {
  return {
    objectKey: null,
    formatString: null,
    readOnly: false,
    sharedWithUpstream: 0,
    skipIfEmpty: false,
    factoryKey: '',
  }
}

export function writeFilterStateValue(m: FilterStateValue, w: ByteWriter): void {
  if (m.objectKey !== null) w.uint32(10).string(m.objectKey)
  if (m.formatString !== null) put(w, 18, writeSubstitutionFormatString, m.formatString)
  if (m.readOnly) w.uint32(24).bool(m.readOnly)
  if (m.sharedWithUpstream !== 0) w.uint32(32).int32(m.sharedWithUpstream)
  if (m.skipIfEmpty) w.uint32(40).bool(m.skipIfEmpty)
  if (m.factoryKey !== '') w.uint32(50).string(m.factoryKey)
}

export function readFilterStateValue(r: MessageReader, into: FilterStateValue | null): FilterStateValue {
  const m: Mutable<FilterStateValue> = into ?? emptyFilterStateValue()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.objectKey = r.string(); break
      case 18: m.formatString = readSubstitutionFormatString(r.message(), m.formatString); break
      case 24: m.readOnly = r.bool(); break
      case 32: m.sharedWithUpstream = r.int32() as FilterStateValueSharedWithUpstream; break
      case 40: m.skipIfEmpty = r.bool(); break
      case 50: m.factoryKey = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
