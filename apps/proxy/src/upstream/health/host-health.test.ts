/** Thresholds of active checks, the rule of the first one, and what decides at once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CheckedHealth } from '../endpoint-host.ts'
import { HostHealth } from './host-health.ts'

function begun(isPending = false): { state: CheckedHealth; health: HostHealth } {
  const state = {
    isFailed: true,
    isDegraded: false,
    isPending,
    isTimedOut: false,
    isExcluded: false,
  }
  return { state, health: new HostHealth(state, { unhealthyThreshold: 2, healthyThreshold: 3 }) }
}

test('one success is enough the first time, later the threshold counts', () => {
  const { state, health } = begun()
  assert.deepEqual(health.onSuccess(false), {
    transition: 'changed',
    wasFirst: true,
    became: 'healthy',
    degradation: null,
  })
  assert.equal(health.onFailure('NETWORK', false).transition, 'pending')
  assert.equal(state.isFailed, false)
  assert.equal(health.onFailure('NETWORK_TIMEOUT', false).became, 'unhealthy')
  assert.equal(state.isTimedOut, true)
  for (const want of ['pending', 'pending', 'changed'])
    assert.equal(health.onSuccess(false).transition, want)
  assert.equal(state.isTimedOut, false)
  assert.equal(health.onSuccess(false).transition, 'unchanged')
})

test('a success in between starts the count of failures over, and the other way round', () => {
  const { health } = begun()
  health.onSuccess(false)
  health.onFailure('NETWORK', false)
  health.onSuccess(false)
  assert.equal(health.onFailure('NETWORK', false).transition, 'pending')
  assert.equal(health.onFailure('NETWORK', false).transition, 'changed')
  health.onSuccess(false)
  health.onSuccess(false)
  health.onFailure('NETWORK', false)
  assert.equal(health.onSuccess(false).transition, 'pending')
})

test('an answer that is wrong decides at once, unless it may be retried', () => {
  const { state, health } = begun()
  health.onSuccess(false)
  assert.equal(health.onFailure('ACTIVE', true).transition, 'pending')
  assert.equal(health.onFailure('ACTIVE', false).became, 'unhealthy')
  const other = begun()
  other.health.onSuccess(false)
  assert.equal(other.health.onFailure('PASSIVE', false).became, 'unhealthy')
  assert.equal(state.isTimedOut, false)
})

test('an endpoint that waits for its first check counts from then on, however it ended', () => {
  const { state, health } = begun(true)
  assert.equal(health.onFailure('NETWORK', false).transition, 'changed')
  assert.equal(state.isPending, false)
  assert.equal(health.onFailure('NETWORK', false).transition, 'unchanged')
})

test('degradation comes and goes with the answers', () => {
  const { state, health } = begun()
  assert.equal(health.onSuccess(true).degradation, 'degraded')
  assert.equal(state.isDegraded, true)
  assert.equal(health.onSuccess(true).transition, 'unchanged')
  const back = health.onSuccess(false)
  assert.deepEqual([back.degradation, back.transition], ['recovered', 'changed'])
})
