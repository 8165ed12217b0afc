/** What handlers are built with in this process: logs, time, bounded work, and the outside world. */
import {
  type AdapterEnv,
  BoundedScheduler,
  type DeliveryCounts,
  type OutsideClients,
} from '@flotilla/adapter-sdk'
import type { HandlerHost, LiveHandler } from '@flotilla/dispatch'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import type { Clock } from '@flotilla/time'

export interface AdapterHostOptions {
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly outside: OutsideClients
  /** Clients in place of those above for a handler: names of the mesh are looked up from its namespace. Default: none. */
  readonly outsideOf?: (handlerName: string) => Partial<OutsideClients>
  /** Counts of what a handler passes on. */
  readonly deliveryOf: (handlerName: string) => DeliveryCounts
  /** Called after a handler was closed; `error` is what closing threw, or null. */
  readonly onClosed: (error: unknown) => void
}

const log = scope('mixer.handlers')

export class AdapterHost implements HandlerHost {
  readonly clock: Clock
  private readonly options: AdapterHostOptions
  private readonly state = new Map<string, unknown>()

  constructor(options: AdapterHostOptions) {
    this.options = options
    this.clock = options.clock
  }

  envOf(handlerName: string): { readonly env: AdapterEnv; readonly tasks: BoundedScheduler } {
    const { clock, random, deliveryOf } = this.options
    const outside = { ...this.options.outside, ...this.options.outsideOf?.(handlerName) }
    const handlerLog = scope(`mixer.adapter.${handlerName}`)
    const tasks = new BoundedScheduler(clock, handlerLog)
    const env: AdapterEnv = {
      log: handlerLog,
      clock,
      random,
      tasks,
      outside,
      delivery: deliveryOf(handlerName),
      shared: (key, create) => this.shared(key, create),
    }
    return { env, tasks }
  }

  closed(handler: LiveHandler, error: unknown): void {
    this.options.onClosed(error)
    if (error !== null)
      log.warn('handler failed to close', { handler: handler.name, reason: messageOf(error) })
  }

  private shared<T>(key: string, create: () => T): T {
    if (!this.state.has(key)) this.state.set(key, create())
    return this.state.get(key) as T // made by the create() of the same key
  }
}
