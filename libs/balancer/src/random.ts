/** Uniform random choice; weights are ignored, as in Envoy. */
import type { Balancer, Endpoint, Random } from './endpoint.ts'

export function randomChoice<E extends Endpoint>(
  endpoints: readonly E[],
  random: Random,
): Balancer<E> {
  return new RandomChoice(endpoints, random)
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
