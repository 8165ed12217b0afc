/** MessagePack: known encodings, both ways, cut at every byte, and what is refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { EventTime, type Packable, pack, UnpackError, unpack } from './msgpack.ts'

// From the MessagePack specification.
const KNOWN: readonly [string, Packable, string][] = [
  ['null', null, 'c0'],
  ['booleans', [true, false], '92c3c2'],
  ['small integers', [0n, 127n, -1n, -32n], '94007fffe0'],
  ['large integers', [128n, -33n], '92cf0000000000000080d3ffffffffffffffdf'],
  ['a double', 1.5, 'cb3ff8000000000000'],
  ['texts', ['', 'ä'], '92a0a2c3a4'],
  ['bytes', Buffer.of(1, 2), 'c4020102'],
  ['a map', new Map([['a', 1n]]), '81a16101'],
  ['a time', new EventTime(1, 2), 'd7000000000100000002'],
]

for (const [name, value, hex] of KNOWN)
  test(`packs ${name}`, () => {
    assert.equal(pack(value).toString('hex'), hex)
    assert.deepEqual(unpack(Buffer.from(hex, 'hex')), { value, length: hex.length / 2 })
  })

test('lengths beyond each head size', () => {
  for (const length of [31, 32, 255, 256, 65_535, 65_536]) {
    const text = 'x'.repeat(length)
    assert.equal(unpack(pack(text))?.value, text)
    const list = Array.from({ length: Math.min(length, 300) }, () => null)
    assert.deepEqual(unpack(pack(list))?.value, list)
  }
})

const { tie } = fc.letrec<{ tie: Packable }>((self) => ({
  tie: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    fc.string(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(self('tie'), { maxLength: 4 }),
    fc.array(fc.tuple(fc.string(), self('tie')), { maxLength: 4 }).map((list) => new Map(list)),
  ),
}))

test('unpack is the reverse of pack, and less than all bytes is not whole', () => {
  fc.assert(
    fc.property(tie, (value) => {
      const bytes = pack(value)
      assert.deepEqual(unpack(bytes), { value, length: bytes.length })
      for (let i = 0; i < bytes.length; i++) assert.equal(unpack(bytes.subarray(0, i)), null)
    }),
    { numRuns: 200 },
  )
})

test('refuses what it does not know, keys that are no texts, and nesting without end', () => {
  for (const hex of ['c1', '8101', 'd70100000000000000000000', '91'.repeat(40)])
    assert.throws(() => unpack(Buffer.from(`${hex}00`, 'hex')), UnpackError, hex)
})
