/** NATS by its library against servers that the test plays: acknowledgements, refusals, silence, garbage. */
import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { Publication, PublishResult } from '@flotilla/adapter-sdk'
import { dialLoopback, type PlayedServer, playServer, until } from '../../testdata/played-server.ts'
import { NatsPublisher } from './nats-publisher.ts'

const STORED = '{"stream":"S","seq":1}'
const GREETING =
  'INFO {"headers":true,"jetstream":true,"proto":1,"version":"2.10.0","max_payload":1048576}\r\n'
const ONE: Publication = { id: 'id-1', subject: 'a.b', payload: '{"x":"ä"}' }
/** Long enough for a machine that is busy where an answer comes, and short where none does. */
const PATIENT = 20_000
const HASTY = 60

interface Played extends PlayedServer {
  readonly received: Publication[]
}

/** Answers each publication; null: not at all. */
async function nats(
  t: TestContext,
  answer: (one: Publication) => string | null = () => STORED,
): Promise<Played> {
  const received: Publication[] = []
  const server = await playServer(t, (socket) => {
    let held = ''
    socket.write(GREETING)
    return (bytes) => {
      held += bytes.toString('latin1')
      for (;;) {
        const line = /^[^\r\n]*\r\n/.exec(held)?.[0]
        if (line === undefined) return
        const [word, subject = '', reply = '', head, total] = line.trim().split(' ')
        if (word !== 'HPUB') {
          held = held.slice(line.length)
          if (word === 'PING') socket.write('PONG\r\nPING\r\n')
          continue
        }
        if (held.length < line.length + Number(total) + 2) return
        const body = held.slice(line.length, line.length + Number(total))
        held = held.slice(line.length + Number(total) + 2)
        const id = /Nats-Msg-Id: (\S+)\r\n/.exec(body)?.[1] ?? ''
        const payload = Buffer.from(body.slice(Number(head)), 'latin1').toString()
        const one = { id, subject, payload }
        received.push(one)
        acknowledge(socket, reply, answer(one))
      }
    }
  })
  return { ...server, received }
}

function acknowledge(socket: Socket, reply: string, text: string | null): void {
  if (text === '503') socket.write(`HMSG ${reply} 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n`)
  else if (text !== null) socket.write(`MSG ${reply} 1 ${text.length}\r\n${text}\r\n`)
}

function publisher(
  t: TestContext,
  port: number,
  ackTimeoutMs = PATIENT,
  connectTimeoutMs = PATIENT,
): NatsPublisher {
  const options = { host: 'nats.default', port, ackTimeoutMs, connectTimeoutMs }
  const made = new NatsPublisher(options, dialLoopback)
  t.after(() => made.close())
  return made
}

test('each message is published with its id on its subject, on one connection', async (t) => {
  const server = await nats(t)
  const one = publisher(t, server.port)
  const second = { ...ONE, id: 'id-2', subject: 'a.c' }
  assert.deepEqual(await one.publish([ONE, second]), [{ kind: 'stored' }, { kind: 'stored' }])
  assert.deepEqual(await one.publish([ONE]), [{ kind: 'stored' }])
  assert.deepEqual(server.received, [ONE, second, ONE])
  assert.equal(server.count(), 1)
})

const ANSWERS: readonly [string, string, PublishResult['kind'], RegExp][] = [
  ['nobody takes the subject', '503', 'away', /no stream takes the subject/],
  ['no room for now', '{"error":{"code":503,"description":"insufficient"}}', 'away', /503/],
  ['a refusal for good', '{"error":{"code":400,"description":"wrong"}}', 'refused', /400: wrong/],
  ['garbage', 'x', 'away', /JSON/],
  ['somebody else', '{"hello":1}', 'away', /no acknowledgement/],
]

for (const [name, answer, kind, reason] of ANSWERS)
  test(`${name}: ${kind}`, async (t) => {
    const server = await nats(t, () => answer)
    const [result] = await publisher(t, server.port).publish([ONE])
    assert.equal(result?.kind, kind)
    assert.match(result?.kind === 'stored' ? '' : (result?.reason ?? ''), reason)
  })

test('an acknowledgement that does not come ends the connection; the next one is made anew', async (t) => {
  let answer: string | null = null
  const server = await nats(t, () => answer)
  const one = publisher(t, server.port, HASTY)
  for (const result of await one.publish([ONE, ONE])) assert.equal(result.kind, 'away')
  await until('the connections end', () => server.open.size === 0)
  answer = STORED
  const again = publisher(t, server.port)
  assert.deepEqual(await again.publish([ONE]), [{ kind: 'stored' }])
})

test('a connection that the server ends is made again', async (t) => {
  const server = await nats(t)
  const one = publisher(t, server.port)
  await one.publish([ONE])
  for (const socket of server.open) socket.destroy()
  await until('the client sees it', () => server.open.size === 0)
  let result: readonly PublishResult[] = []
  for (let i = 0; i < 10 && result[0]?.kind !== 'stored'; i++) result = await one.publish([ONE])
  assert.deepEqual(result, [{ kind: 'stored' }])
  assert.equal(server.count(), 2)
})

const GREETINGS: readonly [string, string, RegExp][] = [
  ['another protocol', 'HTTP/1.1 400 Bad Request\r\n', /unexpected response/],
  ['a refusal', `${GREETING}-ERR 'Authorization Violation'\r\n`, /Authorization/i],
  ['a greeting of something else', 'INFO {"headers":true}\r\n', /not of a NATS server/],
  ['no greeting', '', /TIMEOUT/],
  ['a greeting without end', `INFO ${'x'.repeat(1_200_000)}`, /without end|unexpected|TIMEOUT/],
]

for (const [name, greeting, reason] of GREETINGS)
  test(`${name}: away, and no connection is left`, async (t) => {
    const server = await playServer(t, (socket) => {
      socket.write(greeting)
      return () => undefined
    })
    const one = publisher(t, server.port, PATIENT, name === 'no greeting' ? HASTY : PATIENT)
    const [result] = await one.publish([ONE])
    assert.equal(result?.kind, 'away')
    assert.match(result?.kind === 'away' ? result.reason : '', reason)
    await until('the connections end', () => server.open.size === 0)
  })

test('what cannot be read later ends the connection, and what waits is away', async (t) => {
  const server = await nats(t, () => null)
  const one = publisher(t, server.port)
  const waiting = one.publish([ONE])
  await until('the publication arrives', () => server.received.length > 0)
  for (const socket of server.open) socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')
  assert.equal((await waiting)[0]?.kind, 'away')
  await until('the connections end', () => server.open.size === 0)
})

test('nobody there is told, and a closed publisher publishes nothing', async (t) => {
  const refused = (): Promise<never> => Promise.reject(new Error('no connection to x:1: refused'))
  const nobody = new NatsPublisher({ host: 'x', port: 1, ackTimeoutMs: HASTY }, refused)
  assert.deepEqual(await nobody.publish([ONE, ONE]), [
    { kind: 'away', reason: 'no connection to x:1: refused' },
    { kind: 'away', reason: 'no connection to x:1: refused' },
  ])
  const server = await nats(t)
  const one = publisher(t, server.port)
  await one.publish([ONE])
  one.close()
  await until('the connections end', () => server.open.size === 0)
  assert.equal((await one.publish([ONE]))[0]?.kind, 'away')
})
