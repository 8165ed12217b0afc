/** One worker thread as the control plane sees it: what it is sent, what it is asked, and its end. */
import { Worker } from 'node:worker_threads'
import { FlotillaError, messageOf } from '@flotilla/errors'
import type { CallName, FromWorker, ToWorker, WorkerCalls, WorkerSetup } from './messages.ts'

export interface WorkerHandleOptions {
  readonly setup: WorkerSetup
  readonly workerFile: URL
  readonly onMessage: (message: Exclude<FromWorker, { kind: 'reply' | 'progress' }>) => void
  readonly onProgress: () => void
  /** It ended without being asked to; called once. */
  readonly onDeath: (error: FlotillaError) => void
}

export class WorkerHandle {
  /** What it still waits for. */
  reasons: readonly string[] = ['has not started']
  /** Number of the last update that it put to work. */
  done = 0
  private readonly thread: Worker
  private readonly options: WorkerHandleOptions
  private readonly calls = new Map<number, (result: unknown) => void>()
  /** Sent once it has started; null: it has. */
  private early: ToWorker[] | null = []
  private lastCall = 0
  private isDead = false
  private isEnding = false

  /** Loads the program of the thread; it serves nothing until `start` is called. */
  constructor(options: WorkerHandleOptions) {
    this.options = options
    this.thread = new Worker(options.workerFile, {
      workerData: options.setup,
      name: `worker ${options.setup.index}`,
      // Flags of the process are its own: a thread refuses some of them.
      execArgv: [],
    })
    this.thread.on('message', (message: FromWorker) => this.onMessage(message))
    this.thread.on('error', (error: unknown) => this.die(messageOf(error)))
    this.thread.on('messageerror', (error: unknown) => this.die(messageOf(error)))
    this.thread.on('exit', (code: number) => this.die(`it ended with code ${code}`))
  }

  post(message: ToWorker): void {
    if (this.early === null) this.thread.postMessage(message)
    else this.early.push(message)
  }

  /** Null where the worker is gone, or has not been started. */
  async call<N extends CallName>(
    name: N,
    args: WorkerCalls[N]['args'],
  ): Promise<WorkerCalls[N]['result'] | null> {
    if (this.isDead || this.early !== null) return null
    const id = ++this.lastCall
    const result = new Promise<unknown>((resolve) => this.calls.set(id, resolve))
    this.post({ kind: 'call', id, name, args })
    return (await result) as WorkerCalls[N]['result'] | null // what the worker's method of this name returns
  }

  /** What was posted before follows. @returns why it cannot serve, or null. */
  start(args: WorkerCalls['start']['args']): Promise<string | null> {
    const { early } = this
    this.early = null
    const started = this.call('start', args)
    for (const message of early ?? []) this.post(message)
    return started
  }

  async end(): Promise<void> {
    this.isEnding = true
    await this.thread.terminate()
  }

  private onMessage(message: FromWorker): void {
    if (message.kind === 'reply') {
      const resolve = this.calls.get(message.id)
      this.calls.delete(message.id)
      resolve?.(message.result)
    } else if (message.kind === 'progress') {
      this.reasons = message.reasons
      this.done = message.done
      this.options.onProgress()
    } else this.options.onMessage(message)
  }

  /** Nobody waits for it any longer. */
  private die(why: string): void {
    if (this.isDead) return
    this.isDead = true
    for (const resolve of this.calls.values()) resolve(null)
    this.calls.clear()
    if (this.isEnding) return
    const { index } = this.options.setup
    this.options.onDeath(new FlotillaError('FLT_WORKER_LOST', `worker ${index} is gone: ${why}`))
  }
}
