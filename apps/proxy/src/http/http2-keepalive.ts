/** Tests an HTTP/2 connection by PING, in intervals and after idle times (`connection_keepalive`). */
import { type TimerWheel, WheelTimer } from '@flotilla/time'
import type { KeepaliveOptions } from './http2-options.ts'

export interface KeepaliveOwner {
  /** Sends a PING. */
  ping(payload: Buffer): void
  /** No answer came in time. */
  onTimeout(): void
}

const PAYLOAD = Buffer.from('alive?\0\0', 'latin1')

export class Http2Keepalive {
  private readonly options: KeepaliveOptions
  private readonly wheel: TimerWheel
  private readonly random: () => number
  private readonly owner: KeepaliveOwner
  private readonly intervalTimer: WheelTimer
  private readonly answerTimer: WheelTimer
  private isClosed = false
  /** Whether an answer is awaited. */
  isWaiting = false

  constructor(
    options: KeepaliveOptions,
    wheel: TimerWheel,
    random: () => number,
    owner: KeepaliveOwner,
  ) {
    this.options = options
    this.wheel = wheel
    this.random = random
    this.owner = owner
    this.intervalTimer = new WheelTimer(() => this.send())
    this.answerTimer = new WheelTimer(() => this.expire())
    this.armInterval()
  }

  /** Anything came from the peer: it is alive. */
  onActivity(): void {
    if (this.isWaiting) this.wheel.arm(this.answerTimer, this.options.timeoutMs)
  }

  onPong(): void {
    if (!this.isWaiting) return
    this.isWaiting = false
    this.wheel.cancel(this.answerTimer)
    this.armInterval()
  }

  /** Tests now, unless a test is under way: a connection that was idle is about to be used. @param idleMs how long it was. */
  testIfIdle(idleMs: number): void {
    const { idleIntervalMs } = this.options
    if (idleIntervalMs > 0 && idleMs >= idleIntervalMs) this.send()
  }

  close(): void {
    this.isClosed = true
    this.wheel.cancel(this.intervalTimer)
    this.wheel.cancel(this.answerTimer)
  }

  private send(): void {
    if (this.isWaiting || this.isClosed) return
    this.isWaiting = true
    this.wheel.cancel(this.intervalTimer)
    this.owner.ping(PAYLOAD)
    this.wheel.arm(this.answerTimer, this.options.timeoutMs)
  }

  private expire(): void {
    this.close()
    this.owner.onTimeout()
  }

  private armInterval(): void {
    const { intervalMs, jitterRatio } = this.options
    if (this.isClosed || intervalMs === 0) return
    this.wheel.arm(this.intervalTimer, intervalMs * (1 + jitterRatio * this.random()))
  }
}
