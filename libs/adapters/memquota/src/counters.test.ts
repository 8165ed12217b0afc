/** The bound on the number of counters, and the window against a plain model of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Counters } from './counters.ts'
import { RollingWindow } from './rolling-window.ts'

test('a full table refuses new keys until counters are idle', () => {
  const counters = new Counters(2)
  const limit = { maxAmount: 1, validDurationMs: 1_000 }
  assert.equal(counters.take('a', limit, 1, false, 0), 1)
  assert.equal(counters.take('b', limit, 1, false, 0), 1)
  assert.equal(counters.take('c', limit, 1, false, 0), 0)
  assert.equal(counters.refused, 1)
  assert.equal(counters.take('c', limit, 1, false, 1_500), 1)
  assert.equal(counters.size, 1)
})

test('a window never holds more than its amount, and frees exactly what is as old as it', () => {
  const step = fc.record({
    wait: fc.integer({ min: 0, max: 15 }),
    amount: fc.integer({ min: 1, max: 6 }),
    isBestEffort: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const window = new RollingWindow(10, 1_000, 0)
      const grants: { tick: number; amount: number }[] = []
      let tick = 0
      for (const { wait, amount, isBestEffort } of steps) {
        tick += wait
        const used = grants.filter((g) => tick - g.tick < 10).reduce((sum, g) => sum + g.amount, 0)
        const expected = amount <= 10 - used ? amount : isBestEffort ? 10 - used : 0
        assert.equal(window.take(amount, isBestEffort, tick), expected)
        grants.push({ tick, amount: expected })
      }
    }),
  )
})
