/** The kubernetesenv adapter: how ends are looked up and what is filled in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GeneratorOutput, WorkloadRecord } from '@flotilla/adapter-sdk'
import { adapterCompliance, FakeEnv, sampleInstance } from '@flotilla/adapter-sdk/compliance'
import { parseIp } from '@flotilla/attributes'
import { kubernetesenv } from './kubernetesenv.ts'

const WIRING = { handler: 'h', instances: [], previous: null }

adapterCompliance({
  adapter: kubernetesenv,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'defaults', params: {} },
    {
      name: 'a known workload',
      params: { kubeconfig_path: 'x' },
      prepare: (env) => env.setWorkloads([workload('text')]),
    },
  ],
  refused: [
    {
      name: 'no refresh',
      params: { cacheRefreshDuration: '0s' },
      path: 'spec.params.cacheRefreshDuration',
    },
  ],
})

function workload(name: string, overrides: Partial<WorkloadRecord> = {}): WorkloadRecord {
  return {
    uid: `kubernetes://${name}.default`,
    name,
    namespace: 'default',
    ip: parseIp('10.0.0.1'),
    hostIp: null,
    labels: new Map([['app', 'reviews']]),
    serviceAccount: 'bookinfo-reviews',
    owner: 'kubernetes://apis/apps/v1/namespaces/default/deployments/reviews-v1',
    workloadName: 'reviews-v1',
    containers: [{ name: 'reviews', ports: [9080] }],
    ...overrides,
  }
}

function generate(
  fields: Readonly<Record<string, unknown>>,
  ...workloads: WorkloadRecord[]
): GeneratorOutput {
  const env = new FakeEnv()
  env.setWorkloads(workloads)
  const answer = kubernetesenv.accept({}, '', WIRING)
  assert.ok(answer.kind === 'ok')
  const handler = answer.accepted.build(env, WIRING)
  assert.ok(!(handler instanceof Promise) && handler.handleGenerate && handler.generation)
  assert.equal(handler.generation(), 1)
  const output = handler.handleGenerate(sampleInstance('kubernetes', 'empty', fields))
  assert.ok(!(output instanceof Promise))
  return output
}

test('both ends are filled from their uids', () => {
  const output = generate(
    {
      sourceUid: 'kubernetes://a.default',
      destinationUid: 'kubernetes://b.c.default',
      destinationPort: 9080n,
    },
    workload('a', { owner: '', hostIp: parseIp('192.168.0.1') }),
    workload('b.c', { ip: parseIp('10.0.0.2') }),
  )
  assert.deepEqual(Object.fromEntries(output.values), {
    source_pod_uid: 'kubernetes://a.default',
    source_pod_ip: parseIp('10.0.0.1'),
    source_pod_name: 'a',
    source_labels: new Map([['app', 'reviews']]),
    source_namespace: 'default',
    source_service_account_name: 'bookinfo-reviews',
    source_host_ip: parseIp('192.168.0.1'),
    source_workload_uid: 'istio://default/workloads/reviews-v1',
    source_workload_name: 'reviews-v1',
    source_workload_namespace: 'default',
    destination_pod_uid: 'kubernetes://b.c.default',
    destination_pod_ip: parseIp('10.0.0.2'),
    destination_pod_name: 'b.c',
    destination_labels: new Map([['app', 'reviews']]),
    destination_namespace: 'default',
    destination_service_account_name: 'bookinfo-reviews',
    destination_workload_uid: 'istio://default/workloads/reviews-v1',
    destination_workload_name: 'reviews-v1',
    destination_workload_namespace: 'default',
    destination_owner: 'kubernetes://apis/apps/v1/namespaces/default/deployments/reviews-v1',
    destination_container_name: 'reviews',
  })
})

const LOOKUPS: readonly [string, Readonly<Record<string, unknown>>, boolean][] = [
  ['an address', { sourceIp: parseIp('10.0.0.1') }, true],
  ['a mapped address', { sourceIp: parseIp('::ffff:10.0.0.1') }, true],
  ['an address as uid', { sourceUid: '10.0.0.1' }, true],
  ['a uid without scheme', { sourceUid: 'a.default' }, true],
  ['the unspecified address', { sourceIp: parseIp('0.0.0.0') }, false],
  ['another address', { sourceIp: parseIp('10.0.0.9') }, false],
  [
    'a uid that is not known, whatever the address',
    { sourceUid: 'kubernetes://z.default', sourceIp: parseIp('10.0.0.1') },
    false,
  ],
  ['a uid without namespace', { sourceUid: 'kubernetes://a' }, false],
  ['nothing', {}, false],
]

for (const [name, fields, isFound] of LOOKUPS) {
  test(`${name} ${isFound ? 'finds' : 'does not find'} the workload`, () => {
    assert.equal(
      generate(fields, workload('a')).values.get('source_pod_name'),
      isFound ? 'a' : undefined,
    )
  })
}

test('without labels and for another port these outputs stay absent', () => {
  const fields = { destinationUid: 'a.default', destinationPort: 80n }
  const output = generate(fields, workload('a', { labels: new Map(), serviceAccount: '' }))
  for (const name of ['labels', 'service_account_name', 'container_name'])
    assert.equal(output.values.has(`destination_${name}`), false)
})

test('a uid that is not known yet keeps decisions short', () => {
  const known = { sourceUid: 'kubernetes://a.default', destinationIp: parseIp('10.9.9.9') }
  assert.equal(generate(known, workload('a')).maxValidityMs, null)
  const unknown = { ...known, destinationUid: 'kubernetes://new.default' }
  assert.equal(generate(unknown, workload('a')).maxValidityMs, 1_000)
})
