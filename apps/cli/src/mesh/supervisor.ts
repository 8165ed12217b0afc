/**
 * Watches every process of a mesh and starts again what ended. It holds no state of its own: everything is in the records,
 * so that a supervisor may be killed and another take its place.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { Backoff } from '@flotilla/time'
import { isAlive } from './processes.ts'
import type { ProcessRecord, Records } from './record.ts'
import type { Starter } from './starter.ts'

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
  private readonly watched = new Map<string, Watched>()

  constructor(records: Records, starter: Starter) {
    this.records = records
    this.starter = starter
  }

  /** Watches until the signal aborts. Processes of `flotilla run` are that command's own. */
  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const foreign = new Set(
        this.records
          .workloads()
          .filter((w) => w.owner === 'run')
          .flatMap((w) => [`${w.name}-proxy`, `${w.name}-app`]),
      )
      for (const record of this.records.processes()) {
        if (signal.aborted) return
        if (!foreign.has(record.name)) await this.look(record)
      }
      await delay(WATCH_MS, undefined, { signal }).catch(() => undefined) // aborted: the loop's condition ends it
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
