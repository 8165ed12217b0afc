/** Adapters out of process, whole: configuration from objects, instances by descriptor, answers into Check, quota and Report. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { DurationValue, parseIp, TimestampValue } from '@flotilla/attributes'
import { descriptorSetText, FieldKind, type FieldSource } from '@flotilla/dispatch'
import protobuf from 'protobufjs'
import { eventually, failure, TestMixer } from '../testdata/running-mixer.ts'
import { loadProto, type Method, SAMPLES, TestBackend } from '../testdata/test-backend.ts'

const MANIFEST = `
apiVersion: config.istio.io/v1alpha2
kind: attributemanifest
metadata: {name: attributes, namespace: istio-system}
spec:
  attributes:
    context.reporter.kind: {valueType: STRING}
    destination.namespace: {valueType: STRING}
    source.namespace: {valueType: STRING}
    source.ip: {valueType: IP_ADDRESS}
    source.labels: {valueType: STRING_MAP}
    source.user: {valueType: STRING}
    request.path: {valueType: STRING}
    request.time: {valueType: TIMESTAMP}
    request.size: {valueType: INT64}
    response.duration: {valueType: DURATION}
    connection.mtls: {valueType: BOOL}
`
const PROTOS = [
  'mixer/template/metric.proto',
  'mixer/template/listentry.proto',
  'mixer/template/quota.proto',
  'mixer/adapter/model/v1beta1/infrastructure_backend.proto',
  'go/keyval.proto',
  'go/params.proto',
  'python/params.proto',
]
const MODEL = 'istio.mixer.adapter.model.v1beta1'

function config(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [
      `${name}.yaml`,
      readFileSync(join(SAMPLES, 'config', `${name}.yaml`), 'utf8'),
    ]),
  )
}

function method(pkg: string, name: string, output: string, answer: Method['answer']): Method {
  return {
    path: `/${pkg}.Handle${name}Service/Handle${name}`,
    input: `${pkg}.Handle${name}Request`,
    output,
    answer,
  }
}

function session(name: string, answer: Method['answer']): Method {
  return {
    path: `/${MODEL}.InfrastructureBackend/${name}`,
    input: `${MODEL}.${name}Request`,
    output: `${MODEL}.${name}Response`,
    answer,
  }
}

const RULE = (handler: string, instance: string, more = ''): string => `---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: ${handler}-${instance}, namespace: istio-system}
spec: {actions: [{handler: ${handler}, instances: [${instance}], name: x}]${more}}
`

const METRIC = `---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: count, namespace: istio-system}
spec:
  template: metric
  params:
    value: request.size | 0
    dimensions:
      ip: source.ip
      took: response.duration
      at: request.time
      labels: source.labels
      tls: connection.mtls
      five: '"5s"'
      number: 3
      who: source.user | "nobody"
    monitored_resource_type: '"UNSPECIFIED"'
`

const PROMETHEUS = (address: string, connection = ''): string => `---
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: prom, namespace: istio-system}
spec:
  adapter: prometheus-nosession
  connection: {address: "${address}"${connection}}
  params: {metrics: [{name: requests, instance_name: count.instance.istio-system, kind: COUNTER, label_names: [who]}]}
`

const BAG = {
  'request.size': 7n,
  'source.ip': parseIp('10.0.0.1') ?? new Uint8Array(),
  'response.duration': DurationValue.fromMs(1_500),
  'request.time': TimestampValue.fromParts(1_600_000_000, 5_000),
  'source.labels': new Map([['app', 'ratings']]),
  'connection.mtls': true,
}

async function metricMixer(t: TestContext, address: string, connection = ''): Promise<TestMixer> {
  return TestMixer.start(t, {
    'manifest.yaml': MANIFEST,
    ...config('metric-template', 'prometheus-nosession-adapter'),
    'rules.yaml': METRIC + PROMETHEUS(address, connection) + RULE('prom', 'count'),
  })
}

function metricBackend(
  t: TestContext,
  answer: Method['answer'] = () => ({}),
  port = 0,
): Promise<TestBackend> {
  const root = loadProto(...PROTOS)
  const methods = [method('metric', 'Metric', `${MODEL}.ReportResult`, answer)]
  return TestBackend.start(t, root, methods, undefined, port)
}

test('a report becomes one call with instances by the descriptor of the template', async (t) => {
  const backend = await metricBackend(t)
  const mixer = await metricMixer(t, backend.address)
  assert.deepEqual(await mixer.debug('problems'), [])
  await mixer.report(BAG, { ...BAG, 'source.user': 'mary' })
  assert.equal(backend.calls.length, 1)
  const [call] = backend.calls
  assert.match(call?.request.dedup_id, /^[0-9a-f]+$/)
  assert.equal(
    call?.request.adapter_config.type_url,
    'type.googleapis.com/adapter.prometheus.config.Params',
  )
  assert.deepEqual(call?.request.instances[0], {
    name: 'count.instance.istio-system',
    value: { int64_value: '7' },
    monitored_resource_type: 'UNSPECIFIED',
    dimensions: {
      ip: { ip_address_value: { value: 'CgAAAQ==' } },
      took: { duration_value: { value: { seconds: '1', nanos: 500_000_000 } } },
      at: { timestamp_value: { value: { seconds: '1600000000', nanos: 5_000 } } },
      labels: { string_map_value: { value: { app: 'ratings' } } },
      tls: { bool_value: true },
      five: { string_value: '5s' },
      number: { int64_value: '3' },
      who: { string_value: 'nobody' },
    },
  })
  assert.equal(call?.request.instances[1].dimensions.who.string_value, 'mary')
  const metrics = await mixer.page('monitoring')
  assert.match(metrics, /mixer_config_adapter_info_configs_total 1/)
  assert.match(metrics, /mixer_config_template_configs_total 1/)
  assert.match(
    metrics,
    /mixer_runtime_dispatches_total\{meshFunction="metric\.template\.istio-system",handler="prom\.handler\.istio-system",adapter="prometheus-nosession\.adapter\.istio-system",error="false"\} 1/,
  )
})

test('an adapter that is away fails the report, and its circuit opens; it closes when the adapter is back', async (t) => {
  const backend = await metricBackend(t)
  const mixer = await metricMixer(t, backend.address, ', timeout: 1s')
  await mixer.report(BAG)
  const port = Number(backend.address.split(':')[1])
  backend.stop()
  let reason = ''
  await eventually(async () => {
    ;[, reason] = await failure(mixer.report(BAG))
    assert.match(reason, /times in a row, it is tried again in/)
  }, 20_000)
  const again = await metricBackend(t, () => ({}), port)
  await eventually(async () => {
    await mixer.report(BAG)
  }, 20_000)
  assert.ok(again.calls.length > 0)
})

test('an adapter that does not answer is given up at its deadline', async (t) => {
  const backend = await metricBackend(t, () => new Promise(() => undefined))
  const mixer = await metricMixer(t, backend.address, ', timeout: 100ms')
  const [code, reason] = await failure(mixer.report(BAG))
  assert.equal(code, 2)
  assert.match(reason, /DEADLINE_EXCEEDED/)
})

const ALLOWLIST = (address: string): string => `---
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: allow, namespace: istio-system}
spec:
  adapter: allowlist
  connection: {address: "${address}"}
  params: {allowed: [mary], valid_ms: 250}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: who, namespace: istio-system}
spec: {template: listentry, params: {value: source.user | ""}}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: pages, namespace: istio-system}
spec: {template: quota, params: {dimensions: {who: source.user | ""}}}
`

interface Sessions {
  current: string
  created: number
  closed: string[]
  validation: { code: number; message: string }
}

function sessionMethods(sessions: Sessions): Method[] {
  return [
    session('Validate', () => ({ status: sessions.validation })),
    session('CreateSession', () => {
      sessions.current = `s${++sessions.created}`
      return { session_id: sessions.current, status: { code: 0 } }
    }),
    session('CloseSession', ({ request }) => {
      sessions.closed.push(request.session_id)
      return { status: { code: 0 } }
    }),
    method('listEntry', 'ListEntry', `${MODEL}.CheckResult`, ({ request, metadata }) => {
      if (metadata.get('x-adapter-session-id')[0] !== sessions.current) return 5
      const { string_value: user = '' } = request.instance.value
      const isAllowed = user === 'mary'
      return {
        status: isAllowed ? {} : { code: 7, message: `${user} is not on the list` },
        valid_duration: { seconds: 2 },
        valid_use_count: 3,
      }
    }),
    method('quota', 'Quota', `${MODEL}.QuotaResult`, ({ request }) => {
      const [name = '', { amount = '0' } = {}] =
        Object.entries<{ amount?: string }>(request.quota_request.quotas)[0] ?? []
      const granted_amount = Math.min(Number(amount), 2)
      return { quotas: { [name]: { granted_amount, valid_duration: { seconds: 1 } } } }
    }),
  ]
}

async function allowlist(t: TestContext, sessions: Sessions): Promise<[TestMixer, TestBackend]> {
  const backend = await TestBackend.start(t, loadProto(...PROTOS), sessionMethods(sessions))
  const mixer = await TestMixer.start(t, {
    'manifest.yaml': MANIFEST,
    ...config('listentry-template', 'quota-template', 'allowlist-adapter'),
    'rules.yaml': ALLOWLIST(backend.address) + RULE('allow', 'who') + RULE('allow', 'pages'),
  })
  return [mixer, backend]
}

function newSessions(): Sessions {
  return { current: '', created: 0, closed: [], validation: { code: 0, message: '' } }
}

test('a session-based adapter is asked to validate, has a session, and answers checks and quotas', async (t) => {
  const sessions = newSessions()
  const [mixer, backend] = await allowlist(t, sessions)
  const mary = await mixer.check({ 'source.user': 'mary' }, { Pages: 5n }, 'once')
  assert.equal(mary.precondition?.status?.code, 0)
  assert.deepEqual(mary.precondition?.validDuration, { seconds: 2, nanos: 0 })
  assert.equal(mary.precondition?.validUseCount, 3)
  assert.equal(mary.quotas.get('Pages')?.grantedAmount, 2n)
  const john = (await mixer.check({ 'source.user': 'john' })).precondition
  assert.equal(john?.status?.code, 7)
  assert.equal(john?.status?.message, 'allow.handler.istio-system:john is not on the list')
  const paths = backend.calls.map(({ path }) => path.split('/')[2])
  assert.deepEqual(paths.slice(0, 2), ['Validate', 'CreateSession'])
  const [validate] = backend.calls
  const types = validate?.request.inferred_types
  assert.deepEqual(Object.keys(types).sort(), [
    'pages.instance.istio-system',
    'who.instance.istio-system',
  ])
  const type = loadProto(...PROTOS).lookupType('listEntry.Type')
  const { type_url, value } = types['who.instance.istio-system']
  assert.equal(type_url, 'type.googleapis.com/listEntry.Type')
  assert.deepEqual(type.toObject(type.decode(Buffer.from(value, 'base64')), { enums: String }), {
    value: 'STRING',
  })
  const check = backend.calls.find(({ path }) => path.endsWith('HandleListEntry'))
  const params = loadProto(...PROTOS).lookupType('samples.allowlist.Params')
  const sent = Buffer.from(check?.request.adapter_config.value, 'base64')
  assert.deepEqual(params.toObject(params.decode(sent)), { allowed: ['mary'], valid_ms: 250 })
  const quota = backend.calls.find(({ path }) => path.endsWith('HandleQuota'))
  assert.equal(quota?.request.dedup_id, 'oncePages')
})

test('a session that the adapter has lost is made anew, and closed with its handler', async (t) => {
  const sessions = newSessions()
  const [mixer] = await allowlist(t, sessions)
  sessions.current = 'of another life'
  assert.equal((await mixer.check({ 'source.user': 'mary' })).precondition?.status?.code, 0)
  assert.equal(sessions.created, 2)
  mixer.write('rules.yaml', ALLOWLIST('127.0.0.1:1'))
  await eventually(async () => assert.deepEqual(sessions.closed, ['s2']))
})

test('an adapter that refuses the configuration leaves its handler out, with its reason', async (t) => {
  const sessions = newSessions()
  sessions.validation = { code: 3, message: 'mary is not a name' }
  const [mixer] = await allowlist(t, sessions)
  const problems = JSON.stringify(await mixer.debug('problems'))
  assert.match(problems, /the adapter does not take the configuration: mary is not a name/)
})

test('the output of a check goes into header operations of its rule', async (t) => {
  const root = loadProto(...PROTOS)
  const params = root.lookupType('keyval.config.Params')
  const backend = await TestBackend.start(t, root, [
    method('keyval', 'Keyval', 'keyval.HandleKeyvalResponse', ({ request }) => {
      const bytes = Buffer.from(request.adapter_config.value, 'base64')
      const { table } = params.toObject(params.decode(bytes)) as { table: Record<string, string> }
      const value = table[request.instance.key]
      return value === undefined
        ? { result: { status: { code: 5, message: 'no such key' } } }
        : { result: { valid_duration: { seconds: 3 } }, output: { value } }
    }),
  ])
  const mixer = await TestMixer.start(t, {
    'manifest.yaml': MANIFEST,
    ...config('keyval-template', 'keyval-adapter'),
    'rules.yaml': `---
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: keyval, namespace: istio-system}
spec:
  adapter: keyval
  connection: {address: "${backend.address}"}
  params: {table: {jason: admin}}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: key, namespace: istio-system}
spec: {template: keyval, params: {key: source.user | ""}}
${RULE('keyval', 'key', ', requestHeaderOperations: [{name: user-group, values: [x.output.value]}]')}`,
  })
  assert.deepEqual(await mixer.debug('problems'), [])
  const { precondition } = await mixer.check({ 'source.user': 'jason' })
  assert.deepEqual(precondition?.validDuration, { seconds: 3, nanos: 0 })
  assert.deepEqual(precondition?.routeDirective?.requestHeaderOperations, [
    { name: 'user-group', value: 'admin', operation: 0 },
  ])
  const refused = (await mixer.check({ 'source.user': 'eve' })).precondition
  assert.equal(refused?.status?.code, 5)
  assert.equal(refused?.status?.message, 'keyval.handler.istio-system:no such key')
})

function textField(name: string, number: number): FieldSource {
  const kind = FieldKind.string
  return { name, jsonName: name, number, kind, typeName: '', isRepeated: false, oneof: null }
}

test('an attribute generator out of process adds attributes before rules are matched', async (t) => {
  const plain = { messages: [], enums: [], oneofs: [], isMapEntry: false }
  const descriptor = descriptorSetText([
    {
      name: 'geo.proto',
      package: 'geo',
      dependencies: [],
      enums: [],
      messages: [
        { name: 'InstanceMsg', fields: [textField('user', 1)], ...plain },
        { name: 'OutputMsg', fields: [textField('country', 1)], ...plain },
      ],
      services: [
        {
          name: 'HandleGeoService',
          methods: [{ name: 'HandleGeo', input: '.geo.A', output: '.geo.B', isStreaming: false }],
        },
      ],
      template: { name: 'geo', variety: 3 },
    },
  ])
  // The test's own reading of the same messages.
  const root = loadProto(...PROTOS)
  root
    .define('geo')
    .add(
      new protobuf.Type('In')
        .add(new protobuf.Field('instance', 1, 'Inst'))
        .add(new protobuf.Type('Inst').add(new protobuf.Field('user', 1, 'string'))),
    )
  root.define('geo').add(new protobuf.Type('Out').add(new protobuf.Field('country', 1, 'string')))
  const backend = await TestBackend.start(t, root, [
    {
      path: '/geo.HandleGeoService/HandleGeo',
      input: 'geo.In',
      output: 'geo.Out',
      answer: ({ request }) => (request.instance.user === 'eve' ? {} : { country: 'NZ' }),
    },
  ])
  const mixer = await TestMixer.start(t, {
    'manifest.yaml': MANIFEST.replace(
      '    source.ip:',
      '    source.country: {valueType: STRING}\n    source.ip:',
    ),
    'rules.yaml': `---
apiVersion: config.istio.io/v1alpha2
kind: template
metadata: {name: geo, namespace: istio-system}
spec: {descriptor: "${descriptor}"}
---
apiVersion: config.istio.io/v1alpha2
kind: adapter
metadata: {name: geo, namespace: istio-system}
spec: {templates: [geo]}
---
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: geo, namespace: istio-system}
spec: {adapter: geo, connection: {address: "${backend.address}"}}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: where, namespace: istio-system}
spec: {template: geo, params: {user: source.user}, attributeBindings: {source.country: output.country}}
---
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: deny, namespace: istio-system}
spec: {compiledAdapter: denier, params: {status: {code: 7}}}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: nothing, namespace: istio-system}
spec: {compiledTemplate: checknothing}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: deny, namespace: istio-system}
spec: {match: source.country == "", actions: [{handler: deny, instances: [nothing]}]}
${RULE('geo', 'where')}`,
  })
  assert.deepEqual(await mixer.debug('problems'), [])
  assert.equal((await mixer.check({ 'source.user': 'mary' })).precondition?.status?.code, 0)
  assert.equal((await mixer.check({ 'source.user': 'eve' })).precondition?.status?.code, 7)
  const [, reason] = await failure(mixer.check({}))
  assert.match(reason, /preprocessing attributes failed: .*lookup failed: 'source\.user'/)
})
