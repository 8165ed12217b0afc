/** What was observed of one metric since the last submission. */
import type { InstanceValue } from '@flotilla/adapter-sdk'
import { DurationValue } from '@flotilla/attributes'

export const METRIC_TYPES = { UNKNOWN: 0, COUNTER: 1, GAUGE: 2, DISTRIBUTION: 3 } as const
export type MetricType = keyof typeof METRIC_TYPES

export class Tally {
  private readonly type: MetricType
  observations = 0
  /** Of a gauge: the last value. */
  private last: number | null = null
  /** Of a distribution: how often each bin was met. Bins have two digits, so their number is bounded. */
  private bins: Map<string, number> = new Map()

  constructor(type: MetricType) {
    this.type = type
  }

  /** False where the type cannot take the value. */
  add(value: InstanceValue): boolean {
    if (this.type !== 'COUNTER') {
      const number = numberOf(value)
      if (number === null || (this.type === 'GAUGE' && value instanceof DurationValue)) return false
      if (this.type === 'GAUGE') this.last = number
      else this.bins.set(binOf(number), (this.bins.get(binOf(number)) ?? 0) + 1)
    }
    // Istio 1.4: a counter grows by one whatever the value is.
    this.observations++
    return true
  }

  /** What there is, which is forgotten here; null where nothing was observed. */
  take(): Tally | null {
    if (this.observations === 0) return null
    const taken = new Tally(this.type)
    taken.observations = this.observations
    taken.last = this.last
    taken.bins = this.bins
    this.observations = 0
    this.last = null
    this.bins = new Map()
    return taken
  }

  /** The reverse of `take`; what was observed since then counts too. */
  giveBack(taken: Tally): void {
    this.observations += taken.observations
    this.last ??= taken.last
    for (const [bin, count] of taken.bins) this.bins.set(bin, (this.bins.get(bin) ?? 0) + count)
  }

  /** As an HTTP trap reads it: L an unsigned number, n a double, or bins of a histogram. */
  json(): { readonly _type: string; readonly _value: unknown } {
    if (this.type === 'COUNTER') return { _type: 'L', _value: this.observations }
    if (this.type === 'GAUGE') return { _type: 'n', _value: this.last }
    const bins = [...this.bins].map(([bin, count]) => `H[${bin}]=${count}`)
    return { _type: 'n', _value: bins }
  }
}

/** Durations in ns, as Istio 1.4 submits them. */
function numberOf(value: InstanceValue): number | null {
  if (value instanceof DurationValue) return Number(value.ns)
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** `1.2e+01`: the bins of a log-linear histogram, cut towards zero. */
function binOf(value: number): string {
  if (value === 0) return '0.0e+00'
  const exponent = Math.floor(Math.log10(Math.abs(value)))
  const digits = Math.trunc((value / 10 ** exponent) * 10) / 10
  const sign = exponent < 0 ? '-' : '+'
  return `${digits.toFixed(1)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
}
