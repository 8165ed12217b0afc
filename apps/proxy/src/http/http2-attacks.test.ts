/** Attacks on HTTP/2 through the proxy: the attacker's connection ends within bounds, others are served as before. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  block,
  END_HEADERS,
  END_STREAM,
  FrameType,
  frame,
  GET,
  HELLO,
  POST,
} from '@flotilla/http2/testing'
import { RawHttp2Client } from './testing/http2-raw.ts'
import { ok } from './testing/origin.ts'
import { Harness, type HarnessOptions } from './testing/proxy-harness.ts'

const { Data, Headers, RstStream, Settings, Ping, Goaway, WindowUpdate, Continuation } = FrameType
const ENHANCE_YOUR_CALM = 11

async function start(
  t: TestContext,
  options: HarnessOptions = {},
): Promise<{ proxy: Harness; attacker: RawHttp2Client }> {
  const proxy = await Harness.start(options)
  const attacker = await RawHttp2Client.open(proxy.port)
  t.after(async () => {
    attacker.close()
    await proxy.close()
  })
  return { proxy, attacker }
}

const get = (id: number): Buffer => frame(Headers, END_HEADERS | END_STREAM, id, block(GET))

/** Another client is served while the attack goes on and after it. */
async function othersAreServed(proxy: Harness): Promise<void> {
  const other = await proxy.client()
  for (let i = 0; i < 3; i++) assert.equal((await other.call('GET /other')).status, 200)
}

async function endsInCalm(attacker: RawHttp2Client): Promise<void> {
  const goaway = await attacker.frame(Goaway)
  assert.equal(goaway.payload.readUInt32BE(4), ENHANCE_YOUR_CALM)
  await attacker.closed()
}

function floodOf(count: number, one: (i: number) => Buffer): Buffer {
  return Buffer.concat(Array.from({ length: count }, (_, i) => one(i)))
}

const FLOODS: readonly (readonly [name: string, bytes: () => Buffer])[] = [
  [
    'rapid reset',
    () =>
      floodOf(5000, (i) =>
        Buffer.concat([get(1 + 2 * i), frame(RstStream, 0, 1 + 2 * i, '00000008')]),
      ),
  ],
  ['PING', () => floodOf(20_000, () => frame(Ping, 0, 0, '0000000000000000'))],
  ['SETTINGS', () => floodOf(20_000, () => frame(Settings, 0, 0, '000300000064'))],
  ['WINDOW_UPDATE', () => floodOf(1000, () => frame(WindowUpdate, 0, 0, '00000001'))],
  ['PRIORITY', () => floodOf(1000, () => frame(FrameType.Priority, 0, 1, '0000000010'))],
  [
    'empty DATA',
    () =>
      Buffer.concat([
        frame(Headers, END_HEADERS, 1, block(POST)),
        floodOf(1000, () => frame(Data, 0, 1)),
      ]),
  ],
  [
    'CONTINUATION',
    () =>
      Buffer.concat([
        frame(Headers, 0, 1, block(GET)),
        floodOf(5000, () => frame(Continuation, 0, 1, Buffer.alloc(100))),
      ]),
  ],
  ['frames of unknown types', () => floodOf(20_000, () => frame(0x42, 0, 0))],
]

for (const [name, bytes] of FLOODS)
  test(`a flood of ${name} ends its connection only`, async (t) => {
    const { proxy, attacker } = await start(t)
    attacker.write(HELLO, bytes())
    await othersAreServed(proxy)
    await endsInCalm(attacker)
    await othersAreServed(proxy)
    assert.equal(proxy.stats.downstreamCxProtocolError, 1)
    assert.equal(proxy.stats.http2.streamsActive, 0)
    assert.equal(proxy.stats.downstreamRqActive, 0)
    assert.ok(proxy.origin.requests.length <= 600, String(proxy.origin.requests.length))
  })

test('a client that does not read its acknowledgements is cut off', async (t) => {
  const { proxy, attacker } = await start(t, {
    manager: { http2_protocol_options: { max_outbound_control_frames: 100 } },
  })
  attacker.pause()
  attacker.write(HELLO)
  for (let i = 0; i < 50; i++) attacker.write(floodOf(200, () => frame(Ping, 0, 0, '00'.repeat(8))))
  await othersAreServed(proxy)
  while (proxy.stats.downstreamCxProtocolError === 0)
    await new Promise((resolve) => setImmediate(resolve))
  assert.equal(proxy.stats.downstreamCxProtocolError, 1)
})

