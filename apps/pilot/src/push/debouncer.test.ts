/** The debouncer: quiet time, longest wait, merging, closing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '@flotilla/time'
import { Debouncer } from './debouncer.ts'

function setUp(): { clock: FakeClock; debouncer: Debouncer<string>; fired: string[] } {
  const clock = new FakeClock()
  const fired: string[] = []
  const debouncer = new Debouncer<string>({
    clock,
    quietMs: 20,
    maxMs: 100,
    merge: (a, b) => a + b,
    fire: (merged, startedMs) => fired.push(`${merged}@${startedMs}`),
  })
  return { clock, debouncer, fired }
}

test('events close together fire once, merged, after the quiet time', () => {
  const { clock, debouncer, fired } = setUp()
  debouncer.add('a')
  clock.advance(19)
  debouncer.add('b')
  clock.advance(19)
  assert.deepEqual(fired, [])
  clock.advance(1)
  assert.deepEqual(fired, ['ab@0'])
  assert.equal(clock.pending, 0)
})

test('a steady stream of events fires at the longest wait', () => {
  const { clock, debouncer, fired } = setUp()
  for (let i = 0; i < 12; i++) {
    debouncer.add('x')
    clock.advance(10)
  }
  assert.deepEqual(fired, [`${'x'.repeat(10)}@0`])
})

test('nothing fires after closing', () => {
  const { clock, debouncer, fired } = setUp()
  debouncer.add('a')
  debouncer.close()
  debouncer.add('b')
  clock.advance(1000)
  assert.deepEqual(fired, [])
  assert.equal(clock.pending, 0)
})
