/** Drawn HTTP/2 connections of clients and answers of origins, most of them spoilt in one place. */
import { FIN, RESET, raw, send, wait } from '../build.ts'
import type { Act, Exchange, Script } from '../model.ts'
import type { Random } from '../random.ts'
import { FRAME_ID } from './client.ts'
import {
  block,
  END_HEADERS,
  END_STREAM,
  type Fields,
  FrameType,
  frame,
  PADDED,
  PREFACE,
  PRIORITY,
  SETTINGS_ACK,
  settings,
  uint16,
  uint32,
} from './write.ts'

type Field = readonly [string, string]

const METHODS = [
  'GET',
  'GET',
  'GET',
  'POST',
  'POST',
  'PUT',
  'HEAD',
  'DELETE',
  'OPTIONS',
  'FOO',
  'get',
  '',
  'CONNECT',
  'TRACE',
  'G ET',
  'QUERY',
]
const PATHS = [
  '/p',
  '/p',
  '/p',
  '/',
  '/direct',
  '/none',
  '',
  '*',
  'p',
  'http://a.test/x',
  '/a b',
  '/a\u0000',
  '/a\u00e9',
  '/a#b',
  '/a\\b',
  '/a?b#c',
  '//a',
  '/%2e%2e/a',
  '?a',
  '/a\t',
  ' /a',
]
const SCHEMES = ['http', 'http', 'https', 'HTTP', 'ftp', '', 'h ttp', '1http']
const AUTHORITIES = [
  'a.test',
  'a.test',
  'a.test:80',
  '',
  'A.TEST',
  'u@a.test',
  'a test',
  'a.test/',
  '[::1]',
  'a_b',
  'a\u0000',
  'a.test:99999',
  'a,b',
  '*',
]

const EXTRA: readonly Field[] = [
  ...(['x-a', 'x-b', 'accept', 'user-agent'] as const).map((name) => [name, '1'] as const),
  ...[
    ' v',
    'v ',
    '\tv',
    'v\u0000',
    'v\r',
    'v\n',
    'v\u0001',
    'v\u007f',
    'v\u0080',
    'v\u00e9',
    '',
  ].map((value) => ['x-a', value] as const),
  ...['X-A', 'x a', 'x:a', 'x\u0000a', '', ':x', 'x\u00e9', 'x-a ', 'x\ta', '(x)', 'x_a', '_'].map(
    (name) => [name, 'v'] as const,
  ),
  ['connection', 'close'],
  ['connection', 'x-a'],
  ['connection', ''],
  ['keep-alive', 'timeout=5'],
  ['proxy-connection', 'close'],
  ['transfer-encoding', 'chunked'],
  ['transfer-encoding', ''],
  ['upgrade', 'websocket'],
  ['te', 'trailers'],
  ['te', 'gzip'],
  ['te', 'Trailers'],
  ['te', ''],
  ['te', 'trailers, gzip'],
  ['host', 'a.test'],
  ['host', 'b.test'],
  ['host', ''],
  ['cookie', 'a=1'],
  ['cookie', ''],
  ['content-length', '5'],
  ['content-length', '0'],
  ['content-length', '6'],
  ['content-length', 'x'],
  ['content-length', '-1'],
  ['content-length', '5, 5'],
  ['content-length', ''],
  ['content-length', '+5'],
  ['expect', '100-continue'],
  ['content-type', 'application/grpc'],
  ['content-type', 'application/grpc-web'],
  ['grpc-timeout', '1S'],
  ['x-forwarded-proto', 'https'],
  ['x-forwarded-for', '1.2.3.4'],
  ['x-request-id', 'mine'],
  [':path', '/again'],
  [':status', '200'],
  [':protocol', 'websocket'],
  [':authority', 'b.test'],
  [':x', 'y'],
  ['x-long', 'l'.repeat(3_000)],
  ['http2-settings', 'x'],
  ['trailer', 'x-a'],
]

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const rest = [...list]
  const result: T[] = []
  while (rest.length > 0) result.push(...rest.splice(random.below(rest.length), 1))
  return result
}

