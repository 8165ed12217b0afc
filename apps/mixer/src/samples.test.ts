/** Istio's own sample files over the mesh's base configuration: each does what Istio's documentation says of it. */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import process from 'node:process'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type AttributeValue, DurationValue, parseIp, TimestampValue } from '@flotilla/attributes'
import { type Attributes, TestMixer } from './testdata/running-mixer.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const SAMPLES = join(process.env['FLOTILLA_SHARED'] ?? join(ROOT, '../shared'), 'samples/istio-1.4')

function workload(name: string, address: string, labels: string): string {
  return `---
apiVersion: networking.istio.io/v1beta1
kind: WorkloadEntry
metadata: {name: ${name}, namespace: default}
spec: {address: ${address}, labels: {${labels}}, serviceAccount: bookinfo-${name.split('-')[0]}}
`
}

const WORKLOADS =
  workload('productpage-v1', '127.0.0.2', 'app: productpage, version: v1') +
  workload('reviews-v2', '127.0.0.3', 'app: reviews, version: v2') +
  workload('reviews-v3', '127.0.0.4', 'app: reviews, version: v3') +
  workload('ratings-v1', '127.0.0.5', 'app: ratings, version: v1') +
  workload('details-v1', '127.0.0.6', 'app: details, version: v1') +
  workload('ingress', '127.0.0.7', 'app: istio-ingressgateway, istio: ingressgateway')

/** The base configuration with these sample files. */
async function started(t: TestContext, ...samples: string[]): Promise<TestMixer | null> {
  if (samples.length > 0 && !existsSync(SAMPLES)) {
    t.skip(`no sample files at ${SAMPLES}`)
    return null
  }
  const files: Record<string, string> = { 'workloads.yaml': WORKLOADS }
  for (const path of globSync(join(ROOT, 'deploy/mesh/*.yaml')))
    files[basename(path)] = readFileSync(path, 'utf8')
  for (const sample of samples)
    files[`sample-${basename(sample)}`] = readFileSync(join(SAMPLES, sample), 'utf8')
  const mixer = await TestMixer.start(t, files)
  assert.deepEqual(await mixer.debug('problems'), [])
  return mixer
}

function call(from: string, to: string, more: Attributes = {}): Attributes {
  return {
    'context.reporter.kind': 'inbound',
    'context.protocol': 'http',
    'source.uid': `kubernetes://${from}.default`,
    'source.principal': `cluster.local/ns/default/sa/bookinfo-${from.split('-')[0]}`,
    'source.user': `cluster.local/ns/default/sa/bookinfo-${from.split('-')[0]}`,
    'destination.uid': `kubernetes://${to}.default`,
    'destination.namespace': 'default',
    'request.headers': new Map(),
    'request.time': TimestampValue.fromParts(1_600_000_000, 5_000),
    ...more,
  }
}

const DENIED = { code: 7, message: 'Not allowed' }
const john = { 'request.headers': new Map([['x-user', 'john']]) }

interface PolicyCase {
  readonly files: readonly string[]
  /** Call and the message of its refusal; null where it passes. */
  readonly calls: readonly (readonly [Attributes, string | null])[]
}

const POLICIES: readonly PolicyCase[] = [
  {
    files: ['mixer-rule-deny-label.yaml'],
    calls: [
      [call('reviews-v3', 'ratings-v1'), `denyreviewsv3handler.default:${DENIED.message}`],
      [call('reviews-v2', 'ratings-v1'), null],
      [call('reviews-v3', 'details-v1'), null],
    ],
  },
  {
    files: ['mixer-rule-deny-label-crd.yaml'],
    calls: [
      [call('reviews-v3', 'ratings-v1'), `denyreviewsv3handler.denier.default:${DENIED.message}`],
      [call('reviews-v2', 'ratings-v1'), null],
    ],
  },
  {
    files: ['mixer-rule-deny-whitelist.yaml', 'mixer-rule-deny-whitelist-crd.yaml'],
    calls: [
      [call('reviews-v3', 'ratings-v1'), 'v3 is not whitelisted'],
      [call('reviews-v2', 'ratings-v1'), null],
      [call('reviews-v3', 'details-v1'), null],
    ],
  },
  {
    files: ['mixer-rule-deny-ip.yaml', 'mixer-rule-deny-ip-crd.yaml'],
    calls: [
      [call('ingress', 'productpage-v1'), '127.0.0.7 is not whitelisted'],
      [call('ingress', 'productpage-v1', { 'source.ip': parseIp('10.57.3.4') ?? 0n }), null],
      [call('productpage-v1', 'reviews-v2'), null],
    ],
  },
  {
    files: ['mixer-rule-ingress-denial.yaml'],
    calls: [
      [call('ingress', 'productpage-v1', john), `handler.istio-system:${DENIED.message}`],
      [call('ingress', 'productpage-v1'), null],
      [call('productpage-v1', 'reviews-v2', john), null],
    ],
  },
  {
    files: ['mixer-rule-ratings-denial.yaml'],
    calls: [
      [call('reviews-v3', 'ratings-v1', john), `denierhandler.istio-system:${DENIED.message}`],
      [call('reviews-v3', 'ratings-v1'), null],
    ],
  },
  {
    files: ['mixer-rule-deny-serviceaccount.yaml'],
    calls: [
      [call('productpage-v1', 'details-v1'), `denyproductpagehandler.default:${DENIED.message}`],
      [call('reviews-v2', 'details-v1'), null],
    ],
  },
]

