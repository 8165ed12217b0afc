/** Circuit breaker counters and the retry budget. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BREAKER_CELLS, CircuitBreaker } from './index.ts'

test('a slot opens at its limit and closes when one is released', () => {
  const { requests } = new CircuitBreaker({ maxRequests: 2 })
  assert.equal(requests.tryAcquire(), true)
  assert.equal(requests.tryAcquire(), true)
  assert.equal(requests.isOpen, true)
  assert.equal(requests.tryAcquire(), false)
  requests.release()
  assert.equal(requests.isOpen, false)
  assert.equal(requests.tryAcquire(), true)
})

test('acquire goes beyond the limit', () => {
  const { connections } = new CircuitBreaker({ maxConnections: 0 })
  connections.acquire()
  assert.equal(connections.active, 1)
  assert.equal(connections.isOpen, true)
})

test('the defaults are those of Envoy', () => {
  const breaker = new CircuitBreaker()
  assert.deepEqual(
    [breaker.connections, breaker.pending, breaker.requests, breaker.retries].map((s) => s.limit),
    [1024, 1024, 1024, 3],
  )
})

test('a retry budget follows what is in flight', () => {
  const breaker = new CircuitBreaker({ retryBudget: {} })
  assert.equal(breaker.retries.limit, 3)
  for (let i = 0; i < 90; i++) breaker.requests.acquire()
  for (let i = 0; i < 10; i++) breaker.pending.acquire()
  assert.equal(breaker.retries.limit, 20)
})

test('threads that share a breaker are held to one limit', () => {
  const cells = new Int32Array(new SharedArrayBuffer(BREAKER_CELLS * 4))
  const limits = { maxRequests: 3, retryBudget: { budgetPct: 50, minRetryConcurrency: 1 } }
  const [one, other] = [new CircuitBreaker(limits, cells), new CircuitBreaker(limits, cells)]
  assert.deepEqual(
    [one, other, one, other].map((breaker) => breaker.requests.tryAcquire()),
    [true, true, true, false],
  )
  assert.deepEqual([one.requests.active, other.requests.isOpen], [3, true])
  other.pending.acquire()
  assert.equal(one.retries.limit, 2, 'half of what is in flight on both')
  one.requests.release()
  assert.deepEqual([other.requests.remaining, other.requests.tryAcquire()], [1, true])
  assert.equal(one.connections.limit, 1024)
})
