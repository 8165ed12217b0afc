/** Watchdogs: which pauses are counted. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock } from '@flotilla/time'
import { Watchdog } from './watchdog.ts'

test('a pause is counted by how long it was', () => {
  let nowMs = 0
  let due: (() => void) | null = null
  const clock: Clock = {
    nowMs: () => nowMs,
    wallMs: () => nowMs,
    after: (_delayMs, callback) => {
      due = callback
      return { cancel: () => (due = null) }
    },
  }
  const watchdog = new Watchdog({ missMs: 200, megaMissMs: 1000 }, clock)
  watchdog.start()
  const seen: (readonly [number, number])[] = []
  for (const pauseMs of [100, 201, 1001, 100]) {
    nowMs += pauseMs
    due?.call(null)
    seen.push([watchdog.counts.watchdogMiss, watchdog.counts.watchdogMegaMiss])
  }
  assert.deepEqual(seen, [
    [0, 0],
    [1, 0],
    [2, 1],
    [2, 1],
  ])
  watchdog.close()
  assert.equal(due, null)
})
