/** Watchdogs: which pauses are counted. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock } from '@flotilla/time'
import { Watchdog } from './watchdog.ts'

test('a pause is counted by how long it was', () => {
  let nowMs = 0
  const waiting: (() => void)[] = []
  const clock: Clock = {
    nowMs: () => nowMs,
    wallMs: () => nowMs,
    after: (_delayMs, callback) => {
      waiting.push(callback)
      return { cancel: () => waiting.pop() }
    },
  }
  const watchdog = new Watchdog({ missMs: 200, megaMissMs: 1000 }, clock)
  watchdog.start()
  const seen: (readonly [number, number])[] = []
  for (const pauseMs of [100, 201, 1001, 100]) {
    nowMs += pauseMs
    waiting.pop()?.()
    seen.push([watchdog.counts.watchdogMiss, watchdog.counts.watchdogMegaMiss])
  }
  assert.deepEqual(seen, [
    [0, 0],
    [1, 0],
    [2, 1],
    [2, 1],
  ])
  watchdog.close()
  assert.equal(waiting.length, 0)
})
