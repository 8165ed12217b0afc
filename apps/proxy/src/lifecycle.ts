/** The states of the proxy as /ready shows them. */

/**
 * - PRE_INITIALIZING: parts are being built, nothing is asked for yet.
 * - INITIALIZING: certificate, clusters and listeners are awaited; left when all that was asked for has come.
 * - LIVE: serving.
 * - DRAINING: asked to stop, or told to fail its health check; nothing leads back from the former.
 */
export type ProxyState = 'PRE_INITIALIZING' | 'INITIALIZING' | 'LIVE' | 'DRAINING'

/** How clients of what is drained leave while the process goes on (`/drain_listeners?graceful`, changed listeners). */
export interface DrainSettings {
  /** After this what is left is closed. */
  readonly timeMs: number
  /** Whether they are told one after the other over this time, or all at once. */
  readonly isGradual: boolean
}

/** Istio's; Envoy's own default is 600 s. */
export const DEFAULT_DRAIN: DrainSettings = { timeMs: 45_000, isGradual: true }
