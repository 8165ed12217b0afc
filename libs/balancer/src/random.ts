/** Uniform random choice; weights are ignored, as in Envoy. */
import type { Balancer, BalancerEnv, BalancerPolicy, Endpoint, Random } from './endpoint.ts'

export const randomChoice: BalancerPolicy = {
  isHashing: false,
  make<E extends Endpoint>(endpoints: readonly E[], env: BalancerEnv): Balancer<E> {
    return new RandomChoice(endpoints, env.random)
  },
}

class RandomChoice<E extends Endpoint> implements Balancer<E> {
  private readonly endpoints: readonly E[]
  private readonly random: Random

  constructor(endpoints: readonly E[], random: Random) {
    this.endpoints = endpoints
    this.random = random
  }

  pick(): E | null {
    return this.endpoints[Math.floor(this.random() * this.endpoints.length)] ?? null
  }
}
