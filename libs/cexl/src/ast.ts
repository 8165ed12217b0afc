/** The tree of an expression: constants, attributes, and calls; every operator is a call of the function it stands for. */
import type { AttributeValue, ValueType } from '@flotilla/attributes'

export interface Constant {
  readonly kind: 'constant'
  readonly type: ValueType
  readonly value: AttributeValue
  /** As written. */
  readonly text: string
}

export interface Variable {
  readonly kind: 'variable'
  /** The whole dotted name. */
  readonly name: string
}

export interface Call {
  readonly kind: 'call'
  readonly name: string
  /** The receiver of an instance method, or null. */
  readonly target: Node | null
  readonly args: readonly Node[]
}

export type Node = Constant | Variable | Call

/** Prefix form, as messages show it: `EQ($a, 2)`, `"x":matches($s)`. */
export function printNode(node: Node): string {
  if (node.kind === 'constant') return node.text
  if (node.kind === 'variable') return `$${node.name}`
  const target = node.target === null ? '' : `${printNode(node.target)}:`
  return `${target}${node.name}(${node.args.map(printNode).join(', ')})`
}

/** Names of the attributes that an expression may read, sorted, each once. */
export function attributeNames(node: Node): string[] {
  const names = new Set<string>()
  const visit = (one: Node): void => {
    if (one.kind === 'variable') names.add(one.name)
    if (one.kind !== 'call') return
    if (one.target !== null) visit(one.target)
    one.args.forEach(visit)
  }
  visit(node)
  return [...names].sort()
}
