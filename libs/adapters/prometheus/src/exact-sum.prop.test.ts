/** Sums: independent of order and of grouping, and equal to the exact sum rounded once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ExactSum } from './exact-sum.ts'

const term = fc.oneof(
  fc.integer({ min: -5, max: 1_000_000 }),
  fc.integer({ min: 0, max: 10_000_000_000 }).map((ns) => ns / 1e9),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e200, max: 1e200 }),
  fc.constantFrom(5e-324, 0.1, 2 ** 53, -(2 ** 53), 1e100, -1e100, 2 ** 1000, -(2 ** 1000)),
)
const terms = fc.array(fc.tuple(term, fc.integer({ min: 1, max: 20 })), { maxLength: 30 })

function sumOf(list: readonly (readonly [number, number])[]): number {
  const sum = new ExactSum()
  for (const [value, times] of list) sum.add(value, times)
  return sum.value
}

/** A double as a whole number of 2^-1074, without rounding. */
function exact(value: number): bigint {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  const raw = bits.getBigUint64(0)
  const exponent = Number((raw >> 52n) & 0x7ffn)
  const fraction = raw & 0xf_ffff_ffff_ffffn
  const size = exponent === 0 ? fraction : (fraction | (1n << 52n)) << BigInt(exponent - 1)
  return raw >> 63n === 1n ? -size : size
}

test('a sum is the nearest double to the exact sum', () => {
  fc.assert(
    fc.property(terms, (list) => {
      const wanted = list.reduce((sum, [value, times]) => sum + exact(value) * BigInt(times), 0n)
      const got = sumOf(list)
      const off = (value: number): bigint => {
        const distance = exact(value) - wanted
        return distance < 0n ? -distance : distance
      }
      const step = Math.max(Math.abs(got) * 2 ** -53, 5e-324)
      assert.ok(off(got) <= off(got + step) && off(got) <= off(got - step))
    }),
  )
})

test('order does not count, and many equal terms are one of that weight', () => {
  fc.assert(
    fc.property(
      terms.chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
      ),
      ([list, shuffled]) => {
        const single = list.flatMap(([value, times]) =>
          Array.from({ length: times }, () => [value, 1] as const),
        )
        assert.equal(sumOf(shuffled) + 0, sumOf(list) + 0)
        assert.equal(sumOf(single) + 0, sumOf(list) + 0)
      },
    ),
  )
})

const CASES: readonly [string, readonly (readonly [number, number])[], number][] = [
  ['nothing', [], 0],
  [
    'whole numbers',
    [
      [1, 3],
      [2, 1],
    ],
    5,
  ],
  ['tenths', [[0.1, 10]], 1],
  [
    'what cancels out',
    [
      [1e100, 1],
      [1, 1],
      [-1e100, 1],
    ],
    1,
  ],
  [
    'beyond whole numbers',
    [
      [2 ** 53 - 1, 2],
      [1, 2],
    ],
    2 ** 54,
  ],
  [
    'an infinity',
    [
      [1, 1],
      [Number.POSITIVE_INFINITY, 2],
      [0.5, 1],
    ],
    Number.POSITIVE_INFINITY,
  ],
  ['a count beyond 32 bits', [[0.5, 2 ** 40]], 2 ** 39],
]

for (const [name, list, wanted] of CASES)
  test(`sum: ${name}`, () => assert.equal(sumOf(list), wanted))

test('opposite infinities have no sum', () => {
  const sum = new ExactSum()
  sum.add(Number.POSITIVE_INFINITY, 1)
  sum.add(Number.NEGATIVE_INFINITY, 1)
  sum.add(1, 1)
  assert.equal(sum.value, Number.NaN)
  sum.set(2)
  assert.equal(sum.value, 2)
})
