/** Packed bodies are unpacked by anybody, however they were cut. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { BrotliCompressor, GzipCompressor, packAny, ZstdCompressor } from '@flotilla/proto'
import { Violations } from '../compile/violations.ts'
import { chosenEncoding } from './accept-encoding.ts'
import { compressorLibrary } from './body-packers.ts'

const CASES = [
  ['gzip', packAny(GzipCompressor, GzipCompressor.create()), gunzipSync],
  ['br', packAny(BrotliCompressor, BrotliCompressor.create()), brotliDecompressSync],
  [
    'zstd',
    packAny(ZstdCompressor, ZstdCompressor.create({ enableChecksum: true })),
    zstdDecompressSync,
  ],
] as const

test('a body in pieces is one body, also where it is long or empty', () => {
  const big = Buffer.from('0123456789abcdef'.repeat(50_000))
  const bodies: readonly (readonly Buffer[])[] = [
    [Buffer.from('a'.repeat(5000)), Buffer.from('b'), Buffer.from('ab'.repeat(3000))],
    [],
    [big, big, Buffer.from('end')],
  ]
  for (const [encoding, typedConfig, unpack] of CASES) {
    const at = new Violations()
    const library = compressorLibrary({ name: 'x', typedConfig }, at)
    assert.deepEqual(at.all, [])
    assert.equal(library.encoding, encoding)
    for (const pieces of bodies) {
      const packer = library.packer()
      const packed = [...pieces.map((piece) => packer.write(piece)), packer.end()]
      const whole = Buffer.concat(packed.filter((piece) => piece !== null))
      assert.ok(unpack(whole).equals(Buffer.concat(pieces)), `${encoding} of ${pieces.length}`)
    }
  }
})

test('of several encodings the first of the best', () => {
  const all = ['gzip', 'br']
  const cases: readonly (readonly [string, string | null])[] = [
    ['gzip, br', 'gzip'],
    ['br, gzip', 'br'],
    ['gzip;q=0.5, br', 'br'],
    ['zstd, br;q=0.1', 'br'],
    ['*', 'gzip'],
    ['identity, gzip', null],
    ['gzip;q=0', null],
    ['', null],
  ]
  for (const [accepted, want] of cases) assert.equal(chosenEncoding(accepted, all), want, accepted)
})
