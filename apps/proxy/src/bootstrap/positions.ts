/** Where in a YAML or JSON text the field of a path stands: line and column, from 1. */
import { isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml'

export interface Position {
  readonly line: number
  readonly column: number
}

/** Finds positions in one text; parses it once, and only when something is wrong with it. */
export class PositionFinder {
  private readonly root: Node | null
  private readonly lines = new LineCounter()

  constructor(text: string) {
    this.root = parseDocument(text, { lineCounter: this.lines }).contents
  }

  /** Position of the field, or of the nearest enclosing one where it is absent. */
  of(path: string): Position {
    let node: unknown = this.root
    let offset = this.root?.range?.[0] ?? 0
    for (const step of pathSteps(path)) {
      const found = child(node, step)
      if (found === null) break
      node = found.node
      offset = found.offset
    }
    const { line, col } = this.lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
}

/** `a.b[2]["x.y"]` → `a`, `b`, `2`, `x.y`. */
export function pathSteps(path: string): string[] {
  const steps: string[] = []
  for (const match of path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g))
    steps.push(match[1] ?? match[2] ?? match[3] ?? '')
  return steps
}

function child(node: unknown, step: string): { node: unknown; offset: number } | null {
  if (isSeq(node)) {
    const item = node.items[Number(step)]
    const range = (item as Node | undefined)?.range
    return range == null ? null : { node: item, offset: range[0] }
  }
  if (!isMap(node)) return null
  // Paths may be in proto names while the text has JSON names, or the other way round.
  const wanted = step.replaceAll('_', '').toLowerCase()
  for (const { key, value } of node.items) {
    const keyNode = key as Node & { value?: unknown }
    const text = String(keyNode.value ?? '')
    if (text !== step && text.replaceAll('_', '').toLowerCase() !== wanted) continue
    return { node: value, offset: keyNode.range?.[0] ?? 0 }
  }
  return null
}
