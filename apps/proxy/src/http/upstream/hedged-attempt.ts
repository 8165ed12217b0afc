/** An attempt beside one that is late: whichever answers first is the router's, the other is given up (spec §2.8). */
import type { HeaderList } from '../headers.ts'
import { ResetReason, type UpstreamExchange, type UpstreamHandler } from '../session.ts'

/** The router, as its late attempt needs it. */
export interface HedgeOwner {
  /** The late attempt has a response: true where the router takes it. */
  onLateHead(attempt: HedgedAttempt, status: number, headers: HeaderList): boolean
  /** The late attempt is gone. */
  onLateFailure(attempt: HedgedAttempt, reason: ResetReason): void
}

/** Stands between a late exchange and the router: events are dropped until its response is taken, then passed on. */
export class HedgedAttempt implements UpstreamHandler {
  private readonly owner: HedgeOwner
  private readonly router: UpstreamHandler
  private exchange: UpstreamExchange | null = null
  private isTaken = false

  constructor(owner: HedgeOwner, router: UpstreamHandler) {
    this.owner = owner
    this.router = router
  }

  /** Its exchange, the router's from now on. */
  take(): UpstreamExchange | null {
    this.isTaken = true
    return this.exchange
  }

  giveUp(): void {
    if (!this.isTaken) this.exchange?.abandon()
    this.exchange = null
  }

  /** Called by the router with the exchange that it hands over. */
  onPoolReady(exchange: UpstreamExchange): void {
    this.exchange = exchange
  }

  onPoolFailure(reason: ResetReason, _transportText: string): void {
    this.owner.onLateFailure(this, reason)
  }

  onUpstreamInformational(status: number, headers: HeaderList): void {
    if (this.isTaken) this.router.onUpstreamInformational(status, headers)
  }

  onUpstreamHead(status: number, headers: HeaderList, isEnd: boolean, headBytes: number): void {
    if (this.owner.onLateHead(this, status, headers))
      this.router.onUpstreamHead(status, headers, isEnd, headBytes)
    else {
      this.exchange?.discard()
      this.exchange = null
      this.owner.onLateFailure(this, ResetReason.LocalReset)
    }
  }

  onUpstreamBody(chunk: Buffer): void {
    if (this.isTaken) this.router.onUpstreamBody(chunk)
  }

  onUpstreamEnd(trailers: HeaderList | null): void {
    if (this.isTaken) this.router.onUpstreamEnd(trailers)
  }

  onUpstreamReset(reason: ResetReason): void {
    this.exchange = null
    if (this.isTaken) this.router.onUpstreamReset(reason)
    else this.owner.onLateFailure(this, reason)
  }

  onUpstreamWritable(): void {
    if (this.isTaken) this.router.onUpstreamWritable()
  }

  onUpstreamWire(headSent: number, sent: number, headReceived: number, received: number): void {
    if (this.isTaken) this.router.onUpstreamWire(headSent, sent, headReceived, received)
  }

  onUpstreamBatch(): void {
    if (this.isTaken) this.router.onUpstreamBatch()
  }
}
