/** What well-formed requests become. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MessageReader, ReadEvent } from './message-reader.ts'
import { readAll } from './read-all.ts'
import { Rejection } from './rejection.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n'

test('heads become lower-case names and trimmed values in order', () => {
  const text =
    'GET /a?b=c HTTP/1.1\r\nHost: x.y:80\r\nX-Odd_Name.1: \t a  b \t\r\nUser-Agent:z\r\nempty:\r\nx-odd_name.1: 2\r\n\r\n'
  assert.deepEqual(readAll(text), {
    messages: [
      {
        head: 'GET /a?b=c 1.1',
        headers: [
          'host',
          'x.y:80',
          'x-odd_name.1',
          'a  b',
          'user-agent',
          'z',
          'empty',
          '',
          'x-odd_name.1',
          '2',
        ],
        body: '',
        trailers: null,
        bytes: text.length,
      },
    ],
    end: 'open',
  })
})

test('values keep their bytes beyond ASCII', () => {
  assert.deepEqual(
    readAll(`${GET}x: \xc3\xa9\xff\r\n\r\n`).messages.map((m) => 'headers' in m && m.headers),
    [['host', 'a', 'x', '\xc3\xa9\xff']],
  )
})

test('methods are the known ones, and any token where that is configured', () => {
  for (const method of ['PURGE', 'PROPFIND'])
    assert.equal(headOf(`${method} / HTTP/1.1\r\nhost: a\r\n\r\n`), `${method} / 1.1`)
  for (const method of ['PURGE', 'M-SEARCH', 'a', "!#$%&'*+-.^_`|~"]) {
    const text = `${method} / HTTP/1.1\r\nhost: a\r\n\r\n`
    const { messages } = readAll(text, { limits: { takesAnyMethod: true } })
    assert.equal(Reflect.get(messages[0] ?? {}, 'head'), `${method} / 1.1`)
  }
})

test('targets keep their form', () => {
  for (const target of ['*', 'http://h:1/p?q', 'h:443', '/%00%2f//..', '/\'"<>\\^`{|}'])
    assert.equal(headOf(`GET ${target} HTTP/1.1\r\nhost: a\r\n\r\n`), `GET ${target} 1.1`)
})

test('keep-alive follows version and connection options', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['GET / HTTP/1.1\r\nhost: a\r\n\r\n', 'GET / 1.1'],
    ['GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n', 'GET / 1.1 close'],
    ['GET / HTTP/1.1\r\nhost: a\r\nconnection: foo, Close\r\n\r\n', 'GET / 1.1 close'],
    [
      'GET / HTTP/1.1\r\nhost: a\r\nconnection: keep-alive\r\nconnection: close\r\n\r\n',
      'GET / 1.1 close',
    ],
    ['GET / HTTP/1.0\r\n\r\n', 'GET / 1.0 close'],
    ['GET / HTTP/1.0\r\nconnection: Keep-Alive\r\n\r\n', 'GET / 1.0'],
    ['GET / HTTP/1.0\r\nconnection: keep-alive, close\r\n\r\n', 'GET / 1.0 close'],
  ]
  for (const [text, head] of cases) assert.equal(headOf(text), head)
})

test('empty lines before a request line are skipped', () => {
  assert.equal(headOf(`\r\n\r\n${GET}\r\n`), 'GET / 1.1')
})

test('bodies by length and by chunks, pipelined', () => {
  const text =
    `POST /1 HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello` +
    `POST /2 HTTP/1.1\r\nhost: a\r\nTransfer-Encoding: Chunked\r\n\r\n3;x="y z"\r\nabc\r\n00A\r\n0123456789\r\n0;z\r\nX-T: 1\r\nhost: evil\r\n\r\n` +
    `GET /3 HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n` +
    `GET /4 HTTP/1.1\r\nhost: a\r\n\r\n`
  const { messages, end } = readAll(text)
  assert.equal(end, 'open')
  assert.deepEqual(
    messages.map((m) => [
      Reflect.get(m, 'head'),
      Reflect.get(m, 'body'),
      Reflect.get(m, 'trailers'),
    ]),
    [
      ['POST /1 1.1', 'hello', null],
      ['POST /2 1.1', 'abc0123456789', ['x-t', '1']],
      ['GET /3 1.1', '', null],
      ['GET /4 1.1', '', null],
    ],
  )
  const total = messages.reduce((sum, m) => sum + Number(Reflect.get(m, 'bytes')), 0)
  assert.equal(total, text.length, 'every byte is counted in one message')
})

test('framing tells upgrade and expectation', () => {
  const reader = new MessageReader('request')
  reader.push(
    Buffer.from(
      `${GET}connection: Upgrade\r\nupgrade: websocket\r\nexpect: 100-Continue\r\n\r\nraw`,
    ),
  )
  assert.equal(reader.read(), ReadEvent.Head)
  assert.equal(reader.framing.hasUpgrade, true)
  assert.equal(reader.framing.expectsContinue, true)
  reader.becomeTunnel()
  assert.equal(reader.read(), ReadEvent.Tunnel)
  assert.equal(reader.takeRest()?.toString(), 'raw')
  assert.equal(reader.takeRest(), null)
})

test('an upgrade needs both fields', () => {
  for (const fields of ['connection: upgrade\r\n', 'upgrade: websocket\r\n']) {
    const reader = new MessageReader('request')
    reader.push(Buffer.from(`${GET}${fields}\r\n`))
    assert.equal(reader.read(), ReadEvent.Head)
    assert.equal(reader.framing.hasUpgrade, false)
  }
})

test('nothing of the next message is read before it is asked for', () => {
  const reader = new MessageReader('request')
  reader.push(Buffer.from(`${GET}\r\nnonsense`))
  assert.equal(reader.read(), ReadEvent.Head)
  assert.equal(reader.read(), ReadEvent.End)
  assert.equal(reader.read(), ReadEvent.NeedMore)
  assert.equal(reader.buffered, 8)
  assert.equal(reader.isBetween, true)
})

function headOf(text: string): unknown {
  const { messages, end } = readAll(text)
  assert.equal(end, 'open')
  return Reflect.get(messages[0] ?? {}, 'head')
}

test('what a request without a version asks for is told with its refusal', () => {
  for (const line of ['GET /v?x\r\n', 'GET /v?x\n', 'GET /v?x \r\n']) {
    const reader = new MessageReader('request')
    reader.push(Buffer.from(line))
    assert.equal(reader.read(), ReadEvent.Bad)
    assert.equal(reader.rejection, Rejection.Http09)
    assert.deepEqual([reader.method, reader.target], ['GET', '/v?x'])
  }
})
