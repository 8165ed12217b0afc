/** Targets beside paths, as Envoy 1.40 answers them (tried side by side). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTarget } from './http1-target.ts'

const CASES: readonly (readonly [method: string, target: string, result: string])[] = [
  ['OPTIONS', '*', '*'],
  ['GET', '*', 'http1.invalid_url'],
  ['CONNECT', 'a.test:80', 'a.test:80'],
  ['CONNECT', 'a.test', 'http1.invalid_url'],
  ['CONNECT', '/x', 'http1.invalid_url'],
  ['CONNECT', '*', 'http1.invalid_url'],
  ['GET', 'http://a.test/x?y', 'http://a.test/x?y'],
  ['GET', 'HTTP://A.test', 'HTTP://A.test'],
  ['GET', 'http://u:p@a.test/x', 'http://a.test/x'],
  ['GET', 'http://[::1]:80/x', 'http://[::1]:80/x'],
  ['GET', 'http://a.test?x', '?x'],
  ['GET', 'http:///x', 'http1.invalid_url'],
  ['GET', 'http://a.test:/x', 'http1.invalid_url'],
  ['GET', 'http://a.test:99999/x', 'http1.invalid_url'],
  ['GET', 'http://a,b/x', 'http1.invalid_url'],
  ['GET', 'ftp://a.test/x', 'http1.invalid_scheme'],
  ['GET', 'http:/x', 'http1.codec_error'],
  ['GET', 'http://a.test\\x', 'http1.codec_error'],
  ['GET', 'http://a@@b/x', 'http1.codec_error'],
  ['GET', 'x?y', 'http1.codec_error'],
  ['GET', '?y', 'http1.codec_error'],
]

test('targets that are no path', () => {
  for (const [method, target, result] of CASES) {
    const reading = readTarget(method, target, true)
    assert.equal(reading.kind === 'ok' ? reading.target : reading.detail, result, target)
  }
})

test('absolute targets stay as they are where they are not taken for such', () => {
  assert.deepEqual(readTarget('GET', 'http://u@a:99999/x', false), {
    kind: 'ok',
    target: 'http://u@a:99999/x',
  })
  assert.equal(readTarget('GET', 'x', false).kind, 'bad')
})
