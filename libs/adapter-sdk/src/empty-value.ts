/** What an instance's field holds where its expression is absent or empty. */
import { ValueType } from '@flotilla/attributes'
import type { FieldType } from './template.ts'
import { EMPTY_VALUE_MAP } from './value-map.ts'

/** Empty text, zero, false, an empty map, null for what has no zero (any type, instants, spans, addresses). */
export function emptyFieldValue(type: FieldType): unknown {
  switch (type.kind) {
    case 'any':
      return null
    case 'map':
      return EMPTY_VALUE_MAP
    case 'message':
      return Object.fromEntries(
        type.fields.map((field) => [field.property, emptyFieldValue(field.type)]),
      )
    case 'typed':
      return emptyTyped(type.type)
  }
}

function emptyTyped(type: ValueType): unknown {
  if (type === ValueType.STRING) return ''
  if (type === ValueType.INT64) return 0n
  if (type === ValueType.DOUBLE) return 0
  return type === ValueType.BOOL ? false : null
}
