/** The DNS server on real sockets: names of the mesh, names of others, and bytes that are no query. */
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { connect } from 'node:net'
import { test } from 'node:test'
import { NameTable } from '@flotilla/proto'
import { systemClock } from '@flotilla/time'
import { encodeAnswer, parseQuery, ResponseCode } from './dns-message.ts'
import { frame, parseUpstream } from './forwarder.ts'
import { NameIndex } from './name-index.ts'
import { NameServer } from './name-server.ts'

const SCOPE = { namespace: 'default', domain: 'cluster.local' }

function table(entries: Readonly<Record<string, object>>): NameTable {
  const parsed = NameTable.fromJson({ table: entries })
  assert.equal(parsed.kind, 'ok')
  return parsed.kind === 'ok' ? parsed.message : NameTable.create()
}

const TABLE = table({
  'reviews.default.svc.cluster.local': {
    ips: ['240.240.0.1', '2001:2::1'],
    registry: 'Kubernetes',
    shortname: 'reviews',
    namespace: 'default',
  },
  'ratings.other.svc.cluster.local': {
    ips: ['240.240.0.2'],
    registry: 'Kubernetes',
    shortname: 'ratings',
    namespace: 'other',
  },
  'api.example.com': { ips: ['240.240.0.3'], registry: 'External', alt_hosts: ['api.example.org'] },
  '*.wild.example.com': { ips: ['240.240.0.4'], registry: 'External' },
})

/** An upstream that answers everything with one address. */
async function withServers(
  run: (resolver: Resolver, server: NameServer, asked: string[]) => Promise<void>,
  upstreams: (real: string) => string[] = (real) => [real],
): Promise<void> {
  const asked: string[] = []
  const upstream = createSocket('udp4')
  upstream.on('message', (message, from) => {
    const query = parseQuery(message)
    if (query === null) return
    asked.push(query.name)
    const answer = encodeAnswer(query, ResponseCode.ok, [Uint8Array.of(9, 9, 9, 9)], 5, 512)
    upstream.send(answer, from.port, from.address)
  })
  await new Promise<void>((resolve) => upstream.bind(0, '127.0.0.1', resolve))
  const server = new NameServer({
    host: '127.0.0.1',
    port: 0,
    upstreams: upstreams(`127.0.0.1:${upstream.address().port}`),
    scope: SCOPE,
    clock: systemClock,
  })
  await server.start()
  server.setTable(TABLE)
  const resolver = new Resolver({ timeout: 2000, tries: 1 })
  resolver.setServers([`127.0.0.1:${server.port}`])
  try {
    await run(resolver, server, asked)
  } finally {
    resolver.cancel()
    await server.close()
    upstream.close()
  }
}

test('a host is known by every name that a workload may use', () => {
  const index = new NameIndex(TABLE, SCOPE)
  const cases: [string, string | null][] = [
    ['reviews.default.svc.cluster.local', '240.240.0.1'],
    ['reviews.default.svc', '240.240.0.1'],
    ['reviews.default', '240.240.0.1'],
    ['reviews', '240.240.0.1'],
    // Through the search list of the workload.
    ['reviews.default.default.svc.cluster.local', '240.240.0.1'],
    ['reviews.svc.cluster.local', '240.240.0.1'],
    ['api.example.com.default.svc.cluster.local', '240.240.0.3'],
    ['api.example.com.svc.cluster.local', '240.240.0.3'],
    ['ratings.other', '240.240.0.2'],
    // Another namespace's short name means nothing here.
    ['ratings', null],
    ['api.example.com', '240.240.0.3'],
    ['api.example.org', '240.240.0.3'],
    ['a.wild.example.com', '240.240.0.4'],
    ['a.b.wild.example.com', '240.240.0.4'],
    ['wild.example.com', null],
    ['example.com', null],
    ['', null],
  ]
  for (const [name, want] of cases) {
    const v4 = index.find(name)?.v4[0]
    assert.equal(v4 === undefined ? null : v4.join('.'), want, name)
  }
})

