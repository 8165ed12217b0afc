/** Histograms that a cluster has only where its configuration asks for them. */
import { MsHistogram } from '../telemetry/ms-histogram.ts'

/** Bytes, and numbers of headers (`track_cluster_stats.request_response_sizes`). */
export class SizeStats {
  readonly upstreamRqHeadersSize: MsHistogram = new MsHistogram()
  readonly upstreamRqHeadersCount: MsHistogram = new MsHistogram()
  readonly upstreamRqBodySize: MsHistogram = new MsHistogram()
  readonly upstreamRsHeadersSize: MsHistogram = new MsHistogram()
  readonly upstreamRsHeadersCount: MsHistogram = new MsHistogram()
  readonly upstreamRsBodySize: MsHistogram = new MsHistogram()
}

/** Percent of the time that a request may take (`track_cluster_stats.timeout_budgets`). */
export class BudgetStats {
  readonly upstreamRqTimeoutBudgetPercentUsed: MsHistogram = new MsHistogram()
  readonly upstreamRqTimeoutBudgetPerTryPercentUsed: MsHistogram = new MsHistogram()
}
