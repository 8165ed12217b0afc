/** One client of ioredis, a connection or a cluster: commands with a deadline, and what their failures mean. */
import type { RedisReply, RedisResult } from '@flotilla/adapter-sdk'
import { FlotillaError, messageOf } from '@flotilla/errors'
import type { Cluster, Redis } from 'ioredis'
import { EndlessAnswerError } from '../dial.ts'
import { CONNECT_TIMEOUT_MS, isReplyError } from './library.ts'

/** Longest wait for a reply, ms. docs/limits.md */
const REPLY_TIMEOUT_MS = 1_000
/** Commands of one lane that wait for replies. docs/limits.md */
const MAX_PENDING = 1_024

export type Send = (client: Redis | Cluster) => Promise<unknown>

export class Lane {
  private readonly client: Redis | Cluster
  private readonly replyTimeoutMs: number
  private pending = 0
  /** The last error that is of the connection and not of one command. */
  private failure: unknown = null
  private isEnded = false

  constructor(client: Redis | Cluster, replyTimeoutMs: number = REPLY_TIMEOUT_MS) {
    this.client = client
    this.replyTimeoutMs = replyTimeoutMs
    const failed = (error: unknown): void => {
      this.failure = error
    }
    client.on('error', (error: unknown) => {
      failed(error)
      // Replies come in their order: after one that nobody asked for, none can be told apart.
      client.disconnect()
    })
    client.on('node error', failed)
  }

  /** Commands that wait. */
  get load(): number {
    return this.pending
  }

  /** It will serve no command any more. */
  get isOver(): boolean {
    return this.isEnded || this.client.status === 'end'
  }

  async run(send: Send): Promise<RedisResult> {
    if (this.pending >= MAX_PENDING) return { kind: 'away', reason: 'too many commands wait' }
    const { client, replyTimeoutMs } = this
    const patienceMs = replyTimeoutMs + (client.status === 'ready' ? 0 : CONNECT_TIMEOUT_MS)
    // A reply that is late would be taken for that of a later command.
    const alarm = setTimeout(() => this.end(`no reply within ${replyTimeoutMs} ms`), patienceMs)
    this.pending++
    try {
      return { kind: 'reply', reply: (await send(client)) as RedisReply } // what RESP2 can carry
    } catch (error) {
      if (isReplyError(error)) return { kind: 'refused', reason: messageOf(error) }
      return this.resultOf(error)
    } finally {
      clearTimeout(alarm)
      this.pending--
    }
  }

  /** Ends the connections; commands that wait are answered `away`. */
  end(reason: string): void {
    if (this.isEnded) return
    this.isEnded = true
    this.failure ??= new FlotillaError('FLT_ADAPTER_FAILED', reason)
    this.client.disconnect()
  }

  private resultOf(error: unknown): RedisResult {
    const { failure } = this
    // The decoder gives what it cannot read to all commands that wait, and to the connection.
    const isUnreadable = error === failure && !(error instanceof FlotillaError)
    if (isUnreadable || failure instanceof EndlessAnswerError) {
      this.end('unreadable')
      return { kind: 'garbage', reason: messageOf(failure) }
    }
    return { kind: 'away', reason: messageOf(failure ?? error) }
  }
}
