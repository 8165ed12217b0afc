/** The nats adapter against a server that the test plays, and the protocol's reader. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Handler, ValueMap } from '@flotilla/adapter-sdk'
import {
  adapterCompliance,
  FakeEnv,
  type FakeServer,
  sampleInstance,
  settled,
} from '@flotilla/adapter-sdk/compliance'
import { DurationValue, TimestampValue } from '@flotilla/attributes'
import { nats } from './nats.ts'
import { ProtocolError, ServerReader } from './nats-protocol.ts'

const ADDRESS = 'localhost:4222'

interface Received {
  readonly subject: string
  readonly id: string
  readonly payload: string
}

const STORED = '{"stream":"S","seq":1}'

/** Answers each publication; null: not at all. */
function fakeNats(
  received: Received[],
  answer: (one: Received) => string | null = () => STORED,
): FakeServer {
  return (connection) => {
    let held = ''
    connection.send('INFO {"headers":true,"jetstream":true}\r\n')
    return (bytes) => {
      held += bytes.toString()
      for (;;) {
        const line = /^[^\r\n]*\r\n/.exec(held)?.[0]
        if (line === undefined) return
        const [verb, subject = '', reply = '', head, total] = line.trim().split(' ')
        if (verb !== 'HPUB') {
          held = held.slice(line.length)
          if (verb === 'PING') connection.send('PONG\r\nPING\r\n')
          continue
        }
        const body = held.slice(line.length, line.length + Number(total))
        held = held.slice(line.length + Number(total) + 2)
        const id = /Nats-Msg-Id: (\S+)\r\n/.exec(body)?.[1] ?? ''
        const one = { subject, id, payload: body.slice(Number(head)) }
        received.push(one)
        const text = answer(one)
        if (text === '503') connection.send(`HMSG ${reply} 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n`)
        else if (text !== null) connection.send(`MSG ${reply} 1 ${text.length}\r\n${text}\r\n`)
      }
    }
  }
}

const up = (env: FakeEnv): void => env.network.listen(ADDRESS, fakeNats([]))

adapterCompliance({
  adapter: nats,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'defaults', params: {}, prepare: up },
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
      prepare: up,
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
  server: FakeServer,
  params: object = {},
): Promise<{ env: FakeEnv; handler: Handler }> {
  const env = new FakeEnv()
  env.network.listen(ADDRESS, server)
  const wiring = { handler: 'h', instances: [], previous: null }
  const answer = nats.accept(params, 'p', wiring)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  return { env, handler: await answer.accepted.build(env, wiring) }
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
  const received: Received[] = []
  const { env, handler } = await started(fakeNats(received))
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
  const received: Received[] = []
  let answer: string | null = null
  const { env, handler } = await started(fakeNats(received, () => answer))
  await handler.handleReport?.([metric])
  await env.advance(100)
  await env.advance(5_000)
  answer = STORED
  await env.advance(30_000)
  assert.equal(received.length, 2)
  assert.equal(received[0]?.id, received[1]?.id)
  assert.deepEqual(env.delivered, { sent: 1, lost: 0, retried: 1 })
  await handler.close()
})

const ANSWERS: readonly [string, string, { sent: number; lost: number; retried: number }][] = [
  ['nobody takes the subject', '503', { sent: 0, lost: 0, retried: 1 }],
  [
    'JetStream has no room for now',
    '{"error":{"code":503,"description":"insufficient resources"}}',
    { sent: 0, lost: 0, retried: 1 },
  ],
  [
    'the stream refuses it',
    '{"error":{"code":400,"description":"wrong last sequence"}}',
    { sent: 0, lost: 1, retried: 0 },
  ],
  ['the answer is garbage', 'x', { sent: 0, lost: 0, retried: 1 }],
  ['somebody else answers', '{"hello":1}', { sent: 0, lost: 0, retried: 1 }],
]

for (const [name, answer, expected] of ANSWERS)
  test(`${name}: ${JSON.stringify(expected)}`, async () => {
    const { env, handler } = await started(fakeNats([], () => answer))
    await handler.handleReport?.([metric])
    await env.advance(100)
    assert.deepEqual(env.delivered, expected)
    await handler.close()
  })

test('a server that is started again gets what waited', async () => {
  const received: Received[] = []
  const { env, handler } = await started(fakeNats(received))
  await handler.handleReport?.([metric])
  await env.advance(100)
  env.network.listen(ADDRESS, null)
  await settled()
  await handler.handleReport?.([metric])
  await env.advance(100)
  assert.equal(received.length, 1)
  env.network.listen(ADDRESS, fakeNats(received))
  await env.advance(30_000)
  assert.equal(received.length, 2)
  await handler.close()
  assert.deepEqual(env.delivered, { sent: 2, lost: 0, retried: 1 })
})

test('another protocol, an error of the server, and no greeting are told', async () => {
  for (const [greeting, reason] of [
    ['HTTP/1.1 400 Bad Request\r\n', /not of the NATS protocol/],
    ["-ERR 'Authorization Violation'\r\n", /NATS answered 'Authorization Violation'/],
    ['', /does not greet/],
  ] as const) {
    const { env, handler } = await started((connection) => {
      if (greeting !== '') connection.send(greeting)
      return () => undefined
    })
    await handler.handleReport?.([metric])
    await env.advance(100)
    await env.advance(5_000)
    assert.match(String(env.logged[0]?.fields['reason']), reason)
    const closed = handler.close()
    await env.advance(5_000)
    await closed
    assert.equal(env.openHandles(), 0)
  }
})

test('server messages are read however the bytes come', () => {
  const text =
    "INFO {}\r\n+OK\r\nPING\r\nPONG\r\n-ERR 'x y'\r\nMSG a.b 1 2\r\n{}\r\nMSG a 1 r 0\r\n\r\nHMSG a 1 16 18\r\nNATS/1.0 503\r\n\r\nab\r\n"
  const expected = [
    { kind: 'info', json: '{}' },
    { kind: 'ok' },
    { kind: 'ping' },
    { kind: 'pong' },
    { kind: 'error', text: "'x y'" },
    { kind: 'message', subject: 'a.b', status: '', payload: '{}' },
    { kind: 'message', subject: 'a', status: '', payload: '' },
    { kind: 'message', subject: 'a', status: '503', payload: 'ab' },
  ]
  const bytes = Buffer.from(text)
  for (let cut = 0; cut <= bytes.length; cut++) {
    const reader = new ServerReader()
    assert.deepEqual(
      [...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))],
      expected,
    )
  }
})

test('what is no message is refused', () => {
  for (const text of [
    'MSG a 1\r\n',
    'MSG a 1 9999999\r\n',
    'HMSG a 1 9 3\r\n',
    'MSG a 1 1\r\nabc',
    'x'.repeat(70_000),
  ])
    assert.throws(
      () => new ServerReader().push(Buffer.from(text)),
      ProtocolError,
      text.slice(0, 20),
    )
})
