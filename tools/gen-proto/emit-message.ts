/** Everything of one message: interface, constant with its field table, and the functions empty, write and read. */
import { lowerCamel } from '../../libs/proto/src/field-table.ts'
import { emitRead } from './emit-read.ts'
import { emitWrite } from './emit-write.ts'
import type { FieldModel, MessageModel } from './model.ts'
import { fieldType, zeroOf } from './scalars.ts'
import type { Scope } from './scope.ts'

export function emitMessage(message: MessageModel, scope: Scope): string {
  return [
    emitInterface(message, scope),
    emitConstant(message, scope),
    emitEmpty(message, scope),
    emitWrite(message, scope),
    emitRead(message, scope),
  ].join('\n')
}

function emitInterface(message: MessageModel, scope: Scope): string {
  const properties = message.fields.map((field) => {
    if (field.type.kind === 'message') scope.fieldType(field.type)
    else if (field.type.kind === 'enum') scope.enumName(field.type)
    const oneof = field.oneof === null ? '' : ` // oneof ${field.oneof}`
    return `  readonly ${field.name}: ${fieldType(field)}${oneof}\n`
  })
  return `/** ${message.fullName} */\nexport interface ${message.tsName} {\n${properties.join('')}}\n`
}

function emitConstant(message: MessageModel, scope: Scope): string {
  const { tsName } = message
  scope.use('define', 'message-type.ts')
  scope.use('type:MessageType', 'message-type.ts')
  const rows = message.fields.map((field) => `    ${emitRow(field, scope)},\n`).join('')
  const pruned = message.pruned.map(([number, name]) => `${number}: '${name}'`).join(', ')
  return `export const ${tsName}: MessageType<${tsName}> = define<${tsName}>({
  name: '${message.fullName}', empty: empty${tsName}, write: write${tsName}, read: read${tsName},
  fields: () => [${rows === '' ? '' : `\n${rows}  `}],
${pruned === '' ? '' : `  pruned: { ${pruned} },\n`}})
`
}

function emitRow(field: FieldModel, scope: Scope): string {
  const { type } = field
  const written =
    type.kind === 'message'
      ? scope.messageType(type)
      : type.kind === 'enum'
        ? `{ enum: ${scope.enumName(type)} }`
        : `'${type.scalar}'`
  const shape =
    field.mapKey !== null
      ? `map:${field.mapKey}`
      : field.isList
        ? 'list'
        : field.isOptional
          ? 'opt'
          : ''
  const oneof = field.oneof === null ? '' : `, '${lowerCamel(field.oneof)}'`
  const tail = shape === '' && oneof === '' ? '' : `, '${shape}'${oneof}`
  return `['${field.protoName}', ${field.number}, ${written}${tail}]`
}

function emitEmpty(message: MessageModel, scope: Scope): string {
  const properties = message.fields.map((field) => {
    const zero = zeroOf(field)
    if (zero.startsWith('NO_')) scope.runtime(zero)
    return `    ${field.name}: ${zero},\n`
  })
  const body = properties.length === 0 ? '{}' : `{\n${properties.join('')}  }`
  return `export function empty${message.tsName}(): ${message.tsName} {\n  return ${body}\n}\n`
}
