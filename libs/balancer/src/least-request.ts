/** Least request: power of N choices (or a full scan) where weights are equal, an EDF schedule over weight/(active+1)^bias where they are not. */
import { FlotillaError } from '@flotilla/errors'
import { EdfScheduler } from './edf.ts'
import {
  type Balancer,
  type BalancerEnv,
  type BalancerPolicy,
  type Endpoint,
  hasEqualWeights,
  type Random,
} from './endpoint.ts'
import { type SlowStart, slowStartFactor, slowUntilMs } from './slow-start.ts'

export interface LeastRequestOptions {
  /** Endpoints sampled per pick, 2 or more. Default 2. */
  readonly choices?: number
  /** How much requests in flight weigh against an endpoint, 0 or more. Default 1. */
  readonly activeRequestBias?: number
  /** Looks at every endpoint instead of sampling: O(endpoints) per pick. Default false. */
  readonly isFullScan?: boolean
  readonly slowStart?: SlowStart | null
}

/** The least_request policy with these options; throws FLT_BUG where they are out of range. */
export function leastRequest(options: LeastRequestOptions = {}): BalancerPolicy {
  const choices = options.choices ?? 2
  const bias = options.activeRequestBias ?? 1
  const slowStart = options.slowStart ?? null
  if (!Number.isInteger(choices) || choices < 2 || !(bias >= 0)) {
    throw new FlotillaError(
      'FLT_BUG',
      `least_request out of range: ${choices} choices, bias ${bias}`,
    )
  }
  return {
    isHashing: false,
    make<E extends Endpoint>(endpoints: readonly E[], env: BalancerEnv): Balancer<E> {
      const isSlow = slowUntilMs(endpoints, slowStart) > env.nowMs()
      if (!hasEqualWeights(endpoints) || isSlow)
        return new WeightedLeastRequest(endpoints, env, bias, isSlow ? slowStart : null)
      return options.isFullScan === true
        ? new FullScan(endpoints, env.random)
        : new PowerOfChoices(endpoints, env.random, choices)
    },
  }
}

class PowerOfChoices<E extends Endpoint> implements Balancer<E> {
  private readonly endpoints: readonly E[]
  private readonly random: Random
  private readonly choices: number

  constructor(endpoints: readonly E[], random: Random, choices: number) {
    this.endpoints = endpoints
    this.random = random
    this.choices = choices
  }

  pick(): E | null {
    let best = this.sample()
    for (let i = 1; i < this.choices && best !== null; i++) {
      const other = this.sample()
      // Ties go to the first sample.
      if (other !== null && other.stats.activeRequests < best.stats.activeRequests) best = other
    }
    return best
  }

  private sample(): E | null {
    return this.endpoints[Math.floor(this.random() * this.endpoints.length)] ?? null
  }
}

class FullScan<E extends Endpoint> implements Balancer<E> {
  private readonly endpoints: readonly E[]
  private readonly random: Random

  constructor(endpoints: readonly E[], random: Random) {
    this.endpoints = endpoints
    this.random = random
  }

  pick(): E | null {
    let best: E | null = null
    let ties = 0
    for (const endpoint of this.endpoints) {
      const active = endpoint.stats.activeRequests
      if (best === null || active < best.stats.activeRequests) {
        best = endpoint
        ties = 1
      } else if (active === best.stats.activeRequests) {
        ties++
        // Each of k equal ones stays with a chance of 1/k.
        if (this.random() * ties < 1) best = endpoint
      }
    }
    return best
  }
}

class WeightedLeastRequest<E extends Endpoint> implements Balancer<E> {
  private readonly schedule: EdfScheduler<E>

  constructor(
    endpoints: readonly E[],
    env: BalancerEnv,
    bias: number,
    slowStart: SlowStart | null,
  ) {
    const { nowMs } = env
    this.schedule = new EdfScheduler(endpoints, (endpoint) => {
      const busy = endpoint.stats.activeRequests + 1
      const weight = endpoint.weight / (bias === 1 ? busy : busy ** bias)
      return slowStart === null
        ? weight
        : weight * slowStartFactor(slowStart, endpoint.availableSinceMs, nowMs())
    })
    for (let i = Math.floor(env.random() * endpoints.length); i > 0; i--) this.schedule.pick()
  }

  pick(): E | null {
    return this.schedule.pick()
  }
}
