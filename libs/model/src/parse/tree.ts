/** A parsed YAML or JSON text as plain nodes that know where they stand. */
import { FlotillaError } from '@flotilla/errors'
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
  type YAMLError,
} from 'yaml'
import { indexPath, keyPath } from './path.ts'

export type Tree =
  | {
      readonly kind: 'scalar'
      readonly value: string | number | boolean | null
      /** As written, so that numbers beyond 2^53 keep their digits. */
      readonly raw: string
      readonly at: number
    }
  | { readonly kind: 'list'; readonly items: readonly Tree[]; readonly at: number }
  | { readonly kind: 'map'; readonly entries: readonly Entry[]; readonly at: number }

export interface Entry {
  readonly key: string
  readonly keyAt: number
  readonly value: Tree
}

export interface SyntaxFault {
  readonly at: number
  /** Of the value, empty where it is not known. */
  readonly path: string
  readonly message: string
}

export interface ParsedText {
  /** Line and column, both from 1, of an offset into the text. */
  place(at: number): { readonly line: number; readonly column: number }
  /** One entry per document that is not empty. */
  readonly documents: readonly (
    | { readonly kind: 'ok'; readonly root: Tree }
    | { readonly kind: 'bad'; readonly faults: readonly SyntaxFault[] }
  )[]
}

/** Text beyond this is refused before it is parsed. Listed in docs/limits.md. */
export const MAX_TEXT_BYTES: number = 8 * 1024 * 1024
/** Nodes of one document, aliases expanded. Listed in docs/limits.md. */
export const MAX_NODES = 500_000
/** Nesting of one document. Listed in docs/limits.md. */
export const MAX_DEPTH = 100

/** Faults that are told of one document; what follows the first few rarely says more. */
const MAX_FAULTS = 20

/** Parses a multi-document YAML or a JSON text. */
export function parseTrees(text: string): ParsedText {
  const lines = new LineCounter()
  const place = (at: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(Math.max(0, at))
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const refused = (message: string): ParsedText => ({
    place: () => ({ line: 1, column: 1 }),
    documents: [{ kind: 'bad', faults: [{ at: 0, path: '', message }] }],
  })
  if (Buffer.byteLength(text) > MAX_TEXT_BYTES)
    return refused(`the text is larger than ${MAX_TEXT_BYTES} bytes`)
  const nul = text.indexOf('\0')
  if (nul >= 0) return refused('the text holds a NUL character: it is not YAML or JSON')
  let parsed: Document.Parsed[]
  try {
    const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false } as const
    // An empty stream is a list too, without documents.
    parsed = [...(parseAllDocuments(text, options) as Iterable<Document.Parsed>)]
  } catch (error) {
    // The parser recurses: a text nested thousands deep overflows the stack.
    if (error instanceof RangeError) return refused(`nested deeper than ${MAX_DEPTH} levels`)
    throw new FlotillaError('FLT_CONFIG_SYNTAX', 'the YAML parser failed', { cause: error })
  }
  return { place, documents: parsed.flatMap((document) => [...documentOf(document)]) }
}

function documentOf(document: Document.Parsed): ParsedText['documents'] {
  const problems = [...document.errors, ...document.warnings]
  if (problems.length > 0) return [{ kind: 'bad', faults: faultsOf(problems) }]
  if (document.contents === null) return []
  if (isScalar(document.contents) && document.contents.value === null) return []
  const builder = new Builder(document)
  const root = builder.tree(document.contents, 0, '')
  return [
    builder.faults.length > 0 ? { kind: 'bad', faults: builder.faults } : { kind: 'ok', root },
  ]
}

/** The library recurses, and reports an overflow of the stack as a fault of the text. */
const OVERFLOW = /call stack|stack overflow/i

function faultsOf(problems: readonly YAMLError[]): SyntaxFault[] {
  const overflow = problems.find((problem) => OVERFLOW.test(problem.message))
  if (overflow !== undefined)
    return [{ at: overflow.pos[0], path: '', message: `nested deeper than ${MAX_DEPTH} levels` }]
  return problems
    .slice(0, MAX_FAULTS)
    .map((problem) => ({ at: problem.pos[0], path: '', message: sentence(problem.message) }))
}

