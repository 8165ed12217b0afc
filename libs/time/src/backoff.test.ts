/** Backoff: bounds double to the cap, jitter stays within its share, bad settings are refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Backoff } from './index.ts'

test('bounds double until the cap, and start over after reset', () => {
  const backoff = new Backoff({ baseMs: 100, maxMs: 1000, jitterRatio: 0 })
  assert.deepEqual(
    Array.from({ length: 6 }, () => backoff.nextMs()),
    [100, 200, 400, 800, 1000, 1000],
  )
  backoff.reset()
  assert.equal(backoff.nextMs(), 100)
})

test('every delay lies between the jitter-free share of its bound and the bound', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 1e4, noNaN: true }),
      fc.double({ min: 1, max: 100, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (baseMs, factor, jitterRatio, draw) => {
        const backoff = new Backoff({ baseMs, maxMs: baseMs * factor, jitterRatio }, () => draw)
        for (let i = 0; i < 70; i++) {
          const boundMs = Math.min(baseMs * factor, baseMs * 2 ** i)
          const delayMs = backoff.nextMs()
          assert.ok(delayMs >= boundMs * (1 - jitterRatio) - 1e-6 && delayMs <= boundMs + 1e-6)
        }
      },
    ),
  )
})

for (const options of [
  { baseMs: 0, maxMs: 1 },
  { baseMs: 2, maxMs: 1 },
  { baseMs: 1, maxMs: 2, jitterRatio: 2 },
  { baseMs: Number.NaN, maxMs: 1 },
]) {
  test(`refuses ${JSON.stringify(options)}`, () => {
    assert.throws(() => new Backoff(options), { code: 'FLT_BUG' })
  })
}
