/** The differences from Envoy that are meant, each with the rule that asks for it. */
import type { Difference } from './compare.ts'
import type { Exchange } from './model.ts'

export interface KnownDifference {
  readonly name: string
  /** Envoy's documentation or the RFC. */
  readonly citation: string
  readonly covers: (exchange: Exchange, difference: Difference) => boolean
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = []

export function knownDifference(
  exchange: Exchange,
  difference: Difference,
): KnownDifference | null {
  return KNOWN_DIFFERENCES.find((one) => one.covers(exchange, difference)) ?? null
}
