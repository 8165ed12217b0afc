/** The otlp adapter, read back by an independent protobuf library from the public definition's field numbers. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Handler, type TraceSpanInstance, ValueMap } from '@flotilla/adapter-sdk'
import {
  adapterCompliance,
  FakeEnv,
  httpAnswer,
  sampleInstance,
} from '@flotilla/adapter-sdk/compliance'
import { TimestampValue } from '@flotilla/attributes'
import protobuf from 'protobufjs'
import { otlp } from './otlp.ts'
import { ProtoWriter } from './proto-writer.ts'

const PROTO = `syntax = "proto3";
message Request { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
message Scope { string name = 1; string version = 2; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5;
  int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
  Status status = 15;
}
message Status { string message = 2; int32 code = 3; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; } }`
interface Json {
  readonly resource: { readonly attributes: readonly { readonly value: unknown }[] }
}
const Request = protobuf.parse(PROTO).root.lookupType('Request')

function span(fields: Partial<TraceSpanInstance> = {}): TraceSpanInstance {
  return sampleInstance('tracespan', 'empty', {
    traceId: '48485a3953bb6124',
    spanId: 'a2fb4a1d1a96d312',
    spanName: 'ratings',
    startTime: TimestampValue.fromParts(1_600_000_000, 1),
    endTime: TimestampValue.fromParts(1_600_000_000, 2_500_000),
    spanTags: ValueMap.of({ n: -7n, on: true, ratio: 0.5, text: 'x' }),
    httpStatusCode: 503n,
    sourceName: 'reviews',
    sourceIp: Uint8Array.of(10, 0, 0, 1),
    destinationName: 'ratings',
    ...fields,
  })
}

adapterCompliance({
  adapter: otlp,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'defaults', params: {}, instances: [span()] },
    {
      name: 'everything set',
      params: {
        url: 'https://collector/',
        headers: { 'X-Key': 'k' },
        resourceAttributes: { 'deployment.environment': 'test' },
        sampleProbability: 0.5,
      },
      instances: [span()],
    },
  ],
  refused: [
    { name: 'a host for a URL', params: { url: 'collector:4318' }, path: 'spec.params.url' },
    {
      name: 'a header with a line end',
      params: { headers: { a: 'b\r\nc' } },
      path: 'spec.params.headers["a"]',
    },
    {
      name: 'more than all',
      params: { sampleProbability: 1.5 },
      path: 'spec.params.sampleProbability',
    },
  ],
})

async function started(params: object = {}): Promise<{ env: FakeEnv; handler: Handler }> {
  const env = new FakeEnv()
  const wiring = { handler: 'h', instances: [], previous: null }
  const answer = otlp.accept(params, 'p', wiring)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  return { env, handler: await answer.accepted.build(env, wiring) }
}

test('spans of one service share a resource; a span has ids, times, kind, attributes and status', async () => {
  const { env, handler } = await started({
    resourceAttributes: { env: 'test' },
    headers: { Key: 'k' },
  })
  await handler.handleReport?.([
    span(),
    span({ clientSpan: true }),
    span({ parentSpanId: '0020000000000001', httpStatusCode: 200n }),
  ])
  await handler.close()
  const [request] = env.requests
  assert.deepEqual(
    [request?.url, request?.headers],
    ['http://localhost:4318/v1/traces', { key: 'k', 'content-type': 'application/x-protobuf' }],
  )
  const decoded = Request.toObject(Request.decode(request?.body as Uint8Array), {
    longs: String,
    bytes: String,
    arrays: true,
  })
  const services = decoded['resourceSpans'].map(
    ({ resource }: Json) => resource.attributes[0]?.value,
  )
  assert.deepEqual(services, [{ stringValue: 'ratings' }, { stringValue: 'reviews' }])
  const [first, second] = decoded['resourceSpans'][0]['scopeSpans'][0]['spans']
  const { attributes, ...rest } = first
  assert.deepEqual(rest, {
    traceId: Buffer.from('000000000000000048485a3953bb6124', 'hex').toString('base64'),
    spanId: Buffer.from('a2fb4a1d1a96d312', 'hex').toString('base64'),
    name: 'ratings',
    kind: 2,
    startTimeUnixNano: '1600000000000000001',
    endTimeUnixNano: '1600000000002500000',
    status: { code: 2 },
  })
  assert.deepEqual(Object.fromEntries(attributes.map(({ key, value }: never) => [key, value])), {
    n: { intValue: '-7' },
    on: { boolValue: true },
    ratio: { doubleValue: 0.5 },
    text: { stringValue: 'x' },
    'http.response.status_code': { intValue: '503' },
    'client.address': { stringValue: '10.0.0.1' },
    'peer.service': { stringValue: 'reviews' },
  })
  assert.equal(second.status, undefined)
  assert.equal(decoded['resourceSpans'][1]['scopeSpans'][0]['spans'][0].kind, 3)
})

const ANSWERS: readonly [
  string,
  number,
  string | Uint8Array,
  { sent: number; lost: number; retried: number },
][] = [
  ['200', 200, '', { sent: 2, lost: 0, retried: 0 }],
  ['503', 503, '', { sent: 0, lost: 0, retried: 1 }],
  ['500, which OTLP does not try again', 500, '', { sent: 0, lost: 2, retried: 0 }],
  ['400', 400, '', { sent: 0, lost: 2, retried: 0 }],
  [
    '200 with one span rejected',
    200,
    new ProtoWriter().message(1, (partial) => partial.varint(1, 1n).text(2, 'too old')).finish(),
    { sent: 1, lost: 1, retried: 0 },
  ],
  ['200 with garbage', 200, 'garbage', { sent: 2, lost: 0, retried: 0 }],
]

for (const [name, status, body, expected] of ANSWERS)
  test(`a collector that answers ${name}`, async () => {
    const { env, handler } = await started()
    env.respond = () => ({ ...httpAnswer(status), body: Buffer.from(body as string) })
    await handler.handleReport?.([span(), span()])
    await env.advance(1_000)
    assert.deepEqual(env.delivered, expected)
    env.respond = () => httpAnswer(200)
    await handler.close()
  })
