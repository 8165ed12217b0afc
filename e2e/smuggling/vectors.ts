/** Requests that parsers are known to read in different ways: framing in every shape, line ends, folding, hosts, targets, odd bytes. */
import { CHUNKS, FRAMING } from './framing-vectors.ts'
import { LINES } from './line-vectors.ts'
import { TARGETS } from './target-vectors.ts'
import { each, get, post, SMUGGLED, type Vector } from './vector.ts'

// -- bytes and sizes ----------------------------------------------------------------------

const BYTES = [
  '\u0000',
  '\u0001',
  '\u0007',
  '\u0008',
  '\u000b',
  '\u000c',
  '\u000e',
  '\u001b',
  '\u001f',
  '\u007f',
  '\u0080',
  '\u0085',
  '\u00a0',
  '\u00ad',
  '\u00ff',
  '\u00c3\u00a9',
  '\u00e2\u0080\u00a8',
]

const ODD: readonly Vector[] = [
  ...each('byte in a value', BYTES, (byte) => get({ lines: [`X-A: a${byte}b`] })),
  ...each('byte in a name', BYTES, (byte) => get({ lines: [`X${byte}A: b`] })),
  ...each('byte at the end of a value', BYTES, (byte) => get({ lines: [`X-A: a${byte}`] })),
  ...[8_000, 16_000, 59_000, 61_440, 70_000, 200_000].map((size) => ({
    name: `value of ${size}`,
    bytes: get({ lines: [`X-A: ${'a'.repeat(size)}`] }),
  })),
  ...[8_000, 70_000].map((size) => ({
    name: `name of ${size}`,
    bytes: get({ lines: [`${'a'.repeat(size)}: b`] }),
  })),
  ...[4_000, 9_000, 70_000].map((size) => ({
    name: `target of ${size}`,
    bytes: get({ line: `GET /${'a'.repeat(size)}?@ID@ HTTP/1.1` }),
  })),
  ...[90, 100, 101, 1_000, 5_000].map((count) => ({
    name: `${count} fields`,
    bytes: get({ lines: Array.from({ length: count }, (_, i) => `X-${i}: y`) }),
  })),
  {
    name: 'pipelined after POST',
    bytes: post({ lines: ['Content-Length: 5'], body: `hello${SMUGGLED}` }),
  },
  { name: 'ends inside the body', bytes: post({ lines: ['Content-Length: 50'], body: 'hello' }) },
  {
    name: 'ends inside a chunk',
    bytes: post({ lines: ['Transfer-Encoding: chunked'], body: '50\r\nhello' }),
  },
  { name: 'garbage', bytes: '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001' },
  { name: 'http2 preface', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' },
]

export const VECTORS: readonly Vector[] = [...FRAMING, ...CHUNKS, ...LINES, ...TARGETS, ...ODD]
