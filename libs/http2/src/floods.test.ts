/** Attacks by frames that cost their sender nothing: each ends the connection by its limit, within bounded memory. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_CONFIG, ErrorCode, Flood, type Http2Config, ServerConnection } from './index.ts'
import {
  block,
  END_HEADERS,
  END_STREAM,
  FrameType,
  frame,
  GET,
  HELLO,
  POST,
  sent,
} from './testing/frames.ts'
import { Recorder } from './testing/peers.ts'

const { Data, Headers, Priority, RstStream, Settings, Ping, WindowUpdate, Continuation } = FrameType

class Victim {
  readonly recorder: Recorder = new Recorder()
  readonly server: ServerConnection
  nowMs = 0

  constructor(config: Partial<Http2Config> = {}) {
    this.server = new ServerConnection({ ...DEFAULT_CONFIG, ...config }, this.recorder)
    this.send(HELLO)
  }

  /** The client reads what comes. */
  send(...frames: Buffer[]): void {
    this.sendOnly(...frames)
    sent(this.server)
  }

  /** The client does not read. */
  sendOnly(...frames: Buffer[]): void {
    this.server.receive(Buffer.concat(frames), this.nowMs)
  }

  get flood(): Flood | null {
    return this.recorder.failure?.flood ?? null
  }
}

const get = (id: number): Buffer => frame(Headers, END_HEADERS | END_STREAM, id, block(GET))

test('rapid reset', () => {
  const victim = new Victim()
  let streams = 0
  while (victim.flood === null && streams < 10_000) {
    const id = 1 + 2 * streams++
    victim.send(get(id), frame(RstStream, 0, id, '00000008'))
  }
  assert.equal(victim.flood, Flood.Resets)
  assert.ok(streams <= 501, String(streams))
  assert.equal(victim.recorder.failure?.code, ErrorCode.EnhanceYourCalm)
})

test('resets that the server is made to send count as well', () => {
  const victim = new Victim({ isMalformedStreamError: true })
  let streams = 0
  while (victim.flood === null && streams < 10_000) {
    const id = 1 + 2 * streams++
    victim.send(
      frame(Headers, END_HEADERS, id, block(POST)),
      frame(WindowUpdate, 0, id, '00000000'),
    )
  }
  assert.equal(victim.flood, Flood.Resets)
  assert.ok(streams <= 501, String(streams))
})

test('resets of streams that lived are no attack', () => {
  const victim = new Victim()
  for (let i = 0; i < 2000; i++) {
    const id = 1 + 2 * i
    victim.send(get(id))
    victim.nowMs += 1500
    victim.send(frame(RstStream, 0, id, '00000008'))
  }
  assert.equal(victim.flood, null)
})

test('PING and SETTINGS by the thousand', () => {
  for (const one of [frame(Ping, 0, 0, '0000000000000000'), frame(Settings, 0, 0)]) {
    const victim = new Victim()
    let count = 0
    while (victim.flood === null && count < 10_000) {
      victim.send(one)
      count++
    }
    assert.equal(victim.flood, Flood.Control)
    assert.ok(count <= 1001, String(count))
  }
})

test('PING now and then is answered for ever', () => {
  const victim = new Victim()
  for (let i = 0; i < 5000; i++) {
    victim.nowMs += 20
    victim.send(frame(Ping, 0, 0, '0000000000000000'))
  }
  assert.equal(victim.flood, null)
})

test('answers that nobody reads', () => {
  const victim = new Victim({ controlFrameBurst: 100_000 })
  const ping = frame(Ping, 0, 0, '0000000000000000')
  for (let i = 0; i < 2000 && victim.flood === null; i++) victim.sendOnly(ping)
  assert.equal(victim.flood, Flood.OutboundControl)
  assert.ok(victim.server.pendingBytes < 64 * 1024)
})

