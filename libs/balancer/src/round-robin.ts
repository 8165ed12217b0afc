/** Round robin: a rotating index where weights are equal, an EDF schedule where they are not or where endpoints start slowly. */
import { EdfScheduler } from './edf.ts'
import {
  type Balancer,
  type BalancerEnv,
  type BalancerPolicy,
  type Endpoint,
  hasEqualWeights,
} from './endpoint.ts'
import { type SlowStart, slowStartFactor, slowUntilMs } from './slow-start.ts'

export interface RoundRobinOptions {
  readonly slowStart?: SlowStart | null
}

export function roundRobin(options: RoundRobinOptions = {}): BalancerPolicy {
  const slowStart = options.slowStart ?? null
  return {
    isHashing: false,
    make<E extends Endpoint>(endpoints: readonly E[], env: BalancerEnv): Balancer<E> {
      const isSlow = slowUntilMs(endpoints, slowStart) > env.nowMs()
      return hasEqualWeights(endpoints) && !isSlow
        ? new Rotation(endpoints, env)
        : new WeightedRotation(endpoints, env, isSlow ? slowStart : null)
    },
  }
}

class Rotation<E extends Endpoint> implements Balancer<E> {
  private readonly endpoints: readonly E[]
  private next: number

  constructor(endpoints: readonly E[], env: BalancerEnv) {
    this.endpoints = endpoints
    // A random start: many proxies that learn of a change together must not all begin with the same endpoint.
    this.next = Math.floor(env.random() * endpoints.length)
  }

  pick(): E | null {
    if (this.endpoints.length === 0) return null
    if (this.next >= this.endpoints.length) this.next = 0
    return this.endpoints[this.next++] ?? null
  }
}

class WeightedRotation<E extends Endpoint> implements Balancer<E> {
  private readonly schedule: EdfScheduler<E>

  constructor(endpoints: readonly E[], env: BalancerEnv, slowStart: SlowStart | null) {
    this.schedule = new EdfScheduler(endpoints, (endpoint) =>
      slowStart === null
        ? endpoint.weight
        : endpoint.weight * slowStartFactor(slowStart, endpoint.availableSinceMs, env.nowMs()),
    )
    for (let i = Math.floor(env.random() * endpoints.length); i > 0; i--) this.schedule.pick()
  }

  pick(): E | null {
    return this.schedule.pick()
  }
}
