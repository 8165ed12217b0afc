/** The text of one generated module: everything that one proto file declares and we use. */
import { emitMessage } from './emit-message.ts'
import type { EnumModel, Model, ServiceModel } from './model.ts'
import { modulePath, Scope } from './scope.ts'

/** Text by module path relative to libs/proto/src. */
export function emitFiles(model: Model): Map<string, string> {
  const protoPaths = new Set(
    [...model.messages, ...model.enums, ...model.services].map((item) => item.protoPath),
  )
  const files = new Map<string, string>()
  for (const protoPath of [...protoPaths].sort())
    files.set(modulePath(protoPath), emitFile(model, protoPath))
  return files
}

function emitFile(model: Model, protoPath: string): string {
  const scope = new Scope(protoPath)
  const isHere = (item: { protoPath: string }): boolean => item.protoPath === protoPath
  const parts = [
    ...model.enums.filter(isHere).map(emitEnum),
    ...model.messages.filter(isHere).map((message) => emitMessage(message, scope)),
    ...model.services.filter(isHere).map((service) => emitService(service, scope)),
  ]
  const header = `/** Generated from ${protoPath} by \`npm run gen\`; do not edit. */\n`
  return `${header}${scope.importsText()}\n${parts.join('\n')}`
}

function emitEnum(model: EnumModel): string {
  const values = model.values.map(([name, value]) => `  ${name}: ${value},\n`).join('')
  return `/** ${model.fullName} */
export const ${model.tsName} = {
${values}} as const
export type ${model.tsName} = (typeof ${model.tsName})[keyof typeof ${model.tsName}]
`
}

function emitService(service: ServiceModel, scope: Scope): string {
  scope.use('method', 'service.ts')
  scope.use('type:ServiceMethod', 'service.ts')
  const key = (name: string): string => `${name[0]?.toLowerCase()}${name.slice(1)}`
  const types = service.methods.map((method) => {
    const request = scope.messageType(method.request)
    const response = scope.messageType(method.response)
    return `  readonly ${key(method.name)}: ServiceMethod<${request}, ${response}>\n`
  })
  const values = service.methods.map(
    (method) =>
      `  ${key(method.name)}: method('${method.path}', ${method.request.tsName}, ${method.response.tsName}, ${method.requestStream}, ${method.responseStream}),\n`,
  )
  return `/** ${service.fullName} */
export const ${service.tsName}: {
${types.join('')}} = {
${values.join('')}}
`
}
