/** Server and client over real gRPC on loopback, both variants: updates, rejections, reconnection, clean and broken ends. */
import assert from 'node:assert/strict'
import { type AddressInfo, connect, createServer } from 'node:net'
import { test } from 'node:test'
import { type Channel, openChannel, type RunningServer, startServer } from '@flotilla/grpc'
import { Node } from '@flotilla/proto'
import { watchHandles } from '@flotilla/testkit'
import { type FakeClient, FakeSource, resource } from './fake-source.ts'
import { AdsClient, AdsServer, type AppliedUpdate, type TypeUpdate, TypeUrl } from './index.ts'

const NODE = Node.create({ id: 'sidecar~127.0.0.1~a.default~default.svc.cluster.local' })

class Mesh {
  readonly source = new FakeSource()
  readonly ads: AdsServer<FakeClient>
  readonly received: [string, string[], readonly string[]][] = []
  answer: (typeUrl: string, update: TypeUpdate) => AppliedUpdate = () => ({ kind: 'ack' })
  client: AdsClient | null = null
  server: RunningServer | null = null
  private channel: Channel | null = null
  private waiters: (() => boolean)[] = []

  constructor() {
    this.ads = new AdsServer({ handler: this.source, identifier: 'test', newStreamsPerSec: 1000 })
    this.source.onEvent = () => this.check()
  }

  async serve(address = '127.0.0.1:0'): Promise<void> {
    this.server = await startServer({
      address,
      services: [this.ads.service],
      tls: 'plaintext',
    })
  }

  connect(
    variant: 'delta' | 'sotw',
    subscriptions: [string, '*' | string[]][],
    target: string = this.server?.address ?? '',
  ): AdsClient {
    this.channel = openChannel({
      target,
      identity: null,
      expectedServerIds: [],
      plaintext: true,
    })
    const client = new AdsClient({
      channel: this.channel,
      node: NODE,
      variant,
      random: () => 0,
      onUpdate: (typeUrl, update) => {
        const names = update.updated.map(({ name }) => name)
        this.received.push([typeUrl, names, update.removed])
        queueMicrotask(() => this.check())
        return this.answer(typeUrl, update)
      },
      onState: () => queueMicrotask(() => this.check()),
    })
    this.client = client
    for (const [typeUrl, wanted] of subscriptions) client.subscribe(typeUrl, wanted)
    client.start()
    return client
  }

  /** Resolves once the condition holds; it is looked at after every event. */
  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve()
    return new Promise((resolve) => {
      this.waiters.push(() => {
        if (!condition()) return false
        resolve()
        return true
      })
    })
  }

  async end(): Promise<void> {
    await this.client?.close()
    this.channel?.close()
    await this.server?.close(50)
  }

  private check(): void {
    this.waiters = this.waiters.filter((waiter) => !waiter())
  }
}

for (const variant of ['delta', 'sotw'] as const) {
  test(`${variant}: a client gets what it subscribes to, then what changes, and is acknowledged`, async () => {
    const handles = watchHandles()
    const mesh = new Mesh()
    mesh.source.set(TypeUrl.cluster, resource(TypeUrl.cluster, 'a', 1))
    mesh.source.set(TypeUrl.endpoint, resource(TypeUrl.endpoint, 'a', 1))
    await mesh.serve()
    const client = mesh.connect(variant, [[TypeUrl.cluster, '*']])
    await mesh.until(() => mesh.received.length === 1)
    client.subscribe(TypeUrl.endpoint, ['a'])
    await mesh.until(() => mesh.source.acks.includes(TypeUrl.endpoint))
    mesh.source.set(TypeUrl.endpoint, resource(TypeUrl.endpoint, 'a', 2))
    mesh.source.push(mesh.ads, new Map([[TypeUrl.endpoint, new Set(['a'])]]))
    await mesh.until(() => mesh.source.acks.filter((ack) => ack === TypeUrl.endpoint).length === 2)
    assert.deepEqual(mesh.received, [
      [TypeUrl.cluster, ['a'], []],
      [TypeUrl.endpoint, ['a'], []],
      [TypeUrl.endpoint, ['a'], []],
    ])
    assert.equal(client.state, 'connected')
    const [status] = mesh.ads.status()
    assert.equal(status?.types.length, 2)
    assert.ok(status?.types.every(({ nonceSent, nonceAcked }) => nonceSent === nonceAcked))
    await mesh.end()
    assert.deepEqual(mesh.source.left, [true])
    await handles.check()
  })

  test(`${variant}: a rejected update is reported with its text and not sent again until something changes`, async () => {
    const mesh = new Mesh()
    mesh.source.set(TypeUrl.cluster, resource(TypeUrl.cluster, 'a', 1))
    await mesh.serve()
    mesh.answer = () => ({ kind: 'nack', message: 'clusters[0].connect_timeout: not a duration' })
    mesh.connect(variant, [[TypeUrl.cluster, '*']])
    await mesh.until(() => mesh.source.nacks.length === 1)
    assert.deepEqual(mesh.source.nacks, ['clusters[0].connect_timeout: not a duration'])
    assert.equal(mesh.ads.status()[0]?.types[0]?.lastError, mesh.source.nacks[0])
    mesh.answer = () => ({ kind: 'ack' })
    mesh.source.set(TypeUrl.cluster, resource(TypeUrl.cluster, 'a', 2))
    mesh.source.push(mesh.ads, new Map([[TypeUrl.cluster, 'all']]))
    await mesh.until(() => mesh.source.acks.length === 1)
    assert.equal(mesh.ads.status()[0]?.types[0]?.lastError, null)
    assert.equal(mesh.received.length, 2)
    await mesh.end()
  })

  test(`${variant}: a client finds its server again, and the server sees that the stream broke`, async () => {
    const mesh = new Mesh()
    mesh.source.set(TypeUrl.cluster, resource(TypeUrl.cluster, 'a', 1))
    mesh.source.set(TypeUrl.cluster, resource(TypeUrl.cluster, 'b', 1))
    await mesh.serve()
    const client = mesh.connect(variant, [[TypeUrl.cluster, '*']])
    await mesh.until(() => mesh.source.acks.length === 1)
    const address = mesh.server?.address ?? ''
    await mesh.server?.close(0)
    await mesh.until(() => client.state === 'waiting')
    assert.deepEqual(mesh.source.left, [false])
    mesh.source.set(TypeUrl.cluster, resource(TypeUrl.cluster, 'b', 2))
    mesh.source.delete(TypeUrl.cluster, 'a')
    await mesh.serve(address)
    await mesh.until(() => mesh.received.length === 2)
    assert.deepEqual(mesh.received[1], [TypeUrl.cluster, ['b'], ['a']])
    await mesh.end()
  })
}

