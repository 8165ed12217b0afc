/** Publishes to JetStream: connects when there is something to publish, and again after a failure. */
import type { JetStreamClient, Publication, PublishResult } from '@flotilla/adapter-sdk'
import { messageOf } from '@flotilla/errors'
import type { Dial } from '../dial.ts'
import type { Session } from './session.ts'

/** Longest wait for a connection and its greeting, ms. docs/limits.md */
const CONNECT_TIMEOUT_MS = 5_000

export interface NatsPublisherOptions {
  readonly host: string
  readonly port: number
  readonly ackTimeoutMs: number
  /** Default 5,000. */
  readonly connectTimeoutMs?: number
}

export class NatsPublisher implements JetStreamClient {
  private readonly options: NatsPublisherOptions
  private readonly dial: Dial
  private opening: Promise<Session> | null = null
  private session: Session | null = null
  private isClosed = false

  constructor(options: NatsPublisherOptions, dial: Dial) {
    this.options = options
    this.dial = dial
  }

  async publish(list: readonly Publication[]): Promise<readonly PublishResult[]> {
    try {
      if (this.session === null || this.session.isOver) {
        this.opening ??= this.open().finally(() => {
          this.opening = null
        })
        this.session = await this.opening
      }
      const { session } = this
      if (this.isClosed) session.end('the handler is closed')
      return await Promise.all(list.map((one) => session.store(one)))
    } catch (error) {
      const away: PublishResult = { kind: 'away', reason: messageOf(error) }
      return list.map(() => away)
    }
  }

  close(): void {
    this.isClosed = true
    this.session?.end('the handler is closed')
    this.session = null
  }

  private async open(): Promise<Session> {
    const { host, port, ackTimeoutMs, connectTimeoutMs = CONNECT_TIMEOUT_MS } = this.options
    const { openSession } = await import('./session.ts')
    return openSession({
      server: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
      ackTimeoutMs,
      connectTimeoutMs,
      dial: () => this.dial(host, port, connectTimeoutMs),
    })
  }
}
