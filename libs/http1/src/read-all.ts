/** Tests only: reads a whole byte sequence, cut as told, into a comparable transcript. */
import { DEFAULT_LIMITS, type Http1Limits } from './limits.ts'
import { MessageReader, ReadEvent } from './message-reader.ts'
import { rejectionInfo } from './rejection.ts'

export interface Transcript {
  /** One entry per message (informational ones too), in order. */
  readonly messages: readonly object[]
  /** Name of the rejection, or how it ended: `closed`, `open`, `tunnel`. */
  readonly end: string
}

export interface ReadOptions {
  readonly kind?: 'request' | 'response'
  readonly limits?: Partial<Http1Limits>
  /** Offsets at which the bytes are cut. */
  readonly cuts?: readonly number[]
  /** Method that responses answer. Default GET. */
  readonly method?: string
  /** Whether the peer closes after the last byte. Default false. */
  readonly closes?: boolean
}

interface Draft {
  head: string
  headers: readonly string[]
  body: string
  trailers: readonly string[] | null
  bytes: number
}

export function readAll(text: string, options: ReadOptions = {}): Transcript {
  const bytes = Buffer.from(text, 'latin1')
  const kind = options.kind ?? 'request'
  const reader = new MessageReader(kind, { ...DEFAULT_LIMITS, ...options.limits })
  const messages: Draft[] = []
  let start = 0
  for (const cut of [...(options.cuts ?? []), bytes.length]) {
    // A fresh buffer each time, as sockets give: nothing may depend on what follows in memory.
    reader.push(Buffer.from(bytes.subarray(start, cut)))
    start = cut
    const end = drain(reader, messages, options.method ?? 'GET')
    if (end !== 'open') return { messages, end }
  }
  if (options.closes !== true) return { messages, end: 'open' }
  const event = reader.finish()
  if (event === ReadEvent.Bad) return { messages, end: rejectionInfo(reader.rejection).name }
  if (event === ReadEvent.End) endMessage(reader, messages)
  return { messages, end: 'closed' }
}

function drain(reader: MessageReader, messages: Draft[], method: string): string {
  for (;;) {
    reader.expectResponseTo(method)
    const event = reader.read()
    if (event === ReadEvent.NeedMore) return 'open'
    if (event === ReadEvent.Tunnel) return 'tunnel'
    if (event === ReadEvent.Bad) return rejectionInfo(reader.rejection).name
    if (event === ReadEvent.Head) messages.push(draftOf(reader))
    else if (event === ReadEvent.Body) {
      const draft = messages.at(-1)
      if (draft !== undefined) draft.body += reader.body.toString('latin1')
    } else {
      endMessage(reader, messages)
      reader.next()
    }
  }
}

function draftOf(reader: MessageReader): Draft {
  const line =
    reader.method === '' ? `${reader.status} ${reader.reason}` : `${reader.method} ${reader.target}`
  return {
    head: `${line} 1.${reader.minorVersion}${reader.framing.isKeepAlive ? '' : ' close'}`,
    headers: reader.headers,
    body: '',
    trailers: null,
    bytes: 0,
  }
}

function endMessage(reader: MessageReader, messages: Draft[]): void {
  const draft = messages.at(-1)
  if (draft === undefined) return
  draft.trailers = reader.trailers
  draft.bytes = reader.totalBytes
}
