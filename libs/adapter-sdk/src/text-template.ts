/**
 * Texts with holes, in the part of Go's template language that Mixer's configuration uses: `{{.name}}`, `or`, `and`,
 * parentheses, literals, `.time.Format "layout"`, `if`/`else`/`end`, and trimming by `{{-` and `-}}`.
 */
import { TimestampValue } from '@flotilla/attributes'
import { formatGoTime } from './go-time.ts'
import { type InstanceValue, valueText } from './value-text.ts'

/** Value of a name; null where there is none. */
export type Lookup = (name: string) => InstanceValue

export interface TextTemplate {
  render(lookup: Lookup): string
  /** Names that it reads, each once. */
  readonly names: readonly string[]
}

export type ParsedTemplate =
  | { readonly kind: 'ok'; readonly template: TextTemplate }
  | { readonly kind: 'bad'; readonly message: string }

type Expression = (lookup: Lookup) => InstanceValue
type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly of: Expression }
  | {
      readonly kind: 'if'
      readonly when: Expression
      readonly nodes: Node[]
      readonly otherwise: Node[]
    }

/** docs/limits.md */
const MAX_TEMPLATE = 16 * 1024
const MAX_DEPTH = 32
const ACTION = /\{\{(-\s)?([\s\S]*?)(\s-)?\}\}/g
const TOKEN =
  /\s*(?:(\()|(\))|\.([A-Za-z_][\w-]*)(\.Format)?|("(?:[^"\\\n]|\\.)*"|`[^`]*`)|(-?\d+(?:\.\d+)?)|([A-Za-z]+))/y

class TemplateError extends Error {}

/** Parses a template; what is not of the part above is refused. */
export function parseTextTemplate(text: string): ParsedTemplate {
  try {
    if (text.length > MAX_TEMPLATE) throw new TemplateError('the template is too long')
    const names = new Set<string>()
    const nodes = parseNodes(pieces(text), names)
    return {
      kind: 'ok',
      template: { names: [...names], render: (lookup) => renderAll(nodes, lookup) },
    }
  } catch (error) {
    if (error instanceof TemplateError) return { kind: 'bad', message: error.message }
    throw error
  }
}

type Piece = { readonly text: string } | { readonly action: string }

function pieces(source: string): Piece[] {
  const found: Piece[] = []
  let at = 0
  let trimsNext = false
  const addText = (text: string, trimsEnd: boolean): void => {
    let kept = trimsNext ? text.trimStart() : text
    if (trimsEnd) kept = kept.trimEnd()
    if (kept !== '') found.push({ text: kept })
  }
  for (const match of source.matchAll(ACTION)) {
    addText(source.slice(at, match.index), match[1] !== undefined)
    found.push({ action: (match[2] ?? '').trim() })
    trimsNext = match[3] !== undefined
    at = match.index + match[0].length
  }
  const rest = source.slice(at)
  if (rest.includes('{{')) throw new TemplateError('an action is not closed')
  addText(rest, false)
  return found
}

function parseNodes(list: readonly Piece[], names: Set<string>): Node[] {
  let at = 0
  const block = (depth: number): { nodes: Node[]; end: 'end' | 'else' | null } => {
    if (depth > MAX_DEPTH) throw new TemplateError('conditions are nested too deep')
    const nodes: Node[] = []
    for (;;) {
      const piece = list[at++]
      if (piece === undefined) return { nodes, end: null }
      if ('text' in piece) nodes.push({ kind: 'text', text: piece.text })
      else if (piece.action === 'end' || piece.action === 'else')
        return { nodes, end: piece.action }
      else if (piece.action.startsWith('if ')) nodes.push(condition(piece.action.slice(3), depth))
      else if (!piece.action.startsWith('/*'))
        nodes.push({ kind: 'value', of: parseExpression(piece.action, names) })
    }
  }
  const condition = (source: string, depth: number): Node => {
    const when = parseExpression(source, names)
    const then = block(depth + 1)
    const otherwise = then.end === 'else' ? block(depth + 1) : { nodes: [], end: then.end }
    if (otherwise.end !== 'end') throw new TemplateError('an if has no end')
    return { kind: 'if', when, nodes: then.nodes, otherwise: otherwise.nodes }
  }
  const all = block(0)
  if (all.end !== null) throw new TemplateError(`${all.end} without if`)
  return all.nodes
}

