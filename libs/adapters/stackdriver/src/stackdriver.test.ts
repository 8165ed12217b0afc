/** The stackdriver adapter against recording endpoints. */
import assert from 'node:assert/strict'
import { createVerify, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Handler, ValueMap } from '@flotilla/adapter-sdk'
import {
  adapterCompliance,
  FakeEnv,
  httpAnswer,
  sampleInstance,
} from '@flotilla/adapter-sdk/compliance'
import { DurationValue, TimestampValue } from '@flotilla/attributes'
import { stackdriver } from './stackdriver.ts'

const METRIC = 'sample.metric.default'
const LOG = 'sample.logentry.default'
const PARAMS = {
  projectId: 'p1',
  metricInfo: { [METRIC]: { kind: 'CUMULATIVE', value: 'INT64' } },
  logInfo: { [LOG]: { labelNames: ['user'], payloadTemplate: '{{.user}}' } },
  trace: { sampleProbability: 1 },
}
const few = ValueMap.of({ user: 'john' })
const metric = (value: unknown = 5n, dimensions = few) =>
  sampleInstance('metric', 'empty', { value, dimensions })
const span = sampleInstance('tracespan', 'empty', {
  traceId: '463ac35c9f6413ad48485a3953bb6124',
  spanId: 'a2fb4a1d1a96d312',
  spanName: 'x',
  startTime: TimestampValue.fromParts(1_600_000_000, 0),
  endTime: TimestampValue.fromParts(1_600_000_001, 0),
  httpStatusCode: 200n,
})
const entry = sampleInstance('logentry', 'empty', {
  severity: 'warning',
  timestamp: TimestampValue.fromParts(1_600_000_000, 5_000),
  variables: ValueMap.of({ user: 'john', code: 200n, took: DurationValue.fromMs(1500), url: '/x' }),
})
const edge = sampleInstance('edge', 'empty', {
  sourceUid: 'a',
  destinationUid: 'b',
  contextProtocol: 'http',
})
const all = [metric(), entry, span, edge]

adapterCompliance({
  adapter: stackdriver,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'everything', params: PARAMS, instances: all },
    {
      name: 'an API key',
      params: { ...PARAMS, apiKey: 'k', endpoint: 'http://localhost:1' },
      instances: all,
    },
  ],
  refused: [
    { name: 'no project', params: {}, path: 'spec.params.projectId' },
    {
      name: 'two credentials',
      params: { ...PARAMS, apiKey: 'k', appCredentials: true },
      path: 'spec.params',
    },
    {
      name: 'no kind',
      params: { ...PARAMS, metricInfo: { [METRIC]: { value: 2 } } },
      path: `spec.params.metricInfo["${METRIC}"].kind`,
    },
    {
      name: 'a distribution without buckets',
      params: { ...PARAMS, metricInfo: { [METRIC]: { kind: 1, value: 5 } } },
      path: `spec.params.metricInfo["${METRIC}"].buckets`,
    },
    {
      name: 'too often',
      params: { ...PARAMS, pushInterval: '0.1s' },
      path: 'spec.params.pushInterval',
    },
    {
      name: 'more than all traces',
      params: { ...PARAMS, trace: { sampleProbability: 2 } },
      path: 'spec.params.trace.sampleProbability',
    },
    {
      name: 'a template that is none',
      params: { ...PARAMS, logInfo: { a: { payloadTemplate: '{{' } } },
      path: 'spec.params.logInfo["a"].payloadTemplate',
    },
    {
      name: 'a metric that is not listed',
      params: { ...PARAMS, metricInfo: {} },
      path: 'spec.params.metricInfo',
      instances: [metric()],
    },
    {
      name: 'another endpoint',
      params: { ...PARAMS, endpoint: 'x' },
      path: 'spec.params.endpoint',
    },
  ],
})

async function started(
  params: object = {},
): Promise<{ env: FakeEnv; handler: Handler; bodies: () => Record<string, unknown>[] }> {
  const env = new FakeEnv()
  const wiring = { handler: 'h', instances: [], previous: null }
  const answer = stackdriver.accept({ ...PARAMS, ...params }, 'p', wiring)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  const handler = await answer.accepted.build(env, wiring)
  return { env, handler, bodies: () => env.requests.map(({ body }) => JSON.parse(String(body))) }
}

