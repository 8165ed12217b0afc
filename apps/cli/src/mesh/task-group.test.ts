/** A group of tasks ends as a whole. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TaskGroup } from './task-group.ts'

test('the first failure stops the others and is reported once they have ended', async () => {
  const group = new TaskGroup(new AbortController().signal)
  const slow = Promise.withResolvers<void>()
  let hasEnded = false
  const tasks = [
    slow.promise.then(() => {
      hasEnded = true
      throw new Error('second')
    }),
    Promise.reject(new Error('first')),
  ]
  group.signal.addEventListener('abort', () => slow.resolve())
  await assert.rejects(group.all(tasks), /^Error: first$/)
  assert.equal(hasEnded, true)
})

test('what stops the start stops its tasks, and without a failure nothing is thrown', async () => {
  const stop = new AbortController()
  const group = new TaskGroup(stop.signal)
  await group.all([Promise.resolve(1), Promise.resolve(2)])
  assert.equal(group.signal.aborted, false)
  stop.abort()
  assert.equal(group.signal.aborted, true)
})
