/** URI templates: `*`, `**`, `{name}` and `{name=pattern}` over the segments of a path, for matches and rewrites. */
import type { RE2JS } from 're2js'
import { compileRe2Pattern } from './re2.ts'
import { bad, type CompiledMatch } from './violation.ts'

/** Characters of a segment that wildcards stand for, as Envoy has them. */
const SEGMENT = "[a-zA-Z0-9\\-._~%!$&'()+,;:@=]"
const ONE = `${SEGMENT}+`
const ANY = `(?:${SEGMENT}|/)*`
const LITERAL = /^[a-zA-Z0-9\-._~%!$&'()+,;:@=]$/
const NAME = /^[a-zA-Z][a-zA-Z0-9_]{0,15}$/
const MAX_VARIABLES = 5
const REWRITE_PART = /\{([^{}]*)\}|[^{}]+/g

export class UriTemplate {
  private readonly re2: RE2JS
  /** Group numbers are one more than the index. */
  readonly variables: readonly string[]

  constructor(re2: RE2JS, variables: readonly string[]) {
    this.re2 = re2
    this.variables = variables
  }

  /** @param path without query. */
  matches(path: string): boolean {
    return this.re2.testExact(path)
  }

  /** The values of the variables in order, or null where the path does not match. */
  capture(path: string): readonly string[] | null {
    const matcher = this.re2.matcher(path)
    if (!matcher.matches()) return null
    return this.variables.map((_, i) => matcher.group(i + 1) ?? '')
  }
}

export function compileUriTemplate(template: string): CompiledMatch<UriTemplate> {
  if (!template.startsWith('/')) return bad('path_template', 'must begin with /')
  const scan = new Scan(template)
  const fault = scan.run()
  if (fault !== '') return bad('path_template', fault)
  return {
    kind: 'ok',
    value: new UriTemplate(compileRe2Pattern(scan.pattern), scan.variables),
  }
}

/** Reads a template once and writes the expression that means the same. */
class Scan {
  pattern = ''
  readonly variables: string[] = []
  private readonly template: string
  private at = 0
  private hasEnded = false

  constructor(template: string) {
    this.template = template
  }

  /** What is wrong, or empty. */
  run(): string {
    while (this.at < this.template.length) {
      const char = this.template.charAt(this.at)
      const fault = char === '{' ? this.variable() : this.part(char)
      if (fault !== '') return fault
    }
    return ''
  }

  private part(char: string): string {
    if (char === '*') return this.wildcard()
    if (char === '/') {
      if (this.template.charAt(this.at + 1) === '/') return 'holds an empty segment'
    } else if (!LITERAL.test(char)) return `holds ${JSON.stringify(char)}`
    this.pattern += /[a-zA-Z0-9/]/.test(char) ? char : `\\${char}`
    this.at++
    return ''
  }

  private wildcard(): string {
    if (this.hasEnded) return 'holds an operator after **'
    const isAny = this.template.startsWith('**', this.at)
    if (isAny) this.hasEnded = true
    this.pattern += isAny ? ANY : ONE
    this.at += isAny ? 2 : 1
    return this.template.charAt(this.at) === '*' ? 'holds *** or more' : ''
  }

  private variable(): string {
    if (this.hasEnded) return 'holds an operator after **'
    const end = this.template.indexOf('}', this.at)
    if (end === -1) return 'leaves a variable open'
    const text = this.template.slice(this.at + 1, end)
    const equals = text.indexOf('=')
    const name = equals === -1 ? text : text.slice(0, equals)
    if (!NAME.test(name)) return `${JSON.stringify(name)} is not a variable name`
    if (this.variables.includes(name)) return `variable ${name} stands twice`
    this.variables.push(name)
    if (this.variables.length > MAX_VARIABLES) return `has more than ${MAX_VARIABLES} variables`
    const inner = equals === -1 ? '*' : text.slice(equals + 1)
    if (inner === '') return `variable ${name} has an empty pattern`
    const nested = new Scan(inner)
    const fault = inner.includes('{') ? 'nests variables' : nested.run()
    if (fault !== '') return fault
    this.hasEnded = nested.hasEnded
    this.pattern += `(${nested.pattern})`
    this.at = end + 1
    return ''
  }
}

/** A path made of literals and of what a template's variables matched. */
export class TemplateRewrite {
  private readonly template: UriTemplate
  /** Literal texts, or indices of variables. */
  private readonly parts: readonly (string | number)[]

  constructor(template: UriTemplate, parts: readonly (string | number)[]) {
    this.template = template
    this.parts = parts
  }

  /** @param path without query; the same path where it does not match the template. */
  apply(path: string): string {
    const values = this.template.capture(path)
    if (values === null) return path
    let text = ''
    for (const part of this.parts) text += typeof part === 'string' ? part : (values[part] ?? '')
    return text
  }
}

export function compileTemplateRewrite(
  template: UriTemplate,
  rewrite: string,
): CompiledMatch<TemplateRewrite> {
  const at = 'path_template_rewrite'
  if (!rewrite.startsWith('/')) return bad(at, 'must begin with /')
  const parts: (string | number)[] = []
  let length = 0
  for (const match of rewrite.matchAll(REWRITE_PART)) {
    length += match[0].length
    const name = match[1]
    if (name === undefined) parts.push(match[0])
    else {
      const index = template.variables.indexOf(name)
      if (index === -1) return bad(at, `names ${JSON.stringify(name)}, which the match does not`)
      parts.push(index)
    }
  }
  if (length !== rewrite.length || /\/\//.test(rewrite)) return bad(at, 'is malformed')
  return { kind: 'ok', value: new TemplateRewrite(template, parts) }
}
