/** Bounds what is under way at once, in requests and in bytes: what does not fit is refused before it is even read. */

export interface AdmissionLimits {
  readonly maxRequests: number
  readonly maxBytes: number
}

export class Admission {
  private readonly limits: AdmissionLimits
  private requests = 0
  private bytes = 0

  constructor(limits: AdmissionLimits) {
    this.limits = limits
  }

  /** Takes a place; false where there is none. A single request may be larger than the bound on bytes when it is alone. */
  enter(bytes: number): boolean {
    const isFull = this.requests >= this.limits.maxRequests
    const isTooMuch = this.requests > 0 && this.bytes + bytes > this.limits.maxBytes
    if (isFull || isTooMuch) return false
    this.requests++
    this.bytes += bytes
    return true
  }

  /** Gives the place back. */
  leave(bytes: number): void {
    this.requests--
    this.bytes -= bytes
  }

  /** Requests under way. */
  get size(): number {
    return this.requests
  }
}
