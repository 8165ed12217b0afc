/** The bound on what is under way. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Admission } from './admission.ts'

test('requests beyond the bound are refused until one has ended', () => {
  const admission = new Admission({ maxRequests: 2, maxBytes: 1_000 })
  assert.deepEqual(
    [admission.enter(1), admission.enter(1), admission.enter(1)],
    [true, true, false],
  )
  admission.leave(1)
  assert.equal(admission.enter(1), true)
  assert.equal(admission.size, 2)
})

test('bytes beyond the bound are refused, but a large request alone is served', () => {
  const admission = new Admission({ maxRequests: 9, maxBytes: 100 })
  assert.equal(admission.enter(60), true)
  assert.equal(admission.enter(41), false)
  assert.equal(admission.enter(40), true)
  admission.leave(60)
  admission.leave(40)
  assert.equal(admission.enter(500), true)
  assert.equal(admission.enter(1), false)
})
