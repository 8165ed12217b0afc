/** The machine's clock and the fake one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock, holdTime, releaseTime, sleep, systemClock } from './index.ts'

test('sleep ends with its time, or with the signal', async () => {
  const clock = new FakeClock()
  const slept = sleep(clock, 100)
  clock.advance(100)
  await slept
  const stop = new AbortController()
  const stopped = sleep(clock, 100, stop.signal)
  stop.abort(new Error('stopped'))
  await assert.rejects(stopped, /stopped/)
  assert.equal(clock.pending, 0)
  await assert.rejects(sleep(clock, 100, stop.signal), /stopped/)
})

test('the system clock waits, cancels, and moves forward', async () => {
  const before = systemClock.nowMs()
  systemClock.after(0, () => assert.fail('cancelled')).cancel()
  // Its timers keep no process alive, so something else must while this test waits.
  const alive = setInterval(() => undefined, 1_000)
  await sleep(systemClock, 1)
  clearInterval(alive)
  assert.ok(systemClock.nowMs() > before)
  assert.ok(Math.abs(systemClock.wallMs() - Date.now()) < 1_000)
})

test('held time stands still, and goes on when it is released', async () => {
  const alive = setInterval(() => undefined, 1_000)
  holdTime()
  const [nowMs, wallMs] = [systemClock.nowMs(), systemClock.wallMs()]
  await new Promise((resolve) => setTimeout(resolve, 3))
  assert.deepEqual([systemClock.nowMs(), systemClock.wallMs()], [nowMs, wallMs])
  releaseTime()
  clearInterval(alive)
  assert.ok(systemClock.nowMs() > nowMs + 1)
  assert.ok(systemClock.wallMs() > wallMs + 1)
})
