/** The body of a request that a filter wants whole before anything is sent: bounded by that filter's limit. */

export class CollectedBody {
  bytes = 0
  private readonly limitBytes: number
  private readonly onDone: (isWhole: boolean) => void
  private pieces: Buffer[] = []
  private isDone = false

  /** @param onDone called once: with true when the body has ended, with false when it exceeds the limit. */
  constructor(limitBytes: number, onDone: (isWhole: boolean) => void) {
    this.limitBytes = limitBytes
    this.onDone = onDone
  }

  take(chunk: Buffer): void {
    if (this.isDone) return
    this.bytes += chunk.length
    if (this.bytes <= this.limitBytes) this.pieces.push(chunk)
    else this.done(false)
  }

  end(): void {
    if (!this.isDone) this.done(true)
  }

  get held(): readonly Buffer[] {
    return this.pieces
  }

  takePieces(): readonly Buffer[] {
    const { pieces } = this
    this.pieces = []
    return pieces
  }

  private done(isWhole: boolean): void {
    this.isDone = true
    if (!isWhole) this.pieces = []
    this.onDone(isWhole)
  }
}
