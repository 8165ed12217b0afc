/** Counters and gauges of one cluster. Plain numbers: counting is `stats.upstreamRqTotal++`; Envoy's name of a field is its snake_case. */

import type { SubsetStats, ZoneStats } from '@flotilla/balancer'
import { Http2Stats } from '../telemetry/http2-stats.ts'
import { MsHistogram } from '../telemetry/ms-histogram.ts'
import { ResponseCodes } from '../telemetry/response-codes.ts'
import type { TrackedRequests } from './cluster-requests.ts'
import { BudgetStats, SizeStats } from './tracked-stats.ts'

interface CodeGroup {
  readonly upstreamRq: ResponseCodes
}

export class ClusterStats implements ZoneStats, SubsetStats {
  // Kept by Cluster.connect.
  upstreamCxTotal = 0
  upstreamCxActive = 0
  upstreamCxConnectFail = 0
  upstreamCxConnectTimeout = 0
  upstreamCxConnectAttemptsExceeded = 0
  upstreamCxDestroy = 0
  upstreamCxOverflow = 0
  upstreamCxNoneHealthy = 0
  upstreamCxRxBytesTotal = 0
  upstreamCxTxBytesTotal = 0
  // Kept by pools and the router.
  upstreamCxDestroyLocal = 0
  upstreamCxDestroyRemote = 0
  upstreamCxDestroyWithActiveRq = 0
  upstreamCxHttp1Total = 0
  upstreamCxHttp2Total = 0
  upstreamCxCloseNotify = 0
  upstreamCxIdleTimeout = 0
  upstreamCxMaxRequests = 0
  upstreamCxMaxDurationReached = 0
  upstreamCxProtocolError = 0
  upstreamRqTotal = 0
  upstreamRqActive = 0
  upstreamRqPendingTotal = 0
  upstreamRqPendingActive = 0
  upstreamRqPendingOverflow = 0
  upstreamRqPendingFailureEject = 0
  upstreamRqTimeout = 0
  upstreamRqPerTryTimeout = 0
  upstreamRqRetry = 0
  upstreamRqRetrySuccess = 0
  upstreamRqRetryOverflow = 0
  upstreamRqRetryBackoffExponential = 0
  upstreamRqRetryBackoffRatelimited = 0
  upstreamRqPerTryIdleTimeout = 0
  upstreamRqActiveOverflow = 0
  upstreamInternalRedirectSucceededTotal = 0
  upstreamInternalRedirectFailedTotal = 0
  upstreamRqMaintenanceMode = 0
  upstreamRqMaxDurationReached = 0
  upstreamRqRetryLimitExceeded = 0
  upstreamRqRxReset = 0
  upstreamRqTxReset = 0
  upstreamRqCancelled = 0
  // Kept by the balancer and the cluster.
  membershipTotal = 0
  membershipHealthy = 0
  membershipDegraded = 0
  membershipExcluded = 0
  membershipChange = 0
  lbHealthyPanic = 0
  lbLocalClusterNotOk = 0
  lbRecalculateZoneStructures = 0
  lbSubsetsActive = 0
  lbSubsetsCreated = 0
  lbSubsetsFallback = 0
  lbSubsetsFallbackPanic = 0
  lbSubsetsRemoved = 0
  lbSubsetsSelected = 0
  lbSubsetsSingleHostPerSubsetDuplicate = 0
  lbZoneClusterTooSmall = 0
  lbZoneNoCapacityLeft = 0
  lbZoneRoutingAllDirectly = 0
  lbZoneRoutingCrossZone = 0
  lbZoneRoutingSampled = 0
  originalDstHostInvalid = 0
  assignmentStale = 0
  assignmentTimeoutReceived = 0
  updateAttempt = 0
  updateSuccess = 0
  updateFailure = 0
  bindErrors = 0
  sslHandshake = 0
  sslConnectionError = 0
  sslFailVerifyError = 0
  sslFailVerifySan = 0
  sslSessionReused = 0
  /** Shown under `http2.`. */
  readonly http2: Http2Stats = new Http2Stats()
  /** upstream_rq_<code> and upstream_rq_<n>xx; the router calls `upstreamRq.count(status)` once per response. */
  readonly upstreamRq: ResponseCodes = new ResponseCodes()
  /** The same by who asked, of canaries, and of answers that were tried again. */
  readonly external: CodeGroup = { upstreamRq: new ResponseCodes(false) }
  readonly internal: CodeGroup = { upstreamRq: new ResponseCodes(false) }
  readonly canary: CodeGroup = { upstreamRq: new ResponseCodes(false) }
  readonly retry: CodeGroup = { upstreamRq: new ResponseCodes(false) }
  /** upstream_rq_time: request sent to response complete, ms. */
  readonly upstreamRqTime: MsHistogram = new MsHistogram()
  /** upstream_cx_connect_ms. */
  readonly upstreamCxConnectMs: MsHistogram = new MsHistogram()
  /** Shown like the others, where the cluster asks for them; null where it does not. */
  sizes: SizeStats | null = null
  budgets: BudgetStats | null = null

  /** Called when a cluster of this name is made: what it counts beside the rest. */
  track(tracked: TrackedRequests | null): void {
    if (tracked?.sizes === true) this.sizes ??= new SizeStats()
    if (tracked?.budgets === true) this.budgets ??= new BudgetStats()
  }
}
