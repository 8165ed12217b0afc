/** The fields of a message that params give, by either spelling; what is unknown or given twice is reported. */
import type { FieldDescriptor, MessageDescriptor } from './descriptor-types.ts'

/** The field of every InstanceMsg that holds the instance's canonical name. Not for params. */
export const INSTANCE_NAME_FIELD = 72_295_727

export interface GivenField {
  readonly field: FieldDescriptor
  readonly value: unknown
  readonly at: string
}

/** @param params an object; absent and null have no fields. */
export function givenFields(
  message: MessageDescriptor,
  params: unknown,
  path: string,
  report: (path: string, message: string) => void,
): GivenField[] {
  if (params === null || params === undefined) return []
  if (typeof params !== 'object' || Array.isArray(params)) {
    report(path, 'must be an object')
    return []
  }
  const usable = message.fields.filter((field) => field.number !== INSTANCE_NAME_FIELD)
  const bySpelling = new Map(
    usable.flatMap((one) => [
      [one.jsonName, one],
      [one.name, one],
    ]),
  )
  const given = new Map<FieldDescriptor, GivenField>()
  const oneofs = new Map<number, FieldDescriptor>()
  for (const [key, value] of Object.entries(params)) {
    const at = `${path}.${key}`
    const field = bySpelling.get(key)
    if (field === undefined) report(at, unknownField(usable))
    else if (given.has(field)) report(at, `the same field as ${given.get(field)?.at}`)
    else if (value !== null && value !== undefined) {
      const rival = field.oneof === null ? undefined : oneofs.get(field.oneof)
      if (rival !== undefined) report(at, `cannot be given beside ${rival.name}`)
      if (field.oneof !== null) oneofs.set(field.oneof, field)
      given.set(field, { field, value, at })
    }
  }
  return [...given.values()].sort((a, b) => a.field.number - b.field.number)
}

function unknownField(fields: readonly FieldDescriptor[]): string {
  if (fields.length === 0) return 'unknown field; this message has none'
  return `unknown field; known are ${fields.map((field) => field.name).join(', ')}`
}
