/** `filter_metadata["flotilla"].failureAccrual` of a cluster → settings of its endpoints' breakers. */
import { ACCRUAL_DEFAULTS, type AccrualConfig } from '@flotilla/balancer'
import type { Violations } from '../compile/violations.ts'
import type { Metadata } from './types.ts'

const KEYS: ReadonlySet<string> = new Set([
  'mode',
  'maxFailures',
  'minPenalty',
  'maxPenalty',
  'jitterRatio',
  'successRateThreshold',
  'successRateWindow',
  'successRateMinRequests',
])

/** Null where the cluster asks for none. Unknown members are violations. */
export function compileAccrual(
  metadata: Readonly<Record<string, Metadata>>,
  at: Violations,
): AccrualConfig | null {
  const raw = metadata['flotilla']?.['failureAccrual']
  if (raw === undefined) return null
  const place = at.at('metadata.filter_metadata["flotilla"].failureAccrual')
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    place.add('must be an object')
    return null
  }
  return new Reader(raw as Metadata, place).read() // checked right above
}

class Reader {
  private readonly raw: Metadata
  private readonly at: Violations

  constructor(raw: Metadata, at: Violations) {
    this.raw = raw
    this.at = at
  }

  read(): AccrualConfig {
    for (const key of Object.keys(this.raw)) if (!KEYS.has(key)) this.at.at(key).add('is unknown')
    const mode = this.raw['mode'] ?? 'consecutive'
    if (mode !== 'consecutive' && mode !== 'unified')
      this.at.at('mode').add('must be consecutive or unified')
    const minPenaltyMs = this.millis('minPenalty', ACCRUAL_DEFAULTS.minPenaltyMs)
    const maxPenaltyMs = this.millis('maxPenalty', Math.max(60_000, minPenaltyMs))
    if (maxPenaltyMs < minPenaltyMs) this.at.at('maxPenalty').add('must not be below minPenalty')
    return {
      maxFailures: this.number('maxFailures', 7, 1, 1_000_000, true),
      minPenaltyMs,
      maxPenaltyMs,
      jitterRatio: this.number('jitterRatio', 0.5, 0, 100, false),
      successRate:
        mode === 'unified'
          ? {
              threshold: this.number('successRateThreshold', 0.8, 0, 1, false),
              windowMs: this.millis('successRateWindow', 10_000),
              minRequests: this.number('successRateMinRequests', 5, 1, 1_000_000, true),
            }
          : null,
    }
  }

  private number(key: string, absent: number, min: number, max: number, isWhole: boolean): number {
    const value = this.raw[key] ?? absent
    const isRight =
      typeof value === 'number' &&
      value >= min &&
      value <= max &&
      (!isWhole || Number.isInteger(value))
    if (isRight) return value
    this.at.at(key).add(`must be a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}`)
    return absent
  }

  private millis(key: string, absent: number): number {
    const value = this.raw[key]
    if (value === undefined) return absent
    const text = typeof value === 'string' ? /^(\d+(?:\.\d{1,9})?)s$/.exec(value)?.[1] : undefined
    const ms = 1000 * Number(text ?? 0)
    if (ms > 0) return ms
    this.at.at(key).add('must be a duration above 0, such as "10s"')
    return absent
  }
}
