/** What a server does about frames that break a rule, by section of RFC 9113: end the stream, or the connection. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_CONFIG, ErrorCode, type Http2Config, ServerConnection } from './index.ts'
import {
  block,
  END_HEADERS,
  END_STREAM,
  FrameType,
  frame,
  GET,
  HELLO,
  PADDED,
  POST,
  PRIORITY,
  sent,
} from './testing/frames.ts'
import { Recorder } from './testing/peers.ts'

const {
  Data,
  Headers,
  Priority,
  RstStream,
  Settings,
  PushPromise,
  Ping,
  Goaway,
  WindowUpdate,
  Continuation,
} = FrameType

interface Outcome {
  /** Code of the GOAWAY, null where the connection lives. */
  readonly goaway: number | null
  /** `stream code` of each RST_STREAM. */
  readonly resets: readonly string[]
  readonly events: readonly string[]
}

function outcomeOf(frames: readonly Buffer[], config: Partial<Http2Config> = {}): Outcome {
  const recorder = new Recorder()
  const server = new ServerConnection(
    { ...DEFAULT_CONFIG, isMalformedStreamError: true, ...config },
    recorder,
  )
  sent(server)
  server.receive(Buffer.concat(frames), 0)
  const answers = sent(server)
  const goaway = answers.find((one) => one.type === Goaway)
  return {
    goaway: goaway === undefined ? null : goaway.payload.readUInt32BE(4),
    resets: answers
      .filter((one) => one.type === RstStream)
      .map((one) => `${one.id} ${one.payload.readUInt32BE(0)}`),
    events: recorder.events,
  }
}

const get = (id: number, more: readonly string[] = []): Buffer =>
  frame(Headers, END_HEADERS | END_STREAM, id, block([...GET, ...more]))
const post = (id: number, more: readonly string[] = []): Buffer =>
  frame(Headers, END_HEADERS, id, block([...POST, ...more]))

type Case = readonly [name: string, frames: readonly Buffer[], code: number]

