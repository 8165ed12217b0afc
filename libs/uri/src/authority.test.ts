/** Authorities and absolute targets. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAbsoluteTarget, parseAuthority, withoutPort } from './authority.ts'

test('authorities', () => {
  const cases: readonly (readonly [text: string, host: string | null, port: number])[] = [
    ['Reviews', 'reviews', -1],
    ['a.b:9080', 'a.b', 9080],
    ['10.0.0.1:80', '10.0.0.1', 80],
    ['[::1]', '::1', -1],
    ['[2001:DB8::1]:443', '2001:db8::1', 443],
    ['', null, 0],
    [':80', null, 0],
    ['a:', null, 0],
    ['a:0', null, 0],
    ['a:65536', null, 0],
    ['a:+1', null, 0],
    ['a:b:1', null, 0],
    ['u@a', null, 0],
    ['a b', null, 0],
    ['[::1', null, 0],
    ['[a]', null, 0],
    ['::1', null, 0],
    ['a/b', null, 0],
  ]
  for (const [text, host, port] of cases)
    assert.deepEqual(parseAuthority(text), host === null ? null : { host, port }, text)
})

test('ports are cut off', () => {
  for (const [text, host] of [
    ['a:1', 'a'],
    ['a', 'a'],
    ['[::1]:1', '[::1]'],
    ['[::1]', '[::1]'],
  ] as const)
    assert.equal(withoutPort(text), host)
})

test('absolute targets', () => {
  assert.deepEqual(parseAbsoluteTarget('HTTP://a:80/b?c'), {
    scheme: 'http',
    authority: 'a:80',
    path: '/b?c',
  })
  assert.deepEqual(parseAbsoluteTarget('https://a'), { scheme: 'https', authority: 'a', path: '/' })
  assert.deepEqual(parseAbsoluteTarget('http://a?b'), {
    scheme: 'http',
    authority: 'a',
    path: '/?b',
  })
  for (const bad of ['/a', 'ftp://a/', 'http:///a', 'http://u@a/', 'http://a:x/'])
    assert.equal(parseAbsoluteTarget(bad), null, bad)
})
