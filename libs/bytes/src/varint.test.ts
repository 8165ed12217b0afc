/** Protobuf wire primitives: what is written is read back, also where the buffer has to grow. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ByteReader, ByteWriter } from './index.ts'

test('a nested block keeps its content wherever the end of the buffer falls', () => {
  for (let initial = 1; initial < 40; initial++) {
    for (const size of [0, 1, 2, 3, 4, 5, 20, 127, 128, 300]) {
      const writer = new ByteWriter(initial)
      writer.uint32(7).nested((w) => {
        for (let i = 0; i < size; i++) w.uint32(i % 100)
      })
      const reader = new ByteReader(writer.finish())
      assert.equal(reader.uint32(), 7)
      const content = reader.bytes()
      assert.deepEqual(
        [...content],
        [...Array(size).keys()].map((i) => i % 100),
      )
      assert.equal(reader.done, true)
    }
  }
})
