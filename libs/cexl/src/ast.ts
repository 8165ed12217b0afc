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

/** What an expression may read: an attribute, or just one key of a string map. */
export interface AttributeRead {
  readonly attribute: string
  /** Null: all of it. */
  readonly key: string | null
}

/** Everything that an expression may read, in no particular order, with repetitions. A map that is only indexed by constants is read by these keys. */
export function attributeReads(node: Node): AttributeRead[] {
  if (node.kind === 'constant') return []
  if (node.kind === 'variable') return [{ attribute: node.name, key: null }]
  const [map, key] = node.args
  if (
    node.name === 'INDEX' &&
    map?.kind === 'variable' &&
    key?.kind === 'constant' &&
    typeof key.value === 'string'
  )
    return [{ attribute: map.name, key: key.value }]
  const operands = node.target === null ? node.args : [node.target, ...node.args]
  return operands.flatMap(attributeReads)
}
