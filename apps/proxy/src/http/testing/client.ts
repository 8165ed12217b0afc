/** A raw client for tests: writes bytes as they are, reads responses strictly. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { MessageReader, ReadEvent } from '@flotilla/http1'

export interface ClientResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Flat list as it came. */
  readonly list: readonly string[]
  readonly body: string
  readonly trailers: readonly string[] | null
  /** Statuses of the informational responses before it. */
  readonly informational: readonly number[]
}

export class Client {
  readonly socket: Socket
  /** Everything received, Latin-1. */
  received = ''
  isEnded = false
  isClosed = false
  private readonly reader: MessageReader = new MessageReader('response')
  private wake: (() => void) | null = null

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.received += chunk.toString('latin1')
      this.reader.push(chunk)
      this.notify()
    })
    socket.on('end', () => {
      this.isEnded = true
      this.notify()
    })
    socket.on('error', () => this.notify())
    socket.on('close', () => {
      this.isClosed = true
      this.notify()
    })
  }

  static async open(port: number): Promise<Client> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    await once(socket, 'connect')
    return new Client(socket)
  }

  write(text: string): void {
    this.socket.write(text, 'latin1')
  }

  /** Sends a request with `host: a` unless the headers bring one, and reads its response. */
  async call(line: string, headers = '', body = ''): Promise<ClientResponse> {
    this.write(requestText(line, headers, body))
    return await this.read(line.split(' ')[0])
  }

  /** The next final response; throws where the connection ends before it is complete. */
  async read(method = 'GET'): Promise<ClientResponse> {
    const { reader } = this
    const informational: number[] = []
    let body = ''
    reader.expectResponseTo(method)
    for (;;) {
      const event = reader.read()
      if (event === ReadEvent.Head) {
        if (reader.status < 200 && reader.status !== 101) informational.push(reader.status)
        if (reader.status === 101) return this.response(body, informational)
      } else if (event === ReadEvent.Body) body += reader.body.toString('latin1')
      else if (event === ReadEvent.End) {
        const response = this.response(body, informational)
        reader.next()
        return response
      } else if (event === ReadEvent.NeedMore) {
        if (this.isEnded || this.isClosed) {
          if (reader.finish() !== ReadEvent.End)
            throw new Error(`connection ended after ${JSON.stringify(this.received.slice(-300))}`)
          return this.response(body, informational)
        }
        await this.more()
      } else throw new Error(`bad response ${JSON.stringify(this.received.slice(-300))}`)
    }
  }

  /** Raw bytes after a 101. */
  async readRaw(length: number): Promise<string> {
    let text = ''
    while (text.length < length && !this.isEnded && !this.isClosed) {
      const rest = this.reader.takeRest()
      if (rest === null) await this.more()
      else text += rest.toString('latin1')
    }
    return text
  }

  /** Waits until the other side has ended or reset the connection. */
  async ended(): Promise<void> {
    while (!this.isEnded && !this.isClosed) await this.more()
  }

  async waitFor(text: string): Promise<void> {
    while (!this.received.includes(text)) {
      if (this.isEnded || this.isClosed) throw new Error(`ended before ${JSON.stringify(text)}`)
      await this.more()
    }
  }

  close(): void {
    this.socket.destroy()
  }

  private response(body: string, informational: readonly number[]): ClientResponse {
    const { reader } = this
    const headers: Record<string, string> = {}
    for (let i = 0; i < reader.headers.length; i += 2) {
      const name = reader.headers[i] as string // lists are even
      const value = reader.headers[i + 1] as string // lists are even
      headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`
    }
    return {
      status: reader.status,
      headers,
      list: reader.headers,
      body,
      trailers: reader.trailers,
      informational,
    }
  }

  private async more(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wake = resolve
    })
  }

  private notify(): void {
    const { wake } = this
    this.wake = null
    wake?.()
  }
}

function requestText(line: string, headers: string, body: string): string {
  const host = /^host:/im.test(headers) ? '' : 'host: a\r\n'
  const length = body === '' ? '' : `content-length: ${body.length}\r\n`
  return `${line} HTTP/1.1\r\n${host}${headers}${length}\r\n${body}`
}
