/** Clients of a process: a plan reaches every batcher that reports with its policy cluster. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MutableBag } from '@flotilla/attributes'
import { RollUpPlan } from '@flotilla/proto'
import { FakeClock } from '@flotilla/time'
import { FakeTransport } from './fake-transport.ts'
import { compileHttpSettings, type TransportSettings } from './filter-config.ts'
import { MixerClients } from './mixer-clients.ts'

function settings(checkCluster: string, reportCluster: string): TransportSettings {
  const compiled = compileHttpSettings({ transport: { checkCluster, reportCluster } })
  assert.ok(compiled.kind === 'ok')
  return compiled.value.transport
}

test('a plan holds for batchers of its policy cluster, those that come later too', () => {
  const transports = new Map<string, FakeTransport>()
  const clients = new MixerClients({
    clock: new FakeClock(),
    random: () => 1,
    transport: (cluster) => {
      const transport = new FakeTransport()
      transports.set(cluster, transport)
      return transport
    },
  })
  const report = (policy: string, telemetry: string, kind: 'http' | 'tcp' = 'http') => {
    const stats = kind === 'http' ? clients.httpStats : clients.tcpStats
    const batcher = clients.reportBatcher(settings(policy, telemetry), stats)
    batcher.add(new MutableBag([['destination.namespace', 'default']]))
    batcher.flush()
    const transport = transports.get(telemetry)
    return [transport?.rollUps.length, transport?.reports.length]
  }
  assert.deepEqual(report('policy', 'telemetry'), [0, 1])
  clients.rollUp('policy', RollUpPlan.create({ namespace: 'default', isEligible: true }), 1)
  assert.deepEqual(report('policy', 'telemetry'), [1, 1])
  assert.deepEqual(report('policy', 'telemetry', 'tcp'), [2, 1])
  assert.deepEqual(report('policy', 'elsewhere'), [1, 0])
  assert.deepEqual(report('other', 'another'), [0, 1])
  clients.rollUp('policy', null, 2)
  assert.deepEqual(report('policy', 'telemetry'), [2, 2])
})
