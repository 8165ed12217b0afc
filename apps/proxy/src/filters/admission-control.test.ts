/** Admission control: the window of outcomes and the probability of a refusal. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rejectionProbability, SuccessWindow } from './admission-control.ts'

test('the probability grows with the share of failures beyond the threshold', () => {
  const cases: readonly (readonly [
    total: number,
    successes: number,
    aggression: number,
    expected: number,
  ])[] = [
    [0, 0, 1, 0],
    [100, 100, 1, 0],
    [100, 95, 1, 0],
    [100, 0, 1, 100 / 101],
    [100, 19, 1, 80 / 101],
    [100, 19, 2, Math.sqrt(80 / 101)],
  ]
  for (const [total, successes, aggression, expected] of cases) {
    const seen = rejectionProbability(total, successes, 0.95, aggression)
    assert.ok(Math.abs(seen - expected) < 1e-9, `${total} ${successes} ${aggression}: ${seen}`)
  }
})

test('outcomes leave the window', () => {
  const window = new SuccessWindow(2000)
  window.record(true, 0)
  window.record(false, 500)
  window.record(true, 1500)
  assert.deepEqual([window.total, window.successes], [3, 2])
  window.expire(2100)
  assert.deepEqual([window.total, window.successes], [1, 1])
  window.expire(10_000)
  assert.deepEqual([window.total, window.successes], [0, 0])
})
