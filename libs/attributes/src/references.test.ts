/** Referenced attributes on the wire, and what a sender may not cache. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  Condition,
  decodeReferences,
  encodeReferences,
  MutableBag,
  type Reference,
} from './index.ts'

const { exact, absence } = Condition
const bag = new MutableBag([
  ['request.headers', new Map([['x', '1']])],
  ['source.uid', 'u'],
])

test('references survive the wire', () => {
  const references: Reference[] = [
    { name: 'request.headers', mapKey: 'x-mine', condition: absence },
    { name: 'request.headers', mapKey: 'source.ip', condition: absence },
    { name: 'source.uid', mapKey: null, condition: exact },
    { name: 'my.own', mapKey: null, condition: absence },
  ]
  for (const count of [1, 111, 222]) {
    const message = encodeReferences(references, count)
    assert.deepEqual(decodeReferences(message, bag), references, `${count} words`)
    assert.ok(message.attributeMatches.every((m) => m.name < count && m.mapKey < count))
  }
})

test('an empty key is no key', () => {
  const message = encodeReferences([{ name: 'request.headers', mapKey: '', condition: exact }], 222)
  assert.equal(message.attributeMatches[0]?.mapKey, 0)
})

test('a regex condition or an unknown word cannot key a cache', () => {
  const match = { name: 3, condition: Condition.exact, regex: '', mapKey: 0 }
  const decode = (over: object) =>
    decodeReferences({ words: [], attributeMatches: [{ ...match, ...over }] }, bag)
  assert.equal(decode({ condition: Condition.regex }), null)
  assert.equal(decode({ condition: Condition.unspecified }), null)
  assert.equal(decode({ name: -1 }), null)
  assert.equal(decode({ name: 15, mapKey: 999 }), null)
  // The key of something that is no map is not looked at.
  assert.deepEqual(decode({ mapKey: 999 }), [
    { name: 'source.uid', mapKey: null, condition: exact },
  ])
})
