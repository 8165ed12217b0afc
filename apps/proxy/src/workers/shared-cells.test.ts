/** Cells that threads have in common, and what is counted with them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BUCKET_CELLS, initBucket, TokenBucket } from '../filters/token-bucket.ts'
import { FoundCells, OwnedCells, useCount } from './shared-cells.ts'

test('threads that compile the same find the same cells', () => {
  const [owned, found] = [new OwnedCells(), new FoundCells()]
  owned.begin('chain a')
  const cells = [owned.next(1), owned.next(2), owned.named('faults', 1)]
  found.learn(owned.takeFresh())
  assert.deepEqual(owned.takeFresh(), [])
  found.begin('chain a')
  const others = [found.next(1), found.next(1), found.named('faults')]
  for (const [i, one] of cells.entries()) {
    Atomics.add(one, 0, i + 1)
    assert.equal(others[i]?.[0], i + 1)
  }
  assert.throws(() => found.next(1), { code: 'FLT_BUG' })
  const cluster = owned.once('cluster 1', 2)
  found.learn(owned.takeFresh())
  found.once('cluster 1')[1] = 7
  assert.equal(cluster[1], 7)
  assert.throws(() => found.once('cluster 1'), { code: 'FLT_BUG' })
  owned.begin('chain a')
  assert.equal(owned.next(1)[0], 1, 'what is compiled again goes on with its cells')
})

test('what is in use is bounded over all who count', () => {
  const cells = new Int32Array(new SharedArrayBuffer(4))
  for (const [one, other] of [
    [useCount(cells), useCount(cells)],
    [useCount(null), null],
  ] as const) {
    const second = other ?? one
    assert.deepEqual([one?.tryAdd(2), second?.tryAdd(2), one?.tryAdd(2)], [true, true, false])
    second?.remove()
    assert.equal(one?.tryAdd(2), true)
  }
})

test('a bucket in shared memory fills in steps, once for all', () => {
  const settings = { maxTokens: 3, tokensPerFill: 2, fillIntervalMs: 100 }
  const cells = new Int32Array(new SharedArrayBuffer(BUCKET_CELLS * 4))
  initBucket(cells, settings, 1_000)
  const [one, other] = [new TokenBucket(settings, 5, cells), new TokenBucket(settings, 7, cells)]
  const alone = new TokenBucket(settings, 1_000)
  const taken: boolean[] = []
  for (const [i, atMs] of [
    1_000, 1_001, 1_002, 1_003, 1_099, 1_100, 1_101, 1_102, 1_350, 1_351, 1_352, 1_353,
  ].entries()) {
    const shared = (i % 2 === 0 ? one : other).take(atMs)
    assert.equal(shared, alone.take(atMs), `at ${atMs}`)
    taken.push(shared)
  }
  assert.deepEqual(taken.map(Number), [1, 1, 1, 0, 0, 1, 1, 0, 1, 1, 1, 0])
  assert.equal(other.resetSec(1_354), alone.resetSec(1_354))
  assert.equal(one.left(1_400), 2)
})
