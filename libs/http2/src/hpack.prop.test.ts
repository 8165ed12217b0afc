/** Properties of HPACK: decoding undoes encoding whatever is sent, and both tables stay within their size. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DEFAULT_CONFIG } from './config.ts'
import { HeaderBlock } from './header-block.ts'
import { HpackDecoder } from './hpack-decoder.ts'
import { HpackEncoder } from './hpack-encoder.ts'
import { huffmanDecode, huffmanEncode, huffmanLength } from './huffman.ts'

const NAME = fc.oneof(
  fc.constantFrom(
    ':path',
    'accept',
    'date',
    'cookie',
    'x-request-id',
    'content-type',
    'x-a',
    'x-b',
  ),
  fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/),
)
const VALUE = fc.oneof(
  fc.constantFrom('', '/', '200', 'gzip, deflate', 'application/grpc'),
  fc.stringMatching(/^[\x20-\x7e]{0,60}$/),
  fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)),
    maxLength: 20,
  }),
)
const LIST = fc.array(fc.tuple(NAME, VALUE), { maxLength: 12 })

class Collected extends HeaderBlock {
  readonly list: [string, string][] = []

  constructor() {
    super(DEFAULT_CONFIG)
  }

  override add(name: string, value: string): void {
    this.list.push([name, value])
  }
}

test('decoding undoes encoding over a whole connection', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(LIST, fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 4096 })), {
        maxLength: 30,
      }),
      (steps) => {
        const encoder = new HpackEncoder(4096, Buffer.alloc(64))
        const decoder = new HpackDecoder(4096)
        for (const [list, kind, size] of steps) {
          if (kind === 0) encoder.resize(size)
          encoder.begin()
          encoder.addAll(list.flat())
          const bytes = Buffer.from(encoder.buffer.subarray(0, encoder.length))
          const into = new Collected()
          assert.ok(decoder.decode(bytes, 0, bytes.length, into))
          assert.deepEqual(into.list, list)
        }
      },
    ),
  )
})

test('Huffman decoding undoes encoding', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = Buffer.from(bytes).toString('latin1')
      const coded = Buffer.alloc(huffmanLength(text))
      huffmanEncode(text, coded, 0)
      const decoded = Buffer.alloc(coded.length * 2)
      const length = huffmanDecode(coded, 0, coded.length, decoded)
      assert.equal(decoded.toString('latin1', 0, length), text)
    }),
  )
})

test('random bytes are decoded or refused, never more', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const block = new HeaderBlock(DEFAULT_CONFIG)
      const buffer = Buffer.from(bytes)
      new HpackDecoder(4096).decode(buffer, 0, buffer.length, block)
      assert.ok(block.bytes <= DEFAULT_CONFIG.maxHeaderListBytes + buffer.length * 4096)
    }),
  )
})
