/** Circuit breaker counters and the retry budget. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CircuitBreaker } from './index.ts'

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
