/** Where quota pools stand when another policy counts by other attributes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AttributeBag,
  Condition,
  encodeReferences,
  MutableBag,
  type Reference,
} from '@flotilla/attributes'
import { checkAnswer } from './fake-transport.ts'
import { PolicyGeneration } from './policy-generation.ts'
import { QuotaCache } from './quota-cache.ts'
import type { CheckAnswer } from './transport.ts'

const exact = (name: string): Reference => ({ name, mapKey: null, condition: Condition.exact })

function granted(generation: number, references: readonly Reference[]): CheckAnswer {
  const quota = {
    grantedAmount: 10n,
    validDuration: { seconds: 60, nanos: 0 },
    referencedAttributes: encodeReferences(references, 222),
    status: null,
  }
  return { ...checkAnswer({ generation }), quotas: new Map([['q', quota]]) }
}

test('a pool moves to where requests that the new policy counts together find it', () => {
  const generation = new PolicyGeneration()
  const cache = new QuotaCache(generation)
  const bag = (user: string): AttributeBag =>
    new MutableBag([
      ['source.user', user],
      ['request.path', '/'],
    ])
  const fetch = (user: string, answer: CheckAnswer) => {
    const { pool, prefetch } = cache.take('q', 1, bag(user), 0)
    assert.ok(prefetch, `nothing to fetch for ${user}`)
    generation.see(answer.flotillaPolicyGeneration, 0)
    cache.settle({ quota: 'q', bag: bag(user), pool, prefetch, answer }, 0)
    return pool
  }
  const shared = fetch('a', granted(5, [exact('request.path')]))
  assert.equal(cache.take('q', 1, bag('b'), 1).pool, shared)
  generation.see(6, 0)
  const own = fetch('a', granted(6, [exact('request.path'), exact('source.user')]))
  assert.equal(own, shared)
  assert.equal(cache.take('q', 1, bag('a'), 2).pool, own)
  assert.notEqual(cache.take('q', 1, bag('b'), 2).pool, own)
})

test('a quota whose backend cannot be reached is granted, as where Mixer cannot be', () => {
  const cache = new QuotaCache(new PolicyGeneration())
  const bag = new MutableBag([['request.path', '/']])
  const { pool, prefetch } = cache.take('q', 1, bag, 0)
  assert.ok(prefetch)
  const quota = {
    grantedAmount: 0n,
    validDuration: null,
    referencedAttributes: null,
    status: { code: 14, message: 'redisquota: Service Unavailable', details: [] },
  }
  const answer = { ...checkAnswer({ generation: 1 }), quotas: new Map([['q', quota]]) }
  cache.settle({ quota: 'q', bag, pool, prefetch, answer }, 0)
  assert.equal(pool.takeFetched(1, 0), true)
})
