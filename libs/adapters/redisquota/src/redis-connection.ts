/** One connection to Redis: commands in a row, each with a deadline, replies in their order. */
import type { AdapterEnv, ByteStream } from '@flotilla/adapter-sdk'
import { messageOf } from '@flotilla/errors'
import type { Timer } from '@flotilla/time'
import { encodeCommand, type Reply, ReplyReader } from './resp.ts'

export type CommandResult =
  | { readonly kind: 'reply'; readonly reply: Reply }
  /** The command may or may not have been carried out. */
  | { readonly kind: 'away'; readonly reason: string }
  /** What came back is not Redis's protocol. */
  | { readonly kind: 'garbage'; readonly reason: string }

export interface Endpoint {
  readonly host: string
  readonly port: number
}

interface Pending {
  readonly settle: (result: CommandResult) => void
  readonly timer: Timer
}

/** Longest wait for a connection, and for a reply, ms. docs/limits.md */
const CONNECT_TIMEOUT_MS = 1_000
const REPLY_TIMEOUT_MS = 1_000
/** Commands of one connection that wait for replies. docs/limits.md */
const MAX_PENDING = 1_024

/**
 * idle: no connection, none wanted; opening: commands wait for it; open: commands go out. Every failure leads back to idle,
 * with all commands that wait answered `away`.
 */
export class RedisConnection {
  private readonly env: AdapterEnv
  private readonly endpoint: Endpoint
  private stream: ByteStream | null = null
  private opening: Promise<string | null> | null = null
  private reader = new ReplyReader()
  private pending: Pending[] = []
  private isClosed = false

  constructor(env: AdapterEnv, endpoint: Endpoint) {
    this.env = env
    this.endpoint = endpoint
  }

  /** Commands that wait. */
  get load(): number {
    return this.pending.length
  }

  async send(words: readonly string[]): Promise<CommandResult> {
    if (this.stream === null) {
      this.opening ??= this.open().finally(() => {
        this.opening = null
      })
      const reason = await this.opening
      if (reason !== null) return { kind: 'away', reason }
    }
    const { stream } = this
    if (stream === null) return { kind: 'away', reason: 'the connection ended' }
    if (this.pending.length >= MAX_PENDING)
      return { kind: 'away', reason: 'too many commands wait' }
    return new Promise((resolve) => {
      const timer = this.env.clock.after(REPLY_TIMEOUT_MS, () =>
        // Replies come in order: after one that does not come, none can be told apart.
        this.fail({ kind: 'away', reason: `no reply within ${REPLY_TIMEOUT_MS} ms` }),
      )
      this.pending.push({ settle: resolve, timer })
      stream.write(encodeCommand(words))
    })
  }

  close(): void {
    this.isClosed = true
    this.fail({ kind: 'away', reason: 'the handler is closed' })
  }

  /** Null, or why there is no connection. */
  private async open(): Promise<string | null> {
    if (this.isClosed) return 'the handler is closed'
    const reader = new ReplyReader()
    let mine: ByteStream | null = null
    const ended = (reason: string): void => {
      if (mine !== null && this.stream === mine) this.fail({ kind: 'away', reason })
    }
    try {
      mine = await this.env.outside.streams.connect(
        { ...this.endpoint, isTls: false },
        {
          data: (bytes) => {
            if (this.stream === mine) this.take(bytes)
          },
          closed: (error) => ended(error?.message ?? 'Redis closed the connection'),
        },
        CONNECT_TIMEOUT_MS,
      )
    } catch (error) {
      return messageOf(error)
    }
    if (this.isClosed) {
      mine.destroy()
      return 'the handler is closed'
    }
    this.reader = reader
    this.stream = mine
    return null
  }

  private take(bytes: Uint8Array): void {
    try {
      for (const reply of this.reader.push(bytes)) {
        const next = this.pending.shift()
        if (next === undefined) {
          this.fail({ kind: 'garbage', reason: 'a reply that nobody asked for' })
          return
        }
        next.timer.cancel()
        next.settle({ kind: 'reply', reply })
      }
    } catch (error) {
      this.fail({ kind: 'garbage', reason: messageOf(error) })
    }
  }

  private fail(result: CommandResult): void {
    const { stream, pending } = this
    this.stream = null
    this.pending = []
    stream?.destroy()
    for (const { settle, timer } of pending) {
      timer.cancel()
      settle(result)
    }
  }
}
