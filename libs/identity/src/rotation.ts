/** When to renew: at half of the life, spread so that a fleet started together does not renew together. */

export interface Life {
  /** When the certificate came, milliseconds since the epoch. */
  readonly fromMs: number
  readonly notAfterMs: number
}

/** Half of the life, give or take a tenth of it (as SPIRE does). */
const MIDDLE = 0.5
const SPREAD = 0.1
/** Longest wait between two attempts (Istio's agent, exhausted). */
const MAX_RETRY_MS = 60_000
const MIN_RETRY_MS = 200
export const FIRST_RETRY_MS = 100

/** @param random uniform in [0, 1). */
export function renewAtMs(life: Life, random: () => number): number {
  const share = MIDDLE + SPREAD * (2 * random() - 1)
  return life.fromMs + Math.max(0, life.notAfterMs - life.fromMs) * share
}

/** Upper bound of the wait between attempts: a tenth of the life, so that short lives get their tries too. */
export function maxRetryMs(life: Life | null): number {
  if (life === null) return MAX_RETRY_MS / 12
  return Math.min(MAX_RETRY_MS, Math.max(MIN_RETRY_MS, (life.notAfterMs - life.fromMs) / 10))
}
