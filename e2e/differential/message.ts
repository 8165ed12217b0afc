/** Reads HTTP/1 messages out of recorded bytes, for observation only: it takes what peers send and judges nothing. */
import type { Fields, SeenMessage } from './model.ts'

export interface ParsedMessage {
  readonly message: SeenMessage
  /** Bytes that it took. */
  readonly size: number
}

/** The message at the start of `bytes` (Latin-1), complete or not; null while its head is not complete. */
export function parseMessage(
  bytes: string,
  kind: 'request' | 'response',
  requestMethod: string,
  isClosed: boolean,
): ParsedMessage | null {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd === -1) return null
  const [startLine = '', ...lines] = bytes.slice(0, headEnd).split('\r\n')
  const fields = lines.map(toField)
  const { start, version } = splitStart(startLine, kind)
  const body = readBody(
    bytes.slice(headEnd + 4),
    bodyFraming(fields, kind, start, requestMethod),
    isClosed,
  )
  return {
    message: {
      start,
      version,
      fields,
      body: body.text,
      framing: body.framing,
      trailers: body.trailers,
      isComplete: body.isComplete,
    },
    size: headEnd + 4 + body.size,
  }
}

/** The value of a field, null where it is absent. */
export function fieldValue(fields: Fields, name: string): string | null {
  return fields.find(([key]) => key.toLowerCase() === name)?.[1] ?? null
}

function toField(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  return colon === -1
    ? [line, '']
    : [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+/, '')]
}

function splitStart(
  line: string,
  kind: 'request' | 'response',
): { start: string; version: string } {
  if (kind === 'response') {
    const [version = '', code = ''] = line.split(' ', 2)
    return { start: code, version }
  }
  const last = line.lastIndexOf(' ')
  return { start: line.slice(0, last), version: line.slice(last + 1) }
}

type Framing =
  | { readonly kind: 'none' | 'chunked' | 'close' | 'tunnel' }
  | { readonly kind: 'length'; readonly length: number }

function bodyFraming(
  fields: Fields,
  kind: 'request' | 'response',
  start: string,
  method: string,
): Framing {
  if (kind === 'response') {
    if (start === '101' || (method === 'CONNECT' && start.startsWith('2')))
      return { kind: 'tunnel' }
    if (method === 'HEAD' || start === '204' || start === '304' || start.startsWith('1'))
      return { kind: 'none' }
  } else if (start.startsWith('CONNECT ') || fieldValue(fields, 'upgrade') !== null)
    return { kind: 'tunnel' }
  if (/chunked/i.test(fieldValue(fields, 'transfer-encoding') ?? '')) return { kind: 'chunked' }
  const length = fieldValue(fields, 'content-length')
  if (length !== null) return { kind: 'length', length: Number(length) }
  return { kind: kind === 'response' ? 'close' : 'none' }
}

interface Body {
  readonly text: string
  readonly framing: SeenMessage['framing']
  readonly trailers: Fields
  readonly isComplete: boolean
  readonly size: number
}

function readBody(rest: string, framing: Framing, isClosed: boolean): Body {
  switch (framing.kind) {
    case 'none':
      return { text: '', framing: 'none', trailers: [], isComplete: true, size: 0 }
    case 'tunnel':
      return { text: rest, framing: 'tunnel', trailers: [], isComplete: true, size: rest.length }
    case 'close':
      return { text: rest, framing: 'close', trailers: [], isComplete: isClosed, size: rest.length }
    case 'length': {
      const text = rest.slice(0, framing.length)
      const isComplete = text.length === framing.length
      return { text, framing: 'length', trailers: [], isComplete, size: text.length }
    }
    case 'chunked':
      return readChunks(rest)
  }
}

function readChunks(rest: string): Body {
  let text = ''
  let at = 0
  for (;;) {
    const lineEnd = rest.indexOf('\r\n', at)
    const size = lineEnd === -1 ? Number.NaN : Number.parseInt(rest.slice(at, lineEnd), 16)
    if (Number.isNaN(size)) break
    if (size === 0) {
      const end = rest.startsWith('\r\n', lineEnd + 2)
        ? lineEnd + 2
        : rest.indexOf('\r\n\r\n', lineEnd)
      if (end === -1) break
      const lines = end === lineEnd + 2 ? [] : rest.slice(lineEnd + 2, end).split('\r\n')
      const taken = end === lineEnd + 2 ? end + 2 : end + 4
      return {
        text,
        framing: 'chunked',
        trailers: lines.map(toField),
        isComplete: true,
        size: taken,
      }
    }
    const chunk = rest.slice(lineEnd + 2, lineEnd + 2 + size)
    text += chunk
    at = lineEnd + 2 + size + 2
    if (chunk.length < size || at > rest.length) break
  }
  return { text, framing: 'chunked', trailers: [], isComplete: false, size: rest.length }
}