async function decision(mixer: TestMixer, attributes: Attributes): Promise<[number, string]> {
  const { precondition } = await mixer.check(attributes)
  return [precondition?.status?.code ?? -1, precondition?.status?.message ?? '']
}

for (const { files, calls } of POLICIES) {
  for (const file of files) {
    test(`policy/${file}`, async (t) => {
      const mixer = await started(t, `bookinfo/policy/${file}`)
      if (mixer === null) return
      for (const [attributes, refusal] of calls) {
        const [code, message] = await decision(mixer, attributes)
        assert.equal(code, refusal === null ? 0 : 7, message)
        assert.ok(message.endsWith(refusal ?? ''), message)
      }
    })
  }
}

for (const [file, name] of [
  ['mixer-rule-productpage-ratelimit.yaml', 'requestcountquota'],
  ['mixer-rule-productpage-ratelimit-crd.yaml', 'requestcount'],
] as const) {
  test(`policy/${file}: two requests in five seconds, for each caller`, async (t) => {
    const mixer = await started(t, `bookinfo/policy/${file}`)
    if (mixer === null) return
    const granted = async (
      id: string,
      to = 'productpage-v1',
      from = 'x',
    ): Promise<bigint | undefined> => {
      const headers = { 'request.headers': new Map([['x-forwarded-for', from]]) }
      const response = await mixer.check(call('ingress', to, headers), { [name]: 1n }, id)
      return response.quotas.get(name)?.grantedAmount
    }
    assert.deepEqual([await granted('1'), await granted('2'), await granted('3')], [1n, 1n, 0n])
    assert.equal(await granted('4', 'productpage-v1', 'y'), 1n)
    assert.equal(await granted('5', 'productpage-v1', '10.28.11.20'), 1n)
    assert.deepEqual([await granted('6', 'reviews-v2'), await granted('7', 'reviews-v2')], [1n, 0n])
  })
}

function reported(more: Readonly<Record<string, AttributeValue>> = {}): Attributes {
  return call('reviews-v2', 'ratings-v1', {
    'response.code': 200n,
    'response.size': 48n,
    'response.duration': DurationValue.fromMs(2.5),
    ...more,
  })
}

for (const file of ['log-entry.yaml', 'log-entry-crd.yaml']) {
  test(`telemetry/${file}: a line for each request`, async (t) => {
    const mixer = await started(t, `bookinfo/telemetry/${file}`)
    if (mixer === null) return
    await mixer.report(reported())
    const kind = file.includes('crd') ? 'logentry' : 'instance'
    assert.deepEqual(JSON.parse(mixer.lines[0] ?? ''), {
      level: 'warn',
      time: '2020-09-13T12:26:40.000005Z',
      instance: `newlog.${kind}.istio-system`,
      destination: 'ratings',
      latency: '2.5ms',
      responseCode: 200,
      responseSize: 48,
      source: 'reviews',
      user: 'cluster.local/ns/default/sa/bookinfo-reviews',
    })
  })
}

for (const file of ['metrics.yaml', 'metrics-crd.yaml']) {
  test(`telemetry/${file}: every request counts twice`, async (t) => {
    const mixer = await started(t, `bookinfo/telemetry/${file}`)
    if (mixer === null) return
    await mixer.report(reported(), reported({ 'context.reporter.kind': 'outbound' }))
    const page = await mixer.page('metrics')
    const labels = 'source="reviews-v2",destination="ratings-v1",message="twice the fun!"'
    for (const reporter of ['server', 'client'])
      assert.ok(
        page.includes(`istio_double_request_count{reporter="${reporter}",${labels}} 2\n`),
        page,
      )
  })
}

