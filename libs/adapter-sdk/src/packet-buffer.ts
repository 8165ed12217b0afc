/** Lines gathered into packets: a packet leaves when it is full, and when its time has come. */
import type { Timer } from '@flotilla/time'
import type { AdapterEnv, Datagrams } from './env.ts'

export interface PacketBufferOptions {
  /** Bytes of one packet; a single longer line is a packet of its own. */
  readonly maxBytes: number
  /** Lines of one packet. */
  readonly maxLines: number
  /** Longest time that a line waits, ms. */
  readonly intervalMs: number
}

/** A line longer than this is not sent: it would not fit into one packet. docs/limits.md */
const MAX_LINE_BYTES = 60_000

export class PacketBuffer {
  private readonly env: AdapterEnv
  private readonly datagrams: Datagrams
  private readonly options: PacketBufferOptions
  private lines: string[] = []
  private bytes = 0
  private timer: Timer | null = null
  private isClosed = false

  constructor(env: AdapterEnv, datagrams: Datagrams, options: PacketBufferOptions) {
    this.env = env
    this.datagrams = datagrams
    this.options = options
  }

  /** False, and it is counted as lost, where the line cannot be sent. */
  add(line: string): boolean {
    const size = Buffer.byteLength(line)
    if (this.isClosed || size > MAX_LINE_BYTES) {
      this.env.delivery.lost(1)
      return false
    }
    let isSent = true
    if (this.lines.length > 0 && this.bytes + 1 + size > this.options.maxBytes)
      isSent = this.flush()
    this.lines.push(line)
    this.bytes += size + (this.lines.length > 1 ? 1 : 0)
    if (this.lines.length >= this.options.maxLines || this.bytes >= this.options.maxBytes)
      isSent = this.flush() && isSent
    else
      this.timer ??= this.env.clock.after(this.options.intervalMs, () => {
        this.flush()
      })
    return isSent
  }

  /** Sends what waits and closes the socket. */
  async close(): Promise<void> {
    if (this.isClosed) return
    this.flush()
    this.isClosed = true
    await this.datagrams.close()
  }

  private flush(): boolean {
    this.timer?.cancel()
    this.timer = null
    const { lines } = this
    if (lines.length === 0) return true
    this.lines = []
    this.bytes = 0
    const isTaken = this.datagrams.send(Buffer.from(lines.join('\n')))
    if (isTaken) this.env.delivery.sent(lines.length)
    else this.env.delivery.lost(lines.length)
    return isTaken
  }
}
