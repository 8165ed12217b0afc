/** Puts configurations in force: from the objects held to the runtime, with what is wrong in them logged and counted. */
import {
  type ObjectStatus,
  objectStatuses,
  type Problem,
  type ReloadReport,
  type Runtime,
} from '@flotilla/dispatch'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import type { ConfigObject } from '@flotilla/model'
import type { Clock } from '@flotilla/time'
import type { ObjectChange, ObjectStore } from '../ingest/object-store.ts'
import type { ConfigMetrics } from '../metrics/config-metrics.ts'
import type { MeshEndpoints } from '../workloads/mesh-endpoints.ts'
import type { Workloads } from '../workloads/workloads.ts'
import { Debouncer } from './debouncer.ts'

const log = scope('mixer.reload')
/** Problems written per reload; all are on /debug/problems. */
const MAX_LOGGED = 20

export interface ReloaderParts {
  readonly runtime: Runtime
  readonly store: ObjectStore
  readonly workloads: Workloads
  readonly endpoints: MeshEndpoints
  readonly metrics: ConfigMetrics
  readonly clock: Clock
  /** Called after each reload. */
  readonly onReloaded?: () => void
}

export class Reloader {
  private readonly parts: ReloaderParts
  private readonly debouncer: Debouncer
  private isComplete = false
  private isPending = false
  private reloads = 0
  private done = 0
  private last: ReloadReport | null = null
  /** What it was compiled from. */
  private objects: readonly ConfigObject[] = []

  constructor(parts: ReloaderParts) {
    this.parts = parts
    this.debouncer = new Debouncer(parts.clock, () => {
      void this.reload()
    })
  }

  /** A collection has changed. */
  changed({ rules, workloads, endpoints }: ObjectChange): void {
    const { store } = this.parts
    // Workloads are looked up, not compiled: they are known at once.
    if (workloads) this.parts.workloads.replace(store.workloads())
    if (endpoints) this.parts.endpoints.replace(store.endpoints())
    if (!rules) return
    this.isPending = true
    if (this.isComplete) this.debouncer.touch()
  }

  /** All collections are there: what is held may be put in force. */
  complete(): void {
    if (this.isComplete) return
    this.isComplete = true
    this.debouncer.touch()
  }

  /** Whether a configuration is in force. */
  get isConfigured(): boolean {
    return this.last !== null
  }

  /** Whether all that is held is in force. */
  get isSettled(): boolean {
    return !this.isPending && this.reloads === 0 && this.isConfigured
  }

  /** Reloads that put a configuration in force. */
  get completed(): number {
    return this.done
  }

  /** What is wrong in the configuration in force. */
  problems(): readonly Problem[] {
    return this.last?.problems ?? []
  }

  /** What has become of each object of the configuration in force. */
  statuses(): readonly ObjectStatus[] {
    if (this.last === null) return []
    const { table, problems } = this.last
    const { snapshot, handlers } = table
    return objectStatuses({ objects: this.objects, snapshot, problems, handlers })
  }

  close(): void {
    this.debouncer.close()
  }

  private async reload(): Promise<void> {
    const { runtime, store, metrics } = this.parts
    this.isPending = false
    this.reloads++
    try {
      const objects = store.configuration()
      const report = await runtime.reload(objects)
      this.last = report
      this.objects = objects
      this.done++
      metrics.reloaded(report)
      const { rules, handlers } = report.table.snapshot.counts
      const { built, reused } = report
      log.info('configuration in force', {
        rules,
        handlers,
        built,
        reused,
        problems: report.problems.length,
      })
      logProblems(report.problems)
    } catch (error) {
      // Compiling does not throw for what a user wrote: this is a fault of ours, and the old table stays.
      log.error('configuration not put in force', { reason: messageOf(error) })
    } finally {
      this.reloads--
      this.parts.onReloaded?.()
    }
  }
}

function logProblems(problems: readonly Problem[]): void {
  for (const { object, path, code, message } of problems.slice(0, MAX_LOGGED))
    log.warn('problem in configuration', {
      object: `${object.kind}/${object.namespace}/${object.name}`,
      path,
      code,
      reason: message,
    })
}
