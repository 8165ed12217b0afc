/** CheckRequest bytes: the published vector, and what the generated message reads of them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MutableBag } from '@flotilla/attributes'
import { CheckRequest } from '@flotilla/proto'
import { encodeCheckRequest } from './check-request.ts'

test('the published vector', () => {
  const quotas = new Map([['q', { amount: 1, isBestEffort: true }]])
  const bytes = encodeCheckRequest(new MutableBag(), 222, 'd', quotas)
  assert.equal(Buffer.from(bytes).toString('hex'), '0a0010de011a016422090a0171120408011001')
})

test('all of it is read back', () => {
  const quotas = new Map([
    ['q', { amount: 300, isBestEffort: false }],
    ['r', { amount: 1, isBestEffort: true }],
  ])
  const bag = new MutableBag([['request.path', '/x'.repeat(1000)]])
  const message = CheckRequest.decode(encodeCheckRequest(bag, 111, 'id-1', quotas))
  assert.equal(message.globalWordCount, 111)
  assert.equal(message.deduplicationId, 'id-1')
  assert.deepEqual(message.attributes?.words, ['/x'.repeat(1000)])
  assert.deepEqual(
    message.quotas,
    new Map([
      ['q', { amount: 300n, bestEffort: false }],
      ['r', { amount: 1n, bestEffort: true }],
    ]),
  )
})
