/** The fluentd adapter against a server written from the protocol. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Handler, ValueMap } from '@flotilla/adapter-sdk'
import {
  adapterCompliance,
  FakeEnv,
  sampleInstance,
  settled,
} from '@flotilla/adapter-sdk/compliance'
import { DurationValue, TimestampValue } from '@flotilla/attributes'
import { fluentd } from './fluentd.ts'
import { EventTime } from './msgpack.ts'
import { fakeFluentd, type ReceivedChunk } from './testing/fake-fluentd.ts'

const ADDRESS = 'localhost:24224'
const NAME = 'sample.logentry.default'
const up = (env: FakeEnv): void => env.network.listen(ADDRESS, fakeFluentd([]))

adapterCompliance({
  adapter: fluentd,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'defaults', params: {}, prepare: up },
    {
      name: 'small batches at once',
      params: {
        address: ADDRESS,
        instanceBufferSize: 10,
        integerDuration: true,
        pushIntervalDuration: '0.1s',
        pushTimeoutDuration: '2s',
      },
      prepare: up,
    },
  ],
  refused: [
    { name: 'no port', params: { address: 'fluentd' }, path: 'spec.params.address' },
    {
      name: 'no buffer',
      params: { instanceBufferSize: 0 },
      path: 'spec.params.instanceBufferSize',
    },
    {
      name: 'batches without bound',
      params: { maxBatchSizeBytes: 2_000_000_000 },
      path: 'spec.params.maxBatchSizeBytes',
    },
    {
      name: 'no interval',
      params: { pushIntervalDuration: '0s' },
      path: 'spec.params.pushIntervalDuration',
    },
    {
      name: 'no timeout',
      params: { pushTimeoutDuration: '-1s' },
      path: 'spec.params.pushTimeoutDuration',
    },
  ],
})

async function started(
  params: object = {},
): Promise<{ env: FakeEnv; handler: Handler; received: ReceivedChunk[] }> {
  const env = new FakeEnv()
  const received: ReceivedChunk[] = []
  env.network.listen(ADDRESS, fakeFluentd(received))
  const wiring = { handler: 'h', instances: [], previous: null }
  const answer = fluentd.accept(params, 'p', wiring)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  return { env, received, handler: await answer.accepted.build(env, wiring) }
}

const entry = (
  variables: Record<string, never | string | bigint | object | null> = {},
  name = NAME,
) =>
  sampleInstance('logentry', 'filled', {
    name,
    severity: 'warning',
    timestamp: TimestampValue.fromParts(1_600_000_000, 5_000),
    variables: ValueMap.of(variables as never),
  })

test('an entry has its time, its variables as they are, and the severity', async () => {
  const { received, handler } = await started()
  await handler.handleReport?.([
    entry({
      user: 'john',
      n: 7n,
      ip: Uint8Array.of(10, 0, 0, 1),
      took: DurationValue.fromMs(1500),
      labels: new Map([['app', 'x']]),
      none: null,
    }),
  ])
  await handler.close()
  assert.equal(received.length, 1)
  assert.equal(received[0]?.tag, NAME)
  assert.equal(received[0]?.option['size'], 1n)
  assert.deepEqual(received[0]?.entries, [
    [
      new EventTime(1_600_000_000, 5_000),
      {
        ip: '10.0.0.1',
        labels: { app: 'x' },
        n: 7n,
        none: null,
        took: '1.5s',
        user: 'john',
        severity: 'warning',
      },
    ],
  ])
})

test('the variable tag names the chunk, and the instance becomes a field', async () => {
  const { received, handler } = await started({ integerDuration: true })
  await handler.handleReport?.([
    entry({ tag: 'mesh.log', took: DurationValue.fromMs(1500) }),
    entry(),
    entry({ tag: 'mesh.log' }),
  ])
  await handler.close()
  assert.deepEqual(
    received.map(({ tag, entries }) => [tag, entries.length]),
    [
      ['mesh.log', 2],
      [NAME, 1],
    ],
  )
  const [, record] = received[0]?.entries[0] ?? []
  assert.deepEqual([record?.['name'], record?.['took'], record?.['tag']], [NAME, 1500n, undefined])
})

test('a batch leaves when the buffer is full, when it is large, and when its time has come', async () => {
  const { env, received, handler } = await started({
    instanceBufferSize: 3,
    maxBatchSizeBytes: 200,
  })
  await handler.handleReport?.([entry(), entry(), entry()])
  await settled()
  assert.equal(received.length, 1)
  await handler.handleReport?.([entry({ long: 'x'.repeat(300) })])
  await settled()
  assert.equal(received.length, 2)
  await handler.handleReport?.([entry()])
  await env.advance(60_000)
  assert.equal(received.length, 3)
  await handler.close()
})

test('while the server is away entries wait; beyond the buffer they are dropped with an error', async () => {
  const { env, received, handler } = await started({
    instanceBufferSize: 3,
    pushIntervalDuration: '1s',
  })
  env.network.listen(ADDRESS, null)
  await handler.handleReport?.([entry({ n: 1n }), entry({ n: 2n })])
  await env.advance(1_000)
  assert.throws(
    () => handler.handleReport?.([entry({ n: 3n }), entry({ n: 4n })]),
    /1 log entries dropped/,
  )
  env.network.listen(ADDRESS, fakeFluentd(received))
  await env.advance(30_000)
  await handler.close()
  const numbers = received.flatMap(({ entries }) => entries.map(([, record]) => record['n']))
  assert.deepEqual(numbers, [1n, 2n, 3n])
  assert.deepEqual([env.delivered.sent, env.delivered.lost], [3, 1])
})

test('what was not acknowledged is sent again, on a new connection', async () => {
  const { env, handler } = await started({ pushTimeoutDuration: '2s' })
  const received: ReceivedChunk[] = []
  let takes = false
  env.network.listen(
    ADDRESS,
    fakeFluentd(received, ({ tag }) => takes || tag === 'good'),
  )
  await handler.handleReport?.([entry({ tag: 'good' }), entry({ tag: 'slow' })])
  await env.advance(60_000)
  await env.advance(2_000)
  takes = true
  await env.advance(30_000)
  assert.deepEqual(
    received.map(({ tag }) => tag),
    ['good', 'slow', 'slow'],
  )
  await handler.close()
  assert.deepEqual(env.delivered, { sent: 2, lost: 0, retried: 1 })
})

test('an answer that is no acknowledgement ends the connection, and the entries are sent again', async () => {
  const { env, handler } = await started({ pushIntervalDuration: '1s' })
  let connections = 0
  env.network.listen(ADDRESS, (connection) => {
    connections++
    return () => connection.send('HTTP/1.1 400 Bad Request\r\n\r\n')
  })
  await handler.handleReport?.([entry()])
  await env.advance(1_000)
  assert.match(String(env.logged[0]?.fields['reason']), /cannot be read/)
  await env.advance(30_000)
  assert.ok(connections >= 2)
  await handler.close()
  assert.equal(env.delivered.lost, 1)
})