test('an HPACK bomb costs its stream', async (t) => {
  const { proxy, attacker } = await start(t)
  const insert = Buffer.concat([
    Buffer.from('40017a7fbd1d', 'hex'),
    Buffer.alloc(0x7f + 0x3d + (0x1d << 7), 'z'),
  ])
  const bomb = Buffer.concat([block(GET), insert, Buffer.alloc(12_000, 0xbe)])
  attacker.write(HELLO, frame(Headers, END_HEADERS | END_STREAM, 1, bomb))
  await attacker.frame(RstStream, 1)
  attacker.write(get(3))
  await attacker.frame(Headers, 3)
  assert.equal(proxy.stats.http2.headerOverflow, 1)
})

test('a client that gives no window holds nothing for ever', async (t) => {
  const size = 8 * 1024 * 1024
  const { proxy, attacker } = await start(t, {
    manager: { stream_idle_timeout: '0.15s' },
    handler: () => ok('x'.repeat(size)),
  })
  attacker.write(HELLO, frame(Settings, 0, 0, '000400000000'))
  for (let i = 0; i < 4; i++) attacker.write(get(1 + 2 * i))
  for (let i = 0; i < 4; i++) await attacker.frame(RstStream, 1 + 2 * i)
  assert.equal(proxy.stats.http2.streamsActive, 0)
  assert.equal(proxy.cluster.stats.upstreamRqActive, 0)
})

test('a small response that the client does not take is given up in time', async (t) => {
  const { proxy, attacker } = await start(t, { manager: { stream_idle_timeout: '0.1s' } })
  attacker.write(HELLO, frame(Settings, 0, 0, '000400000000'), get(1))
  await attacker.frame(RstStream, 1)
  assert.equal(proxy.stats.http2.txFlushTimeout, 1)
})

test('a head that never comes to its end is given up in time', async (t) => {
  const { proxy, attacker } = await start(t, { manager: { request_headers_timeout: '0.05s' } })
  attacker.write(HELLO, frame(Headers, END_STREAM, 1, block(GET)))
  await attacker.closed()
  assert.equal(proxy.stats.downstreamRqHeaderTimeout, 1)
})

test('streams beyond the limit are refused', async (t) => {
  const { attacker } = await start(t, {
    manager: { http2_protocol_options: { max_concurrent_streams: 2 } },
    handler: () => null,
  })
  attacker.write(HELLO, get(1), get(3), get(5))
  const reset = await attacker.frame(RstStream, 5)
  assert.equal(reset.payload.readUInt32BE(0), 7)
})

const SMUGGLED: readonly (readonly [name: string, fields: readonly string[]])[] = [
  ['a line end in a value', ['x', 'a\r\ntransfer-encoding: chunked']],
  ['a bare LF in a value', ['x', 'a\nb: c']],
  ['a line end in a name', ['x: y\r\nz', 'a']],
  ['a colon in a name', ['x:y', 'a']],
  ['transfer-encoding', ['transfer-encoding', 'chunked']],
  ['two lengths', ['content-length', '0', 'content-length', '5']],
  ['a list of lengths', ['content-length', '0, 5']],
  ['another host', ['host', 'b']],
]

for (const [name, fields] of SMUGGLED)
  test(`${name} reaches no HTTP/1 upstream`, async (t) => {
    const { proxy, attacker } = await start(t)
    attacker.write(HELLO, frame(Headers, END_HEADERS | END_STREAM, 1, block([...GET, ...fields])))
    await attacker.closed()
    assert.equal(proxy.origin.requests.length, 0)
  })

test('a body longer than its length reaches the upstream no further than that', async (t) => {
  const { proxy, attacker } = await start(t)
  attacker.write(
    HELLO,
    frame(Headers, END_HEADERS, 1, block([...POST, 'content-length', '3'])),
    frame(Data, END_STREAM, 1, Buffer.from('abcGET /smuggled HTTP/1.1\r\n\r\n')),
  )
  await attacker.frame(RstStream, 1)
  await othersAreServed(proxy)
  assert.ok(proxy.origin.requests.every((request) => !request.line.includes('smuggled')))
})
