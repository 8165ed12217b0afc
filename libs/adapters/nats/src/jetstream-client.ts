/** Publishes to JetStream: each message has an id and an acknowledgement. */
import { randomUUID } from 'node:crypto'
import type { AdapterEnv, ByteStream, StreamAddress } from '@flotilla/adapter-sdk'
import { FlotillaError, messageOf } from '@flotilla/errors'
import type { Timer } from '@flotilla/time'
import { publication, type ServerMessage, ServerReader } from './nats-protocol.ts'

export interface Publication {
  /** JetStream takes a message with an id that it knows as a repetition. */
  readonly id: string
  readonly subject: string
  readonly payload: string
}

export type PublishResult =
  | { readonly kind: 'stored' }
  /** Will never be stored. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'away'; readonly reason: string }

/** Longest wait for a connection that is ready, ms. docs/limits.md */
const CONNECT_TIMEOUT_MS = 5_000
const NO_RESPONDERS = '503'
/** JetStream's own trouble (no leader, storage full for now) is of the 500s; the 400s are the message's fault. */
const FIRST_SERVER_ERROR = 500

interface Waiting {
  readonly settle: (result: PublishResult) => void
}

/** idle: no connection; opening: the server's greeting is awaited; open. Every failure leads back to idle. */
export class JetStreamClient {
  private readonly env: AdapterEnv
  private readonly address: StreamAddress
  private readonly timeoutMs: number
  private readonly inbox = `_INBOX.${randomUUID().replaceAll('-', '')}`
  private stream: ByteStream | null = null
  private reader = new ServerReader()
  private ready: ((failure: string | null) => void) | null = null
  private readonly waiting = new Map<string, Waiting>()
  private sequence = 0

  /** @param timeoutMs for the acknowledgements of one call. */
  constructor(env: AdapterEnv, address: StreamAddress, timeoutMs: number) {
    this.env = env
    this.address = address
    this.timeoutMs = timeoutMs
  }

  /** Publishes in a row; the results in the same order. */
  async publish(list: readonly Publication[]): Promise<readonly PublishResult[]> {
    try {
      if (this.stream === null) await this.open()
    } catch (error) {
      this.fail(messageOf(error))
      const away: PublishResult = { kind: 'away', reason: messageOf(error) }
      return list.map(() => away)
    }
    const timer = this.env.clock.after(this.timeoutMs, () =>
      this.fail(`no acknowledgement within ${this.timeoutMs} ms`),
    )
    const results = await Promise.all(list.map((one) => this.send(one)))
    timer.cancel()
    return results
  }

  close(): void {
    this.fail('the handler is closed')
  }

  private send({ id, subject, payload }: Publication): Promise<PublishResult> {
    return new Promise((settle) => {
      const { stream } = this
      if (stream === null) {
        settle({ kind: 'away', reason: 'the connection ended' })
        return
      }
      const reply = `${this.inbox}.${this.sequence++}`
      this.waiting.set(reply, { settle })
      stream.write(publication(subject, reply, { 'Nats-Msg-Id': id }, payload))
    })
  }

  /** Connects, greets, and waits for the answer to a PING: then the subscription is in force. */
  private async open(): Promise<void> {
    this.reader = new ServerReader()
    let mine: ByteStream | null = null
    const early: Uint8Array[] = []
    mine = await this.env.outside.streams.connect(
      this.address,
      {
        data: (bytes) => {
          if (mine === null) early.push(bytes)
          else if (this.stream === mine) this.take(bytes)
        },
        closed: (error) => {
          if (mine !== null && this.stream === mine)
            this.fail(error?.message ?? 'NATS closed the connection')
        },
      },
      CONNECT_TIMEOUT_MS,
    )
    this.stream = mine
    const options = {
      verbose: false,
      pedantic: false,
      headers: true,
      no_responders: true,
      lang: 'flotilla',
      name: 'flotilla mixer',
    }
    const greeted = new Promise<void>((resolve, reject) => {
      const timer: Timer = this.env.clock.after(CONNECT_TIMEOUT_MS, () =>
        reject(new FlotillaError('FLT_ADAPTER_FAILED', 'NATS does not greet')),
      )
      this.ready = (failure) => {
        timer.cancel()
        this.ready = null
        if (failure === null) resolve()
        else reject(new FlotillaError('FLT_ADAPTER_FAILED', failure))
      }
    })
    mine.write(
      Buffer.from(`CONNECT ${JSON.stringify(options)}\r\nSUB ${this.inbox}.* 1\r\nPING\r\n`),
    )
    for (const bytes of early) this.take(bytes)
    await greeted
  }

  private take(bytes: Uint8Array): void {
    try {
      for (const message of this.reader.push(bytes)) this.handle(message)
    } catch (error) {
      this.fail(messageOf(error))
    }
  }

  private handle(message: ServerMessage): void {
    switch (message.kind) {
      case 'ping':
        this.stream?.write(Buffer.from('PONG\r\n'))
        return
      case 'pong':
        this.ready?.(null)
        return
      case 'error':
        this.fail(`NATS answered ${message.text}`)
        return
      case 'message': {
        const waiting = this.waiting.get(message.subject)
        this.waiting.delete(message.subject)
        waiting?.settle(resultOf(message))
        return
      }
      default:
    }
  }

  private fail(reason: string): void {
    const { stream } = this
    this.stream = null
    stream?.destroy()
    this.ready?.(reason)
    const away: PublishResult = { kind: 'away', reason }
    for (const { settle } of this.waiting.values()) settle(away)
    this.waiting.clear()
  }
}

function resultOf(message: ServerMessage & { kind: 'message' }): PublishResult {
  // A stream may be made for the subject later.
  if (message.status === NO_RESPONDERS)
    return { kind: 'away', reason: 'no stream takes the subject' }
  try {
    const body: unknown = JSON.parse(message.payload)
    if (typeof body === 'object' && body !== null) {
      if ('error' in body) return refusal(body.error)
      if ('stream' in body && typeof body.stream === 'string') return { kind: 'stored' }
    }
  } catch {
    return { kind: 'away', reason: 'the acknowledgement is no JSON' }
  }
  return { kind: 'away', reason: 'the answer is no acknowledgement' }
}

function refusal(error: unknown): PublishResult {
  const { code, description } = (error ?? {}) as { code?: unknown; description?: unknown } // read below
  const reason = `JetStream answered ${String(code)}: ${String(description)}`
  return typeof code === 'number' && code < FIRST_SERVER_ERROR
    ? { kind: 'refused', reason }
    : { kind: 'away', reason }
}
