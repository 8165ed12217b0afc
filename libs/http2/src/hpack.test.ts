/** HPACK against the examples of RFC 7541 Appendix C, and against what must be refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_CONFIG } from './config.ts'
import { HeaderBlock } from './header-block.ts'
import { HpackDecoder } from './hpack-decoder.ts'
import { HpackEncoder } from './hpack-encoder.ts'
import { huffmanDecode, huffmanEncode, huffmanLength } from './huffman.ts'

/** Every field in order, pseudo-headers included. */
class Collected extends HeaderBlock {
  readonly list: string[] = []

  constructor() {
    super(DEFAULT_CONFIG)
  }

  override add(name: string, value: string): void {
    this.list.push(`${name}: ${value}`)
  }
}

function decode(decoder: HpackDecoder, hex: string): string[] | null {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  const into = new Collected()
  return decoder.decode(bytes, 0, bytes.length, into) ? into.list : null
}

interface Example {
  readonly name: string
  readonly tableBytes: number
  readonly blocks: readonly (readonly [hex: string, fields: readonly string[]])[]
}

const REQUESTS: readonly (readonly string[])[] = [
  [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'],
  [
    ':method: GET',
    ':scheme: http',
    ':path: /',
    ':authority: www.example.com',
    'cache-control: no-cache',
  ],
  [
    ':method: GET',
    ':scheme: https',
    ':path: /index.html',
    ':authority: www.example.com',
    'custom-key: custom-value',
  ],
]

const DATE_21 = 'Mon, 21 Oct 2013 20:13:21 GMT'
const DATE_22 = 'Mon, 21 Oct 2013 20:13:22 GMT'
const LOCATION = 'location: https://www.example.com'
const RESPONSES: readonly (readonly string[])[] = [
  [':status: 302', 'cache-control: private', `date: ${DATE_21}`, LOCATION],
  [':status: 307', 'cache-control: private', `date: ${DATE_21}`, LOCATION],
  [
    ':status: 200',
    'cache-control: private',
    `date: ${DATE_22}`,
    LOCATION,
    'content-encoding: gzip',
    'set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
  ],
]

function blocksOf(
  hexes: readonly string[],
  lists: readonly (readonly string[])[],
): [string, readonly string[]][] {
  return hexes.map((hex, i) => [hex, lists[i] ?? []])
}

const EXAMPLES: readonly Example[] = [
  {
    name: 'C.2.1 literal with indexing',
    tableBytes: 4096,
    blocks: [
      [
        '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572',
        ['custom-key: custom-header'],
      ],
    ],
  },
  {
    name: 'C.2.2 literal without indexing',
    tableBytes: 4096,
    blocks: [['040c 2f73 616d 706c 652f 7061 7468', [':path: /sample/path']]],
  },
  {
    name: 'C.2.3 literal never indexed',
    tableBytes: 4096,
    blocks: [['1008 7061 7373 776f 7264 0673 6563 7265 74', ['password: secret']]],
  },
  { name: 'C.2.4 indexed', tableBytes: 4096, blocks: [['82', [':method: GET']]] },
  {
    name: 'C.3 requests without Huffman',
    tableBytes: 4096,
    blocks: blocksOf(
      [
        '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
        '8286 84be 5808 6e6f 2d63 6163 6865',
        '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
      ],
      REQUESTS,
    ),
  },
  {
    name: 'C.4 requests with Huffman',
    tableBytes: 4096,
    blocks: blocksOf(
      [
        '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
        '8286 84be 5886 a8eb 1064 9cbf',
        '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
      ],
      REQUESTS,
    ),
  },
  {
    name: 'C.5 responses without Huffman, evicting',
    tableBytes: 256,
    blocks: blocksOf(
      [
        '4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
        '4803 3330 37c1 c0bf',
        '88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31',
      ],
      RESPONSES,
    ),
  },
  {
    name: 'C.6 responses with Huffman, evicting',
    tableBytes: 256,
    blocks: blocksOf(
      [
        '4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3',
        '4883 640e ffc1 c0bf',
        '88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07',
      ],
      RESPONSES,
    ),
  },
]

for (const { name, tableBytes, blocks } of EXAMPLES)
  test(`RFC 7541 ${name}`, () => {
    const decoder = new HpackDecoder(tableBytes)
    for (const [hex, fields] of blocks) assert.deepEqual(decode(decoder, hex), fields)
  })

const REFUSED: readonly (readonly [why: string, hex: string])[] = [
  ['§6.1 index 0', '80'],
  ['§2.3.3 an index beyond the tables', 'be'],
  ['§5.1 an integer that never ends', 'ffffffffffffffffff'],
  ['§5.1 an integer cut off', 'ff80'],
  ['§5.2 a string longer than the block', '400a6162'],
  ['§5.2 Huffman padding of a whole byte', '4085f2b24a84ff8449509fff'],
  ['§5.2 Huffman padding of zeros', '4085f2b24a84ff834a5090'],
  ['§5.2 the end-of-string symbol', '4085f2b24a84ff84ffffffff'],
  ['§4.2 a table larger than allowed', '3fe27f'],
  ['§4.2 a size update after a field', '8220'],
]

for (const [why, hex] of REFUSED)
  test(`RFC 7541 ${why} is refused`, () => {
    assert.equal(decode(new HpackDecoder(4096), hex), null)
  })

test('every byte has its Huffman code', () => {
  for (let byte = 0; byte < 256; byte++)
    for (const length of [1, 2, 3, 4, 5, 7, 40]) {
      const text = String.fromCharCode(byte).repeat(length)
      const coded = Buffer.alloc(huffmanLength(text))
      assert.equal(huffmanEncode(text, coded, 0), coded.length)
      const decoded = Buffer.alloc(coded.length * 2)
      const size = huffmanDecode(coded, 0, coded.length, decoded)
      assert.equal(decoded.toString('latin1', 0, size), text, `byte ${byte} × ${length}`)
    }
})

function encode(encoder: HpackEncoder, headers: readonly string[]): Buffer {
  encoder.begin()
  encoder.addAll(headers)
  return Buffer.from(encoder.buffer.subarray(0, encoder.length))
}

test('what repeats becomes an index, what changes does not fill the table', () => {
  const encoder = new HpackEncoder(4096, Buffer.alloc(4096))
  const decoder = new HpackDecoder(4096)
  let last = 0
  for (let i = 0; i < 50; i++) {
    const headers = [':status', '200', 'content-type', 'a/b', 'x-request-id', `id-${i}`, 'x', 'y']
    const bytes = encode(encoder, headers)
    last = bytes.length
    const fields = decode(decoder, bytes.toString('hex'))
    assert.deepEqual(fields, [':status: 200', 'content-type: a/b', `x-request-id: id-${i}`, 'x: y'])
  }
  // Three indices, the name of the identifier as a fourth, and its text.
  assert.ok(last <= 3 + 2 + 6, String(last))
})

test('secrets are never indexed', () => {
  const encoder = new HpackEncoder(4096, Buffer.alloc(4096))
  for (let i = 0; i < 3; i++) {
    const bytes = encode(encoder, ['authorization', 'Bearer x', 'cookie', 'a=b'])
    assert.equal(bytes.toString('hex'), '1f08084265617265722078' + '1f1103613d62')
  }
})

test('a smaller table is announced before it is used', () => {
  const encoder = new HpackEncoder(4096, Buffer.alloc(4096))
  const decoder = new HpackDecoder(4096)
  const headers = ['x-a', '1', 'x-b', '2', 'x-c', '3']
  for (const size of [4096, 64, 0, 4096, 200, 4096]) {
    encoder.resize(size)
    for (let i = 0; i < 3; i++)
      assert.deepEqual(decode(decoder, encode(encoder, headers).toString('hex')), [
        'x-a: 1',
        'x-b: 2',
        'x-c: 3',
      ])
  }
})
