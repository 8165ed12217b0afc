/** A message as parts that can be spoiled one at a time, and the ways to spoil them. */
import { FIN, RESET, send, wait } from '../build.ts'
import type { Act } from '../model.ts'
import type { Random } from '../random.ts'
import { CHUNK_SIZES, LINE_ENDS, ODD_BYTES } from './words.ts'

export interface Line {
  text: string
  end: string
}

export interface Chunk {
  size: string
  data: string
  end: string
}

/** An HTTP/1 message before it is bytes. */
export interface Draft {
  readonly lines: Line[]
  /** The empty line after the head. */
  headEnd: string
  body: string
  /** In place of `body` where the body is chunked. */
  chunks: Chunk[] | null
  trailers: string[]
  lastSize: string
  lastEnd: string
}

export function draft(lines: readonly string[], body: string, isChunked: boolean): Draft {
  return {
    lines: lines.map((text) => ({ text, end: '\r\n' })),
    headEnd: '\r\n',
    body: isChunked ? '' : body,
    chunks: isChunked ? pieces(body) : null,
    trailers: [],
    lastSize: '0',
    lastEnd: '\r\n',
  }
}

function pieces(body: string): Chunk[] {
  const half = Math.ceil(body.length / 2)
  return [body.slice(0, half), body.slice(half)]
    .filter((data) => data !== '')
    .map((data) => ({ size: data.length.toString(16), data, end: '\r\n' }))
}

export function bytesOf(one: Draft): string {
  const head = one.lines.map(({ text, end }) => text + end).join('') + one.headEnd
  if (one.chunks === null) return head + one.body
  const chunks = one.chunks.map(({ size, data, end }) => `${size}\r\n${data}${end}`).join('')
  const trailers = one.trailers.map((text) => `${text}\r\n`).join('')
  return `${head}${chunks}${one.lastSize}\r\n${trailers}${one.lastEnd}`
}

/** Index of a line that is not the start line, nor the one that names the exchange. */
function fieldAt(one: Draft, random: Random): number {
  const candidates = one.lines
    .map((_, i) => i)
    .filter((i) => i > 0 && !/^x-t:/i.test(one.lines[i]?.text ?? ''))
  return candidates.length === 0 ? 0 : random.pick(candidates)
}

function lineAt(one: Draft, at: number): Line {
  return one.lines[at] as Line // an index of it
}

/** Spoils the line at `at` by a byte somewhere in it. */
export function oddByte(one: Draft, at: number, random: Random): string {
  const line = lineAt(one, at)
  const byte = random.pick(ODD_BYTES)
  const place = random.below(line.text.length + 1)
  const isReplacing = random.oneIn(3)
  line.text = line.text.slice(0, place) + byte + line.text.slice(isReplacing ? place + 1 : place)
  return `byte ${JSON.stringify(byte)} in line ${at}`
}

/** A way to spoil the lines of a head, whatever they mean. What it did, in words. */
export function spoilLines(one: Draft, random: Random): string {
  const at = fieldAt(one, random)
  const line = lineAt(one, at)
  switch (random.below(9)) {
    case 0:
    case 1:
      return oddByte(one, at, random)
    case 2:
      return oddByte(one, 0, random)
    case 3: {
      const which = lineAt(one, random.below(one.lines.length))
      which.end = random.pick(LINE_ENDS)
      return `line end ${JSON.stringify(which.end)}`
    }
    case 4: {
      const blank = random.pick([' ', '\t', '  ', '\u000b', '\u000c', ' \t'])
      line.text = random.pick([
        line.text.replace(':', `${blank}:`),
        line.text.replace(/: ?/, `:${blank}`),
        line.text + blank,
        blank + line.text,
        line.text.replace(': ', ':'),
      ])
      return `blanks in ${line.text.split(':')[0]}`
    }
    case 5: {
      const fold = random.pick(['\r\n ', '\r\n\t', '\n ', '\r\n  ', '\r\n \r\n '])
      const place = line.text.indexOf(':') + 1 + random.below(3)
      line.text = line.text.slice(0, place) + fold + line.text.slice(place)
      return `fold in ${line.text.split(':')[0]}`
    }
    case 6:
      one.lines.splice(at, 0, { text: line.text, end: '\r\n' })
      return `twice ${line.text.split(':')[0]}`
    case 7: {
      const extra = random.pick([
        'x',
        ':',
        ': x',
        '=',
        'x y',
        'x-a',
        ' ',
        ':x: y',
        'x:',
        '\t',
        'a:b:c',
        '(x): y',
      ])
      one.lines.splice(at, 0, { text: extra, end: '\r\n' })
      return `line ${JSON.stringify(extra)}`
    }
    default:
      one.headEnd = random.pick(['\n', '\r', '', '\r\n\r\n', ' \r\n', '\r\r\n'])
      return `head ends ${JSON.stringify(one.headEnd)}`
  }
}

