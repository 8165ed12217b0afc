/** RESP2: every kind of reply, cut at every byte, and what is refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeCommand, GarbageError, RedisError, ReplyReader } from './resp.ts'

const REPLIES =
  '+PONG\r\n-NOSCRIPT no such\r\n:-7\r\n$3\r\na\r\n\r\n$-1\r\n*-1\r\n*3\r\n:1\r\n*1\r\n$0\r\n\r\n$-1\r\n'
const EXPECTED = [
  'PONG',
  new RedisError('NOSCRIPT no such'),
  -7,
  'a\r\n',
  null,
  null,
  [1, [''], null],
]

test('replies are read whole, however the bytes come', () => {
  // A bulk of 3 bytes that holds a line end itself.
  const bytes = Buffer.from(REPLIES)
  assert.deepEqual(new ReplyReader().push(bytes), EXPECTED)
  for (let cut = 0; cut <= bytes.length; cut++) {
    const reader = new ReplyReader()
    const replies = [...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))]
    assert.deepEqual(replies, EXPECTED, `cut at ${cut}`)
  }
  const reader = new ReplyReader()
  assert.deepEqual(
    [...bytes].flatMap((byte) => reader.push(Uint8Array.of(byte))),
    EXPECTED,
  )
})

test('a command is an array of bulks, lengths in bytes', () => {
  assert.equal(
    encodeCommand(['SET', 'ä', '']).toString(),
    '*3\r\n$3\r\nSET\r\n$2\r\nä\r\n$0\r\n\r\n',
  )
})

const GARBAGE: readonly [string, string][] = [
  ['another protocol', 'HTTP/1.1 400 Bad Request\r\n'],
  ['a number that is none', ':1x\r\n'],
  ['a huge bulk', '$1073741824\r\n'],
  ['a negative length', '$-2\r\n'],
  ['a bulk without its end', '$1\r\nab\r\n'],
  ['a huge array', '*1000000\r\n'],
  ['arrays too deep', '*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n'],
  ['a line without end', `+${'x'.repeat(70_000)}`],
  ['a line too long', `+${'x'.repeat(70_000)}\r\n`],
]

for (const [name, text] of GARBAGE)
  test(`refuses ${name}`, () => {
    assert.throws(() => new ReplyReader().push(Buffer.from(text)), GarbageError)
  })
