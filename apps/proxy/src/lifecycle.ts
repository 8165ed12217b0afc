/** The states of the proxy as /ready shows them. */

/**
 * - PRE_INITIALIZING: parts are being built, nothing is asked for yet.
 * - INITIALIZING: certificate, clusters and listeners are awaited; left when all that was asked for has come.
 * - LIVE: serving.
 * - DRAINING: asked to stop, or told to fail its health check; nothing leads back from the former.
 */
export type ProxyState = 'PRE_INITIALIZING' | 'INITIALIZING' | 'LIVE' | 'DRAINING'
