/** Bounded background work: what runs at once, what waits, and its end. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeEnv, settled } from './compliance/index.ts'
import { BoundedScheduler } from './task-scheduler.ts'

const LIMITS = { maxRunning: 2, maxWaiting: 1, maxPeriodic: 1 }

function setup(): { env: FakeEnv; tasks: BoundedScheduler } {
  const env = new FakeEnv()
  return { env, tasks: new BoundedScheduler(env.clock, env.log, LIMITS) }
}

test('tasks beyond the bounds are refused, and waiting ones run when there is room', async () => {
  const { tasks } = setup()
  const ends: (() => void)[] = []
  const task = (): Promise<void> => new Promise((resolve) => ends.push(resolve))
  assert.deepEqual(
    [1, 2, 3, 4].map((i) => tasks.run(`t${i}`, task)),
    [true, true, true, false],
  )
  assert.deepEqual(tasks.counts(), { workers: 2, daemons: 0, waiting: 1, failed: 0, refused: 1 })
  ends[0]?.()
  await settled()
  assert.deepEqual([tasks.counts().workers, tasks.counts().waiting], [2, 0])
})

test('a periodic task never overlaps itself, and what it throws is told and counted', async () => {
  const { env, tasks } = setup()
  let runs = 0
  tasks.every('refresh', 100, () => {
    runs++
    throw new Error('down')
  })
  assert.throws(() => tasks.every('more', 100, () => undefined), /cannot be scheduled/)
  for (let i = 0; i < 3; i++) await env.advance(100)
  assert.equal(runs, 3)
  assert.equal(tasks.counts().failed, 3)
  assert.equal(env.logged[0]?.fields['error'], 'down')
})

test('after close nothing starts and no timer is left', async () => {
  const { env, tasks } = setup()
  let runs = 0
  const count = (): void => {
    runs++
  }
  tasks.every('refresh', 100, count)
  tasks.close()
  assert.equal(tasks.run('late', count), false)
  tasks.every('late', 100, count).cancel()
  await env.advance(1_000)
  assert.equal(runs, 0)
  assert.equal(env.clock.pending, 0)
})
