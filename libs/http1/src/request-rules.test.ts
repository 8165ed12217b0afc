/** The strict policy for requests: each input that must be refused, by name, and each that must pass. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAll } from './read-all.ts'
import { Rejection, rejectionInfo } from './rejection.ts'

const GET = 'GET / HTTP/1.1\r\nhost: a\r\n'
const POST = 'POST / HTTP/1.1\r\nhost: a\r\n'

const REFUSED: readonly (readonly [name: string, text: string, rejection: string])[] = [
  [
    'content-length with transfer-encoding',
    `${POST}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n`,
    'content_length_with_transfer_encoding',
  ],
  [
    'transfer-encoding with bad content-length',
    `${POST}content-length: x\r\ntransfer-encoding: chunked\r\n\r\n`,
    'content_length_with_transfer_encoding',
  ],
  [
    'duplicate content-length',
    `${POST}content-length: 3\r\ncontent-length: 3\r\n\r\n`,
    'duplicate_content_length',
  ],
  ['list content-length', `${POST}content-length: 3, 3\r\n\r\n`, 'bad_content_length'],
  ['signed content-length', `${POST}content-length: +3\r\n\r\n`, 'bad_content_length'],
  ['negative content-length', `${POST}content-length: -3\r\n\r\n`, 'bad_content_length'],
  ['empty content-length', `${POST}content-length:\r\n\r\n`, 'bad_content_length'],
  ['hexadecimal content-length', `${POST}content-length: 0x3\r\n\r\n`, 'bad_content_length'],
  [
    'content-length beyond 2^53',
    `${POST}content-length: 9007199254740993\r\n\r\n`,
    'bad_content_length',
  ],
  ['long content-length', `${POST}content-length: 00000000000000003\r\n\r\n`, 'bad_content_length'],
  [
    'gzip before chunked',
    `${POST}transfer-encoding: gzip, chunked\r\n\r\n`,
    'unsupported_transfer_encoding',
  ],
  [
    'chunked twice',
    `${POST}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n`,
    'unsupported_transfer_encoding',
  ],
  [
    'chunked with parameter',
    `${POST}transfer-encoding: chunked;a=b\r\n\r\n`,
    'unsupported_transfer_encoding',
  ],
  [
    'chunked CONNECT',
    'CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    'unsupported_transfer_encoding',
  ],
  [
    'CONNECT with content',
    'CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\ncontent-length: 1\r\n\r\nx',
    'body_not_allowed',
  ],
  ['identity', `${POST}transfer-encoding: identity\r\n\r\n`, 'unsupported_transfer_encoding'],
  ['vertical tab in coding', `${POST}transfer-encoding: \x0bchunked\r\n\r\n`, 'bad_value'],
  [
    'transfer-encoding on HTTP/1.0',
    'POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n',
    'transfer_encoding_on_http10',
  ],
  ['duplicate host', `${GET}host: a\r\n\r\n`, 'duplicate_host'],
  ['missing host', 'GET / HTTP/1.1\r\n\r\n', 'missing_host'],
  ['missing host with absolute target', 'GET http://a/ HTTP/1.1\r\n\r\n', 'missing_host'],
  ['host with path', 'GET / HTTP/1.1\r\nhost: a/b\r\n\r\n', 'bad_host'],
  ['host with user information', 'GET / HTTP/1.1\r\nhost: u@a\r\n\r\n', 'bad_host'],
  ['host with space', 'GET / HTTP/1.1\r\nhost: a b\r\n\r\n', 'bad_host'],
  ['host not ASCII', 'GET / HTTP/1.1\r\nhost: \xe9\r\n\r\n', 'bad_host'],
  ['space before colon', `${GET}x : y\r\n\r\n`, 'space_before_colon'],
  ['tab before colon', `${GET}x\t: y\r\n\r\n`, 'space_before_colon'],
  ['leading space', 'GET / HTTP/1.1\r\n host: a\r\n\r\n', 'obs_fold'],
  ['empty name', `${GET}: y\r\n\r\n`, 'empty_name'],
  ['name with brackets', `${GET}x[y]: z\r\n\r\n`, 'bad_name'],
  ['name not ASCII', `${GET}\xe9: z\r\n\r\n`, 'bad_name'],
  ['name with NUL', `${GET}x\0y: z\r\n\r\n`, 'bad_character'],
  ['line without colon', `${GET}xy\r\n\r\n`, 'bad_name'],
  ['CR in value', `${GET}x: a\rb\r\n\r\n`, 'bare_cr'],
  ['CR after request line', 'GET / HTTP/1.1\rhost: a\r\n\r\n', 'bare_cr'],
  ['CR alone at the end', `${GET}\rx\r\n\r\n`, 'bare_cr'],
  ['CR alone first', '\rGET / HTTP/1.1\r\n', 'bare_cr'],
  ['NUL in value', `${GET}x: a\0b\r\n\r\n`, 'bad_value'],
  ['control byte in value', `${GET}x: a\x01b\r\n\r\n`, 'bad_value'],
  ['DEL in value', `${GET}x: a\x7fb\r\n\r\n`, 'bad_value'],
  ['control byte in target', 'GET /\x01 HTTP/1.1\r\nhost: a\r\n\r\n', 'bad_character'],
  ['NUL in target', 'GET /\0 HTTP/1.1\r\nhost: a\r\n\r\n', 'bad_character'],
  ['target not ASCII', 'GET /\xe9 HTTP/1.1\r\nhost: a\r\n\r\n', 'bad_target'],
  ['space in target', 'GET /a b HTTP/1.1\r\nhost: a\r\n\r\n', 'bad_version'],
  ['lower-case version', 'GET / http/1.1\r\nhost: a\r\n\r\n', 'bad_version'],
  ['short version', 'GET / HTTP/1\r\nhost: a\r\n\r\n', 'bad_version'],
  ['HTTP/0.9', 'GET /\r\n', 'http09'],
  ['empty method', ' / HTTP/1.1\r\n', 'bad_method'],
  ['method with colon', 'G:T / HTTP/1.1\r\n', 'bad_method'],
  ['TLS hello', '\x16\x03\x01\x02\x00\x01', 'bad_method'],
  [
    'chunk size 0x',
    `${POST}transfer-encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n`,
    'bad_chunk_size',
  ],
  [
    'chunk size with sign',
    `${POST}transfer-encoding: chunked\r\n\r\n+3\r\nabc\r\n0\r\n\r\n`,
    'bad_chunk_size',
  ],
  [
    'chunk size with leading space',
    `${POST}transfer-encoding: chunked\r\n\r\n 3\r\nabc\r\n0\r\n\r\n`,
    'bad_chunk_size',
  ],
  ['empty chunk size', `${POST}transfer-encoding: chunked\r\n\r\n\r\nabc`, 'bad_chunk_size'],
  [
    'chunk size line with bare LF',
    `${POST}transfer-encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n`,
    'bare_lf',
  ],
  [
    'chunk size line with bare CR',
    `${POST}transfer-encoding: chunked\r\n\r\n3\rabc\r\n0\r\n\r\n`,
    'bare_cr',
  ],
  [
    'chunk size overflow',
    `${POST}transfer-encoding: chunked\r\n\r\nffffffffffffffff1\r\n`,
    'chunk_too_large',
  ],
  [
    'chunk size beyond 2^53',
    `${POST}transfer-encoding: chunked\r\n\r\n20000000000001\r\n`,
    'chunk_too_large',
  ],
  [
    'chunk data overrun',
    `${POST}transfer-encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n`,
    'bad_chunk_end',
  ],
  [
    'chunk data ended by LF',
    `${POST}transfer-encoding: chunked\r\n\r\n3\r\nabc\n0\r\n\r\n`,
    'bad_chunk_end',
  ],
  [
    'chunk extension with bare LF',
    `${POST}transfer-encoding: chunked\r\n\r\n3;a\nabc\r\n0\r\n\r\n`,
    'bare_lf',
  ],
  [
    'chunk extension with NUL',
    `${POST}transfer-encoding: chunked\r\n\r\n3;\0\r\nabc\r\n0\r\n\r\n`,
    'bad_chunk_extension',
  ],
  ['line without colon, bare LF', `${GET}xy\n\r\n`, 'bad_name'],
  ['HTTP/0.9 with bare LF', 'GET /\n', 'http09'],
  ['CR in target', 'GET /\rx HTTP/1.1\r\nhost: a\r\n\r\n', 'bare_cr'],
  ['folded host', 'GET / HTTP/1.1\r\nhost: a\r\n b\r\n\r\n', 'obs_fold'],
  ['folded content-length', `${POST}content-length: 3\r\n 4\r\n\r\n`, 'obs_fold'],
  ['folded transfer-encoding', `${POST}transfer-encoding:\r\n chunked\r\n\r\n`, 'obs_fold'],
  ['folded connection', `${GET}connection: close\r\n , x\r\n\r\n`, 'obs_fold'],
  ['CR in a folded line', `${GET}x: a\r\n b\rc\r\n\r\n`, 'bare_cr'],
  ['unknown method', 'FOO / HTTP/1.1\r\nhost: a\r\n\r\n', 'unknown_method'],
  ['lower-case method', 'get / HTTP/1.1\r\nhost: a\r\n\r\n', 'unknown_method'],
  ['blank before the method', ' GET / HTTP/1.1\r\nhost: a\r\n\r\n', 'bad_method'],
  ['text after the version', 'GET / HTTP/1.1 x\r\nhost: a\r\n\r\n', 'bad_version'],
  [
    'blanks inside a chunk size',
    `${POST}transfer-encoding: chunked\r\n\r\n3 4\r\nabc\r\n0\r\n\r\n`,
    'bad_chunk_size',
  ],
]

/** What RFC 9112 lets a recipient take, and Envoy does: a hop in front of origins reads as Envoy would, and writes it properly. */
const TAKEN: readonly (readonly [name: string, text: string, headers: readonly string[]])[] = [
  ['bare LF after request line', 'GET / HTTP/1.1\nhost: a\r\n\r\n', ['host', 'a']],
  ['bare LF after field', 'GET / HTTP/1.1\r\nhost: a\n\r\n', ['host', 'a']],
  ['bare LF at the end', `${GET}\n`, ['host', 'a']],
  ['bare LF first', '\nGET / HTTP/1.1\r\nhost: a\r\n\r\n', ['host', 'a']],
  ['bare LF everywhere', 'GET / HTTP/1.1\nhost: a\nx: y\n\n', ['host', 'a', 'x', 'y']],
  ['folded field', `${GET}x: y\r\n z\r\n\r\n`, ['host', 'a', 'x', 'y z']],
  ['folded by tab', `${GET}x: y\r\n\tz\r\n\r\n`, ['host', 'a', 'x', 'y\tz']],
  ['folded after nothing', `${GET}x:\r\n z\r\n\r\n`, ['host', 'a', 'x', 'z']],
  ['folded twice', `${GET}x: y\r\n z\r\n w\r\nb: c\r\n\r\n`, ['host', 'a', 'x', 'y z w', 'b', 'c']],
  ['two spaces', 'GET  / HTTP/1.1\r\nhost: a\r\n\r\n', ['host', 'a']],
  ['tabs in the request line', 'GET\t/\tHTTP/1.1\r\nhost: a\r\n\r\n', ['host', 'a']],
  ['space after version', 'GET / HTTP/1.1 \r\nhost: a\r\n\r\n', ['host', 'a']],
]

