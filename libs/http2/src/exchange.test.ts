/** Requests and responses between both ends: bodies, trailers, windows, turns, and every cut of the bytes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Pair } from './testing/peers.ts'

function answering(pair: Pair, body: Buffer | null, trailers: string[] | null = null): void {
  pair.serverSide.onRequest = (stream) => {
    pair.server.respond(stream, 200, ['content-type', 'text/plain'], body === null)
    if (body === null) return
    pair.server.sendData(stream, body)
    pair.server.sendEnd(stream, trailers)
  }
}

test('a request without a body and its response', () => {
  const pair = new Pair().greet()
  answering(pair, Buffer.from('hello'))
  pair.get('/x', ['accept', '*/*'])
  pair.exchange()
  assert.deepEqual(pair.serverSide.takeEvents(), ['head 1 GET /x end', 'closed 1'])
  assert.deepEqual(pair.serverSide.headers, ['accept', '*/*'])
  assert.deepEqual(pair.clientSide.takeEvents(), [
    'head 1 200',
    'data 1 hello',
    'end 1',
    'closed 1',
  ])
  assert.equal(pair.client.openStreams, 0)
  assert.equal(pair.server.openStreams, 0)
})

test('bodies and trailers in both directions', () => {
  const pair = new Pair().greet()
  answering(pair, Buffer.from('pong'), ['grpc-status', '0'])
  const stream = pair.get('/', [], false, 'POST')
  pair.client.sendData(stream, Buffer.from('ping'))
  pair.client.sendEnd(stream, ['x-end', '1'])
  pair.exchange()
  assert.deepEqual(pair.serverSide.takeEvents(), [
    'head 1 POST /',
    'data 1 ping',
    'end 1 x-end 1',
    'closed 1',
  ])
  assert.deepEqual(pair.clientSide.takeEvents(), [
    'head 1 200',
    'data 1 pong',
    'end 1 grpc-status 0',
    'closed 1',
  ])
})

test('the last frame at hand carries END_STREAM', () => {
  const pair = new Pair().greet()
  answering(pair, Buffer.from('x'))
  pair.get()
  pair.exchange()
  pair.get()
  pair.serverSide.takeEvents()
  const before = pair.server.pendingBytes
  pair.exchange()
  assert.equal(before, 0)
  assert.deepEqual(pair.clientSide.takeEvents().slice(-4), [
    'head 3 200',
    'data 3 x',
    'end 3',
    'closed 3',
  ])
})

for (const cut of [1, 2, 7, 9, 10, 100])
  test(`bytes cut into ${cut} give the same`, () => {
    const pair = new Pair()
    answering(pair, Buffer.alloc(50, 'a'), ['t', 'v'])
    pair.exchange(cut)
    for (let i = 0; i < 3; i++) {
      const stream = pair.get('/path', ['x-a', 'b', 'cookie', 'c=d'], false, 'POST')
      pair.client.sendData(stream, Buffer.from('body'))
      pair.client.sendEnd(stream, null)
      pair.exchange(cut)
    }
    const texts = pair.serverSide.takeEvents().filter((event) => event.startsWith('data'))
    assert.equal(texts.map((event) => event.split(' ')[2]).join(''), 'bodybodybody')
    assert.equal(pair.clientSide.takeEvents().filter((event) => event.endsWith('t v')).length, 3)
  })

test('a body larger than the window waits for credit and arrives whole', () => {
  const pair = new Pair({}, { streamWindowBytes: 70_000, connectionWindowBytes: 100_000 }).greet()
  const body = Buffer.alloc(1_000_000, 7)
  answering(pair, body)
  pair.get()
  pair.exchange()
  const bytes = pair.clientSide
    .takeEvents()
    .filter((event) => event.startsWith('data'))
    .reduce((sum, event) => sum + Number(event.split(' ')[2]), 0)
  assert.equal(bytes, body.length)
})

test('held content gets no window until it is released', () => {
  const pair = new Pair({ streamWindowBytes: 70_000, connectionWindowBytes: 1_000_000 }).greet()
  const stream = pair.get('/', [], false, 'POST')
  pair.exchange()
  const remote = pair.serverSide.streams.get(1)
  assert.ok(remote)
  pair.server.hold(remote)
  pair.client.sendData(stream, Buffer.alloc(200_000, 1))
  pair.client.sendEnd(stream, null)
  pair.exchange()
  assert.equal(stream.queuedBytes, 130_000)
  assert.deepEqual(pair.serverSide.takeEvents(), ['head 1 POST /'])
  pair.server.release(remote)
  pair.exchange()
  assert.equal(stream.queuedBytes, 0)
  assert.equal(pair.serverSide.takeEvents().at(-1), 'end 1')
})

