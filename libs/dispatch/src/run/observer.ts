/** What dispatch tells whoever counts and logs; it does neither itself. */
import type { Variety } from '@flotilla/adapter-sdk'
import type { EvaluationError } from '@flotilla/cexl'
import type { CompiledRule } from '../compile/rules.ts'

export interface HandlerCall {
  /** Name of a template compiled in, canonical key of another. */
  readonly template: string
  readonly handler: string
  readonly adapter: string
  readonly durationMs: number
  /** What the handler threw, or null. */
  readonly error: unknown
}

export interface DispatchObserver {
  handlerCalled(call: HandlerCall): void
  /** A rule's match has no value for a request: it counts as false. */
  matchFailed(rule: CompiledRule, error: EvaluationError): void
  /** One bag was dispatched for a variety. */
  dispatched(variety: Variety, destinations: number, instances: number): void
  quotaNotConfigured(name: string): void
  /** A second handler answered the same quota: its grant is lost. */
  quotaDiscarded(name: string, handler: string): void
}

export const SILENT_OBSERVER: DispatchObserver = Object.freeze({
  handlerCalled: () => undefined,
  matchFailed: () => undefined,
  dispatched: () => undefined,
  quotaNotConfigured: () => undefined,
  quotaDiscarded: () => undefined,
})
