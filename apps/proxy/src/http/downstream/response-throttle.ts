/** Paces a response's body: pieces wait until the rate allows them, and the upstream is held meanwhile. */
import { WheelTimer } from '@flotilla/time'
import type { ServerStream } from './server-stream.ts'

/** Envoy's: the rate is kept over slices of this length. */
const SLICE_MS = 50

export class ResponseThrottle {
  private readonly stream: ServerStream
  private readonly bytesPerSlice: number
  private readonly timer: WheelTimer
  private waiting: Buffer[] = []
  private left: number
  private isArmed = false
  private mustEnd = false

  constructor(stream: ServerStream, bytesPerSec: number) {
    this.stream = stream
    this.bytesPerSlice = Math.max(1, Math.floor((bytesPerSec * SLICE_MS) / 1000))
    this.left = this.bytesPerSlice
    this.timer = new WheelTimer(() => this.onSlice())
  }

  /** False asks the producer to stop until `onDownstreamWritable`. */
  write(chunk: Buffer): boolean {
    this.waiting.push(chunk)
    this.send()
    return this.waiting.length === 0
  }

  /** Whether nothing waits; if something does, the response ends once that is sent. */
  mayEnd(): boolean {
    this.mustEnd = this.waiting.length > 0
    return !this.mustEnd
  }

  close(): void {
    this.waiting = []
    this.stream.runtime.wheel.cancel(this.timer)
  }

  private send(): void {
    const { stream } = this
    while (this.left > 0) {
      const [first] = this.waiting
      if (first === undefined) break
      const size = Math.min(first.length, this.left)
      this.left -= size
      if (size === first.length) this.waiting.shift()
      else this.waiting[0] = first.subarray(size)
      stream.session.sendBody(first.subarray(0, size))
    }
    stream.session.flush()
    if (this.isArmed) return
    this.isArmed = true
    stream.runtime.wheel.arm(this.timer, SLICE_MS)
  }

  private onSlice(): void {
    this.isArmed = false
    this.left = this.bytesPerSlice
    if (this.waiting.length === 0 || this.stream.isOver) return
    this.send()
    if (this.waiting.length > 0) return
    if (this.mustEnd) this.stream.completeResponse()
    else this.stream.consumer?.onDownstreamWritable()
  }
}
