/** The data plane of more than one thread: workers serve, and this thread checks, binds, resolves and counts for them. */
import process from 'node:process'
import type { AppliedUpdate, TypeUpdate } from '@flotilla/ads'
import { TypeUrl } from '@flotilla/ads'
import { FlotillaError, messageOf } from '@flotilla/errors'
import { scope, scopeLevels } from '@flotilla/log'
import type { Clock } from '@flotilla/time'
import type { BootstrapFile } from '../bootstrap/read-bootstrap.ts'
import type { TapWatcher } from '../tap/tap-hub.ts'
import type { WorkersLoad } from '../telemetry/proxy-stats.ts'
import { atMost } from './at-most.ts'
import { addUp, type Counted } from './counted.ts'
import type { DataPlane } from './data-plane.ts'
import { HeldSockets } from './held-sockets.ts'
import type { CallName, FromWorker, ToWorker, WorkerCalls } from './messages.ts'
import { Serving, type ServingEnvironment } from './serving.ts'
import { OwnedCells } from './shared-cells.ts'
import { WorkerHandle } from './worker-handle.ts'

const log = scope('proxy.workers')
/** A worker that does not tell its numbers by then is shown with those it told last. */
const GATHER_MS = 2_000
/** Between beats of a worker's event loop; what is longer is lag. */
const BEAT_MS = 50

export const WORKER_FILE: URL = new URL('./worker-thread.ts', import.meta.url)

export interface FleetOptions {
  readonly workers: number
  readonly workerFile: URL
  readonly file: BootstrapFile
  readonly environment: Omit<ServingEnvironment, 'common'>
  /** A worker is gone: the process must end. */
  readonly onDeath: (error: FlotillaError) => void
}

export class Fleet implements DataPlane {
  /** What this thread knows of all that workers serve. */
  readonly local: Serving
  private readonly options: FleetOptions
  private readonly clock: Clock
  private readonly cells = new OwnedCells()
  private readonly sockets: HeldSockets
  private readonly handles: WorkerHandle[] = []
  private readonly lag: Int32Array
  private readonly counted: Counted[] = []
  private readonly taps = new Map<number, TapWatcher>()
  private lastTap = 0
  private lastUpdate = 0
  private sentOverload = ''
  private gathering: Promise<void> | null = null
  /** The update before the next. */
  private applying: Promise<unknown> = Promise.resolve()

  constructor(options: FleetOptions) {
    const { workers, file, environment } = options
    if (process.platform !== 'linux')
      throw new FlotillaError(
        'FLT_PLATFORM',
        `more than one thread serves on Linux only, this is ${process.platform}`,
      )
    this.options = options
    this.clock = environment.clock
    this.lag = this.cells.named('lag', 2 * workers)
    this.sockets = new HeldSockets(workers, (message, worker) =>
      this.handles[worker]?.post(message),
    )
    this.local = new Serving(file, {
      ...environment,
      common: {
        cells: this.cells,
        sharing: {
          kind: 'leads',
          tell: (generation, news) => this.post({ kind: 'news', generation, news }),
        },
        openSocket: (socket, place) => this.sockets.open(socket, place),
        connectionIds: { first: 0, step: 1 },
        totalConnections: null,
        forwardLog: null,
      },
    })
    this.local.tap.relay = { watch: (watcher) => this.watch(watcher) }
    this.local.secrets.onSet = (secret) => this.post({ kind: 'secret', secret })
  }

  get isHealthFailed(): boolean {
    return this.local.isHealthFailed
  }

  get connectionCount(): number {
    return this.local.connectionCount
  }

  get load(): WorkersLoad {
    const sum = (of: (one: Counted) => number): number =>
      Object.values(this.counted).reduce((total, one) => total + of(one), 0)
    const worst = (of: (one: Counted) => number): number =>
      Math.max(0, ...Object.values(this.counted).map(of))
    return {
      count: this.options.workers,
      heapUsedBytes: sum((one) => one.heapUsedBytes),
      heapTotalBytes: sum((one) => one.heapTotalBytes),
      lagSeconds: worst((one) => one.lagSeconds),
      lagP99Seconds: worst((one) => one.lagP99Seconds),
    }
  }

