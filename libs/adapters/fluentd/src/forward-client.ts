/** A connection of the forward protocol: chunks go out, and are done when their acknowledgement comes back. */
import type { AdapterEnv, ByteStream, StreamAddress } from '@flotilla/adapter-sdk'
import { FlotillaError, messageOf } from '@flotilla/errors'
import type { Timer } from '@flotilla/time'
import { unpack } from './msgpack.ts'

export interface Chunk {
  readonly id: string
  readonly bytes: Uint8Array
}

/** Longest wait for a connection, ms. docs/limits.md */
const CONNECT_TIMEOUT_MS = 5_000
/** Bytes of an answer that is not whole. docs/limits.md */
const MAX_ANSWER_BYTES = 64 * 1024

/** One call at a time. Every failure closes the connection; the next call makes a new one. */
export class ForwardClient {
  private readonly env: AdapterEnv
  private readonly address: StreamAddress
  private readonly timeoutMs: number
  private stream: ByteStream | null = null
  private held: Buffer = Buffer.alloc(0)
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
    this.held = Buffer.alloc(0)
    mine = await this.env.outside.streams.connect(
      this.address,
      {
        data: (bytes) => {
          if (this.stream === mine) this.take(bytes)
        },
        closed: (error) => {
          if (this.stream === mine) this.fail(error?.message ?? 'the connection was closed')
        },
      },
      CONNECT_TIMEOUT_MS,
    )
    return mine
  }

  private take(bytes: Uint8Array): void {
    this.held = Buffer.concat([this.held, bytes])
    try {
      for (;;) {
        const read = unpack(this.held)
        if (read === null) break
        this.held = this.held.subarray(read.length)
        const ack = read.value instanceof Map ? read.value.get('ack') : null
        if (typeof ack !== 'string')
          throw new FlotillaError('FLT_ADAPTER_FAILED', 'no acknowledgement')
        this.waiting.delete(ack)
      }
      if (this.held.length > MAX_ANSWER_BYTES)
        throw new FlotillaError('FLT_ADAPTER_FAILED', 'an answer without end')
    } catch (error) {
      this.fail(`the answer cannot be read: ${messageOf(error)}`)
      return
    }
    if (this.waiting.size === 0) this.settle?.(null)
  }

  private fail(reason: string): void {
    const { stream } = this
    this.stream = null
    stream?.destroy()
    this.settle?.(reason)
  }
}
