/** A connection of the forward protocol: chunks go out, and are done when their acknowledgement comes back. */
import { PassThrough } from 'node:stream'
import type { AdapterEnv, ByteStream, StreamAddress } from '@flotilla/adapter-sdk'
import { FlotillaError, messageOf } from '@flotilla/errors'
import type { Timer } from '@flotilla/time'
import { unpackStream } from './msgpack.ts'

export interface Chunk {
  readonly id: string
  readonly bytes: Uint8Array
}

/** Longest wait for a connection, ms. docs/limits.md */
const CONNECT_TIMEOUT_MS = 5_000
/** Bytes that come without an acknowledgement among them. docs/limits.md */
const MAX_ANSWER_BYTES = 1024 * 1024

/** One call at a time. Every failure closes the connection; the next call makes a new one. */
export class ForwardClient {
  private readonly env: AdapterEnv
  private readonly address: StreamAddress
  private readonly timeoutMs: number
  private stream: ByteStream | null = null
  private waiting: Set<string> = new Set()
  private settle: ((reason: string | null) => void) | null = null

  /** @param timeoutMs for all acknowledgements of one call. */
  constructor(env: AdapterEnv, address: StreamAddress, timeoutMs: number) {
    this.env = env
    this.address = address
    this.timeoutMs = timeoutMs
  }

  /** Sends chunks; the ids of those that were acknowledged, and why not all were. */
  async send(
    chunks: readonly Chunk[],
  ): Promise<{ readonly acknowledged: ReadonlySet<string>; readonly reason: string | null }> {
    try {
      this.stream ??= await this.open()
    } catch (error) {
      return { acknowledged: new Set(), reason: messageOf(error) }
    }
    const ids = chunks.map(({ id }) => id)
    this.waiting = new Set(ids)
    const reason = await new Promise<string | null>((resolve) => {
      const timer: Timer = this.env.clock.after(this.timeoutMs, () =>
        this.fail(`no acknowledgement within ${this.timeoutMs} ms`),
      )
      this.settle = (why) => {
        timer.cancel()
        this.settle = null
        resolve(why)
      }
      for (const { bytes } of chunks) this.stream?.write(bytes)
    })
    return { acknowledged: new Set(ids.filter((id) => !this.waiting.has(id))), reason }
  }

  close(): void {
    this.fail('the handler is closed')
  }

  private async open(): Promise<ByteStream> {
    let mine: ByteStream | null = null
    const answers = new PassThrough()
    let unread = 0
    const closed = (reason: string): void => {
      answers.end()
      if (this.stream === mine) this.fail(reason)
    }
    mine = await this.env.outside.streams.connect(
      this.address,
      {
        data: (bytes) => {
          unread += bytes.length
          if (this.stream !== mine || answers.writableEnded) return
          if (unread > MAX_ANSWER_BYTES) closed('the answer cannot be read: it has no end')
          else answers.write(bytes)
        },
        closed: (error) => closed(error?.message ?? 'the connection was closed'),
      },
      CONNECT_TIMEOUT_MS,
    )
    const stream = mine
    void this.read(stream, answers, () => {
      unread = 0
    })
    return stream
  }

  /** Takes acknowledgements until the connection ends. @param taken called after each. */
  private async read(stream: ByteStream, answers: PassThrough, taken: () => void): Promise<void> {
    try {
      for await (const value of unpackStream(answers)) {
        if (this.stream !== stream) return
        this.take(value)
        taken()
      }
    } catch (error) {
      if (this.stream === stream) this.fail(`the answer cannot be read: ${messageOf(error)}`)
    }
  }

  private take(value: unknown): void {
    const ack = typeof value === 'object' && value !== null && 'ack' in value ? value.ack : null
    if (typeof ack !== 'string') throw new FlotillaError('FLT_ADAPTER_FAILED', 'no acknowledgement')
    this.waiting.delete(ack)
    if (this.waiting.size === 0) this.settle?.(null)
  }

  private fail(reason: string): void {
    const { stream } = this
    this.stream = null
    stream?.destroy()
    this.settle?.(reason)
  }
}