test('values of a series are added up to one point of the interval', async () => {
  const { env, handler, bodies } = await started()
  await handler.handleReport?.([metric(), metric(7n), metric(1n, ValueMap.of({ user: 'mary' }))])
  await env.advance(60_000)
  assert.equal(env.requests[0]?.url, 'https://monitoring.googleapis.com/v3/projects/p1/timeSeries')
  const interval = { startTime: '2026-01-01T00:00:00.000Z', endTime: '2026-01-01T00:01:00.000Z' }
  const series = (user: string, value: string): object => ({
    metric: { type: `custom.googleapis.com/${METRIC}`, labels: { user } },
    resource: { type: 'global', labels: {} },
    metricKind: 'CUMULATIVE',
    valueType: 'INT64',
    points: [{ interval, value: { int64Value: value } }],
  })
  // What is ready first goes first; the rest follows in one call.
  assert.deepEqual(
    bodies().flatMap(({ timeSeries }) => timeSeries),
    [series('john', '12'), series('mary', '1')],
  )
  await handler.close()
})

test('a distribution has counts by bucket, its mean and its deviation; a gauge the last value', async () => {
  const buckets = { explicitBuckets: { bounds: [1, 10] } }
  const { handler, bodies } = await started({
    metricInfo: {
      [METRIC]: {
        kind: 'DELTA',
        value: 'DISTRIBUTION',
        buckets,
        metricType: 'custom.googleapis.com/x',
      },
      gauge: { kind: 'GAUGE', value: 'DOUBLE' },
    },
  })
  const gauge = (value: number) => sampleInstance('metric', 'empty', { name: 'gauge', value })
  await handler.handleReport?.([
    metric(0),
    metric(DurationValue.fromMs(6)),
    metric(12n),
    gauge(1),
    gauge(2.5),
  ])
  await handler.close()
  const values = bodies()
    .flatMap(({ timeSeries }) => timeSeries as { points: { interval: object; value: object }[] }[])
    .map(({ points }) => points[0])
  assert.deepEqual(values[0]?.value, {
    distributionValue: {
      count: '3',
      mean: 6,
      sumOfSquaredDeviation: 72,
      bucketOptions: buckets,
      bucketCounts: ['1', '1', '1'],
    },
  })
  assert.deepEqual(values[1]?.value, { doubleValue: 2.5 })
  assert.deepEqual(Object.keys(values[1]?.interval ?? {}), ['endTime'])
})

test('a call has at most 200 series; one call and three repetitions, then they are lost', async () => {
  const { env, handler, bodies } = await started()
  const many = Array.from({ length: 450 }, (_, i) => metric(1n, ValueMap.of({ user: `u${i}` })))
  await handler.handleReport?.(many)
  await env.advance(60_000)
  for (const one of bodies()) assert.ok((one as { timeSeries: unknown[] }).timeSeries.length <= 200)
  assert.equal(env.delivered.sent, 450)
  env.respond = () => httpAnswer(503)
  await handler.handleReport?.([metric()])
  for (let i = 0; i < 8; i++) await env.advance(30_000)
  assert.deepEqual([env.delivered.lost, env.delivered.retried], [1, 3])
  await handler.close()
})

test('a log entry has its text, labels, severity and the parts of an HTTP request', async () => {
  const httpMapping = { url: 'url', status: 'code', latency: 'took', method: 'none' }
  const { env, handler, bodies } = await started({
    logInfo: {
      [LOG]: { labelNames: ['user', 'none'], payloadTemplate: '{{.user}}!', httpMapping },
    },
  })
  await handler.handleReport?.([entry])
  await env.advance(1_000)
  // The body that the adapter wrote, with one entry.
  const [{ insertId, ...rest }] = (bodies()[0] as unknown as { entries: [Record<string, unknown>] })
    .entries
  assert.match(String(insertId), /^[0-9a-f-]{36}$/)
  assert.deepEqual(rest, {
    logName: `projects/p1/logs/${LOG}`,
    timestamp: '2020-09-13T12:26:40.000005Z',
    severity: 'WARNING',
    labels: { user: 'john' },
    resource: { type: 'global', labels: {} },
    textPayload: 'john!',
    httpRequest: { requestUrl: '/x', status: 200, latency: '1.5s' },
  })
  await handler.close()
})