test('a full stream says so, and says when there is room again', () => {
  const pair = new Pair({ streamBufferBytes: 100_000 }, { streamWindowBytes: 65_535 }).greet()
  pair.serverSide.onRequest = (stream) => {
    pair.server.respond(stream, 200, [], false)
    assert.equal(pair.server.sendData(stream, Buffer.alloc(200_000)), false)
  }
  pair.get()
  pair.exchange()
  assert.ok(pair.serverSide.takeEvents().includes('writable 1'))
})

test('streams that wait for the window are served in turn', () => {
  const pair = new Pair({}, { streamWindowBytes: 1_000_000, connectionWindowBytes: 70_000 }).greet()
  answering(pair, Buffer.alloc(100_000))
  for (let i = 0; i < 4; i++) pair.get()
  pair.exchange()
  const received = new Map<string, number>()
  for (const event of pair.clientSide.takeEvents()) {
    const [kind = '', id = '', size = ''] = event.split(' ')
    if (kind === 'data') received.set(id, (received.get(id) ?? 0) + Number(size))
    if (kind === 'end') break
  }
  // The first waits for nobody at its beginning; when one is complete the others are not far behind.
  assert.equal(received.size, 4)
  for (const bytes of received.values()) assert.ok(bytes >= 16_384, String(bytes))
})

test('an answer before the end of the request is followed by a reset without error', () => {
  const pair = new Pair().greet()
  pair.serverSide.onRequest = (stream) => {
    pair.server.respond(stream, 403, [], true)
    pair.server.finish(stream, 0)
  }
  const stream = pair.get('/', [], false, 'POST')
  pair.exchange()
  assert.deepEqual(pair.clientSide.takeEvents(), ['head 1 403 end', 'closed 1', 'reset 1 0 remote'])
  pair.client.sendData(stream, Buffer.from('late'))
  pair.exchange()
  assert.equal(pair.serverSide.failure, null)
})

test('what comes for a stream that we reset is ignored, its window given back', () => {
  const pair = new Pair().greet()
  const stream = pair.get('/', [], false, 'POST')
  pair.exchange()
  const remote = pair.serverSide.streams.get(1)
  assert.ok(remote)
  pair.server.reset(remote, 8)
  pair.client.sendData(stream, Buffer.alloc(10_000))
  pair.client.sendEnd(stream, ['a', 'b'])
  pair.exchange()
  assert.equal(pair.serverSide.failure, null)
  assert.deepEqual(pair.clientSide.takeEvents(), ['closed 1', 'reset 1 8 remote'])
})

test('goaway refuses what the server has not looked at', () => {
  const pair = new Pair().greet()
  pair.get()
  pair.exchange()
  pair.server.shutdown()
  pair.get()
  pair.exchange()
  const events = pair.clientSide.takeEvents()
  assert.ok(events.includes('goaway 1 0'))
  assert.ok(events.includes('reset 3 7 remote'))
  assert.equal(pair.client.canOpenLater, false)
})

test('more streams than allowed are refused', () => {
  const pair = new Pair({ maxConcurrentStreams: 2 })
  for (let i = 0; i < 3; i++) pair.get('/', [], false)
  pair.exchange()
  assert.ok(pair.clientSide.takeEvents().includes('reset 5 7 remote'))
  assert.equal(pair.client.canOpen, false)
  assert.equal(pair.server.openStreams, 2)
})

test('pseudo-headers begin with the method, or with authority and path where that is asked for', () => {
  // RFC 7541, appendix A: 0x82 is `:method: GET`, 0x84 `:path: /`, 0x86 `:scheme: http`.
  const block = (startsWithAuthority: boolean): readonly number[] => {
    const pair = new Pair().greet()
    const head = { method: 'GET', scheme: 'http', authority: 'a', path: '/', protocol: '' }
    pair.client.request(pair.clientSide, { ...head, startsWithAuthority }, [], true, 0)
    return [...Buffer.from(pair.client.take() ?? []).subarray(9)]
  }
  assert.deepEqual(block(true).slice(-3), [0x84, 0x82, 0x86])
  const usual = block(false)
  assert.deepEqual(usual.slice(0, 2), [0x82, 0x86])
  assert.equal(usual.at(-1), 0x84)
})