function sentence(message: string): string {
  const line = (message.split('\n')[0] ?? '').trim().replace(/\.$/, '')
  return line.charAt(0).toLowerCase() + line.slice(1)
}

/** Turns the library's nodes into ours, following aliases and merge keys within the limits. */
class Builder {
  readonly faults: SyntaxFault[] = []
  private readonly document: Document.Parsed
  private nodes = 0
  private isExhausted = false

  constructor(document: Document.Parsed) {
    this.document = document
  }

  tree(node: unknown, depth: number, path: string): Tree {
    const at = offsetOf(node)
    if (this.isExhausted) return { kind: 'scalar', value: null, raw: '', at }
    if (++this.nodes > MAX_NODES)
      return this.exhaust(at, path, `the document has more than ${MAX_NODES} values`)
    if (depth > MAX_DEPTH) return this.exhaust(at, path, `nested deeper than ${MAX_DEPTH} levels`)
    if (isAlias(node)) {
      const target = node.resolve(this.document)
      if (target === undefined)
        return this.refuse(at, path, `the alias *${node.source} names no anchor above it`)
      return this.tree(target, depth + 1, path)
    }
    if (isSeq(node))
      return {
        kind: 'list',
        at,
        items: node.items.map((item, i) => this.tree(item, depth + 1, indexPath(path, i))),
      }
    if (isMap(node)) return { kind: 'map', at, entries: this.entries(node.items, depth, path) }
    if (isScalar(node)) return this.scalar(node, at, path)
    return { kind: 'scalar', value: null, raw: '', at }
  }

  private scalar(node: Scalar, at: number, path: string): Tree {
    const { value } = node
    const raw = node.source ?? String(value)
    if (typeof value === 'number' && !Number.isFinite(value))
      return this.refuse(at, path, `the number ${raw} is not finite`)
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return { kind: 'scalar', value, raw, at }
    return { kind: 'scalar', value: null, raw, at }
  }

  private entries(pairs: readonly Pair[], depth: number, path: string): Entry[] {
    const entries: Entry[] = []
    const merged: Entry[] = []
    const seen = new Set<string>()
    for (const pair of pairs) {
      const keyAt = offsetOf(pair.key)
      if (!isScalar(pair.key)) {
        this.refuse(keyAt, path, 'a key must be a plain text')
        continue
      }
      const key = keyText(pair.key)
      if (key === '<<' && pair.key.type === 'PLAIN') {
        merged.push(...this.merge(pair.value, depth, path))
        continue
      }
      const place = keyPath(path, key)
      if (seen.has(key)) this.refuse(keyAt, place, `the key "${key}" stands here twice`)
      seen.add(key)
      entries.push({ key, keyAt, value: this.tree(pair.value, depth + 1, place) })
    }
    for (const entry of merged) {
      if (seen.has(entry.key)) continue
      seen.add(entry.key)
      entries.push(entry)
    }
    return entries
  }

  /** YAML 1.1 merge key, as Kubernetes tools read it: own keys win, then earlier maps. */
  private merge(value: unknown, depth: number, path: string): readonly Entry[] {
    const tree = this.tree(value, depth + 1, path)
    const maps = tree.kind === 'list' ? tree.items : [tree]
    return maps.flatMap((one) => {
      if (one.kind === 'map') return one.entries
      this.refuse(one.at, path, 'only mappings can be merged with <<')
      return []
    })
  }

  /** A limit is told once, and ends the document. */
  private exhaust(at: number, path: string, message: string): Tree {
    this.isExhausted = true
    return this.refuse(at, path, message)
  }

  private refuse(at: number, path: string, message: string): Tree {
    if (this.faults.length < MAX_FAULTS) this.faults.push({ at, path, message })
    return { kind: 'scalar', value: null, raw: '', at }
  }
}

function keyText(key: Scalar): string {
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0 // nodes of a parsed document carry their range
}
