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
 * `*`, and that before `**`. Of equal ones the first counts. O(templates of the method × segments).
 */
export class PathTemplateTable<T> {
  private readonly byMethod: ReadonlyMap<string, readonly TemplateEntry<T>[]>

  constructor(entries: readonly TemplateEntry<T>[]) {
    const byMethod = new Map<string, TemplateEntry<T>[]>()
    for (const entry of entries) {
      const known = byMethod.get(entry.method)
      if (known === undefined) byMethod.set(entry.method, [entry])
      else known.push(entry)
    }
    for (const list of byMethod.values()) list.sort((a, b) => compare(a.template, b.template))
    this.byMethod = byMethod
  }

  /** @param path as requested: its query, and slashes at its end, do not count. */
  find(method: string, path: string): T | null {
    const entries = this.byMethod.get(method)
    if (entries === undefined) return null
    const parts = partsOf(withoutQuery(path))
    for (const { template, value } of entries) if (matches(template, parts)) return value
    return null
  }
}

function matches({ segments, verb }: PathTemplate, given: readonly string[]): boolean {
  if (verb === '') return matchesFrom(segments, 0, given, 0)
  const last = given.at(-1) ?? ''
  if (!last.endsWith(`:${verb}`)) return false
  const rest = last.slice(0, -verb.length - 1)
  const parts = rest === '' ? given.slice(0, -1) : [...given.slice(0, -1), rest]
  return matchesFrom(segments, 0, parts, 0)
}

function matchesFrom(
  segments: readonly string[],
  from: number,
  parts: readonly string[],
  at: number,
): boolean {
  for (let i = from; i < segments.length; i++) {
    const segment = segments[i] as string // i is inside
    if (segment === '**') {
      // Only literals follow, so the rest has one place it can stand: the end.
      const rest = segments.length - i - 1
      return parts.length - rest >= at && matchesFrom(segments, i + 1, parts, parts.length - rest)
    }
    const part = parts[at]
    if (part === undefined || (segment !== '*' && segment !== part)) return false
    at++
  }
  return at === parts.length
}

function partsOf(path: string): readonly string[] {
  let end = path.length
  while (end > 1 && path.charCodeAt(end - 1) === 0x2f) end--
  return end <= 1 ? [] : path.slice(1, end).split('/')
}

function compare(a: PathTemplate, b: PathTemplate): number {
  const length = Math.max(a.segments.length, b.segments.length)
  for (let i = 0; i < length; i++) {
    const difference = rankAt(a, i) - rankAt(b, i)
    if (difference !== 0) return difference
  }
  return Number(a.verb === '') - Number(b.verb === '')
}

/** A path that ends here goes before one that may go on, and behind `**` after one that says how it ends. */
function rankAt({ segments }: PathTemplate, i: number): number {
  const segment = segments[i]
  if (segment === undefined) return segments.includes('**') ? 4 : 0
  if (segment === '**') return 3
  return segment === '*' ? 2 : 1
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
