/** MessagePack as the forward protocol uses it: known encodings, streams cut at every byte, and what is refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode } from '@msgpack/msgpack'
import fc from 'fast-check'
import { EventTime, type Packable, pack, unpackStream } from './msgpack.ts'

// From the MessagePack specification; integers are 64 bits wide.
const KNOWN: readonly [string, Packable, string][] = [
  ['null', null, 'c0'],
  ['booleans', [true, false], '92c3c2'],
  ['integers', [7n, -33n], '92cf0000000000000007d3ffffffffffffffdf'],
  ['doubles, whole ones too', [1.5, 3], '92cb3ff8000000000000cb4008000000000000'],
  ['texts', ['', 'ä'], '92a0a2c3a4'],
  ['a map', new Map([['a', null]]), '81a161c0'],
  [
    'a key that objects treat as their own',
    new Map([['__proto__', null]]),
    '81a95f5f70726f746f5f5fc0',
  ],
  ['a time', new EventTime(1, 2), 'd7000000000100000002'],
]

for (const [name, value, hex] of KNOWN)
  test(`packs ${name}`, () => {
    assert.equal(Buffer.from(pack(value)).toString('hex'), hex)
  })

test('what is packed is read again as it was', () => {
  const leaf = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(null),
  )
  const keys = fc.string().filter((key) => key !== '__proto__') // the library does not read it
  fc.assert(
    fc.property(fc.array(fc.tuple(keys, leaf), { maxLength: 20 }), (pairs) => {
      const record = new Map(pairs)
      const read = decode(pack(record), { useBigInt64: true })
      assert.deepEqual(new Map(Object.entries(read as object)), record)
    }),
  )
})

async function values(...pieces: readonly Uint8Array[]): Promise<unknown[]> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield* pieces
  }
  const read: unknown[] = []
  for await (const value of unpackStream(bytes())) read.push(value)
  return read
}

test('answers are read however their bytes come', async () => {
  const text = Buffer.concat([
    pack(new Map([['ack', 'first']])),
    pack(new Map([['ack', 'x'.repeat(40)]])),
  ])
  const expected = [{ ack: 'first' }, { ack: 'x'.repeat(40) }]
  for (let cut = 0; cut <= text.length; cut++)
    assert.deepEqual(await values(text.subarray(0, cut), text.subarray(cut)), expected)
  assert.deepEqual(await values(...[...text].map((byte) => Uint8Array.of(byte))), expected)
})

test('what is no MessagePack, and what is longer than any answer, is refused', async () => {
  for (const hex of ['c1', 'dbffffffff', 'ddffffffff', 'dfffffffff', 'c6ffffffff', '81c001'])
    await assert.rejects(values(Buffer.from(hex, 'hex')), hex)
})
