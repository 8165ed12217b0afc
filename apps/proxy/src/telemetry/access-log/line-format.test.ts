/** Lines of access logs: types of values in JSON, bytes that are no UTF-8, and what upstream connections carried. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '@flotilla/proto'
import { Violations } from '../../compile/violations.ts'
import type { HttpStream } from '../../http/filter.ts'
import { fakeStream, mtlsConnection } from '../../mixer/fake-stream.ts'
import { compileJsonFormat, compileTextFormat } from './line-format.ts'

function text(format: string, stream: HttpStream): string {
  const line = compileTextFormat(format, false, new Violations())
  assert.ok(line !== null, format)
  return line(stream)
}

function json(format: Record<string, JsonValue>, stream: HttpStream): string {
  const line = compileJsonFormat(format, false, new Violations())
  assert.ok(line !== null)
  return line(stream)
}

const PEER = {
  principal: null,
  subject: 'CN=origin',
  localAddress: '127.0.0.1:1',
  isTls: true,
  tlsVersion: 'TLSv1.3',
  tlsCipher: 'TLS_AES_128_GCM_SHA256',
}

const STREAM: HttpStream = {
  ...fakeStream({ connection: mtlsConnection('default', 'a') }),
  responseCode: 503,
  responseHeaders: ['x-a', '1'],
  upstreamPeer: PEER,
  upstreamHeaderBytesSent: 1,
  upstreamTotalBytesSent: 2,
  upstreamHeaderBytesReceived: 3,
  upstreamTotalBytesReceived: 4,
}

const CASES: readonly (readonly [string, string])[] = [
  ['%UPSTREAM_HEADER_BYTES_SENT% %UPSTREAM_WIRE_BYTES_SENT%', '1 2'],
  ['%UPSTREAM_HEADER_BYTES_RECEIVED% %UPSTREAM_WIRE_BYTES_RECEIVED%', '3 4'],
  ['%UPSTREAM_TLS_VERSION% %UPSTREAM_TLS_CIPHER%', 'TLSv1.3 TLS_AES_128_GCM_SHA256'],
  ['%UPSTREAM_PEER_SUBJECT%', 'CN=origin'],
  ['%DOWNSTREAM_TLS_CIPHER%', 'TLS_AES_128_GCM_SHA256'],
  ['%FILTER_STATE(x)%', '-'],
  ['%RESP(:STATUS)%', '503'],
]

for (const [format, expected] of CASES)
  test(`${format} gives ${expected}`, () => assert.equal(text(format, STREAM), expected))

test('a host that no connection was had to is no remote address', () => {
  const stream = { ...STREAM, upstreamPeer: null }
  assert.equal(text('%UPSTREAM_REMOTE_ADDRESS% %UPSTREAM_REMOTE_PORT%', stream), '- -')
})

test('the status of a gRPC request is what the HTTP status means where there is none', () => {
  const grpc = { ...STREAM, requestHeaders: ['content-type', 'application/grpc'] }
  assert.equal(text('%GRPC_STATUS% %GRPC_STATUS_NUMBER%', grpc), 'Unavailable 14')
  assert.equal(text('%GRPC_STATUS%', { ...STREAM, requestHeaders: [] }), '-')
})

test('in JSON counts are numbers, addresses text, metadata keeps its structure', () => {
  const stream = { ...STREAM, metadataValue: () => ({ k: 'v', n: 3 }) }
  const format = {
    bytes: '%UPSTREAM_WIRE_BYTES_SENT%',
    address: '%UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT%',
    port: '%DOWNSTREAM_LOCAL_PORT%',
    metadata: '%DYNAMIC_METADATA(a)%',
  }
  const line = JSON.parse(json(format, { ...stream, upstreamLocalAddress: '127.0.0.1:1' }))
  assert.equal(line.bytes, 2)
  assert.equal(line.address, '127.0.0.1')
  assert.equal(typeof line.port, 'number')
  assert.deepEqual(line.metadata, { k: 'v', n: 3 })
})

test('text has bytes as they came; JSON takes what is no UTF-8 for Latin-1', () => {
  const latin = { ...STREAM, requestHeaders: ['x-a', '\u00e9'] }
  const utf8 = { ...STREAM, requestHeaders: ['x-a', '\u00c3\u00a9'] }
  assert.equal(text('é=%REQ(x-a)%', latin), '\u00c3\u00a9=\u00e9')
  assert.equal(json({ a: '%REQ(x-a)%' }, latin), '{"a":"\u00c3\u00a9"}\n')
  assert.equal(json({ a: '%REQ(x-a)%' }, utf8), '{"a":"\u00c3\u00a9"}\n')
})
