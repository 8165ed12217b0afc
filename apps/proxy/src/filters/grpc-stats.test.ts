/** Counting gRPC messages in bodies that are cut anywhere. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MessageCounter } from './grpc-stats.ts'

test('messages are counted at every cut', () => {
  const body = Buffer.from([0, 0, 0, 0, 2, 9, 9, 0, 0, 0, 0, 0, 1, 0, 0, 0, 3, 7, 7, 7])
  for (let cut = 0; cut <= body.length; cut++) {
    const counter = new MessageCounter()
    assert.equal(counter.count(body.subarray(0, cut)) + counter.count(body.subarray(cut)), 3)
  }
  const single = new MessageCounter()
  let total = 0
  for (const byte of body) total += single.count(Buffer.from([byte]))
  assert.equal(total, 3)
})
