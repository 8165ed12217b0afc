/** A histogram of milliseconds in Envoy's default buckets. */

/** Upper bounds, ms, without +Inf (spec §5.1). */
export const ENVOY_BUCKETS_MS: readonly number[] = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000,
  1_800_000, 3_600_000,
]

export class MsHistogram {
  /** Per bucket, not cumulative; the last is +Inf. Made on first use, since most are never used. */
  private counts: Float64Array | null = null
  sum = 0
  count = 0

  record(valueMs: number): void {
    this.counts ??= new Float64Array(ENVOY_BUCKETS_MS.length + 1)
    let i = 0
    while (i < ENVOY_BUCKETS_MS.length && valueMs > (ENVOY_BUCKETS_MS[i] as number)) i++ // bound checked by the loop
    this.counts[i] = (this.counts[i] as number) + 1
    this.sum += valueMs
    this.count++
  }

  /** Counts per bucket, the last for +Inf. */
  buckets(): Float64Array {
    return this.counts ?? new Float64Array(ENVOY_BUCKETS_MS.length + 1)
  }

  /** The upper bound of the bucket in which the quantile lies, 0 where nothing was recorded. */
  quantile(q: number): number {
    if (this.counts === null || this.count === 0) return 0
    let left = q * this.count
    for (let i = 0; i < this.counts.length; i++) {
      left -= this.counts[i] as number // bound checked by the loop
      if (left <= 0) return ENVOY_BUCKETS_MS[i] ?? Number.POSITIVE_INFINITY
    }
    return Number.POSITIVE_INFINITY
  }
}