/** A way to spoil the framing of a body. */
export function spoilBody(one: Draft, random: Random): string {
  const { chunks } = one
  if (chunks === null) {
    const extra = random.pick(['x', '\r\n', 'GET / HTTP/1.1\r\n', '\u0000'])
    if (random.oneIn(2) && one.body !== '') {
      one.body = one.body.slice(1)
      return 'one byte short'
    }
    one.body += extra
    return `${JSON.stringify(extra)} after the body`
  }
  const chunk = chunks.length === 0 ? null : random.pick(chunks)
  switch (random.below(7)) {
    case 0:
    case 1:
      if (chunk === null) return 'as it was'
      chunk.size = random.pick(CHUNK_SIZES)(chunk.data.length)
      return `chunk size ${JSON.stringify(chunk.size.slice(0, 30))}`
    case 2:
      if (chunk === null) return 'as it was'
      chunk.end = random.pick(['\n', '\r', '', 'x\r\n', '\r\n\r\n', ' \r\n', '\r\r\n', '\n\n'])
      return `chunk end ${JSON.stringify(chunk.end)}`
    case 3:
      one.lastSize = random.pick([
        '00',
        '0000000',
        '0;a=b',
        '0 ',
        ' 0',
        '-0',
        '0x0',
        '',
        'x',
        '0\t',
        '0;',
      ])
      return `last chunk ${JSON.stringify(one.lastSize)}`
    case 4: {
      const trailer = random.pick([
        ...[
          'x-a: 1',
          'X-Trailer: t',
          'content-length: 3',
          'transfer-encoding: chunked',
          'host: x',
          'bad',
          ': x',
        ],
        ...[
          ' x: y',
          'x : y',
          'x\u0000: y',
          'x: \u0000',
          'connection: close',
          ':path: /x',
          'x_a: 1',
          'x:',
        ],
        ...['grpc-status: 0', 'trailer: x', 'x-a: caf\u00e9', 'x: a\r\n b'],
      ])
      one.trailers.push(trailer)
      return `trailer ${JSON.stringify(trailer)}`
    }
    case 5:
      one.lastEnd = random.pick(['\n', '\r', '', 'x\r\n', '\r\n\r\n', ' \r\n', '\r\r\n'])
      return `body ends ${JSON.stringify(one.lastEnd)}`
    default:
      chunks.splice(random.below(chunks.length + 1), 0, { size: '1', data: 'y', end: '\r\n' })
      return 'a chunk more'
  }
}

/** Bytes as they are sent: at once, or cut at drawn places with pauses between. */
export function cut(
  bytes: string,
  random: Random,
): { readonly acts: readonly Act[]; readonly how: string } {
  if (!random.oneIn(4) || bytes.length < 2) return { acts: [send(bytes)], how: '' }
  const places = [1 + random.below(bytes.length - 1), 1 + random.below(bytes.length - 1)].sort(
    (a, b) => a - b,
  )
  const acts: Act[] = []
  let from = 0
  for (const place of [...new Set(places)]) {
    acts.push(send(bytes.slice(from, place)), wait(15))
    from = place
  }
  acts.push(send(bytes.slice(from)))
  return { acts, how: `cut at ${[...new Set(places)].join(' and ')}` }
}

/** Bytes that end before their end. */
export function cutOff(
  bytes: string,
  random: Random,
): { readonly acts: readonly Act[]; readonly how: string } {
  const place = random.below(bytes.length + 1)
  const end = random.pick([FIN, RESET])
  return {
    acts: [send(bytes.slice(0, place)), wait(40), end],
    how: `${end.kind} after ${place} of ${bytes.length}`,
  }
}
