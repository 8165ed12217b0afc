/** Finds the type of an expression, or why it has none: no conversions, generic parameters fixed by their first use. */
import { ValueType, valueTypeName } from '@flotilla/attributes'
import { type Call, type Node, printNode } from './ast.ts'
import { type CompileError, refuse } from './compile-error.ts'
import type { FunctionTable } from './functions.ts'

export type TypeResult =
  | { readonly kind: 'ok'; readonly type: ValueType }
  | { readonly kind: 'bad'; readonly error: CompileError }

export interface TypeEnvironment {
  /** The declared type of an attribute, or null where it is not declared. */
  attributeType(name: string): ValueType | null
  readonly functions: FunctionTable
}

const ANY = ValueType.VALUE_TYPE_UNSPECIFIED
const OPERATOR_HINTS: Readonly<Record<string, string>> = {
  NOT: 'there is no "!": write x == false',
  SUB: 'there is no "-", neither between names nor before a number',
}

export function checkType(node: Node, env: TypeEnvironment): TypeResult {
  if (node.kind === 'constant') return { kind: 'ok', type: node.type }
  if (node.kind === 'call') return checkCall(node, env)
  const type = env.attributeType(node.name)
  return type === null
    ? refuse('unknown-attribute', `unknown attribute ${node.name}`)
    : { kind: 'ok', type }
}

function checkCall(call: Call, env: TypeEnvironment): TypeResult {
  const fn = env.functions.get(call.name)
  if (fn === undefined)
    return refuse('unknown-function', `unknown function: ${call.name}`, OPERATOR_HINTS[call.name])
  let generic: ValueType = ANY
  if (call.target === null) {
    if (fn.isInstance)
      return refuse(
        'missing-instance',
        `invoking instance method without an instance: ${call.name}`,
      )
  } else {
    if (!fn.isInstance)
      return refuse(
        'not-an-instance-method',
        `invoking regular function on instance method: ${call.name}`,
      )
    const target = checkType(call.target, env)
    if (target.kind === 'bad') return target
    if (fn.targetType === ANY) generic = target.type
    else if (target.type !== fn.targetType) return wrongTarget(call, target.type, fn.targetType)
  }
  if (call.args.length < fn.argumentTypes.length)
    return refuse(
      'arity',
      `${printNode(call)} arity mismatch. Got ${call.args.length} arg(s), expected ${fn.argumentTypes.length} arg(s)`,
    )
  for (const [i, declared] of fn.argumentTypes.entries()) {
    const argument = call.args[i] as Node // there are at least as many as declared
    const result = checkType(argument, env)
    if (result.kind === 'bad') return result
    if (declared === ANY && generic === ANY) generic = result.type
    else {
      const expected = declared === ANY ? generic : declared
      if (result.type !== expected) return wrongArgument(call, i, argument, result.type, expected)
    }
  }
  const extra = fn.extern === null ? null : checkExtraArguments(call, fn.argumentTypes.length, env)
  return extra ?? { kind: 'ok', type: fn.returnType === ANY ? generic : fn.returnType }
}

/** Arguments beyond the signature are accepted, but a plain function evaluates them, so they must have a type. */
function checkExtraArguments(
  call: Call,
  declared: number,
  env: TypeEnvironment,
): TypeResult | null {
  for (const argument of call.args.slice(declared)) {
    const result = checkType(argument, env)
    if (result.kind === 'bad') return result
  }
  return null
}

function wrongTarget(call: Call, got: ValueType, expected: ValueType): TypeResult {
  return refuse(
    'target-type',
    `${printNode(call)} target typeError got ${valueTypeName(got)}, expected ${valueTypeName(expected)}`,
    durationHint(call.target, got),
  )
}

function wrongArgument(
  call: Call,
  index: number,
  argument: Node,
  got: ValueType,
  expected: ValueType,
): TypeResult {
  return refuse(
    'argument-type',
    `${printNode(call)} arg ${index + 1} (${printNode(argument)}) typeError got ${valueTypeName(got)}, expected ${valueTypeName(expected)}`,
    durationHint(argument, got) ?? durationHint(call.args[0] ?? null, expected),
  )
}

function durationHint(node: Node | null, type: ValueType): string | null {
  return type === ValueType.DURATION && node?.kind === 'constant'
    ? `the text ${node.text} reads as a duration, and there is no way to write it as a string`
    : null
}
