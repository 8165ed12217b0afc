/**
 * A package of somebody else's as an adapter: it runs in a thread of its own, which is ended and started again when it does not
 * answer, exits, or takes too much memory. Calls that were not its fault are sent again to the new thread.
 */
import { Worker } from 'node:worker_threads'
import type { BackendChannel } from '@flotilla/adapter-sdk'
import { SESSION_METADATA } from '@flotilla/dispatch'
import { FlotillaError, messageOf } from '@flotilla/errors'
import { StatusCode, statusCodeName } from '@flotilla/grpc'
import { scope } from '@flotilla/log'
import type { FromThread, ThreadData, ToThread } from './messages.ts'

/** Memory of one thread's heap. docs/limits.md */
export const MAX_HEAP_MB = 128
/** A thread that does not answer a ping for so long is taken for stuck. docs/limits.md */
export const STUCK_MS = 1_000
/** How long a thread may take to load its package. docs/limits.md */
const START_MS = 10_000
/** Told by name in the reason. */
const NAMED: readonly number[] = [
  StatusCode.UNKNOWN,
  StatusCode.NOT_FOUND,
  StatusCode.UNIMPLEMENTED,
]
const log = scope('mixer.isolate')

export interface IsolatedOptions extends ThreadData {
  /** Name of the package. */
  readonly name: string
  readonly timeoutMs: number
  readonly onPage: (text: string) => void
  readonly onLine: (stream: 'stdout' | 'stderr', text: string) => void
  readonly metrics: IsolateMetrics
}

/** What is counted of every thread. */
export interface IsolateMetrics {
  started(adapter: string): void
  ended(adapter: string, why: EndReason): void
  resent(adapter: string, calls: number): void
}

export type EndReason = 'closed' | 'stuck' | 'exited' | 'unusable'

interface PendingCall {
  readonly message: ToThread & { readonly kind: 'call' }
  readonly resolve: (bytes: Uint8Array) => void
  readonly reject: (error: Error) => void
  timer: NodeJS.Timeout
  isStarted: boolean
  wasResent: boolean
}

export class IsolatedBackend implements BackendChannel {
  private readonly options: IsolatedOptions
  private readonly pending = new Map<number, PendingCall>()
  private worker: Worker | null = null
  private unusable: string | null = null
  private lastStarted = -1
  private nextId = 0
  private watch: NodeJS.Timeout | null = null
  /** Calls past their time, until it is known whether the thread lives. */
  private readonly overdue = new Set<number>()
  private isClosed = false
  /** Whether the thread has loaded its package: the time of calls begins then. */
  private isReady = false

  constructor(options: IsolatedOptions) {
    this.options = options
  }

  call(
    path: string,
    request: Uint8Array,
    metadata: Readonly<Record<string, string>>,
  ): Promise<Uint8Array> {
    if (this.isClosed || this.unusable !== null)
      return Promise.reject(
        failure(StatusCode.UNAVAILABLE, this.unusable ?? 'the adapter is closed', true),
      )
    const id = ++this.nextId
    const session = metadata[SESSION_METADATA] ?? ''
    const message = { kind: 'call', id, path, bytes: request, session } as const
    return new Promise((resolve, reject) => {
      const timer = this.timer(id)
      this.pending.set(id, {
        message,
        resolve,
        reject,
        timer,
        isStarted: false,
        wasResent: false,
      })
      this.thread().postMessage(message)
    })
  }

  private timer(id: number): NodeJS.Timeout {
    const { timeoutMs } = this.options
    return setTimeout(() => this.timeout(id), this.isReady ? timeoutMs : START_MS + timeoutMs)
  }

  private renewTimers(): void {
    for (const [id, call] of this.pending) {
      clearTimeout(call.timer)
      call.timer = this.timer(id)
    }
  }

  close(): void {
    this.isClosed = true
    this.end('closed')
    for (const [id] of this.pending)
      this.fail(id, failure(StatusCode.UNAVAILABLE, 'the adapter is closed', true))
  }

  private thread(): Worker {
    if (this.worker !== null) return this.worker
    const { file, handler, name, metrics } = this.options
    const worker = new Worker(new URL('./thread.ts', import.meta.url), {
      name: `adapter ${name}`,
      workerData: { file, handler } satisfies ThreadData,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
      // Secrets of Mixer's environment are none of the package's.
      env: {},
      execArgv: [],
      stdin: false,
    })
    worker.unref()
    worker.on('message', (message: FromThread) => this.received(worker, message))
    worker.on('error', (error) => {
      log.warn('thread of an adapter failed', { adapter: name, reason: messageOf(error) })
    })
    worker.on('exit', () => {
      if (this.worker === worker) this.end('exited')
    })
    const start = setTimeout(() => this.unready(worker), START_MS)
    start.unref()
    worker.once('message', () => clearTimeout(start))
    worker.once('exit', () => clearTimeout(start))
    metrics.started(name)
    this.worker = worker
    return worker
  }