test('names of the mesh are answered, others forwarded', () =>
  withServers(async (resolver, server, asked) => {
    assert.deepEqual(await resolver.resolve4('Reviews'), ['240.240.0.1'])
    assert.deepEqual(await resolver.resolve6('reviews.default.svc.cluster.local'), ['2001:2::1'])
    // Known, but without an address of the kind: no error, no answer.
    await assert.rejects(resolver.resolve6('api.example.com'), { code: 'ENODATA' })
    await assert.rejects(resolver.resolveMx('api.example.com'), { code: 'ENODATA' })
    // Nobody else can know these: they are not sent anywhere.
    await assert.rejects(resolver.resolve4('nope.default.svc.cluster.local'), { code: 'ENOTFOUND' })
    assert.deepEqual(asked, [])
    assert.deepEqual(await resolver.resolve4('www.example.net'), ['9.9.9.9'])
    assert.deepEqual(asked, ['www.example.net'])
    assert.equal(server.stats.forwarded, 1)
  }))

test('a new table replaces the old one', () =>
  withServers(async (resolver, server) => {
    server.setTable(table({ 'a.example.com': { ips: ['240.240.1.1'] } }))
    assert.deepEqual(await resolver.resolve4('a.example.com'), ['240.240.1.1'])
    assert.deepEqual(await resolver.resolve4('api.example.com'), ['9.9.9.9'])
  }))

test('the next upstream is asked when one does not answer; without any the failure is told', async () => {
  await withServers(
    async (resolver) => assert.deepEqual(await resolver.resolve4('x.example.net'), ['9.9.9.9']),
    // Nobody listens on port 1: the refusal comes back at once.
    (real) => ['127.0.0.1:1', real],
  )
  await withServers(
    async (resolver) => {
      await assert.rejects(resolver.resolve4('x.example.net'), { code: 'ESERVFAIL' })
    },
    () => [],
  )
})

test('TCP carries queries in any pieces, several in turn', () =>
  withServers(async (_resolver, server) => {
    const query = queryFor('reviews')
    const socket = connect(server.port, '127.0.0.1')
    const wire = Buffer.concat([frame(query), frame(query)])
    for (const byte of wire) {
      socket.write(Buffer.of(byte))
      await new Promise(setImmediate)
    }
    let received = Buffer.alloc(0)
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk])
      if (received.length >= 2 * (received.readUInt16BE(0) + 2)) break
    }
    const length = received.readUInt16BE(0)
    assert.deepEqual(received.subarray(0, length + 2), received.subarray(length + 2))
    assert.deepEqual([...received.subarray(length - 2, length + 2)], [240, 240, 0, 1])
  }))

test('what is no query is dropped, never reflected, and kills nothing', () =>
  withServers(async (resolver, server) => {
    const socket = createSocket('udp4')
    socket.on('message', () => assert.fail('answered'))
    const query = queryFor('reviews')
    const bad = [
      Buffer.alloc(0),
      Buffer.alloc(11),
      query.subarray(0, -3),
      Buffer.concat([query.subarray(0, 12), Buffer.of(0xc0, 0x0c, 0, 1, 0, 1)]),
      Buffer.concat([query.subarray(0, 12), Buffer.alloc(300, 1)]),
      Object.assign(Buffer.from(query), { 2: 0x80 }),
    ]
    for (const message of bad)
      await new Promise((resolve) => socket.send(message, server.port, '127.0.0.1', resolve))
    assert.deepEqual(await resolver.resolve4('reviews'), ['240.240.0.1'])
    assert.ok(server.stats.malformed >= 5, String(server.stats.malformed))
    socket.close()
  }))

test('an answer that does not fit is cut and says so', () => {
  const query = parseQuery(queryFor('reviews'))
  assert.ok(query !== null)
  const many = Array.from({ length: 100 }, (_, i) => Uint8Array.of(10, 0, 0, i))
  const answer = encodeAnswer(query, ResponseCode.ok, many, 30, query.maxUdpBytes)
  assert.ok(answer.length <= 512)
  assert.equal((answer.readUInt16BE(2) & 0x0200) !== 0, true)
  assert.equal(answer.readUInt16BE(6), Math.floor((512 - 12 - query.question.length) / 16))
})

test('upstreams are addresses with or without a port', () => {
  assert.deepEqual(parseUpstream('10.0.0.2'), { host: '10.0.0.2', port: 53 })
  assert.deepEqual(parseUpstream('10.0.0.2:5353'), { host: '10.0.0.2', port: 5353 })
  assert.deepEqual(parseUpstream('::1'), { host: '::1', port: 53 })
  assert.deepEqual(parseUpstream('[::1]:54'), { host: '::1', port: 54 })
})

/** A query for the A record of a name. */
function queryFor(name: string): Buffer {
  const labels = name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)])
  return Buffer.from([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, 1, 0, 1])
}
