/** The function that reads a message: one case a field, by its whole tag, so that a wrong wire type is an unknown field. */
import type { FieldModel, MessageModel, TypeRef } from './model.ts'
import { isPackable, itemType, scalarCode, tagOf, wireTypeOf, zeroOfType } from './scalars.ts'
import type { Scope } from './scope.ts'

export function emitRead(message: MessageModel, scope: Scope): string {
  const { tsName, fields } = message
  const reader = scope.use('type:MessageReader', 'wire/message-reader.ts').slice('type:'.length)
  scope.runtime('type:Mutable')
  const cases = fields.flatMap((field) => emitCases(message, field, scope))
  const loop =
    cases.length === 0
      ? '  while (!r.done) r.skipField(r.uint32())\n'
      : `  while (!r.done) {\n    const tag = r.uint32()\n    switch (tag) {\n${cases.join('')}      default: r.skipField(tag)\n    }\n  }\n`
  const helpers = [
    ...oneofs(message).map(([name, members]) => emitClear(message, name, members)),
    ...fields
      .filter((field) => field.mapKey !== null)
      .map((field) => emitEntry(message, field, reader, scope)),
  ].join('')
  return `export function read${tsName}(r: ${reader}, into: ${tsName} | null): ${tsName} {\n  const m: Mutable<${tsName}> = into ?? empty${tsName}()\n${loop}  return m\n}\n${helpers}`
}

function emitCases(message: MessageModel, field: FieldModel, scope: Scope): string[] {
  const at = `m.${field.name}`
  const tag = tagOf(field.number, wireTypeOf(field.type))
  const packed = tagOf(field.number, 2)
  if (field.mapKey !== null) {
    scope.runtime('ownMap')
    const function_ = entryFunction(message, field)
    return [`      case ${packed}: ${function_}(r.message(), (${at} = ownMap(${at}))); break\n`]
  }
  if (field.isList) {
    scope.runtime('append')
    const one = `      case ${tag}: ${at} = append(${at}, ${readOne(field.type, 'null', scope)}); break\n`
    if (!isPackable(field.type)) return [one]
    const many = `      case ${packed}: { const p = r.message(); while (!p.done) ${at} = append(${at}, ${readOne(field.type, 'null', scope).replace(/^r\./, 'p.')}); break }\n`
    return [one, many]
  }
  const clear = field.oneof === null ? '' : clearFunction(message, field.oneof)
  const read = readOne(field.type, at, scope)
  if (clear === '' || membersOf(message, field.oneof).length === 1)
    return [`      case ${tag}: ${at} = ${read}; break\n`]
  return [`      case ${tag}: { const v = ${read}; ${clear}(m); ${at} = v; break }\n`]
}

/** @param earlier expression of the value that another occurrence set, which a message merges into. */
function readOne(type: TypeRef, earlier: string, scope: Scope): string {
  if (type.kind === 'message') {
    const read = scope.messageFunction('read', type)
    return type.mergesInto ? `${read}(r.message(), ${earlier})` : `${read}(r.message())`
  }
  if (type.kind === 'enum') return `r.int32() as ${scope.enumName(type)}`
  return `r.${scalarCode(type.scalar).read}`
}

function emitEntry(message: MessageModel, field: FieldModel, reader: string, scope: Scope): string {
  if (field.mapKey === null) return ''
  const key = scalarCode(field.mapKey)
  const item = itemType(field.type)
  const isMessage = field.type.kind === 'message'
  const value = isMessage ? `${item} | null` : item
  const read = readOne(field.type, 'value', scope)
  const absent = field.type.kind === 'message' ? scope.emptyOf(field.type) : ''
  if (zeroOfType(field.type) === 'NO_BYTES') scope.runtime('NO_BYTES')
  const stored = isMessage ? `value ?? ${absent}` : 'value'
  return `function ${entryFunction(message, field)}(r: ${reader}, map: Map<${key.tsType}, ${item}>): void {
  let key: ${key.tsType} = ${key.zero}
  let value: ${value} = ${zeroOfType(field.type)}
  while (!r.done) {
    const tag = r.uint32()
    if (tag === ${tagOf(1, key.wireType)}) key = r.${key.read}
    else if (tag === ${tagOf(2, wireTypeOf(field.type))}) value = ${read}
    else r.skipField(tag)
  }
  map.set(key, ${stored})
}
`
}

function emitClear(message: MessageModel, oneof: string, members: readonly FieldModel[]): string {
  const lines = members.map((field) => `  m.${field.name} = null\n`).join('')
  return `function ${clearFunction(message, oneof)}(m: Mutable<${message.tsName}>): void {\n${lines}}\n`
}

/** The oneofs of more than one kept member. */
function oneofs(message: MessageModel): [string, FieldModel[]][] {
  const names = new Set(message.fields.flatMap((field) => field.oneof ?? []))
  return [...names]
    .map((name): [string, FieldModel[]] => [name, membersOf(message, name)])
    .filter(([, members]) => members.length > 1)
}

function membersOf(message: MessageModel, oneof: string | null): FieldModel[] {
  return message.fields.filter((field) => field.oneof === oneof)
}

function clearFunction(message: MessageModel, oneof: string): string {
  return `clear${message.tsName}_${oneof}`
}

function entryFunction(message: MessageModel, field: FieldModel): string {
  return `read${message.tsName}_${field.name}`
}
