/** Equalities that must hold for an expression to be true: the conjuncts `attribute == constant`. */
import type { Call, Constant, Node } from './ast.ts'

export type EqualityValue = Constant['value']

/** By attribute name. Only what every `&&` at the top demands; nothing under `||`. The last of several on one name wins. */
export function requiredEqualities(node: Node): Map<string, EqualityValue> {
  const found = new Map<string, EqualityValue>()
  collect(node, found)
  return found
}

function collect(node: Node, found: Map<string, EqualityValue>): void {
  if (node.kind !== 'call') return
  if (node.name === 'LAND') for (const arg of node.args.slice(0, 2)) collect(arg, found)
  if (node.name === 'EQ') addEquality(node, found)
}

function addEquality(node: Call, found: Map<string, EqualityValue>): void {
  const [left, right] = node.args
  if (left?.kind === 'variable' && right?.kind === 'constant') found.set(left.name, right.value)
  if (left?.kind === 'constant' && right?.kind === 'variable') found.set(right.name, left.value)
}
