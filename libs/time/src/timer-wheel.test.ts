/** The timer wheel: nothing fires early, everything fires within two ticks, cancelled timers never do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Clock, FakeClock, TimerWheel, WheelTimer } from './index.ts'

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

/** Delays on both sides of every border: a tick, the near level (10.24 s) and the far one (2.9 h). */
const delayMs = fc.oneof(
  fc.integer({ min: 0, max: 30_000 }),
  fc.integer({ min: 10_200, max: 10_300 }),
  fc.integer({ min: 10_480_000, max: 10_490_000 }),
  fc.integer({ min: 0, max: 100_000_000 }),
)

test('timers armed, moved and cancelled at any time fire once and in time, however far they are', () => {
  const step = fc.record({
    aheadMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20 }), delayMs),
    timer: fc.nat(7),
    delayMs: fc.option(delayMs),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      const clock = new FakeClock()
      const wheel = new TimerWheel(clock, 10)
      const dueMs: (number | null)[] = new Array(8).fill(null)
      const timers = dueMs.map((_, i) => {
        return new WheelTimer(() => {
          const due = dueMs[i] ?? Number.NaN
          const late = clock.nowMs() - due
          assert.ok(late >= 0 && late <= 20, `due at ${due}, ${late} ms late`)
          dueMs[i] = null
        })
      })
      for (const { aheadMs, timer: i, delayMs: delay } of steps) {
        clock.advance(aheadMs)
        const timer = timers[i] as WheelTimer // drawn from those that are there
        if (delay === null) wheel.cancel(timer)
        else wheel.arm(timer, delay)
        dueMs[i] = delay === null ? null : clock.nowMs() + delay
        assert.equal(wheel.size, dueMs.filter((due) => due !== null).length)
      }
      clock.advance(200_000_000)
      assert.equal(wheel.size, 0)
      assert.equal(clock.pending, 0)
    }),
  )
})

/** A clock that counts how often somebody asked to be woken. */
function counting(clock: FakeClock): { readonly clock: Clock; waits: number } {
  const counted = {
    waits: 0,
    clock: {
      nowMs: () => clock.nowMs(),
      wallMs: () => clock.wallMs(),
      after: (ms: number, callback: () => void) => {
        counted.waits++
        return clock.after(ms, callback)
      },
    },
  }
  return counted
}

test('a wheel with far timers only sleeps', () => {
  const clock = new FakeClock()
  const counted = counting(clock)
  const wheel = new TimerWheel(counted.clock)
  for (let i = 0; i < 1000; i++) wheel.arm(new WheelTimer(() => undefined), 3_600_000 + i)
  clock.advance(3_500_000)
  assert.ok(counted.waits <= 2, `woken ${counted.waits} times`)
})

test('requests that arm and cancel a far timeout set few wake-ups', () => {
  const clock = new FakeClock()
  const counted = counting(clock)
  const wheel = new TimerWheel(counted.clock)
  const timeout = new WheelTimer(() => assert.fail('it was cancelled'))
  for (let i = 0; i < 10_000; i++) {
    wheel.arm(timeout, 15_000)
    clock.advance(3)
    wheel.cancel(timeout)
  }
  assert.ok(counted.waits <= 10, `${counted.waits} in 30 s`)
})

test('a timer whose owner throws takes none of the others with it', () => {
  const clock = new FakeClock()
  const wheel = new TimerWheel(clock)
  const fired: string[] = []
  wheel.arm(new WheelTimer(() => fired.push('later')), 50)
  wheel.arm(new WheelTimer(() => fired.push('same tick')), 20)
  wheel.arm(
    new WheelTimer(() => {
      throw new Error('broken')
    }),
    20,
  )
  assert.throws(() => clock.advance(100), /broken/)
  clock.advance(100)
  assert.deepEqual(fired, ['same tick', 'later'])
})
