/** The timer wheel: nothing fires early, everything fires within two ticks, cancelled timers never do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FakeClock, TimerWheel, WheelTimer } from './index.ts'

test('timers fire once, not before their delay and at most two ticks after', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 50 }),
      (delays, stepMs) => {
        const clock = new FakeClock()
        const wheel = new TimerWheel(clock, 10)
        const firedAt = delays.map(() => [] as number[])
        for (const [i, delayMs] of delays.entries())
          wheel.arm(new WheelTimer(() => firedAt[i]?.push(clock.nowMs())), delayMs)
        while (wheel.size > 0) clock.advance(stepMs)
        for (const [i, delayMs] of delays.entries()) {
          assert.equal(firedAt[i]?.length, 1)
          const at = firedAt[i]?.[0] ?? -1
          assert.ok(at >= delayMs && at <= delayMs + 30, `${delayMs} fired at ${at}`)
        }
        assert.equal(clock.pending, 0)
      },
    ),
  )
})

test('a cancelled or re-armed timer does not fire at its old time', () => {
  const clock = new FakeClock()
  const wheel = new TimerWheel(clock)
  let fired = 0
  const timer = new WheelTimer(() => fired++)
  wheel.arm(timer, 100)
  wheel.cancel(timer)
  assert.equal(timer.armed, false)
  clock.advance(500)
  assert.equal(fired, 0)
  wheel.arm(timer, 100)
  clock.advance(50)
  wheel.arm(timer, 100)
  clock.advance(90)
  assert.equal(fired, 0)
  clock.advance(50)
  assert.equal(fired, 1)
})

test('a timer may arm and cancel others of its slot while it fires', () => {
  const clock = new FakeClock()
  const wheel = new TimerWheel(clock)
  const fired: string[] = []
  const second = new WheelTimer(() => fired.push('second'))
  const again = new WheelTimer(() => fired.push('again'))
  const first = new WheelTimer(() => {
    fired.push('first')
    wheel.cancel(second)
    wheel.arm(again, 0)
  })
  wheel.arm(second, 20)
  wheel.arm(first, 20)
  clock.advance(200)
  assert.deepEqual(fired, ['first', 'again'])
})

test('a timer that cancels the next of its slot holds up none of the others', () => {
  const clock = new FakeClock()
  const wheel = new TimerWheel(clock)
  const fired: string[] = []
  // The slot's list begins with what was armed last.
  const third = new WheelTimer(() => fired.push('third'))
  const second = new WheelTimer(() => fired.push('second'))
  const first = new WheelTimer(() => {
    fired.push('first')
    wheel.cancel(second)
  })
  for (const timer of [third, second, first]) wheel.arm(timer, 20)
  clock.advance(40)
  assert.deepEqual(fired, ['first', 'third'])
})

test('a long stall fires everything that fell due, and nothing else', () => {
  const clock = new FakeClock()
  const wheel = new TimerWheel(clock)
  const fired: number[] = []
  for (const delayMs of [5, 5_000, 40_000, 3_600_000])
    wheel.arm(new WheelTimer(() => fired.push(delayMs)), delayMs)
  clock.advance(60_000)
  assert.deepEqual(
    fired.sort((a, b) => a - b),
    [5, 5_000, 40_000],
  )
  assert.equal(wheel.size, 1)
  wheel.close()
})
