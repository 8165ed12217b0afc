/** A thread that serves connections, as the control plane on the main thread tells it to. */
import process from 'node:process'
import { parentPort, workerData } from 'node:worker_threads'
import { FlotillaError, messageOf } from '@flotilla/errors'
import { setScopeLevel } from '@flotilla/log'
import { openOriginalDestinationReader } from '@flotilla/net'
import { Any, Bootstrap } from '@flotilla/proto'
import { type Clock, systemClock } from '@flotilla/time'
import { modifyRuntime } from '../admin/runtime-view.ts'
import { checkBootstrap, staticMessages } from '../bootstrap/bootstrap-config.ts'
import type { BootstrapFile } from '../bootstrap/read-bootstrap.ts'
import { describeViolations, Violations } from '../compile/violations.ts'
import { collectGarbage } from '../overload/collect-garbage.ts'
import { LagMeter } from '../overload/lag-meter.ts'
import { runtime } from '../runtime/runtime.ts'
import type { TapWatcher } from '../tap/tap-hub.ts'
import { TapMatch } from '../tap/tap-match.ts'
import { systemResolve } from '../upstream/dns-endpoints.ts'
import type { Prepared } from '../xds/discovery.ts'
import { ClusterFollower } from './cluster-news.ts'
import { countedOf } from './counted.ts'
import { LentSockets } from './lent-sockets.ts'
import type {
  CallName,
  FromWorker,
  LogLevels,
  OverloadNews,
  SentUpdate,
  ToWorker,
  WorkerCalls,
  WorkerSetup,
} from './messages.ts'
import { Serving } from './serving.ts'
import { FoundCells, type NamedCells } from './shared-cells.ts'

/** Lines of one watcher that may be under way to the control plane. Listed in docs/limits.md. */
const MAX_TAP_LINES = 1_000
const LAG_CELLS = 'lag'
const LAG_MS = 50

class WorkerThread {
  private readonly setup: WorkerSetup
  private readonly post: (message: FromWorker) => void
  private readonly clock: Clock
  private readonly cells = new FoundCells()
  private readonly sockets: LentSockets
  private readonly clusters: ClusterFollower
  private readonly taps = new Map<number, { watcher: TapWatcher; underWay: number }>()
  /** By file: who is to be told that a text was written, in order. */
  private readonly logged = new Map<string, (() => void)[]>()
  private serving: Serving | null = null
  private prepared: { typeUrl: string; update: SentUpdate; prepared: Prepared } | null = null
  private done = 0

  constructor(setup: WorkerSetup, post: (message: FromWorker) => void) {
    this.setup = setup
    this.post = post
    this.clock = commonClock(setup.clock)
    this.sockets = new LentSockets(setup.index, setup.count, post)
    this.clusters = new ClusterFollower(post)
  }

  onMessage(message: ToWorker): void {
    switch (message.kind) {
      case 'call':
        void this.answer(message.id, message.name, message.args)
        return
      case 'commit':
        this.commit(message.id, message.cells)
        return
      case 'abort':
        this.settle('another thread refuses it')
        return
      case 'secret':
        this.serving?.secrets.set(message.secret)
        return
      case 'levels':
        setLevels(message.levels)
        return
      case 'failHealth':
        this.serving?.failHealth(message.isFailed)
        return
      case 'discourage':
        this.serving?.discourage(message.inboundOnly, message.overMs)
        return
      case 'overload':
        this.shed(message.state)
        return
      case 'runtime':
        modifyRuntime(runtime, new URLSearchParams(message.query))
        return
      case 'shrink':
        collectGarbage()
        return
      case 'news':
        this.clusters.learn(message.generation, message.news)
        return
      case 'socket':
        this.sockets.lend(message.place, message.descriptor, message.counts)
        return
      case 'unsocket':
        this.sockets.takeBack(message.place)
        this.serving?.listeners.forsake(message.place)
        return
      case 'connection': {
        const { place, descriptor } = message
        if (this.serving?.listeners.adopt(place.listener, place.index, descriptor) !== true)
          this.sockets.refuse(place, descriptor)
        return
      }
      case 'logged':
        this.logged.get(message.path)?.shift()?.()
        return
      case 'tap':
        this.tap(message.id, message.query)
        return
      case 'untap':
        this.untap(message.id)
        return
      case 'tapped': {
        const tap = this.taps.get(message.id)
        if (tap !== undefined) tap.underWay--
        return
      }
      default:
        message satisfies never
    }
  }

  private async answer(id: number, name: CallName, args: unknown): Promise<void> {
    // The control plane sends what `WorkerCalls` says.
    const call = this[name] as (args: unknown) => Promise<unknown>
    this.post({ kind: 'reply', id, result: (await call.call(this, args)) ?? null })
  }

  async start({ cells, secrets, levels }: WorkerCalls['start']['args']): Promise<string | null> {
    setLevels(levels)
    this.cells.learn(cells)
    const { index, count } = this.setup
    const serving = new Serving(bootstrapOf(this.setup.bootstrap), {
      clock: this.clock,
      random: Math.random,
      resolve: systemResolve,
      openReader: openOriginalDestinationReader,
      drainTimeMs: this.setup.drainTimeMs,
      inherited: () => null,
      subscribe: () => undefined,
      names: null,
      onProgress: () => this.tellProgress(),
      common: {
        cells: this.cells,
        sharing: this.clusters,
        openSocket: (options, place) => this.sockets.open(options, place),
        connectionIds: { first: index + 1 - count, step: count },
        totalConnections: () => this.sockets.total(),
        forwardLog: (path, text, onWritten) => this.log(path, text, onWritten),
      },
    })
    this.serving = serving
    for (const secret of secrets) serving.secrets.set(secret)
    try {
      await serving.startStatic()
    } catch (error) {
      return messageOf(error)
    }
    serving.stats.measureLag()
    serving.watchdog?.start()
    this.beat()
    this.tellProgress()
    return null
  }

