/** Reads Grafana dashboards: which metrics, labels and label values their PromQL queries ask for. */

export interface Selector {
  readonly metric: string
  readonly matchers: readonly Matcher[]
}

export interface Matcher {
  readonly label: string
  readonly operator: string
  readonly value: string
}

export interface Query {
  readonly text: string
  readonly selectors: readonly Selector[]
  /** Labels by which it groups, and those whose values a variable lists. */
  readonly grouping: readonly string[]
}

const IDENTIFIER = /[A-Za-z_:][A-Za-z0-9_:]*/y
const STRING = /"(?:[^"\\]|\\.)*"/y
const RANGE = /\[[^\]]*\]/y
const BRACES = /\s*\{(?:[^}"]|"(?:[^"\\]|\\.)*")*\}/y
const NUMBER = /[0-9][0-9a-zA-Z.]*/y
const MATCHER = /([A-Za-z_][A-Za-z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"/g
const WORDS: ReadonlySet<string> = new Set(['or', 'and', 'unless', 'bool', 'offset'])
const LISTS: ReadonlySet<string> = new Set(['by', 'without', 'on', 'ignoring'])

/** Every query of a dashboard, each once: of panels (`expr`) and of variables (`query`). */
export function queriesOf(dashboard: unknown): Query[] {
  const texts = new Set<string>()
  collect(dashboard, texts)
  return [...texts].map(parseQuery)
}

function collect(value: unknown, texts: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    const isQuery = key === 'expr' || key === 'query'
    if (isQuery && typeof inner === 'string') {
      if (inner.trim() !== '' && inner !== 'prometheus') texts.add(inner)
    } else collect(inner, texts)
  }
}

export function parseQuery(text: string): Query {
  const variable = /^\s*label_values\((?:([^,()]+),)?\s*([A-Za-z_]+)\s*\)\s*$/.exec(text)
  if (variable !== null) {
    const inner = variable[1] === undefined ? [] : parseQuery(variable[1]).selectors
    return { text, selectors: inner, grouping: [variable[2] ?? ''] }
  }
  return new Parser(text).query()
}

class Parser {
  private readonly text: string
  private at = 0
  private readonly selectors: Selector[] = []
  private readonly grouping: string[] = []

  constructor(text: string) {
    this.text = text
  }

  query(): Query {
    while (this.at < this.text.length) {
      if (this.take(STRING) !== null || this.take(RANGE) !== null || this.take(NUMBER) !== null)
        continue
      const word = this.take(IDENTIFIER)
      if (word === null) this.at++
      else this.word(word)
    }
    const { text, selectors, grouping } = this
    return { text, selectors, grouping }
  }

  private word(word: string): void {
    const rest = this.text.slice(this.at)
    const next = rest.trimStart().charAt(0)
    if (WORDS.has(word)) return
    if (next === '(') {
      if (!LISTS.has(word)) return // a function or an aggregation
      const end = rest.indexOf(')')
      for (const label of rest.slice(rest.indexOf('(') + 1, end).split(','))
        this.grouping.push(label.trim())
      this.at += end + 1
      return
    }
    const braces = this.take(BRACES) ?? ''
    const matchers = [...braces.matchAll(MATCHER)].map(
      ([, label = '', operator = '', value = '']) => ({ label, operator, value }),
    )
    this.selectors.push({ metric: word, matchers })
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? null
    if (found !== null) this.at += found.length
    return found
  }
}
