/** The zipkin adapter: spans as Zipkin takes them, sampled by trace, in batches. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Handler, type TraceSpanInstance, ValueMap } from '@flotilla/adapter-sdk'
import {
  adapterCompliance,
  FakeEnv,
  httpAnswer,
  sampleInstance,
  settled,
} from '@flotilla/adapter-sdk/compliance'
import { TimestampValue } from '@flotilla/attributes'
import { zipkin } from './zipkin.ts'

const PARAMS = { url: 'http://zipkin:9411', sampleProbability: 1 }

function span(fields: Partial<TraceSpanInstance> = {}): TraceSpanInstance {
  return sampleInstance('tracespan', 'empty', {
    traceId: '463ac35c9f6413ad48485a3953bb6124',
    spanId: 'a2fb4a1d1a96d312',
    parentSpanId: '0020000000000001',
    spanName: 'ratings',
    startTime: TimestampValue.fromParts(1_600_000_000, 1_000),
    endTime: TimestampValue.fromParts(1_600_000_000, 2_501_000),
    spanTags: ValueMap.of({ 'http.method': 'GET', size: 7n }),
    httpStatusCode: 503n,
    sourceName: 'reviews',
    sourceIp: Uint8Array.of(10, 0, 0, 1),
    destinationName: 'ratings',
    ...fields,
  })
}

adapterCompliance({
  adapter: zipkin,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [{ name: 'all spans', params: PARAMS, instances: [span()] }],
  refused: [
    { name: 'no URL', params: { sampleProbability: 1 }, path: 'spec.params.url' },
    { name: 'a host for a URL', params: { url: 'zipkin:9411' }, path: 'spec.params.url' },
    {
      name: 'more than all',
      params: { ...PARAMS, sampleProbability: 2 },
      path: 'spec.params.sampleProbability',
    },
  ],
})

async function started(
  params: object = PARAMS,
): Promise<{ env: FakeEnv; handler: Handler; sent: () => Record<string, unknown>[] }> {
  const env = new FakeEnv()
  const wiring = { handler: 'h', instances: [], previous: null }
  const answer = zipkin.accept(params, 'p', wiring)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  const handler = await answer.accepted.build(env, wiring)
  return { env, handler, sent: () => env.requests.flatMap(({ body }) => JSON.parse(String(body))) }
}

test('a server span: times in µs, both ends, tags, an error from 500 on', async () => {
  const { env, handler, sent } = await started()
  await handler.handleReport?.([span()])
  await env.advance(1_000)
  assert.equal(env.requests[0]?.url, 'http://zipkin:9411/api/v2/spans')
  assert.deepEqual(sent(), [
    {
      traceId: '463ac35c9f6413ad48485a3953bb6124',
      id: 'a2fb4a1d1a96d312',
      parentId: '0020000000000001',
      kind: 'SERVER',
      name: 'ratings',
      timestamp: 1_600_000_000_000_001,
      duration: 2_500,
      localEndpoint: { serviceName: 'ratings' },
      remoteEndpoint: { serviceName: 'reviews', ipv4: '10.0.0.1' },
      tags: { 'http.method': 'GET', size: '7', 'http.status_code': '503', error: 'true' },
    },
  ])
  await handler.close()
})

test('a rewritten client span has an id of its own, which is the parent of the server span', async () => {
  const { handler, sent } = await started()
  await handler.handleReport?.([
    span({ rewriteClientSpanId: true, clientSpan: true }),
    span({ rewriteClientSpanId: true }),
  ])
  await handler.close()
  const [client, server] = sent()
  assert.equal(client?.['id'], '9d9164ded28611b9')
  assert.equal(client?.['parentId'], '0020000000000001')
  assert.deepEqual([server?.['id'], server?.['parentId']], ['a2fb4a1d1a96d312', client?.['id']])
  assert.equal(client?.['kind'], 'CLIENT')
})

test('requests that are not traced are no error and send nothing', async () => {
  const { env, handler } = await started()
  await handler.handleReport?.([
    span({ traceId: '' }),
    span({ spanId: 'x' }),
    span({ startTime: null }),
  ])
  await handler.close()
  assert.equal(env.requests.length, 0)
})

test('a share of the traces is sampled, all spans of a trace alike', async () => {
  const { handler, sent } = await started({ ...PARAMS, sampleProbability: 0.5 })
  const low = '463ac35c9f6413ad0000000000000001'
  const high = '463ac35c9f6413adf000000000000001'
  await handler.handleReport?.([
    span({ traceId: low }),
    span({ traceId: high }),
    span({ traceId: low }),
  ])
  await handler.close()
  assert.deepEqual(
    sent().map(({ traceId }) => traceId),
    [low, low],
  )
  const none = await started({ url: PARAMS.url })
  await none.handler.handleReport?.([span()])
  await none.handler.close()
  assert.equal(none.env.requests.length, 0)
})

test('while Zipkin is away spans wait; what it refuses is lost and counted', async () => {
  const { env, handler } = await started()
  env.respond = () => new Error('refused')
  await handler.handleReport?.([span()])
  await env.advance(1_000)
  env.respond = () => httpAnswer(202)
  await env.advance(30_000)
  env.respond = () => httpAnswer(400, 'bad span')
  await handler.handleReport?.([span()])
  await env.advance(1_000)
  await settled()
  assert.deepEqual(env.delivered, { sent: 1, lost: 1, retried: 1 })
  await handler.close()
})
