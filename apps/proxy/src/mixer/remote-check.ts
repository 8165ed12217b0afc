/** One check call with its retries: the same deduplication id each time, fewer words where the server knows fewer. */
import { type AttributeBag, BASE_WORD_COUNT, GLOBAL_WORD_COUNT } from '@flotilla/attributes'
import type { Clock } from '@flotilla/time'
import { encodeCheckRequest, type QuotaParams } from './check-request.ts'
import type { MixerStats } from './mixer-stats.ts'
import type { PolicyGeneration } from './policy-generation.ts'
import { RpcCode } from './status.ts'
import { CALL_TIMEOUT_MS, type CheckOutcome, type MixerTransport } from './transport.ts'
import { isWordCountRefusal } from './word-count-refusal.ts'

export interface RetryOptions {
  /** Attempts after the first, on transport failure. */
  readonly maxRetries: number
  readonly baseRetryWaitMs: number
  readonly maxRetryWaitMs: number
}

/** How one filter wants its checks made. At least one retry. */
export interface CheckOptions extends RetryOptions {
  readonly isFailOpen: boolean
  readonly usesCheckCache: boolean
  readonly usesQuotaCache: boolean
}

export interface RemoteCheckOptions {
  readonly transport: MixerTransport
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Different for each process. */
  readonly deduplicationPrefix: string
  /** Learns from each answer; shared with the reports to the same Mixer. */
  readonly generation: PolicyGeneration
}

/** One call, with what its attempts have in common. */
interface Call {
  readonly bag: AttributeBag
  readonly quotas: ReadonlyMap<string, QuotaParams>
  readonly retries: RetryOptions
  readonly timeoutMs: number
  readonly stats: MixerStats
  readonly done: (outcome: CheckOutcome) => void
}

const NO_QUOTAS: ReadonlyMap<string, QuotaParams> = new Map()
const NO_RETRIES: RetryOptions = { maxRetries: 0, baseRetryWaitMs: 0, maxRetryWaitMs: 0 }

export class RemoteCheck {
  private readonly transport: MixerTransport
  private readonly clock: Clock
  private readonly random: () => number
  private readonly deduplicationPrefix: string
  private readonly generation: PolicyGeneration
  private calls = 0
  private globalWordCount = GLOBAL_WORD_COUNT

  constructor(options: RemoteCheckOptions) {
    this.transport = options.transport
    this.clock = options.clock
    this.random = options.random
    this.deduplicationPrefix = options.deduplicationPrefix
    this.generation = options.generation
  }

  /** Words of the global list that the server is believed to know. */
  get wordCount(): number {
    return this.globalWordCount
  }

  /** One call, counted, with its retries. @param bag kept until `done` is called. */
  call(
    bag: AttributeBag,
    quotas: ReadonlyMap<string, QuotaParams>,
    options: CheckOptions,
    stats: MixerStats,
    done: (outcome: CheckOutcome) => void,
  ): void {
    if (quotas.size > 0) stats.totalRemoteQuotaCalls++
    this.start({ bag, quotas, retries: options, timeoutMs: CALL_TIMEOUT_MS, stats, done })
  }

  /** One call without quotas that is not repeated when it fails. @param bag kept until `done` is called. */
  callOnce(
    bag: AttributeBag,
    timeoutMs: number,
    stats: MixerStats,
    done: (outcome: CheckOutcome) => void,
  ): void {
    this.start({ bag, quotas: NO_QUOTAS, retries: NO_RETRIES, timeoutMs, stats, done })
  }

  private start({ bag, quotas, retries, timeoutMs, stats, done }: Call): void {
    const deduplicationId = `${this.deduplicationPrefix}-${++this.calls}`
    stats.totalRemoteCheckCalls++
    const attempt = (number: number): void => {
      stats.totalRemoteCalls++
      const request = encodeCheckRequest(bag, this.globalWordCount, deduplicationId, quotas)
      this.transport.check(request, timeoutMs, (outcome) => {
        if (outcome.kind === 'answered') {
          stats.totalRemoteCallSuccesses++
          this.generation.see(outcome.answer.flotillaPolicyGeneration, this.clock.nowMs())
          done(outcome)
          return
        }
        countFailure(stats, outcome.code)
        const canShrink = this.shrinkDictionary(outcome.code, outcome.message)
        if (number >= retries.maxRetries && !canShrink) {
          done(outcome)
          return
        }
        stats.totalRemoteCallRetries++
        const waitMs = canShrink ? 0 : this.retryWaitMs(retries, number)
        this.clock.after(waitMs, () => attempt(canShrink ? number : number + 1))
      })
    }
    attempt(0)
  }

  /** Uniform between the base and the bound that doubles with each attempt. */
  private retryWaitMs(retries: RetryOptions, attempt: number): number {
    const { baseRetryWaitMs, maxRetryWaitMs } = retries
    const boundMs = Math.max(
      baseRetryWaitMs,
      Math.min(maxRetryWaitMs, baseRetryWaitMs * 2 ** attempt),
    )
    return baseRetryWaitMs + (boundMs - baseRetryWaitMs) * this.random()
  }

  /** A server that does not know all our words gets the first version's from now on. Returns whether that is news. */
  private shrinkDictionary(code: number, message: string): boolean {
    if (this.globalWordCount === BASE_WORD_COUNT || !isWordCountRefusal(code, message)) return false
    this.globalWordCount = BASE_WORD_COUNT
    return true
  }
}

function countFailure(stats: MixerStats, code: number): void {
  if (code === RpcCode.deadlineExceeded) stats.totalRemoteCallTimeouts++
  else if (code === RpcCode.unavailable) stats.totalRemoteCallSendErrors++
  else if (code === RpcCode.cancelled) stats.totalRemoteCallCancellations++
  else stats.totalRemoteCallOtherErrors++
}
