/** Instances for tests, filled from the template's table: every field set, or every field as an empty expression leaves it. */
import { DurationValue, TimestampValue, ValueType } from '@flotilla/attributes'
import { emptyFieldValue } from '../empty-value.ts'
import type { Instance } from '../instances.ts'
import type { FieldType, TemplateField } from '../template.ts'
import { TEMPLATES, type TemplateName } from '../templates.ts'
import { ValueMap } from '../value-map.ts'

/** An instance of the template. @param fields overrides by property. */
export function sampleInstance<T extends TemplateName>(
  template: T,
  filling: 'filled' | 'empty' = 'filled',
  fields: Readonly<Record<string, unknown>> = {},
): Extract<Instance, { template: T }> {
  const base = fill(TEMPLATES[template].fields, filling)
  const name = `sample.${template}.default`
  // The table lists every property of the template's instance type.
  return { template, name, ...base, ...fields } as unknown as Extract<Instance, { template: T }>
}

function fill(
  fields: readonly TemplateField[],
  filling: 'filled' | 'empty',
): Record<string, unknown> {
  return Object.fromEntries(
    fields.map(({ property, type }) => [
      property,
      filling === 'empty' ? emptyFieldValue(type) : filledValue(type),
    ]),
  )
}

function filledValue(type: FieldType): unknown {
  switch (type.kind) {
    case 'any':
      return 'value'
    case 'map':
      return ValueMap.of({
        text: 'x',
        whole: 7n,
        ratio: 0.5,
        flag: true,
        address: Uint8Array.of(10, 0, 0, 1),
        at: TimestampValue.fromParts(1_514_862_245, 123_456_000),
        took: DurationValue.fromMs(1500),
        labels: new Map([['app', 'reviews']]),
        none: null,
      })
    case 'message':
      return fill(type.fields, 'filled')
    case 'typed':
      return filledTyped(type.type)
  }
}

function filledTyped(type: ValueType): unknown {
  switch (type) {
    case ValueType.INT64:
      return 7n
    case ValueType.DOUBLE:
      return 0.5
    case ValueType.BOOL:
      return true
    case ValueType.TIMESTAMP:
      return TimestampValue.fromParts(1_514_862_245, 123_456_000)
    case ValueType.DURATION:
      return DurationValue.fromMs(1500)
    case ValueType.IP_ADDRESS:
      return Uint8Array.of(10, 0, 0, 1)
    case ValueType.STRING_MAP:
      return new Map([['app', 'reviews']])
    default:
      return 'text'
  }
}