test('responses that nobody reads', () => {
  const victim = new Victim({ maxConcurrentStreams: 100_000 })
  victim.recorder.onRequest = (stream) => {
    victim.server.respond(stream, 200, [], true)
    victim.server.finish(stream, 0)
  }
  for (let i = 0; i < 20_000 && victim.flood === null; i++) victim.sendOnly(get(1 + 2 * i))
  assert.equal(victim.flood, Flood.OutboundFrames)
  assert.ok(victim.server.pendingBytes < 1024 * 1024)
})

test('empty DATA', () => {
  const victim = new Victim()
  victim.send(frame(Headers, END_HEADERS, 1, block(POST)))
  victim.send(frame(Data, 0, 1))
  assert.equal(victim.flood, null)
  victim.send(frame(Data, 0, 1))
  assert.equal(victim.flood, Flood.EmptyFrames)
})

test('PRIORITY', () => {
  const victim = new Victim()
  const priority = frame(Priority, 0, 1, '0000000010')
  for (let i = 0; i < 100; i++) victim.send(priority)
  assert.equal(victim.flood, null)
  victim.send(priority)
  assert.equal(victim.flood, Flood.Priority)
})

test('WINDOW_UPDATE', () => {
  const victim = new Victim()
  let count = 0
  while (victim.flood === null && count < 100) {
    victim.send(frame(WindowUpdate, 0, 0, '00000001'))
    count++
  }
  assert.equal(victim.flood, Flood.WindowUpdate)
  assert.equal(count, 6)
})

test('CONTINUATION without end', () => {
  const victim = new Victim()
  victim.send(frame(Headers, 0, 1, block(GET)))
  let count = 0
  while (victim.flood === null && count < 1000) {
    victim.send(frame(Continuation, 0, 1, '0000'))
    count++
  }
  assert.equal(victim.flood, Flood.Continuation)
  assert.equal(count, 33)
})

test('CONTINUATION of large frames', () => {
  const victim = new Victim()
  victim.send(frame(Headers, 0, 1, block(GET)))
  let count = 0
  while (victim.flood === null && count < 1000) {
    victim.send(frame(Continuation, 0, 1, Buffer.alloc(16_384)))
    count++
  }
  assert.equal(victim.flood, Flood.Continuation)
  assert.ok(count <= 5, String(count))
})

test('an HPACK bomb is a list too large, and the connection goes on', () => {
  const victim = new Victim()
  const insert = Buffer.concat([
    Buffer.from('40017a', 'hex'),
    Buffer.from([0x7f, ...varint(3900 - 127)]),
    Buffer.alloc(3900, 'z'),
  ])
  const bomb = Buffer.concat([block(GET), insert, Buffer.alloc(10_000, 0xbe)])
  victim.send(frame(Headers, END_HEADERS | END_STREAM, 1, bomb))
  assert.deepEqual(victim.recorder.events.slice(1, 2), ['too-large 1'])
  assert.equal(victim.flood, null)
  victim.send(get(3))
  assert.ok(victim.recorder.events.includes('head 3 GET / end'))
})

test('more fields than allowed', () => {
  const victim = new Victim()
  const many = Array.from({ length: 101 }, (_, i) => [`x-${i}`, '']).flat()
  victim.send(frame(Headers, END_HEADERS | END_STREAM, 1, block([...GET, ...many])))
  assert.deepEqual(victim.recorder.events.slice(1, 2), ['too-large 1'])
})

test('more content than the windows allow', () => {
  const victim = new Victim({ streamWindowBytes: 65_535, isMalformedStreamError: true })
  victim.send(frame(Headers, END_HEADERS, 1, block(POST)))
  const stream = victim.recorder.streams.get(1)
  assert.ok(stream)
  victim.server.hold(stream)
  for (let i = 0; i < 4; i++) victim.send(frame(Data, 0, 1, Buffer.alloc(16_384)))
  assert.ok(victim.recorder.events.includes(`reset 1 ${ErrorCode.FlowControlError}`))
})

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest >>= 7) bytes.push((rest & 0x7f) | 0x80)
  bytes.push(rest)
  return bytes
}
