/** Path templates of HTTP APIs, `/shelves/{shelf}/books/*`, and the best of many for a request: Google's HTTP rule grammar. */
import { withoutQuery } from './path.ts'

/**
 * `*` stands for one segment, `**` for any number (also none) and at most once; `{name}` is `*`, `{name=segments}` those segments.
 * A verb `:cancel` may follow the last segment.
 */
export interface PathTemplate {
  /** Literals, `*` and `**`; names of variables are gone. */
  readonly segments: readonly string[]
  /** Without its colon; empty for none. */
  readonly verb: string
}

export type ParsedPathTemplate =
  | { readonly kind: 'ok'; readonly template: PathTemplate }
  | { readonly kind: 'bad'; readonly message: string }

const VARIABLE = /^\{[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*(?:=([^{}]+))?\}$/
const LITERAL = /^[^/{}*:=?#\s]+$/
/** Slashes between segments, not those inside a variable. */
const SEGMENT = /(?:\{[^{}]*\}|[^/{}]|[{}])+|(?=\/)|$/y
const MAX_LENGTH = 1024

export function parsePathTemplate(text: string): ParsedPathTemplate {
  if (!text.startsWith('/')) return bad('a template begins with "/"')
  if (text.length > MAX_LENGTH) return bad(`a template has at most ${MAX_LENGTH} characters`)
  if (text === '/') return { kind: 'ok', template: { segments: [], verb: '' } }
  const { path, verb } = splitVerb(text)
  if (verb !== null && !LITERAL.test(verb)) return bad(`"${verb}" is not a verb`)
  const segments: string[] = []
  for (const written of splitSegments(path)) {
    const parsed = parseSegment(written)
    if (typeof parsed === 'string') return bad(parsed)
    segments.push(...parsed)
  }
  const open = segments.indexOf('**')
  if (open !== -1 && segments.slice(open + 1).some((one) => one === '*' || one === '**'))
    return bad('only literals may follow "**"')
  return { kind: 'ok', template: { segments, verb: verb ?? '' } }
}

/** What is asked of a table: a value by method and template. */
export interface TemplateEntry<T> {
  readonly method: string
  readonly template: PathTemplate
  readonly value: T
}

/**
 * Finds the best template for a method and a path: at the first segment in which two that match differ, a literal goes before
 * `*`, and that before `**`. A verb that some template of the method has is never part of a segment where that template fits.
 * Of equal templates the first counts. Cost: O(segments) where the templates share none but literals, O(templates) at worst.
 */
export class PathTemplateTable<T extends object | string | number> {
  /** By method and verb. */
  private readonly trees: ReadonlyMap<string, Node<T>>
  private readonly verbs: ReadonlySet<string>

  constructor(entries: readonly TemplateEntry<T>[]) {
    const trees = new Map<string, Node<T>>()
    for (const { method, template, value } of entries) {
      const key = `${method}:${template.verb}`
      const tree = trees.get(key) ?? new Node<T>()
      trees.set(key, tree)
      insert(tree, template.segments, value)
    }
    this.trees = trees
    this.verbs = new Set(entries.map(({ template }) => template.verb))
  }

  /** @param path as requested: its query, and slashes at its end, do not count. */
  find(method: string, path: string): T | null {
    const parts = partsOf(withoutQuery(path))
    const last = parts.at(-1) ?? ''
    const colon = last.lastIndexOf(':')
    if (colon !== -1 && this.verbs.has(last.slice(colon + 1))) {
      const bare = colon === 0 ? parts.slice(0, -1) : [...parts.slice(0, -1), last.slice(0, colon)]
      const found = lookUp(this.trees.get(`${method}:${last.slice(colon + 1)}`), bare, 0)
      if (found !== null) return found
    }
    return lookUp(this.trees.get(`${method}:`), parts, 0)
  }
}

/** A place in the templates, after as many segments as it is deep. */
class Node<T> {
  readonly literals: Map<string, Node<T>> = new Map()
  star: Node<T> | null = null
  /** Of the template that ends here. */
  value: T | null = null
  /** Of those that go on with `**`, by what follows it; longest first. */
  readonly open: { readonly tail: readonly string[]; readonly value: T }[] = []
}

function insert<T>(tree: Node<T>, segments: readonly string[], value: T): void {
  let node = tree
  for (const [i, segment] of segments.entries()) {
    if (segment === '**') {
      node.open.push({ tail: segments.slice(i + 1), value })
      // Sorting keeps the order of equal ones.
      node.open.sort((a, b) => b.tail.length - a.tail.length)
      return
    }
    const next: Node<T> =
      (segment === '*' ? node.star : node.literals.get(segment)) ?? new Node<T>()
    if (segment === '*') node.star = next
    else node.literals.set(segment, next)
    node = next
  }
  node.value ??= value
}

/** Each node is looked at once at most: its depth is its place in the path. */
function lookUp<T>(node: Node<T> | undefined, parts: readonly string[], at: number): T | null {
  if (node === undefined) return null
  const part = parts[at]
  if (part === undefined) {
    if (node.value !== null) return node.value
  } else {
    const found =
      lookUp(node.literals.get(part), parts, at + 1) ??
      (node.star === null ? null : lookUp(node.star, parts, at + 1))
    if (found !== null) return found
  }
  for (const { tail, value } of node.open) if (endsWith(parts, at, tail)) return value
  return null
}

/** Whether the parts from `at` on end with these. */
function endsWith(parts: readonly string[], at: number, tail: readonly string[]): boolean {
  const start = parts.length - tail.length
  return start >= at && tail.every((one, i) => parts[start + i] === one)
}

function partsOf(path: string): readonly string[] {
  let end = path.length
  while (end > 1 && path.charCodeAt(end - 1) === 0x2f) end--
  return end <= 1 ? [] : path.slice(1, end).split('/')
}

function splitVerb(text: string): { path: string; verb: string | null } {
  const colon = text.lastIndexOf(':')
  const isVerb = colon > Math.max(text.lastIndexOf('/'), text.lastIndexOf('}'))
  return isVerb
    ? { path: text.slice(0, colon), verb: text.slice(colon + 1) }
    : { path: text, verb: null }
}

function splitSegments(path: string): string[] {
  const segments: string[] = []
  for (let at = 1; at <= path.length; at++) {
    SEGMENT.lastIndex = at
    const found = SEGMENT.exec(path)?.[0] ?? ''
    segments.push(found)
    at += found.length
  }
  return segments
}

/** The segments that a written one stands for, or what is wrong with it. */
function parseSegment(written: string): readonly string[] | string {
  if (written === '') return 'a segment is empty'
  if (written === '*' || written === '**') return [written]
  if (!written.includes('{') && !written.includes('}'))
    return LITERAL.test(written) ? [written] : `"${written}" is not a segment`
  const variable = VARIABLE.exec(written)
  if (variable === null) return `"${written}" is not a variable, {name} or {name=segments}`
  const inner = (variable[1] ?? '*').split('/')
  const wrong = inner.find((one) => one !== '*' && one !== '**' && !LITERAL.test(one))
  return wrong === undefined ? inner : `"${wrong}" in "${written}" is not a segment`
}

function bad(message: string): ParsedPathTemplate {
  return { kind: 'bad', message }
}
