/** Socket address texts and listen errors. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf } from '@flotilla/errors'
import { formatHostPort, parseHostPort, toListenError } from './index.ts'

test('host:port texts are parsed and shown', () => {
  const cases: [string, string, number][] = [
    ['127.0.0.1:80', '127.0.0.1', 80],
    ['[::1]:15001', '::1', 15_001],
    ['istiod:0', 'istiod', 0],
    [':8080', '', 8080],
  ]
  for (const [text, host, port] of cases) {
    assert.deepEqual(parseHostPort(text), { host, port })
    assert.equal(formatHostPort(host, port), text)
  }
})

test('a text that is not host:port is refused', () => {
  for (const text of ['', 'x', 'x:', '::1:80', 'x:70000', '[::1]', 'a b:1', 'x:-1'])
    assert.throws(
      () => parseHostPort(text),
      (error) => codeOf(error) === 'FLT_USAGE',
      text,
    )
})

test('a failed listen says what to do', () => {
  const cases: [string, string, RegExp][] = [
    ['EADDRINUSE', 'FLT_PORT_IN_USE', /127\.0\.0\.1:80: the address is already in use; stop/],
    ['EACCES', 'FLT_PERMISSION', /choose a port of 1024 or more/],
    ['EADDRNOTAVAIL', 'FLT_NO_ADDRESS', /no such address/],
    ['EIO', 'FLT_PLATFORM', /boom/],
  ]
  for (const [system, code, text] of cases) {
    const error = toListenError(
      Object.assign(new Error('boom'), { code: system }),
      '127.0.0.1:80',
      'the gateway',
    )
    assert.equal(error.code, code)
    assert.match(error.message, text)
  }
})
