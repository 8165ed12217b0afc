/** What a handler answers: the results of checks and quotas, and the handler interface itself. */
import type {
  CheckInstance,
  GeneratorInstance,
  GeneratorOutput,
  QuotaInstance,
  ReportInstance,
} from './instances.ts'
import { Code, OK, type Status } from './status.ts'

export interface CheckResult {
  readonly status: Status
  /** How long the caller may reuse the answer, ms. 0 with an OK status and 0 uses: no opinion. */
  readonly validDurationMs: number
  /** How many times the caller may reuse it; negative: any number. */
  readonly validUseCount: number
}

/** Several equal reports in one. */
export interface WeightedInstance {
  readonly instance: ReportInstance
  /** How many, a whole number of at least 1. */
  readonly weight: number
}

export interface QuotaArgs {
  /** Repeated by a caller that retries: the same id must not consume twice. */
  readonly dedupId: string
  /** How much is asked for; negative gives back. */
  readonly amount: bigint
  /** Whether less than `amount` may be granted. */
  readonly isBestEffort: boolean
}

export interface QuotaResult {
  readonly status: Status
  readonly validDurationMs: number
  readonly amount: bigint
}

/**
 * A configured adapter. It has the methods that its templates' varieties need. Methods answer at once, or with a promise
 * where they truly wait; what they throw becomes an error of that call alone. Instances and results belong to the
 * receiver and are not changed after the call.
 */
export interface Handler {
  handleCheck?(instance: CheckInstance): CheckResult | Promise<CheckResult>
  handleQuota?(instance: QuotaInstance, args: QuotaArgs): QuotaResult | Promise<QuotaResult>
  /** All instances of one template of one Report call. */
  handleReport?(instances: readonly ReportInstance[]): void | Promise<void>
  /** Of adapters that aggregate at the edge, beside `handleReport`: instances that each stand for several equal ones. */
  handleWeighted?(instances: readonly WeightedInstance[]): void | Promise<void>
  handleGenerate?(instance: GeneratorInstance): GeneratorOutput | Promise<GeneratorOutput>
  /** Outputs for equal inputs are equal while this number is: they may be kept. Absent: never keep them. */
  generation?(): number
  /** Passes on what waits, within a bounded time, and releases everything. Called after the last call has ended; again it does nothing. */
  close(): void | Promise<void>
}

/** The result that has no opinion. */
export const NO_OPINION: CheckResult = Object.freeze({
  status: OK,
  validDurationMs: 0,
  validUseCount: 0,
})

/** The quota result that grants nothing. */
export const NOTHING_GRANTED: QuotaResult = Object.freeze({
  status: OK,
  validDurationMs: 0,
  amount: 0n,
})

export function hasNoOpinion(result: CheckResult): boolean {
  return (
    result.status.code === Code.ok &&
    result.status.directResponse === null &&
    result.validDurationMs === 0 &&
    result.validUseCount === 0
  )
}
