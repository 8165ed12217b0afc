/** Registrations: connecting, losing and ending proxies, against what galley says meanwhile. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '@flotilla/time'
import { type ProxyNode, parseProxyNode } from '@flotilla/translate'
import { LeaseKeeper, type WorkloadObject } from './lease-keeper.ts'
import { PILOT_ANNOTATION } from './registration.ts'
import { Registrations } from './registrations.ts'

function nodeOf(name: string, address: string, group = name): ProxyNode {
  const parsed = parseProxyNode({
    id: `sidecar~${address}~${name}.default~default.svc.cluster.local`,
    metadata: {
      AUTO_REGISTER_GROUP: group,
      SERVICE_ACCOUNT: 'a',
      FLOTILLA: { services: [], inboundPorts: {} },
    },
    locality: '',
  })
  assert.equal(parsed.kind, 'ok')
  return (parsed as Extract<typeof parsed, { kind: 'ok' }>).node
}

interface SetUp {
  readonly clock: FakeClock
  readonly registrations: Registrations
  readonly changes: number[]
  readonly deleted: string[]
}

function setUp(): SetUp {
  const clock = new FakeClock()
  const changes: number[] = []
  const deleted: string[] = []
  const leases = new LeaseKeeper({
    clock,
    ttlSec: 30,
    onFailure: () => undefined,
    api: {
      putLease: () => Promise.resolve(),
      deleteLease: (namespace, name) => {
        deleted.push(`${namespace}/${name}`)
        return Promise.resolve()
      },
    },
  })
  const registrations = new Registrations({
    clock,
    leases,
    pilotId: 'me',
    graceMs: 1_000,
    onChange: () => changes.push(1),
  })
  return { clock, registrations, changes, deleted }
}

function names(entries: readonly WorkloadObject[]): string[] {
  return entries.map((one) => `${one.metadata.name} ${one.spec.address}`)
}

function by(pilot: string, entry: WorkloadObject): WorkloadObject {
  const annotations = { ...entry.metadata.annotations, [PILOT_ANNOTATION]: pilot }
  return { ...entry, metadata: { ...entry.metadata, annotations } }
}

test('a proxy that asks for no registration gets none', () => {
  const { registrations, changes } = setUp()
  assert.equal(registrations.connect(nodeOf('a', '10.0.0.1', ''), 1), false)
  assert.equal(changes.length, 0)
})

test('a workload counts at once, in place of what galley says of it', () => {
  const { registrations } = setUp()
  const old = setUp()
  old.registrations.connect(nodeOf('a', '10.0.0.9'), 1)
  const fromGalley = old.registrations.entries()
  assert.deepEqual(names(registrations.overlay(fromGalley)), ['a 10.0.0.9'])
  registrations.connect(nodeOf('a', '10.0.0.1'), 1)
  assert.deepEqual(names(registrations.overlay(fromGalley)), ['a 10.0.0.1'])
  assert.equal(registrations.overlay(fromGalley), registrations.overlay(fromGalley))
})

test('a broken connection is forgiven for a while, an ended one is not', async () => {
  const { clock, registrations, deleted } = setUp()
  const node = nodeOf('a', '10.0.0.1')
  registrations.connect(node, 1)
  registrations.disconnect(node, 1, false)
  clock.advance(999)
  assert.equal(registrations.size, 1)
  registrations.connect(node, 2)
  clock.advance(5_000)
  assert.equal(registrations.size, 1)
  await new Promise((resolve) => setImmediate(resolve))
  registrations.disconnect(node, 2, true)
  assert.equal(registrations.size, 0)
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(deleted, ['default/a'])
})

test('two streams of one proxy are one workload until both are gone', () => {
  const { registrations } = setUp()
  const node = nodeOf('a', '10.0.0.1')
  registrations.connect(node, 1)
  registrations.connect(node, 2)
  registrations.disconnect(node, 1, true)
  assert.equal(registrations.size, 1)
  registrations.disconnect(node, 2, true)
  assert.equal(registrations.size, 0)
})

test('an ended workload stays hidden while galley still lists it under our name', () => {
  const { registrations } = setUp()
  const node = nodeOf('a', '10.0.0.1')
  registrations.connect(node, 1)
  const listed = registrations.entries()
  registrations.overlay(listed)
  registrations.disconnect(node, 1, true)
  assert.deepEqual(registrations.overlay(listed), [])
  assert.deepEqual(registrations.overlay([]), [])
  assert.deepEqual(names(registrations.overlay(listed)), ['a 10.0.0.1'])
})

test('a workload that moved to another pilot is theirs', () => {
  const { clock, registrations } = setUp()
  const node = nodeOf('a', '10.0.0.1')
  registrations.connect(node, 1)
  const [ours] = registrations.entries()
  assert.ok(ours !== undefined)
  registrations.disconnect(node, 1, false)
  const theirs = by('them', { ...ours, spec: { ...ours.spec, address: '10.0.0.7' } })
  assert.deepEqual(names(registrations.overlay([theirs])), ['a 10.0.0.7'])
  assert.equal(registrations.size, 0)
  clock.advance(5_000)
  assert.deepEqual(names(registrations.overlay([theirs])), ['a 10.0.0.7'])
})

test('restored workloads linger until their proxies are back', () => {
  const { clock, registrations } = setUp()
  const before = setUp()
  before.registrations.connect(nodeOf('a', '10.0.0.1'), 1)
  before.registrations.connect(nodeOf('b', '10.0.0.2'), 2)
  registrations.restore(before.registrations.entries(), 3_000)
  registrations.connect(nodeOf('a', '10.0.0.1'), 1)
  clock.advance(3_000)
  assert.deepEqual(names(registrations.entries()), ['a 10.0.0.1'])
})
