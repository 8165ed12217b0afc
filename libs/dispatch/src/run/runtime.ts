/** The configuration that is in force: a routing table, swapped whole, whose handlers live as long as a table holds them. */
import type { Adapter } from '@flotilla/adapter-sdk'
import type { ConfigObject } from '@flotilla/model'
import { sleep } from '@flotilla/time'
import { compileSnapshot } from '../compile/snapshot.ts'
import type { Problem } from '../problem.ts'
import { buildHandlers, closeHandler, type HandlerHost, type LiveHandler } from './live-handler.ts'
import { RoutingTable } from './routing-table.ts'

export interface RuntimeOptions {
  readonly adapters: ReadonlyMap<string, Adapter>
  /** Rules of this namespace apply to every request. Istio: istio-system. */
  readonly defaultNamespace: string
  readonly host: HandlerHost
}

export interface ReloadReport {
  readonly table: RoutingTable
  /** Of the snapshot and of building its handlers. */
  readonly problems: readonly Problem[]
  readonly built: number
  readonly reused: number
}

/** Requests in flight may use a replaced table this long before its handlers are closed all the same. docs/limits.md */
export const DRAIN_TIMEOUT_MS = 10_000

export class Runtime {
  private readonly options: RuntimeOptions
  private current: RoutingTable
  private reloading: Promise<unknown> = Promise.resolve()
  private readonly retiring = new Set<Promise<void>>()

  constructor(options: RuntimeOptions) {
    this.options = options
    this.current = this.tableOf([], new Map())
  }

  /** The table in force. A request takes it once and keeps it to its end. */
  get table(): RoutingTable {
    return this.current
  }

  /** Compiles, builds what is new, swaps, and lets go of what is no longer used. One reload at a time, in order. */
  reload(objects: readonly ConfigObject[]): Promise<ReloadReport> {
    const next = this.reloading.then(() => this.reloadNow(objects))
    // The chain itself must go on after a reload that failed; who asked for it gets the error.
    this.reloading = next.then(
      () => undefined,
      () => undefined,
    )
    return next
  }

  /** Closes every handler once no request is in flight. */
  async close(): Promise<void> {
    await this.reloading
    this.swap(this.tableOf([], new Map()))
    await Promise.all(this.retiring)
  }

  private async reloadNow(objects: readonly ConfigObject[]): Promise<ReloadReport> {
    const snapshot = compileSnapshot(objects, this.options.adapters)
    const { host, defaultNamespace } = this.options
    const report = await buildHandlers(snapshot.plans, this.current.handlers, host)
    const table = new RoutingTable(snapshot, report.handlers, defaultNamespace)
    this.swap(table)
    const problems = [...snapshot.problems, ...report.problems]
    return { table, problems, built: report.built, reused: report.reused }
  }

  private swap(table: RoutingTable): void {
    for (const live of table.handlers.values()) live.holders++
    const old = this.current
    this.current = table
    const retired = this.retire(old).finally(() => this.retiring.delete(retired))
    this.retiring.add(retired)
  }

  private async retire(table: RoutingTable): Promise<void> {
    const { host } = this.options
    const given = new AbortController()
    await Promise.race([table.idle(), this.drainTimeout(given.signal)])
    given.abort()
    const unused: LiveHandler[] = []
    for (const live of table.handlers.values()) {
      live.holders--
      if (live.holders === 0) unused.push(live)
    }
    await Promise.all(unused.map((live) => closeHandler(live, host)))
  }

  private async drainTimeout(signal: AbortSignal): Promise<void> {
    // The wait is given up as soon as the table is idle.
    await sleep(this.options.host.clock, DRAIN_TIMEOUT_MS, signal).catch(() => undefined)
  }

  private tableOf(
    objects: readonly ConfigObject[],
    handlers: ReadonlyMap<string, LiveHandler>,
  ): RoutingTable {
    const snapshot = compileSnapshot(objects, this.options.adapters)
    return new RoutingTable(snapshot, handlers, this.options.defaultNamespace)
  }
}
