/** Responses: framing by status and request method, and the same strictness as for requests. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MessageReader, ReadEvent } from './message-reader.ts'
import { type ReadOptions, readAll } from './read-all.ts'

const OK = 'HTTP/1.1 200 OK\r\n'

const REFUSED: readonly (readonly [name: string, text: string, rejection: string])[] = [
  [
    'content-length with transfer-encoding',
    `${OK}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n`,
    'content_length_with_transfer_encoding',
  ],
  [
    'duplicate content-length',
    `${OK}content-length: 1\r\ncontent-length: 1\r\n\r\na`,
    'duplicate_content_length',
  ],
  ['unknown coding', `${OK}transfer-encoding: gzip\r\n\r\n`, 'unsupported_transfer_encoding'],
  [
    'coding on HTTP/1.0',
    'HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n',
    'transfer_encoding_on_http10',
  ],
  ['204 with length', 'HTTP/1.1 204 No Content\r\ncontent-length: 1\r\n\r\na', 'body_not_allowed'],
  [
    '204 chunked',
    'HTTP/1.1 204 No Content\r\ntransfer-encoding: chunked\r\n\r\n',
    'body_not_allowed',
  ],
  ['100 with length', 'HTTP/1.1 100 Continue\r\ncontent-length: 1\r\n\r\na', 'body_not_allowed'],
  [
    '101 chunked',
    'HTTP/1.1 101 Switching\r\ntransfer-encoding: chunked\r\n\r\n',
    'body_not_allowed',
  ],
  ['two digits', 'HTTP/1.1 20 OK\r\n\r\n', 'bad_status_line'],
  ['four digits', 'HTTP/1.1 2000 OK\r\n\r\n', 'bad_status_line'],
  ['status below 100', 'HTTP/1.1 099 OK\r\n\r\n', 'bad_status_line'],
  ['garbage', 'SSH-2.0-x\r\n', 'bad_status_line'],
  ['leading empty line', `\r\n${OK}\r\n`, 'bad_status_line'],
  ['NUL in reason', 'HTTP/1.1 200 O\0K\r\n\r\n', 'bad_status_line'],
  ['folded length', `${OK}content-length:\r\n 3\r\n\r\n`, 'obs_fold'],
  ['space before colon', `${OK}a : b\r\n\r\n`, 'space_before_colon'],
]

const read = (text: string, options: ReadOptions = {}): ReturnType<typeof readAll> =>
  readAll(text, { kind: 'response', ...options })

test('each broken response is refused by its name', () => {
  for (const [name, text, rejection] of REFUSED) assert.equal(read(text).end, rejection, name)
})

test('responses by length, chunks, close and status', () => {
  const cases: readonly (readonly [
    text: string,
    options: ReadOptions,
    body: string,
    end: string,
  ])[] = [
    [`${OK}content-length: 3\r\n\r\nabc`, {}, 'abc', 'open'],
    [`${OK}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`, {}, 'abc', 'open'],
    [`${OK}\r\nabc`, { closes: true }, 'abc', 'closed'],
    [`HTTP/1.0 200 OK\r\n\r\nabc`, { closes: true }, 'abc', 'closed'],
    [`${OK}content-length: 3\r\n\r\n`, { method: 'HEAD', closes: true }, '', 'closed'],
    [`${OK}transfer-encoding: chunked\r\n\r\n`, { method: 'HEAD', closes: true }, '', 'closed'],
    ['HTTP/1.1 304 Not Modified\r\ncontent-length: 3\r\n\r\n', { closes: true }, '', 'closed'],
    ['HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n', { closes: true }, '', 'closed'],
    ['HTTP/1.1 200\r\ncontent-length: 1\r\n\r\na', {}, 'a', 'open'],
    ['HTTP/1.1 200 \r\ncontent-length: 1\r\n\r\na', {}, 'a', 'open'],
    [`${OK}content-length: 3\r\n\r\nab`, { closes: true }, 'ab', 'truncated'],
    [`${OK}transfer-encoding: chunked\r\n\r\n3\r\nab`, { closes: true }, 'ab', 'truncated'],
    [`${OK}conte`, { closes: true }, '', 'truncated'],
  ]
  for (const [text, options, body, end] of cases) {
    const seen = read(text, options)
    assert.equal(seen.end, end, text)
    assert.equal(Reflect.get(seen.messages[0] ?? { body: '' }, 'body'), body, text)
  }
})

test('informational responses come before the final one, and are bounded', () => {
  const interim = 'HTTP/1.1 100 Continue\r\n\r\n'
  const { messages } = read(
    `${interim}HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${OK}content-length: 0\r\n\r\n`,
  )
  assert.deepEqual(
    messages.map((m) => Reflect.get(m, 'head')),
    ['100 Continue 1.1', '103 Early Hints 1.1', '200 OK 1.1'],
  )
  assert.equal(read(interim.repeat(32)).end, 'open')
  assert.equal(read(interim.repeat(33)).end, 'too_many_informational')
})

test('a body that lasts until close ends the connection', () => {
  const reader = new MessageReader('response')
  reader.expectResponseTo('GET')
  reader.push(Buffer.from(`${OK}\r\n`))
  assert.equal(reader.read(), ReadEvent.Head)
  assert.equal(reader.framing.isKeepAlive, false)
})

test('101 turns the rest into a tunnel', () => {
  const reader = new MessageReader('response')
  reader.expectResponseTo('GET')
  const text = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n\x81\x00'
  reader.push(Buffer.from(text, 'latin1'))
  assert.equal(reader.read(), ReadEvent.Head)
  assert.equal(reader.status, 101)
  assert.equal(reader.read(), ReadEvent.Tunnel)
  assert.deepEqual(reader.takeRest(), Buffer.from([0x81, 0]))
})
