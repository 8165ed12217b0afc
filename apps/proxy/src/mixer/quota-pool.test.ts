/** Prefetch pools: ahead of need while the server gives, held back when it does not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { QuotaPool } from './quota-pool.ts'

/** A pool whose server has given all that was asked. */
function openPool(): QuotaPool {
  const pool = new QuotaPool()
  const { prefetch } = pool.take(10, 0)
  assert.ok(prefetch)
  pool.settle(prefetch, { granted: 10, lifeMs: 60_000, generation: 0 }, 0)
  assert.equal(pool.takeFetched(10, 0), true)
  return pool
}

test('before the first answer nothing is given away: takers wait', () => {
  const pool = new QuotaPool()
  const first = pool.take(1, 0)
  assert.deepEqual([first.isGranted, first.canWait, first.prefetch?.amount], [false, true, 10])
  const second = pool.take(1, 1)
  assert.deepEqual([second.isGranted, second.canWait, second.prefetch], [false, true, null])
  const seen: boolean[] = []
  for (let i = 0; i < 2; i++) pool.whenSettled(() => seen.push(pool.takeFetched(1, 2)))
  assert.ok(first.prefetch)
  pool.settle(first.prefetch, { granted: 1, lifeMs: 1000, generation: 0 }, 2)
  assert.deepEqual(seen, [true, false])
})

test('a server that gives is counted on ahead of its answer, and the shortfall is taken back', () => {
  const pool = openPool()
  const first = pool.take(1, 2000)
  assert.equal(first.isGranted, true)
  assert.equal(first.prefetch?.amount, 10)
  assert.ok(first.prefetch)
  pool.settle(first.prefetch, { granted: 3, lifeMs: 1000, generation: 0 }, 2001)
  assert.equal(pool.available(2001), 2)
  assert.equal(pool.take(1, 2002).isGranted, true)
  assert.equal(pool.take(1, 2002).isGranted, true)
  assert.deepEqual(pool.take(1, 2002), { isGranted: false, prefetch: null, canWait: false })
})

test('a server that gave less is asked again after half a second, and nothing is counted ahead', () => {
  const pool = new QuotaPool()
  const first = pool.take(1, 0)
  assert.ok(first.prefetch)
  pool.settle(first.prefetch, { granted: 1, lifeMs: 1000, generation: 0 }, 1)
  assert.equal(pool.takeFetched(1, 1), true)
  const again = pool.take(1, 500)
  assert.deepEqual([again.isGranted, again.canWait], [false, true])
  assert.ok(again.prefetch)
  assert.equal(again.prefetch.advance, null)
  assert.deepEqual(pool.take(1, 2000), { isGranted: false, prefetch: null, canWait: false })
  pool.settle(again.prefetch, { granted: 10, lifeMs: 1000, generation: 0 }, 2001)
  assert.equal(pool.available(2001), 10)
})

test('the more is used the more is fetched', () => {
  const pool = openPool()
  const asked: number[] = []
  for (let i = 0; i < 200; i++) {
    const { prefetch } = pool.take(1, i)
    if (prefetch === null) continue
    asked.push(prefetch.amount)
    pool.settle(prefetch, { granted: prefetch.amount, lifeMs: 60_000, generation: 0 }, i)
  }
  assert.ok((asked.at(-1) ?? 0) > 100, asked.join())
})

test('more than one is granted only where the pool holds all of it', () => {
  const pool = openPool()
  const taken = pool.take(25, 0)
  assert.equal(taken.isGranted, true)
  assert.ok(taken.prefetch)
  pool.settle(taken.prefetch, { granted: 25, lifeMs: 10_000, generation: 0 }, 1)
  const left = pool.available(1)
  pool.settle(
    pool.take(left + 100, 1).prefetch ?? assert.fail(),
    { granted: 1, lifeMs: 10_000, generation: 0 },
    1,
  )
  assert.equal(pool.take(left + 100, 2).isGranted, false)
})

test('grants expire, and what could not be asked counts as granted for a minute', () => {
  const pool = new QuotaPool()
  const taken = pool.take(1, 0)
  assert.ok(taken.prefetch)
  pool.settle(taken.prefetch, null, 5)
  assert.equal(pool.available(60_000), 10)
  assert.equal(pool.available(60_005), 0)
})

test('what an older policy granted is asked for again, and serves where nobody answers', () => {
  for (const [result, isGranted] of [
    [{ granted: 0, lifeMs: 60_000, generation: 2 }, false],
    [{ granted: 5, lifeMs: 60_000, generation: 2 }, true],
    [null, true],
  ] as const) {
    const pool = new QuotaPool()
    const { prefetch } = pool.take(1, 0, 1)
    pool.settle(prefetch ?? assert.fail(), { granted: 8, lifeMs: 60_000, generation: 1 }, 0, 1)
    assert.equal(pool.take(1, 1, 1).isGranted, true)
    const after = pool.take(1, 2, 2)
    assert.deepEqual([after.isGranted, after.canWait], [false, true])
    assert.equal(pool.take(1, 3, 2).prefetch, null, 'it is asked for once')
    const seen: boolean[] = []
    pool.whenSettled(() => seen.push(pool.takeFetched(1, 4)))
    pool.settle(after.prefetch ?? assert.fail(), result, 4, 2)
    assert.deepEqual(seen, [isGranted])
  }
})

test('an answer of an older policy that comes late is not what takers wait for', () => {
  const pool = new QuotaPool()
  const late = pool.take(1, 0, 1).prefetch ?? assert.fail()
  const seen: boolean[] = []
  const wait = (): void => pool.whenSettled(() => seen.push(pool.takeFetched(1, 2)))
  wait()
  const current = pool.take(1, 1, 2).prefetch ?? assert.fail()
  wait()
  pool.settle(late, { granted: 10, lifeMs: 60_000, generation: 1 }, 2, 2)
  assert.deepEqual(seen, [])
  pool.settle(current, { granted: 1, lifeMs: 60_000, generation: 2 }, 2, 2)
  assert.deepEqual(seen, [true, false])
})

test('who asked before a change was known is served by the answer of before', () => {
  const pool = new QuotaPool()
  const { prefetch } = pool.take(1, 0, 1)
  let isServed = false
  pool.whenSettled(() => {
    isServed = pool.takeFetched(1, 1)
  })
  pool.settle(prefetch ?? assert.fail(), { granted: 9, lifeMs: 60_000, generation: 1 }, 1, 2)
  assert.equal(isServed, true)
  assert.equal(pool.take(1, 2, 2).isGranted, false)
})

test('grants of a Mixer without generations last as long as they said', () => {
  const pool = openPool()
  pool.settle(
    pool.take(1, 0).prefetch ?? assert.fail(),
    { granted: 10, lifeMs: 60_000, generation: 0 },
    0,
  )
  const taken = pool.take(1, 1, 5)
  assert.deepEqual([taken.isGranted, taken.prefetch], [true, null])
})
