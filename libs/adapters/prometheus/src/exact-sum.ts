/** A sum of doubles that does not depend on the order of its terms: rounded once, when it is read. */

/**
 * Whole numbers are added up as such while that is exact. Everything else goes into partial sums that do not overlap and
 * together are the sum without any rounding, as J. R. Shewchuk describes in "Adaptive Precision Floating-Point Arithmetic".
 */
export class ExactSum {
  private whole = 0
  /** Ascending in magnitude; null while only whole numbers were added. */
  private partials: number[] | null = null
  /** Of terms that are not finite: an infinity or NaN, else 0. */
  private special = 0

  /** @param times how often, a whole number of at least 1. O(1): a large one costs some 50 additions at most. */
  add(value: number, times: number): void {
    const product = value * times
    const whole = this.whole + product
    // The product of a fraction may be whole only because it was rounded.
    const isWhole = Number.isSafeInteger(value) && Number.isSafeInteger(product)
    if (isWhole && Number.isSafeInteger(whole)) {
      this.whole = whole
      return
    }
    if (!Number.isFinite(product)) {
      this.special += product
      return
    }
    // Times a power of two is exact, so a product is the sum of those of the bits that are set.
    let power = 1
    for (let left = times; left >= 1; left = Math.floor(left / 2)) {
      if (left % 2 === 1) this.grow(value * power)
      power *= 2
    }
  }

  /** Forgets what was added. */
  set(value: number): void {
    this.whole = 0
    this.partials = null
    this.special = 0
    this.add(value, 1)
  }

  /** The double nearest to the sum. */
  get value(): number {
    if (this.special !== 0) return this.special
    if (this.partials === null) return this.whole
    const all = new ExactSum()
    all.partials = [...this.partials]
    all.grow(this.whole)
    return rounded(all.partials)
  }

  /** Adds a term without rounding: each partial sum gives up what the next larger one cannot hold. */
  private grow(term: number): void {
    this.partials ??= []
    const { partials } = this
    let high = term
    let kept = 0
    for (const partial of partials) {
      const larger = Math.abs(high) < Math.abs(partial) ? partial : high
      const smaller = larger === high ? partial : high
      high = larger + smaller
      const low = smaller - (high - larger)
      if (low !== 0) partials[kept++] = low
    }
    partials.length = kept
    if (Number.isFinite(high)) partials.push(high)
    else this.special += high
  }
}

/** The sum of partial sums, rounded to the nearest double once, ties to even. */
function rounded(partials: readonly number[]): number {
  let i = partials.length - 1
  let high = partials[i] ?? 0
  let low = 0
  while (low === 0 && i > 0) {
    i--
    const before = high
    const term = partials[i] as number // i is at least 0
    high = before + term
    low = term - (high - before)
  }
  // What is left is halfway between two doubles, or not: a further partial sum tells to which side.
  const next = partials[i - 1] ?? 0
  if ((low < 0 && next < 0) || (low > 0 && next > 0)) {
    const doubled = low * 2
    const above = high + doubled
    if (doubled === above - high) return above
  }
  return high
}
