/** A share of requests: numerator of a hundred, ten thousand or a million. */

export interface Fraction {
  readonly numerator: number
  readonly denominator: 100 | 10_000 | 1_000_000
}

/** Whether a draw falls in the share. `draw` is an integer in [0, 2^53), the same for all questions of one request. */
export function isInFraction(fraction: Fraction, draw: number): boolean {
  if (fraction.numerator <= 0) return false
  return (
    fraction.numerator >= fraction.denominator || draw % fraction.denominator < fraction.numerator
  )
}

/** An integer in [0, 2^53) from a uniform number in [0, 1). */
export function drawFrom(random: () => number): number {
  return Math.floor(random() * Number.MAX_SAFE_INTEGER)
}
