/** What a balancer needs to know of an endpoint, and what a balancer is. */
import type { PeakEwma } from './peak-ewma.ts'

export interface Endpoint {
  /** Stable identity for consistent hashing: `hash_key` metadata, else hostname or `ip:port`. */
  readonly hashKey: string
  /** Relative share, an integer of 1 or more. Read on every pick by schedulers, so it may change. */
  readonly weight: number
  /** Requests in flight, kept by the caller. */
  readonly stats: { readonly activeRequests: number }
  /** When it was added or passed its first check, on the clock of `BalancerEnv`; slow start counts from it. */
  readonly availableSinceMs: number
  /** Kept by the caller where peak EWMA is the policy; null elsewhere. */
  readonly latency: PeakEwma | null
}

/** Uniform in [0, 1). Balancers never use ambient randomness. */
export type Random = () => number

/** What balancers learn from outside; one object per cluster. */
export interface BalancerEnv {
  readonly random: Random
  /** Monotonic milliseconds. */
  readonly nowMs: () => number
  /** Requests in flight over all endpoints of the cluster; bounded load reads it. */
  readonly activeRequests: () => number
}

/** Picks among a fixed list of endpoints; a change of membership or health makes a new balancer. */
export interface Balancer<E extends Endpoint> {
  /**
   * @param hash 64 bits, or null for a random one; only consistent-hash policies read it.
   * @param attempt 0 for the first pick of a request, counting up when an earlier pick was not acceptable.
   * @returns null only where there is nothing to pick.
   */
  pick(hash: bigint | null, attempt: number): E | null
  /** Of consistent-hash policies: how its table came out. */
  readonly table?: HashTable | undefined
}

/** Numbers of a ring or table, under Envoy's names. */
export interface HashTable {
  /** Segment of the statistics' names. */
  readonly kind: 'ring_hash_lb' | 'maglev_lb'
  readonly gauges: Readonly<Record<string, number>>
}

/** Makes balancers. Every policy passes the suite in `compliance.ts`. */
export interface BalancerPolicy {
  /** Whether a hash decides the endpoint: localities then become weights, and priorities follow the hash too. */
  readonly isHashing: boolean
  /** @param shares of the whole by endpoint, adding up to 1, where they are not the endpoints' weights; only hashing policies read it. */
  make<E extends Endpoint>(
    endpoints: readonly E[],
    env: BalancerEnv,
    shares: readonly number[] | null,
  ): Balancer<E>
}

/** Whether all endpoints have one weight, so that no scheduler is needed. */
export function hasEqualWeights(endpoints: readonly Endpoint[]): boolean {
  const first = endpoints[0]?.weight ?? 1
  return endpoints.every((endpoint) => endpoint.weight === first)
}

/** Each endpoint's part of the whole by its weight. */
export function sharesByWeight(endpoints: readonly Endpoint[]): readonly number[] {
  const total = endpoints.reduce((sum, endpoint) => sum + endpoint.weight, 0)
  return endpoints.map((endpoint) => endpoint.weight / total)
}

/** Fewest and most entries that one endpoint has; 0 where there is none. */
export function extremes(owners: Uint32Array, endpoints: number): { least: number; most: number } {
  const counts = new Uint32Array(endpoints)
  for (const owner of owners) counts[owner] = (counts[owner] ?? 0) + 1
  const least = counts.reduce((a, b) => Math.min(a, b), endpoints === 0 ? 0 : owners.length)
  return { least, most: counts.reduce((a, b) => Math.max(a, b), 0) }
}