test('what may be read in one way only is taken as Envoy takes it', () => {
  for (const [name, text, headers] of TAKEN) {
    const { messages, end } = readAll(text)
    assert.equal(end, 'open', name)
    const [message] = messages as readonly {
      readonly head: string
      readonly headers: readonly string[]
    }[] // as readAll drafts them
    assert.deepEqual(message?.headers, headers, name)
    assert.match(message?.head ?? '', /^GET \/ /, name)
  }
  const chunked = (body: string): string => `${POST}transfer-encoding: chunked\r\n\r\n${body}`
  for (const body of [
    '3 \r\nabc\r\n0\r\n\r\n',
    '3 ;a\r\nabc\r\n0\r\n\r\n',
    '00000000000000003\r\nabc\r\n00000000000000000\r\n\r\n',
    '3\r\nabc\r\n0\r\n\n',
    '3\r\nabc\r\n0\r\nx: y\n\r\n',
    '3\r\nabc\r\n0\r\nx: y\r\n z\r\n\r\n',
  ])
    assert.equal(readAll(chunked(body)).end, 'open', JSON.stringify(body))
})

test('a version that is not 1.1 is as little as 1.0', () => {
  for (const version of ['1.0', '1.2', '0.9', '2.0'])
    assert.equal(readAll(`GET / HTTP/${version}\r\nhost: a\r\n\r\n`).end, 'open', version)
})

