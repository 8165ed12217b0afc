/** Bursts of changes make one snapshot, endless ones make one from time to time. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '@flotilla/time'
import { Debouncer, type Gathered } from './debouncer.ts'

test('a burst is published once, after it went quiet', () => {
  const clock = new FakeClock()
  const published: Gathered[] = []
  const resets: boolean[] = []
  const debouncer = new Debouncer(clock, {
    publish: (gathered) => published.push(gathered),
    onChange: (isReset) => resets.push(isReset),
  })
  debouncer.touch()
  clock.advance(10)
  debouncer.touch()
  clock.advance(19)
  assert.deepEqual(published, [])
  clock.advance(1)
  assert.deepEqual(published, [{ changes: 2, spanMs: 30, reason: 'quiet' }])
  assert.deepEqual(resets, [false, true])
  debouncer.touch()
  clock.advance(20)
  assert.equal(published.length, 2)
  assert.equal(clock.pending, 0)
})

test('changes without end are published all the same', () => {
  const clock = new FakeClock()
  const published: Gathered[] = []
  const debouncer = new Debouncer(clock, { publish: (gathered) => published.push(gathered) })
  for (let i = 0; i < 50; i++) {
    debouncer.touch()
    clock.advance(10)
  }
  assert.deepEqual(
    published.map(({ spanMs, reason }) => [spanMs, reason]),
    [
      [200, 'max'],
      [200, 'max'],
    ],
  )
  debouncer.close()
  assert.equal(clock.pending, 0)
})
