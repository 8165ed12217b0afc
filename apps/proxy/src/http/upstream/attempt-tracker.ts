/** Records sizes of requests and responses and the share of their time that they took, for clusters that ask for it. */
import type { MsHistogram } from '../../telemetry/ms-histogram.ts'
import type { BudgetStats, SizeStats } from '../../upstream/tracked-stats.ts'
import type { HttpStream } from '../filter.ts'
import type { ReadonlyHeaderList } from '../headers.ts'
import type { UpstreamHead } from '../session.ts'

/** Names of the pseudo-headers, whose values are beside the list. */
const REQUEST_NAMES = ':method:path:authority:scheme'.length
const REQUEST_PSEUDO = 4
/** `:status` and its three digits. */
const STATUS_BYTES = 10

export class AttemptTracker {
  private readonly sizes: SizeStats | null
  private readonly budgets: BudgetStats | null
  /** Of the response of the attempt; 0 where there is none yet. */
  private responseBytes = 0
  private responseCount = 0
  private bodyBytes = 0
  private isWholeRecorded = false

  constructor(sizes: SizeStats | null, budgets: BudgetStats | null) {
    this.sizes = sizes
    this.budgets = budgets
  }

  onResponse(headers: ReadonlyHeaderList): void {
    this.responseBytes = bytesOf(headers) + STATUS_BYTES
    this.responseCount = headers.length / 2 + 1
  }

  onBody(bytes: number): void {
    this.bodyBytes += bytes
  }

  /** @param perTryMs 0: not limited, and then nothing of it is used up. */
  onAttemptOver(stream: HttpStream, head: UpstreamHead, elapsedMs: number, perTryMs: number): void {
    const { sizes, budgets } = this
    if (sizes !== null) {
      const { headers, method, target, host, scheme } = head
      const pseudo = method.length + target.length + host.length + scheme.length
      sizes.upstreamRqHeadersSize.record(bytesOf(headers) + REQUEST_NAMES + pseudo)
      sizes.upstreamRqHeadersCount.record(headers.length / 2 + REQUEST_PSEUDO)
      sizes.upstreamRqBodySize.record(stream.requestBodyBytes)
      if (this.responseCount > 0) {
        sizes.upstreamRsHeadersSize.record(this.responseBytes)
        sizes.upstreamRsHeadersCount.record(this.responseCount)
      }
      sizes.upstreamRsBodySize.record(this.bodyBytes)
    }
    if (budgets !== null)
      share(budgets.upstreamRqTimeoutBudgetPerTryPercentUsed, elapsedMs, perTryMs)
    this.responseBytes = 0
    this.responseCount = 0
    this.bodyBytes = 0
  }

  /** @param globalMs 0: not limited. */
  onRequestOver(elapsedMs: number, globalMs: number): void {
    if (this.budgets === null || this.isWholeRecorded) return
    this.isWholeRecorded = true
    share(this.budgets.upstreamRqTimeoutBudgetPercentUsed, elapsedMs, globalMs)
  }
}

function share(histogram: MsHistogram, elapsedMs: number, limitMs: number): void {
  histogram.record(limitMs === 0 ? 0 : Math.floor((100 * elapsedMs) / limitMs))
}

function bytesOf(headers: ReadonlyHeaderList): number {
  let bytes = 0
  for (const text of headers) bytes += text.length
  return bytes
}
