/** Source and sink over real gRPC with mutual TLS: changes arrive, refusals are known, the source may go and come back. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { openChannel, type RunningServer, startServer } from '@flotilla/grpc'
import { McpMetadata, McpResource, RequestResources, ResourceSourceService } from '@flotilla/proto'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { systemClock } from '@flotilla/time'
import {
  type ChangeAnswer,
  type CollectionChange,
  McpSinkClient,
  type McpSnapshot,
  McpSourceServer,
} from './index.ts'

const RULES = 'istio/policy/v1beta1/rules'
const SOURCE_ID = testSpiffeId('galley', 'istio-system')
const SINK_ID = testSpiffeId('mixer', 'istio-system')

function snapshot(version: string, names: readonly string[]): McpSnapshot {
  const resources = names.map(
    (name) =>
      [name, McpResource.create({ metadata: McpMetadata.create({ name, version }) })] as const,
  )
  return { version, collections: new Map([[RULES, new Map(resources)]]) }
}

class Changes {
  private readonly seen: CollectionChange[] = []
  private waiting: (() => void) | null = null
  answer: ChangeAnswer = { kind: 'ack' }

  readonly take = (change: CollectionChange): ChangeAnswer => {
    this.seen.push(change)
    this.waiting?.()
    return this.answer
  }

  async next(): Promise<CollectionChange> {
    if (this.seen.length === 0)
      await new Promise<void>((resolve) => {
        this.waiting = resolve
      })
    return this.seen.shift() as CollectionChange // one is there
  }
}

async function serve(source: McpSourceServer, ca: TestCa, port: number): Promise<RunningServer> {
  return startServer({
    address: `127.0.0.1:${port}`,
    services: [source.binding],
    tls: { identity: ca.identity(SOURCE_ID), clientCertificate: 'require' },
  })
}

test('a sink follows its source over a restart', async () => {
  const ca = new TestCa()
  const source = new McpSourceServer({ allowedSinks: new Set([SINK_ID]) })
  source.publish(snapshot('1', ['a/x']))
  let server = await serve(source, ca, 0)
  const { port } = server
  const changes = new Changes()
  const sink = new McpSinkClient({
    target: `127.0.0.1:${port}`,
    identity: ca.identity(SINK_ID),
    expectedServerIds: [SOURCE_ID],
    id: 'mixer',
    collections: [RULES],
    onChange: changes.take,
    clock: systemClock,
  })
  sink.start()
  assert.deepEqual([...(await changes.next()).updated.keys()], ['a/x'])
  source.publish(snapshot('2', ['a/x', 'a/y']))
  assert.equal((await changes.next()).version, '2')
  assert.equal(sink.configVersion, 2)
  assert.equal(sink.version, '2')
  assert.equal(source.sinks()[0]?.identity, SINK_ID)

  changes.answer = { kind: 'nack', message: 'not this' }
  source.publish(snapshot('3', []))
  assert.deepEqual((await changes.next()).removed, ['a/x', 'a/y'])
  assert.equal(sink.configVersion, 2)

  changes.answer = { kind: 'ack' }
  await server.close(0)
  source.publish(snapshot('4', ['a/z']))
  server = await serve(source, ca, port)
  const back = await changes.next()
  assert.equal(back.version, '4')
  assert.deepEqual([...back.updated.keys()], ['a/z'])
  assert.deepEqual(back.removed, ['a/x', 'a/y'])
  sink.close()
  await server.close(0)
})

test('the source tells what it sent, and which streams broke', async () => {
  const ca = new TestCa()
  const sent: string[] = []
  const broken = Promise.withResolvers<string>()
  const all: string[] = []
  const source = new McpSourceServer({
    allowedSinks: new Set([SINK_ID]),
    onSent: (collection, bytes) => sent.push(`${collection} ${bytes > 20}`),
    onFailure: (direction, code) => {
      all.push(direction)
      broken.resolve(`${direction} ${code}`)
    },
  })
  source.publish(snapshot('1', ['a/x']))
  const server = await serve(source, ca, 0)
  const channel = openChannel({
    target: `127.0.0.1:${server.port}`,
    identity: ca.identity(SINK_ID),
    expectedServerIds: [SOURCE_ID],
  })
  const open = async () => {
    const call = channel.bidi(ResourceSourceService.establishResourceStream)
    call.on('error', () => undefined) // its own cancellation
    call.write(RequestResources.create({ collection: RULES }))
    await once(call, 'data')
    return call
  }
  const clean = await open()
  assert.deepEqual(sent, [`${RULES} true`])
  clean.end()
  await once(clean.resume(), 'end')
  const call = await open()
  call.cancel()
  assert.equal(await broken.promise, 'receive 1')
  assert.deepEqual(all, ['receive'], 'the stream that was ended did not break')
  channel.close()
  await server.close(0)
})

test('a sink of another identity is refused and gets nothing', async () => {
  const ca = new TestCa()
  const source = new McpSourceServer({ allowedSinks: new Set([SINK_ID]) })
  source.publish(snapshot('1', ['a/x']))
  const server = await serve(source, ca, 0)
  const changes = new Changes()
  const lost = new Promise<void>((resolve) => {
    const sink = new McpSinkClient({
      target: `127.0.0.1:${server.port}`,
      identity: ca.identity(testSpiffeId('somebody')),
      expectedServerIds: [SOURCE_ID],
      id: 'somebody',
      collections: [RULES],
      onChange: changes.take,
      onConnection: (isConnected) => {
        if (isConnected) return
        sink.close()
        resolve()
      },
      clock: systemClock,
    })
    sink.start()
    assert.deepEqual(sink.missing(), [RULES])
  })
  await lost
  assert.deepEqual(source.sinks(), [])
  await server.close(0)
})

test('the version is told only while all collections hold the same', async () => {
  const ca = new TestCa()
  const source = new McpSourceServer({ allowedSinks: new Set([SINK_ID]) })
  const both = (version: string): McpSnapshot => ({
    version,
    collections: new Map(snapshot(version, ['a/x']).collections).set('other', new Map()),
  })
  source.publish(both('1.1'))
  const server = await serve(source, ca, 0)
  let refused = ''
  let sink: McpSinkClient | null = null
  const versions: (string | null)[] = []
  let wake: () => void = () => undefined
  sink = new McpSinkClient({
    target: `127.0.0.1:${server.port}`,
    identity: ca.identity(SINK_ID),
    expectedServerIds: [SOURCE_ID],
    id: 'pilot',
    collections: [RULES, 'other'],
    onChange: ({ collection }) => {
      queueMicrotask(() => {
        versions.push(sink?.version ?? null)
        wake()
      })
      return collection === refused ? { kind: 'nack', message: 'no' } : { kind: 'ack' }
    },
    clock: systemClock,
  })
  assert.equal(sink.version, null)
  const seen = async (count: number): Promise<void> => {
    while (versions.length < count)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
  }
  sink.start()
  await seen(2)
  assert.deepEqual(versions, [null, '1.1'])
  refused = 'other'
  source.publish(both('1.2'))
  await seen(4)
  assert.deepEqual(versions.slice(2), [null, null])
  refused = ''
  source.publish(both('2.3'))
  await seen(6)
  assert.equal(versions[5], '2.3')
  sink.close()
  await server.close(0)
})
