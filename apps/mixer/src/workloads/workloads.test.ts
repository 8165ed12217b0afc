/** The workload directory made from WorkloadEntries. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseIp } from '@flotilla/attributes'
import type { ConfigObject, WorkloadEntrySpec } from '@flotilla/model'
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
  const workloads = new Workloads(true)
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
  const workloads = new Workloads(true)
  workloads.replace([entry('x', { address: 'host.example' }, { 'flotilla.io/services': '{' })])
  const record = workloads.byUid('kubernetes://x.default')
  assert.deepEqual([record?.workloadName, record?.ip, record?.containers], ['x', null, []])
})

test('an address that two workloads share names neither', () => {
  const workloads = new Workloads(true)
  workloads.replace(['a', 'b', 'c'].map((name) => entry(name, { address: '10.0.0.1' })))
  assert.equal(workloads.byIp('10.0.0.1'), null)
  assert.equal(workloads.size, 3)
})

test('every change is a new revision', () => {
  const workloads = new Workloads(true)
  workloads.replace([entry('a', {})])
  workloads.replace([])
  assert.equal(workloads.revision(), 2)
  assert.equal(workloads.byUid('kubernetes://a.default'), null)
})
