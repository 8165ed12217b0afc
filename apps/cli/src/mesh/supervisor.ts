/**
 * Watches every process of a mesh and starts again what ended. It holds no state of its own: everything is in the records,
 * so that a supervisor may be killed and another take its place.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { Backoff } from '@flotilla/time'
import { isAlive } from './processes.ts'
import type { ProcessRecord, Records, WorkloadRecord } from './record.ts'
import type { Starter } from './starter.ts'
import { removeWorkload, type Workloads } from './workload.ts'

const log = scope('supervisor')

const WATCH_MS = 100
/** A process that lived this long starts again at once. */
const STABLE_MS = 10_000
const BACKOFF = { baseMs: 200, maxMs: 5_000, jitterRatio: 0.2 }

interface Watched {
  readonly backoff: Backoff
  startedAtMs: number
  dueAtMs: number
}

export class Supervisor {
  private readonly records: Records
  private readonly starter: Starter
  private readonly mesh: Workloads
  private readonly watched = new Map<string, Watched>()

  constructor(mesh: Workloads) {
    this.mesh = mesh
    this.records = mesh.records
    this.starter = mesh.starter
  }

  /** Watches until the signal aborts. Processes of `flotilla run` are that command's own for as long as it lives. */
  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const run = this.records.workloads().filter((workload) => workload.owner === 'run')
      for (const workload of run) await this.lookAtRunner(workload)
      const foreign = new Set(run.flatMap((w) => [`${w.name}-proxy`, `${w.name}-app`]))
      for (const record of this.records.processes()) {
        if (signal.aborted) return
        if (!foreign.has(record.name)) await this.look(record)
      }
      await delay(WATCH_MS, undefined, { signal }).catch(() => undefined) // aborted: the loop's condition ends it
    }
  }

  /** A `flotilla run` that was killed could not take its workload away. */
  private async lookAtRunner(workload: WorkloadRecord): Promise<void> {
    if (workload.runner === null || isAlive(workload.runner)) return
    log.warn('the command that ran a workload is gone, the workload goes too', {
      name: workload.name,
    })
    try {
      await removeWorkload(this.mesh, workload)
    } catch (error) {
      log.warn('workload cannot be taken away yet', {
        name: workload.name,
        reason: messageOf(error),
      })
    }
  }

  private async look(record: ProcessRecord): Promise<void> {
    const now = performance.now()
    const watched = this.watched.get(record.name) ?? {
      backoff: new Backoff(BACKOFF),
      startedAtMs: now,
      dueAtMs: 0,
    }
    this.watched.set(record.name, watched)
    if (isAlive(record.ref)) return
    if (watched.dueAtMs === 0) {
      const stable = now - watched.startedAtMs >= STABLE_MS
      if (stable) watched.backoff.reset()
      watched.dueAtMs = record.restarts === 0 || stable ? now : now + watched.backoff.nextMs()
      log.warn('process ended', { name: record.name, pid: record.ref.pid })
    }
    if (now < watched.dueAtMs) return
    watched.dueAtMs = 0
    watched.startedAtMs = now
    try {
      const started = await this.starter.start(
        record.name,
        record.kind,
        record.launch,
        record.restarts + 1,
      )
      log.info('process started again', {
        name: record.name,
        pid: started.ref.pid,
        restarts: started.restarts,
      })
    } catch (error) {
      watched.dueAtMs = now + watched.backoff.nextMs()
      log.warn('process cannot be started yet', { name: record.name, reason: messageOf(error) })
    }
  }
}
