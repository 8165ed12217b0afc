/** Peak EWMA: of two endpoints drawn at random, the one whose recent latency times its requests in flight is less (spec §3.4). */
import type { Balancer, BalancerEnv, BalancerPolicy, Endpoint } from './endpoint.ts'

export interface PeakEwmaSettings {
  /** What an endpoint is thought to take before it answered, ms, above 0. Default 30. */
  readonly defaultRttMs: number
  /** Time in which an estimate falls to 1/e, ms, above 0. Default 10,000. */
  readonly decayMs: number
  /** Whether an answer that tells of trouble counts as a slow one. Default false. */
  readonly penalizesFailures: boolean
}

export const PEAK_EWMA_DEFAULTS: PeakEwmaSettings = {
  defaultRttMs: 30,
  decayMs: 10_000,
  penalizesFailures: false,
}

/** What a failure counts for at least, ms. */
const PENALTY_MS = 5_000

/** What one endpoint is thought to take; a peak is believed at once, calm is believed slowly. */
export class PeakEwma {
  private readonly settings: PeakEwmaSettings
  private estimateMs: number
  private stampMs: number

  constructor(settings: PeakEwmaSettings, nowMs: number) {
    this.settings = settings
    this.estimateMs = Math.max(1, settings.defaultRttMs)
    this.stampMs = nowMs
  }

  /** One answer, or the end of one that was given up. @param elapsedMs from the request to the start of the answer. */
  record(elapsedMs: number, nowMs: number): void {
    const decay = this.decayAt(nowMs)
    this.estimateMs =
      elapsedMs > this.estimateMs ? elapsedMs : this.estimateMs * decay + elapsedMs * (1 - decay)
    this.stampMs = nowMs
  }

  /** An answer that tells of trouble: fast failures must not draw traffic. */
  recordFailure(elapsedMs: number, nowMs: number): void {
    if (this.settings.penalizesFailures) this.penalize(nowMs)
    else this.record(elapsedMs, nowMs)
  }

  /** No connection, no answer: whatever the settings, it is not a fast endpoint. */
  penalize(nowMs: number): void {
    this.estimateMs = Math.max(PENALTY_MS, this.estimateMs)
    this.stampMs = nowMs
  }

  /** The estimate, falling while nothing is heard, in ms. */
  estimateAt(nowMs: number): number {
    return this.estimateMs * this.decayAt(nowMs)
  }

  private decayAt(nowMs: number): number {
    return Math.exp(-Math.max(0, nowMs - this.stampMs) / this.settings.decayMs)
  }
}

/** The policy. Endpoints carry their estimates; one without counts by its requests in flight alone. */
export const peakEwma: BalancerPolicy = {
  isHashing: false,
  make<E extends Endpoint>(endpoints: readonly E[], env: BalancerEnv): Balancer<E> {
    return new TwoChoices(endpoints, env)
  },
}

class TwoChoices<E extends Endpoint> implements Balancer<E> {
  private readonly endpoints: readonly E[]
  private readonly env: BalancerEnv

  constructor(endpoints: readonly E[], env: BalancerEnv) {
    this.endpoints = endpoints
    this.env = env
  }

  pick(): E | null {
    const { endpoints, env } = this
    const count = endpoints.length
    if (count < 2) return endpoints[0] ?? null
    const at = Math.floor(env.random() * count)
    // Drawn among the others, so that the two differ.
    const step = 1 + Math.floor(env.random() * (count - 1))
    const one = endpoints[at] as E // below the count
    const other = endpoints[(at + step) % count] as E // the same
    const nowMs = env.nowMs()
    return loadOf(other, nowMs) < loadOf(one, nowMs) ? other : one
  }
}

function loadOf(endpoint: Endpoint, nowMs: number): number {
  const pending = endpoint.stats.activeRequests + 1
  const cost = endpoint.latency === null ? pending : endpoint.latency.estimateAt(nowMs) * pending
  return cost / endpoint.weight
}
