/** Collects reports into batches and sends them later: bounded in entries, bytes and calls, never waited for. */
import {
  type AttributeBag,
  BASE_WORD_COUNT,
  GLOBAL_WORD_COUNT,
  ReportEncoder,
} from '@flotilla/attributes'
import { RollUpTable } from '@flotilla/dispatch/roll-up'
import { scope } from '@flotilla/log'
import type { RollUpPlan } from '@flotilla/proto'
import { Backoff, type Clock, type Timer } from '@flotilla/time'
import type { MixerStats } from './mixer-stats.ts'
import { RpcCode } from './status.ts'
import { CALL_TIMEOUT_MS, type MixerTransport, type ReportOutcome } from './transport.ts'
import { isWordCountRefusal } from './word-count-refusal.ts'

export interface ReportBatcherOptions {
  readonly transport: MixerTransport
  readonly clock: Clock
  readonly stats: MixerStats
  /** Entries of a batch; 1 sends each report at once. */
  readonly maxEntries: number
  /** Longest time that a report waits for others, ms. */
  readonly maxTimeMs: number
  readonly random: () => number
  /** Told of the generation of each answer. */
  readonly onGeneration?: (generation: number) => void
}

interface Batch {
  readonly request: Uint8Array
  readonly count: number
  /** Whether it is a RollUpRequest. */
  readonly isRollUp: boolean
}

/** A batch is closed at this size whatever its entries (docs/limits.md). Mixer takes messages of up to 1 MiB. */
const MAX_BATCH_BYTES = 512 * 1024
/** What waits to be sent, all batches together; beyond it the oldest batch is dropped and counted. */
const MAX_QUEUED_BYTES = 8 * 1024 * 1024
/** Calls under way at once. */
const MAX_CALLS = 4
/** Pause after a failed call, doubling with each: a telemetry service that is down is not called for every batch. */
const PAUSE_MS = { baseMs: 250, maxMs: 5_000 }
const LOG_EVERY = 100

const log = scope('mixer.report')

export class ReportBatcher {
  private readonly options: ReportBatcherOptions
  /** Words of the dictionary that Mixer is known to know. */
  private wordCount: number = GLOBAL_WORD_COUNT
  private encoder: ReportEncoder = new ReportEncoder(GLOBAL_WORD_COUNT)
  /** Sums reports up; null: each is sent as it is. */
  private table: RollUpTable | null = null
  /** Policy generation of the table's plan. */
  private planGeneration = 0
  private readonly queue: Batch[] = []
  private queuedBytes = 0
  private calls = 0
  private failures = 0
  private readonly backoff: Backoff
  private flushTimer: Timer | null = null
  private pauseTimer: Timer | null = null
  private onIdle: (() => void) | null = null

  constructor(options: ReportBatcherOptions) {
    this.options = options
    this.backoff = new Backoff(PAUSE_MS, options.random)
  }

  /**
   * Sums reports up from now on, by the plan that holds since a policy generation; null, or a plan that does not allow it:
   * sends each. What was summed up before is sent first. A newer generation in an answer ends the plan. A batcher that
   * sends each report at once goes on doing so.
   */
  rollUp(plan: RollUpPlan | null, generation: number): void {
    this.flushTable()
    const isUsed = plan?.isEligible === true && this.options.maxEntries > 1
    this.table = isUsed ? new RollUpTable(plan) : null
    this.planGeneration = generation
    this.send()
  }

  /** Adds a report. The bag is encoded at once, or counted in, and not kept. */
  add(bag: AttributeBag): void {
    this.options.stats.totalReportCalls++
    if (this.table !== null && this.countIn(this.table, bag)) return
    this.encoder.add(bag)
    if (this.encoder.count >= this.options.maxEntries || this.encoder.sizeBytes >= MAX_BATCH_BYTES)
      this.flush()
    else this.flushTimer ??= this.options.clock.after(this.options.maxTimeMs, () => this.flush())
  }

  /** Whether the table takes it. */
  private countIn(table: RollUpTable, bag: AttributeBag): boolean {
    const isTaken = table.add(bag)
    if (isTaken) this.options.stats.totalReportsRolledUp++
    if (table.isFull) this.flush()
    else if (isTaken)
      this.flushTimer ??= this.options.clock.after(this.options.maxTimeMs, () => this.flush())
    return isTaken
  }

