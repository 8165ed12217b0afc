/** Counters and gauges of one HTTP connection manager (`http.<stat_prefix>.`). Envoy's name of a field is its snake_case. */
import { Http2Stats } from './http2-stats.ts'
import { MsHistogram } from './ms-histogram.ts'
import { ResponseCodes } from './response-codes.ts'

/** Counters of a route with a `stat_prefix`, or of a virtual cluster (`vhost.<name>.route.<prefix>.`). */
export class RouteStats {
  upstreamRqTotal = 0
  upstreamRqTimeout = 0
  upstreamRqRetry = 0
  upstreamRqRetrySuccess = 0
  upstreamRqRetryLimitExceeded = 0
  upstreamRqRetryOverflow = 0
  readonly upstreamRq: ResponseCodes = new ResponseCodes(false)
  readonly upstreamRqTime: MsHistogram = new MsHistogram()
}

export class HttpStats {
  downstreamCxTotal = 0
  downstreamCxActive = 0
  downstreamCxHttp1Total = 0
  downstreamCxHttp1Active = 0
  downstreamCxHttp2Total = 0
  downstreamCxHttp2Active = 0
  downstreamCxUpgradesTotal = 0
  downstreamCxUpgradesActive = 0
  downstreamCxDestroy = 0
  downstreamCxDestroyLocal = 0
  downstreamCxDestroyRemote = 0
  downstreamCxDestroyActiveRq = 0
  downstreamCxIdleTimeout = 0
  downstreamCxMaxDurationReached = 0
  downstreamCxMaxRequestsReached = 0
  downstreamCxProtocolError = 0
  downstreamCxDrainClose = 0
  downstreamCxOverloadDisableKeepalive = 0
  downstreamCxRxBytesTotal = 0
  downstreamCxTxBytesTotal = 0
  downstreamRqTotal = 0
  downstreamRqActive = 0
  downstreamRqHttp1Total = 0
  downstreamRqHttp2Total = 0
  downstreamRqRxReset = 0
  downstreamRqTxReset = 0
  downstreamRqTooLarge = 0
  downstreamRqOverloadClose = 0
  downstreamRqNonRelativePath = 0
  downstreamRqIdleTimeout = 0
  downstreamRqTimeout = 0
  downstreamRqHeaderTimeout = 0
  downstreamRqResponseBeforeRqComplete = 0
  downstreamRqFailedPathNormalization = 0
  downstreamRqWsOnNonWsRoute = 0
  noRoute = 0
  noCluster = 0
  rqTotal = 0
  rqDirectResponse = 0
  rqRedirect = 0
  rqRetrySkippedRequestNotComplete = 0
  rqResetAfterDownstreamResponseStarted = 0
  passthroughInternalRedirectBadLocation = 0
  passthroughInternalRedirectNoRoute = 0
  passthroughInternalRedirectPredicate = 0
  passthroughInternalRedirectTooManyRedirects = 0
  passthroughInternalRedirectUnsafeScheme = 0
  /** What filters count, by `<filter>.<name>`; shown as if they were fields. */
  readonly filters: Record<string, number> = {}
  /** Of its HTTP/2 codecs; shown as one sum over all managers under `http2.`. */
  readonly http2: Http2Stats = new Http2Stats()
  /** downstream_rq_<n>xx and downstream_rq_completed. */
  readonly downstreamRq: ResponseCodes = new ResponseCodes()
  /** downstream_rq_time: first byte in to last byte out, ms. */
  readonly downstreamRqTime: MsHistogram = new MsHistogram()
}
