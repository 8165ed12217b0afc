/** gRPC-Web in both encodings, at every cut of the body. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GrpcWeb } from '@flotilla/proto'
import type { HttpFilter } from '../http/filter.ts'
import { headerValue } from '../http/headers.ts'
import { fakeStream } from '../mixer/fake-stream.ts'
import { grpcWebFilterKind } from './grpc-web.ts'

function filterFor(
  type: string,
  accept = '',
): {
  filter: HttpFilter | null
  stream: ReturnType<typeof fakeStream>
} {
  const compiled = grpcWebFilterKind().compile(
    { kind: 'proto', typeUrl: GrpcWeb.typeUrl, value: new Uint8Array() },
    'web',
  )
  assert.ok(compiled.kind === 'ok')
  let trailers: string[] | null = ['grpc-status', '0', 'x', 'y']
  const stream = fakeStream({
    requestHeaders: ['content-type', type, 'content-length', '10', 'accept', accept],
    responseHeaders: ['content-type', 'application/grpc', 'content-length', '3'],
    setResponseTrailers: (list) => {
      trailers = list
    },
  })
  Object.defineProperty(stream, 'responseTrailers', { get: () => trailers })
  return { filter: compiled.value.create(stream), stream }
}

test('other content types are left alone', () => {
  assert.equal(filterFor('application/grpc').filter, null)
  assert.equal(filterFor('text/plain').filter, null)
})

test('binary: headers become gRPC, trailers become a frame', () => {
  const { filter, stream } = filterFor('application/grpc-web+proto')
  assert.ok(filter !== null)
  filter.onRequestHeaders(stream)
  assert.equal(headerValue(stream.requestHeaders, 'content-type'), 'application/grpc')
  assert.equal(headerValue(stream.requestHeaders, 'te'), 'trailers')
  assert.equal(headerValue(stream.requestHeaders, 'content-length'), null)
  filter.onResponseHeaders?.(stream)
  assert.equal(
    headerValue(stream.responseHeaders ?? [], 'content-type'),
    'application/grpc-web+proto',
  )
  const last = filter.onResponseEnd?.(stream)
  assert.equal(last?.toString('latin1'), '\x80\0\0\0\x14grpc-status:0\r\nx:y\r\n')
  assert.equal(stream.responseTrailers, null)
})

test('text: bodies are decoded and encoded at any cut', () => {
  const message = Buffer.from([0, 0, 0, 0, 3, 1, 2, 3])
  const text = Buffer.from(message.toString('base64'), 'latin1')
  for (let cut = 0; cut <= text.length; cut++) {
    const { filter, stream } = filterFor('application/grpc-web-text')
    assert.ok(filter !== null)
    filter.onRequestHeaders(stream)
    const pieces = [text.subarray(0, cut), text.subarray(cut)].map(
      (piece) => filter.onRequestBody?.(stream, piece) ?? Buffer.alloc(0),
    )
    assert.deepEqual(Buffer.concat(pieces), message, `cut at ${cut}`)
    assert.equal(filter.onRequestEnd?.(stream), null)
    assert.equal(stream.replies.length, 0)
  }
  for (let cut = 0; cut <= message.length; cut++) {
    const { filter, stream } = filterFor('application/grpc-web-text', 'application/grpc-web-text')
    filter?.onRequestHeaders(stream)
    filter?.onResponseHeaders?.(stream)
    const out = [message.subarray(0, cut), message.subarray(cut)].map(
      (piece) => filter?.onResponseBody?.(stream, piece)?.toString('latin1') ?? '',
    )
    out.push(filter?.onResponseEnd?.(stream)?.toString('latin1') ?? '')
    const decoded = Buffer.from(out.join(''), 'base64')
    assert.deepEqual(decoded.subarray(0, message.length), message, `cut at ${cut}`)
    assert.equal(decoded[message.length], 0x80)
  }
})

test('the answer is text for whoever accepts text, as Envoy has it', () => {
  const answered = (type: string, accept: string): string | null => {
    const { filter, stream } = filterFor(type, accept)
    filter?.onRequestHeaders(stream)
    filter?.onResponseHeaders?.(stream)
    return headerValue(stream.responseHeaders ?? [], 'content-type')
  }
  const text = 'application/grpc-web-text'
  assert.equal(answered(text, ''), 'application/grpc-web+proto')
  assert.equal(answered(text, text), 'application/grpc-web-text+proto')
  assert.equal(answered('application/grpc-web', text), 'application/grpc-web-text+proto')
})

test('what is no base64 is refused', () => {
  for (const text of ['abc', 'ab!=', 'a===']) {
    const { filter, stream } = filterFor('application/grpc-web-text')
    filter?.onRequestHeaders(stream)
    filter?.onRequestBody?.(stream, Buffer.from(text))
    filter?.onRequestEnd?.(stream)
    assert.equal(stream.replies[0]?.status, 400, text)
  }
})

test('an origin that speaks no gRPC becomes a status with its content as the message', () => {
  const { filter, stream } = filterFor('application/grpc-web')
  assert.ok(filter !== null)
  let isHeld = false
  const answer = {
    responseCode: 503,
    responseHeaders: ['content-type', 'text/plain', 'content-length', '9'],
    holdResponse: () => {
      isHeld = true
    },
  }
  for (const [key, value] of Object.entries(answer))
    Object.defineProperty(stream, key, { value, configurable: true })
  filter.onRequestHeaders(stream)
  filter.onResponseHeaders?.(stream)
  assert.ok(isHeld)
  assert.equal(filter.onResponseBody?.(stream, Buffer.from('100% ')), null)
  assert.equal(filter.onResponseBody?.(stream, Buffer.from('gone')), null)
  assert.equal(filter.onResponseEnd?.(stream), null)
  assert.deepEqual(answer.responseHeaders, [
    ...['content-type', 'application/grpc-web+proto', 'content-length', '0'],
    ...['grpc-message', '100%25 gone', 'grpc-status', '14'],
  ])
})