test('any token is a method where that is configured', () => {
  const options = { limits: { takesAnyMethod: true } }
  assert.equal(readAll('FOO / HTTP/1.1\r\nhost: a\r\n\r\n', options).end, 'open')
})

test('each broken request is refused by its name', () => {
  for (const [name, text, rejection] of REFUSED) assert.equal(readAll(text).end, rejection, name)
})

test('a refused request is never shown as a message', () => {
  for (const [name, text] of REFUSED) {
    const isBodyFault = text.includes('chunked\r\n\r\n')
    if (!isBodyFault) assert.equal(readAll(text).messages.length, 0, name)
  }
})

test('a broken head is refused once all of it is there, as Envoy does', () => {
  const broken: readonly (readonly [string, string, string])[] = [
    ['FOO\x01 / HTTP/1.1\n\r', '\n', 'bad_character'],
    ['GET / HTTP/x.1', '\n', 'bad_version'],
    ['GET /a\u00e9 HTTP/1.1\r', '\n', 'bad_target'],
    [`${GET}xy\r\n\r`, '\n', 'bad_name'],
    [`${GET}x\x00: a\r\n\r`, '\n', 'bad_character'],
    [`${GET}xy\n`, '\n', 'bad_name'],
    [`${GET}x: a\x01\r\n y: b\r\n\r`, '\n', 'bad_value'],
    [`${GET}\r\r\nx: y\r\n\r`, '\n', 'bare_cr'],
  ]
  for (const [most, last, rejection] of broken) {
    assert.equal(readAll(most).end, 'open', most)
    assert.equal(readAll(most + last).end, rejection, most)
  }
  assert.equal(readAll('\x01').end, 'bad_method', 'but what cannot begin a request at once')
  assert.equal(readAll('FOO / HTTP/1.1\r\nhost: ').end, 'unknown_method', 'and a method')
})