for (const file of ['tcp-metrics.yaml', 'tcp-metrics-crd.yaml']) {
  test(`telemetry/${file}: bytes of connections to the database`, async (t) => {
    const mixer = await started(t, `bookinfo/telemetry/${file}`)
    if (mixer === null) return
    const tcp = {
      'context.protocol': 'tcp',
      'destination.service.host': 'mongodb.default.svc.cluster.local',
      'connection.sent.bytes': 7n,
      'connection.received.bytes': 9n,
    }
    await mixer.report(reported(tcp), reported(tcp), reported())
    const page = await mixer.page('metrics')
    const labels = '{source_service="reviews-v2",source_version="v2",destination_version="v1"}'
    assert.ok(page.includes(`istio_mongo_sent_bytes${labels} 14\n`), page)
    assert.ok(page.includes(`istio_mongo_received_bytes${labels} 18\n`), page)
  })
}

test('policy/mixer-rule-kubernetesenv-telemetry.yaml: workloads and their owners', async (t) => {
  const mixer = await started(t, 'bookinfo/policy/mixer-rule-kubernetesenv-telemetry.yaml')
  if (mixer === null) return
  await mixer.report(reported())
  assert.match(
    await mixer.page('metrics'),
    /istio_kube_request_count\{response_code="200",source_pod="reviews-v2",source_workload_uid="istio:\/\/default\/workloads\/reviews-v2"/,
  )
})

test('the base configuration alone counts requests and connections as Istio does', async (t) => {
  const mixer = await started(t)
  if (mixer === null) return
  const tcp = { 'context.protocol': 'tcp', 'connection.event': 'open', 'connection.mtls': true }
  await mixer.report(
    reported(),
    reported({ 'request.useragent': 'Prometheus/2.0' }),
    reported(tcp),
    reported({ ...tcp, 'connection.event': 'close', 'connection.sent.bytes': 5n }),
  )
  const page = await mixer.page('metrics')
  const ends =
    'source_workload="reviews-v2",source_workload_namespace="default",source_principal="cluster.local/ns/default/sa/bookinfo-reviews",source_app="reviews",source_version="v2",destination_workload="ratings-v1",destination_workload_namespace="default",destination_principal="unknown",destination_app="ratings",destination_version="v1",destination_service="unknown",destination_service_name="unknown",destination_service_namespace="unknown"'
  const http = `reporter="destination",${ends},request_protocol="http",response_code="200",response_flags="-",permissive_response_code="none",permissive_response_policyid="none",connection_security_policy="none"`
  const tcpLabels = `reporter="destination",${ends},response_flags="-",connection_security_policy="mutual_tls"`
  for (const line of [
    `istio_requests_total{${http}} 1`,
    `istio_request_duration_seconds_bucket{${http},le="0.005"} 1`,
    `istio_response_bytes_bucket{${http},le="10"} 0`,
    `istio_response_bytes_bucket{${http},le="100"} 1`,
    `istio_response_bytes_bucket{${http},le="100000000"} 1`,
    `istio_request_bytes_sum{${http}} 0`,
    `istio_tcp_connections_opened_total{${tcpLabels}} 1`,
    `istio_tcp_connections_closed_total{${tcpLabels}} 1`,
    `istio_tcp_sent_bytes_total{${tcpLabels}} 5`,
  ])
    assert.ok(page.includes(`${line}\n`), `${line}\n${page}`)
})

test('mixer-config as a whole: manifests, legacy instances, handlers and rules', async (t) => {
  if (!existsSync(SAMPLES)) return t.skip(`no sample files at ${SAMPLES}`)
  const files: Record<string, string> = { 'workloads.yaml': WORKLOADS }
  // These two hold the text of a symbolic link.
  for (const path of globSync(join(SAMPLES, 'mixer-config/*.yaml')))
    if (!/listentrytemplate|metrictemplate/.test(path))
      files[basename(path)] = readFileSync(path, 'utf8')
  const mixer = await TestMixer.start(t, files)
  const problems = (await mixer.debug('problems')) as { object: { name: string }; path: string }[]
  assert.deepEqual(
    problems.map(({ object, path }) => `${object.name} ${path}`),
    [],
  )
  const refused = await mixer.check(
    call('reviews-v3', 'ratings-v1', { 'request.headers': new Map([['clnt', 'abc']]) }),
  )
  assert.equal(
    refused.precondition?.status?.message,
    'staticversion.istio-system:v3 is not whitelisted, denyall.istio-system:Not allowed',
  )
  await mixer.report(reported())
  assert.match(
    await mixer.page('metrics'),
    /istio_requests_total\{reporter="server",source_app="reviews"/,
  )
  assert.match(mixer.lines[0] ?? '', /"instance":"accesslog.logentry.istio-system"/)
})
