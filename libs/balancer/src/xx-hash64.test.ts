/** xxHash64 against published values. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { xxHash64 } from './index.ts'

test('known inputs hash to the published values', () => {
  const cases: [string, bigint][] = [
    ['', 0xef46db3751d8e999n],
    ['a', 0xd24ec4f1a98c6e5bn],
    ['abc', 0x44bc2cf5ad770999n],
    // The two values that Envoy's own tests hold.
    ['foo', 3728699739546630719n],
    ['bar', 5234164152756840025n],
    // Longer than one 32-byte stripe.
    ['Nobody inspects the spammish repetition', 0xfbcea83c8a378bf1n],
  ]
  for (const [text, want] of cases) assert.equal(xxHash64(text), want, text)
})

test('the seed changes the hash', () => {
  assert.notEqual(xxHash64('foo', 1n), xxHash64('foo'))
})

test('text and its bytes hash alike', () => {
  assert.equal(xxHash64('größe'), xxHash64(Buffer.from('größe')))
})
