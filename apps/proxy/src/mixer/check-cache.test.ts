/** What the check cache gives out under which policy generation. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Condition, MutableBag, type Reference } from '@flotilla/attributes'
import { CheckCache } from './check-cache.ts'
import { checkAnswer } from './fake-transport.ts'
import { PolicyGeneration } from './policy-generation.ts'

const USER: Reference = { name: 'source.user', mapKey: null, condition: Condition.exact }
const PATH: Reference = { name: 'request.path', mapKey: null, condition: Condition.exact }
const bag = new MutableBag([
  ['source.user', 'a'],
  ['request.path', '/'],
])

function setup(highest: number) {
  const generation = new PolicyGeneration()
  generation.see(highest, 0)
  return { generation, cache: new CheckCache(generation) }
}

test('an answer is given out until a newer policy is known', () => {
  const { generation, cache } = setup(5)
  assert.equal(cache.store(bag, checkAnswer({ generation: 5, references: [USER] }), 0), true)
  assert.equal(cache.take(bag, 1)?.generation, 5)
  generation.see(6, 0)
  assert.equal(cache.take(bag, 2), null)
})

test('an outdated answer stays for when Mixer cannot be reached, until it expires', () => {
  const { generation, cache } = setup(5)
  cache.store(bag, checkAnswer({ generation: 5, lifeSec: 10, references: [USER] }), 0)
  generation.see(6, 0)
  assert.equal(cache.take(bag, 1), null)
  assert.equal(cache.takeStale(bag, 2, false), null)
  assert.equal(cache.takeStale(bag, 9_999, true)?.generation, 5)
  assert.equal(cache.takeStale(bag, 10_000, true), null)
})

test('of outdated answers the newest serves', () => {
  const { generation, cache } = setup(5)
  cache.store(bag, checkAnswer({ generation: 5, references: [USER] }), 0)
  generation.see(6, 0)
  cache.store(bag, checkAnswer({ generation: 6, code: 7, references: [PATH] }), 0)
  generation.see(7, 0)
  assert.equal(cache.takeStale(bag, 1, true)?.code, 7)
})

test('an answer of an older policy is not kept, and replaces nothing', () => {
  const { cache } = setup(6)
  cache.store(bag, checkAnswer({ generation: 6, code: 7, references: [USER] }), 0)
  assert.equal(cache.store(bag, checkAnswer({ generation: 5, references: [USER] }), 1), false)
  assert.equal(cache.take(bag, 2)?.code, 7)
})

test('an answer without a generation is kept and given out for as long as it said', () => {
  const { generation, cache } = setup(6)
  assert.equal(cache.store(bag, checkAnswer({ lifeSec: 10, references: [USER] }), 0), true)
  generation.see(9, 0)
  assert.notEqual(cache.take(bag, 9_999), null)
  assert.equal(cache.take(bag, 10_000), null)
})
