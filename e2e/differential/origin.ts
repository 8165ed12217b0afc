/** The scripted upstream: takes what a proxy sends on raw sockets, records it, and plays the script of the exchange that it belongs to. */
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import tls from 'node:tls'
import { fieldValue, parseMessage } from './message.ts'
import type { Act, Script, SeenRequest } from './model.ts'

/** The header that names the exchange. */
export const ID_HEADER = 'x-t'

export interface OriginRecord {
  readonly requests: SeenRequest[]
  attempts: number
}

export interface OriginOptions {
  readonly tls: { readonly key: string; readonly cert: string; readonly ca: string } | null
  /** Records bytes and echoes by script instead of reading HTTP. */
  readonly isRaw: boolean
}

/** Makes ids as long as their place. */
export const PADDING = '_'

/** Scripts and records of the exchanges of one proxy. */
export class OriginBook {
  private readonly scripts = new Map<string, Script>()
  private readonly records = new Map<string, OriginRecord>()
  /** Takes what has no id. */
  current = ''

  open(id: string, script: Script | null): void {
    this.records.set(id, { requests: [], attempts: 0 })
    if (script !== null) this.scripts.set(id, script)
  }

  record(id: string | null): OriginRecord {
    const key = this.keyOf(id)
    let record = this.records.get(key)
    if (record === undefined) {
      record = { requests: [], attempts: 0 }
      this.records.set(key, record)
    }
    return record
  }

  script(id: string | null): Script | null {
    // An exchange without a script of its own has none.
    return this.scripts.get(this.keyOf(id)) ?? null
  }

  /** Without an id it is the current one's, whatever came before any was. */
  private keyOf(id: string | null): string {
    const name = unpadded(id)
    return name !== '' && this.records.has(name) ? name : this.current
  }
}

function unpadded(id: string | null): string {
  return id?.replace(/_+$/, '') ?? ''
}

/** Listens on `port` for as long as the server is open. */
export function startOrigin(
  name: string,
  port: number,
  book: OriginBook,
  options: OriginOptions,
): Promise<net.Server> {
  const onSocket = (socket: net.Socket): void => {
    if (options.isRaw) new RawConnection(name, socket, book)
    else new HttpConnection(name, socket, book)
  }
  const server =
    options.tls === null
      ? net.createServer({ allowHalfOpen: true, noDelay: true }, onSocket)
      : tls.createServer(
          {
            ...options.tls,
            requestCert: true,
            rejectUnauthorized: false,
            ALPNProtocols: ['http/1.1'],
          },
          onSocket,
        )
  server.on('tlsClientError', () => undefined) // shown by what the proxy answers
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

/** Plays acts on a socket, one after the other. */
export async function play(
  socket: net.Socket,
  acts: readonly Act[],
  id: string,
  received: () => number,
  adminPort = 0,
): Promise<void> {
  for (const act of acts) {
    if (socket.destroyed) return
    switch (act.kind) {
      case 'send':
        socket.write(Buffer.from(act.bytes.replaceAll('@ID@', id), 'latin1'))
        break
      case 'wait':
        await sleep(act.ms)
        break
      case 'await':
        for (let turns = 0; received() < act.bytes && turns < 400 && !socket.destroyed; turns++)
          await sleep(5)
        break
      case 'admin':
        await fetch(`http://127.0.0.1:${adminPort}${act.path}`, { method: 'POST' }).then(
          (answer) => answer.text(),
          () => '', // what the proxy does from here on shows it
        )
        break
      case 'fin':
        socket.end()
        break
      case 'reset':
        if (socket instanceof tls.TLSSocket) socket.destroy()
        else socket.resetAndDestroy()
        break
    }
  }
}

class HttpConnection {
  private readonly name: string
  private readonly socket: net.Socket
  private readonly book: OriginBook
  private bytes = ''
  private total = 0
  private isPlaying = false
  /** Scripts follow each other. */
  private played: Promise<void> = Promise.resolve()
  private isTunnel = false
  /** The request at the front, once its head is there. */
  private open: { record: OriginRecord; at: number } | null = null

  constructor(name: string, socket: net.Socket, book: OriginBook) {
    this.name = name
    this.socket = socket
    this.book = book
    socket.on('data', (chunk: Buffer) => {
      this.bytes += chunk.toString('latin1')
      this.total += chunk.length
      this.read()
    })
    socket.on('end', () => {
      this.onEnd()
      if (!this.isPlaying) socket.end()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.onEnd())
  }

  private onEnd(): void {
    const { open } = this
    if (open === null) return
    const last = open.record.requests[open.at]
    if (last !== undefined && !last.isComplete)
      open.record.requests[open.at] = { ...last, end: 'cut' }
    if (!this.isTunnel) this.open = null
  }

  private read(): void {
    const parsed = parseMessage(this.bytes, 'request', '', false)
    if (parsed === null) return
    const id = fieldValue(parsed.message.fields, ID_HEADER) ?? idOfTarget(parsed.message.start)
    const seen: SeenRequest = { ...parsed.message, origin: this.name, end: 'open' }
    if (this.open === null) {
      const record = this.book.record(id)
      this.open = { record, at: record.requests.length }
      record.requests.push(seen)
      const script = this.book.script(id)
      if (script?.isEarly || (seen.framing === 'tunnel' && script !== null)) this.begin(script, id)
    } else this.open.record.requests[this.open.at] = seen
    if (seen.framing === 'tunnel') {
      this.isTunnel = true
      if (!this.isPlaying) this.begin(this.book.script(id), id)
      return
    }
    if (!seen.isComplete) return
    this.bytes = this.bytes.slice(parsed.size)
    const { start } = parsed.message
    if (!(this.book.script(id)?.isEarly ?? false)) this.begin(this.book.script(id), id, start)
    this.open = null
    if (this.bytes !== '') this.read()
  }

  private begin(script: Script | null, id: string | null, start = ''): void {
    const record = this.book.record(id)
    const attempt = record.attempts++
    const acts = script?.attempts[Math.min(attempt, script.attempts.length - 1)] ?? [
      {
        kind: 'send',
        bytes: `HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-origin: ${this.name}\r\n\r\n${start.startsWith('HEAD ') ? '' : 'ok'}`,
      },
    ]
    this.isPlaying = true
    const mine = this.played
      .then(() => play(this.socket, acts, id ?? '', () => this.total))
      .then(() => {
        if (this.played === mine) this.isPlaying = false
      })
    this.played = mine
  }
}

/** The id in a query, where the header was lost. */
function idOfTarget(start: string): string | null {
  return /\?(t\d+b?)\b/.exec(start)?.[1] ?? null
}

/** A connection without HTTP: one record, of all its bytes. */
class RawConnection {
  constructor(name: string, socket: net.Socket, book: OriginBook) {
    const record = book.record(null)
    const at = record.requests.length
    let body = ''
    const update = (end: 'open' | 'cut', isComplete: boolean): void => {
      const one = {
        start: 'raw',
        version: '',
        fields: [],
        trailers: [],
        framing: 'tunnel',
      } as const
      record.requests[at] = { ...one, origin: name, body, end, isComplete }
    }
    update('open', false)
    socket.on('data', (chunk: Buffer) => {
      body += chunk.toString('latin1')
      update('open', false)
    })
    socket.on('end', () => update('open', true))
    socket.on('error', () => {
      update('cut', false)
      socket.destroy()
    })
    const script = book.script(null)
    const acts = script?.attempts[Math.min(record.attempts++, script.attempts.length - 1)] ?? []
    void play(socket, acts, '', () => body.length)
  }
}