  async prepare(update: SentUpdate): Promise<string | null> {
    this.cells.learn(update.cells)
    const { typeUrl } = update
    try {
      const received = {
        removed: update.removed,
        updated: update.updated.map(({ name, version, typeUrl: type, value }) => ({
          name,
          version,
          resource: Any.create({
            typeUrl: type,
            value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
          }),
        })),
      }
      const prepared = this.discovery().prepare(typeUrl, received, true)
      if (prepared.kind === 'nack') return prepared.message
      this.prepared = { typeUrl, update, prepared }
      return null
    } catch (error) {
      return messageOf(error)
    }
  }

  async askToLeave(inboundOnly: boolean): Promise<void> {
    this.serving?.askToLeave(inboundOnly)
  }

  async stopAccepting(inboundOnly: boolean): Promise<void> {
    await this.serving?.listeners.stopAccepting(inboundOnly)
  }

  async drain(inboundOnly: boolean): Promise<void> {
    await this.serving?.drain(inboundOnly)
  }

  async giveUp(): Promise<void> {
    await this.serving?.giveUp()
  }

  async whenEmpty(): Promise<void> {
    await this.serving?.whenEmpty()
  }

  async closeConnections(): Promise<void> {
    await this.serving?.closeConnections()
  }

  async close(): Promise<void> {
    await this.serving?.close()
  }

  async flushLogs(): Promise<void> {
    await this.serving?.flushLogs()
  }

  async counted(): Promise<WorkerCalls['counted']['result'] | null> {
    return this.serving === null ? null : countedOf(this.serving, this.serving.stats)
  }

  private commit(id: number, cells: NamedCells): void {
    this.cells.learn(cells)
    this.settle(null)
    this.done = id
    this.tellProgress()
  }

  private settle(refusal: string | null): void {
    const { prepared: pending } = this
    this.prepared = null
    if (pending === null) return
    const { typeUrl, prepared } = pending
    this.discovery().settle(typeUrl, { updated: [], removed: [] }, prepared, refusal)
  }

  private discovery() {
    const discovery = this.serving?.discovery ?? null
    if (discovery === null) throw new FlotillaError('FLT_BUG', 'the worker knows no discovery')
    return discovery
  }

  private tellProgress(): void {
    const { serving, done } = this
    if (serving !== null) this.post({ kind: 'progress', reasons: serving.reasons(), done })
  }

  private shed(state: OverloadNews): void {
    const own = this.serving?.overloadState
    if (own === undefined) return
    const wasStopped = own.stopsConnections
    Object.assign(own, state)
    if (wasStopped && !own.stopsConnections) own.onResume()
  }

  /** Writes down how late this thread is, and that it lives. */
  private beat(): void {
    const cells = this.cells.named(LAG_CELLS)
    const meter = new LagMeter(this.clock)
    meter.start()
    const at = 2 * this.setup.index
    const next = (): void => {
      const lagMs = Math.ceil(meter.take())
      if (lagMs > Atomics.load(cells, at)) Atomics.store(cells, at, lagMs)
      Atomics.store(cells, at + 1, Math.floor(this.clock.nowMs()) | 0)
      this.clock.after(LAG_MS, next)
    }
    next()
  }

  private log(path: string, text: string, onWritten: () => void): void {
    const waiting = this.logged.get(path)
    if (waiting === undefined) this.logged.set(path, [onWritten])
    else waiting.push(onWritten)
    this.post({ kind: 'log', path, text })
  }

  private tap(id: number, query: string): void {
    const tap = {
      underWay: 0,
      watcher: {
        match: new TapMatch(new URLSearchParams(query)),
        write: (line: string): boolean => {
          if (tap.underWay >= MAX_TAP_LINES) return false
          tap.underWay++
          this.post({ kind: 'tapLine', id, line })
          return true
        },
      },
    }
    this.taps.set(id, tap)
    this.serving?.tap.add(tap.watcher)
  }

  private untap(id: number): void {
    const tap = this.taps.get(id)
    if (tap !== undefined) this.serving?.tap.remove(tap.watcher)
    this.taps.delete(id)
  }
}

function setLevels(levels: LogLevels): void {
  for (const [name, level] of levels) setScopeLevel(name, level)
}

/** The main thread's clock: each thread counts from its own start. */
function commonClock({ nowMs, machineNs }: WorkerSetup['clock']): Clock {
  const passedMs = Number(process.hrtime.bigint() - machineNs) / 1e6
  const offsetMs = nowMs + passedMs - systemClock.nowMs()
  return { ...systemClock, nowMs: () => systemClock.nowMs() + offsetMs }
}

/** What the main thread has read and checked. */
function bootstrapOf(bytes: Uint8Array): BootstrapFile {
  const at = new Violations()
  const message = Bootstrap.decode(Buffer.from(bytes))
  return {
    config: checkBootstrap(message, at),
    statics: staticMessages(message),
    faults: at.all,
    explain: async (violations) =>
      new FlotillaError('FLT_BOOTSTRAP_INVALID', describeViolations(violations)),
  }
}

const port = parentPort
if (port === null) throw new FlotillaError('FLT_BUG', 'this is not a worker thread')
const thread = new WorkerThread(workerData as WorkerSetup, (message) => port.postMessage(message))
port.on('message', (message: ToWorker) => thread.onMessage(message))
