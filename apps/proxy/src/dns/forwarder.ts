/** Forwards queries that the mesh cannot answer: each upstream in turn, a bounded number at a time. */
import { createSocket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'
import { parseHostPort } from '@flotilla/net'
import type { Clock } from '@flotilla/time'

export interface Upstream {
  readonly host: string
  readonly port: number
}

/** Queries under way at once; more are answered SERVFAIL. Listed in docs/limits.md. */
const MAX_IN_FLIGHT = 256
/** Per upstream. */
const TIMEOUT_MS = 2_000
const MAX_MESSAGE_BYTES = 65_535

/** `address`, `address:port`, `[v6]:port`; port 53 where none is given. Throws FLT_USAGE. */
export function parseUpstream(text: string): Upstream {
  if (isIPv6(text) || !text.includes(':')) return { host: text, port: 53 }
  return parseHostPort(text)
}

export class Forwarder {
  private readonly upstreams: readonly Upstream[]
  private readonly clock: Clock
  private inFlight = 0

  constructor(upstreams: readonly Upstream[], clock: Clock) {
    this.upstreams = upstreams
    this.clock = clock
  }

  /** The answer of the first upstream that gives one, with the query's own id; null where none does. */
  async forward(query: Buffer, isTcp: boolean): Promise<Buffer | null> {
    if (this.inFlight >= MAX_IN_FLIGHT) return null
    this.inFlight++
    try {
      for (const upstream of this.upstreams) {
        const answer = isTcp
          ? await this.askTcp(upstream, query)
          : await this.askUdp(upstream, query)
        if (answer !== null) return answer
      }
      return null
    } finally {
      this.inFlight--
    }
  }

  /** A socket per query: its random port is what makes forged answers hard. */
  private askUdp(upstream: Upstream, query: Buffer): Promise<Buffer | null> {
    return new Promise((resolve) => {
      const socket = createSocket(isIPv6(upstream.host) ? 'udp6' : 'udp4')
      const timer = this.clock.after(TIMEOUT_MS, () => finish(null))
      let isDone = false
      const finish = (answer: Buffer | null): void => {
        if (isDone) return
        isDone = true
        timer.cancel()
        socket.close()
        resolve(answer)
      }
      socket.on('error', () => finish(null))
      // Connected: the kernel drops what does not come from this upstream.
      socket.connect(upstream.port, upstream.host, () => {
        socket.on('message', (message) => {
          if (isAnswerTo(message, query)) finish(message)
        })
        socket.send(query, (error) => {
          if (error !== null) finish(null)
        })
      })
    })
  }

  private askTcp(upstream: Upstream, query: Buffer): Promise<Buffer | null> {
    return new Promise((resolve) => {
      const socket = connect({ host: upstream.host, port: upstream.port })
      const timer = this.clock.after(TIMEOUT_MS, () => socket.destroy())
      let received = Buffer.alloc(0)
      let answer: Buffer | null = null
      socket.on('connect', () => socket.write(frame(query)))
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk])
        const message = unframe(received)
        if (message === null && received.length <= MAX_MESSAGE_BYTES + 2) return
        answer = message !== null && isAnswerTo(message, query) ? message : null
        socket.destroy()
      })
      socket.on('error', () => undefined) // always followed by `close`
      socket.on('close', () => {
        timer.cancel()
        resolve(answer)
      })
    })
  }
}

/** DNS over TCP: two bytes of length in front (RFC 1035 §4.2.2). */
export function frame(message: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(message.length + 2)
  framed.writeUInt16BE(message.length, 0)
  message.copy(framed, 2)
  return framed
}

/** The first whole message of a stream, or null while it is incomplete. */
export function unframe(received: Buffer): Buffer | null {
  if (received.length < 2) return null
  const length = received.readUInt16BE(0)
  return received.length < length + 2 ? null : received.subarray(2, length + 2)
}

function isAnswerTo(message: Buffer, query: Buffer): boolean {
  return (
    message.length >= 12 &&
    message.readUInt16BE(0) === query.readUInt16BE(0) &&
    (message.readUInt16BE(2) & 0x8000) !== 0
  )
}
