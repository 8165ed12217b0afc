/** Typed counters of the data path: a label set is resolved to a handle once, counting is one addition. */

/** What one series counted: a value, or a histogram's buckets with their sum. */
export type SeriesState = number | { readonly counts: Float64Array; readonly sum: number }

export interface MetricFamily {
  readonly name: string
  /** All series by their labels as they are rendered, to be added up elsewhere. */
  state(): readonly (readonly [labels: string, state: SeriesState])[]
  /** Holds the sum of these from now on. */
  assume(states: readonly (readonly [labels: string, state: SeriesState])[]): void
  /** The family in the Prometheus text exposition format, ending in a newline; empty where it has no series. */
  render(): string
}

/** One time series of a counter or gauge. */
export class Cell {
  value: number = 0

  add(by: number): void {
    this.value += by
  }

  inc(): void {
    this.value++
  }

  set(value: number): void {
    this.value = value
  }
}

abstract class Family<T> implements MetricFamily {
  readonly name: string
  protected readonly help: string
  protected readonly type: string
  protected readonly labelNames: readonly string[]
  protected readonly series: Map<string, T> = new Map()
  private readonly maxSeries: number
  private overflow: T | null = null

  constructor(
    type: string,
    name: string,
    help: string,
    labelNames: readonly string[],
    maxSeries: number,
  ) {
    this.type = type
    this.name = name
    this.help = help
    this.labelNames = labelNames
    this.maxSeries = maxSeries
  }

  /** The series of these label values (in the order of the label names), made on first use. Keep the handle: the look-up hashes. */
  labels(...values: readonly string[]): T {
    const key = this.labelNames
      .map((name, i) => `${name}="${escapeLabel(values[i] ?? '')}"`)
      .join(',')
    const found = this.series.get(key)
    if (found !== undefined) return found
    if (this.series.size >= this.maxSeries) {
      // Beyond the cap everything is counted in one unlisted series: memory stays bounded, nothing throws.
      this.overflow ??= this.create()
      return this.overflow
    }
    const made = this.create()
    this.series.set(key, made)
    return made
  }

  state(): readonly (readonly [string, SeriesState])[] {
    return [...this.series].map(([key, one]) => [key, this.stateOf(one)] as const)
  }

  assume(states: readonly (readonly [string, SeriesState])[]): void {
    for (const one of this.series.values()) this.clear(one)
    for (const [key, state] of states) {
      let one = this.series.get(key)
      if (one === undefined) {
        if (this.series.size >= this.maxSeries) continue
        one = this.create()
        this.series.set(key, one)
      }
      this.add(one, state)
    }
  }

  render(): string {
    if (this.series.size === 0) return ''
    let text = `# HELP ${this.name} ${this.help}\n# TYPE ${this.name} ${this.type}\n`
    for (const [key, one] of this.series) text += this.renderOne(key, one)
    return text
  }

  protected abstract create(): T
  protected abstract stateOf(one: T): SeriesState
  protected abstract clear(one: T): void
  protected abstract add(one: T, state: SeriesState): void
  protected abstract renderOne(key: string, one: T): string
}

/** Default cap on the label sets of one family. */
const MAX_SERIES = 10_000

export class CounterFamily extends Family<Cell> {
  constructor(
    name: string,
    help: string,
    labelNames: readonly string[],
    maxSeries: number = MAX_SERIES,
  ) {
    super('counter', name, help, labelNames, maxSeries)
  }

  protected create(): Cell {
    return new Cell()
  }

  protected stateOf(one: Cell): number {
    return one.value
  }

  protected clear(one: Cell): void {
    one.value = 0
  }

  protected add(one: Cell, state: SeriesState): void {
    if (typeof state === 'number') one.value += state
  }

  protected renderOne(key: string, one: Cell): string {
    return `${this.name}${key === '' ? '' : `{${key}}`} ${one.value}\n`
  }
}

export class GaugeFamily extends Family<Cell> {
  constructor(
    name: string,
    help: string,
    labelNames: readonly string[],
    maxSeries: number = MAX_SERIES,
  ) {
    super('gauge', name, help, labelNames, maxSeries)
  }

  protected create(): Cell {
    return new Cell()
  }

  protected stateOf(one: Cell): number {
    return one.value
  }

  protected clear(one: Cell): void {
    one.value = 0
  }

  protected add(one: Cell, state: SeriesState): void {
    if (typeof state === 'number') one.value += state
  }

  protected renderOne(key: string, one: Cell): string {
    return `${this.name}${key === '' ? '' : `{${key}}`} ${one.value}\n`
  }
}

/** One time series of a histogram: counts per bucket, not cumulative until rendered. */
export class HistogramCell {
  readonly bounds: Float64Array
  readonly counts: Float64Array
  sum: number = 0

  constructor(bounds: readonly number[]) {
    this.bounds = Float64Array.from(bounds)
    this.counts = new Float64Array(bounds.length + 1)
  }

  observe(value: number): void {
    let i = 0
    while (i < this.bounds.length && value > (this.bounds[i] as number)) i++ // bound checked by the loop
    this.counts[i] = (this.counts[i] as number) + 1
    this.sum += value
  }
}

export class HistogramFamily extends Family<HistogramCell> {
  private readonly bounds: readonly number[]

  /** @param bounds upper bounds, ascending, without +Inf. */
  constructor(
    name: string,
    help: string,
    labelNames: readonly string[],
    bounds: readonly number[],
    maxSeries: number = MAX_SERIES,
  ) {
    super('histogram', name, help, labelNames, maxSeries)
    this.bounds = bounds
  }

  protected create(): HistogramCell {
    return new HistogramCell(this.bounds)
  }

  protected stateOf({ counts, sum }: HistogramCell): SeriesState {
    return { counts, sum }
  }

  protected clear(one: HistogramCell): void {
    one.counts.fill(0)
    one.sum = 0
  }

  protected add(one: HistogramCell, state: SeriesState): void {
    if (typeof state === 'number') return
    one.sum += state.sum
    for (let i = 0; i < one.counts.length; i++)
      one.counts[i] = (one.counts[i] as number) + (state.counts[i] ?? 0) // bound checked by the loop
  }

  protected renderOne(key: string, one: HistogramCell): string {
    const lead = key === '' ? '' : `${key},`
    let text = ''
    let total = 0
    for (let i = 0; i < one.counts.length; i++) {
      total += one.counts[i] as number
      const le = i < one.bounds.length ? String(one.bounds[i]) : '+Inf'
      text += `${this.name}_bucket{${lead}le="${le}"} ${total}\n`
    }
    const braces = key === '' ? '' : `{${key}}`
    return `${text}${this.name}_sum${braces} ${one.sum}\n${this.name}_count${braces} ${total}\n`
  }
}

/** The families in the Prometheus text exposition format. */
export function renderExposition(families: Iterable<MetricFamily>): string {
  let text = ''
  for (const family of families) text += family.render()
  return text
}

function escapeLabel(value: string): string {
  return value.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))
}
