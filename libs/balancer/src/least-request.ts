/** Least request: power of N choices where weights are equal, an EDF schedule over weight/(active+1)^bias where they are not. */
import { FlotillaError } from '@flotilla/errors'
import { EdfScheduler } from './edf.ts'
import {
  type Balancer,
  type BalancerPolicy,
  type Endpoint,
  hasEqualWeights,
  type Random,
} from './endpoint.ts'

export interface LeastRequestOptions {
  /** Endpoints sampled per pick, 2 or more. Default 2. */
  readonly choices?: number
  /** How much requests in flight weigh against an endpoint, 0 or more. Default 1. */
  readonly activeRequestBias?: number
}

/** The least_request policy with these options; throws FLT_BUG where they are out of range. */
export function leastRequest(options: LeastRequestOptions = {}): BalancerPolicy {
  const choices = options.choices ?? 2
  const bias = options.activeRequestBias ?? 1
  if (!Number.isInteger(choices) || choices < 2 || !(bias >= 0)) {
    throw new FlotillaError(
      'FLT_BUG',
      `least_request out of range: ${choices} choices, bias ${bias}`,
    )
  }
  return (endpoints, random) =>
    hasEqualWeights(endpoints)
      ? new PowerOfChoices(endpoints, random, choices)
      : new WeightedLeastRequest(endpoints, random, bias)
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

class WeightedLeastRequest<E extends Endpoint> implements Balancer<E> {
  private readonly schedule: EdfScheduler<E>

  constructor(endpoints: readonly E[], random: Random, bias: number) {
    this.schedule = new EdfScheduler(
      endpoints,
      (endpoint) => endpoint.weight / (endpoint.stats.activeRequests + 1) ** bias,
    )
    for (let i = Math.floor(random() * endpoints.length); i > 0; i--) this.schedule.pick()
  }

  pick(): E | null {
    return this.schedule.pick()
  }
}
