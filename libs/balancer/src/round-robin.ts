/** Round robin: a rotating index where weights are equal, an EDF schedule where they are not. */
import { EdfScheduler } from './edf.ts'
import { type Balancer, type Endpoint, hasEqualWeights, type Random } from './endpoint.ts'

export function roundRobin<E extends Endpoint>(
  endpoints: readonly E[],
  random: Random,
): Balancer<E> {
  return hasEqualWeights(endpoints)
    ? new Rotation(endpoints, random)
    : new WeightedRotation(endpoints, random)
}

class Rotation<E extends Endpoint> implements Balancer<E> {
  private readonly endpoints: readonly E[]
  private next: number

  constructor(endpoints: readonly E[], random: Random) {
    this.endpoints = endpoints
    // A random start: many proxies that learn of a change together must not all begin with the same endpoint.
    this.next = Math.floor(random() * endpoints.length)
  }

  pick(): E | null {
    if (this.endpoints.length === 0) return null
    if (this.next >= this.endpoints.length) this.next = 0
    return this.endpoints[this.next++] ?? null
  }
}

class WeightedRotation<E extends Endpoint> implements Balancer<E> {
  private readonly schedule: EdfScheduler<E>

  constructor(endpoints: readonly E[], random: Random) {
    this.schedule = new EdfScheduler(endpoints, (endpoint) => endpoint.weight)
    for (let i = Math.floor(random() * endpoints.length); i > 0; i--) this.schedule.pick()
  }

  pick(): E | null {
    return this.schedule.pick()
  }
}