/** The fields of one request, and what is odd about them. */
function drawFields(random: Random, notes: string[]): Field[] {
  const odd = random.below(4)
  const method = odd === 0 ? random.pick(METHODS) : random.pick(['GET', 'POST'])
  const path = odd === 1 ? random.pick(PATHS) : '/p'
  const scheme = odd === 2 ? random.pick(SCHEMES) : 'http'
  const authority = odd === 3 ? random.pick(AUTHORITIES) : 'a.test'
  let pseudo: Field[] = [
    [':method', method],
    [':scheme', scheme],
    [':authority', authority],
    [':path', path],
  ]
  notes.push(`${method} ${scheme} ${authority} ${path}`)
  if (random.oneIn(8)) {
    const [dropped] = pseudo.splice(random.below(4), 1)
    notes.push(`without ${dropped?.[0]}`)
  }
  if (random.oneIn(8)) {
    pseudo = shuffled(pseudo, random)
    notes.push('shuffled')
  }
  const regular: Field[] = [['x-t', '@@ID']]
  for (let count = random.pick([0, 1, 1, 1, 2, 3]); count > 0; count--) {
    const extra = random.pick(EXTRA)
    notes.push(JSON.stringify(extra.map((text) => text.slice(0, 30)).join(': ')))
    if (extra[0].startsWith(':') && random.oneIn(2)) pseudo.push(extra)
    else regular.push(extra)
  }
  return random.oneIn(16) ? [...regular, ...pseudo] : [...pseudo, ...regular]
}

function headers(id: number, fields: Fields, flags: number): string {
  return frame(
    FrameType.Headers,
    flags,
    id,
    block(fields.map(([name, value]) => [name, value.replace('@@ID', FRAME_ID)])),
  )
}

const BODY = 'hello'

/** Frames that may stand anywhere, with what they are. */
function drawOdd(random: Random, id: number): readonly [string, string] {
  const {
    Data,
    Priority,
    RstStream,
    Settings,
    PushPromise,
    Ping,
    Goaway,
    WindowUpdate,
    Continuation,
    Headers,
  } = FrameType
  return random.pick<readonly [string, string]>([
    ['ping', frame(Ping, 0, 0, '12345678')],
    ['ping ack', frame(Ping, 1, 0, '12345678')],
    ['short ping', frame(Ping, 0, 0, '1234')],
    ['ping on a stream', frame(Ping, 0, id, '12345678')],
    ['settings', settings([[3, 100]])],
    ['settings of a table', settings([[1, 0]])],
    ['settings window too large', settings([[4, 0x80000000]])],
    ['settings frame too small', settings([[5, 100]])],
    ['settings push 2', settings([[2, 2]])],
    ['settings unknown', settings([[0x99, 1]])],
    ['settings odd size', frame(Settings, 0, 0, '12345')],
    ['settings ack with content', frame(Settings, 1, 0, '123456')],
    ['settings on a stream', frame(Settings, 0, id)],
    ['settings connect protocol 2', settings([[8, 2]])],
    ['goaway', frame(Goaway, 0, 0, uint32(0) + uint32(0))],
    ['goaway with an error', frame(Goaway, 0, 0, `${uint32(0)}${uint32(2)}why`)],
    ['short goaway', frame(Goaway, 0, 0, uint32(0))],
    ['goaway on a stream', frame(Goaway, 0, id, uint32(0) + uint32(0))],
    ['window', frame(WindowUpdate, 0, 0, uint32(100))],
    ['window of zero', frame(WindowUpdate, 0, 0, uint32(0))],
    ['window of a stream', frame(WindowUpdate, 0, id, uint32(100))],
    ['window of zero of a stream', frame(WindowUpdate, 0, id, uint32(0))],
    ['window overflow', frame(WindowUpdate, 0, 0, uint32(0x7fffffff))],
    ['window overflow of a stream', frame(WindowUpdate, 0, id, uint32(0x7fffffff))],
    ['short window', frame(WindowUpdate, 0, 0, '123')],
    ['window of an idle stream', frame(WindowUpdate, 0, 99, uint32(1))],
    ['data on stream 0', frame(Data, 0, 0, 'x')],
    ['data on an idle stream', frame(Data, 0, 99, 'x')],
    ['data again', frame(Data, END_STREAM, id, 'x')],
    ['empty data', frame(Data, 0, id)],
    ['padding too long', frame(Data, PADDED, id, '\u0009ab')],
    ['reset', frame(RstStream, 0, id, uint32(8))],
    ['reset with no error', frame(RstStream, 0, id, uint32(0))],
    ['short reset', frame(RstStream, 0, id, '12')],
    ['reset of stream 0', frame(RstStream, 0, 0, uint32(8))],
    ['reset of an idle stream', frame(RstStream, 0, 99, uint32(8))],
    ['priority', frame(Priority, 0, id, `${uint32(0)}\u0010`)],
    ['priority on itself', frame(Priority, 0, id, `${uint32(id)}\u0010`)],
    ['short priority', frame(Priority, 0, id, '12')],
    ['priority of stream 0', frame(Priority, 0, 0, `${uint32(1)}\u0010`)],
    ['push', frame(PushPromise, END_HEADERS, id, uint32(2) + block([[':method', 'GET']]))],
    ['continuation alone', frame(Continuation, END_HEADERS, id, block([['x', 'y']]))],
    ['unknown type', frame(0x77, 0xff, id, 'whatever')],
    ['unknown type on stream 0', frame(0x42, 0, 0, '')],
    ['too large a frame', frame(Data, 0, id, 'x'.repeat(16_385))],
    [
      'headers of an even stream',
      frame(
        Headers,
        END_HEADERS | END_STREAM,
        2,
        block([
          [':method', 'GET'],
          [':scheme', 'http'],
          [':path', '/'],
          [':authority', 'a'],
        ]),
      ),
    ],
    [
      'headers of stream 0',
      frame(Headers, END_HEADERS | END_STREAM, 0, block([[':method', 'GET']])),
    ],
    [
      'bad block',
      frame(Headers, END_HEADERS | END_STREAM, id + 2, '\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff'),
    ],
    ['headers again', headers(id, [['x-a', '1']], END_HEADERS)],
    [
      'headers without an end',
      headers(id + 2, [[':method', 'GET']], 0) + frame(Ping, 0, 0, '12345678'),
    ],
    ['upper settings id', frame(Settings, 0, 0, uint16(0xffff) + uint32(0xffffffff))],
  ])
}

