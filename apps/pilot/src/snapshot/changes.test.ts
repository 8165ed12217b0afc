/** Which change reaches whom: types by kind of object, endpoints alone, one's own workload. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ConfigObject, parseDocuments, type WorkloadEntrySpec } from '@flotilla/model'
import {
  buildContext,
  CLUSTER_TYPE,
  EMPTY_INPUT,
  ENDPOINT_TYPE,
  LISTENER_TYPE,
  type MeshInput,
  NAME_TABLE_TYPE,
  type ProxyNode,
  parseProxyNode,
  ROUTE_TYPE,
  SERVICES_ANNOTATION,
} from '@flotilla/translate'
import { changesBetween, isEmpty, updateFor } from './changes.ts'
import { EncodedCache } from './encoded-cache.ts'
import { Snapshot } from './snapshot.ts'

function objects(yaml: string): ConfigObject[] {
  return [...parseDocuments('test.yaml', yaml).objects]
}

function entry(name: string, address: string, account = 'a'): ConfigObject<WorkloadEntrySpec> {
  const services = [{ name: 'a', ports: [{ name: 'http', number: 80, protocol: 'HTTP' }] }]
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: {
      name,
      namespace: 'default',
      labels: {},
      annotations: { [SERVICES_ANNOTATION]: JSON.stringify(services) },
      creationMs: 0,
      version: '',
    },
    spec: { address, serviceAccount: account },
    source: null,
  }
}

function nodeAt(address: string): ProxyNode {
  const parsed = parseProxyNode({
    id: `sidecar~${address}~x.default~default.svc.cluster.local`,
    metadata: {},
    locality: '',
  })
  return (parsed as Extract<typeof parsed, { kind: 'ok' }>).node
}

const BEFORE: MeshInput = { ...EMPTY_INPUT, workloadEntries: [entry('one', '10.0.0.1')] }
const RULE = objects(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a, namespace: default}
spec: {hosts: [a], http: [{route: [{destination: {host: a}}]}]}
`)
const POLICY = objects(`
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default, namespace: default}
spec: {mtls: {mode: STRICT}}
`)

test('the kinds that changed decide the types', () => {
  const all = [CLUSTER_TYPE, ENDPOINT_TYPE, LISTENER_TYPE, ROUTE_TYPE, NAME_TABLE_TYPE]
  const cases: readonly (readonly [string, Partial<MeshInput>, readonly string[]])[] = [
    ['nothing', {}, []],
    ['rule', { virtualServices: RULE as never }, [LISTENER_TYPE, ROUTE_TYPE]],
    ['policy', { peerAuthentications: POLICY as never }, [ENDPOINT_TYPE, LISTENER_TYPE]],
    ['mesh', { meshConfig: {} }, all],
    ['account', { workloadEntries: [entry('one', '10.0.0.1', 'b')] }, all],
    ['address', { addresses: new Map([['a.default.svc.cluster.local', '240.240.0.1']]) }, all],
  ]
  const before = buildContext(BEFORE)
  for (const [what, over, types] of cases) {
    const changes = changesBetween(before, buildContext({ ...BEFORE, ...over }, before))
    assert.deepEqual([...changes.types].sort(), [...types].sort(), what)
    assert.equal(isEmpty(changes), types.length === 0, what)
  }
})

test('endpoints alone are pushed by name; the workload itself gets everything', () => {
  const before = buildContext(BEFORE)
  const workloadEntries = [...BEFORE.workloadEntries, entry('two', '10.0.0.2')]
  const after = buildContext({ ...BEFORE, workloadEntries }, before)
  const changes = changesBetween(before, after)
  const snapshot = new Snapshot(after, 1, 1, new EncodedCache())
  assert.deepEqual(
    [...updateFor(changes, nodeAt('10.0.0.1'), snapshot)],
    [[ENDPOINT_TYPE, new Set(['outbound|80||a.default.svc.cluster.local'])]],
  )
  assert.equal(updateFor(changes, nodeAt('10.0.0.2'), snapshot).get(LISTENER_TYPE), 'all')
})

test('equal input is encoded once for all proxies, over generations too', () => {
  const cache = new EncodedCache()
  const context = buildContext(BEFORE)
  const first = new Snapshot(context, 1, 1, cache)
  const names = ['outbound|80||a.default.svc.cluster.local']
  const [a] = first.resources(first.view(nodeAt('10.0.0.1')), CLUSTER_TYPE, names)
  const [b] = first.resources(first.view(nodeAt('10.0.0.2')), CLUSTER_TYPE, names)
  assert.ok(a !== undefined && a === b)
  cache.nextGeneration()
  const second = new Snapshot(buildContext(BEFORE), 2, 1, cache)
  const [c] = second.resources(second.view(nodeAt('10.0.0.1')), CLUSTER_TYPE, names)
  assert.equal(c, a)
})
