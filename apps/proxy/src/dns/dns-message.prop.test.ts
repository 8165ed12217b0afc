/** DNS messages under random bytes: no throw, and what is read of a query comes back in its answer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeAnswer, parseQuery, ResponseCode } from './dns-message.ts'

const label = fc.stringMatching(/^[a-z0-9-]{1,20}$/)

test('random bytes are a query or none, never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      const query = parseQuery(Buffer.from(bytes))
      if (query !== null) encodeAnswer(query, ResponseCode.ok, [], 1, query.maxUdpBytes)
    }),
  )
})

test('a query cut or changed anywhere is still a query or none', () => {
  fc.assert(
    fc.property(
      fc.array(label, { minLength: 1, maxLength: 5 }),
      fc.nat(),
      fc.nat(255),
      (labels, at, byte) => {
        const whole = queryOf(labels)
        assert.equal(parseQuery(whole)?.name, labels.join('.'))
        parseQuery(whole.subarray(0, at % whole.length))
        const changed = Buffer.from(whole)
        changed[at % changed.length] = byte
        parseQuery(changed)
      },
    ),
  )
})

test('an answer repeats id and question, and holds what fits', () => {
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 5 }), fc.nat(200), (labels, count) => {
      const query = parseQuery(queryOf(labels))
      assert.ok(query !== null)
      const addresses = Array.from({ length: count }, (_, i) => Uint8Array.of(10, 0, 0, i % 256))
      const answer = encodeAnswer(query, ResponseCode.ok, addresses, 30, query.maxUdpBytes)
      assert.ok(answer.length <= query.maxUdpBytes)
      assert.equal(answer.readUInt16BE(0), query.id)
      assert.ok(answer.subarray(12, 12 + query.question.length).equals(query.question))
      const held = answer.readUInt16BE(6)
      assert.equal(held < count, (answer.readUInt16BE(2) & 0x0200) !== 0)
    }),
  )
})

function queryOf(labels: readonly string[]): Buffer {
  const name = labels.flatMap((text) => [text.length, ...Buffer.from(text)])
  return Buffer.from([0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...name, 0, 0, 1, 0, 1])
}
