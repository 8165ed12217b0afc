/** Prefetch pools: ahead of need while the server gives, held back when it does not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { QuotaPool } from './quota-pool.ts'

test('the first take is granted ahead of the answer, and the shortfall is taken back', () => {
  const pool = new QuotaPool()
  const first = pool.take(1, 0)
  assert.equal(first.isGranted, true)
  assert.equal(first.prefetch?.amount, 10)
  assert.ok(first.prefetch)
  pool.settle(first.prefetch, { granted: 3, lifeMs: 1000 }, 1)
  assert.equal(pool.available(1), 2)
  assert.equal(pool.take(1, 2).isGranted, true)
  assert.equal(pool.take(1, 2).isGranted, true)
  assert.deepEqual(pool.take(1, 2), { isGranted: false, prefetch: null })
})

test('a server that gave less is asked again after half a second, and nothing is counted ahead', () => {
  const pool = new QuotaPool()
  const first = pool.take(1, 0)
  assert.ok(first.prefetch)
  pool.settle(first.prefetch, { granted: 1, lifeMs: 1000 }, 1)
  const again = pool.take(1, 500)
  assert.equal(again.isGranted, false)
  assert.ok(again.prefetch)
  assert.equal(again.prefetch.advance, null)
  assert.equal(pool.take(1, 2000).prefetch, null, 'one at a time')
  pool.settle(again.prefetch, { granted: 10, lifeMs: 1000 }, 2001)
  assert.equal(pool.available(2001), 10)
})

test('the more is used the more is fetched', () => {
  const pool = new QuotaPool()
  for (let i = 0; i < 40; i++) {
    const taken = pool.take(1, i)
    if (taken.prefetch)
      pool.settle(taken.prefetch, { granted: taken.prefetch.amount, lifeMs: 60_000 }, i)
  }
  pool.take(30, 41)
  const taken = pool.take(1, 42)
  if (taken.prefetch) assert.ok(taken.prefetch.amount >= 40)
})

test('more than one is granted only where the pool holds all of it', () => {
  const pool = new QuotaPool()
  const taken = pool.take(25, 0)
  assert.equal(taken.isGranted, true)
  assert.ok(taken.prefetch)
  assert.equal(taken.prefetch.amount, 25)
  pool.settle(taken.prefetch, { granted: 25, lifeMs: 10 }, 1)
  assert.equal(pool.available(1), 0)
})

test('grants expire, and what could not be asked counts as granted for a minute', () => {
  const pool = new QuotaPool()
  const taken = pool.take(1, 0)
  assert.ok(taken.prefetch)
  pool.settle(taken.prefetch, null, 5)
  assert.equal(pool.available(60_000), 9)
  assert.equal(pool.available(60_005), 0)
})
