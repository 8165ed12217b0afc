/** The suite that every balancing policy passes, ours or a stranger's. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BalancerPolicy, Endpoint, Random } from './endpoint.ts'

export interface PolicyTraits {
  /** Whether a hash decides the endpoint. */
  readonly isHashing: boolean
  /** Whether weights change the shares. */
  readonly isWeighted: boolean
}

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
      assert.equal(policy([], seeded(1)).pick(null, 0), null)
      assert.equal(policy([], seeded(1)).pick(5n, 3), null)
    })

    it('gives the only endpoint, whatever the hash and attempt', () => {
      const [only] = endpoints([1])
      const balancer = policy([only as FakeEndpoint], seeded(2)) // made one line above
      for (let i = 0; i < 50; i++) {
        assert.equal(balancer.pick(null, i), only)
        assert.equal(balancer.pick(BigInt(i) << 57n, i), only)
      }
    })

    it('gives every endpoint a fair share where weights are equal', () => {
      const shares = sample(policy, endpoints([1, 1, 1, 1]), 40_000)
      for (const share of shares) assert.ok(Math.abs(share - 0.25) < 0.06, String(shares))
    })

    it('picks the same for the same random sequence', () => {
      const run = (): (string | undefined)[] => {
        const balancer = policy(endpoints([2, 1, 3]), seeded(9))
        return Array.from({ length: 200 }, () => balancer.pick(null, 0)?.hashKey)
      }
      assert.deepEqual(run(), run())
    })

    it('another attempt can give another endpoint', () => {
      const balancer = policy(endpoints([1, 1, 1, 1, 1]), seeded(4))
      const seen = new Set(Array.from({ length: 64 }, (_, i) => balancer.pick(77n, i)?.hashKey))
      assert.ok(seen.size > 1)
    })

    if (traits.isWeighted) {
      it('gives shares in proportion to weights', () => {
        const shares = sample(policy, endpoints([1, 2, 5]), 40_000)
        for (const [i, want] of [1 / 8, 2 / 8, 5 / 8].entries())
          assert.ok(Math.abs((shares[i] ?? 0) - want) < 0.07, String(shares))
      })
    }

    if (traits.isHashing) {
      it('gives one hash one endpoint', () => {
        const balancer = policy(endpoints([1, 1, 1]), seeded(5))
        for (let hash = 1n; hash < 1n << 60n; hash = hash * 7n + 3n)
          assert.equal(balancer.pick(hash, 0), balancer.pick(hash, 0))
      })

      it('moves few hashes when an endpoint leaves', () => {
        const all = endpoints([1, 1, 1, 1, 1])
        const before = policy(all, seeded(6))
        const after = policy(all.slice(1), seeded(6))
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
        const one = policy(all, seeded(7))
        const other = policy([...all].reverse(), seeded(8))
        for (const hash of hashes(200))
          assert.equal(one.pick(hash, 0)?.hashKey, other.pick(hash, 0)?.hashKey)
      })
    }
  })
}

function endpoints(weights: readonly number[]): FakeEndpoint[] {
  return weights.map((weight, i) => ({
    hashKey: `10.0.0.${i}:80`,
    weight,
    stats: { activeRequests: 0 },
  }))
}

/** Share of picks per endpoint. */
function sample(policy: BalancerPolicy, list: readonly FakeEndpoint[], draws: number): number[] {
  const balancer = policy(list, seeded(3))
  const counts = new Map<Endpoint, number>()
  for (let i = 0; i < draws; i++) {
    const picked = balancer.pick(null, 0)
    assert.ok(picked)
    counts.set(picked, (counts.get(picked) ?? 0) + 1)
  }
  return list.map((endpoint) => (counts.get(endpoint) ?? 0) / draws)
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
