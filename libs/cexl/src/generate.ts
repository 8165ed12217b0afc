/** Turns a checked tree into nested functions: what is nullable, what short-circuits, and what reads leave their trace. */
import { type AttributeValue, type StringMap, ValueType } from '@flotilla/attributes'
import type { Call, Node } from './ast.ts'
import { checkType, type TypeEnvironment } from './check.ts'
import type { CompileError } from './compile-error.ts'
import { EvaluationError } from './evaluation-error.ts'
import {
  type Context,
  type Nullable,
  readKey,
  readNullable,
  readStrict,
  type Strict,
} from './evaluator.ts'
import type { Extern } from './functions.ts'
import { addition, comparison, equality } from './operators.ts'

export type GenerateResult =
  | { readonly kind: 'ok'; readonly evaluate: Strict }
  | { readonly kind: 'bad'; readonly error: CompileError }

/** @param node has passed checkType in this environment. */
export function generate(node: Node, env: TypeEnvironment): GenerateResult {
  const generator = new Generator(env)
  const evaluate = generator.strict(node)
  return generator.error === null
    ? { kind: 'ok', evaluate }
    : { kind: 'bad', error: generator.error }
}

const NEVER: Strict = () => false

class Generator {
  private readonly env: TypeEnvironment
  /** The first type that an operator does not implement, or null. */
  error: CompileError | null = null

  constructor(env: TypeEnvironment) {
    this.env = env
  }

  /** Code that must give a value. */
  strict(node: Node): Strict {
    if (node.kind === 'constant') {
      const value = node.value
      return () => value
    }
    if (node.kind === 'variable') return readStrict(node.name, this.typeOf(node))
    switch (node.name) {
      case 'EQ':
        return this.binary(node, equality(this.argumentType(node)))
      case 'NEQ':
        return this.negated(this.binary(node, equality(this.argumentType(node))))
      case 'LT':
      case 'LEQ':
      case 'GT':
      case 'GEQ':
        return this.binary(node, comparison(node.name, this.argumentType(node)))
      case 'ADD':
        return this.binary(node, addition(this.argumentType(node)))
      case 'LAND':
        return this.shortCircuit(node, false)
      case 'LOR':
        return this.shortCircuit(node, true)
      case 'OR':
        return this.fallback(node)
      case 'INDEX':
        return this.index(node)
      case 'conditional':
        return this.conditional(node)
      case 'size':
        return this.size(node)
      default:
        return this.plainCall(node)
    }
  }

  /** Code for the left of `|`: attributes, keys and nested `|` may be missing, everything else is strict. */
  private nullable(node: Node): Nullable {
    if (node.kind === 'variable') return readNullable(node.name, this.typeOf(node))
    if (node.kind === 'call' && node.name === 'OR') {
      const left = this.nullable(first(node))
      const right = this.nullable(second(node))
      return (context) => left(context) ?? right(context)
    }
    if (node.kind === 'call' && node.name === 'INDEX') return this.nullableIndex(node)
    return this.strict(node)
  }

  private binary(
    node: Call,
    operation:
      | {
          kind: 'ok'
          apply: (a: AttributeValue, b: AttributeValue) => AttributeValue | EvaluationError
        }
      | { kind: 'bad'; error: CompileError },
  ): Strict {
    if (operation.kind === 'bad') {
      this.error ??= operation.error
      return NEVER
    }
    const left = this.strict(first(node))
    const right = this.strict(second(node))
    const { apply } = operation
    return (context) => {
      const a = left(context)
      if (a instanceof EvaluationError) return a
      const b = right(context)
      return b instanceof EvaluationError ? b : apply(a, b)
    }
  }

  private negated(inner: Strict): Strict {
    return (context) => {
      const value = inner(context)
      return value instanceof EvaluationError ? value : value !== true
    }
  }

  /** `||` where `decisive` is true, `&&` where it is false: the right is not looked at when the left decides. */
  private shortCircuit(node: Call, decisive: boolean): Strict {
    const left = this.strict(first(node))
    const right = this.strict(second(node))
    const goesOn = !decisive
    return (context) => {
      const value = left(context)
      return value === goesOn ? right(context) : value
    }
  }

  // Ours: a left operand that cannot be missing gives its own value. Mixer's generated code took the right one after
  // some operators.
  private fallback(node: Call): Strict {
    const left = this.nullable(first(node))
    const right = this.strict(second(node))
    return (context) => left(context) ?? right(context)
  }

  /** A map that is missing is an error here, a key that is missing is the empty string. */
  private index(node: Call): Strict {
    const evaluateMap = this.strict(first(node))
    const evaluateKey = this.strict(second(node))
    return (context) => {
      const map = evaluateMap(context)
      if (map instanceof EvaluationError) return map
      const mapName = takeMapName(context)
      const key = evaluateKey(context)
      if (key instanceof EvaluationError) return key
      return readKey(context, map as StringMap, mapName, key as string) ?? '' // types by INDEX's signature
    }
  }

  private nullableIndex(node: Call): Nullable {
    const evaluateMap = this.nullable(first(node))
    const evaluateKey = this.nullable(second(node))
    return (context) => {
      const map = evaluateMap(context)
      if (map === undefined || map instanceof EvaluationError) return map
      const mapName = takeMapName(context)
      const key = evaluateKey(context)
      if (key === undefined || key instanceof EvaluationError) return key
      return readKey(context, map as StringMap, mapName, key as string) // types by INDEX's signature
    }
  }

  private conditional(node: Call): Strict {
    const condition = this.strict(first(node))
    const whenTrue = this.strict(second(node))
    const whenFalse = this.strict(node.args[2] as Node) // three by the signature
    return (context) => {
      const value = condition(context)
      if (value instanceof EvaluationError) return value
      return value === true ? whenTrue(context) : whenFalse(context)
    }
  }

  private size(node: Call): Strict {
    const text = this.strict(first(node))
    return (context) => {
      const value = text(context)
      return value instanceof EvaluationError ? value : BigInt(Buffer.byteLength(value as string)) // STRING by the signature
    }
  }

  /** Receiver and all arguments in order, those beyond the signature too. */
  private plainCall(node: Call): Strict {
    const extern = this.env.functions.get(node.name)?.extern as Extern // the checker found it, and what has none is compiled above
    const operands = node.target === null ? node.args : [node.target, ...node.args]
    const evaluators = operands.map((operand) => this.strict(operand))
    return (context) => {
      const values: AttributeValue[] = []
      for (const evaluate of evaluators) {
        const value = evaluate(context)
        if (value instanceof EvaluationError) return value
        values.push(value)
      }
      context.mapName = null
      return extern(values)
    }
  }

  private argumentType(node: Call): ValueType {
    return this.typeOf(first(node))
  }

  private typeOf(node: Node): ValueType {
    const result = checkType(node, this.env)
    return result.kind === 'ok' ? result.type : ValueType.VALUE_TYPE_UNSPECIFIED // the tree was checked as a whole
  }
}

/** The origin of the map evaluated last; the key's evaluation may set another. */
function takeMapName(context: Context): string | null {
  const name = context.mapName
  context.mapName = null
  return name
}

function first(node: Call): Node {
  return node.args[0] as Node // every caller has a signature of at least one argument
}

function second(node: Call): Node {
  return node.args[1] as Node // every caller has a signature of at least two arguments
}
