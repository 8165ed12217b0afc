/** A Mixer for tests: records requests, answers when it is told to. */
import { CompressedBag, encodeReferences, type Reference } from '@flotilla/attributes'
import { CheckRequest, ReportRequest, RollUpRequest } from '@flotilla/proto'
import type { TransportSettings } from './filter-config.ts'
import type {
  CheckAnswer,
  CheckOutcome,
  MixerTransport,
  QuotaAnswer,
  ReportOutcome,
  RouteDirective,
} from './transport.ts'

/** Fails closed, asks once more, keeps what it is told, and reports each request at once. */
export const TRANSPORT_SETTINGS: TransportSettings = {
  check: {
    isFailOpen: false,
    maxRetries: 1,
    baseRetryWaitMs: 80,
    maxRetryWaitMs: 1000,
    usesCheckCache: true,
    usesQuotaCache: true,
  },
  checkCluster: 'policy',
  reportCluster: 'telemetry',
  reportMaxEntries: 1,
  reportMaxTimeMs: 1000,
}

export interface AnswerOptions {
  readonly code?: number
  readonly message?: string
  readonly uses?: number
  /** Null: valid for ever. Default 60. */
  readonly lifeSec?: number | null
  readonly references?: readonly Reference[]
  readonly directive?: RouteDirective
  /** Default 0: a Mixer without generations. */
  readonly generation?: number
  readonly quotas?: readonly (readonly [name: string, granted: bigint])[]
}

export function checkAnswer(options: AnswerOptions = {}): CheckAnswer {
  const { lifeSec = 60 } = options
  const quotas = (options.quotas ?? []).map(([name, granted]): [string, QuotaAnswer] => [
    name,
    {
      grantedAmount: granted,
      validDuration: { seconds: 60, nanos: 0 },
      referencedAttributes: encodeReferences([], 222),
      status: null,
    },
  ])
  return {
    precondition: {
      status: { code: options.code ?? 0, message: options.message ?? '' },
      validDuration: lifeSec === null ? null : { seconds: lifeSec, nanos: 0 },
      validUseCount: options.uses ?? 10_000,
      referencedAttributes: encodeReferences(options.references ?? [], 222),
      routeDirective: options.directive ?? null,
    },
    quotas: new Map(quotas),
    flotillaPolicyGeneration: options.generation ?? 0,
  }
}

export class FakeTransport implements MixerTransport {
  readonly checks: CheckRequest[] = []
  readonly reports: ReportRequest[] = []
  readonly rollUps: RollUpRequest[] = []
  private readonly waitingChecks: ((outcome: CheckOutcome) => void)[] = []
  private readonly waitingReports: ((outcome: ReportOutcome) => void)[] = []

  check(request: Uint8Array, _timeoutMs: number, callback: (outcome: CheckOutcome) => void): void {
    this.checks.push(CheckRequest.decode(request))
    this.waitingChecks.push(callback)
  }

  report(
    request: Uint8Array,
    _timeoutMs: number,
    callback: (outcome: ReportOutcome) => void,
  ): void {
    this.reports.push(ReportRequest.decode(request))
    this.waitingReports.push(callback)
  }

  rollUp(
    request: Uint8Array,
    _timeoutMs: number,
    callback: (outcome: ReportOutcome) => void,
  ): void {
    this.rollUps.push(RollUpRequest.decode(request))
    this.waitingReports.push(callback)
  }

  get waiting(): number {
    return this.waitingChecks.length
  }

  /** Answers the oldest check that waits. */
  answer(options: AnswerOptions = {}): void {
    this.waitingChecks.shift()?.({ kind: 'answered', answer: checkAnswer(options) })
  }

  fail(code = 14, message = 'connection refused'): void {
    this.waitingChecks.shift()?.({ kind: 'failed', code, message })
  }

  /** Answers the oldest report or roll-up that waits. */
  answerReport(policyGeneration = 0): void {
    this.waitingReports.shift()?.({ kind: 'answered', policyGeneration })
  }

  failReport(code = 14, message = 'connection refused'): void {
    this.waitingReports.shift()?.({ kind: 'failed', code, message })
  }

  /** The attributes of a check as a server sees them. */
  bagOf(index: number): CompressedBag {
    const attributes = this.checks[index]?.attributes ?? null
    if (attributes === null) throw new Error(`no check ${index}`)
    return new CompressedBag(attributes)
  }
}
