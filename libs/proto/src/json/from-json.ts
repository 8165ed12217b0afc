/** Proto-JSON to a message, interpreted from the field table; every fault is reported with its path and reading goes on. */
import { type Field, isMessage } from '../field-table.ts'
import type { MessageType } from '../message-type.ts'
import { isObject } from './json-value.ts'
import { parseScalar, show } from './scalars.ts'
import { type JsonReport, keyPath } from './violation.ts'

/** Reads the fields of `value` into `message`, which has every field at its default. */
export function readJson<M>(
  type: MessageType<M>,
  message: M,
  value: unknown,
  path: string,
  report: JsonReport,
): void {
  if (!isObject(value)) {
    report.invalid(path, `${show(value)} is not an object`)
    return
  }
  const table = type.table()
  const target = message as Record<string, unknown> // the table names exactly the fields of M
  const seen = new Map<string, string>()
  for (const [key, item] of Object.entries(value)) {
    const at = keyPath(path, key)
    const field = table.byName.get(key)
    if (field === undefined) {
      if (table.prunedNames.has(key)) report.unsupported(at, 'is not supported')
      else report.invalid(at, 'unknown field')
      continue
    }
    // Null means unset; only a Value can hold a null, and unset is how we hold that.
    if (item === null || item === undefined) continue
    const slot = field.oneof === null ? field.name : `oneof ${field.oneof}`
    const earlier = seen.get(slot)
    if (earlier !== undefined) {
      report.invalid(at, `must not be set together with ${earlier}`)
      continue
    }
    seen.set(slot, key)
    const parsed = parseField(field, item, at, report)
    if (parsed !== undefined) target[field.name] = parsed
  }
}

function parseField(field: Field, value: unknown, path: string, report: JsonReport): unknown {
  if (field.mapKey !== null) return parseMap(field, value, path, report)
  if (!field.isList) return parseOne(field, value, path, report)
  if (!Array.isArray(value)) {
    report.invalid(path, `${show(value)} is not a list`)
    return undefined
  }
  const list: unknown[] = []
  for (const [i, item] of value.entries()) {
    const parsed = parseOne(field, item, `${path}[${i}]`, report)
    if (parsed !== undefined) list.push(parsed)
  }
  return list
}

function parseMap(field: Field, value: unknown, path: string, report: JsonReport): unknown {
  if (!isObject(value)) {
    report.invalid(path, `${show(value)} is not an object`)
    return undefined
  }
  const map = new Map<unknown, unknown>()
  for (const [key, item] of Object.entries(value)) {
    const at = keyPath(path, key)
    const parsedKey = parseKey(field, key, at, report)
    const parsed = parseOne(field, item, at, report)
    if (parsedKey !== undefined && parsed !== undefined) map.set(parsedKey, parsed)
  }
  return map
}

function parseKey(field: Field, key: string, path: string, report: JsonReport): unknown {
  if (field.mapKey === 'bool' && (key === 'true' || key === 'false')) return key === 'true'
  return parseScalar(field.mapKey ?? 'string', key, path, report)
}

function parseOne(field: Field, value: unknown, path: string, report: JsonReport): unknown {
  return isMessage(field.type)
    ? field.type.parseJson(value, path, report)
    : parseScalar(field.type, value, path, report)
}
