/** Which cluster of an aggregate takes a request. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseAggregate, type Part } from './aggregate.ts'

function part(healthy: number, total: number): Part {
  return { hosts: Array.from({ length: total }, (_, i) => ({ healthy: i < healthy })) }
}

test('the first takes all while it is healthy enough, the next what it cannot', () => {
  const cases: readonly (readonly [readonly (Part | null)[], number, number])[] = [
    [[part(2, 2), part(2, 2)], 0.99, 0],
    [[part(3, 4), part(2, 2)], 0.99, 0],
    [[part(1, 2), part(2, 2)], 0.69, 0],
    [[part(1, 2), part(2, 2)], 0.71, 1],
    [[part(0, 2), part(2, 2)], 0, 1],
    [[null, part(1, 1)], 0.5, 1],
    [[part(0, 0), part(1, 1)], 0.5, 1],
    [[part(1, 10), part(0, 2)], 0.99, 0],
    [[part(0, 2), part(0, 2)], 0.5, 0],
    [[null, part(0, 0)], 0.5, -1],
  ]
  for (const [parts, draw, want] of cases) assert.equal(chooseAggregate(parts, draw), want)
})
