/** When a reload happens: after a quiet moment, at the latest after a second. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '@flotilla/time'
import { Debouncer } from './debouncer.ts'

function setup(): { clock: FakeClock; debouncer: Debouncer; runs: () => number } {
  const clock = new FakeClock()
  let runs = 0
  const debouncer = new Debouncer(clock, () => {
    runs++
  })
  return { clock, debouncer, runs: () => runs }
}

test('changes are taken together after 100 ms of quiet', () => {
  const { clock, debouncer, runs } = setup()
  debouncer.touch()
  clock.advance(99)
  debouncer.touch()
  clock.advance(99)
  assert.equal(runs(), 0)
  clock.advance(1)
  assert.equal(runs(), 1)
  assert.equal(clock.pending, 0)
})

test('changes that never stop are taken after a second', () => {
  const { clock, debouncer, runs } = setup()
  for (let i = 0; i < 25; i++) {
    debouncer.touch()
    clock.advance(50)
  }
  assert.equal(runs(), 1)
})

test('nothing happens after it was closed', () => {
  const { clock, debouncer, runs } = setup()
  debouncer.touch()
  debouncer.close()
  clock.advance(2_000)
  assert.equal(runs(), 0)
})