const CONNECTION_ERRORS: readonly Case[] = [
  [
    '§5.3.1 a stream that depends on itself',
    [
      HELLO,
      frame(
        Headers,
        END_HEADERS | PRIORITY,
        1,
        Buffer.concat([Buffer.from('0000000110', 'hex'), block(GET)]),
      ),
    ],
    ErrorCode.ProtocolError,
  ],
  [
    '§3.4 bytes that are no preface',
    [Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ErrorCode.ProtocolError,
  ],
  [
    '§3.4 another first frame than SETTINGS',
    [HELLO.subarray(0, 24), frame(Ping, 0, 0, '0000000000000000')],
    ErrorCode.ProtocolError,
  ],
  [
    '§3.4 DATA as the first frame',
    [HELLO.subarray(0, 24), frame(Data, 0, 1, '00')],
    ErrorCode.ProtocolError,
  ],
  [
    '§4.2 a frame larger than allowed',
    [HELLO, post(1), frame(Data, 0, 1, Buffer.alloc(16_385))],
    ErrorCode.FrameSizeError,
  ],
  [
    '§4.3 a header block that does not decode',
    [HELLO, frame(Headers, END_HEADERS, 1, '80')],
    ErrorCode.CompressionError,
  ],
  ['§5.1 DATA on an idle stream', [HELLO, frame(Data, 0, 1, '00')], ErrorCode.ProtocolError],
  [
    '§5.1 RST_STREAM on an idle stream',
    [HELLO, frame(RstStream, 0, 1, '00000008')],
    ErrorCode.ProtocolError,
  ],
  [
    '§5.1 WINDOW_UPDATE on an idle stream',
    [HELLO, frame(WindowUpdate, 0, 1, '00000001')],
    ErrorCode.ProtocolError,
  ],
  [
    '§5.1 DATA after a reset by the client',
    [HELLO, post(1), frame(RstStream, 0, 1, '00000008'), frame(Data, 0, 1, '00')],
    ErrorCode.StreamClosed,
  ],
  [
    '§5.1 HEADERS after a reset by the client',
    [HELLO, post(1), frame(RstStream, 0, 1, '00000008'), get(1)],
    ErrorCode.StreamClosed,
  ],
  ['§5.1.1 an even stream', [HELLO, get(2)], ErrorCode.ProtocolError],
  ['§5.1.1 a stream below an earlier one', [HELLO, get(5), get(3)], ErrorCode.StreamClosed],
  ['§6.1 DATA on stream 0', [HELLO, frame(Data, 0, 0, '00')], ErrorCode.ProtocolError],
  [
    '§6.1 padding as long as the payload',
    [HELLO, post(1), frame(Data, PADDED, 1, '0500')],
    ErrorCode.ProtocolError,
  ],
  ['§6.1 no pad length', [HELLO, post(1), frame(Data, PADDED, 1)], ErrorCode.FrameSizeError],
  [
    '§6.2 HEADERS on stream 0',
    [HELLO, frame(Headers, END_HEADERS, 0, block(GET))],
    ErrorCode.ProtocolError,
  ],
  [
    '§6.2 padding longer than the block',
    [HELLO, frame(Headers, END_HEADERS | PADDED, 1, '0a82')],
    ErrorCode.ProtocolError,
  ],
  [
    '§6.2 HEADERS too short for its priority',
    [HELLO, frame(Headers, END_HEADERS | PRIORITY, 1, '0000')],
    ErrorCode.FrameSizeError,
  ],
  [
    '§6.2 another frame inside a header block',
    [HELLO, frame(Headers, 0, 1, block(GET)), frame(Ping, 0, 0, '0000000000000000')],
    ErrorCode.ProtocolError,
  ],
  [
    '§6.2 a block of another stream inside',
    [HELLO, frame(Headers, 0, 1, block(GET)), get(3)],
    ErrorCode.ProtocolError,
  ],
  [
    '§6.2 DATA inside a header block',
    [HELLO, frame(Headers, 0, 1, block(GET)), frame(Data, 0, 1, '00')],
    ErrorCode.ProtocolError,
  ],
  [
    '§6.3 PRIORITY on stream 0',
    [HELLO, frame(Priority, 0, 0, '0000000110')],
    ErrorCode.ProtocolError,
  ],
  [
    '§6.4 RST_STREAM of a wrong length',
    [HELLO, post(1), frame(RstStream, 0, 1, '000000')],
    ErrorCode.FrameSizeError,
  ],
  [
    '§6.4 RST_STREAM on stream 0',
    [HELLO, frame(RstStream, 0, 0, '00000008')],
    ErrorCode.ProtocolError,
  ],
  ['§6.5 SETTINGS on a stream', [HELLO, frame(Settings, 0, 1)], ErrorCode.ProtocolError],
  [
    '§6.5 SETTINGS of a wrong length',
    [HELLO, frame(Settings, 0, 0, '00010000')],
    ErrorCode.FrameSizeError,
  ],
  [
    '§6.5 an acknowledgement with content',
    [HELLO, frame(Settings, 1, 0, '000100000000')],
    ErrorCode.FrameSizeError,
  ],
  [
    '§6.5.2 ENABLE_PUSH of 2',
    [HELLO, frame(Settings, 0, 0, '000200000002')],
    ErrorCode.ProtocolError,
  ],
  [
    '§6.5.2 a window above 2^31-1',
    [HELLO, frame(Settings, 0, 0, '000480000000')],
    ErrorCode.FlowControlError,
  ],
  [
    '§6.5.2 a frame size below 16384',
    [HELLO, frame(Settings, 0, 0, '000500003fff')],
    ErrorCode.ProtocolError,
  ],
  [
    '§6.5.2 a frame size above 2^24-1',
    [HELLO, frame(Settings, 0, 0, '000501000000')],
    ErrorCode.ProtocolError,
  ],
  [
    '§6.6 PUSH_PROMISE of a client',
    [HELLO, frame(PushPromise, END_HEADERS, 1, '00000002')],
    ErrorCode.ProtocolError,
  ],
  [
    '§6.7 PING on a stream',
    [HELLO, frame(Ping, 0, 1, '0000000000000000')],
    ErrorCode.ProtocolError,
  ],
  ['§6.7 PING of a wrong length', [HELLO, frame(Ping, 0, 0, '00')], ErrorCode.FrameSizeError],
  [
    '§6.8 GOAWAY on a stream',
    [HELLO, frame(Goaway, 0, 1, '0000000000000000')],
    ErrorCode.ProtocolError,
  ],
  ['§6.8 GOAWAY too short', [HELLO, frame(Goaway, 0, 0, '00000000')], ErrorCode.FrameSizeError],
  [
    '§6.9 WINDOW_UPDATE of a wrong length',
    [HELLO, frame(WindowUpdate, 0, 0, '000000')],
    ErrorCode.FrameSizeError,
  ],
  [
    '§6.9 an increment of zero',
    [HELLO, frame(WindowUpdate, 0, 0, '00000000')],
    ErrorCode.ProtocolError,
  ],
  [
    '§6.9.1 a window above 2^31-1',
    [HELLO, frame(WindowUpdate, 0, 0, '7fffffff')],
    ErrorCode.FlowControlError,
  ],
  [
    '§6.9.2 windows of streams above 2^31-1',
    [HELLO, post(1), frame(WindowUpdate, 0, 1, '70000000'), frame(Settings, 0, 0, '00047fffffff')],
    ErrorCode.FlowControlError,
  ],
  [
    '§6.10 CONTINUATION of nothing',
    [HELLO, frame(Continuation, END_HEADERS, 1, block(GET))],
    ErrorCode.ProtocolError,
  ],
  [
    '§6.10 CONTINUATION after the end',
    [HELLO, post(1), frame(Continuation, END_HEADERS, 1)],
    ErrorCode.ProtocolError,
  ],
  [
    'RFC 8441 §3 ENABLE_CONNECT_PROTOCOL of 2',
    [HELLO, frame(Settings, 0, 0, '000800000002')],
    ErrorCode.ProtocolError,
  ],
]

for (const [name, frames, code] of CONNECTION_ERRORS)
  test(`${name} ends the connection`, () => assert.equal(outcomeOf(frames).goaway, code))

const STREAM_ERRORS: readonly Case[] = [
  ['§5.1 DATA after END_STREAM', [HELLO, get(1), frame(Data, 0, 1, '00')], ErrorCode.StreamClosed],
  ['§5.1 HEADERS after END_STREAM', [HELLO, get(1), get(1)], ErrorCode.StreamClosed],
  [
    '§6.3 PRIORITY on itself',
    [HELLO, post(1), frame(Priority, 0, 1, '0000000110')],
    ErrorCode.ProtocolError,
  ],
  [
    '§6.3 PRIORITY of a wrong length',
    [HELLO, post(1), frame(Priority, 0, 1, '00000001')],
    ErrorCode.FrameSizeError,
  ],
  [
    '§6.9 an increment of zero',
    [HELLO, post(1), frame(WindowUpdate, 0, 1, '00000000')],
    ErrorCode.ProtocolError,
  ],
  [
    '§6.9.1 a window above 2^31-1',
    [HELLO, post(1), frame(WindowUpdate, 0, 1, '7fffffff')],
    ErrorCode.FlowControlError,
  ],
  [
    '§8.1 a second HEADERS without END_STREAM',
    [HELLO, post(1), frame(Headers, END_HEADERS, 1, block(['x', 'y']))],
    ErrorCode.ProtocolError,
  ],
  [
    '§8.1 a pseudo-header in trailers',
    [HELLO, post(1), frame(Headers, END_HEADERS | END_STREAM, 1, block([':path', '/']))],
    ErrorCode.ProtocolError,
  ],
  [
    '§8.1.1 more content than announced',
    [HELLO, post(1, ['content-length', '1']), frame(Data, END_STREAM, 1, '0000')],
    ErrorCode.ProtocolError,
  ],
  [
    '§8.1.1 less content than announced',
    [HELLO, post(1, ['content-length', '3']), frame(Data, END_STREAM, 1, '0000')],
    ErrorCode.ProtocolError,
  ],
  [
    '§8.1.1 no content where some was announced',
    [HELLO, get(1, ['content-length', '3'])],
    ErrorCode.ProtocolError,
  ],
  ['§8.2.1 a name in upper case', [HELLO, get(1, ['X-A', 'b'])], ErrorCode.ProtocolError],
  ['§8.2.1 a name with a space', [HELLO, get(1, ['x a', 'b'])], ErrorCode.ProtocolError],
  ['§8.2.1 an empty name', [HELLO, get(1, ['', 'b'])], ErrorCode.ProtocolError],
  ['§8.2.1 a value with CR LF', [HELLO, get(1, ['x', 'a\r\nb: c'])], ErrorCode.ProtocolError],
  ['§8.2.1 a value with NUL', [HELLO, get(1, ['x', 'a\0'])], ErrorCode.ProtocolError],
  [
    '§8.2.1 a value that begins with a space',
    [HELLO, get(1, ['x', ' a'])],
    ErrorCode.ProtocolError,
  ],
  ['§8.2.2 connection', [HELLO, get(1, ['connection', 'close'])], ErrorCode.ProtocolError],
  [
    '§8.2.2 transfer-encoding',
    [HELLO, get(1, ['transfer-encoding', 'chunked'])],
    ErrorCode.ProtocolError,
  ],
  ['§8.2.2 upgrade', [HELLO, get(1, ['upgrade', 'h2c'])], ErrorCode.ProtocolError],
  ['§8.2.2 te other than trailers', [HELLO, get(1, ['te', 'gzip'])], ErrorCode.ProtocolError],
  ['§8.3 an unknown pseudo-header', [HELLO, get(1, [':x', 'b'])], ErrorCode.ProtocolError],
  [
    '§8.3 a pseudo-header of responses',
    [HELLO, get(1, [':status', '200'])],
    ErrorCode.ProtocolError,
  ],
  [
    '§8.3 a pseudo-header behind a field',
    [
      HELLO,
      frame(
        Headers,
        END_HEADERS | END_STREAM,
        1,
        block([...GET.slice(0, 6), 'x', 'y', ':authority', 'a']),
      ),
    ],
    ErrorCode.ProtocolError,
  ],
  ['§8.3 a pseudo-header twice', [HELLO, get(1, [':path', '/'])], ErrorCode.ProtocolError],
  [
    '§8.3.1 no method',
    [HELLO, frame(Headers, END_HEADERS | END_STREAM, 1, block(GET.slice(2)))],
    ErrorCode.ProtocolError,
  ],
  [
    '§8.3.1 no path',
    [
      HELLO,
      frame(Headers, END_HEADERS | END_STREAM, 1, block([':method', 'GET', ':scheme', 'http'])),
    ],
    ErrorCode.ProtocolError,
  ],
  [
    '§8.3.1 an empty path',
    [
      HELLO,
      frame(
        Headers,
        END_HEADERS | END_STREAM,
        1,
        block([':method', 'GET', ':scheme', 'http', ':path', '']),
      ),
    ],
    ErrorCode.ProtocolError,
  ],
  [
    '§8.3.1 a path with a space',
    [
      HELLO,
      frame(
        Headers,
        END_HEADERS | END_STREAM,
        1,
        block([':method', 'GET', ':scheme', 'http', ':path', '/a b']),
      ),
    ],
    ErrorCode.ProtocolError,
  ],
  [
    '§8.3.1 a host that differs from the authority',
    [HELLO, get(1, ['host', 'b'])],
    ErrorCode.ProtocolError,
  ],
  ['§8.3.1 two hosts', [HELLO, get(1, ['host', 'a', 'host', 'a'])], ErrorCode.ProtocolError],
  [
    '§8.6 a method that is no token',
    [
      HELLO,
      frame(
        Headers,
        END_HEADERS | END_STREAM,
        1,
        block([':method', 'G T', ':scheme', 'http', ':path', '/']),
      ),
    ],
    ErrorCode.ProtocolError,
  ],
  [
    '§8.6 a length that is no number',
    [HELLO, get(1, ['content-length', '+0'])],
    ErrorCode.ProtocolError,
  ],
  [
    '§8.6 two lengths',
    [HELLO, get(1, ['content-length', '0', 'content-length', '0'])],
    ErrorCode.ProtocolError,
  ],
  [
    '§8.5 CONNECT with a path',
    [
      HELLO,
      frame(
        Headers,
        END_HEADERS,
        1,
        block([':method', 'CONNECT', ':authority', 'a:1', ':path', '/']),
      ),
    ],
    ErrorCode.ProtocolError,
  ],
  [
    'RFC 8441 §4 :protocol that was not offered',
    [
      HELLO,
      frame(
        Headers,
        END_HEADERS,
        1,
        block([
          ':method',
          'CONNECT',
          ':protocol',
          'websocket',
          ':scheme',
          'http',
          ':path',
          '/',
          ':authority',
          'a',
        ]),
      ),
    ],
    ErrorCode.ProtocolError,
  ],
]

for (const [name, frames, code] of STREAM_ERRORS)
  test(`${name} ends the stream`, () => {
    const outcome = outcomeOf(frames)
    assert.deepEqual(outcome.resets, [`1 ${code}`])
    assert.equal(outcome.goaway, null)
  })

test('a malformed message ends the connection unless told otherwise', () => {
  const outcome = outcomeOf([HELLO, get(1, ['connection', 'close'])], {
    isMalformedStreamError: false,
  })
  assert.equal(outcome.goaway, ErrorCode.ProtocolError)
})

const FINE: readonly (readonly [
  name: string,
  frames: readonly Buffer[],
  events: readonly string[],
])[] = [
  ['§4.1 unknown frames', [HELLO, frame(0x16, 0xff, 3, '0102'), get(1)], ['head 1 GET / end']],
  ['§5.5 unknown flags', [HELLO, frame(Headers, 0xc5, 1, block(GET))], ['head 1 GET / end']],
  [
    '§6.1 padding',
    [HELLO, post(1), frame(Data, PADDED | END_STREAM, 1, '0261620000')],
    ['head 1 POST /', 'data 1 ab', 'end 1'],
  ],
  [
    '§6.3 PRIORITY on idle streams',
    [HELLO, frame(Priority, 0, 7, '0000000110'), get(1)],
    ['head 1 GET / end'],
  ],
  [
    '§6.5.3 unknown settings',
    [HELLO, frame(Settings, 0, 0, '00ff00000001'), get(1)],
    ['settings', 'head 1 GET / end'],
  ],
  [
    '§6.10 a block in parts',
    [
      HELLO,
      frame(Headers, END_STREAM, 1, block(GET).subarray(0, 2)),
      frame(Continuation, 0, 1, block(GET).subarray(2, 3)),
      frame(Continuation, END_HEADERS, 1, block(GET).subarray(3)),
    ],
    ['head 1 GET / end'],
  ],
  [
    '§8.3.1 OPTIONS of everything',
    [
      HELLO,
      frame(
        Headers,
        END_HEADERS | END_STREAM,
        1,
        block([':method', 'OPTIONS', ':scheme', 'http', ':path', '*', ':authority', 'a']),
      ),
    ],
    ['head 1 OPTIONS * end'],
  ],
  ['§8.3.1 a host like the authority', [HELLO, get(1, ['host', 'A'])], ['head 1 GET / end']],
  [
    '§8.5 CONNECT',
    [HELLO, frame(Headers, END_HEADERS, 1, block([':method', 'CONNECT', ':authority', 'a:1']))],
    ['head 1 CONNECT '],
  ],
]

for (const [name, frames, events] of FINE)
  test(`${name} is taken`, () => {
    const outcome = outcomeOf(frames)
    assert.equal(outcome.goaway, null)
    assert.deepEqual(outcome.events.filter((event) => event !== 'closed 1').slice(1), events)
  })

test('crumbs of a cookie are joined', () => {
  const recorder = new Recorder()
  const server = new ServerConnection(DEFAULT_CONFIG, recorder)
  server.receive(Buffer.concat([HELLO, get(1, ['cookie', 'a=1', 'x', 'y', 'cookie', 'b=2'])]), 0)
  assert.deepEqual(recorder.headers, ['x', 'y', 'cookie', 'a=1; b=2'])
})

test('te is trailers in lower case, or not there', () => {
  for (const [value, left] of [
    ['trailers', ['te', 'trailers', 'x', 'te']],
    ['Trailers', ['x', 'te']],
  ] as const) {
    const recorder = new Recorder()
    const server = new ServerConnection(DEFAULT_CONFIG, recorder)
    server.receive(Buffer.concat([HELLO, get(1, ['te', value, 'x', 'te'])]), 0)
    assert.deepEqual(recorder.headers, left)
  }
})
