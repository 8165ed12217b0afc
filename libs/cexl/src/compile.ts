/** From text to something that evaluates: parse, check, generate. Nothing here throws on what a user wrote. */
import {
  type AttributeBag,
  type AttributeValue,
  isStringMap,
  type ReferenceTracker,
  ValueType,
} from '@flotilla/attributes'
import { type AttributeRead, attributeNames, attributeReads, type Node } from './ast.ts'
import { checkType } from './check.ts'
import { type CompileError, refuse } from './compile-error.ts'
import { type EqualityValue, requiredEqualities } from './equalities.ts'
import { EvaluationError } from './evaluation-error.ts'
import { Context, type Strict } from './evaluator.ts'
import { FUNCTIONS, type FunctionTable } from './functions.ts'
import { generate } from './generate.ts'
import { narrow } from './narrow.ts'
import { parseGoExpression } from './parser.ts'

export interface Environment {
  /** The declared type of an attribute, or null where it is not declared. */
  attributeType(name: string): ValueType | null
  /** Functions to know instead of the language's own. Default FUNCTIONS. */
  readonly functions?: FunctionTable
}

export type CompileResult =
  | { readonly kind: 'ok'; readonly expression: Expression }
  | { readonly kind: 'bad'; readonly error: CompileError }

export type NodeResult =
  | { readonly kind: 'ok'; readonly node: Node }
  | { readonly kind: 'bad'; readonly error: CompileError }

/** A compiled expression. Safe to share and to evaluate any number of times. */
export class Expression {
  readonly text: string
  readonly type: ValueType
  /** Attributes it may read, sorted. */
  readonly attributeNames: readonly string[]
  /** What must hold wherever the expression is true: attribute equals constant. An index on rules may rely on it. */
  readonly requiredEqualities: ReadonlyMap<string, EqualityValue>
  private readonly node: Node
  private readonly run: Strict
  private readonly context: Context = new Context({ get: () => undefined, names: () => [] }, null)

  constructor(text: string, type: ValueType, node: Node, run: Strict) {
    this.text = text
    this.type = type
    this.attributeNames = attributeNames(node)
    this.requiredEqualities = requiredEqualities(node)
    this.node = node
    this.run = run
  }

  /** What it may read, keys of string maps told apart. Computed anew with each call. */
  reads(): readonly AttributeRead[] {
    return attributeReads(this.node)
  }

  /** The value for a bag, or why there is none. What was read is recorded in `tracker`, also where it fails. */
  evaluate(bag: AttributeBag, tracker: ReferenceTracker | null): AttributeValue | EvaluationError {
    const { context } = this
    context.bag = bag
    context.tracker = tracker
    context.mapName = null
    const value = this.run(context)
    // Ours: an expression that yields a whole map depends on all of it.
    if (this.type === ValueType.STRING_MAP && context.mapName !== null && isMapValue(value))
      tracker?.record(context.mapName, null, true)
    return value
  }
}

/** Compiles an expression. The cost is that of parsing: do it when configuration arrives. */
export function compile(text: string, env: Environment): CompileResult {
  const parsed = parse(text)
  if (parsed.kind === 'bad') return parsed
  const types = {
    attributeType: (name: string) => env.attributeType(name),
    functions: env.functions ?? FUNCTIONS,
  }
  const checked = checkType(parsed.node, types)
  if (checked.kind === 'bad') return checked
  const generated = generate(parsed.node, types)
  if (generated.kind === 'bad') return generated
  return {
    kind: 'ok',
    expression: new Expression(text, checked.type, parsed.node, generated.evaluate),
  }
}

/** Parses an expression without an environment: attributes keep their names, types are not checked. */
export function parse(text: string): NodeResult {
  const parsed = parseGoExpression(text)
  if (parsed.kind === 'bad')
    return refuse('parse', `unable to parse expression '${text}': ${parsed.message}`)
  const narrowed = narrow(parsed.expression)
  return narrowed.kind === 'ok' ? narrowed : refuse(narrowed.errorClass, narrowed.message)
}

function isMapValue(value: AttributeValue | EvaluationError): boolean {
  return !(value instanceof EvaluationError) && isStringMap(value)
}
