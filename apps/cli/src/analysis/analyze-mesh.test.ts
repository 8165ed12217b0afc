/** What `flotilla analyze` tells of a running mesh, and what `flotilla get` adds to objects: from the parts' answers, without a mesh. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigItem, StatusReason } from '../mesh/galley.ts'
import { type MixerStatuses, withStatus } from '../mesh/mixer-status.ts'
import type { SyncEntry } from '../mesh/status.ts'
import { analyzeMesh, type MeshFacts } from './analyze-mesh.ts'
import { lineOf, ofViolation } from './message.ts'

const item = (kind: string, name: string, spec: unknown): ConfigItem => ({
  apiVersion: kind === 'Gateway' ? 'networking.istio.io/v1beta1' : 'config.istio.io/v1alpha2',
  kind,
  metadata: { name, namespace: 'default' },
  spec,
})
const RULE = item('rule', 'r', { actions: [{ handler: 'gone', instances: ['n'] }] })
const INSTANCE = item('instance', 'n', { compiledTemplate: 'checknothing', params: {} })
const LOST: StatusReason = {
  path: 'spec.actions[0].handler',
  code: 'FLT_CONFIG_REFERENCE',
  severity: 'error',
  message: 'no usable handler "gone"',
}
const UNUSED = { kind: 'instance', namespace: 'default', name: 'n', state: 'unused', reasons: [] }

function mixer(state: string, ...reasons: StatusReason[]): MixerStatuses {
  const rule = { kind: 'rule', namespace: 'default', name: 'r', state, reasons }
  return { kind: 'ok', page: { settled: true, objects: [rule, UNUSED] } }
}

function lines(facts: Partial<MeshFacts>): string[] {
  const all: MeshFacts = {
    items: [],
    mixer: mixer('active'),
    edge: null,
    proxies: new Map(),
    further: () => [],
    ...facts,
  }
  return analyzeMesh(all).map(lineOf)
}

test('a sound mesh has no findings', () => assert.deepEqual(lines({}), []))

test('what Mixer could not put in force is told with what that means', () => {
  const bad = { ...LOST, path: 'spec.match', code: 'FLT_CONFIG_INVALID', message: 'unknown x' }
  assert.deepEqual(lines({ mixer: mixer('inert', bad) }), [
    'Error [FLT_CONFIG_INVALID] (rule r.default) spec.match: unknown x: the object is inert',
  ])
  assert.match(lines({ mixer: mixer('denying', bad) })[0] ?? '', /refuses what it matches/)
})

test('a missing reference is told once, by the rule that knows what is near', () =>
  assert.deepEqual(lines({ items: [RULE, INSTANCE], mixer: mixer('inert', LOST) }), [
    'Error [FLT_CONFIG_REFERENCE] (rule r.default) spec.actions[0].handler: there is no handler "gone" for a rule in namespace default',
  ]))

test('rules of validation hold for what is in force', () => {
  const [line = ''] = lines({ items: [item('Gateway', 'g', { servers: [] })] })
  assert.match(line, /^Error \[FLT_CONFIG_INVALID\] \(Gateway g\.default\) spec\.servers: /)
})

test('while a part does not answer, that is a warning, and the rules of Mixer are applied here', () => {
  const further: MeshFacts['further'] = () => [
    {
      object: { kind: 'rule', namespace: 'default', name: 'r' },
      path: 'spec.match',
      code: 'FLT_CONFIG_INVALID',
      severity: 'error',
      message: 'found here',
    },
  ]
  const away = { kind: 'away', why: 'mixer does not run' } as const
  assert.deepEqual(lines({ mixer: away, proxies: null, further }), [
    'Error [FLT_CONFIG_INVALID] (rule r.default) spec.match: found here',
    'Warning [FLT_NOT_RUNNING] (mixer) mixer does not run',
    'Warning [FLT_NOT_RUNNING] (pilot) pilot does not answer',
  ])
})

test('a proxy that refused the last push is told with what it refused', () => {
  const entry = (configAcked: number): SyncEntry => ({
    name: 'w',
    namespace: 'default',
    configSent: 4,
    configAcked,
    lastNack: { typeUrl: 't', message: 'not this one', resources: ['l1', 'l2'], at: '' },
  })
  const proxies = new Map([
    ['w.default', entry(3)],
    ['v.default', entry(4)],
  ])
  assert.deepEqual(lines({ proxies }), [
    'Error [FLT_CONFIG_INVALID] (proxy w.default) refused l1, l2: not this one',
  ])
})

test('what keeps proxies from deciding themselves is worth knowing, where they are to decide', () => {
  const reasons = [{ rule: 'r.default', reason: 'the adapter memquota decides at mixer' }]
  const edge = {
    offered: true,
    namespaces: [{ namespace: 'default', checks: { reasons }, reports: { reasons: [] } }],
  }
  assert.deepEqual(lines({ edge }), [
    'Info [NOTE] (rule r.default) mixer, not the proxy, decides the requests of namespace default: the adapter memquota decides at mixer',
  ])
  assert.deepEqual(lines({ edge: { ...edge, offered: false } }), [])
})

test('a violation of a file names the object in whose document it stands', () => {
  const violation = {
    file: 'f.yaml',
    line: 12,
    column: 3,
    path: 'spec.match',
    code: 'FLT_CONFIG_INVALID',
    severity: 'warning',
    message: 'm',
  } as const
  const at = (name: string, line: number) => ({
    apiVersion: '',
    kind: 'rule',
    metadata: {
      name,
      namespace: 'default',
      labels: {},
      annotations: {},
      creationMs: 0,
      version: '',
    },
    spec: {},
    source: { file: 'f.yaml', line, column: 1 },
  })
  const objects = [at('a', 1), at('b', 10), at('c', 20)]
  assert.equal(
    lineOf(ofViolation(violation, objects)),
    'Warning [FLT_CONFIG_INVALID] (rule b.default f.yaml:12) spec.match: m',
  )
})

test('objects get the status that Mixer has of them, and none where nobody keeps one', () => {
  const quota = item('QuotaSpec', 'q', {})
  const handler = item('handler', 'h', {})
  const states = (statuses: MixerStatuses): unknown[] =>
    withStatus([RULE, quota, handler], statuses).map(({ status }) => status?.state)
  assert.deepEqual(states(mixer('inert', LOST)), ['inert', undefined, 'unknown'])
  assert.deepEqual(states({ kind: 'away', why: 'w' }), ['unknown', undefined, 'unknown'])
  const [shown] = withStatus([RULE], mixer('inert', LOST))
  assert.deepEqual(shown?.status, { state: 'inert', reasons: [LOST] })
})