test('spans and edges: a sampled span is sent, an edge once for an interval', async () => {
  const { env, handler, bodies } = await started()
  await handler.handleReport?.([span])
  await handler.handleReport?.([edge, edge])
  await env.advance(1_000)
  await handler.handleReport?.([edge])
  await handler.close()
  const find = (field: string): unknown[] => bodies().flatMap((body) => body[field] ?? [])
  assert.equal(find('relationshipPresentAssertions').length, 1)
  assert.deepEqual(find('spans'), [
    {
      name: 'projects/p1/traces/463ac35c9f6413ad48485a3953bb6124/spans/a2fb4a1d1a96d312',
      spanId: 'a2fb4a1d1a96d312',
      displayName: { value: 'x' },
      startTime: '2020-09-13T12:26:40Z',
      endTime: '2020-09-13T12:26:41Z',
      spanKind: 'SERVER',
      attributes: { attributeMap: { '/http/status_code': { intValue: '200' } } },
    },
  ])
})

test('a service account signs for a token, which is kept until it ends or is refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flt-sd-'))
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const path = join(folder, 'key.json')
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
  writeFileSync(
    path,
    JSON.stringify({ client_email: 'a@p1', private_key: key, token_uri: 'https://oauth/token' }),
  )
  const { env, handler } = await started({ serviceAccountPath: path })
  let status = 401
  env.respond = ({ url }) =>
    url === 'https://oauth/token'
      ? httpAnswer(200, '{"access_token":"t1","expires_in":3600}')
      : httpAnswer(status)
  const until = async (count: number): Promise<void> => {
    for (let i = 0; i < 200 && env.requests.length < count; i++)
      await new Promise((resolve) => setTimeout(resolve, 5)) // the key is read by the system
  }
  await handler.handleReport?.([entry])
  await env.advance(1_000)
  await until(2)
  const assertion = new URLSearchParams(String(env.requests[0]?.body)).get('assertion') ?? ''
  const [head, claims, signature] = assertion.split('.')
  assert.ok(
    createVerify('RSA-SHA256')
      .update(`${head}.${claims}`)
      .verify(publicKey, signature ?? '', 'base64url'),
  )
  assert.equal(env.requests[1]?.headers['authorization'], 'Bearer t1')
  status = 200
  await handler.handleReport?.([entry])
  await env.advance(1_000)
  await until(4)
  await handler.handleReport?.([entry])
  await env.advance(1_000)
  await until(5)
  const tokens = env.requests.filter(({ url }) => url === 'https://oauth/token')
  assert.equal(tokens.length, 2)
  await handler.close()
  rmSync(folder, { recursive: true })
})

test('application credentials ask the metadata server', async () => {
  const { env, handler } = await started({ appCredentials: true })
  env.respond = ({ url }) =>
    url.includes('metadata')
      ? httpAnswer(200, '{"access_token":"m","expires_in":600}')
      : httpAnswer(200)
  await handler.handleReport?.([entry])
  await env.advance(1_000)
  assert.equal(env.requests[0]?.headers['metadata-flavor'], 'Google')
  assert.equal(env.requests[1]?.headers['authorization'], 'Bearer m')
  await handler.close()
})

test('a log sink is made once; one that is there is none the worse', async () => {
  const sinkInfo = { id: 's', destination: 'storage.googleapis.com/b', filter: 'severity>=ERROR' }
  const { env, handler } = await started({ logInfo: { [LOG]: { sinkInfo } } })
  await env.advance(0)
  assert.match(env.requests[0]?.url ?? '', /\/v2\/projects\/p1\/sinks$/)
  assert.equal(env.logged.length, 0)
  await handler.close()
})
