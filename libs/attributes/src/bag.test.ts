/** Bags and the tracker: presence, overlay rules, and what is recorded. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  Condition,
  DurationValue,
  fitsType,
  MutableBag,
  OverlayBag,
  ReferenceTracker,
  sameValue,
  TimestampValue,
  ValueType,
  valueTypeName,
  valueTypeOf,
} from './index.ts'

test('a generated attribute never hides a supplied one', () => {
  const bag = new OverlayBag(new MutableBag([['source.name', 'sent']]))
  assert.equal(bag.add('source.name', 'generated'), false)
  assert.equal(bag.add('source.namespace', 'default'), true)
  assert.equal(bag.get('source.name'), 'sent')
  assert.deepEqual([...bag.names()].sort(), ['source.name', 'source.namespace'])
  assert.deepEqual([...bag.addedNames()], ['source.namespace'])
})

test('an empty string is present, an unset name is not', () => {
  const bag = new MutableBag([['a', '']])
  assert.equal(bag.get('a'), '')
  assert.equal(bag.get('b'), undefined)
})

test('the tracker records each read once, sorted, without exempted names', () => {
  const tracker = new ReferenceTracker()
  tracker.exempt(['source.workload.name'])
  tracker.record('source.workload.name', null, true)
  tracker.record('request.headers', 'x', true)
  tracker.record('request.headers', 'a', false)
  tracker.record('request.headers', 'x', true)
  tracker.record('ai', null, true)
  assert.deepEqual(tracker.references(), [
    { name: 'ai', mapKey: null, condition: Condition.exact },
    { name: 'request.headers', mapKey: 'a', condition: Condition.absence },
    { name: 'request.headers', mapKey: 'x', condition: Condition.exact },
  ])
  assert.equal(tracker.size, 3)
})

test('a fork goes its own way', () => {
  const base = new ReferenceTracker()
  base.record('m', 'k', true)
  const fork = base.fork()
  fork.record('m', 'other', true)
  fork.record('n', null, false)
  assert.equal(base.size, 1)
  assert.equal(fork.size, 3)
})

test('instants and spans are exact and print as the outside expects', () => {
  const cases: [bigint, string][] = [
    [0n, '1970-01-01T00:00:00Z'],
    [1_500_000_000n, '1970-01-01T00:00:01.5Z'],
    [1_514_844_521_000_000_001n, '2018-01-01T22:08:41.000000001Z'],
    [-1n, '1969-12-31T23:59:59.999999999Z'],
  ]
  for (const [ns, text] of cases) assert.equal(new TimestampValue(ns).toString(), text)
  assert.equal(new DurationValue(1_500_000_000n).toString(), '1.5s')
  assert.equal(TimestampValue.fromWallMs(1.5).ns, 1_500_000n)
  assert.equal(TimestampValue.fromParts(-1, 999_999_999).ns, -1n)
})

test('types have the numbers of the wire and know their values', () => {
  assert.equal(ValueType.STRING_MAP, 11)
  assert.equal(valueTypeName(ValueType.DNS_NAME), 'DNS_NAME')
  assert.equal(valueTypeOf('DURATION'), 10)
  assert.equal(valueTypeOf(6), ValueType.IP_ADDRESS)
  assert.equal(valueTypeOf('FLOAT'), null)
  assert.equal(valueTypeOf(12), null)
  assert.equal(fitsType('x', ValueType.URI), true)
  assert.equal(fitsType(1n, ValueType.DOUBLE), false)
  assert.equal(fitsType(new Map(), ValueType.STRING_MAP), true)
})

test('values are equal by kind and content', () => {
  assert.equal(sameValue(new Uint8Array([1]), Buffer.from([1])), true)
  assert.equal(sameValue(new Map([['a', '1']]), new Map([['a', '1']])), true)
  assert.equal(sameValue(new Map([['a', '1']]), new Map([['a', '2']])), false)
  assert.equal(sameValue(1, 1n), false)
  assert.equal(sameValue(new DurationValue(1n), new TimestampValue(1n)), false)
  assert.equal(sameValue(Number.NaN, Number.NaN), true)
})
