/** Narrows a Go expression to this language: attributes, constants and calls; the rest is unexpected. */
import { ValueType } from '@flotilla/attributes'
import type { Constant, Node } from './ast.ts'
import type { GoExpression } from './go-expression.ts'
import { doubleLiteral, integerLiteral, type LiteralResult, stringLiteral } from './literal.ts'

export type NarrowResult =
  | { readonly kind: 'ok'; readonly node: Node }
  | {
      readonly kind: 'bad'
      readonly errorClass: 'unexpected' | 'literal'
      readonly message: string
    }

/** Functions that operators stand for. Those without a meaning here are named all the same: the checker says so. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  '==': 'EQ',
  '!=': 'NEQ',
  '<': 'LT',
  '<=': 'LEQ',
  '>': 'GT',
  '>=': 'GEQ',
  '&&': 'LAND',
  '||': 'LOR',
  '|': 'OR',
  '+': 'ADD',
  '-': 'SUB',
  '*': 'MUL',
  '/': 'QUO',
  '%': 'REM',
  '&': 'AND',
  '^': 'XOR',
  '!': 'NOT',
  '<<': 'SHL',
  '>>': 'SHR',
  '&^': 'AND_NOT',
  '<-': 'ARROW',
}

export function narrow(expression: GoExpression): NarrowResult {
  switch (expression.kind) {
    case 'ident':
      return ok(identifier(expression.name))
    case 'literal':
      return literal(expression.literal, expression.text)
    case 'paren':
      return narrow(expression.inner)
    case 'selector':
      return selector(expression)
    case 'index':
      return call('INDEX', null, [expression.object, expression.index])
    case 'unary':
      return call(functionOf(expression.operator), null, [expression.operand])
    case 'binary':
      return call(functionOf(expression.operator), null, [expression.left, expression.right])
    case 'call':
      return method(expression.callee, expression.args)
    case 'foreign':
      return unexpected(expression.what)
  }
}

function functionOf(operator: string): string {
  return FUNCTIONS[operator] as string // the parser knows no operator that is not in the table
}

function identifier(name: string): Node {
  const lower = name.toLowerCase()
  return lower === 'true' || lower === 'false'
    ? { kind: 'constant', type: ValueType.BOOL, value: lower === 'true', text: lower }
    : { kind: 'variable', name }
}

function literal(kind: string, text: string): NarrowResult {
  if (kind === 'imaginary') return unexpected('imaginary number')
  const result: LiteralResult =
    kind === 'int'
      ? integerLiteral(text)
      : kind === 'float'
        ? doubleLiteral(text)
        : stringLiteral(text)
  if (result.kind === 'bad') return { kind: 'bad', errorClass: 'literal', message: result.message }
  const node: Constant = { kind: 'constant', type: result.type, value: result.value, text }
  return ok(node)
}

/** A dotted name; anything but names in it is unexpected. */
function selector(expression: GoExpression): NarrowResult {
  const name = dottedName(expression)
  return name === null ? unexpected('selector') : ok({ kind: 'variable', name })
}

function dottedName(expression: GoExpression): string | null {
  if (expression.kind === 'ident') return expression.name
  if (expression.kind !== 'selector') return null
  const object = dottedName(expression.object)
  return object === null ? null : `${object}.${expression.name}`
}

function method(callee: GoExpression, args: readonly GoExpression[]): NarrowResult {
  if (callee.kind === 'ident') return call(callee.name, null, args)
  if (callee.kind !== 'selector') return unexpected('callee')
  // x["k"].f() is refused and (x["k"]).f() is not: Mixer looks at the kind of the receiver only.
  if (callee.object.kind === 'index') return unexpected('index as a receiver')
  const target = narrow(callee.object)
  return target.kind === 'bad' ? target : call(callee.name, target.node, args)
}

function call(name: string, target: Node | null, args: readonly GoExpression[]): NarrowResult {
  const nodes: Node[] = []
  for (const arg of args) {
    const result = narrow(arg)
    if (result.kind === 'bad') return result
    nodes.push(result.node)
  }
  return ok({ kind: 'call', name, target, args: nodes })
}

function ok(node: Node): NarrowResult {
  return { kind: 'ok', node }
}

function unexpected(what: string): NarrowResult {
  return { kind: 'bad', errorClass: 'unexpected', message: `unexpected expression: ${what}` }
}
