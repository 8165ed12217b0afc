/** Sniffing: what each beginning is, at every length, and against real ClientHellos. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { connect } from 'node:tls'
import { sniff, sniffHttp, sniffTls } from './index.ts'

const CASES: readonly (readonly [name: string, bytes: string, kind: string])[] = [
  ['nothing', '', 'more'],
  ['request line', 'GET /a?b HTTP/1.1\r\n', 'http1 1.1'],
  ['request line of 1.0', 'POST / HTTP/1.0\r\nx', 'http1 1.0'],
  ['bare LF', 'GET / HTTP/1.1\n', 'http1 1.1'],
  ['extension method', 'M-SEARCH * HTTP/1.1\r\n', 'http1 1.1'],
  ['half a method', 'GE', 'more'],
  ['half a line', 'GET /a HTTP/1', 'more'],
  ['HTTP/0.9', 'GET /\r\n', 'opaque'],
  ['HTTP/1.2', 'GET / HTTP/1.2\r\n', 'opaque'],
  ['version without target', 'GET HTTP/1.1\r\n', 'opaque'],
  ['preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'http2'],
  ['half a preface', 'PRI * HTTP/2.0\r\n', 'more'],
  ['nearly a preface', 'PRI * HTTP/2.0\r\n\r\nXX', 'opaque'],
  ['SMTP', 'EHLO mail.example\r\n', 'opaque'],
  ['Redis', '*1\r\n$4\r\nPING\r\n', 'opaque'],
  ['Redis inline', 'PING\r\n', 'opaque'],
  ['SSH', 'SSH-2.0-OpenSSH\r\n', 'opaque'],
  ['lower case', 'get / HTTP/1.1\r\n', 'opaque'],
  ['binary', '\x00\x01\x02', 'opaque'],
  ['NUL in target', 'GET /\0 HTTP/1.1\r\n', 'opaque'],
  ['long word', 'A'.repeat(25), 'opaque'],
  ['TLS record head', '\x16\x03\x01', 'more'],
  ['handshake record of another version', '\x16\x02\x01', 'opaque'],
  ['empty record', '\x16\x03\x01\x00\x00', 'opaque'],
  ['oversized record', '\x16\x03\x01\x40\x01', 'opaque'],
  ['ServerHello', '\x16\x03\x01\x00\x04\x02\x00\x00\x00', 'opaque'],
  ['oversized hello', '\x16\x03\x01\x00\x04\x01\x00\x40\x01', 'opaque'],
  ['TLS alert', '\x15\x03\x01\x00\x02\x01\x00', 'opaque'],
]

test('beginnings', () => {
  for (const [name, text, kind] of CASES)
    assert.equal(kindOf(sniff(Buffer.from(text, 'latin1'))), kind, name)
})

test('a decision never changes when more bytes come', () => {
  for (const [name, text] of CASES) {
    const bytes = Buffer.from(text, 'latin1')
    let decided: string | null = null
    for (let length = 0; length <= bytes.length; length++) {
      const kind = kindOf(sniff(bytes.subarray(0, length)))
      if (decided !== null) assert.equal(kind, decided, `${name} at ${length}`)
      else if (kind !== 'more') decided = kind
    }
  }
})

test('a long request line is HTTP/1.1 before its end', () => {
  assert.equal(kindOf(sniffHttp(Buffer.from(`GET /${'a'.repeat(9000)}`))), 'http1 1.1')
})

test('real ClientHellos give server name and ALPN at every cut and over many records', async () => {
  for (const [serverName, alpn] of [
    ['reviews.default.svc.cluster.local', ['istio-peer-exchange', 'istio']],
    ['', []],
  ] as const) {
    const hello = await captureHello(serverName, alpn)
    const expected = { kind: 'tls', serverName, alpn }
    for (let length = 0; length < hello.length; length++)
      assert.equal(sniff(hello.subarray(0, length)).kind, 'more', `at ${length}`)
    assert.deepEqual(sniff(hello), expected)
    assert.deepEqual(sniff(Buffer.concat([hello, Buffer.from('more')])), expected)
    for (const size of [1, 2, 3, 7, 100]) {
      const records = inRecords(hello, size)
      assert.deepEqual(sniff(records), expected, `records of ${size}`)
      assert.equal(sniff(records.subarray(0, records.length - 1)).kind, 'more')
    }
  }
})

test('damaged ClientHellos are opaque or wait, and never throw', async () => {
  const hello = await captureHello('a.example', ['h2'])
  for (let at = 0; at < hello.length; at++)
    for (const value of [0, 1, 0x7f, 0xff]) {
      const damaged = Buffer.from(hello)
      damaged[at] = value
      assert.ok(['tls', 'opaque', 'more'].includes(sniffTls(damaged).kind))
    }
})

test('a repeated extension and a name with a control byte are opaque', () => {
  const name = (host: string): Buffer =>
    extension(
      0,
      vector(2, Buffer.concat([Buffer.from([0]), vector(2, Buffer.from(host, 'latin1'))])),
    )
  assert.deepEqual(sniffTls(handMade([name('A.b')])), { kind: 'tls', serverName: 'a.b', alpn: [] })
  assert.equal(sniffTls(handMade([name('a'), name('b')])).kind, 'opaque')
  assert.equal(sniffTls(handMade([name('a\0b')])).kind, 'opaque')
  assert.equal(sniffTls(handMade([extension(16, vector(2, Buffer.from([0])))])).kind, 'opaque')
  assert.equal(sniffTls(handMade([])).kind, 'tls')
})

function kindOf(sniffed: ReturnType<typeof sniff>): string {
  return sniffed.kind === 'http1' ? `http1 ${sniffed.version}` : sniffed.kind
}

async function captureHello(serverName: string, alpn: readonly string[]): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const client = connect({
    host: '127.0.0.1',
    port: address.port,
    ALPNProtocols: [...alpn],
    ...(serverName === '' ? {} : { servername: serverName }),
  })
  client.on('error', () => client.destroy())
  const [socket] = (await once(server, 'connection')) as [Socket]
  let bytes = Buffer.alloc(0)
  while (bytes.length < 5 || bytes.length < 5 + bytes.readUInt16BE(3)) {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    bytes = Buffer.concat([bytes, chunk])
  }
  client.destroy()
  socket.destroy()
  server.close()
  return bytes
}

function inRecords(hello: Buffer, size: number): Buffer {
  const records: Buffer[] = []
  for (let at = 5; at < hello.length; at += size) {
    const piece = hello.subarray(at, at + size)
    records.push(Buffer.from([0x16, 3, 1, piece.length >> 8, piece.length & 0xff]), piece)
  }
  return Buffer.concat(records)
}

function vector(width: 1 | 2, body: Buffer): Buffer {
  const head = Buffer.alloc(width)
  head.writeUIntBE(body.length, 0, width)
  return Buffer.concat([head, body])
}

function extension(type: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0, type]), vector(2, body)])
}

function handMade(extensions: readonly Buffer[]): Buffer {
  const tail = extensions.length === 0 ? Buffer.alloc(0) : vector(2, Buffer.concat(extensions))
  const body = Buffer.concat([
    Buffer.alloc(34),
    vector(1, Buffer.alloc(0)),
    vector(2, Buffer.from([0x13, 1])),
    vector(1, Buffer.from([0])),
    tail,
  ])
  const handshake = Buffer.concat([Buffer.from([1, 0]), vector(2, body)])
  return Buffer.concat([Buffer.from([0x16, 3, 1]), vector(2, handshake)])
}
