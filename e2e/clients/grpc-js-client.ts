/** The checks of a grpc-js client. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type CallOptions,
  type ChannelCredentials,
  type Client,
  type ClientDuplexStream,
  type ClientReadableStream,
  type ClientWritableStream,
  Metadata,
  makeClientConstructor,
  type ServiceError,
  type StatusObject,
  status,
} from '@grpc/grpc-js'
import { DETAILS, ECHO, message } from './grpc-service.ts'

const BIG_BYTES = 8 * 1_048_576
const MAX_MESSAGE_BYTES = 64 * 1_048_576

type Done = (error: ServiceError | null, answer?: Buffer) => void
export interface EchoClient extends Client {
  Unary(
    request: Buffer,
    metadata: Metadata,
    options: CallOptions,
    done: Done,
  ): ReturnType<Client['makeUnaryRequest']>
  Down(request: Buffer, options: CallOptions): ClientReadableStream<Buffer>
  Up(metadata: Metadata, options: CallOptions, done: Done): ClientWritableStream<Buffer>
  Both(options: CallOptions): ClientDuplexStream<Buffer, Buffer>
}

export function openEcho(target: string, credentials: ChannelCredentials): EchoClient {
  const Constructor = makeClientConstructor(ECHO, 'Echo')
  const options = { 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES }
  return new Constructor(target, credentials, options) as unknown as EchoClient // made from ECHO
}

export const within = (ms: number): CallOptions => ({ deadline: Date.now() + ms })

export interface Answer {
  readonly answer: Buffer
  readonly initial: Metadata
  readonly status: StatusObject
}

/** One unary call to its end; rejects with the ServiceError. */
export function callUnary(
  client: EchoClient,
  request: Buffer | string,
  metadata: Metadata = new Metadata(),
  options: CallOptions = within(30_000),
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let answer: Buffer = Buffer.alloc(0)
    let initial = new Metadata()
    const call = client.Unary(Buffer.from(request), metadata, options, (error, value) => {
      if (error !== null) reject(error)
      else answer = value ?? answer
    })
    call.on('metadata', (value: Metadata) => {
      initial = value
    })
    call.on('status', (value: StatusObject) => resolve({ answer, initial, status: value }))
  })
}

function hasTail(metadata: Metadata): void {
  assert.deepEqual(metadata.get('x-tail'), ['at the end'])
  assert.deepEqual(metadata.get('x-tail-bin'), [Buffer.from([0, 1, 254, 255])])
}

async function fails(promise: Promise<unknown>): Promise<ServiceError> {
  try {
    await promise
  } catch (error) {
    return error as ServiceError // the only error of a call
  }
  throw new Error('the call did not fail')
}

export const GRPC_JS_CHECKS: Readonly<Record<string, (client: EchoClient) => Promise<void>>> = {
  unary: async (client) => {
    const metadata = new Metadata()
    metadata.set('x-in', 'some text')
    metadata.set('x-in-bin', Buffer.from([0, 255, 10, 13]))
    const result = await callUnary(client, 'echo:hello', metadata)
    assert.equal(result.answer.toString(), 'hello')
    assert.deepEqual(result.initial.get('x-in'), ['some text'])
    assert.deepEqual(result.initial.get('x-in-bin'), [Buffer.from([0, 255, 10, 13])])
    hasTail(result.status.metadata)
  },
  'empty and big': async (client) => {
    assert.equal((await callUnary(client, 'echo:')).answer.length, 0)
    const data = message(7, BIG_BYTES)
    const { answer } = await callUnary(client, Buffer.concat([Buffer.from('echo:'), data]))
    assert.ok(answer.equals(data))
  },
  errors: async (client) => {
    for (const code of [1, 3, 5, 7, 8, 13, 14, 16]) {
      const error = await fails(callUnary(client, `fail:${code}:not so: größe %\n2`))
      assert.equal(error.code, code)
      assert.equal(error.details, 'not so: größe %\n2')
      hasTail(error.metadata)
      assert.deepEqual(error.metadata.get('grpc-status-details-bin'), [DETAILS])
    }
  },
  deadline: async (client) => {
    const left = Number((await callUnary(client, 'left', new Metadata(), within(7_000))).answer)
    assert.ok(left > 3_000 && left <= 7_000, `${left} ms`)
    const before = await cancelled(client)
    const error = await fails(callUnary(client, 'sleep:20000', new Metadata(), within(300)))
    assert.equal(error.code, status.DEADLINE_EXCEEDED)
    await untilCancelled(client, before + 1)
  },
  cancellation: async (client) => {
    const before = await cancelled(client)
    const ended = new Promise<ServiceError | null>((resolve) => {
      const call = client.Unary(
        Buffer.from('sleep:20000'),
        new Metadata(),
        within(30_000),
        (error) => resolve(error),
      )
      setTimeout(() => call.cancel(), 100)
    })
    assert.equal((await ended)?.code, status.CANCELLED)
    const stream = client.Down(Buffer.from('1000000:1000'), within(30_000))
    stream.on('error', (error) => assert.equal((error as ServiceError).code, status.CANCELLED))
    for (let count = 0; count < 10; count++) await once(stream, 'data')
    stream.cancel()
    await untilCancelled(client, before + 2)
  },
  'server stream': async (client) => {
    const stream = client.Down(Buffer.from('2000:1500'), within(30_000))
    const ended = once(stream, 'status')
    let at = 0
    stream.on('data', (data: Buffer) => assert.ok(data.equals(message(at++, 1_500)), `${at}`))
    const [last] = (await ended) as [StatusObject] // of a status event
    assert.equal(last.code, 0)
    assert.equal(at, 2_000)
    hasTail(last.metadata)
  },
  'client stream': async (client) => {
    const sent = [...Array(1_500).keys()].map((at) => message(at, at * 7))
    const answer = await new Promise<Buffer>((resolve, reject) => {
      const call = client.Up(new Metadata(), within(30_000), (error, value) =>
        error === null ? resolve(value ?? Buffer.alloc(0)) : reject(error),
      )
      for (const data of sent) call.write(data)
      call.end()
    })
    const all = Buffer.concat(sent)
    const digest = createHash('sha256').update(all).digest('hex')
    assert.equal(answer.toString(), `1500:${all.length}:${digest}`)
  },
  bidi: async (client) => {
    const call = client.Both(within(30_000))
    const ended = once(call, 'status')
    for (let at = 0; at < 200; at++) {
      call.write(message(at, 100))
      const [data] = (await once(call, 'data')) as [Buffer] // of a data event
      assert.ok(data.equals(message(at, 100)))
    }
    call.end()
    call.resume()
    const [last] = (await ended) as [StatusObject] // of a status event
    assert.equal(last.code, 0)
    hasTail(last.metadata)
  },
}

async function cancelled(client: EchoClient): Promise<number> {
  return Number((await callUnary(client, 'cancelled')).answer)
}

async function untilCancelled(client: EchoClient, wanted: number): Promise<void> {
  const startedAt = performance.now()
  while ((await cancelled(client)) < wanted) {
    assert.ok(performance.now() - startedAt < 5_000, 'the server was not told')
    await sleep(20)
  }
}
