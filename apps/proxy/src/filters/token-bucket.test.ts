/** Token buckets: filled in steps, never above their size. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TokenBucket } from './token-bucket.ts'

test('tokens are taken, filled in steps and capped', () => {
  const bucket = new TokenBucket({ maxTokens: 2, tokensPerFill: 1, fillIntervalMs: 100 }, 0)
  assert.equal(bucket.resetSec(0), 0, 'full')
  assert.deepEqual([bucket.take(0), bucket.take(0), bucket.take(0)], [true, true, false])
  assert.equal(bucket.take(99), false)
  assert.equal(bucket.resetSec(99), 1)
  assert.equal(bucket.take(100), true)
  assert.equal(bucket.left(10_000), 2)
})
