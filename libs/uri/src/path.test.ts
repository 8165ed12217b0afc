/** Normalization of paths by option. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EscapedSlashes, normalizePath, type PathOptions } from './path.ts'

const BASE: PathOptions = {
  isNormalized: true,
  mergesSlashes: false,
  escapedSlashes: EscapedSlashes.Keep,
}
const MERGE: PathOptions = { ...BASE, mergesSlashes: true }
const DECODE: PathOptions = { ...MERGE, escapedSlashes: EscapedSlashes.UnescapeAndForward }
const NONE: PathOptions = { ...BASE, isNormalized: false }

const CASES: readonly (readonly [options: PathOptions, path: string, expected: string | null])[] = [
  [BASE, '/', '/'],
  [BASE, '/a/b?c=/../d', '/a/b?c=/../d'],
  [BASE, '/a/./b', '/a/b'],
  [BASE, '/a/../b', '/b'],
  [BASE, '/a/b/..', '/a/'],
  [BASE, '/a/b/.', '/a/b/'],
  [BASE, '/../../a', '/a'],
  [BASE, '/..', '/'],
  [BASE, '/...', '/...'],
  [BASE, '/.a/..b', '/.a/..b'],
  [BASE, '/a/%2e%2E/b', '/b'],
  [BASE, '/%61%7e%2D', '/a~-'],
  [BASE, '/a%2fb%5c%20%C3%a9', '/a%2fb%5c%20%C3%a9'],
  [BASE, '/a\\..\\b', '/b'],
  [BASE, '/a"<>^`{|}', '/a%22%3C%3E%5E%60%7B%7C%7D'],
  [BASE, '/a%zz%4', '/a%zz%4'],
  [BASE, '/a%00', null],
  [BASE, '/%%36%31', null],
  [BASE, '/a//b', '/a//b'],
  [BASE, '/a//../b', '/a/b'],
  [MERGE, '/a//b///', '/a/b/'],
  [MERGE, '/a?b=//', '/a?b=//'],
  [MERGE, '//?b', '//?b'],
  [MERGE, '////', '//'],
  [MERGE, '//a', '/a'],
  [MERGE, '/a/%2e//b', '/a/b'],
  [DECODE, '/a%2Fb%5Cc', '/a/b/c'],
  [DECODE, '/a%2f..%2fadmin', '/admin'],
  [DECODE, '/a%252fb', '/a%252fb'],
  [NONE, '/a/../%61\\', '/a/../%61\\'],
]

test('paths', () => {
  for (const [options, path, expected] of CASES) {
    const result = normalizePath(path, options)
    assert.equal(result.kind === 'reject' ? null : result.path, expected, path)
  }
})

test('normalizing twice changes nothing more', () => {
  for (const [options, path] of CASES) {
    const once = normalizePath(path, options)
    if (once.kind === 'ok') assert.deepEqual(normalizePath(once.path, options), once, path)
  }
})

test('escaped slashes are refused or redirected where asked', () => {
  const reject = { ...BASE, escapedSlashes: EscapedSlashes.Reject }
  assert.deepEqual(normalizePath('/a%2F../b?c', reject), { kind: 'reject', path: '/a/../b?c' })
  assert.deepEqual(normalizePath('/a%5cb', reject), { kind: 'reject', path: '/a\\b' })
  assert.equal(normalizePath('/a?b=%2F', reject).kind, 'ok')
  const redirect = { ...BASE, escapedSlashes: EscapedSlashes.UnescapeAndRedirect }
  assert.deepEqual(normalizePath('/a%2Fb?c', redirect), { kind: 'redirect', path: '/a/b?c' })
  assert.equal(normalizePath('/a%20b', redirect).kind, 'ok')
})