test('delta: after a reconnect nothing that the client holds is sent again', async () => {
  const mesh = new Mesh()
  mesh.source.set(TypeUrl.cluster, resource(TypeUrl.cluster, 'a', 1))
  await mesh.serve()
  const client = mesh.connect('delta', [[TypeUrl.cluster, '*']])
  await mesh.until(() => mesh.source.acks.length === 1)
  const address = mesh.server?.address ?? ''
  await mesh.server?.close(0)
  await mesh.until(() => client.state === 'waiting')
  await mesh.serve(address)
  await mesh.until(() => mesh.received.length === 2)
  assert.deepEqual(mesh.received[1], [TypeUrl.cluster, [], []])
  await mesh.end()
})

for (const how of ['reset', 'closed'] as const)
  test(`a client whose connection is ${how} has not left by itself`, async () => {
    const mesh = new Mesh()
    await mesh.serve()
    const port = mesh.server?.port ?? 0
    const relay = createServer((socket) => {
      const onward = connect(port, '127.0.0.1')
      onward.on('error', () => socket.destroy())
      socket.on('error', () => onward.destroy())
      socket.pipe(onward).pipe(socket)
      relay.once('cut', () => {
        if (how === 'reset') onward.resetAndDestroy()
        else onward.destroy()
        socket.destroy()
      })
    })
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
    const address = relay.address() as AddressInfo // it listens on TCP
    const client = mesh.connect('delta', [[TypeUrl.cluster, '*']], `127.0.0.1:${address.port}`)
    await mesh.until(() => client.state === 'connected')
    relay.close()
    relay.emit('cut')
    await mesh.until(() => mesh.source.left.length === 1)
    assert.deepEqual(mesh.source.left, [false])
    await mesh.end()
  })

test('a client that is not admitted is told why and tries again', async () => {
  const mesh = new Mesh()
  mesh.source.refusal = { kind: 'refused', code: 7, details: 'the node is not of your namespace' }
  await mesh.serve()
  const client = mesh.connect('delta', [[TypeUrl.cluster, '*']])
  await mesh.until(() => client.state === 'waiting')
  assert.equal([...mesh.ads.clients()].length, 0)
  mesh.source.refusal = null
  await mesh.until(() => client.state === 'connected')
  await mesh.end()
})

test('many pushes to a busy client become one', async () => {
  const mesh = new Mesh()
  mesh.source.set(TypeUrl.cluster, resource(TypeUrl.cluster, 'a', 1))
  await mesh.serve()
  mesh.connect('delta', [[TypeUrl.cluster, '*']])
  await mesh.until(() => mesh.source.acks.length === 1)
  for (let i = 2; i < 50; i++) {
    mesh.source.set(TypeUrl.cluster, resource(TypeUrl.cluster, 'a', i))
    mesh.source.push(mesh.ads, new Map([[TypeUrl.cluster, 'all']]))
  }
  await mesh.until(() => mesh.source.acks.length === 2)
  assert.equal(mesh.received.length, 2)
  await mesh.end()
})

test('a server that closes does not take its clients for gone by themselves', async () => {
  const mesh = new Mesh()
  await mesh.serve()
  const client = mesh.connect('delta', [[TypeUrl.cluster, '*']])
  await mesh.until(() => client.state === 'connected')
  mesh.ads.close()
  await mesh.until(() => client.state === 'waiting')
  assert.deepEqual(mesh.source.left, [false])
  await mesh.until(() => client.state === 'connected')
  await mesh.end()
  assert.deepEqual(mesh.source.left, [false, true])
})

test('the owner learns that all is written, also when a push had nothing to say', async () => {
  const mesh = new Mesh()
  await mesh.serve()
  const client = mesh.connect('delta', [[TypeUrl.cluster, '*']])
  await mesh.until(() => client.state === 'connected' && mesh.source.acks.length === 1)
  const before = mesh.source.settledCount
  mesh.source.push(mesh.ads, new Map())
  await mesh.until(() => mesh.source.settledCount > before)
  assert.equal(mesh.received.length, 1)
  await mesh.end()
})
