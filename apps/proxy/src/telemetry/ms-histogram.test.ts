/** Two significant digits, ranks and buckets as Envoy 1.40 shows them for the same samples. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  binsBetween,
  cumulativeBuckets,
  ENVOY_BUCKETS_MS,
  MsHistogram,
  quantileOf,
  sampleCount,
} from './ms-histogram.ts'

function of(...values: number[]): MsHistogram {
  const histogram = new MsHistogram()
  for (const value of values) histogram.record(value)
  return histogram
}

test('quantiles are those of Envoy', () => {
  const seven = of(0, 0, 0, 0, 0, 1, 4).bins()
  assert.deepEqual(
    [0, 0.5, 0.75, 0.9, 1].map((q) => Number(quantileOf(seven, q).toFixed(6))),
    [0, 0, 1.05, 4.05, 4.05],
  )
  assert.ok(Math.abs(quantileOf(of(6010, 6090).bins(), 0.5) - 6033.333) < 0.001)
  assert.ok(Math.abs(quantileOf(of(6010, 6090).bins(), 1) - 6066.667) < 0.001)
  assert.equal(quantileOf(of(15).bins(), 0.5), 15.5)
  assert.ok(Number.isNaN(quantileOf([], 0.5)))
})

test('buckets are cumulative and end in the last bound', () => {
  const counts = cumulativeBuckets(of(0, 1, 4, 26, 2500, 1e9).bins())
  assert.equal(counts.length, ENVOY_BUCKETS_MS.length)
  assert.deepEqual(counts.slice(0, 6), [1, 2, 3, 3, 3, 4])
  assert.equal(counts[ENVOY_BUCKETS_MS.indexOf(2500)], 5)
  assert.equal(counts.at(-1), 5, 'what is longer than an hour is in +Inf alone')
})

test('an interval is what came between two marks', () => {
  const histogram = of(1, 2)
  const before = histogram.mark()
  histogram.record(2)
  assert.deepEqual(binsBetween(before, histogram.mark()), [{ lower: 2, width: 0.1, count: 1 }])
  assert.equal(sampleCount(binsBetween(null, histogram.mark())), 3)
  assert.deepEqual(binsBetween(null, null), [])
})

test('every value lies in its bin, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9_999_999 }), { minLength: 1 }), (values) => {
      const bins = of(...values).bins()
      assert.equal(sampleCount(bins), values.length)
      for (const value of values)
        assert.ok(
          bins.some(({ lower, width }) => lower <= value && value < lower + Math.max(width, 1)),
          String(value),
        )
      const highest = Math.max(...values)
      assert.ok(quantileOf(bins, 1) <= highest * 1.1 + 0.1)
      assert.ok(quantileOf(bins, 1) >= highest * 0.9)
    }),
  )
})

test('what is no time counts as none', () => {
  assert.deepEqual(of(-1, Number.NaN).bins(), [{ lower: 0, width: 0, count: 2 }])
})