  async startStatic(): Promise<void> {
    await this.local.compile()
    for (let index = 0; index < this.options.workers; index++) this.handles.push(this.spawn(index))
    try {
      await this.startThreads()
    } catch (error) {
      await this.endThreads()
      throw error
    }
    log.info('workers serve', { workers: this.options.workers })
  }

  private async startThreads(): Promise<void> {
    await this.local.startStatic()
    this.sentOverload = ''
    this.passOverload()
    const cells = this.cells.takeFresh()
    const secrets = this.local.secrets.values()
    const started = await Promise.all(
      this.handles.map((handle) => handle.start({ cells, secrets, levels: scopeLevels() })),
    )
    const fault = started.find((one) => one !== null)
    if (fault != null) throw new FlotillaError('FLT_WORKER_LOST', `a worker cannot serve: ${fault}`)
  }

  /** One after the other, whoever they come from. */
  apply(typeUrl: string, update: TypeUpdate): Promise<AppliedUpdate> {
    const applied = this.applying.then(() => this.applyNow(typeUrl, update))
    this.applying = applied.catch(() => undefined) // who asked is told; the next one goes on
    return applied
  }

  /** Compiled here first: what is wrong with it is mostly found before workers are asked. */
  private async applyNow(typeUrl: string, update: TypeUpdate): Promise<AppliedUpdate> {
    const { discovery } = this.local
    if (discovery === null) return this.local.apply(typeUrl, update)
    const prepared = discovery.prepare(typeUrl, update)
    if (prepared.kind === 'nack' || typeUrl === TypeUrl.nameTable)
      return discovery.settle(typeUrl, update, prepared, null)
    const { updated, removed } = prepared.update
    const faults = await this.ask('prepare', {
      typeUrl,
      removed,
      updated: updated.map(({ name, version, resource }) => ({ name, version, ...resource })),
      cells: this.cells.takeFresh(),
    })
    // One worker's reason stands for all: they compile the same.
    const refusal = faults.find((fault) => fault !== null) ?? null
    if (refusal !== null) this.post({ kind: 'abort' })
    const applied = discovery.settle(typeUrl, update, prepared, refusal)
    if (refusal === null)
      this.post({ kind: 'commit', id: ++this.lastUpdate, cells: this.cells.takeFresh() })
    return applied
  }

  reasons(): readonly string[] {
    return [
      ...this.local.reasons(),
      ...this.handles.flatMap(({ reasons, done }, index) =>
        done < this.lastUpdate
          ? [`worker ${index} puts an update to work`]
          : reasons.map((reason) => `worker ${index}: ${reason}`),
      ),
    ]
  }

  failHealth(isFailed: boolean): void {
    this.local.failHealth(isFailed)
    this.post({ kind: 'failHealth', isFailed })
  }

  reopenLogs(): void {
    // What workers have logged until now belongs to the old files.
    this.ask('flushLogs', null).then(
      () => this.local.reopenLogs(),
      (error: unknown) => log.error('logs cannot be reopened', { detail: messageOf(error) }),
    )
  }

  changeLogLevels(): void {
    this.post({ kind: 'levels', levels: scopeLevels() })
  }

  changeRuntime(query: string): void {
    this.post({ kind: 'runtime', query })
  }

  /** Overload: the state here has been worked out anew. */
  passOverload(): void {
    const { onResume: _, ...state } = this.local.overloadState
    const text = Object.values(state).join()
    if (text === this.sentOverload) return
    this.sentOverload = text
    this.post({ kind: 'overload', state })
  }

  shrinkHeaps(): void {
    this.post({ kind: 'shrink' })
  }

  /** The latest any worker was since the last call, or is now. */
  takeLagMs(): number {
    let worstMs = 0
    const nowMs = Math.floor(this.clock.nowMs()) | 0
    for (let index = 0; index < this.options.workers; index++) {
      const beatMs = Atomics.load(this.lag, 2 * index + 1)
      const sinceMs = beatMs === 0 ? 0 : ((nowMs - beatMs) | 0) - BEAT_MS
      worstMs = Math.max(worstMs, Atomics.exchange(this.lag, 2 * index, 0), sinceMs)
    }
    return worstMs
  }

  discourage(inboundOnly: boolean, overMs: number): void {
    this.post({ kind: 'discourage', inboundOnly, overMs })
  }

