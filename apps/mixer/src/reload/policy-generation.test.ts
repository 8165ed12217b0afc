/** Which number answers carry: the version in force, never one that waits, never a lower one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '@flotilla/time'
import { PolicyGeneration } from './policy-generation.ts'

function setup(version: number | null) {
  const state = { version, isSettled: false, completed: 0 }
  const source = { version: () => state.version }
  const generation = new PolicyGeneration({ source, reloader: state, clock: new FakeClock() })
  return { state, generation }
}

test('it is the version in force: one that waits to be put in force does not count yet', () => {
  const { state, generation } = setup(3)
  assert.equal(generation.current, 0, 'nothing is in force')
  state.isSettled = true
  assert.equal(generation.current, 3)
  Object.assign(state, { version: 4, isSettled: false })
  assert.equal(generation.current, 3)
  state.isSettled = true
  assert.equal(generation.current, 4)
})

test('it does not fall when the source does', () => {
  const { state, generation } = setup(7)
  state.isSettled = true
  assert.equal(generation.current, 7)
  state.version = 2
  assert.equal(generation.current, 7)
})

test('without versions it counts reloads, from a number that a later start exceeds', () => {
  const { state, generation } = setup(null)
  Object.assign(state, { isSettled: true, completed: 1 })
  const first = generation.current
  assert.equal(first, Math.floor(new FakeClock().wallMs()) + 1)
  state.completed = 2
  assert.equal(generation.current, first + 1)
})
