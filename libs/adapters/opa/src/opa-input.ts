/** An authorization instance as the input document of a policy. */
import {
  type AuthorizationInstance,
  type InstanceValue,
  type ValueMap,
  valueText,
} from '@flotilla/adapter-sdk'

type Json = string | number | boolean | Readonly<Record<string, unknown>> | readonly unknown[]

/** `{action: {namespace, service, method, path, properties}, subject: {user, groups, properties}}`, without what is empty. */
export function opaInput({
  action,
  subject,
}: AuthorizationInstance): Readonly<Record<string, unknown>> {
  return withoutEmpty({
    action: withoutEmpty({
      namespace: action.namespace,
      service: action.service,
      method: action.method,
      path: action.path,
      properties: properties(action.properties),
    }),
    subject: withoutEmpty({
      user: subject.user,
      groups: subject.groups === '' ? [] : [subject.groups],
      properties: properties(subject.properties),
    }),
  })
}

function properties(values: ValueMap): Readonly<Record<string, unknown>> {
  const entries = values.keys.map((key, i): [string, Json] => [
    key,
    jsonValue(values.values[i] ?? null),
  ])
  return Object.fromEntries(entries)
}

function jsonValue(value: InstanceValue): Json {
  if (typeof value === 'number' || typeof value === 'boolean') return value
  // Beyond 2^53 a number of JSON would not be exact.
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  return value instanceof Map ? Object.fromEntries(value) : valueText(value)
}

function withoutEmpty(fields: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)))
}

function isEmpty(value: Json): boolean {
  if (typeof value !== 'object') return value === ''
  return Object.keys(value).length === 0
}
