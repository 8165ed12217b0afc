/** What the proxy does to shed load right now: plain fields that listeners and connection managers look at. */

export class OverloadState {
  /** New requests are answered with 503 before anything is done for them. */
  stopsRequests = false
  /** HTTP/1 connections end after the current response. */
  disablesKeepalive = false
  /** Share of new connections that are closed at once, 0 to 1. */
  rejectedShare = 0
  /** New connections wait, accepted by the kernel but not looked at. */
  stopsConnections = false
  /** Connections of clients over all listeners; beyond it new ones are closed. */
  maxConnections: number = Number.POSITIVE_INFINITY
  /** Called when connections may go on. */
  onResume: () => void = () => undefined
}
