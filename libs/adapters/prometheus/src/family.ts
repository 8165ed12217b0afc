/** A metric family: its series, capped in number and forgotten when they are no longer updated. */
import { ExactSum } from './exact-sum.ts'
import type { LabelSet } from './label-set.ts'

export const METRIC_KINDS = { UNSPECIFIED: 0, GAUGE: 1, COUNTER: 2, DISTRIBUTION: 3 } as const
export type MetricKind = 'GAUGE' | 'COUNTER' | 'DISTRIBUTION'

export interface FamilyDefinition {
  readonly name: string
  readonly help: string
  readonly kind: MetricKind
  readonly labelNames: readonly string[]
  /** Upper bounds of a distribution, ascending, without +Inf; empty for the other kinds. */
  readonly bounds: readonly number[]
}

/** Label sets of one family; updates of further ones are dropped and counted. docs/limits.md */
export const MAX_SERIES = 10_000

interface Series {
  updatedAtMs: number
  /** Value, or sum of a distribution: the same whatever came first. */
  readonly sum: ExactSum
  /** Observations per bucket, the last beyond all bounds; null for the other kinds. */
  readonly counts: Float64Array | null
}

const TYPE_NAMES: Readonly<Record<MetricKind, string>> = {
  GAUGE: 'gauge',
  COUNTER: 'counter',
  DISTRIBUTION: 'histogram',
}

export class Family {
  readonly definition: FamilyDefinition
  readonly labels: LabelSet
  private readonly series = new Map<string, Series>()
  private readonly maxSeries: number
  private droppedCount = 0

  constructor(definition: FamilyDefinition, labels: LabelSet, maxSeries: number = MAX_SERIES) {
    this.definition = definition
    this.labels = labels
    this.maxSeries = maxSeries
  }

  /**
   * Adds, sets or observes by the kind. @param labelText from this family's label set. @param weight how many equal
   * updates this one stands for.
   */
  update(labelText: string, value: number, nowMs: number, weight: number): void {
    const series = this.seriesOf(labelText)
    if (series === null) {
      this.droppedCount += weight
      return
    }
    series.updatedAtMs = nowMs
    if (series.counts !== null) {
      const { bounds } = this.definition
      let i = 0
      while (i < bounds.length && value > (bounds[i] as number)) i++ // bound checked by the loop
      series.counts[i] = (series.counts[i] ?? 0) + weight
    } else if (this.definition.kind === 'GAUGE') {
      series.sum.set(value)
      return
    }
    series.sum.add(value, weight)
  }

  /** Forgets the series not updated since. */
  expire(beforeMs: number): void {
    for (const [text, series] of this.series)
      if (series.updatedAtMs < beforeMs) this.series.delete(text)
  }

  clear(): void {
    this.series.clear()
  }

  get size(): number {
    return this.series.size
  }

  /** Updates dropped because the family was full. */
  get dropped(): number {
    return this.droppedCount
  }

  render(): string {
    if (this.series.size === 0) return ''
    const { name, help, kind } = this.definition
    const lines = [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${TYPE_NAMES[kind]}`]
    for (const [text, series] of this.series) {
      if (series.counts === null) lines.push(`${name}${braces(text)} ${number(series.sum.value)}`)
      else this.renderHistogram(lines, text, series.sum.value, series.counts)
    }
    return `${lines.join('\n')}\n`
  }

  private renderHistogram(lines: string[], text: string, sum: number, counts: Float64Array): void {
    const { name, bounds } = this.definition
    const lead = text === '' ? '' : `${text},`
    let total = 0
    for (let i = 0; i < counts.length; i++) {
      total += counts[i] as number // bound checked by the loop
      const le = i < bounds.length ? number(bounds[i] as number) : '+Inf'
      lines.push(`${name}_bucket{${lead}le="${le}"} ${total}`)
    }
    lines.push(`${name}_sum${braces(text)} ${number(sum)}`, `${name}_count${braces(text)} ${total}`)
  }

  private seriesOf(labelText: string): Series | null {
    const found = this.series.get(labelText)
    if (found !== undefined) return found
    if (this.series.size >= this.maxSeries) return null
    const { kind, bounds } = this.definition
    const counts = kind === 'DISTRIBUTION' ? new Float64Array(bounds.length + 1) : null
    const made: Series = { updatedAtMs: 0, sum: new ExactSum(), counts }
    this.series.set(labelText, made)
    return made
  }
}

export function sameDefinition(a: FamilyDefinition, b: FamilyDefinition): boolean {
  return (
    a.kind === b.kind &&
    a.help === b.help &&
    sameList(a.labelNames, b.labelNames) &&
    sameList(a.bounds, b.bounds)
  )
}

function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i])
}

function braces(text: string): string {
  return text === '' ? '' : `{${text}}`
}

function number(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value)
}

function escapeHelp(help: string): string {
  return help.replace(/[\\\n]/g, (char) => (char === '\n' ? '\\n' : '\\\\'))
}
