/** What a balancer needs to know of an endpoint, and what a balancer is. */

export interface Endpoint {
  /** Stable identity for consistent hashing: `hash_key` metadata, else hostname, else `ip:port`. */
  readonly hashKey: string
  /** Relative share, an integer of 1 or more. Read on every pick by schedulers, so it may change. */
  readonly weight: number
  /** Requests in flight, kept by the caller. */
  readonly stats: { readonly activeRequests: number }
}

/** Uniform in [0, 1). Balancers never use ambient randomness. */
export type Random = () => number

/**
 * Picks among a fixed list of endpoints; a change of membership or health makes a new balancer.
 * Every policy passes the suite in `compliance.ts`.
 */
export interface Balancer<E extends Endpoint> {
  /**
   * @param hash 64 bits, or null for a random one; only consistent-hash policies read it.
   * @param attempt 0 for the first pick of a request, counting up when an earlier pick was not acceptable.
   * @returns null only where the list is empty.
   */
  pick(hash: bigint | null, attempt: number): E | null
}

/** Makes the balancer of one list of endpoints. */
export type BalancerPolicy = <E extends Endpoint>(
  endpoints: readonly E[],
  random: Random,
) => Balancer<E>

/** A random 64-bit hash, for hash policies without a hash. */
export function randomHash(random: Random): bigint {
  const high = BigInt(Math.floor(random() * 0x1_0000_0000))
  return (high << 32n) | BigInt(Math.floor(random() * 0x1_0000_0000))
}

/** Whether all endpoints have one weight, so that no scheduler is needed. */
export function hasEqualWeights(endpoints: readonly Endpoint[]): boolean {
  const first = endpoints[0]?.weight ?? 1
  return endpoints.every((endpoint) => endpoint.weight === first)
}
