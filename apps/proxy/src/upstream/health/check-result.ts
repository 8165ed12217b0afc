/** What one check of one endpoint ended with. */

/** It answered, and not as it should. */
export interface FailedCheck {
  readonly kind: 'failed'
  /** Whether it counts towards the threshold instead of deciding at once. */
  readonly isRetriable: boolean
  /** It says of itself that it is failing. */
  readonly isExcluded: boolean
  /** Of HTTP; 0 where there is none. */
  readonly status: number
}

export type CheckResult =
  | { readonly kind: 'healthy'; readonly isDegraded: boolean }
  | FailedCheck
  /** No connection, or it broke. */
  | { readonly kind: 'network' }

export const HEALTHY: CheckResult = { kind: 'healthy', isDegraded: false }
export const FAILED: FailedCheck = {
  kind: 'failed',
  isRetriable: false,
  isExcluded: false,
  status: 0,
}
export const NETWORK: CheckResult = { kind: 'network' }

/** Checks one endpoint again and again, one at a time; owns its connection. */
export interface Probe {
  /** Starts a check; `onResult` follows once, never before this returns, unless it is abandoned. */
  start(onResult: (result: CheckResult) => void): void
  /** The check took too long or is not wanted: nothing follows, its connection is gone. */
  abandon(): void
}
