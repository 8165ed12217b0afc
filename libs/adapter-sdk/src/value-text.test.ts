/** Values as text, and IP addresses. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DurationValue, parseIp, TimestampValue } from '@flotilla/attributes'
import { type InstanceValue, ipText, shortestIp, textEqualsValue, valueText } from './index.ts'

const CASES: readonly [string, InstanceValue, string][] = [
  ['null', null, ''],
  ['text', 'a b', 'a b'],
  ['int64', -(2n ** 63n), '-9223372036854775808'],
  ['double without exponent', 1e21, '1000000000000000000000'],
  ['small double', 1.5e-7, '0.00000015'],
  ['bool', false, 'false'],
  ['IPv4', Uint8Array.of(10, 0, 0, 1), '10.0.0.1'],
  ['mapped IPv4', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1), '10.0.0.1'],
  ['odd bytes', Uint8Array.of(1, 2, 3), '?010203'],
  ['instant', TimestampValue.fromParts(1_514_862_245, 123_456_789), '2018-01-02T03:04:05.123456Z'],
  ['whole second', TimestampValue.fromParts(0, 0), '1970-01-01T00:00:00.000000Z'],
  ['span', DurationValue.fromMs(1500), '1.5s'],
  [
    'map',
    new Map([
      ['b', '2'],
      ['a', '1'],
    ]),
    'a=1&b=2',
  ],
]

for (const [name, value, expected] of CASES) {
  test(`text of ${name}`, () => {
    assert.equal(valueText(value), expected)
  })
}

test('an IPv4-mapped address is shortened, another is kept', () => {
  assert.equal(shortestIp(parseIp('::ffff:10.0.0.1') ?? new Uint8Array()).length, 4)
  assert.equal(shortestIp(parseIp('::1') ?? new Uint8Array()).length, 16)
  assert.equal(ipText(parseIp('2001:db8:0:0:1::1') ?? new Uint8Array()), '2001:db8::1:0:0:1')
})

const EQUALS: readonly [string, InstanceValue, boolean][] = [
  ['', null, true],
  ['x', null, false],
  ['x', 'x', true],
  ['7', 7n, true],
  ['7.0', 7n, false],
  ['0.5', 0.5, true],
  ['', 0, false],
  ['t', true, true],
  ['t', false, false],
  ['1m', DurationValue.fromMs(60_000), true],
  ['2018-01-02T04:04:05.5+01:00', TimestampValue.fromParts(1_514_862_245, 500_000_000), true],
  ['10.0.0.1', Uint8Array.of(10, 0, 0, 1), true],
  ['::ffff:10.0.0.1', Uint8Array.of(10, 0, 0, 1), true],
  ['here', Uint8Array.of(10, 0, 0, 1), false],
  ['a=1', new Map([['a', '1']]), true],
]

for (const [text, value, expected] of EQUALS) {
  test(`the text ${JSON.stringify(text)} ${expected ? 'equals' : 'is not'} ${valueText(value)}`, () => {
    assert.equal(textEqualsValue(text, value), expected)
  })
}
