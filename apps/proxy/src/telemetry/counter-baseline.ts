/** `/reset_counters`: what counters had counted when they were last reset, taken off whatever is shown. */
import type { Stat } from './stats-groups.ts'

export class CounterBaseline {
  private readonly counted = new Map<string, number>()

  /** All counters show 0 from now on; gauges and histograms are left, as Envoy does. */
  reset(stats: Iterable<Stat>): void {
    this.counted.clear()
    for (const stat of stats)
      if (stat.kind === 'counter' && stat.value > 0) this.counted.set(stat.name, stat.value)
  }

  *apply(stats: Iterable<Stat>): Iterable<Stat> {
    if (this.counted.size === 0) yield* stats
    else for (const stat of stats) yield this.reduced(stat)
  }

  private reduced(stat: Stat): Stat {
    const counted = stat.kind === 'counter' ? this.counted.get(stat.name) : undefined
    // A counter that is lower than it was belongs to a thing that was removed and made anew.
    if (stat.kind !== 'counter' || counted === undefined || stat.value < counted) return stat
    return { ...stat, value: stat.value - counted }
  }
}