  private unready(worker: Worker): void {
    if (this.worker === worker) this.end('stuck')
  }

  private received(worker: Worker, message: FromThread): void {
    if (this.worker !== worker) return // what an ended thread still had to say
    switch (message.kind) {
      case 'started': {
        const call = this.pending.get(message.id)
        if (call !== undefined) call.isStarted = true
        this.lastStarted = message.id
        break
      }
      case 'answer':
        this.settle(message.id)?.resolve(message.bytes)
        break
      case 'failed': {
        const { code, reason } = message
        this.settle(message.id)?.reject(failure(code, reason, false))
        break
      }
      case 'pong':
        this.lives()
        break
      case 'page':
        this.options.onPage(message.text)
        break
      case 'line':
        this.options.onLine(message.stream, message.text)
        break
      case 'unusable':
        this.unusable = message.reason
        this.end('unusable')
        break
      case 'ready':
        this.isReady = true
        this.renewTimers()
        log.info('adapter runs in a thread of its own', {
          adapter: this.options.name,
          templates: message.templates.join(' '),
        })
    }
  }

  /** One call took too long: if the thread still lives the call fails, else the thread is ended and only its last call is to blame. */
  private timeout(id: number): void {
    const { worker } = this
    if (worker === null) {
      this.fail(id, this.late())
      return
    }
    this.overdue.add(id)
    if (this.watch !== null) return
    worker.postMessage({ kind: 'ping' } satisfies ToThread)
    this.watch = setTimeout(() => {
      if (this.worker === worker) this.end('stuck')
    }, STUCK_MS)
  }

  private lives(): void {
    if (this.watch !== null) clearTimeout(this.watch)
    this.watch = null
    for (const id of this.overdue) this.fail(id, this.late())
    this.overdue.clear()
  }

  private late(): FlotillaError {
    return failure(
      StatusCode.DEADLINE_EXCEEDED,
      `no answer within ${this.options.timeoutMs} ms`,
      true,
    )
  }

  /** Ends the thread. What it was doing last fails; the rest goes to a new one. */
  private end(why: EndReason): void {
    const { worker, options } = this
    if (this.watch !== null) clearTimeout(this.watch)
    this.watch = null
    if (worker === null) return
    this.worker = null
    this.isReady = false
    this.overdue.clear()
    options.onPage('')
    options.metrics.ended(options.name, why)
    void worker.terminate().catch((error: unknown) => {
      log.error('thread of an adapter does not end', {
        adapter: options.name,
        reason: messageOf(error),
      })
    })
    if (why === 'closed') return
    log.warn('thread of an adapter was ended', { adapter: options.name, why })
    const reason = this.unusable ?? `the adapter's thread was ended: ${why}`
    const error = why === 'stuck' ? this.late() : failure(StatusCode.UNAVAILABLE, reason, true)
    const again: PendingCall[] = []
    for (const [id, call] of this.pending) {
      const isCulprit = why !== 'unusable' && id === this.lastStarted
      if (isCulprit || call.wasResent || why === 'unusable') this.fail(id, error)
      else again.push(call)
    }
    if (again.length === 0) return
    options.metrics.resent(options.name, again.length)
    this.renewTimers()
    for (const call of again) {
      call.wasResent = true
      call.isStarted = false
      this.thread().postMessage(call.message)
    }
  }

  private settle(id: number): PendingCall | null {
    const call = this.pending.get(id) ?? null
    if (call === null) return null
    this.pending.delete(id)
    clearTimeout(call.timer)
    return call
  }

  private fail(id: number, error: Error): void {
    this.settle(id)?.reject(error)
  }
}

/** As gRPC fails, so that sessions and circuits see no difference. */
function failure(code: number, reason: string, retryable: boolean): FlotillaError {
  const isDeadline = code === StatusCode.DEADLINE_EXCEEDED
  return new FlotillaError(
    isDeadline ? 'FLT_RPC_DEADLINE' : 'FLT_RPC_FAILED',
    NAMED.includes(code) ? `${statusCodeName(code)}: ${reason}` : reason,
    { retryable, cause: { code, details: reason } },
  )
}
