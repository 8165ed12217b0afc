/** Calls a handler: what it throws or forgets to answer becomes an error of this call, timed and told to the observer. */
import type { CheckResult } from '@flotilla/adapter-sdk'
import { messageOf } from '@flotilla/errors'
import type { Clock } from '@flotilla/time'
import type { CompiledInstance } from '../compile/instances.ts'
import type { CompiledRule } from '../compile/rules.ts'
import { withinDeadline } from './deadline.ts'
import type { LiveHandler } from './live-handler.ts'
import type { MaybePromise } from './maybe-promise.ts'
import type { DispatchObserver } from './observer.ts'

/** Why a dispatch has no result. */
export class DispatchError {
  readonly message: string

  constructor(message: string) {
    this.message = message
  }
}

/** Told what a handler answered to a check, for explanations. */
export type CheckTrace = (
  rule: CompiledRule,
  handler: string,
  instance: CompiledInstance,
  result: CheckResult,
) => void

export interface InvokeContext {
  readonly clock: Clock
  readonly observer: DispatchObserver
  readonly trace?: CheckTrace
}

export function invoke<T>(
  context: InvokeContext,
  live: LiveHandler,
  template: string,
  call: () => MaybePromise<T>,
): MaybePromise<T | DispatchError> {
  const startedAtMs = context.clock.nowMs()
  const ended = (error: unknown): void =>
    context.observer.handlerCalled({
      template,
      handler: live.name,
      adapter: live.adapter,
      durationMs: context.clock.nowMs() - startedAtMs,
      error,
    })
  const failed = (error: unknown): DispatchError => {
    ended(error)
    return new DispatchError(`${live.name}: ${messageOf(error)}`)
  }
  try {
    const result = call()
    if (!(result instanceof Promise)) {
      ended(null)
      return result
    }
    return withinDeadline(result, context.clock, live.callTimeoutMs).then((value) => {
      ended(null)
      return value
    }, failed)
  } catch (error) {
    return failed(error)
  }
}
