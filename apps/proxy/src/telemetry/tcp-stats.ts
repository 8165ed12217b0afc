/** Counters and gauges of one TCP proxy (`tcp.<stat_prefix>.`). Envoy's name of a field is its snake_case. */

export class TcpStats {
  downstreamCxTotal = 0
  downstreamCxActive = 0
  downstreamCxNoRoute = 0
  downstreamCxRxBytesTotal = 0
  downstreamCxTxBytesTotal = 0
  idleTimeout = 0
  maxDownstreamConnectionDuration = 0
  /** Ours: connections that a filter refused. */
  downstreamCxRefused = 0
}
