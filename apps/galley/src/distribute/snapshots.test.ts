/** What galley offers over MCP: whole, stable, incremental to a real sink, and to those who may have it only. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startServer } from '@flotilla/grpc'
import { type CollectionChange, McpSinkClient, McpSourceServer, toObject } from '@flotilla/mcp'
import { type ConfigObject, checkFiles, KINDS } from '@flotilla/model'
import { TestCa, tempDir, testSpiffeId } from '@flotilla/testkit'
import { FakeClock, systemClock } from '@flotilla/time'
import { Configuration } from '../configuration.ts'
import { openDatabase } from '../store/database.ts'
import { VersionStore } from '../store/version-store.ts'
import { ADDRESSES, SnapshotBuilder } from './snapshots.ts'

const RULES = 'istio/networking/v1alpha3/destinationrules'
const ENTRIES = 'istio/networking/v1alpha3/workloadentries'

const rule = (name: string, subset: string): string =>
  `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: ${name}}\nspec: {host: ${name}, subsets: [{name: ${subset}}]}\n`

function entry(name: string, address: string): ConfigObject {
  const text = `apiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: {name: ${name}}\nspec: {address: ${address}}\n`
  const [object] = checkFiles([{ name, text }]).objects
  assert.ok(object)
  return object
}

test('every collection is offered, empty ones too, and equal objects keep their resource', () => {
  const builder = new SnapshotBuilder(1)
  const object = entry('a', '10.0.0.1')
  const input = {
    version: 7,
    objects: [object],
    leases: [entry('a', '10.0.0.2'), entry('b', '10.0.0.3')],
    addresses: new Map([['a.default.svc.cluster.local', '240.240.0.1']]),
  }
  const first = builder.build(input)
  const second = builder.build({ ...input, version: 8 })
  assert.deepEqual(
    [...first.collections.keys()].sort(),
    [...KINDS.map((kind) => kind.collection), ADDRESSES].sort(),
  )
  const entries = first.collections.get(ENTRIES)
  assert.deepEqual([...(entries?.keys() ?? [])], ['default/a', 'default/b'])
  const shown = entries?.get('default/a')
  assert.ok(shown)
  assert.deepEqual(toObject(shown)?.spec, { address: '10.0.0.1' }, 'configuration goes first')
  assert.equal(second.collections.get(ENTRIES)?.get('default/a'), shown)
  const address = first.collections.get(ADDRESSES)?.get('flotilla/a.default.svc.cluster.local')
  assert.ok(address)
  assert.deepEqual(toObject(address)?.spec, {
    host: 'a.default.svc.cluster.local',
    address: '240.240.0.1',
  })
  assert.match(first.version, /^7\./)
  assert.notEqual(first.version, new SnapshotBuilder(2).build(input).version)
})

test('what is applied reaches a sink, change by change', async (t) => {
  const ca = new TestCa()
  const galley = testSpiffeId('galley', 'istio-system')
  const pilot = testSpiffeId('pilot', 'istio-system')
  const database = openDatabase(tempDir(t))
  const store = new VersionStore(database)
  const builder = new SnapshotBuilder(1)
  const source = new McpSourceServer({ allowedSinks: new Set([pilot]) })
  const publish = (): void =>
    source.publish(
      builder.build({
        version: store.current,
        objects: configuration.inForce(),
        leases: [],
        addresses: new Map(),
      }),
    )
  const configuration = new Configuration({
    store,
    clock: new FakeClock(),
    onVersion: publish,
    knownHosts: () => new Set(),
  })
  const apply = (text: string): unknown =>
    configuration.apply([{ name: 'f', text }], 'default', { author: '', reason: '' }, false)
  publish()
  const server = await startServer({
    address: '127.0.0.1:0',
    services: [source.binding],
    tls: { identity: ca.identity(galley), clientCertificate: 'require' },
  })
  const seen: string[] = []
  let waiting: { readonly count: number; readonly resolve: () => void } | null = null
  const onChange = (change: CollectionChange): { kind: 'ack' } => {
    const names = [...change.updated.keys()].map((name) => `+${name}`)
    seen.push(...names, ...[...change.removed].map((name) => `-${name}`))
    if (waiting !== null && seen.length >= waiting.count) waiting.resolve()
    return { kind: 'ack' }
  }
  const changes = async (count: number): Promise<string[]> => {
    if (seen.length < count)
      await new Promise<void>((resolve) => {
        waiting = { count, resolve }
      })
    return seen.splice(0)
  }
  const connect = (id: string): McpSinkClient =>
    new McpSinkClient({
      target: `127.0.0.1:${server.port}`,
      identity: ca.identity(id),
      expectedServerIds: [galley],
      id: 'sink',
      collections: [RULES],
      onChange,
      clock: systemClock,
    })
  const sink = connect(pilot)
  const stranger = connect(testSpiffeId('reviews'))
  sink.start()
  stranger.start()
  apply(`${rule('a', 'v1')}---\n${rule('b', 'v1')}`)
  assert.deepEqual((await changes(2)).sort(), ['+default/a', '+default/b'])
  apply(rule('a', 'v2'))
  assert.deepEqual(await changes(1), ['+default/a'])
  configuration.delete([{ kind: 'DestinationRule', namespace: 'default', name: 'b' }], {
    author: '',
    reason: '',
  })
  assert.deepEqual(await changes(1), ['-default/b'])
  assert.deepEqual(
    source.sinks().map(({ identity, id }) => [identity, id]),
    [[pilot, 'sink']],
  )
  assert.deepEqual(stranger.missing(), [RULES])
  sink.close()
  stranger.close()
  await server.close()
  database.close()
})
