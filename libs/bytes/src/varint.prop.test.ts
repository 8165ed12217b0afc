/** Protobuf primitives: what is written is read back; cut or malformed input is refused with one code. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ByteReader, ByteWriter } from './index.ts'

const REFUSED = { code: 'FLT_PROTO_MALFORMED' }

function roundTrip<T>(
  arbitrary: fc.Arbitrary<T>,
  write: (w: ByteWriter, value: T) => void,
  read: (r: ByteReader) => T,
): void {
  fc.assert(
    fc.property(arbitrary, (value) => {
      const writer = new ByteWriter(1)
      write(writer, value)
      const bytes = writer.finish()
      const reader = new ByteReader(bytes)
      assert.deepEqual(read(reader), value)
      assert.equal(reader.done, true)
      for (let cut = 0; cut < Math.min(bytes.length, 64); cut++)
        assert.throws(() => read(new ByteReader(bytes.subarray(0, cut))), REFUSED)
    }),
  )
}

const int32 = fc.integer()
const uint32 = fc.nat({ max: 0xffff_ffff })
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })

test('uint32', () =>
  roundTrip(
    uint32,
    (w, v) => w.uint32(v),
    (r) => r.uint32(),
  ))
test('int32', () =>
  roundTrip(
    int32,
    (w, v) => w.int32(v),
    (r) => r.int32(),
  ))
test('sint32', () =>
  roundTrip(
    int32,
    (w, v) => w.sint32(v),
    (r) => r.sint32(),
  ))
test('int64', () =>
  roundTrip(
    int64,
    (w, v) => w.int64(v),
    (r) => r.int64(),
  ))
test('uint64', () =>
  roundTrip(
    uint64,
    (w, v) => w.uint64(v),
    (r) => r.uint64(),
  ))
test('int64 as number', () =>
  roundTrip(
    fc.maxSafeInteger(),
    (w, v) => w.int64(v),
    (r) => r.int64AsNumber(),
  ))
test('bool', () =>
  roundTrip(
    fc.boolean(),
    (w, v) => w.bool(v),
    (r) => r.bool(),
  ))
test('double', () =>
  roundTrip(
    fc.double({ noNaN: true }),
    (w, v) => w.double(v),
    (r) => r.double(),
  ))
test('fixed32', () =>
  roundTrip(
    uint32,
    (w, v) => w.fixed32(v),
    (r) => r.fixed32(),
  ))
test('fixed64', () =>
  roundTrip(
    uint64,
    (w, v) => w.fixed64(v),
    (r) => r.fixed64(),
  ))
test('string', () =>
  roundTrip(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    (w, v) => w.string(v),
    (r) => r.string(),
  ))
test('bytes', () =>
  roundTrip(
    fc.uint8Array({ maxLength: 300 }),
    (w, v) => w.bytes(v),
    (r) => new Uint8Array(r.bytes()),
  ))

test('a nested block of any size carries its length', () => {
  for (const size of [0, 1, 127, 128, 16_383, 16_384, 2_097_152]) {
    const writer = new ByteWriter(1)
    writer.nested((w) => {
      for (let left = size; left > 0; left -= 65_536)
        w.bytes(new Uint8Array(Math.min(left, 65_536)))
    })
    const bytes = writer.finish()
    const reader = new ByteReader(bytes)
    const inner = reader.message()
    assert.equal(reader.offset, bytes.length)
    let total = 0
    while (!inner.done) total += inner.bytes().length
    assert.equal(total, size)
  }
})

const MALFORMED: readonly [string, number[], (r: ByteReader) => unknown][] = [
  ['a varint of eleven bytes', [...new Array<number>(10).fill(0xff), 1], (r) => r.uint64()],
  [
    'an integer beyond 2^53',
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
    (r) => r.int64AsNumber(),
  ],
  ['a string that is not UTF-8', [2, 0xc3, 0x28], (r) => r.string()],
  ['a field longer than its message', [5, 1], (r) => r.bytes()],
  ['an unknown wire type', [0], (r) => r.skip(7)],
  ['a group that does not end', [0x0b, 0x0b], (r) => r.skip(3)],
]

for (const [what, bytes, read] of MALFORMED) {
  test(`refuses ${what}`, () =>
    assert.throws(() => read(new ByteReader(Uint8Array.from(bytes))), REFUSED))
}

test('random bytes never do anything but read or refuse', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const reader = new ByteReader(bytes)
      try {
        while (!reader.done) reader.skip(reader.uint32() & 7)
      } catch (error) {
        assert.equal((error as { code?: string }).code, REFUSED.code)
      }
    }),
  )
})
