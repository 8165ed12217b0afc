/** Access log entries on their way to a collector over gRPC: batched, bounded, dropped and counted when it cannot keep up. */
import type { Clock, Timer } from '@flotilla/time'

/** Entries that wait for the collector, in bytes of their texts; further ones are dropped. Listed in docs/limits.md. */
const MAX_PENDING_BYTES: number = 1024 * 1024

/** A call to the collector that takes messages. */
export interface GrpcLogCall<Entry> {
  /** @param isFirst the message has to say who sends. */
  send(entries: readonly Entry[], isFirst: boolean): void
  /** Bytes that were not taken yet. */
  readonly unsentBytes: number
  close(): void
}

/** Opens a call; null while there is no endpoint. `onEnd` is called once when it is over. */
export type GrpcLogOpener<Entry> = (onEnd: () => void) => GrpcLogCall<Entry> | null

export interface GrpcLogSettings {
  readonly flushMs: number
  readonly flushBytes: number
}

export class GrpcLogStream<Entry> {
  droppedEntries = 0
  private readonly settings: GrpcLogSettings
  private readonly clock: Clock
  private readonly open: GrpcLogOpener<Entry>
  private call: GrpcLogCall<Entry> | null = null
  private isFirst = true
  private pending: Entry[] = []
  private pendingBytes = 0
  private timer: Timer | null = null

  constructor(settings: GrpcLogSettings, clock: Clock, open: GrpcLogOpener<Entry>) {
    this.settings = settings
    this.clock = clock
    this.open = open
  }

  /** @param bytes about how large the entry is. */
  add(entry: Entry, bytes: number): void {
    const unsent = this.call?.unsentBytes ?? 0
    if (this.pendingBytes + unsent + bytes > MAX_PENDING_BYTES) {
      this.droppedEntries++
      return
    }
    this.pending.push(entry)
    this.pendingBytes += bytes
    if (this.pendingBytes >= this.settings.flushBytes) this.flush()
    else this.timer ??= this.clock.after(this.settings.flushMs, () => this.flush())
  }

  /** Sends what is pending; without an endpoint it waits for the next time. */
  flush(): void {
    this.timer?.cancel()
    this.timer = null
    if (this.pending.length === 0) return
    if (this.call === null) {
      this.isFirst = true
      this.call = this.open(() => {
        this.call = null
      })
    }
    if (this.call === null) {
      this.timer = this.clock.after(this.settings.flushMs, () => this.flush())
      return
    }
    const entries = this.pending
    this.pending = []
    this.pendingBytes = 0
    this.call.send(entries, this.isFirst)
    this.isFirst = false
  }

  close(): void {
    this.flush()
    this.timer?.cancel()
    this.timer = null
    this.call?.close()
    this.call = null
  }
}
