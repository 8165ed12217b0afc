/** A histogram that is observed per attribute bag: its cells are looked up by the caller once, observing hashes nothing. */
import type { Registry } from '@flotilla/metrics'

/** One set of labels. */
export class HistogramCell {
  private readonly bounds: readonly number[]
  private readonly counts: Float64Array
  private sum = 0

  constructor(bounds: readonly number[]) {
    this.bounds = bounds
    this.counts = new Float64Array(bounds.length + 1)
  }

  observe(value: number): void {
    const { bounds, counts } = this
    let i = 0
    while (i < bounds.length && value > (bounds[i] as number)) i++ // bound checked by the loop
    counts[i] = (counts[i] as number) + 1 // one count more than bounds
    this.sum += value
  }

  /** The samples of an exposition, cumulative. */
  samples(name: string, labels: Readonly<Record<string, string>>): Sample[] {
    let total = 0
    const samples = [...this.counts].map((count, i): Sample => {
      total += count
      const le = i < this.bounds.length ? String(this.bounds[i]) : '+Inf'
      return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: total }
    })
    samples.push({ metricName: `${name}_sum`, labels, value: this.sum })
    samples.push({ metricName: `${name}_count`, labels, value: total })
    return samples
  }
}

interface Sample {
  readonly metricName: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

type Metric = Parameters<Registry['registerMetric']>[0]

export class CellHistogram {
  private readonly name: string
  private readonly help: string
  private readonly bounds: readonly number[]
  private readonly cells = new Map<
    string,
    { readonly labels: Readonly<Record<string, string>>; readonly cell: HistogramCell }
  >()

  constructor(registry: Registry, name: string, help: string, bounds: readonly number[]) {
    this.name = name
    this.help = help
    this.bounds = bounds
    // The registry only calls get() and reads the name: what its own histogram classes add is not needed.
    registry.registerMetric(this as unknown as Metric)
  }

  /** The cell of these labels, made on first use. Keep it: the look-up joins the values. */
  labels(labels: Readonly<Record<string, string>> = {}): HistogramCell {
    const key = Object.values(labels).join('\n')
    const found = this.cells.get(key)
    if (found !== undefined) return found.cell
    const cell = new HistogramCell(this.bounds)
    this.cells.set(key, { labels, cell })
    return cell
  }

  get(): Promise<object> {
    const { name, help } = this
    const values = [...this.cells.values()].flatMap(({ labels, cell }) =>
      cell.samples(name, labels),
    )
    return Promise.resolve({ name, help, type: 'histogram', aggregator: 'sum', values })
  }
}
