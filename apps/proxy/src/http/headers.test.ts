/** Flat header lists and response flags. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addHeader, headerValue, joinedHeaderValue, removeHeader, setHeader } from './headers.ts'
import { localReply } from './local-reply.ts'
import { formatResponseFlags, ResponseFlag } from './response-flags.ts'

test('operations on the list', () => {
  const list = ['a', '1', 'b', '2', 'a', '3']
  assert.equal(headerValue(list, 'a'), '1')
  assert.equal(headerValue(list, 'c'), null)
  assert.equal(joinedHeaderValue(list, 'a'), '1,3')
  setHeader(list, 'a', 'x')
  assert.deepEqual(list, ['a', 'x', 'b', '2'])
  addHeader(list, 'b', '4')
  assert.equal(removeHeader(list, 'b'), true)
  assert.equal(removeHeader(list, 'b'), false)
  setHeader(list, 'c', '')
  assert.deepEqual(list, ['a', 'x', 'c', ''])
})

test('a value that equals a name is not taken for one', () => {
  const list = ['a', 'b', 'b', 'c']
  removeHeader(list, 'b')
  assert.deepEqual(list, ['a', 'b'])
})

test('flags in the order of their bits', () => {
  assert.equal(formatResponseFlags(0), '-')
  const { UpstreamConnectionFailure, UpstreamRetryLimitExceeded } = ResponseFlag
  assert.equal(
    formatResponseFlags(UpstreamRetryLimitExceeded | UpstreamConnectionFailure),
    'UF,URX',
  )
  const all = Object.values(ResponseFlag).reduce<number>((bits, bit) => bits | bit, 0)
  assert.equal(formatResponseFlags(all).split(',').length, Object.keys(ResponseFlag).length - 1)
})

test('local replies, plain and for gRPC', () => {
  assert.deepEqual(localReply(404, '', null, false), {
    status: 404,
    headers: [],
    body: '',
  })
  assert.deepEqual(localReply(503, 'no', ['x', '1', 'bad', 'a\nb'], false).headers, [
    'x',
    '1',
    'content-length',
    '2',
    'content-type',
    'text/plain',
  ])
  for (const [code, grpc] of [
    [400, 13],
    [401, 16],
    [403, 7],
    [404, 12],
    [429, 14],
    [502, 14],
    [500, 2],
  ] as const) {
    const reply = localReply(code, 'é%', null, true)
    assert.equal(reply.status, 200)
    assert.equal(headerValue(reply.headers, 'grpc-status'), String(grpc))
    assert.equal(headerValue(reply.headers, 'grpc-message'), '%C3%A9%25')
  }
})
