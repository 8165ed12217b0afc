/** The upstream that answers with frames as they are written. `@SID` in them stands for the four bytes of the stream. */
import net from 'node:net'
import type { SeenRequest } from '../model.ts'
import { ID_HEADER, type OriginBook, play } from '../origin.ts'
import { readFrames } from './read.ts'
import {
  block,
  END_HEADERS,
  END_STREAM,
  FrameType,
  frame,
  PREFACE,
  settings,
  uint32,
} from './write.ts'

export function startFrameOrigin(
  name: string,
  port: number,
  book: OriginBook,
): Promise<net.Server> {
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    new FrameConnection(name, socket, book)
  })
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

/** One request: the clusters of these bootstraps take a new connection for each. */
class FrameConnection {
  private readonly name: string
  private readonly socket: net.Socket
  private readonly book: OriginBook
  private bytes = ''
  private isBegun = false
  private place: { requests: SeenRequest[]; at: number } | null = null

  constructor(name: string, socket: net.Socket, book: OriginBook) {
    this.name = name
    this.socket = socket
    this.book = book
    socket.on('data', (chunk: Buffer) => {
      this.bytes += chunk.toString('latin1')
      this.read()
    })
    socket.on('end', () => socket.end())
    socket.on('error', () => socket.destroy())
    socket.write(Buffer.from(settings(), 'latin1'))
  }

  private read(): void {
    if (this.bytes.length < PREFACE.length) return
    const { messages, words } = readFrames(this.bytes.slice(PREFACE.length))
    const [request] = messages
    if (request === undefined) return
    const id = request.fields.find(([key]) => key === ID_HEADER)?.[1] ?? null
    const record = this.book.record(id)
    const end = /reset \d+: \d+/.exec(words)?.[0].replace(/\d+: /, '') ?? 'open'
    const seen: SeenRequest = { ...request, origin: this.name, end }
    if (this.place === null) {
      this.place = { requests: record.requests, at: record.requests.length }
      record.requests.push(seen)
    } else this.place.requests[this.place.at] = seen
    const script = this.book.script(id)
    if (this.isBegun || (!request.isComplete && script?.isEarly !== true)) return
    this.isBegun = true
    const attempt = record.attempts++
    const acts = script?.attempts[Math.min(attempt, script.attempts.length - 1)] ?? [
      {
        kind: 'send',
        bytes: frame(
          FrameType.Headers,
          END_HEADERS | END_STREAM,
          0,
          block([[':status', '200']]),
        ).replace('\0\0\0\0', '@SID'),
      } as const,
    ]
    const sid = uint32(1)
    const own = acts.map((act) =>
      act.kind === 'send' ? { ...act, bytes: act.bytes.replaceAll('@SID', sid) } : act,
    )
    void play(this.socket, own, id ?? '', () => this.bytes.length)
  }
}
