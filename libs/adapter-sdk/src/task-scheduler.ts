/** Bounded background work of one handler: a cap on what runs at once and on what waits, and an end to all of it. */
import { FlotillaError, messageOf } from '@flotilla/errors'
import type { LogScope } from '@flotilla/log'
import type { Clock, Timer } from '@flotilla/time'
import type { TaskScheduler } from './env.ts'

export interface TaskLimits {
  /** Tasks of `run` at once. */
  readonly maxRunning: number
  /** Tasks of `run` that wait. */
  readonly maxWaiting: number
  /** Periodic tasks. */
  readonly maxPeriodic: number
}

export const DEFAULT_TASK_LIMITS: TaskLimits = { maxRunning: 4, maxWaiting: 256, maxPeriodic: 16 }

type Task = () => void | Promise<void>

export class BoundedScheduler implements TaskScheduler {
  private readonly clock: Clock
  private readonly log: LogScope
  private readonly limits: TaskLimits
  private readonly waiting: { readonly name: string; readonly task: Task }[] = []
  private readonly periodic = new Set<Timer>()
  private running = 0
  private isClosed = false
  private failures = 0
  private refusals = 0

  constructor(clock: Clock, log: LogScope, limits: TaskLimits = DEFAULT_TASK_LIMITS) {
    this.clock = clock
    this.log = log
    this.limits = limits
  }

  every(name: string, periodMs: number, task: Task): Timer {
    if (this.periodic.size >= this.limits.maxPeriodic || !(periodMs > 0))
      throw new FlotillaError('FLT_ADAPTER_FAILED', `periodic task ${name} cannot be scheduled`)
    let timer: Timer | null = null
    const arm = (): void => {
      timer = this.clock.after(periodMs, () => {
        void this.attempt(name, task).then(() => {
          if (this.periodic.has(handle)) arm()
        })
      })
    }
    const handle: Timer = {
      cancel: () => {
        this.periodic.delete(handle)
        timer?.cancel()
      },
    }
    if (this.isClosed) return handle
    this.periodic.add(handle)
    arm()
    return handle
  }

  run(name: string, task: Task): boolean {
    if (this.isClosed || this.waiting.length >= this.limits.maxWaiting) {
      this.refusals++
      return false
    }
    this.waiting.push({ name, task })
    this.pump()
    return true
  }

  /** What runs and waits now, and what went wrong so far. */
  counts(): { workers: number; daemons: number; waiting: number; failed: number; refused: number } {
    return {
      workers: this.running,
      daemons: this.periodic.size,
      waiting: this.waiting.length,
      failed: this.failures,
      refused: this.refusals,
    }
  }

  /** Starts nothing more; what runs may end. */
  close(): void {
    this.isClosed = true
    this.waiting.length = 0
    for (const timer of [...this.periodic]) timer.cancel()
  }

  private pump(): void {
    while (this.running < this.limits.maxRunning) {
      const next = this.waiting.shift()
      if (next === undefined) return
      this.running++
      void this.attempt(next.name, next.task).then(() => {
        this.running--
        this.pump()
      })
    }
  }

  private async attempt(name: string, task: Task): Promise<void> {
    try {
      await task()
    } catch (error) {
      this.failures++
      this.log.warn('background task of a handler failed', { task: name, error: messageOf(error) })
    }
  }
}