const TRAILERS: readonly (readonly Field[])[] = [
  [['x-trailer', 't']],
  [['grpc-status', '0']],
  [[':path', '/']],
  [['X-Upper', 't']],
  [['connection', 'close']],
  [['te', 'trailers']],
  [['content-length', '5']],
  [['x-a', 'v\u0000']],
  [],
]

/** One connection with one request, sometimes two. */
export function drawFrames(random: Random): Exchange {
  const notes: string[] = []
  let wire = PREFACE + settings()
  const hasAck = !random.oneIn(10)
  if (hasAck) wire += SETTINGS_ACK
  const count = random.oneIn(5) ? 2 : 1
  const acts: Act[] = []
  for (let i = 0; i < count; i++) {
    const id = 1 + 2 * i
    const fields = drawFields(random, notes)
    const isBodyless = random.oneIn(2)
    wire += drawHead(random, id, fields, isBodyless, notes)
    if (!isBodyless) wire += drawBody(random, id, notes)
    if (random.oneIn(3)) {
      const [name, bytes] = drawOdd(random, id)
      notes.push(name)
      if (random.oneIn(2)) {
        acts.push(send(wire), wait(40))
        wire = ''
        notes.push('later')
      }
      wire += bytes
    }
  }
  acts.push(send(wire))
  if (random.oneIn(12)) {
    const end = random.pick([FIN, RESET])
    acts.push(...(random.oneIn(2) ? [wait(30)] : []), end)
    notes.push(end.kind)
  }
  return {
    ...raw(`frames: ${notes.join(' · ')}`.slice(0, 260), acts, { responses: count }),
    isFrames: true,
  }
}

function drawHead(
  random: Random,
  id: number,
  fields: Fields,
  isBodyless: boolean,
  notes: string[],
): string {
  const flags = END_HEADERS | (isBodyless ? END_STREAM : 0)
  const whole = headers(id, fields, flags)
  const payload = whole.slice(9)
  switch (random.below(14)) {
    case 0: {
      // The id must not be cut: it is filled in later.
      const at = 1 + random.below(4)
      notes.push('in two frames')
      return (
        frame(FrameType.Headers, flags & ~END_HEADERS, id, payload.slice(0, at)) +
        frame(FrameType.Continuation, END_HEADERS, id, payload.slice(at))
      )
    }
    case 1:
      notes.push('padded')
      return frame(FrameType.Headers, flags | PADDED, id, `\u0004${payload}\0\0\0\0`)
    case 2:
      notes.push('with priority')
      return frame(FrameType.Headers, flags | PRIORITY, id, `${uint32(0)}\u000f${payload}`)
    case 3:
      notes.push('depends on itself')
      return frame(FrameType.Headers, flags | PRIORITY, id, `${uint32(id)}\u000f${payload}`)
    default:
      return whole
  }
}

function drawBody(random: Random, id: number, notes: string[]): string {
  const { Data } = FrameType
  switch (random.below(9)) {
    case 0:
      notes.push('trailers')
      return frame(Data, 0, id, BODY) + headers(id, random.pick(TRAILERS), END_HEADERS | END_STREAM)
    case 1:
      notes.push('trailers without an end')
      return frame(Data, 0, id, BODY) + headers(id, random.pick(TRAILERS), END_HEADERS)
    case 2:
      notes.push('two pieces')
      return frame(Data, 0, id, 'he') + frame(Data, END_STREAM, id, 'llo')
    case 3:
      notes.push('padded body')
      return frame(Data, END_STREAM | PADDED, id, `\u0003${BODY}\0\0\0`)
    case 4:
      notes.push('empty end')
      return frame(Data, 0, id, BODY) + frame(Data, END_STREAM, id)
    case 5:
      notes.push('no body')
      return frame(Data, END_STREAM, id)
    case 6:
      notes.push('reset inside')
      return (
        frame(Data, 0, id, 'he') +
        frame(FrameType.RstStream, 0, id, uint32(random.pick([0, 2, 7, 8])))
      )
    default:
      notes.push('body')
      return frame(Data, END_STREAM, id, BODY)
  }
}

