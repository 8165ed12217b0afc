/** The suite that every balancing policy passes, ours or a stranger's. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BalancerEnv, BalancerPolicy, Endpoint, Random } from './endpoint.ts'

export interface PolicyTraits {
  /** Whether weights change the shares. */
  readonly isWeighted: boolean
  /**
   * How far from its fair share an endpoint may be after 40,000 picks with the fixed seed, 0–1. Chance alone is under
   * 0.011 (4.5 standard deviations of a share of one half); a ring's uneven arcs are more.
   */
  readonly tolerance: number
}

const DRAWS = 40_000

interface FakeEndpoint extends Endpoint {
  readonly hashKey: string
  weight: number
  stats: { activeRequests: number }
}

/** Registers the suite under `name`. */
export function describeBalancerPolicy(
  name: string,
  policy: BalancerPolicy,
  traits: PolicyTraits,
): void {
  describe(`balancer policy ${name}`, () => {
    it('gives null where there is no endpoint', () => {
      assert.equal(policy.make([], testEnv(1), null).pick(null, 0), null)
      assert.equal(policy.make([], testEnv(1), null).pick(5n, 3), null)
    })

    it('gives the only endpoint, whatever the hash and attempt', () => {
      const [only] = endpoints([1])
      const balancer = policy.make([only as FakeEndpoint], testEnv(2), null) // made one line above
      for (let i = 0; i < 50; i++) {
        assert.equal(balancer.pick(null, i), only)
        assert.equal(balancer.pick(BigInt(i) << 57n, i), only)
      }
    })

    it('gives every endpoint a fair share where weights are equal', () => {
      for (const share of sample(policy, endpoints([1, 1, 1, 1])))
        assert.ok(Math.abs(share - 0.25) <= traits.tolerance, String(share))
    })

    it('picks the same for the same random sequence', () => {
      const run = (): (string | undefined)[] => {
        const balancer = policy.make(endpoints([2, 1, 3]), testEnv(9), null)
        return Array.from({ length: 200 }, () => balancer.pick(null, 0)?.hashKey)
      }
      assert.deepEqual(run(), run())
    })

    it('another attempt can give another endpoint', () => {
      const balancer = policy.make(endpoints([1, 1, 1, 1, 1]), testEnv(4), null)
      const seen = new Set(Array.from({ length: 64 }, (_, i) => balancer.pick(77n, i)?.hashKey))
      assert.ok(seen.size > 1)
    })

    it('begins anywhere, so that many proxies do not begin together', () => {
      const first = (seed: number): string | undefined =>
        policy.make(endpoints([1, 2, 3, 4]), testEnv(seed), null).pick(null, 0)?.hashKey
      assert.ok(new Set(Array.from({ length: 64 }, (_, seed) => first(seed))).size > 1)
    })

    if (traits.isWeighted) {
      it('gives shares in proportion to weights', () => {
        const shares = sample(policy, endpoints([1, 2, 5]))
        for (const [i, want] of [1 / 8, 2 / 8, 5 / 8].entries())
          assert.ok(Math.abs((shares[i] ?? 0) - want) <= traits.tolerance, String(shares))
      })
    }

    if (policy.isHashing) describeHashing(policy, traits)
  })
}

function describeHashing(policy: BalancerPolicy, traits: PolicyTraits): void {
  it('gives one hash one endpoint', () => {
    const balancer = policy.make(endpoints([1, 1, 1]), testEnv(5), null)
    for (let hash = 1n; hash < 1n << 60n; hash = hash * 7n + 3n)
      assert.equal(balancer.pick(hash, 0), balancer.pick(hash, 0))
  })

  it('moves few hashes when an endpoint leaves', () => {
    const all = endpoints([1, 1, 1, 1, 1])
    const before = policy.make(all, testEnv(6), null)
    const after = policy.make(all.slice(1), testEnv(6), null)
    let moved = 0
    const draws = hashes(2000)
    for (const hash of draws) {
      const was = before.pick(hash, 0)
      if (was !== all[0] && was !== after.pick(hash, 0)) moved++
    }
    // A ring of fixed size hands the leaver's points to everybody, which moves some more.
    assert.ok(moved / draws.length < 0.2, `${moved} of ${draws.length} moved`)
  })

  it('does not depend on the order of endpoints', () => {
    const all = endpoints([1, 1, 1, 1])
    const one = policy.make(all, testEnv(7), null)
    const other = policy.make([...all].reverse(), testEnv(8), null)
    for (const hash of hashes(200))
      assert.equal(one.pick(hash, 0)?.hashKey, other.pick(hash, 0)?.hashKey)
  })

  it('takes shares in place of weights', () => {
    const shares = sample(policy, endpoints([1, 1, 1]), [0.1, 0.3, 0.6])
    for (const [i, want] of [0.1, 0.3, 0.6].entries())
      assert.ok(Math.abs((shares[i] ?? 0) - want) <= traits.tolerance, String(shares))
  })
}

function endpoints(weights: readonly number[]): FakeEndpoint[] {
  return weights.map((weight, i) => fakeEndpoint(`10.0.0.${i}:80`, { weight }))
}

/** An endpoint that is there since ever and has nothing to do. */
export function fakeEndpoint(
  hashKey: string,
  more: Partial<FakeEndpoint> & { readonly activeRequests?: number } = {},
): FakeEndpoint {
  const { activeRequests = 0, ...rest } = more
  return {
    hashKey,
    weight: 1,
    stats: { activeRequests },
    availableSinceMs: Number.NEGATIVE_INFINITY,
    latency: null,
    ...rest,
  }
}

/** An environment at time 0 with nothing in flight. */
export function testEnv(seed: number, more: Partial<BalancerEnv> = {}): BalancerEnv {
  return { random: seeded(seed), nowMs: () => 0, activeRequests: () => 0, ...more }
}

/** Share of picks per endpoint. */
function sample(
  policy: BalancerPolicy,
  list: readonly FakeEndpoint[],
  shares: readonly number[] | null = null,
): number[] {
  const balancer = policy.make(list, testEnv(3), shares)
  const counts = new Map<Endpoint, number>()
  for (let i = 0; i < DRAWS; i++) {
    const picked = balancer.pick(null, 0)
    assert.ok(picked)
    counts.set(picked, (counts.get(picked) ?? 0) + 1)
  }
  return list.map((endpoint) => (counts.get(endpoint) ?? 0) / DRAWS)
}

function hashes(count: number): bigint[] {
  const random = seeded(11)
  return Array.from(
    { length: count },
    () => (BigInt(Math.floor(random() * 2 ** 32)) << 32n) | BigInt(Math.floor(random() * 2 ** 32)),
  )
}

/** mulberry32: a small generator whose sequence depends on its seed only. */
export function seeded(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
