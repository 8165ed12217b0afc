/** The newest policy that a Mixer cluster has shown to have, and when: what was decided by an older one is outdated. */

export class PolicyGeneration {
  private seen = 0
  private seenAtMs = Number.NEGATIVE_INFINITY
  private lastAtMs = Number.NEGATIVE_INFINITY

  /** Highest generation of any answer; 0 before the first, and for ever with a Mixer that has none (Istio's own). */
  get highest(): number {
    return this.seen
  }

  /** Monotonic ms of the last answer that was of the highest generation. */
  get confirmedAtMs(): number {
    return this.seenAtMs
  }

  /** The same, whatever has told of a change since. */
  get answeredAtMs(): number {
    return this.lastAtMs
  }

  /** An answer of this generation has come. One of an older policy confirms nothing. */
  see(generation: number, nowMs: number): void {
    if (generation < this.seen) return
    this.seen = generation
    this.seenAtMs = nowMs
    this.lastAtMs = nowMs
  }

  /** Something tells of a change of policy: the highest generation may not be the newest. */
  distrust(): void {
    this.seenAtMs = Number.NEGATIVE_INFINITY
  }

  /** Whether what came with this generation is outdated. What came without one never is: it lives as long as it said. */
  isOutdated(generation: number): boolean {
    return generation > 0 && generation < this.seen
  }
}