  askToLeave(inboundOnly: boolean): void {
    void this.ask('askToLeave', inboundOnly)
  }

  async stopAccepting(inboundOnly: boolean): Promise<void> {
    await this.ask('stopAccepting', inboundOnly)
    await this.sockets.quietly(() => this.local.stopAccepting(inboundOnly))
  }

  async drain(inboundOnly: boolean): Promise<void> {
    // First of all nobody accepts, so that nothing is passed to a thread that drains.
    await this.ask('stopAccepting', inboundOnly)
    await this.ask('drain', inboundOnly)
    await this.sockets.quietly(() => this.local.drain(inboundOnly))
  }

  async giveUp(): Promise<void> {
    await this.ask('stopAccepting', false)
    await this.ask('giveUp', null)
    await this.sockets.quietly(() => this.local.giveUp())
  }

  async whenEmpty(): Promise<void> {
    await this.ask('whenEmpty', null)
  }

  async closeConnections(): Promise<void> {
    await this.ask('closeConnections', null)
    await this.sockets.quietly(() => this.local.closeConnections())
  }

  async close(): Promise<void> {
    await this.gatherStats()
    await this.ask('close', null)
    await this.endThreads()
    await this.local.close()
  }

  private async endThreads(): Promise<void> {
    await Promise.all(this.handles.map((handle) => handle.end()))
  }

  gatherStats(): Promise<void> {
    this.gathering ??= this.gather().finally(() => {
      this.gathering = null
    })
    return this.gathering
  }

  private async gather(): Promise<void> {
    const told = this.handles.map(async (handle, index) => {
      const counted = await handle.call('counted', null)
      if (counted !== null) this.counted[index] = counted
    })
    await atMost(
      GATHER_MS,
      Promise.all(told).then(() => undefined),
    )
    addUp(this.local, Object.values(this.counted))
  }

  private spawn(index: number): WorkerHandle {
    const { file, environment, workers, workerFile, onDeath } = this.options
    return new WorkerHandle({
      workerFile,
      setup: {
        index,
        count: workers,
        bootstrap: file.config.encoded,
        drainTimeMs: environment.drainTimeMs,
        clock: { nowMs: this.clock.nowMs(), machineNs: process.hrtime.bigint() },
      },
      onMessage: (message) => this.onMessage(index, message),
      onProgress: environment.onProgress,
      onDeath: (error) => {
        log.error('worker is gone', { worker: index, error })
        onDeath(error)
      },
    })
  }

  private onMessage(
    worker: number,
    message: Exclude<FromWorker, { kind: 'reply' | 'progress' }>,
  ): void {
    const { clusters } = this.local
    switch (message.kind) {
      case 'pass': {
        const { thread, place, descriptor } = message
        this.handles[thread]?.post({ kind: 'connection', place, descriptor })
        return
      }
      case 'outcomes': {
        const { list } = message
        for (let i = 0; i + 2 < list.length; i += 3)
          clusters.made(Number(list[i]))?.reportOf(String(list[i + 1]), Number(list[i + 2]))
        return
      }
      case 'hostFailed':
        clusters.made(message.generation)?.failHealthOf(message.host)
        return
      case 'traffic':
        clusters.made(message.generation)?.noteTraffic()
        return
      case 'log': {
        const { path, text } = message
        this.local.appendLog(path, text, () =>
          this.handles[worker]?.post({ kind: 'logged', path, chars: text.length }),
        )
        return
      }
      case 'tapLine':
        this.taps.get(message.id)?.write(message.line)
        this.handles[worker]?.post({ kind: 'tapped', id: message.id })
        return
      default:
        message satisfies never
    }
  }

  private watch(watcher: TapWatcher): () => void {
    const id = ++this.lastTap
    this.taps.set(id, watcher)
    this.post({ kind: 'tap', id, query: watcher.match.query })
    return () => {
      this.taps.delete(id)
      this.post({ kind: 'untap', id })
    }
  }

  private post(message: ToWorker): void {
    for (const handle of this.handles) handle.post(message)
  }

  private ask<N extends CallName>(
    name: N,
    args: WorkerCalls[N]['args'],
  ): Promise<(WorkerCalls[N]['result'] | null)[]> {
    return Promise.all(this.handles.map((handle) => handle.call(name, args)))
  }
}
