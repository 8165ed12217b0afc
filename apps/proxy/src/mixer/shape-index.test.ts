/** Shapes and keys: what fits, what is equal, and the bounds of the index. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AttributeValue,
  Condition,
  DurationValue,
  MutableBag,
  type Reference,
  sameValue,
  TimestampValue,
} from '@flotilla/attributes'
import fc from 'fast-check'
import { ReferenceShape } from './reference-shape.ts'
import { ShapeIndex } from './shape-index.ts'

const { exact, absence } = Condition
const ref = (
  name: string,
  mapKey: string | null = null,
  condition: Reference['condition'] = exact,
): Reference => ({
  name,
  mapKey,
  condition,
})

test('what a shape takes', () => {
  const headers = new Map([['x', '1']])
  const cases: [Reference[], Record<string, AttributeValue>, boolean][] = [
    [[ref('a')], { a: '1' }, true],
    [[ref('a')], {}, false],
    [[ref('a', null, absence)], {}, true],
    [[ref('a', null, absence)], { a: '' }, false],
    [[ref('m', 'x')], { m: headers }, true],
    [[ref('m', 'y')], { m: headers }, false],
    [[ref('m', 'x')], { m: 'text' }, false],
    [[ref('m', 'y', absence)], { m: headers }, true],
    [[ref('m', 'y', absence)], {}, true],
    [[ref('m', 'x', absence)], { m: headers }, false],
    [[ref('m', 'y', absence)], { m: 'text' }, false],
    // Ours: learned without the map, not for requests that have it.
    [[ref('m', null, absence)], { m: headers }, false],
  ]
  for (const [references, attributes, fits] of cases) {
    const key = new ReferenceShape(references).keyOf(new MutableBag(Object.entries(attributes)))
    assert.equal(key !== null, fits, JSON.stringify(references))
  }
})

const anyValue: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', '1', ':', ';', 'i', 't') }),
  fc.bigInt({ min: -3n, max: 3n }),
  fc.double(),
  fc.boolean(),
  fc.uint8Array({ maxLength: 3 }),
  fc.bigInt({ min: -3n, max: 3n }).map((ns) => new TimestampValue(ns)),
  fc.bigInt({ min: -3n, max: 3n }).map((ns) => new DurationValue(ns)),
  fc
    .dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('1', '1:1'))
    .map((o) => new Map(Object.entries(o))),
)

test('keys are equal exactly where the values are', () => {
  const shape = new ReferenceShape([ref('a'), ref('b')])
  fc.assert(
    fc.property(anyValue, anyValue, anyValue, anyValue, (a, b, c, d) => {
      const left = shape.keyOf(
        new MutableBag([
          ['a', a],
          ['b', b],
        ]),
      )
      const right = shape.keyOf(
        new MutableBag([
          ['a', c],
          ['b', d],
        ]),
      )
      const isSame = sameValue(a, c) && sameValue(b, d)
      // Numbers that print alike are one key: 0 and -0.
      if (left === right && !isSame)
        assert.ok([a, b].some((v) => Object.is(v, -0)) || [c, d].some((v) => Object.is(v, -0)))
      if (isSame) assert.equal(left, right)
    }),
    { numRuns: 2000 },
  )
})

test('beyond its size the index drops what was not read', () => {
  const index = new ShapeIndex<number>(3)
  const bag = (user: number) => new MutableBag([['u', BigInt(user)]])
  for (const user of [1, 2, 3]) index.insert(bag(user), [ref('u')], user)
  assert.equal(
    index.find(bag(1), () => true),
    1,
  )
  index.insert(bag(4), [ref('u')], 4)
  assert.equal(index.size, 3)
  assert.equal(
    index.find(bag(1), () => true),
    1,
  )
  assert.equal(
    index.find(bag(2), () => true),
    null,
  )
  assert.equal(
    index.find(bag(4), () => true),
    4,
  )
})

test('shapes are bounded too', () => {
  const index = new ShapeIndex<number>(1000)
  for (let i = 0; i < 100; i++) index.insert(new MutableBag([[`a${i}`, '1']]), [ref(`a${i}`)], i)
  assert.equal(index.shapeCount, 64)
  assert.equal(
    index.find(new MutableBag([['a99', '1']]), () => true),
    99,
  )
  assert.equal(
    index.find(new MutableBag([['a0', '1']]), () => true),
    null,
  )
})
