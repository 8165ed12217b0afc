/** Check and Report of mixer in process, from request bytes to response bytes: calls and bags per second on one core. */
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { BUILTIN_ADAPTERS } from '@flotilla/adapter-builtin'
import { NO_BACKENDS, NO_JETSTREAM, NO_REDIS } from '@flotilla/adapter-sdk'
import {
  type AttributeValue,
  DurationValue,
  encodeAttributes,
  GLOBAL_WORD_COUNT,
  MutableBag,
  parseIp,
  ReportEncoder,
  TimestampValue,
} from '@flotilla/attributes'
import { Runtime, SILENT_OBSERVER } from '@flotilla/dispatch'
import { scope } from '@flotilla/log'
import { type ConfigObject, parseDocuments } from '@flotilla/model'
import { CheckRequest, CheckResponse, CompressedAttributes, ReportRequest } from '@flotilla/proto'
import { systemClock } from '@flotilla/time'
import { answerCheck, type CallEnvironment } from '../src/check/check-call.ts'
import { AdapterHost } from '../src/host/adapter-host.ts'
import { datagramClient } from '../src/host/datagram-client.ts'
import { httpClient } from '../src/host/http-client.ts'
import { streamClient } from '../src/host/stream-client.ts'
import { answerReport } from '../src/report/report-call.ts'
import { Workloads } from '../src/workloads/workloads.ts'

const MESH = fileURLToPath(new URL('../../../deploy/mesh/', import.meta.url))
const BATCH = 100
const WARM_UP_MS = 500
const MEASURE_MS = 1_500

/** Five rules that look at what a request brings; none of them denies it. */
const RULES = Array.from(
  { length: 5 },
  (_, i) => `---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: r${i}, namespace: istio-system}
spec:
  match: destination.labels["app"] == "ratings" && (request.headers["x-user"] | "") == "user${i}"
  actions: [{handler: deny.denier, instances: [nothing.checknothing]}]
`,
).join('')
const POLICY = `apiVersion: config.istio.io/v1alpha2
kind: denier
metadata: {name: deny, namespace: istio-system}
spec: {status: {code: 7}}
---
apiVersion: config.istio.io/v1alpha2
kind: checknothing
metadata: {name: nothing, namespace: istio-system}
${RULES}`

function objects(name: string, text: string): ConfigObject[] {
  return [...parseDocuments(name, text).objects]
}

function workload(name: string, app: string): ConfigObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: {
      name,
      namespace: 'default',
      labels: {},
      annotations: {},
      creationMs: 0,
      version: '',
    },
    spec: { address: '10.0.0.1', labels: { app, version: 'v1' } },
    source: null,
  }
}

function attributes(): MutableBag {
  const headers = new Map([
    [':path', '/reviews/0'],
    [':method', 'GET'],
    [':authority', 'ratings:9080'],
    ['user-agent', 'python-requests/2.18.4'],
    ['accept', '*/*'],
    ['x-request-id', '6b9a4a3e-3a2b-9f6e-8e55-3f1c2d4e5f60'],
    ['x-b3-traceid', '80f198ee56343ba864fe8b2a57d3eff7'],
    ['cookie', 'session=eyJ1c2VyIjoiamFzb24ifQ'],
  ])
  const values: [string, AttributeValue][] = [
    ['context.reporter.kind', 'inbound'],
    ['context.reporter.uid', 'kubernetes://ratings-v1.default'],
    ['context.protocol', 'http'],
    ['context.proxy_error_code', '-'],
    ['source.uid', 'kubernetes://reviews-v1.default'],
    ['source.principal', 'cluster.local/ns/default/sa/bookinfo-reviews'],
    ['source.namespace', 'default'],
    ['destination.uid', 'kubernetes://ratings-v1.default'],
    ['destination.namespace', 'default'],
    ['destination.ip', parseIp('10.0.0.2') ?? 0n],
    ['destination.port', 9080n],
    ['destination.service.host', 'ratings.default.svc.cluster.local'],
    ['destination.service.name', 'ratings'],
    ['destination.service.namespace', 'default'],
    ['connection.mtls', true],
    ['request.headers', headers],
    ['request.host', 'ratings:9080'],
    ['request.method', 'GET'],
    ['request.path', '/ratings/0'],
    ['request.url_path', '/ratings/0'],
    ['request.scheme', 'http'],
    ['request.useragent', 'python-requests/2.18.4'],
    ['request.size', 0n],
    ['request.time', TimestampValue.fromParts(1_600_000_000, 5_000)],
  ]
  return new MutableBag(values)
}

