/** The whole mixer over real gRPC: decisions, references, quotas, reports, who may call, and reloads. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openChannel } from '@flotilla/grpc'
import { CheckRequest, MixerService, ReportRequest } from '@flotilla/proto'
import { TestCa, tempDir } from '@flotilla/testkit'
import {
  checkRequest,
  compressed,
  eventually,
  failure,
  MIXER_ID,
  referenceTexts,
  TestMixer,
} from './testdata/running-mixer.ts'

const MANIFEST = `
apiVersion: config.istio.io/v1alpha2
kind: attributemanifest
metadata: {name: proxy, namespace: istio-system}
spec:
  attributes:
    context.reporter.kind: {valueType: STRING}
    destination.namespace: {valueType: STRING}
    source.uid: {valueType: STRING}
    source.labels: {valueType: STRING_MAP}
    source.workload.name: {valueType: STRING}
    request.headers: {valueType: STRING_MAP}
    request.path: {valueType: STRING}
    response.code: {valueType: INT64}
`

const DENY = `
apiVersion: config.istio.io/v1alpha2
kind: denier
metadata: {name: denyall, namespace: istio-system}
spec: {status: {code: 7, message: Not allowed}}
---
apiVersion: config.istio.io/v1alpha2
kind: checknothing
metadata: {name: nothing, namespace: istio-system}
spec:
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: deny, namespace: istio-system}
spec:
  match: (request.headers["x-user"] | "") == "john"
  actions: [{handler: denyall.denier, instances: [nothing.checknothing]}]
`

const QUOTA = `
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: mem, namespace: istio-system}
spec:
  compiledAdapter: memquota
  params: {quotas: [{name: rq.instance.istio-system, maxAmount: 2, validDuration: 60s}]}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: rq, namespace: istio-system}
spec: {compiledTemplate: quota, params: {dimensions: {path: request.path}}}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: limits, namespace: istio-system}
spec: {actions: [{handler: mem, instances: [rq]}]}
`

const TELEMETRY = `
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: prom, namespace: istio-system}
spec:
  compiledAdapter: prometheus
  params:
    metrics:
    - {name: requests, instance_name: count.metric.istio-system, kind: COUNTER, label_names: [code]}
---
apiVersion: config.istio.io/v1alpha2
kind: stdio
metadata: {name: out, namespace: istio-system}
spec: {outputAsJson: true}
---
apiVersion: config.istio.io/v1alpha2
kind: metric
metadata: {name: count, namespace: istio-system}
spec: {value: '1', dimensions: {code: response.code | 200}}
---
apiVersion: config.istio.io/v1alpha2
kind: logentry
metadata: {name: log, namespace: istio-system}
spec: {severity: '"info"', variables: {path: request.path}}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: telemetry, namespace: istio-system}
spec:
  actions:
  - {handler: prom, instances: [count.metric]}
  - {handler: out.stdio, instances: [log.logentry]}
`

const john = { 'request.headers': new Map([['x-user', 'john']]) }

function codeOf(response: Awaited<ReturnType<TestMixer['check']>>): number | undefined {
  return response.precondition?.status?.code
}

test('a check is decided by the rules, with its validity and what it rests on', async (t) => {
  const mixer = await TestMixer.start(t, { 'a.yaml': MANIFEST, 'b.yaml': DENY })
  const allowed = await mixer.check({
    'request.headers': new Map(),
    'context.reporter.kind': 'inbound',
  })
  assert.equal(codeOf(allowed), 0)
  assert.deepEqual(allowed.precondition?.validDuration, { seconds: 60, nanos: 0 })
  assert.equal(allowed.precondition?.validUseCount, 10_000)
  assert.deepEqual(referenceTexts(allowed), [
    '!destination.namespace',
    '!request.headers[x-user]',
    'context.reporter.kind',
  ])
  const denied = await mixer.check(john)
  assert.equal(codeOf(denied), 7)
  assert.equal(denied.precondition?.status?.message, 'denyall.denier.istio-system:Not allowed')
  assert.deepEqual(denied.precondition?.validDuration, { seconds: 5, nanos: 0 })
  assert.equal(denied.precondition?.validUseCount, 1_000)
  assert.ok(referenceTexts(denied).includes('request.headers[x-user]'))
})

test('the answer uses no more global words than the caller knows', async (t) => {
  const mixer = await TestMixer.start(t, { 'a.yaml': MANIFEST, 'b.yaml': DENY })
  const request = CheckRequest.create({ globalWordCount: 0 })
  const response = await mixer.channel.unary(MixerService.check, request)
  const referenced = response.precondition?.referencedAttributes
  assert.ok(referenced?.words.includes('request.headers'))
  assert.ok(referenced?.attributeMatches.every(({ name }) => name < 0))
})

test('quotas are granted only where the precondition holds, each with its own references', async (t) => {
  const mixer = await TestMixer.start(t, { 'a.yaml': MANIFEST, 'b.yaml': DENY, 'c.yaml': QUOTA })
  const request = { 'request.path': '/x', 'request.headers': new Map() }
  const granted = async (id: string, amount = 1n): Promise<bigint | undefined> =>
    (await mixer.check(request, { RQ: amount }, id)).quotas.get('RQ')?.grantedAmount
  assert.equal(await granted('one'), 1n)
  assert.equal(await granted('one'), 1n, 'the same id consumes once')
  assert.equal(await granted('two'), 1n)
  assert.equal(await granted('three'), 0n)
  const both = await mixer.check(
    { ...request, 'request.path': '/y' },
    { rq: 1n, other: 5n },
    'four',
  )
  assert.equal(both.quotas.get('other')?.grantedAmount, 5n, 'not configured: granted in full')
  assert.deepEqual(both.quotas.get('rq')?.validDuration, { seconds: 60, nanos: 0 })
  const references = both.quotas.get('rq')?.referencedAttributes
  assert.equal(
    references?.attributeMatches.length,
    3,
    'namespace selection and the path, not the headers',
  )
  const denied = await mixer.check({ ...request, ...john }, { rq: 1n }, 'five')
  assert.equal(denied.quotas.size, 0)
})

test('a quota whose instance cannot be built is granted nothing, the others go on', async (t) => {
  const mixer = await TestMixer.start(t, { 'a.yaml': MANIFEST, 'c.yaml': QUOTA })
  const { quotas } = await mixer.check({}, { rq: 1n, other: 1n }, 'x')
  assert.deepEqual([...quotas.values()].map((one) => one.grantedAmount).sort(), [0n, 1n])
})

test('a report reaches the adapters; what cannot be built is an error and the rest is kept', async (t) => {
  const mixer = await TestMixer.start(t, { 'a.yaml': MANIFEST, 'b.yaml': TELEMETRY })
  await mixer.report({ 'request.path': '/a' }, { 'request.path': '/b', 'response.code': 503n })
  const [code, message] = await failure(mixer.report({ 'response.code': 503n }))
  assert.equal(code, 2)
  assert.match(message, /log.logentry.istio-system: lookup failed: 'request.path'/)
  const page = await mixer.page('metrics')
  assert.match(page, /istio_requests\{code="200"\} 1\n/)
  assert.match(page, /istio_requests\{code="503"\} 2\n/)
  assert.deepEqual(
    mixer.lines.map((line) => JSON.parse(line).path),
    ['/a', '/b'],
  )
})

test('deltas are applied over what came before', async (t) => {
  const mixer = await TestMixer.start(t, { 'a.yaml': MANIFEST, 'b.yaml': TELEMETRY })
  const attributes = [{ 'request.path': '/a', 'response.code': 404n }, { 'request.path': '/b' }]
  const request = ReportRequest.create({
    attributes: attributes.map(compressed),
    globalWordCount: 222,
  })
  await mixer.channel.unary(MixerService.report, request)
  assert.match(await mixer.page('metrics'), /istio_requests\{code="404"\} 2\n/)
})

test('an empty batch is fine', async (t) => {
  const mixer = await TestMixer.start(t, { 'a.yaml': MANIFEST })
  await mixer.report()
})

test('a caller with another dictionary is refused in the words that sidecars know', async (t) => {
  const mixer = await TestMixer.start(t, { 'a.yaml': MANIFEST })
  const expected =
    /inconsistent global dictionary versions used: mixer knows 222 words, caller knows 300/
  const check = CheckRequest.create({ globalWordCount: 300 })
  const report = ReportRequest.create({ globalWordCount: 300, attributes: [compressed({})] })
  for (const call of [
    mixer.channel.unary(MixerService.check, check),
    mixer.channel.unary(MixerService.report, report),
  ]) {
    const [code, message] = await failure(call)
    assert.equal(code, 13)
    assert.match(message, expected)
  }
})

test('only identities of the trust domain may call; loopback may where it was opted in', async (t) => {
  const mixer = await TestMixer.start(t, { 'a.yaml': MANIFEST })
  const other = new TestCa({ trustDomain: 'other.example' })
  const foreign = mixer.channelAs('spiffe://other.example/ns/default/sa/x', other)
  const nobody = openChannel({
    target: mixer.address('grpc'),
    identity: null,
    rootsPem: mixer.ca.rootPem,
    expectedServerIds: [MIXER_ID],
  })
  const plain = openChannel({
    target: mixer.address('plain'),
    identity: null,
    expectedServerIds: [],
    plaintext: true,
  })
  t.after(() => {
    for (const channel of [foreign, nobody, plain]) channel.close()
  })
  const options = { deadlineMs: 2_000 }
  for (const channel of [foreign, nobody])
    await assert.rejects(channel.unary(MixerService.check, checkRequest({}), options))
  assert.equal(codeOf(await plain.unary(MixerService.check, checkRequest({}), options)), 0)
})

test('an identity of another trust domain that the roots vouch for is refused and counted', async (t) => {
  const mixer = await TestMixer.start(t, { 'a.yaml': MANIFEST }, { trustDomain: 'strict.example' })
  const [code, message] = await failure(mixer.check({}))
  assert.equal(code, 7)
  assert.match(message, /only identities of the mesh/)
  assert.match(await mixer.page('monitoring'), /flotilla_mixer_callers_refused_total 1\n/)
})

test('without a configuration there is no decision', async (t) => {
  const directory = tempDir(t)
  const mixer = await TestMixer.unready(t, join(directory, 'gone'), {})
  const [code, message] = await failure(mixer.check({}))
  assert.equal(code, 14)
  assert.match(message, /no configuration yet/)
  const readiness = await fetch(`http://${mixer.address('monitoring')}/readyz`)
  assert.equal(readiness.status, 503)
  assert.match(await readiness.text(), /cannot be read/)
})

test('a changed folder takes effect; a file that breaks keeps its last good rules', async (t) => {
  const mixer = await TestMixer.start(t, { 'a.yaml': MANIFEST, 'b.yaml': DENY })
  assert.equal(codeOf(await mixer.check(john)), 7)
  const before = (await mixer.check(john)).flotillaPolicyGeneration
  assert.ok(before > 0)
  mixer.write('b.yaml', DENY.replace('code: 7', 'code: 16'))
  await eventually(async () => assert.equal(codeOf(await mixer.check(john)), 16))
  assert.ok((await mixer.check(john)).flotillaPolicyGeneration > before)
  mixer.write('b.yaml', 'kind: [')
  mixer.write('c.yaml', QUOTA)
  await eventually(async () => {
    const { quotas } = await mixer.check({ 'request.path': '/' }, { rq: 9n })
    assert.equal(quotas.get('rq')?.grantedAmount, 0n)
  })
  assert.equal(codeOf(await mixer.check(john)), 16)
})

test('what is wrong in a configuration is shown and counted', async (t) => {
  const broken = DENY.replace('request.headers', 'no.such')
  const mixer = await TestMixer.start(t, {
    'a.yaml': MANIFEST,
    'b.yaml': broken,
    'c.yaml': TELEMETRY,
  })
  const problems = (await mixer.debug('problems')) as { path: string; message: string }[]
  assert.deepEqual(
    problems.map(({ path, message }) => [path, message]),
    [['spec.match', 'unknown attribute no.such']],
  )
  const page = (await mixer.debug('status')) as {
    settled: boolean
    objects: { kind: string; name: string; state: string; reasons: { message: string }[] }[]
  }
  assert.equal(page.settled, true)
  assert.deepEqual(
    page.objects
      .filter(({ kind }) => kind === 'rule')
      .map(({ name, state, reasons }) => [name, state, reasons[0]?.message]),
    [
      ['deny', 'inert', 'unknown attribute no.such'],
      ['telemetry', 'active', undefined],
    ],
  )
  const metrics = await mixer.page('monitoring')
  for (const line of [
    'mixer_config_rule_configs_total 2',
    'mixer_config_rule_config_match_error_total 1',
    'mixer_config_rule_config_match_error_count{configID="1"} 1',
    'mixer_config_handler_configs_total 3',
    'mixer_handler_new_handlers_total 2',
    'mixer_handler_daemons_total{handler="prom.istio-system"} 1',
    'istio_build{component="mixer",tag="0.1.0"} 1',
  ])
    assert.ok(metrics.includes(`${line}\n`), line)
})

test('calls, dispatches and shed requests are counted', async (t) => {
  const mixer = await TestMixer.start(t, { 'a.yaml': MANIFEST, 'b.yaml': DENY }, { maxRequests: 1 })
  await mixer.check(john)
  const page = await mixer.page('monitoring')
  for (const line of [
    'grpc_io_server_completed_rpcs{grpc_server_method="istio.mixer.v1.Mixer/Check",grpc_server_status="OK"} 1',
    'grpc_server_handled_total{grpc_type="unary",grpc_service="istio.mixer.v1.Mixer",grpc_method="Check",grpc_code="OK"} 1',
    'mixer_runtime_dispatches_total{meshFunction="checknothing",handler="denyall.denier.istio-system",adapter="denier",error="false"} 1',
    'mixer_runtime_dispatch_duration_seconds_count{meshFunction="checknothing",handler="denyall.denier.istio-system",adapter="denier",error="false"} 1',
    'mixer_dispatcher_destinations_per_request_bucket{le="1"} 1',
    'mixer_loadshedding_requests_throttled 0',
  ])
    assert.ok(page.includes(`${line}\n`), line)
})

test('bytes that are no message are refused, and the next call is served', async (t: TestContext) => {
  const mixer = await TestMixer.start(t, { 'a.yaml': MANIFEST })
  const garbage = { ...MixerService.check, requestSerialize: () => Buffer.from([0x0a, 0xff]) }
  const [code] = await failure(mixer.channel.unary(garbage, checkRequest({})))
  assert.equal(code, 3)
  assert.equal(codeOf(await mixer.check({})), 0)
})

test('one check is explained on the debug page, and wrong attributes are refused', async (t) => {
  const mixer = await TestMixer.start(t, { 'a.yaml': MANIFEST, 'b.yaml': DENY })
  const query = 'rules?request.headers%5Bx-user%5D=john'
  const explained = (await mixer.debug(query)) as {
    decision: { isAllowed: boolean; rule: string | null }
    rules: { name: string; result: string; because: { read: object }[] }[]
  }
  assert.equal(explained.rules.length, 1)
  const other = (await mixer.debug('rules?request.headers%5Bx-user%5D=mary')) as typeof explained
  const both = [explained, other].map(({ decision, rules }) => [
    decision.isAllowed,
    rules[0]?.result,
  ])
  assert.ok(both.some(([isAllowed, result]) => isAllowed === true && result === 'not-matched'))
  const bad = await fetch(
    `http://${mixer.address('monitoring')}/debug/rules?request.headers=nothing`,
  )
  assert.equal(bad.status, 400)
})
