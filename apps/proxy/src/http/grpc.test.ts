/** gRPC between grpc-js ends through the proxy: every kind of call, statuses, deadlines, cancellation and flow control. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  type Client,
  type ClientDuplexStream,
  credentials,
  type handleBidiStreamingCall,
  type handleClientStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Metadata,
  makeGenericClientConstructor,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type ServiceError,
  status,
} from '@grpc/grpc-js'
import { FakeCluster, fakeHost } from './testing/fake-cluster.ts'
import { Harness } from './testing/proxy-harness.ts'

const asIs = (bytes: Buffer): Buffer => bytes
const method = (path: string, requestStream: boolean, responseStream: boolean) => ({
  path: `/test.Echo/${path}`,
  requestStream,
  responseStream,
  requestSerialize: asIs,
  requestDeserialize: asIs,
  responseSerialize: asIs,
  responseDeserialize: asIs,
})

const SERVICE = {
  unary: method('Unary', false, false),
  many: method('Many', false, true),
  sum: method('Sum', true, false),
  chat: method('Chat', true, true),
} satisfies ServiceDefinition

const unary: handleUnaryCall<Buffer, Buffer> = (call, done) => {
  const wanted = call.metadata.get('x-fail')[0]
  if (wanted === 'hang') return
  if (wanted !== undefined) {
    const trailers = new Metadata()
    trailers.set('x-why', 'asked')
    done({ code: status.FAILED_PRECONDITION, details: 'é no', metadata: trailers })
  } else done(null, call.request)
}
const many: handleServerStreamingCall<Buffer, Buffer> = (call) => {
  const count = Number(call.request.toString())
  for (let i = 0; i < count; i++) call.write(Buffer.alloc(10_000, i))
  call.end()
}
const sum: handleClientStreamingCall<Buffer, Buffer> = (call, done) => {
  let bytes = 0
  call.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  call.on('end', () => done(null, Buffer.from(String(bytes))))
}
const chat: handleBidiStreamingCall<Buffer, Buffer> = (call) => {
  call.on('data', (chunk: Buffer) => call.write(chunk))
  call.on('end', () => call.end())
}

const EchoClient = makeGenericClientConstructor(SERVICE, 'Echo')

async function start(t: TestContext): Promise<{ client: Client; proxy: Harness }> {
  const server = new Server()
  server.addService(SERVICE, { unary, many, sum, chat })
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound)
      else reject(error)
    })
  })
  const proxy = await Harness.start()
  const cluster = new FakeCluster('origin', [fakeHost(port)], { protocol: 'http/2' })
  proxy.clusters.byName.set('origin', cluster)
  const client = new EchoClient(`127.0.0.1:${proxy.port}`, credentials.createInsecure())
  t.after(async () => {
    client.close()
    server.forceShutdown()
    await proxy.close()
  })
  return { client, proxy }
}

async function call(
  client: Client,
  body: string,
  metadata = new Metadata(),
  deadlineMs = 5000,
): Promise<string> {
  return await new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      SERVICE.unary.path,
      asIs,
      asIs,
      Buffer.from(body),
      metadata,
      { deadline: Date.now() + deadlineMs },
      (error, value) => (error === null ? resolve(value?.toString() ?? '') : reject(error)),
    )
  })
}

test('unary calls, their errors with metadata, and deadlines', async (t) => {
  const { client, proxy } = await start(t)
  assert.equal(await call(client, 'hello'), 'hello')
  const failing = new Metadata()
  failing.set('x-fail', '1')
  await assert.rejects(call(client, '', failing), (error: ServiceError) => {
    assert.equal(error.code, status.FAILED_PRECONDITION)
    assert.equal(error.details, 'é no')
    assert.deepEqual(error.metadata.get('x-why'), ['asked'])
    return true
  })
  const hanging = new Metadata()
  hanging.set('x-fail', 'hang')
  await assert.rejects(call(client, '', hanging, 100), (error: ServiceError) => {
    assert.equal(error.code, status.DEADLINE_EXCEEDED)
    return true
  })
  const lines = await proxy.logged(3)
  assert.deepEqual(
    lines.map((line) => line.code),
    [200, 200, 0],
  )
})

test('many calls at once', async (t) => {
  const { client } = await start(t)
  const texts = Array.from({ length: 200 }, (_, i) => `call ${i}`)
  assert.deepEqual(await Promise.all(texts.map((text) => call(client, text))), texts)
})

test('a stream of responses', async (t) => {
  const { client } = await start(t)
  const stream = client.makeServerStreamRequest(SERVICE.many.path, asIs, asIs, Buffer.from('1000'))
  let count = 0
  for await (const chunk of stream) {
    assert.equal((chunk as Buffer).length, 10_000)
    count++
  }
  assert.equal(count, 1000)
})

test('a stream of requests', async (t) => {
  const { client } = await start(t)
  const answer = new Promise<string>((resolve, reject) => {
    const stream = client.makeClientStreamRequest<Buffer, Buffer>(
      SERVICE.sum.path,
      asIs,
      asIs,
      (error, value) => (error === null ? resolve(value?.toString() ?? '') : reject(error)),
    )
    for (let i = 0; i < 500; i++) stream.write(Buffer.alloc(5000))
    stream.end()
  })
  assert.equal(await answer, '2500000')
})

test('both directions at once, one message after the other', async (t) => {
  const { client } = await start(t)
  const stream: ClientDuplexStream<Buffer, Buffer> = client.makeBidiStreamRequest(
    SERVICE.chat.path,
    asIs,
    asIs,
  )
  const seen: string[] = []
  stream.write(Buffer.from('0'))
  for await (const chunk of stream) {
    seen.push((chunk as Buffer).toString())
    if (seen.length < 50) stream.write(Buffer.from(String(seen.length)))
    else stream.end()
  }
  assert.equal(seen.length, 50)
  assert.equal(seen[49], '49')
})

test('a cancelled call is cancelled at the server, too', async (t) => {
  const { client, proxy } = await start(t)
  const stream: ClientDuplexStream<Buffer, Buffer> = client.makeBidiStreamRequest(
    SERVICE.chat.path,
    asIs,
    asIs,
  )
  stream.on('error', () => undefined)
  stream.write(Buffer.from('x'))
  await new Promise((resolve) => stream.once('data', resolve))
  stream.cancel()
  const [line] = await proxy.logged(1)
  assert.equal(line?.flags, 'DR')
})

test('what the proxy answers itself has the form of gRPC', async (t) => {
  const { client, proxy } = await start(t)
  proxy.clusters.byName.delete('origin')
  await assert.rejects(call(client, 'x'), (error: ServiceError) => {
    assert.equal(error.code, status.UNAVAILABLE)
    return true
  })
})
