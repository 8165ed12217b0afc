/** Names, addresses and URIs: what is accepted, what equals what, and the texts of refusals. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matches } from './externs/matches.ts'
import { compareBytes, toLower } from './externs/strings.ts'
import {
  dnsName,
  EvaluationError,
  email,
  parseRfc3339,
  sameDnsName,
  sameEmail,
  sameUri,
  uri,
} from './index.ts'

function textOf(value: unknown): unknown {
  return value instanceof EvaluationError ? `! ${value.message}` : value
}

test('DNS names', () => {
  const cases: [string, string][] = [
    ['FOO.bar.', 'FOO.bar.'],
    ['_x.*.b', '_x.*.b'],
    ['xn--bcher-kva.example', 'bücher.example'],
    ['1.2', '1.2'],
    ['.', `! error converting '.' to dns name: 'idna: invalid label ""'`],
    ['a..b', `! error converting 'a..b' to dns name: 'idna: invalid label ""'`],
    ['ab--c', `! error converting 'ab--c' to dns name: 'idna: invalid label "ab--c"'`],
    ['xn--a', `! error converting 'xn--a' to dns name: 'idna: invalid label "xn--a"'`],
  ]
  for (const [text, expected] of cases) assert.equal(textOf(dnsName(text)), expected)
  assert.ok(dnsName(`${'a'.repeat(63)}.b`) === `${'a'.repeat(63)}.b`)
  assert.ok(dnsName('a'.repeat(64)) instanceof EvaluationError)
  assert.ok(dnsName(`${'a.'.repeat(127)}a`) instanceof EvaluationError)
})

test('DNS names that are the same', () => {
  const cases: [string, string, unknown][] = [
    ['Bücher.Example', 'xn--bcher-kva.example.', true],
    ['a。b', 'a.b', true],
    ['a.b..', 'a.b', '! idna: invalid label ""'],
    ['1.2', '1.0.0.2', false],
    ['a_b', 'a_b', '! idna: disallowed rune U+005F'],
  ]
  for (const [a, b, expected] of cases)
    assert.equal(textOf(sameDnsName(a, b)), expected, `${a} ${b}`)
})

test('e-mail addresses', () => {
  const cases: [string, string][] = [
    ['a.b+c@x.y', 'a.b+c@x.y'],
    ['"a b"@x', '"a b"@x'],
    ['<a@b>', '<a@b>'],
    ['a@-b', `! error converting 'a@-b' to e-mail: 'idna: invalid label "-b"'`],
    ['A <a@b>', "! error converting 'A <a@b>' to e-mail: display names are not allowed"],
    ['', "! error converting '' to e-mail: 'mail: no address'"],
    ['a@', "! error converting 'a@' to e-mail: 'mail: no angle-addr'"],
  ]
  for (const [text, expected] of cases) assert.equal(textOf(email(text)), expected)
  assert.equal(textOf(sameEmail('"a\\ b"@x', '"a b"@X')), true)
})

test('URIs', () => {
  const good = [
    'a',
    '/a b',
    '?q',
    '#f',
    'mailto:x@y',
    'http://h:/p?a=%',
    'http://u:p@[::1]:80/',
    'a/b:c',
    '//h/p',
    'x:%',
  ]
  for (const text of good) assert.equal(textOf(uri(text)), text)
  const bad: [string, RegExp][] = [
    ['', /^! error converting string to uri: empty string$/],
    [':/', /missing protocol scheme/],
    ['1a:b', /first path segment in URL cannot contain colon/],
    ['http://a:b/', /invalid port ":b" after host/],
    ['http://[::1', /missing '\]' in host/],
    ['http://a b/', /invalid character " " in host name/],
    ['http://a%41/', /invalid URL escape "%41"/],
    ['http://a/%zz', /invalid URL escape "%zz"/],
    ['http://a/\u0001', /invalid control character in URL/],
    ['http://<x>@a/', /invalid userinfo/],
  ]
  for (const [text, expected] of bad) assert.match(String(textOf(uri(text))), expected)
})

test('URIs that are the same', () => {
  const cases: [string, string, boolean][] = [
    ['http://a.b.', 'HTTP://A.B', true],
    ['https://[::1]/', 'https://[::1]/', true],
    ['ftp://A/', 'ftp://a/', false],
    ['FTP://a/', 'ftp://a/', true],
    ['http://u@a', 'http://a', false],
    ['http:/a', 'http://a', false],
    ['http://a', 'https://a', false],
  ]
  for (const [a, b, expected] of cases) assert.equal(sameUri(a, b), expected, `${a} ${b}`)
})

test('instants', () => {
  assert.equal(parseRfc3339('2015-01-02T15:04:35.000000001Z')?.ns, 1_420_211_075_000_000_001n)
  assert.equal(parseRfc3339('0001-01-01T00:00:00Z')?.toString(), '0001-01-01T00:00:00Z')
  assert.equal(parseRfc3339('2016-02-29T23:59:59-01:30')?.toString(), '2016-03-01T01:29:59Z')
  for (const text of [
    '2015-02-29T00:00:00Z',
    '2015-01-02T24:00:00Z',
    '2015-01-02T15:04:60Z',
    '2015-01-02t15:04:00z',
    '2015-13-02T15:04:00Z',
  ])
    assert.equal(parseRfc3339(text), null, text)
})

test('strings by bytes, lower case by character, patterns by RE2', () => {
  assert.ok(compareBytes('\u{1f600}', '\uffff') > 0)
  assert.ok(compareBytes('a', 'ab') < 0)
  assert.equal(toLower('ΑΣ'), 'ας'.replace('ς', 'σ'))
  assert.equal(matches('^(a+)+$', `${'a'.repeat(64)}b`), false)
  assert.ok(matches('(?=x)', 'x') instanceof EvaluationError)
})