/** A name, a literal, `or a b…`, `and a b…`, or one of them in parentheses. */
function parseExpression(source: string, names: Set<string>): Expression {
  const scanner = new RegExp(TOKEN)
  let at = 0
  const next = (): RegExpExecArray | null => {
    scanner.lastIndex = at
    const token = scanner.exec(source)
    if (token !== null) at = scanner.lastIndex
    return token
  }
  const unexpected = (): TemplateError =>
    new TemplateError(`cannot read ${JSON.stringify(source.slice(at, at + 32))} in {{${source}}}`)
  const operand = (token: RegExpExecArray, depth: number): Expression => {
    const [, open, , name, format, quoted, number] = token
    if (open !== undefined) return call(depth + 1, true)
    if (name !== undefined) {
      names.add(name)
      return format === undefined ? (lookup) => lookup(name) : formatted(name)
    }
    if (quoted !== undefined) return constant(unquote(quoted))
    if (number !== undefined) return constant(Number(number))
    throw unexpected()
  }
  const formatted = (name: string): Expression => {
    const layout = next()?.[5]
    if (layout === undefined) throw unexpected()
    const text = unquote(layout)
    return (lookup) => {
      const value = lookup(name)
      return value instanceof TimestampValue ? formatGoTime(value, text) : valueText(value)
    }
  }
  const call = (depth: number, isInner: boolean): Expression => {
    if (depth > MAX_DEPTH) throw new TemplateError('parentheses are nested too deep')
    const first = next()
    if (first === null) throw unexpected()
    const word = first[7]
    const operands: Expression[] = word === undefined ? [operand(first, depth)] : []
    if (word !== undefined && word !== 'or' && word !== 'and')
      throw new TemplateError(`unknown function ${word}`)
    for (let token = next(); token !== null; token = next()) {
      if (token[2] !== undefined) {
        if (!isInner) throw unexpected()
        return combined(word, operands)
      }
      operands.push(operand(token, depth))
    }
    if (isInner) throw new TemplateError(`a parenthesis is not closed in {{${source}}}`)
    return combined(word, operands)
  }
  const combined = (word: string | undefined, operands: readonly Expression[]): Expression => {
    const [first] = operands
    if (first === undefined || (word === undefined && operands.length > 1)) throw unexpected()
    if (word === undefined) return first
    const stopsAt = word === 'or'
    return (lookup) => {
      let value: InstanceValue = null
      for (const one of operands) {
        value = one(lookup)
        if (isTrue(value) === stopsAt) return value
      }
      return value
    }
  }
  const expression = call(0, false)
  if (source.slice(at).trim() !== '') throw unexpected()
  return expression
}

function renderAll(nodes: readonly Node[], lookup: Lookup): string {
  let text = ''
  for (const node of nodes) {
    if (node.kind === 'text') text += node.text
    else if (node.kind === 'value') text += valueText(node.of(lookup))
    else text += renderAll(isTrue(node.when(lookup)) ? node.nodes : node.otherwise, lookup)
  }
  return text
}

/** As Go's templates: zero and empty values are false. */
function isTrue(value: InstanceValue): boolean {
  if (value === null || value === '' || value === 0 || value === 0n || value === false) return false
  if (value instanceof Map) return value.size > 0
  return !(value instanceof Uint8Array) || value.length > 0
}

function constant(value: InstanceValue): Expression {
  return () => value
}

function unquote(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1)
  try {
    return JSON.parse(text) as string // a text in quotes
  } catch {
    throw new TemplateError(`cannot read the text ${text}`)
  }
}
