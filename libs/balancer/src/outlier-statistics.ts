/** The statistical judgments of outlier detection: success rate against the mean, and failure percentage. */
import type { OutlierConfig } from './outlier-config.ts'
import type { SuccessRate } from './outlier-host.ts'

export interface Verdict<H> {
  readonly host: H
  readonly rate: SuccessRate
}

export interface SuccessRateJudgment<H> {
  /** Those below the threshold. */
  readonly verdicts: readonly Verdict<H>[]
  readonly averagePct: number
  readonly thresholdPct: number
}

/** Hosts below mean − stdev × factor, where enough hosts saw enough requests. */
export function judgeSuccessRate<H>(
  rated: readonly Verdict<H>[],
  config: OutlierConfig,
): SuccessRateJudgment<H> {
  const judged = rated.filter((r) => r.rate.total >= config.successRateRequestVolume)
  if (judged.length === 0 || judged.length < config.successRateMinimumHosts)
    return { verdicts: [], averagePct: 0, thresholdPct: 0 }
  const rates = judged.map((r) => r.rate.ratePct)
  const mean = rates.reduce((a, b) => a + b, 0) / rates.length
  const variance = rates.reduce((a, b) => a + (b - mean) ** 2, 0) / rates.length
  const threshold = mean - (Math.sqrt(variance) * config.successRateStdevFactor) / 1000
  return {
    verdicts: judged.filter((r) => r.rate.ratePct < threshold),
    averagePct: mean,
    thresholdPct: threshold,
  }
}

/** Hosts that failed at least the threshold's share, where enough hosts saw enough requests. */
export function judgeFailurePercentage<H>(
  rated: readonly Verdict<H>[],
  config: OutlierConfig,
): readonly Verdict<H>[] {
  const judged = rated.filter((r) => r.rate.total >= config.failurePercentageRequestVolume)
  if (judged.length === 0 || judged.length < config.failurePercentageMinimumHosts) return []
  return judged.filter((r) => 100 - r.rate.ratePct >= config.failurePercentageThresholdPct)
}
