/** Items on their way to a backend: a bounded queue that is sent in batches, tried again while the backend is away, and flushed on close. */
import { messageOf } from '@flotilla/errors'
import { Backoff, type Timer } from '@flotilla/time'
import type { AdapterEnv } from './env.ts'

/** What became of a batch. */
export interface SendResult<T> {
  /** To be sent again, in order. */
  readonly again: readonly T[]
  /** How many the backend will never take. */
  readonly refused: number
  /** Why, where not all were sent. */
  readonly reason: string
}

export const ALL_SENT: SendResult<never> = Object.freeze({ again: [], refused: 0, reason: '' })

export interface OutboxOptions<T> {
  /** Told in logs and metrics. */
  readonly name: string
  /** Items that may wait; further ones are not taken. */
  readonly maxWaiting: number
  /** Items of one batch. */
  readonly maxBatch: number
  /** Bytes of one batch (at least one item is sent) and how they are counted. Default: no bound. */
  readonly maxBatchBytes?: number
  readonly sizeOf?: (item: T) => number
  /** Longest time that an item waits while the batch is not full, ms. 0: sent at once. */
  readonly intervalMs: number
  /** Sends a batch within a bounded time. What it throws is a reason to send all of it again. */
  readonly send: (batch: readonly T[]) => Promise<SendResult<T>>
  /** Delays between attempts, ms. Default 250 to 30,000. */
  readonly retry?: { readonly baseMs: number; readonly maxMs: number }
  /** Attempts for one batch, 0: until it is sent. Default 0. */
  readonly maxAttempts?: number
}

const RETRY = { baseMs: 250, maxMs: 30_000 }
/** Time in which `close` tries to send what waits. docs/limits.md */
const DRAIN_MS = 5_000

export class Outbox<T> {
  private readonly env: AdapterEnv
  private readonly options: OutboxOptions<T>
  private readonly backoff: Backoff
  private readonly maxBatchBytes: number
  private queue: T[] = []
  private bytes = 0
  private attempts = 0
  private timer: Timer | null = null
  private sending: Promise<void> | null = null
  /** Something is to be sent again, after the backoff. */
  private isFailing = false
  /** The last attempt brought nothing forward. */
  private isAway = false
  private isClosed = false
  /** Nobody waits any more: what is still in flight and fails is lost. */
  private isOver = false
  private closing: Promise<void> | null = null

  constructor(env: AdapterEnv, options: OutboxOptions<T>) {
    this.env = env
    this.options = options
    this.backoff = new Backoff(options.retry ?? RETRY, env.random)
    this.maxBatchBytes = options.maxBatchBytes ?? Number.POSITIVE_INFINITY
  }

  get waiting(): number {
    return this.queue.length
  }

  /** Takes an item; false, and it is counted as lost, where too many wait or the outbox is closed. */
  offer(item: T): boolean {
    if (this.isClosed || this.queue.length >= this.options.maxWaiting) {
      this.env.delivery.lost(1)
      return false
    }
    this.queue.push(item)
    this.bytes += this.sizeOf(item)
    this.env.delivery.waiting(this.options.name, this.queue.length)
    if (this.sending !== null || this.isFailing) return true
    if (this.isBatchFull() || this.options.intervalMs === 0) this.start()
    else if (this.timer === null) this.arm(this.options.intervalMs)
    return true
  }

  /** Sends what waits, for at most 5 s; what is left then is lost and counted. Again it waits for the same. */
  close(): Promise<void> {
    this.closing ??= this.drain()
    return this.closing
  }

  private async drain(): Promise<void> {
    this.isClosed = true
    this.timer?.cancel()
    this.timer = null
    const { clock } = this.env
    let alarm: Timer | null = null
    const over = new Promise<'over'>((resolve) => {
      alarm = clock.after(DRAIN_MS, () => resolve('over'))
    })
    const sent = (async () => {
      await this.sending
      this.isAway = false
      // One attempt for each batch: a backend that is away is not waited for.
      while (this.queue.length > 0 && !this.isAway) await this.sendBatch()
    })()
    await Promise.race([sent, over])
    const timer = alarm as Timer | null // set by the promise above, at once
    timer?.cancel()
    this.isOver = true
    const left = this.queue.length
    if (left > 0) {
      this.env.delivery.lost(left)
      this.env.log.warn('items lost on close', { queue: this.options.name, items: left })
    }
    this.queue = []
    this.bytes = 0
    this.env.delivery.waiting(this.options.name, 0)
  }

  private start(): void {
    this.timer?.cancel()
    this.timer = null
    this.sending = this.sendBatch().finally(() => {
      this.sending = null
      this.next()
    })
  }

  /** After a batch: the next one at once where it is full, after the delay where the last one failed. */
  private next(): void {
    if (this.isClosed || this.queue.length === 0) return
    if (this.isFailing) this.arm(this.backoff.nextMs())
    else if (this.isBatchFull() || this.options.intervalMs === 0) this.start()
    else this.arm(this.options.intervalMs)
  }

  private arm(delayMs: number): void {
    this.timer?.cancel()
    this.timer = this.env.clock.after(delayMs, () => {
      this.timer = null
      if (this.sending === null) this.start()
    })
  }

  private async sendBatch(): Promise<void> {
    const batch = this.takeBatch()
    let result: SendResult<T>
    try {
      result = await this.options.send(batch)
    } catch (error) {
      result = { again: batch, refused: 0, reason: messageOf(error) }
    }
    this.settle(batch.length, result)
  }

  private settle(size: number, { again, refused, reason }: SendResult<T>): void {
    const { delivery, log } = this.env
    const { name, maxAttempts = 0 } = this.options
    this.attempts = again.length === size ? this.attempts + 1 : Math.min(again.length, 1)
    const isGivenUp =
      again.length > 0 && (this.isOver || (maxAttempts > 0 && this.attempts >= maxAttempts))
    const lost = refused + (isGivenUp ? again.length : 0)
    const sent = size - again.length - refused
    if (sent > 0) delivery.sent(sent)
    if (lost > 0) {
      delivery.lost(lost)
      log.warn('items lost', { queue: name, items: lost, reason })
    }
    if (isGivenUp) this.attempts = 0
    if (again.length > 0 && !isGivenUp) {
      const isAway = again.length === size
      if (isAway && !this.isAway) log.warn('backend is away, items wait', { queue: name, reason })
      if (!isAway) this.backoff.reset()
      delivery.retried()
      this.putBack(again)
      this.isFailing = true
      this.isAway = isAway
      return
    }
    if (this.isAway && !isGivenUp) log.info('backend is back', { queue: name })
    this.isFailing = false
    this.isAway = isGivenUp
    if (!isGivenUp) this.backoff.reset()
    delivery.waiting(name, this.queue.length)
  }

  private putBack(items: readonly T[]): void {
    this.queue = [...items, ...this.queue]
    for (const item of items) this.bytes += this.sizeOf(item)
    this.env.delivery.waiting(this.options.name, this.queue.length)
  }

  private takeBatch(): T[] {
    let count = 0
    let bytes = 0
    const most = Math.min(this.queue.length, this.options.maxBatch)
    while (count < most) {
      const size = this.sizeOf(this.queue[count] as T) // count is below the length
      if (count > 0 && bytes + size > this.maxBatchBytes) break
      bytes += size
      count++
    }
    this.bytes -= bytes
    return this.queue.splice(0, count)
  }

  private isBatchFull(): boolean {
    return this.queue.length >= this.options.maxBatch || this.bytes >= this.maxBatchBytes
  }

  private sizeOf(item: T): number {
    return this.options.sizeOf?.(item) ?? 0
  }
}
