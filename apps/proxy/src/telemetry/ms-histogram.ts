/** A histogram with two significant digits, as Envoy's: log-linear bins of whole milliseconds, and Envoy's default buckets made of them. */

/** Upper bounds, ms, without +Inf (spec §5.1). */
export const ENVOY_BUCKETS_MS: readonly number[] = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000,
  1_800_000, 3_600_000,
]

/** Values below have a bin each: 0 to 9 (shown as a tenth wide), 10 to 99. */
const EXACT = 100
/** Bins of each further power of ten. */
const PER_DECADE = 90
/** 100 ms to 10,000,000 ms, almost three hours; longer counts as that. */
const DECADES = 5
const BINS = EXACT + DECADES * PER_DECADE

/** A bin with something in it. */
export interface HistogramBin {
  readonly lower: number
  readonly width: number
  readonly count: number
}

/** All that a histogram recorded. */
export interface HistogramState {
  readonly counts: Uint32Array
  readonly sum: number
  readonly count: number
}

export class MsHistogram {
  /** Made on first use, since most are never used. */
  private counts: Uint32Array | null = null
  sum = 0
  count = 0

  /** Fractions of a millisecond are cut off, as Envoy does. */
  record(valueMs: number): void {
    this.counts ??= new Uint32Array(BINS)
    const bin = binOf(valueMs)
    this.counts[bin] = (this.counts[bin] as number) + 1 // binOf stays within
    this.sum += valueMs
    this.count++
  }

  /** The bins that hold anything, ascending. */
  bins(): readonly HistogramBin[] {
    return binsOf(this.counts)
  }

  /** What it holds, to be added up elsewhere; null where nothing was recorded. */
  state(): HistogramState | null {
    const { counts, sum, count } = this
    return counts === null ? null : { counts, sum, count }
  }

  /** Holds the sum of these from now on. */
  assume(states: readonly HistogramState[]): void {
    if (this.counts === null && states.length === 0) return
    this.counts ??= new Uint32Array(BINS)
    this.counts.fill(0)
    this.sum = 0
    this.count = 0
    for (const { counts, sum, count } of states) {
      this.sum += sum
      this.count += count
      for (const [i, more] of counts.entries())
        if (more > 0) this.counts[i] = (this.counts[i] as number) + more // of the same length
    }
  }

  /** A copy of all counts, for `binsSince`; null where nothing was recorded. */
  mark(): Uint32Array | null {
    return this.counts === null ? null : this.counts.slice()
  }
}

/** What lies between two marks of one histogram. */
export function binsBetween(
  earlier: Uint32Array | null,
  later: Uint32Array | null,
): readonly HistogramBin[] {
  if (earlier === null || later === null) return binsOf(later)
  return binsOf(later.map((count, i) => count - (earlier[i] as number))) // of the same length
}

/** Samples at or below each bound, cumulative. A bin counts where it begins at or below the bound. */
export function cumulativeBuckets(
  bins: readonly HistogramBin[],
  bounds: readonly number[] = ENVOY_BUCKETS_MS,
): readonly number[] {
  return bounds.map((bound) =>
    bins.reduce((sum, { lower, count }) => (lower <= bound ? sum + count : sum), 0),
  )
}

/** The value of rank ceil(q × n), the samples of a bin spread evenly over it. NaN without samples. @param q 0 to 1 */
export function quantileOf(bins: readonly HistogramBin[], q: number): number {
  let rank = Math.max(1, Math.ceil(q * sampleCount(bins)))
  for (const { lower, width, count } of bins) {
    if (rank <= count) return lower + (width * rank) / (count + 1)
    rank -= count
  }
  return Number.NaN
}

export function sampleCount(bins: readonly HistogramBin[]): number {
  return bins.reduce((sum, { count }) => sum + count, 0)
}

function binOf(valueMs: number): number {
  let digits = valueMs > 0 ? Math.floor(valueMs) : 0
  if (digits < EXACT) return digits
  let decade = -1
  while (digits >= EXACT && decade < DECADES - 1) {
    digits = Math.floor(digits / 10)
    decade++
  }
  return digits >= EXACT ? BINS - 1 : EXACT + decade * PER_DECADE + digits - 10
}

function binsOf(counts: Uint32Array | null): readonly HistogramBin[] {
  const bins: HistogramBin[] = []
  counts?.forEach((count, i) => {
    if (count > 0) bins.push({ ...boundsOf(i), count })
  })
  return bins
}

function boundsOf(bin: number): { lower: number; width: number } {
  if (bin === 0) return { lower: 0, width: 0 }
  if (bin < 10) return { lower: bin, width: 0.1 }
  if (bin < EXACT) return { lower: bin, width: 1 }
  const decade = Math.floor((bin - EXACT) / PER_DECADE)
  const scale = 10 ** (decade + 1)
  return { lower: (10 + ((bin - EXACT) % PER_DECADE)) * scale, width: scale }
}