  /** Closes the batch in the making and sends what can be sent. */
  flush(): void {
    this.flushTimer?.cancel()
    this.flushTimer = null
    this.flushEncoder()
    this.flushTable()
    this.send()
  }

  /** Sends what is there and resolves when it has gone, failed, or cannot be sent now. For a shutdown. */
  drain(): Promise<void> {
    this.flush()
    if (this.calls === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.onIdle = resolve
    })
  }

  /** Reports that wait to be sent. */
  get waiting(): number {
    const open = this.encoder.count + (this.table?.count ?? 0)
    return this.queue.reduce((sum, batch) => sum + batch.count, open)
  }

  /** Closes the batch in the making. */
  private flushEncoder(): void {
    const count = this.encoder.count
    if (count > 0) this.enqueue({ request: this.encoder.finish(), count, isRollUp: false })
  }

  /** Closes the sums in the making. */
  private flushTable(): void {
    const taken = this.table?.take(this.wordCount) ?? null
    if (taken !== null) this.enqueue({ ...taken, isRollUp: true })
  }

  private enqueue(batch: Batch): void {
    this.queue.push(batch)
    this.queuedBytes += batch.request.length
    this.dropOldest()
  }

  private send(): void {
    if (this.pauseTimer !== null) return
    while (this.calls < MAX_CALLS) {
      const batch = this.queue.shift()
      if (batch === undefined) break
      this.queuedBytes -= batch.request.length
      this.calls++
      this.options.stats.totalRemoteReportCalls++
      const onOutcome = (outcome: ReportOutcome): void => this.onOutcome(batch, outcome)
      const { transport } = this.options
      if (batch.isRollUp) transport.rollUp(batch.request, CALL_TIMEOUT_MS, onOutcome)
      else transport.report(batch.request, CALL_TIMEOUT_MS, onOutcome)
    }
  }

  private onOutcome(batch: Batch, outcome: ReportOutcome): void {
    const { stats } = this.options
    this.calls--
    if (outcome.kind === 'answered') {
      stats.totalRemoteReportSuccesses++
      this.options.onGeneration?.(outcome.policyGeneration)
      // The plan that this generation has is on its way: until it is here, rules may read more than the groups tell apart.
      if (this.table !== null && outcome.policyGeneration > this.planGeneration)
        this.rollUp(null, 0)
      this.backoff.reset()
      this.send()
    } else {
      if (outcome.code === RpcCode.deadlineExceeded) stats.totalRemoteReportTimeouts++
      else if (outcome.code === RpcCode.unavailable) stats.totalRemoteReportSendErrors++
      else stats.totalRemoteReportOtherErrors++
      if (isWordCountRefusal(outcome.code, outcome.message)) this.shrinkDictionary()
      // A Mixer that answers UNKNOWN has taken them, and counts what its adapters did not.
      if (batch.isRollUp) this.onRollUpLost(batch, outcome.code)
      else if (outcome.code !== RpcCode.unknown) stats.totalReportsDropped += batch.count
      if (this.failures++ % LOG_EVERY === 0)
        log.warn('report failed', {
          reports: batch.count,
          failures: this.failures,
          detail: outcome.message,
        })
      this.pause()
    }
    if (this.calls === 0) {
      this.onIdle?.()
      this.onIdle = null
    }
  }

  /** A call stands for as many reports as it sums up. A Mixer that takes no sums gets each report from now on. */
  private onRollUpLost(batch: Batch, code: number): void {
    this.options.stats.totalReportsDropped += batch.count
    if (code === RpcCode.unimplemented) this.rollUp(null, 0)
  }

  /** What is encoded from now on uses the words of the first version only; what was encoded before is lost with its call. */
  private shrinkDictionary(): void {
    this.flushEncoder()
    this.wordCount = BASE_WORD_COUNT
    this.encoder = new ReportEncoder(BASE_WORD_COUNT)
  }

  private pause(): void {
    this.pauseTimer ??= this.options.clock.after(this.backoff.nextMs(), () => {
      this.pauseTimer = null
      this.send()
    })
  }

  private dropOldest(): void {
    while (this.queuedBytes > MAX_QUEUED_BYTES) {
      const dropped = this.queue.shift()
      if (dropped === undefined) return
      this.queuedBytes -= dropped.request.length
      this.options.stats.totalReportsDropped += dropped.count
    }
  }
}
