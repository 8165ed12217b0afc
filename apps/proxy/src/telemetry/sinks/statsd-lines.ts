/** Statistics as lines of statsd, and of its dialect with tags. */
import { binsBetween, type MsHistogram } from '../ms-histogram.ts'
import type { Stat, StatLabel } from '../stats-groups.ts'

/** Samples of one histogram told in one flush; further ones are left out. Listed in docs/limits.md. */
const MAX_SAMPLES = 1_000

/** Remembers what was told, since statsd wants what counters have gained. */
export class StatsdLines {
  private readonly prefix: string
  private readonly hasTags: boolean
  private readonly told = new Map<string, number>()
  private readonly marks = new WeakMap<MsHistogram, Uint32Array>()

  constructor(prefix: string, hasTags: boolean) {
    this.prefix = prefix
    this.hasTags = hasTags
  }

  /** What is to be told now. As Envoy: only of what was ever used. */
  *of(stats: Iterable<Stat>): Iterable<string> {
    for (const stat of stats)
      switch (stat.kind) {
        case 'counter':
          yield* this.counter(stat, stat.value)
          break
        case 'gauge':
          yield* this.gauge(stat, stat.value)
          break
        case 'histogram':
          yield* this.samples(stat, stat.histogram)
          break
        case 'text':
          break
        default:
          stat satisfies never
      }
  }

  private *counter(stat: Stat, value: number): Iterable<string> {
    const known = this.told.get(stat.name)
    if (value === 0 && known === undefined) return
    this.told.set(stat.name, value)
    // A counter that was reset counts from 0 again.
    const gained = value - (known ?? 0)
    yield this.line(stat, gained < 0 ? value : gained, 'c')
  }

  private *gauge(stat: Stat, value: number): Iterable<string> {
    if (value === 0 && !this.told.has(stat.name)) return
    this.told.set(stat.name, value)
    yield this.line(stat, value, 'g')
  }

  /** One line for each sample since the last time; samples of 100 and more are known to two digits. */
  private *samples(stat: Stat, histogram: MsHistogram): Iterable<string> {
    if (histogram.count === 0) return
    const mark = histogram.mark()
    if (mark === null) return
    const bins = binsBetween(this.marks.get(histogram) ?? null, mark)
    this.marks.set(histogram, mark)
    const type = UNITLESS.test(stat.name) ? 'h' : 'ms'
    let told = 0
    for (const { lower, count } of bins)
      for (let i = 0; i < count && told < MAX_SAMPLES; i++, told++)
        yield this.line(stat, lower, type)
  }

  private line(stat: Stat, value: number, type: string): string {
    if (!this.hasTags || stat.labels.length === 0)
      return `${this.prefix}.${stat.name}:${value}|${type}`
    const tags = stat.labels.map(([name, text]) => `${tagName(name)}:${text}`).join(',')
    return `${this.prefix}.${untagged(stat.name, stat.labels)}:${value}|${type}|#${tags}`
  }
}

/** Histograms that hold something else than times. */
const UNITLESS = /_(size|count|percent_used|per_cx)$/

/** `envoy_cluster_name` → `envoy.cluster_name`. */
function tagName(label: string): string {
  return label.replace(/^envoy_/, 'envoy.')
}

/** The name without what is in its tags. */
function untagged(name: string, labels: readonly StatLabel[]): string {
  let bare = name
  for (const [label, value] of labels)
    if (label === 'envoy_response_code') bare = bare.replace(new RegExp(`_${value}$`), '')
    else if (label === 'envoy_response_code_class') bare = bare.replace(/_\dxx$/, '_xx')
    else bare = bare.replace(`.${value}`, '')
  return bare
}
