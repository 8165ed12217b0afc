/** The accrual breaker: shut by failures, opened by a probe, for longer each time. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACCRUAL_DEFAULTS, AccrualBreaker } from './index.ts'

const CONFIG = { ...ACCRUAL_DEFAULTS, maxFailures: 3, jitterRatio: 0 }

function breaker(more: Partial<typeof ACCRUAL_DEFAULTS> = {}, random = (): number => 0) {
  return new AccrualBreaker({ ...CONFIG, ...more }, random)
}

test('failures in a row shut it; a success in between starts over', () => {
  const one = breaker()
  for (const status of [500, 503, 200, 500, 0]) assert.equal(one.onOutcome(status, 0), false)
  assert.equal(one.isAvailable, true)
  // 429 is neither a failure in a row nor a success.
  assert.equal(one.onOutcome(429, 0), false)
  assert.equal(one.onOutcome(504, 0), true)
  assert.equal(one.state, 'shut')
  assert.equal(one.isAvailable, false)
  assert.equal(one.penaltyMs, 1_000)
  assert.equal(one.onOutcome(200, 0), false, 'a late answer says nothing')
})

test('one request probes it; success opens, failure shuts it for longer, up to the most', () => {
  const one = breaker({ maxPenaltyMs: 3_000 })
  for (let i = 0; i < 3; i++) one.onOutcome(500, 0)
  const penalties: number[] = []
  for (let i = 0; i < 4; i++) {
    penalties.push(one.penaltyMs)
    assert.equal(one.endPenalty(), true)
    assert.equal(one.isAvailable, true)
    assert.equal(one.onPick(), true)
    assert.equal(one.isAvailable, false, 'one request only')
    assert.equal(one.onPick(), false)
    assert.equal(one.onOutcome(i === 1 ? 429 : 503, 0), true)
  }
  assert.deepEqual(penalties, [1_000, 2_000, 3_000, 3_000])
  one.endPenalty()
  one.onPick()
  assert.equal(one.onProbeLost(), true)
  assert.equal(one.isAvailable, true)
  one.onPick()
  assert.equal(one.onOutcome(200, 0), true)
  assert.equal(one.state, 'open')
  for (let i = 0; i < 3; i++) one.onOutcome(500, 0)
  assert.equal(one.penaltyMs, 1_000, 'begins anew')
})

test('jitter comes on top', () => {
  const one = breaker({ jitterRatio: 0.5 }, () => 0.5)
  for (let i = 0; i < 3; i++) one.onOutcome(500, 0)
  assert.equal(one.penaltyMs, 1_250)
})

test('too few successes lately shut it too', () => {
  const successRate = { threshold: 0.8, windowMs: 10_000, minRequests: 5 }
  const one = breaker({ maxFailures: 100, successRate })
  // Old failures have fallen out of the window.
  for (let i = 0; i < 4; i++) assert.equal(one.onOutcome(500, 1_000), false)
  for (let i = 0; i < 8; i++) assert.equal(one.onOutcome(200, 20_000 + i), false)
  assert.equal(one.onOutcome(429, 25_000), false, '8 of 9')
  assert.equal(one.onOutcome(429, 25_000), false, '8 of 10 is not below')
  assert.equal(one.onOutcome(429, 26_000), true, '8 of 11 is')
  one.endPenalty()
  one.onPick()
  one.onOutcome(200, 27_000)
  assert.equal(one.onOutcome(429, 27_000), false, 'the window was cleared')
})
