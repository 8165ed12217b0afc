/** Admission control: refuses a share of requests while too few of the last ones succeeded (spec §2.8). */

import { isGrpcRequest } from '@flotilla/match'
import { AdmissionControl, type Percent } from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { durationMs } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { headerValue } from '../http/headers.ts'
import { type LiveNumber, liveFlag, liveNumber } from '../runtime/live-values.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

const DEFAULT_WINDOW_MS = 30_000
const DEFAULT_SUCCESS_PCT = 95
const DEFAULT_MAX_REJECT_PCT = 80
const SLOT_MS = 1000
/** gRPC answers that do not count as failures where nothing is configured. */
const GRPC_SUCCESS: readonly number[] = [0, 1, 2, 3, 5, 6, 7, 9, 11, 12, 16]

interface Settings {
  readonly isEnabled: boolean
  readonly windowMs: number
  readonly aggression: number
  /** 0 to 1. */
  readonly successThreshold: number
  readonly rpsThreshold: number
  /** 0 to 1. */
  readonly maxRejection: number
  readonly httpRanges: readonly { readonly start: number; readonly end: number }[]
  readonly grpcCodes: ReadonlySet<number>
}

export interface AdmissionEnv {
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
}

export function admissionControlFilterKind(env: AdmissionEnv): HttpFilterKind {
  return protoFilterKind<AdmissionControl, AdmissionControl, Settings>({
    name: 'envoy.filters.http.admission_control',
    type: AdmissionControl,
    routeType: null,
    settings: settingsOf,
    factory: (name, settings) => new AdmissionFactory(name, settings, env),
  })
}

function settingsOf(message: AdmissionControl, at: Violations): Settings {
  const criteria = message.successCriteria
  if (criteria === null) at.at('success_criteria').add('is required')
  const ranges = criteria?.httpCriteria?.httpSuccessStatus ?? [{ start: 100, end: 500 }]
  const codes = criteria?.grpcCriteria?.grpcSuccessStatus ?? GRPC_SUCCESS
  const windowMs = durationMs(message.samplingWindow, DEFAULT_WINDOW_MS, at.at('sampling_window'))
  if (windowMs < SLOT_MS) at.at('sampling_window').add('must be at least 1 s')
  const aggression = live(message.aggression, 1)
  const threshold = live(message.srThreshold, DEFAULT_SUCCESS_PCT)
  const rps = live(message.rpsThreshold, 0)
  const maxRejection = live(message.maxRejectionProbability, DEFAULT_MAX_REJECT_PCT)
  const enabled = liveFlag(message.enabled?.defaultValue ?? true, message.enabled?.runtimeKey ?? '')
  if ((message.aggression?.defaultValue ?? 1) < 1) at.at('aggression').add('must be at least 1')
  return {
    get isEnabled() {
      return enabled.value
    },
    windowMs,
    get aggression() {
      return Math.max(1, aggression.value)
    },
    get successThreshold() {
      return Math.min(100, threshold.value) / 100
    },
    get rpsThreshold() {
      return rps.value
    },
    get maxRejection() {
      return Math.min(100, maxRejection.value) / 100
    },
    httpRanges: ranges,
    grpcCodes: new Set(codes),
  }
}

/** A number, or a percentage, that a runtime key may replace. */
function live(
  message: { defaultValue: number | Percent | null; runtimeKey: string } | null,
  absent: number,
): LiveNumber {
  const given = message?.defaultValue ?? absent
  return liveNumber(typeof given === 'number' ? given : given.value, message?.runtimeKey ?? '')
}

/** Requests and successes of the last seconds, one slot a second. */
export class SuccessWindow {
  private readonly windowMs: number
  private readonly slots: { atMs: number; total: number; successes: number }[] = []
  total = 0
  successes = 0

  constructor(windowMs: number) {
    this.windowMs = windowMs
  }

  record(isSuccess: boolean, nowMs: number): void {
    this.expire(nowMs)
    const last = this.slots.at(-1)
    const slot =
      last !== undefined && nowMs - last.atMs < SLOT_MS
        ? last
        : { atMs: nowMs, total: 0, successes: 0 }
    if (slot !== last) this.slots.push(slot)
    slot.total++
    this.total++
    if (!isSuccess) return
    slot.successes++
    this.successes++
  }

  expire(nowMs: number): void {
    for (let first = this.slots[0]; first !== undefined; first = this.slots[0]) {
      if (nowMs - first.atMs < this.windowMs) return
      this.total -= first.total
      this.successes -= first.successes
      this.slots.shift()
    }
  }
}

/** The probability of a refusal, 0 to 1. */
export function rejectionProbability(
  total: number,
  successes: number,
  threshold: number,
  aggression: number,
): number {
  const raw = (total - successes / threshold) / (total + 1)
  if (raw <= 0) return 0
  return aggression === 1 ? raw : raw ** (1 / aggression)
}

class AdmissionFactory implements HttpFilterFactory {
  readonly name: string
  readonly settings: Settings
  readonly env: AdmissionEnv
  readonly counters: readonly string[] = [
    'admission_control.rq_failure',
    'admission_control.rq_rejected',
    'admission_control.rq_success',
  ]
  readonly window: SuccessWindow

  constructor(name: string, settings: Settings, env: AdmissionEnv) {
    this.name = name
    this.settings = settings
    this.env = env
    this.window = new SuccessWindow(settings.windowMs)
  }

  create(stream: HttpStream): HttpFilter | null {
    if (!this.settings.isEnabled) return null
    return new AdmissionFilter(this, isGrpcRequest(stream.requestHeaders))
  }

  rejects(): boolean {
    const { settings, window, env } = this
    window.expire(env.clock.nowMs())
    const perSec = window.total / (settings.windowMs / 1000)
    if (perSec < settings.rpsThreshold) return false
    const { successThreshold, aggression, maxRejection } = settings
    const wanted = rejectionProbability(
      window.total,
      window.successes,
      successThreshold,
      aggression,
    )
    return env.random() < Math.min(wanted, maxRejection)
  }

  isSuccess(stream: HttpStream, isGrpc: boolean): boolean {
    if (isGrpc) {
      const status =
        headerValue(stream.responseTrailers ?? [], 'grpc-status') ??
        headerValue(stream.responseHeaders ?? [], 'grpc-status')
      return status !== null && this.settings.grpcCodes.has(Number(status))
    }
    const code = stream.responseCode
    return this.settings.httpRanges.some(({ start, end }) => code >= start && code < end)
  }
}

class AdmissionFilter implements HttpFilter {
  private readonly factory: AdmissionFactory
  private readonly isGrpc: boolean
  private isCounted = true

  constructor(factory: AdmissionFactory, isGrpc: boolean) {
    this.factory = factory
    this.isGrpc = isGrpc
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    if (!this.factory.rejects()) return FilterStatus.Continue
    // A refusal of its own says nothing of the upstream.
    this.isCounted = false
    stream.count('admission_control.rq_rejected')
    stream.reply(503, '', 'denied_by_admission_control', 0)
    return FilterStatus.Replied
  }

  onComplete(stream: HttpStream): void {
    if (!this.isCounted) return
    const isSuccess = this.factory.isSuccess(stream, this.isGrpc)
    this.factory.window.record(isSuccess, this.factory.env.clock.nowMs())
    if (isSuccess) stream.count('admission_control.rq_success')
    else stream.count('admission_control.rq_failure')
  }
}
