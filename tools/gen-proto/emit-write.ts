/** The function that writes a message: one statement a field, defaults left out. */
import type { FieldModel, MessageModel, TypeRef } from './model.ts'
import { isNullable, isPackable, scalarCode, tagOf, wireTypeOf } from './scalars.ts'
import type { Scope } from './scope.ts'

export function emitWrite(message: MessageModel, scope: Scope): string {
  const { tsName, fields } = message
  const lines = fields.map((field) => `  ${emitField(field, scope)}\n`).join('')
  const m = fields.length === 0 ? '_m' : 'm'
  const w = fields.length === 0 ? '_w' : 'w'
  const writer = scope.use('type:ByteWriter', '@flotilla/bytes').slice('type:'.length)
  return `export function write${tsName}(${m}: ${tsName}, ${w}: ${writer}): void {\n${lines}}\n`
}

function emitField(field: FieldModel, scope: Scope): string {
  const at = `m.${field.name}`
  if (field.mapKey !== null) return emitMap(field, at, scope)
  if (field.isList) return emitList(field, at, scope)
  const write = emitOne(field.type, field.number, at, scope)
  if (isNullable(field)) return `if (${at} !== null) ${write}`
  return `if (${isSet(field.type, at)}) ${write}`
}

function emitMap(field: FieldModel, at: string, scope: Scope): string {
  if (field.mapKey === null) return ''
  const key = scalarCode(field.mapKey)
  const tag = tagOf(field.number, 2)
  const writeKey = `w.uint32(${tagOf(1, key.wireType)}).${key.write}(k)`
  const writeValue = emitOne(field.type, 2, 'v', scope)
  return `for (const [k, v] of ${at}) { w.uint32(${tag}); const o = w.open(); ${writeKey}; ${writeValue}; w.close(o) }`
}

function emitList(field: FieldModel, at: string, scope: Scope): string {
  if (!isPackable(field.type))
    return `for (const v of ${at}) ${emitOne(field.type, field.number, 'v', scope)}`
  const tag = tagOf(field.number, 2)
  return `if (${at}.length > 0) { w.uint32(${tag}); const o = w.open(); for (const v of ${at}) w.${packableCall(field.type)}(v); w.close(o) }`
}

function emitOne(type: TypeRef, number: number, value: string, scope: Scope): string {
  const tag = tagOf(number, wireTypeOf(type))
  if (type.kind === 'message') {
    scope.runtime('put')
    return `put(w, ${tag}, ${scope.messageFunction('write', type)}, ${value})`
  }
  return `w.uint32(${tag}).${packableCall(type)}(${value})`
}

function packableCall(type: TypeRef): string {
  if (type.kind === 'enum') return 'int32'
  return type.kind === 'scalar' ? scalarCode(type.scalar).write : ''
}

function isSet(type: TypeRef, at: string): string {
  if (type.kind !== 'scalar') return `${at} !== 0`
  const { scalar } = type
  if (scalar === 'bool') return at
  if (scalar === 'bytes') return `${at}.length !== 0`
  // -0 is not the default: its bits are set
  if (scalar === 'double' || scalar === 'float') return `!Object.is(${at}, 0)`
  return `${at} !== ${scalarCode(scalar).zero}`
}
