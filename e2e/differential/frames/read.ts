/** What came over one direction of an HTTP/2 connection: a message for each stream, and the rest in words. */
import { BlockReader } from '@flotilla/http2/testing'
import type { Fields, SeenMessage } from '../model.ts'
import { END_HEADERS, END_STREAM, FrameType, PADDED, PRIORITY } from './write.ts'

const HEAD_BYTES = 9

interface StreamState {
  heads: { fields: Fields; isEnd: boolean }[]
  body: string
  isComplete: boolean
  reset: number
}

export interface Reading {
  /** By stream, final and informational heads; trailers and content belong to the last. */
  readonly messages: readonly SeenMessage[]
  /** Resets, GOAWAY and answers to PING, in order of streams and of arrival. */
  readonly words: string
  /** Streams that ended or were reset. */
  readonly over: number
  /** Whether the other end said that it leaves. */
  readonly isLeaving: boolean
}

export function readFrames(received: string): Reading {
  const blocks = new BlockReader()
  const streams = new Map<number, StreamState>()
  const words: string[] = []
  let open: { id: number; flags: number; bytes: string } | null = null
  let isLeaving = false
  const stream = (id: number): StreamState => {
    const known = streams.get(id) ?? { heads: [], body: '', isComplete: false, reset: -1 }
    streams.set(id, known)
    return known
  }
  const endBlock = (id: number, flags: number, bytes: string): void => {
    const fields = blocks.read(Buffer.from(bytes, 'latin1')) ?? [['bad', 'block']]
    const isEnd = (flags & END_STREAM) !== 0
    stream(id).heads.push({ fields, isEnd })
    if (isEnd) stream(id).isComplete = true
  }
  for (let at = 0; at + HEAD_BYTES <= received.length; ) {
    const head = Buffer.from(received.slice(at, at + HEAD_BYTES), 'latin1')
    const length = head.readUIntBE(0, 3)
    const [type = 0, flags = 0] = [head[3], head[4]]
    const id = head.readUInt32BE(5)
    if (at + HEAD_BYTES + length > received.length) {
      words.push('a cut frame')
      break
    }
    const payload = received.slice(at + HEAD_BYTES, at + HEAD_BYTES + length)
    at += HEAD_BYTES + length
    const number = (from: number): number =>
      Buffer.from(payload.slice(from, from + 4), 'latin1').readUInt32BE(0)
    switch (type) {
      case FrameType.Headers: {
        const bytes = unpadded(payload, flags)
        if ((flags & END_HEADERS) !== 0) endBlock(id, flags, bytes)
        else open = { id, flags, bytes }
        break
      }
      case FrameType.Continuation:
        if (open === null) break
        open.bytes += payload
        if ((flags & END_HEADERS) !== 0) {
          endBlock(open.id, open.flags, open.bytes)
          open = null
        }
        break
      case FrameType.Data:
        stream(id).body += unpadded(payload, flags)
        if ((flags & END_STREAM) !== 0) stream(id).isComplete = true
        break
      case FrameType.RstStream:
        stream(id).reset = number(0)
        break
      case FrameType.Goaway:
        isLeaving = true
        words.push(`goaway ${number(4)}`)
        break
      case FrameType.Ping:
        words.push(`ping ${flags & 1}`)
        break
      default:
        break // settings and windows are each end's own
    }
  }
  const sorted = [...streams].sort(([a], [b]) => a - b)
  const resets = sorted
    .filter(([, one]) => one.reset !== -1)
    .map(([id, one]) => `reset ${id}: ${one.reset}`)
  return {
    messages: sorted.flatMap(([id, one]) => messagesOf(id, one)),
    words: [...resets, ...words].join(', '),
    over: sorted.filter(([, one]) => one.isComplete || one.reset !== -1).length,
    isLeaving,
  }
}

function unpadded(payload: string, flags: number): string {
  const isPadded = (flags & PADDED) !== 0
  const padding = isPadded ? payload.charCodeAt(0) : 0
  const from = (isPadded ? 1 : 0) + ((flags & PRIORITY) !== 0 ? 5 : 0)
  return payload.slice(from, payload.length - padding)
}

function messagesOf(id: number, { heads, body, isComplete }: StreamState): SeenMessage[] {
  const messages: SeenMessage[] = []
  for (const { fields } of heads) {
    const status = fields.find(([name]) => name === ':status')?.[1]
    const method = fields.find(([name]) => name === ':method')?.[1]
    const path = fields.find(([name]) => name === ':path')?.[1] ?? ''
    const last = messages.at(-1)
    if (status === undefined && method === undefined && last !== undefined)
      messages[messages.length - 1] = { ...last, trailers: fields }
    else
      messages.push({
        start: method === undefined ? `${id}: ${status}` : `${method} ${path}`,
        version: 'HTTP/2',
        fields: fields.filter(([name]) => name !== ':status'),
        body: '',
        framing: 'http2',
        trailers: [],
        isComplete: true,
      })
  }
  const last = messages.at(-1)
  if (last !== undefined) messages[messages.length - 1] = { ...last, body, isComplete }
  return messages
}
