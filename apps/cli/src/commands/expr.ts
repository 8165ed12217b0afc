/** `flotilla expr`: an expression of Mixer's language, its type, its value, and what it read. */
import { FlotillaError } from '@flotilla/errors'
import type { Command } from 'commander'
import { type Format, print } from '../output.ts'
import { collect, outputOption } from './options.ts'

interface ExprFlags {
  readonly attributes?: string
  readonly attribute: string[]
  readonly manifest: string[]
  readonly check: boolean
  readonly output: Format
}

export function addExpr(program: Command): void {
  program
    .command('expr')
    .summary("evaluate an expression of Mixer's language")
    .description(
      'Compiles an expression and prints its type; with attributes, its value and the attributes that it read. Types of attributes are those that every mesh declares, or of --manifest.',
    )
    .argument('<expression>', 'the expression, quoted for your shell')
    .option('--attributes <file|json>', 'attributes: a file of YAML or JSON, -, or JSON itself')
    .option('-a, --attribute <name=value>', 'one attribute (repeatable)', collect, [])
    .option(
      '--manifest <file>',
      'attributemanifest objects, or a map of name to type (repeatable)',
      collect,
      [],
    )
    .option('--check', 'compile only', false)
    .addOption(outputOption())
    .addHelpText(
      'after',
      `
Examples:
  npx flotilla expr 'request.size | 200' -a request.size=7
  npx flotilla expr --check 'source.labels["version"] == "v3"'
  npx flotilla expr 'request.headers["x-user"] | "nobody"' --attributes '{"request.headers": {"x-user": "mary"}}'`,
    )
    .action(evaluate)
}

async function evaluate(text: string, flags: ExprFlags): Promise<void> {
  const [{ compile, EvaluationError }, attributes, { ReferenceTracker, valueTypeName }] =
    await Promise.all([
      import('@flotilla/cexl'),
      import('../policy/attributes.ts'),
      import('@flotilla/attributes'),
    ])
  const types = attributes.attributeTypes(flags.manifest)
  const compiled = compile(text, { attributeType: (name) => types.get(name) ?? null })
  if (compiled.kind === 'bad') {
    const { message, hint } = compiled.error
    throw new FlotillaError('FLT_CONFIG_INVALID', hint === null ? message : `${message} (${hint})`)
  }
  const { expression } = compiled
  const type = valueTypeName(expression.type)
  if (flags.check) {
    const result = { type, attributes: expression.attributeNames }
    print(
      flags.output,
      result,
      () => `type        ${type}\nmay read    ${listed(result.attributes)}\n`,
    )
    return
  }
  const given = attributes.bagOfFlags(flags.attribute, types)
  const bag =
    flags.attributes === undefined
      ? given
      : attributes.putOver(attributes.bagOfText(flags.attributes, types), given)
  const tracker = new ReferenceTracker()
  const value = expression.evaluate(bag, tracker)
  const referenced = tracker.references().map(referenceText)
  if (value instanceof EvaluationError) {
    const result = { type, error: value.message, referenced }
    if (flags.output !== 'table') print(flags.output, result, () => '')
    throw new FlotillaError('FLT_CONFIG_INVALID', value.message)
  }
  const { valueText } = await import('@flotilla/adapter-sdk')
  const shown = value instanceof Map ? Object.fromEntries(value) : jsonValue(value, valueText)
  print(
    flags.output,
    { type, value: shown, referenced },
    () =>
      `type        ${type}\nvalue       ${valueText(value)}\nreferenced  ${listed(referenced)}\n`,
  )
}

/** Numbers and booleans as such where JSON can hold them, the rest as text. */
function jsonValue<T>(value: T, textOf: (value: T) => string): unknown {
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value
  if (typeof value === 'bigint' && BigInt(Number(value)) === value) return Number(value)
  return textOf(value)
}

/** `name`, `map[key]`; with `-` before it where it was missing. */
function referenceText(reference: {
  readonly name: string
  readonly mapKey: string | null
  readonly condition: number
}): string {
  const key = reference.mapKey === null ? '' : `[${reference.mapKey}]`
  return `${reference.condition === 1 ? '-' : ''}${reference.name}${key}`
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? '(nothing)' : names.join(', ')
}
