/** An instance as people read it: fields by the template's names, values as text. */
import {
  type Instance,
  type InstanceValue,
  type Template,
  type TemplateField,
  ValueMap,
  valueText,
} from '@flotilla/adapter-sdk'
import { asEncoded } from '../dynamic/encoded-instance.ts'
import { isRemote } from '../dynamic/template.ts'

export type JsonFields = { readonly [field: string]: string | boolean | JsonFields }

/** Out of process: the encoded message in hex. */
export function instanceJson(instance: Instance, template: Template): JsonFields {
  if (isRemote(template)) return { message: Buffer.from(asEncoded(instance).bytes).toString('hex') }
  return fieldsOf(instance as unknown as Readonly<Record<string, unknown>>, template.fields) // the template's own properties
}

function fieldsOf(
  values: Readonly<Record<string, unknown>>,
  fields: readonly TemplateField[],
): JsonFields {
  return Object.fromEntries(
    fields.map(({ name, property, type }) => {
      const value = values[property]
      if (type.kind === 'message')
        return [name, fieldsOf(value as Readonly<Record<string, unknown>>, type.fields)] // built by the same table
      if (value instanceof ValueMap)
        return [
          name,
          Object.fromEntries(value.keys.map((key, i) => [key, textOf(value.values[i] ?? null)])),
        ]
      return [name, textOf((value ?? null) as InstanceValue)]
    }),
  )
}

function textOf(value: InstanceValue): string | boolean {
  return typeof value === 'boolean' ? value : valueText(value)
}
