/** The compressed form, byte by byte: the vectors of the published wire, word lists and their limits. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  type AttributeValue,
  BASE_WORD_COUNT,
  DurationValue,
  encodeAttributes,
  GLOBAL_WORD_COUNT,
  GLOBAL_WORDS,
  globalIndexOf,
  MutableBag,
  parseIp,
  refuseWordCount,
  TimestampValue,
  WordList,
  wordAt,
} from './index.ts'

const SHARED =
  process.env['FLOTILLA_SHARED'] ?? new URL('../../../../shared', import.meta.url).pathname

const VECTORS: readonly [name: string, value: AttributeValue, hex: string][] = [
  ['request.method', 'GET', '1205082610b401'],
  ['request.path', '/x', '0a022f78120408221001'],
  ['response.code', 200n, '1a05083c10c801'],
  ['connection.mtls', true, '2a0508e2021001'],
  ['source.ip', parseIp('10.0.0.1') as Uint8Array, '4208080012040a000001'], // a literal that parses
  ['response.duration', new DurationValue(1_500_000_000n), '3a0c083a120808011080cab5ee01'],
  ['request.headers', new Map([[':path', '/x']]), '0a022f784a0a081e12060a0408421001'],
  ['request.time', new TimestampValue(0n), '320408301200'],
]

test('each kind of value has the bytes of the published vectors', () => {
  for (const [name, value, hex] of VECTORS) {
    const bytes = encodeAttributes(new MutableBag([[name, value]]))
    assert.equal(Buffer.from(bytes).toString('hex'), hex, name)
  }
})

test('words beyond the count in force travel in the message', () => {
  const bag = new MutableBag([['context.proxy_version', 'GET']])
  assert.equal(globalIndexOf('context.proxy_version'), 221)
  const small = encodeAttributes(bag, BASE_WORD_COUNT)
  assert.equal(
    Buffer.from(small).toString('hex'),
    `0a15${Buffer.from('context.proxy_version').toString('hex')}12050801 10b401`.replace(' ', ''),
  )
})

test('four words keep their quotes and the bare ones stand apart', () => {
  assert.equal(GLOBAL_WORD_COUNT, 222)
  const quoted: [number, string][] = [
    [94, "'200'"],
    [111, "'0'"],
    [112, "'1'"],
    [218, '"-"'],
  ]
  for (const [index, word] of quoted) assert.equal(GLOBAL_WORDS[index], word)
  assert.equal(globalIndexOf('0'), 134)
  assert.equal(globalIndexOf('200'), 136)
  assert.equal(globalIndexOf('-'), -1)
})

test('the word list is the published one', (t) => {
  const file = `${SHARED}/spec/global-dictionary.txt`
  if (!existsSync(file)) {
    t.skip(`no published list at ${file}`)
    return
  }
  assert.deepEqual(readFileSync(file, 'utf8').replace(/\n$/, '').split('\n'), GLOBAL_WORDS)
})

test('a word list reuses slots and counts down from -1', () => {
  const words = new WordList()
  assert.equal(words.indexOf('source.ip'), 0)
  assert.equal(words.indexOf('new'), -1)
  assert.equal(words.indexOf('other'), -2)
  assert.equal(words.indexOf('new'), -1)
  assert.deepEqual(words.words, ['new', 'other'])
  assert.equal(wordAt(-2, words.words), 'other')
  assert.equal(wordAt(-3, words.words), null)
  assert.equal(wordAt(222, words.words), null)
})

test('a caller that knows more words is refused in the words that clients look for', () => {
  assert.equal(refuseWordCount(222), null)
  assert.equal(
    refuseWordCount(223),
    'inconsistent global dictionary versions used: mixer knows 222 words, caller knows 223',
  )
})
