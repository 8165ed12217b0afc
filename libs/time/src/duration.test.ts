/** Duration texts: proto-JSON and Go, both ways. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatGoDuration, parseGoDurationNs, parseProtoDurationNs } from './index.ts'

const PROTO: readonly [string, bigint | null][] = [
  ['1.5s', 1_500_000_000n],
  ['0s', 0n],
  ['-3s', -3_000_000_000n],
  ['0.000000001s', 1n],
  ['1s ', null],
  ['1m', null],
  ['.5s', null],
  ['1.0000000001s', null],
  ['', null],
]

const GO: readonly [string, bigint | null][] = [
  ['0', 0n],
  ['5s', 5_000_000_000n],
  ['-5ms', -5_000_000n],
  ['+1h30m', 5_400_000_000_000n],
  ['1.5s', 1_500_000_000n],
  ['.5s', 500_000_000n],
  ['1.s', 1_000_000_000n],
  ['3us', 3_000n],
  ['3µs', 3_000n],
  ['1h1h', 7_200_000_000_000n],
  ['', null],
  ['5', null],
  ['s', null],
  ['5 s', null],
  ['1d', null],
  ['9999999h', null],
]

for (const [text, want] of PROTO) {
  test(`proto-JSON duration ${JSON.stringify(text)} is ${want}`, () =>
    assert.equal(parseProtoDurationNs(text), want))
}

for (const [text, want] of GO) {
  test(`Go duration ${JSON.stringify(text)} is ${want}`, () =>
    assert.equal(parseGoDurationNs(text), want))
}

const FORMATTED: readonly [bigint, string][] = [
  [0n, '0s'],
  [1n, '1ns'],
  [1_500n, '1.5µs'],
  [14_000_000n, '14ms'],
  [1_500_000_000n, '1.5s'],
  [-90_000_000_000n, '-1m30s'],
  [3_720_500_000_000n, '1h2m0.5s'],
]

for (const [ns, want] of FORMATTED)
  test(`${ns} ns prints ${want}`, () => assert.equal(formatGoDuration(ns), want))

test('what is printed is read back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), (ns) =>
      assert.equal(parseGoDurationNs(formatGoDuration(ns)), ns),
    ),
  )
})
