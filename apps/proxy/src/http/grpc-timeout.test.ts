/** Reading and writing grpc-timeout. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { grpcTimeoutMs, grpcTimeoutText } from './grpc-timeout.ts'

test('values and units', () => {
  const cases: readonly (readonly [text: string, ms: number])[] = [
    ['1H', 3_600_000],
    ['2M', 120_000],
    ['3S', 3000],
    ['150m', 150],
    ['1500u', 2],
    ['1n', 1],
    ['0S', 0],
    ['123456789m', -1],
    ['1', -1],
    ['m', -1],
    ['1x', -1],
    ['-1S', -1],
    ['1.5S', -1],
  ]
  for (const [text, ms] of cases) assert.equal(grpcTimeoutMs(['grpc-timeout', text]), ms, text)
  assert.equal(grpcTimeoutMs([]), -1)
})

test('long times take a coarser unit', () => {
  assert.equal(grpcTimeoutText(99_999_999), '99999999m')
  assert.equal(grpcTimeoutText(100_000_000), '100000S')
  assert.equal(grpcTimeoutText(100_000_000_000), '1666666M')
})
