/** Values and addresses as text, and the plain form that proxies forward. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type AttributeValue,
  DurationValue,
  decodePlainAttributes,
  encodePlainAttributes,
  formatIp,
  MutableBag,
  parseIp,
  sameIp,
  sameValue,
  TimestampValue,
  to16Bytes,
  valueToText,
} from './index.ts'

test('values read as adapters show them', () => {
  const cases: [AttributeValue, string][] = [
    ['x', 'x'],
    [-5n, '-5'],
    [1.5, '1.5'],
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    [-2e-7, '-0.0000002'],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
    [true, 'true'],
    [Uint8Array.of(10, 0, 0, 1), '10.0.0.1'],
    [Uint8Array.of(1, 2), '0102'],
    [new TimestampValue(0n), '1970-01-01T00:00:00Z'],
    [new DurationValue(90_000_000_000n), '1m30s'],
    [
      new Map([
        ['b', '2'],
        ['a', '1'],
      ]),
      'map[a:1 b:2]',
    ],
  ]
  for (const [value, text] of cases) assert.equal(valueToText(value), text)
})

test('addresses parse and print in their usual forms', () => {
  const cases: [string, string | null][] = [
    ['10.0.0.1', '10.0.0.1'],
    ['010.0.0.1', null],
    ['256.0.0.1', null],
    ['1.2.3', null],
    ['1.2.3.4.5', null],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
    ['1:2:3:4:5:6:7', null],
    ['1:2:3:4:5:6:7:8:9', null],
    ['1::2::3', null],
    ['1:2:3:4:5:6:7::8', null],
    [':::', null],
    ['fe80::1%eth0', null],
    ['1.2.3.4::', null],
    ['12345::', null],
    ['', null],
  ]
  for (const [text, printed] of cases) {
    const parsed = parseIp(text)
    assert.equal(parsed === null ? null : formatIp(parsed), printed, text)
  }
})

test('an address equals its mapped form', () => {
  const short = Uint8Array.of(10, 0, 0, 1)
  const long = to16Bytes(short)
  assert.ok(long !== null)
  assert.equal(sameIp(short, long), true)
  assert.equal(sameIp(long, Uint8Array.of(10, 0, 0, 2)), false)
  assert.equal(to16Bytes(Uint8Array.of(1)), null)
  assert.equal(formatIp(Uint8Array.of(1)), null)
})

const anyValue: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.string({ unit: 'binary' }).filter((s) => s.isWellFormed()),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double(),
  fc.boolean(),
  fc.uint8Array({ maxLength: 20 }),
  fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }).map((ns) => new TimestampValue(ns)),
  fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }).map((ns) => new DurationValue(ns)),
  fc.array(fc.tuple(fc.string(), fc.string())).map((entries) => new Map(entries)),
)

test('the plain form keeps every value', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), anyValue)), (entries) => {
      const bag = new MutableBag(entries)
      const decoded = decodePlainAttributes(encodePlainAttributes(bag))
      assert.deepEqual([...decoded.names()].sort(), [...bag.names()].sort())
      for (const [name, value] of bag.entries()) {
        const back = decoded.get(name)
        assert.ok(back !== undefined && sameValue(back, value), name)
      }
    }),
  )
})

test('the plain form refuses bytes that are no message and skips what it does not know', () => {
  assert.throws(() => decodePlainAttributes(Uint8Array.of(0x0a, 0x05, 0x01)), {
    code: 'FLT_PROTO_MALFORMED',
  })
  assert.equal([...decodePlainAttributes(Uint8Array.of(0x10, 0x01)).names()].length, 0)
})
