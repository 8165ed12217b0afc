/** Names that one generated module takes from others: runtime functions, functions of messages, enums. */
import { Imports } from './imports.ts'
import type { EnumModel, MessageRef } from './model.ts'

/** Module of a proto file, relative to libs/proto/src. */
export function modulePath(protoPath: string): string {
  return `generated/${protoPath.replace(/\.proto$/, '.ts')}`
}

export class Scope {
  private readonly imports: Imports

  constructor(protoPath: string) {
    this.imports = new Imports(modulePath(protoPath))
  }

  use(name: string, module: string): string {
    return this.imports.use(name, module)
  }

  runtime(name: string): string {
    return this.imports.use(name, 'wire/generated-support.ts')
  }

  /** `write` or `read` of a message, wherever it is made. */
  messageFunction(verb: 'write' | 'read', ref: MessageRef): string {
    return this.imports.use(`${verb}${ref.tsName}`, moduleOf(ref))
  }

  /** The message constant, as the field table names it. */
  messageType(ref: MessageRef): string {
    return this.imports.use(ref.tsName, moduleOf(ref))
  }

  enumName(model: EnumModel): string {
    return this.imports.use(model.tsName, modulePath(model.protoPath))
  }

  /** The type of a field of that message. */
  fieldType(ref: MessageRef): string {
    if (ref.tsType === 'JsonObject' || ref.tsType === 'JsonValue')
      this.imports.use(`type:${ref.tsType}`, 'json/json-value.ts')
    else if (ref.tsType === ref.tsName) this.imports.use(ref.tsName, moduleOf(ref))
    return ref.tsType
  }

  /** An expression for an empty message, where a map entry leaves out its value. */
  emptyOf(ref: MessageRef): string {
    if (ref.isWellKnown) return `${this.imports.use(ref.tsName, moduleOf(ref))}.create()`
    return `${this.imports.use(`empty${ref.tsName}`, moduleOf(ref))}()`
  }

  importsText(): string {
    return this.imports.text()
  }
}

function moduleOf(ref: MessageRef): string {
  return ref.isWellKnown ? `well-known/${ref.module}.ts` : modulePath(ref.module)
}