test('lines of one name count once where they are merged', () => {
  const limits = { maxFields: 3, mergedNames: new Set(['accept']) }
  const head = (lines: number): string => `${GET}x: y\r\n${'accept: a\r\n'.repeat(lines)}\r\n`
  assert.equal(readAll(head(9), { limits }).end, 'open')
  assert.equal(readAll(head(12), { limits }).end, 'too_many_fields', 'but not without end')
  assert.equal(readAll(`${GET}x: y\r\nx: y\r\nx: y\r\n\r\n`, { limits }).end, 'too_many_fields')
})

test('caps refuse at the byte beyond, not before', () => {
  const head = `${GET}x: ${'y'.repeat(20)}\r\n\r\n`
  assert.equal(readAll(head, { limits: { maxHeadBytes: head.length } }).end, 'open')
  assert.equal(readAll(head, { limits: { maxHeadBytes: head.length } }).messages.length, 1)
  assert.equal(readAll(head, { limits: { maxHeadBytes: head.length - 1 } }).end, 'head_too_large')
  const unended = `${GET}x: ${'y'.repeat(200)}`
  assert.equal(readAll(unended, { limits: { maxHeadBytes: 100 } }).end, 'head_too_large')
  const fields = (n: number): string =>
    `GET / HTTP/1.1\r\n${'host: a\r\n'.replace('a', 'b')}${'x: y\r\n'.repeat(n - 1)}\r\n`
  assert.equal(readAll(fields(100)).messages.length, 1)
  assert.equal(readAll(fields(101)).end, 'too_many_fields')
  const extended = (n: number): string =>
    `${POST}transfer-encoding: chunked\r\n\r\n${`1;${'e'.repeat(n / 2)}\r\na\r\n`.repeat(2)}0\r\n\r\n`
  assert.equal(readAll(extended(100), { limits: { maxChunkExtensionBytes: 100 } }).end, 'open')
  assert.equal(
    readAll(extended(100), { limits: { maxChunkExtensionBytes: 99 } }).end,
    'chunk_extensions_too_large',
  )
  const trailers = `${POST}transfer-encoding: chunked\r\n\r\n0\r\n${'x: y\r\n'.repeat(101)}\r\n`
  assert.equal(readAll(trailers).end, 'too_many_fields')
})

test('every rejection has a name and a status that a server may answer with', () => {
  const names = new Set<string>()
  for (const code of Object.values(Rejection)) {
    const { name, status } = rejectionInfo(code)
    assert.ok([400, 413, 426, 431, 501].includes(status), name)
    names.add(name)
  }
  assert.equal(names.size, Object.keys(Rejection).length)
  assert.equal(rejectionInfo(Rejection.HeadTooLarge).status, 431)
  assert.equal(rejectionInfo(Rejection.UnsupportedTransferEncoding).status, 501)
  assert.equal(rejectionInfo(Rejection.Http09).status, 426)
})

test('closing inside a request is truncation, between requests it is not', () => {
  for (const text of [
    'G',
    GET,
    `${POST}content-length: 3\r\n\r\nab`,
    `${POST}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n`,
  ])
    assert.equal(readAll(text, { closes: true }).end, 'truncated', JSON.stringify(text))
  assert.equal(readAll('', { closes: true }).end, 'closed')
  assert.equal(readAll(`${GET}\r\n`, { closes: true }).end, 'closed')
})
