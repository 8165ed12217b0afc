/** What an adapter is given: logs, time, bounded background work, and the clients of the outside world. */
import type { LogScope } from '@flotilla/log'
import type { Clock, Timer } from '@flotilla/time'
import type { WorkloadDirectory } from './workload-directory.ts'

export interface AdapterEnv {
  /** Named after the handler. */
  readonly log: LogScope
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly tasks: TaskScheduler
  readonly outside: OutsideClients
  /** State that all handlers of a process share under this key, made on first use. */
  shared<T>(key: string, create: () => T): T
}

/** Background work of one handler. It ends when the handler is closed; what a task throws is logged and counted. */
export interface TaskScheduler {
  /** Runs a task every `periodMs`, first after one period, never two at once. */
  every(name: string, periodMs: number, task: () => void | Promise<void>): Timer
  /** Runs a task soon; false, and nothing happens, where too many wait. */
  run(name: string, task: () => void | Promise<void>): boolean
}

export interface OutsideClients {
  readonly http: HttpClient
  readonly workloads: WorkloadDirectory
  readonly exposition: Exposition
  readonly stdout: LineSink
  readonly stderr: LineSink
}

export interface HttpClient {
  /** A GET; rejects where there is no answer, a longer body than `maxBytes`, or a status other than 200. */
  get(
    url: string,
    limits: { readonly timeoutMs: number; readonly maxBytes: number },
  ): Promise<Uint8Array>
}

/** The page that Prometheus scrapes. */
export interface Exposition {
  /** Adds families in the text exposition format to the page; the answer takes them away again. */
  add(render: () => string): () => void
}

export interface LineSink {
  /** Writes one line, given without its end. False where it was dropped because too much waits. */
  writeLine(line: string): boolean
}
