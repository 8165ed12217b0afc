/** The share of the bootstraps that runs with every change: some of each area, the same ones each time. */
import type { Bootstrap, Exchange } from './model.ts'

/** One in so many of each area, its first one among them. */
const SHARE = 4
/** Of a bootstrap with more, as many are taken evenly. */
const MAX_EXCHANGES = 60
/** What depends on how busy the machine is: timers of a fraction of a second, draws by weight, whole seconds of waiting. */
const NOT_SHORT = /^(tcp\/(idle|max)|limits\/.*(idle|timeout|duration)|retry\/timeouts|stats?\/)/

export function shortOf(bootstraps: readonly Bootstrap[]): readonly Bootstrap[] {
  const seen = new Map<string, number>()
  return bootstraps
    .filter(({ area, name }) => !NOT_SHORT.test(`${area}/${name}`))
    .filter(({ area }) => {
      const before = seen.get(area) ?? 0
      seen.set(area, before + 1)
      return before % SHARE === 0
    })
    .map((one) => (one.isSerial ? one : { ...one, exchanges: someOf(one.exchanges) }))
}

function someOf(exchanges: readonly Exchange[]): readonly Exchange[] {
  const step = Math.max(1, exchanges.length / MAX_EXCHANGES)
  const count = Math.min(exchanges.length, MAX_EXCHANGES)
  return Array.from({ length: count }, (_, i) => exchanges[Math.floor(i * step)] as Exchange) // below the length
}
