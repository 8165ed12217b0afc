/** The workload directory made from WorkloadEntries. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseIp } from '@flotilla/attributes'
import type { ConfigObject, WorkloadEntrySpec } from '@flotilla/model'
import { FakeClock } from '@flotilla/time'
import { Workloads } from './workloads.ts'

function entry(
  name: string,
  spec: WorkloadEntrySpec,
  annotations: Readonly<Record<string, string>> = {},
): ConfigObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: { name, namespace: 'default', labels: {}, annotations, creationMs: 0, version: '' },
    spec,
    source: null,
  }
}

test('an entry is found by its uid and its address, with owner, labels and container', () => {
  const workloads = new Workloads(true, new FakeClock())
  const services = JSON.stringify([{ name: 'reviews', ports: [{ number: 80, targetPort: 9080 }] }])
  workloads.replace([
    entry(
      'reviews-v1-abc',
      {
        address: '127.0.3.1',
        labels: { app: 'reviews' },
        ports: { http: 15006 },
        serviceAccount: 'a',
      },
      {
        'flotilla.io/owner': 'kubernetes://apis/apps/v1/namespaces/default/deployments/reviews-v1',
        'flotilla.io/services': services,
      },
    ),
  ])
  const record = workloads.byUid('kubernetes://reviews-v1-abc.default')
  assert.deepEqual(record, {
    uid: 'kubernetes://reviews-v1-abc.default',
    name: 'reviews-v1-abc',
    namespace: 'default',
    ip: parseIp('127.0.3.1'),
    hostIp: null,
    labels: new Map([['app', 'reviews']]),
    serviceAccount: 'a',
    owner: 'kubernetes://apis/apps/v1/namespaces/default/deployments/reviews-v1',
    workloadName: 'reviews-v1',
    containers: [{ name: 'reviews', ports: [15006, 9080] }],
  })
  assert.equal(workloads.byIp('127.0.3.1'), record)
})

test('without owner a workload is named as itself; a bad annotation is no harm', () => {
  const workloads = new Workloads(true, new FakeClock())
  workloads.replace([entry('x', { address: 'host.example' }, { 'flotilla.io/services': '{' })])
  const record = workloads.byUid('kubernetes://x.default')
  assert.deepEqual([record?.workloadName, record?.ip, record?.containers], ['x', null, []])
})

test('an address that two workloads share names neither', () => {
  const workloads = new Workloads(true, new FakeClock())
  workloads.replace(['a', 'b', 'c'].map((name) => entry(name, { address: '10.0.0.1' })))
  assert.equal(workloads.byIp('10.0.0.1'), null)
  assert.equal(workloads.size, 3)
})

test('every change is a new revision', () => {
  const workloads = new Workloads(true, new FakeClock())
  workloads.replace([entry('a', {})])
  workloads.replace([])
  assert.equal(workloads.revision(), 2)
  assert.equal(workloads.size, 0)
})

const A = 'kubernetes://a.default'
const B = 'kubernetes://b.default'
const ADDRESS = '10.0.0.1'

test('who has left is still known for half a minute, and then with a new revision no more', () => {
  const clock = new FakeClock()
  const workloads = new Workloads(true, clock)
  const known = (): boolean[] => [workloads.byUid(A) !== null, workloads.byIp(ADDRESS)?.uid === A]
  workloads.replace([entry('a', { address: ADDRESS }), entry('b', {})])
  workloads.replace([entry('b', {})])
  clock.advance(29_000)
  workloads.replace([])
  const revision = workloads.revision()
  assert.deepEqual(known(), [true, true])
  clock.advance(2_000)
  assert.equal(workloads.revision(), revision + 1)
  assert.deepEqual(known(), [false, false])
  assert.equal(workloads.byUid(B)?.uid, B)
  clock.advance(30_000)
  assert.equal(workloads.revision(), revision + 2)
  assert.equal(workloads.byUid(B), null)
})

test('who has an address now has it, whoever had it before', () => {
  const workloads = new Workloads(true, new FakeClock())
  workloads.replace([entry('a', { address: ADDRESS })])
  workloads.replace([entry('b', { address: ADDRESS })])
  assert.equal(workloads.byIp(ADDRESS)?.uid, B)
  workloads.replace(['b', 'c'].map((name) => entry(name, { address: ADDRESS })))
  assert.equal(workloads.byIp(ADDRESS), null, 'two share it: neither, nor who left')
})

test('who comes back is known as now', () => {
  const workloads = new Workloads(true, new FakeClock())
  workloads.replace([entry('a', { labels: { app: 'old' } })])
  workloads.replace([])
  workloads.replace([entry('a', { labels: { app: 'new' } })])
  assert.equal(workloads.byUid(A)?.labels.get('app'), 'new')
})

test('of those who have left a bounded number is known', () => {
  const workloads = new Workloads(true, new FakeClock())
  workloads.replace(Array.from({ length: 2_000 }, (_, i) => entry(`w${i}`, {})))
  workloads.replace([])
  const known = Array.from({ length: 2_000 }, (_, i) =>
    workloads.byUid(`kubernetes://w${i}.default`),
  )
  assert.equal(known.filter((one) => one !== null).length, 1_024)
  assert.notEqual(known.at(-1), null)
})
