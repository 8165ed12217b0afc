/** The effective policy: members replace, port entries replace whole, the mesh fills. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Subset, TrafficPolicy } from '../spec-types.ts'
import { effectivePolicy } from './traffic-policy.ts'

const BASE: TrafficPolicy = {
  loadBalancer: { simple: 'RANDOM' },
  connectionPool: { tcp: { maxConnections: 5 } },
  portLevelSettings: [{ port: { number: 80 }, tls: { mode: 'DISABLE' } }],
}

function policyOf(port: number, subset: Subset | null, meshDefault: TrafficPolicy | null = null) {
  return effectivePolicy({ base: BASE, subset, port, meshDefault })
}

test('a member of the subset replaces that of the rule, others stay', () => {
  const subset = { name: 'v1', trafficPolicy: { loadBalancer: { simple: 'ROUND_ROBIN' } } } as const
  const policy = policyOf(9080, subset)
  assert.equal(policy.loadBalancer?.simple, 'ROUND_ROBIN')
  assert.equal(policy.connectionPool?.tcp?.maxConnections, 5)
})

test('a port entry replaces all four members: what it lacks is unset', () => {
  const policy = policyOf(80, null)
  assert.equal(policy.tls?.mode, 'DISABLE')
  assert.equal(policy.loadBalancer, null)
  assert.equal(policy.connectionPool, null)
})

test('the entry of the subset counts before that of the rule', () => {
  const portLevelSettings = [{ port: { number: 80 }, loadBalancer: { simple: 'RANDOM' } }] as const
  const policy = policyOf(80, { name: 'v1', trafficPolicy: { portLevelSettings } })
  assert.equal(policy.tls, null)
  assert.equal(policy.loadBalancer?.simple, 'RANDOM')
})

test('the mesh fills pool and outlier detection where no rule does', () => {
  const meshDefault: TrafficPolicy = {
    connectionPool: { tcp: { maxConnections: 9 } },
    outlierDetection: { consecutive5xxErrors: 1 },
  }
  assert.equal(policyOf(9080, null, meshDefault).connectionPool?.tcp?.maxConnections, 5)
  assert.equal(policyOf(9080, null, meshDefault).outlierDetection?.consecutive5xxErrors, 1)
  assert.equal(policyOf(80, null, meshDefault).connectionPool?.tcp?.maxConnections, 9)
})