function reported(i: number): MutableBag {
  return attributes()
    .set('response.code', i % 50 === 0 ? 500n : 200n)
    .set('response.size', 48n)
    .set('response.duration', DurationValue.fromMs(1 + i / 10))
    .set('response.headers', new Map([['content-type', 'application/json']]))
    .set('check.cache_hit', true)
}

async function environmentOf(config: readonly ConfigObject[]): Promise<CallEnvironment> {
  const workloads = new Workloads(true, systemClock)
  workloads.replace([workload('reviews-v1', 'reviews'), workload('ratings-v1', 'ratings')])
  const quiet = { writeLine: () => true }
  const host = new AdapterHost({
    clock: systemClock,
    random: Math.random,
    onClosed: () => undefined,
    deliveryOf: () => ({
      sent: () => undefined,
      lost: () => undefined,
      retried: () => undefined,
      undecided: () => undefined,
      waiting: () => undefined,
    }),
    outside: {
      http: httpClient,
      streams: streamClient,
      datagrams: datagramClient,
      redis: NO_REDIS,
      jetStream: NO_JETSTREAM,
      workloads,
      exposition: { add: () => () => undefined },
      stdout: quiet,
      stderr: quiet,
      backends: NO_BACKENDS,
    },
  })
  const runtime = new Runtime({
    adapters: BUILTIN_ADAPTERS,
    defaultNamespace: 'istio-system',
    host,
  })
  const { problems } = await runtime.reload(config)
  if (problems.length > 0) throw new Error(JSON.stringify(problems[0]))
  return {
    context: { clock: systemClock, observer: SILENT_OBSERVER },
    log: scope('bench'),
    table: () => runtime.table,
    generation: () => 1,
  }
}

async function rate(perCall: number, call: () => Promise<unknown>): Promise<number> {
  const runFor = async (ms: number): Promise<number> => {
    const startedAtMs = performance.now()
    let calls = 0
    while (performance.now() - startedAtMs < ms) {
      for (let i = 0; i < 20; i++) await call()
      calls += 20
    }
    return (calls * perCall * 1000) / (performance.now() - startedAtMs)
  }
  await runFor(WARM_UP_MS)
  const cpu = process.cpuUsage()
  const wallMs = performance.now()
  const seen = await runFor(MEASURE_MS)
  const { user, system } = process.cpuUsage(cpu)
  // Per second of CPU: other processes share the machine.
  return (seen * (performance.now() - wallMs) * 1000) / (user + system)
}

const base = ['attributes', 'kubernetesenv', 'telemetry'].flatMap((name) =>
  objects(name, readFileSync(`${MESH}${name}.yaml`, 'utf8')),
)

const checkBytes = CheckRequest.encode(
  CheckRequest.create({
    attributes: CompressedAttributes.decode(encodeAttributes(attributes())),
    globalWordCount: GLOBAL_WORD_COUNT,
    deduplicationId: 'bench-1',
  }),
)
const policy = await environmentOf([...base, ...objects('policy', POLICY)])
const checks = await rate(1, async () =>
  CheckResponse.encode(await answerCheck(policy, CheckRequest.decode(checkBytes))),
)
process.stdout.write(
  `Check, 5 rules and kubernetesenv, ${checkBytes.length} bytes: ${Math.round(checks)} calls per CPU second\n`,
)

const encoder = new ReportEncoder(GLOBAL_WORD_COUNT)
for (let i = 0; i < BATCH; i++) encoder.add(reported(i))
const reportBytes = encoder.finish()
const withoutMetrics = base.filter(({ metadata }) => !metadata.name.startsWith('prom'))
for (const [label, config] of [
  ['kubernetesenv and the default metric set', base],
  ['kubernetesenv alone', withoutMetrics],
] as const) {
  const telemetry = await environmentOf(config)
  const bags = await rate(BATCH, () => answerReport(telemetry, ReportRequest.decode(reportBytes)))
  process.stdout.write(
    `Report, ${label}, ${BATCH} bags of ${Math.round(reportBytes.length / BATCH)} bytes: ${Math.round(bags)} bags per CPU second\n`,
  )
}
