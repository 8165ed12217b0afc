/** Attribute bindings of a generator: which expression over its output becomes which attribute. */
import type { GeneratorOutput, Template } from '@flotilla/adapter-sdk'
import type { AttributeBag, AttributeValue } from '@flotilla/attributes'
import type { Expression } from '@flotilla/cexl'
import type { Expressions } from './expressions.ts'
import type { Report } from './instance-builder.ts'
import { outputPrefix, type Vocabulary } from './vocabulary.ts'

export interface Binding {
  readonly attribute: string
  readonly expression: Expression
}

export interface Bindings {
  readonly list: readonly Binding[]
  /** Output attributes that the expressions read: never part of what the sender supplied. */
  readonly outputNames: readonly string[]
  /** Whether they read outputs only, so that equal outputs give equal attributes. */
  readonly readOutputsOnly: boolean
}

/** @param bindings attribute to expression; `$out.F` in it is the output F. */
export function compileBindings(
  template: Template,
  bindings: unknown,
  path: string,
  expressions: Expressions,
  vocabulary: Vocabulary,
  report: Report,
): Bindings {
  const prefix = outputPrefix(template.name)
  const list: Binding[] = []
  if (bindings !== null && bindings !== undefined && !isObject(bindings))
    report(path, 'must be a map of expressions')
  for (const [attribute, text] of Object.entries(isObject(bindings) ? bindings : {})) {
    const at = `${path}[${JSON.stringify(attribute)}]`
    const type = vocabulary.get(attribute)
    if (type === undefined) report(at, `unknown attribute ${attribute}`)
    else if (typeof text !== 'string') report(at, 'must be an expression, as text')
    else {
      const compiled = expressions.compile(expandOutputs(text, prefix), type)
      if (compiled.kind === 'bad') report(at, compiled.message)
      else list.push({ attribute, expression: compiled.expression })
    }
  }
  const names = new Set(list.flatMap((binding) => binding.expression.attributeNames))
  const outputNames = [...names].filter((name) => name.startsWith(prefix))
  return { list, outputNames, readOutputsOnly: outputNames.length === names.size }
}

/** Replaces `$out.` by the prefix of output attributes, but not inside text literals. */
export function expandOutputs(text: string, prefix: string): string {
  const token = /"(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)*'|\$out\./g
  return text.replace(token, (found) => (found === '$out.' ? prefix : found))
}

/** The outputs of one call, chained on the attributes of the request. */
export class OutputBag implements AttributeBag {
  private readonly base: AttributeBag
  private readonly prefix: string
  private readonly output: GeneratorOutput

  constructor(base: AttributeBag, template: string, output: GeneratorOutput) {
    this.base = base
    this.prefix = outputPrefix(template)
    this.output = output
  }

  get(name: string): AttributeValue | undefined {
    return name.startsWith(this.prefix)
      ? this.output.values.get(name.slice(this.prefix.length))
      : this.base.get(name)
  }

  *names(): Iterable<string> {
    yield* this.base.names()
    for (const name of this.output.values.keys()) yield this.prefix + name
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