// -- answers ----------------------------------------------------------------------------

const STATUSES = [
  '200',
  '200',
  '200',
  '200',
  '204',
  '304',
  '404',
  '503',
  '100',
  '101',
  '103',
  '199',
  '20',
  '2000',
  '',
  'abc',
  '600',
  '999',
  '0',
  ' 200',
]
const ANSWERED: readonly Field[] = [
  ...EXTRA.filter(([name]) => !/^:(path|authority)$|^(expect|grpc-timeout)$/.test(name)),
  ['server', 'x'],
  ['date', 'x'],
  ['set-cookie', 'a=1'],
  ['grpc-status', '0'],
  ['location', '/x'],
  ['x-envoy-upstream-service-time', '7'],
  [':path', '/x'],
]

function head(fields: Fields, flags: number): string {
  return frame(FrameType.Headers, flags, 0, block(fields)).replace('\0\0\0\0', '@SID')
}

function toStream(bytes: string): string {
  return `${bytes.slice(0, 5)}@SID${bytes.slice(9)}`
}

/** What an origin answers on the one stream of its connection. */
export function drawFrameAnswer(random: Random): {
  readonly name: string
  readonly script: Script
} {
  const notes: string[] = []
  const status = random.oneIn(3) ? random.pick(STATUSES) : '200'
  const fields: Field[] = random.oneIn(20) ? [] : [[':status', status]]
  notes.push(fields.length === 0 ? 'no status' : status)
  for (let count = random.pick([0, 0, 1, 1, 2]); count > 0; count--) {
    const extra = random.pick(ANSWERED)
    notes.push(JSON.stringify(extra.map((text) => text.slice(0, 30)).join(': ')))
    fields.push(extra)
  }
  const acts: Act[] = []
  let wire = random.oneIn(3) ? SETTINGS_ACK : ''
  if (random.oneIn(10)) {
    wire += head([[':status', random.pick(['100', '103', '102'])]], END_HEADERS)
    notes.unshift('1xx')
  }
  const hasBody = random.oneIn(2)
  wire += head(fields, END_HEADERS | (hasBody ? 0 : END_STREAM))
  if (hasBody) wire += drawAnswerBody(random, notes)
  if (random.oneIn(3)) {
    const [name, bytes] = drawOdd(random, 1)
    const isFirst = random.oneIn(3)
    notes.push(isFirst ? `${name} first` : name)
    if (isFirst) wire = bytes + wire
    else if (random.oneIn(2)) {
      acts.push(send(wire), wait(40))
      wire = bytes
    } else wire += bytes
  }
  acts.push(send(wire))
  if (random.oneIn(8)) {
    const end = random.pick([FIN, RESET])
    acts.push(...(random.oneIn(2) ? [wait(30)] : []), end)
    notes.push(end.kind)
  }
  const isEarly = random.oneIn(8)
  if (isEarly) notes.push('early')
  return { name: notes.join(' · '), script: { attempts: [acts], isEarly } }
}

function drawAnswerBody(random: Random, notes: string[]): string {
  const { Data, RstStream } = FrameType
  const data = (flags: number, payload: string): string => toStream(frame(Data, flags, 0, payload))
  switch (random.below(9)) {
    case 0:
      notes.push('trailers')
      return data(0, BODY) + head(random.pick(TRAILERS), END_HEADERS | END_STREAM)
    case 1:
      notes.push('trailers without an end')
      return data(0, BODY) + head(random.pick(TRAILERS), END_HEADERS)
    case 2: {
      const code = random.pick([0, 1, 2, 3, 7, 8, 10, 11, 13, 99])
      notes.push(`reset ${code} inside`)
      return data(0, 'he') + toStream(frame(RstStream, 0, 0, uint32(code)))
    }
    case 3: {
      const code = random.pick([0, 1, 2, 7, 8, 10, 11, 13])
      notes.push(`reset ${code} at once`)
      return toStream(frame(RstStream, 0, 0, uint32(code)))
    }
    case 4:
      notes.push('padded')
      return data(END_STREAM | PADDED, `\u0003${BODY}\0\0\0`)
    case 5:
      notes.push('never ends')
      return data(0, BODY)
    case 6:
      notes.push('empty end')
      return data(0, BODY) + data(END_STREAM, '')
    default:
      notes.push('body')
      return data(END_STREAM, BODY)
  }
}
