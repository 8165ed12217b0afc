/** The newest policy that a Mixer cluster has shown to have: what was decided by an older one is outdated. */

export class PolicyGeneration {
  private seen = 0

  /** Highest generation of any answer; 0 before the first, and for ever with a Mixer that has none (Istio's own). */
  get highest(): number {
    return this.seen
  }

  /** An answer of this generation has come. */
  see(generation: number): void {
    if (generation > this.seen) this.seen = generation
  }

  /** Whether what came with this generation is outdated. What came without one never is: it lives as long as it said. */
  isOutdated(generation: number): boolean {
    return generation > 0 && generation < this.seen
  }
}
