/** The same bytes give the same result however they are cut: at every byte, and one byte at a time. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MessageReader, ReadEvent } from './message-reader.ts'
import { type ReadOptions, readAll } from './read-all.ts'

const REQUESTS: readonly string[] = [
  'GET /a HTTP/1.1\r\nHost: a\r\nCookie: a=b; c=d\r\n\r\n',
  '\r\nPOST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello worldGET / HTTP/1.1\r\nhost: b\r\n\r\n',
  'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5;e=1\r\nhello\r\n0a\r\n0123456789\r\n0\r\nx-t: 1\r\ny: 2\r\n\r\nGET /z HTTP/1.1\r\nhost: b\r\n\r\n',
  'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabcX\r\n',
  'GET / HTTP/1.1\r\nhost: a\r\nx: y\r\n z\r\n\r\n',
  'GET / HTTP/1.1\r\nhost: a\r\nx: y\n\r\n',
  'GET / HTTP/1.12\r\n\r\n',
  'GET /\r\n',
  'GET / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip, chunked\r\n\r\n',
]
const RESPONSES: readonly string[] = [
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello',
  'HTTP/1.1 200\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nt: 1\r\n\r\nHTTP/1.1 204 No\r\n\r\n',
  'HTTP/1.0 404 Not Found\r\nserver: x\r\n\r\nuntil the end',
  'HTTP/1.1 200 OK\r\ncontent-length: 1,1\r\n\r\nab',
]

function compare(text: string, options: ReadOptions): void {
  const whole = readAll(text, options)
  for (let cut = 1; cut < text.length; cut++)
    assert.deepEqual(readAll(text, { ...options, cuts: [cut] }), whole, `cut at ${cut}: ${text}`)
  const everyByte = Array.from({ length: text.length - 1 }, (_, i) => i + 1)
  assert.deepEqual(readAll(text, { ...options, cuts: everyByte }), whole, `byte by byte: ${text}`)
}

test('requests', () => {
  for (const text of REQUESTS) compare(text, { closes: true })
})

test('requests at their caps', () => {
  for (const text of REQUESTS) compare(text, { limits: { maxHeadBytes: 40, maxFields: 1 } })
})

test('responses', () => {
  for (const text of RESPONSES) compare(text, { kind: 'response', closes: true })
})

test('a head that trickles in costs time linear in its length', () => {
  const text = `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(50_000)}\r\n\r\n`
  const everyByte = Array.from({ length: text.length - 1 }, (_, i) => i + 1)
  const begin = performance.now()
  assert.equal(readAll(text, { cuts: everyByte }).messages.length, 1)
  assert.ok(performance.now() - begin < 2000)
})

test('two connections whose heads come byte by byte do not see each other', () => {
  const heads = ['a', 'b'].map(
    (name) => `GET /${name} HTTP/1.1\r\nHost: ${name}.test\r\nX-${name}: 1\r\n\r\n`,
  )
  const readers = heads.map(() => new MessageReader('request'))
  for (let i = 0; i < (heads[0] ?? '').length; i++)
    readers.forEach((reader, k) => {
      reader.push(Buffer.from(heads[k]?.charAt(i) ?? '', 'latin1'))
      const isLast = i === (heads[k]?.length ?? 0) - 1
      assert.equal(reader.read(), isLast ? ReadEvent.Head : ReadEvent.NeedMore)
    })
  assert.deepEqual(
    readers.map(({ target, headers }) => [target, headers]),
    [
      ['/a', ['host', 'a.test', 'x-a', '1']],
      ['/b', ['host', 'b.test', 'x-b', '1']],
    ],
  )
})
