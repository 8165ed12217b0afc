/** The nats adapter against a JetStream that the test plays. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Handler, type Publication, ValueMap } from '@flotilla/adapter-sdk'
import {
  adapterCompliance,
  FakeEnv,
  type FakeJetStream,
  sampleInstance,
} from '@flotilla/adapter-sdk/compliance'
import { DurationValue, TimestampValue } from '@flotilla/attributes'
import { nats } from './nats.ts'

const ADDRESS = 'localhost:4222'
adapterCompliance({
  adapter: nats,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'defaults', params: {} },
    {
      name: 'one subject, small buffer',
      params: {
        address: ADDRESS,
        subject: 'a.b',
        appendTemplate: false,
        bufferSize: 10,
        pushInterval: '1s',
        pushTimeout: '1s',
      },
    },
  ],
  refused: [
    { name: 'a wildcard', params: { subject: 'a.*' }, path: 'spec.params.subject' },
    { name: 'no subject', params: { subject: '' }, path: 'spec.params.subject' },
    { name: 'no address', params: { address: 'nats://x' }, path: 'spec.params.address' },
    { name: 'no buffer', params: { bufferSize: 0 }, path: 'spec.params.bufferSize' },
    { name: 'no timeout', params: { pushTimeout: '0s' }, path: 'spec.params.pushTimeout' },
  ],
})

async function started(
  answer: FakeJetStream['answer'] = () => ({ kind: 'stored' }),
): Promise<{ env: FakeEnv; received: readonly Publication[]; handler: Handler }> {
  const env = new FakeEnv()
  env.jetStream.answer = answer
  const wiring = { handler: 'h', instances: [], previous: null }
  const accepted = nats.accept({}, 'p', wiring)
  if (accepted.kind === 'bad') assert.fail(JSON.stringify(accepted.violations))
  const handler = await accepted.accepted.build(env, wiring)
  return { env, received: env.jetStream.received, handler }
}

const metric = sampleInstance('metric', 'empty', {
  value: 2n ** 60n,
  dimensions: ValueMap.of({
    n: 7n,
    ip: Uint8Array.of(10, 0, 0, 1),
    took: DurationValue.fromMs(1500),
    none: null,
  }),
})

test('an instance is a JSON message with an id, on the subject of its template', async () => {
  const { env, received, handler } = await started()
  const at = TimestampValue.fromParts(1_600_000_000, 0)
  await handler.handleReport?.([
    metric,
    sampleInstance('logentry', 'empty', { timestamp: at, severity: 'info' }),
  ])
  await handler.close()
  assert.deepEqual(
    received.map(({ subject }) => subject),
    ['flotilla.reports.metric', 'flotilla.reports.logentry'],
  )
  assert.notEqual(received[0]?.id, received[1]?.id)
  assert.deepEqual(JSON.parse(received[0]?.payload ?? ''), {
    template: 'metric',
    name: 'sample.metric.default',
    time: '2026-01-01T00:00:00.000Z',
    value: '1152921504606846976',
    dimensions: { n: 7, ip: '10.0.0.1', took: '1.5s', none: null },
    monitoredResourceType: '',
    monitoredResourceDimensions: {},
  })
  assert.equal(JSON.parse(received[1]?.payload ?? '').time, '2020-09-13T12:26:40Z')
  assert.deepEqual(env.delivered, { sent: 2, lost: 0, retried: 0 })
})

test('what is not acknowledged is sent again with the same id', async () => {
  const { env, received, handler } = await started(() => null)
  await handler.handleReport?.([metric])
  await env.advance(100)
  await env.advance(5_000)
  env.jetStream.answer = () => ({ kind: 'stored' })
  await env.advance(30_000)
  assert.equal(received.length, 2)
  assert.equal(received[0]?.id, received[1]?.id)
  assert.deepEqual(env.delivered, { sent: 1, lost: 0, retried: 1 })
  await handler.close()
})

test('what JetStream refuses for good is lost and counted, the rest of the batch is not', async () => {
  const { env, received, handler } = await started((one) => {
    const isFirst = env.jetStream.received[0]?.id === one.id
    return isFirst ? { kind: 'refused', reason: 'wrong last sequence' } : { kind: 'stored' }
  })
  await handler.handleReport?.([metric, metric, metric])
  await env.advance(100)
  assert.equal(received.length, 3)
  assert.deepEqual(env.delivered, { sent: 2, lost: 1, retried: 0 })
  await handler.close()
})

test('a server that is away gets what waited when it is back, in order', async () => {
  const { env, received, handler } = await started(() => ({ kind: 'away', reason: 'refused' }))
  await handler.handleReport?.([metric])
  await env.advance(100)
  await handler.handleReport?.([sampleInstance('metric', 'empty', { name: 'second' })])
  assert.equal(received.length, 1)
  env.jetStream.answer = () => ({ kind: 'stored' })
  await env.advance(30_000)
  const names = received.map(({ payload }) => JSON.parse(payload).name)
  assert.deepEqual(names, ['sample.metric.default', 'sample.metric.default', 'second'])
  await handler.close()
  assert.deepEqual(env.delivered, { sent: 2, lost: 0, retried: 1 })
})
