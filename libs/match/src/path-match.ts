/** Matches the path of a request, without its query. */
import { compileRegex, type WholeRegex } from './regex.ts'
import { compileUriTemplate, type UriTemplate } from './uri-template.ts'
import { bad, type CompiledMatch } from './violation.ts'
import { asciiLower, toWireText } from './wire-text.ts'

export interface PathSpec {
  /** `separatedPrefix`: equals, or is followed by `/`. `connect` matches CONNECT requests, and nothing else does. */
  readonly kind: 'prefix' | 'exact' | 'separatedPrefix' | 'regex' | 'connect' | 'template'
  readonly value: string
  /** Default true; not for regex. */
  readonly isCaseSensitive?: boolean
}

const Op = { prefix: 0, exact: 1, separatedPrefix: 2, regex: 3, connect: 4, template: 5 } as const
type Op = (typeof Op)[keyof typeof Op]

export class PathMatcher {
  private readonly op: Op
  /** What was configured, as wire text; empty for regex and connect. */
  readonly value: string
  private readonly compared: string
  private readonly isCaseSensitive: boolean
  private readonly regex: WholeRegex | null
  /** The template, for rewrites by its variables; null for other kinds. */
  readonly template: UriTemplate | null

  constructor(
    op: Op,
    value: string,
    isCaseSensitive: boolean,
    regex: WholeRegex | null,
    template: UriTemplate | null = null,
  ) {
    this.op = op
    this.value = value
    this.compared = isCaseSensitive ? value : asciiLower(value)
    this.isCaseSensitive = isCaseSensitive
    this.regex = regex
    this.template = template
  }

  /** @param path with or without query. */
  matches(method: string, path: string): boolean {
    if (method === 'CONNECT' || this.op === Op.connect)
      return method === 'CONNECT' && this.op === Op.connect
    switch (this.op) {
      case Op.prefix:
        // A prefix that reaches into the query must not match: the query is no part of the path.
        return this.startsWith(path) && !reachesQuery(path, this.compared.length)
      case Op.exact:
        return pathEnd(path) === this.compared.length && this.startsWith(path)
      case Op.separatedPrefix: {
        if (!this.startsWith(path)) return false
        const end = pathEnd(path)
        const length = this.compared.length
        return end === length || (end > length && path.charCodeAt(length) === 0x2f)
      }
      case Op.regex:
        return this.regex?.matches(path.slice(0, pathEnd(path))) ?? false
      case Op.template:
        return this.template?.matches(path.slice(0, pathEnd(path))) ?? false
    }
  }

  /** Length of the matched part of `path` for prefix rewrites: of the prefix, or of the whole path. */
  matchedLength(path: string): number {
    return this.op === Op.prefix || this.op === Op.separatedPrefix
      ? this.compared.length
      : pathEnd(path)
  }

  private startsWith(path: string): boolean {
    if (this.isCaseSensitive) return path.startsWith(this.compared)
    return asciiLower(path.slice(0, this.compared.length)) === this.compared
  }
}

function pathEnd(path: string): number {
  const at = path.indexOf('?')
  return at === -1 ? path.length : at
}

function reachesQuery(path: string, length: number): boolean {
  const at = path.indexOf('?')
  return at !== -1 && at < length
}

export function compilePath(spec: PathSpec): CompiledMatch<PathMatcher> {
  const isCaseSensitive = spec.isCaseSensitive ?? true
  if (spec.kind === 'connect')
    return { kind: 'ok', value: new PathMatcher(Op.connect, '', true, null) }
  if (spec.kind === 'regex') {
    const regex = compileRegex(spec.value)
    if (regex.kind === 'bad') return regex
    return { kind: 'ok', value: new PathMatcher(Op.regex, '', true, regex.value) }
  }
  if (spec.kind === 'template') {
    const template = compileUriTemplate(spec.value)
    if (template.kind === 'bad') return template
    return { kind: 'ok', value: new PathMatcher(Op.template, '', true, null, template.value) }
  }
  const value = toWireText(spec.value)
  if (spec.kind === 'separatedPrefix' && !/^\/[^?#]*[^?#/]$/.test(value))
    return bad('path_separated_prefix', 'must begin with / and not end with it, without ? and #')
  return { kind: 'ok', value: new PathMatcher(Op[spec.kind], value, isCaseSensitive, null) }
}
