/** Decoding what was encoded gives it back, through the generated messages, for both decoders and for batches. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CompressedAttributes, ReferencedAttributes, ReportRequest } from '@flotilla/proto'
import fc from 'fast-check'
import {
  type AttributeBag,
  type AttributeValue,
  BASE_WORD_COUNT,
  CompressedBag,
  Condition,
  DurationValue,
  decodeEagerly,
  decodeReferences,
  decodeReport,
  encodeAttributes,
  encodeReferences,
  GLOBAL_WORDS,
  MessageWords,
  MutableBag,
  ReportEncoder,
  ReportEncoding,
  sameValue,
  TimestampValue,
} from './index.ts'

const word = fc.oneof(
  fc.constantFrom(...GLOBAL_WORDS),
  fc.string({ maxLength: 12 }),
  fc.constantFrom("'200'", '200', '"-"', '-', ''),
)
const ns = fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n })
const anyValue: fc.Arbitrary<AttributeValue> = fc.oneof(
  word,
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double(),
  fc.boolean(),
  fc.uint8Array({ maxLength: 20 }),
  ns.map((one) => new TimestampValue(one)),
  ns.map((one) => new DurationValue(one)),
  fc.array(fc.tuple(word, word), { maxLength: 6 }).map((entries) => new Map(entries)),
)
const anyBag = fc
  .array(fc.tuple(word, anyValue), { maxLength: 12 })
  .map((entries) => new MutableBag(entries))
const anyWordCount = fc.constantFrom(0, BASE_WORD_COUNT, GLOBAL_WORDS.length)

function assertSame(actual: AttributeBag, expected: AttributeBag): void {
  assert.deepEqual([...actual.names()].sort(), [...expected.names()].sort())
  for (const name of expected.names()) {
    const [a, b] = [actual.get(name), expected.get(name)]
    assert.ok(a !== undefined && b !== undefined && sameValue(a, b), name)
  }
}

test('both decoders read what was encoded, whatever words the receiver knows', () => {
  fc.assert(
    fc.property(anyBag, anyWordCount, (bag, count) => {
      const message = CompressedAttributes.decode(encodeAttributes(bag, count))
      assertSame(new CompressedBag(message), bag)
      const eager = decodeEagerly(message, new MessageWords(message.words))
      assert.ok(eager.kind === 'ok')
      assertSame(eager.bag, bag)
    }),
  )
})

test('a batch keeps its elements apart and shares its words', () => {
  fc.assert(
    fc.property(fc.array(anyBag, { maxLength: 5 }), anyWordCount, (bags, count) => {
      const encoder = new ReportEncoder(count)
      for (const bag of bags) encoder.add(bag)
      assert.equal(encoder.count, bags.length)
      const request = ReportRequest.decode(encoder.finish())
      assert.equal(encoder.count, 0)
      assert.equal(request.globalWordCount, count)
      assert.ok(request.attributes.every((element) => element.words.length === 0))
      const decoded = [...decodeReport(request)]
      assert.equal(decoded.length, bags.length)
      for (const [i, element] of decoded.entries()) {
        assert.ok(element.kind === 'ok')
        assertSame(element.bag, bags[i] as MutableBag)
      }
    }),
    { numRuns: 50 },
  )
})

test('references survive the wire', () => {
  const reference = fc
    .tuple(
      word.filter((one) => one !== ''),
      fc.option(word.filter((one) => one !== '')),
      fc.constantFrom(Condition.exact, Condition.absence),
    )
    .map(([name, mapKey, condition]) => ({ name, mapKey, condition }))
  fc.assert(
    fc.property(fc.array(reference), anyWordCount, (references, count) => {
      const message = ReferencedAttributes.create(encodeReferences(references, count))
      const back = ReferencedAttributes.decode(ReferencedAttributes.encode(message))
      const maps = new MutableBag(references.map((one) => [one.name, new Map()]))
      assert.deepEqual(decodeReferences(back, maps), references)
    }),
  )
})

function element(
  strings: readonly (readonly [number, number])[],
  words: readonly string[] = [],
  over: Partial<CompressedAttributes> = {},
): CompressedAttributes {
  return CompressedAttributes.create({ strings: new Map(strings), words, ...over })
}

test('deltas are applied one over the other, and a bad one leaves no trace', () => {
  const [method, path, get] = [19, 17, 90]
  const duplicate = element([[method, -1]], [], { int64s: new Map([[method, 1n]]) })
  const batch = {
    attributes: [
      element([
        [method, get],
        [path, -1],
      ]),
      element([[path, -2]]),
      duplicate,
      element([[path, -1]], ['/own']),
    ],
    defaultWords: ['/a', '/b'],
    repeatedAttributesSemantics: ReportEncoding.delta,
  }
  const seen = [...decodeReport(batch)].map((one) =>
    one.kind === 'ok' ? [one.bag.get('request.method'), one.bag.get('request.path')] : one.message,
  )
  assert.deepEqual(seen, [
    ['GET', '/a'],
    ['GET', '/b'],
    'duplicate attribute request.method',
    ['GET', '/own'],
  ])
})

test('the lazy decoder takes the first type of a name, and nothing that has no word', () => {
  const message = element(
    [
      [17, 999],
      [999, 1],
    ],
    ['request.host'],
    {
      int64s: new Map([[19, 1n]]),
      bools: new Map([[19, true]]),
      stringMaps: new Map([[15, { entries: new Map([[1, -9]]) }]]),
      doubles: new Map([[18, 1.5]]),
    },
  )
  const bag = new CompressedBag(message)
  // request.host was sent under its global index, but is a message word too: it is not found.
  assert.deepEqual([...bag.names()], ['request.method'])
  assert.equal(bag.get('request.method'), 1n)
  for (const name of ['request.path', 'request.headers', 'request.host', 'no.such'])
    assert.equal(bag.get(name), undefined, name)
})
