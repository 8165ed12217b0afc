/** An adapter environment for tests: time stands still, the outside world is what the test says, and everything is recorded. */
import { FlotillaError } from '@flotilla/errors'
import type { Fields, LogScope } from '@flotilla/log'
import { FakeClock } from '@flotilla/time'
import { NO_BACKENDS } from '../backend.ts'
import type {
  AdapterEnv,
  DeliveryCounts,
  HttpAnswer,
  HttpRequest,
  LineSink,
  OutsideClients,
} from '../env.ts'
import { ipText } from '../ip-text.ts'
import { BoundedScheduler } from '../task-scheduler.ts'
import type { WorkloadRecord } from '../workload-directory.ts'
import { FakeJetStream } from './fake-jetstream.ts'
import { FakeNetwork } from './fake-network.ts'
import { FakeRedis } from './fake-redis.ts'

export class FakeEnv implements AdapterEnv {
  readonly clock: FakeClock = new FakeClock()
  readonly logged: { level: string; message: string; fields: Fields }[] = []
  readonly log: LogScope
  readonly random: () => number = () => 0.5
  readonly tasks: BoundedScheduler
  readonly outside: OutsideClients
  /** Lines written to each stream. */
  readonly stdoutLines: string[] = []
  readonly stderrLines: string[] = []
  /** Bodies that GET answers with; an Error is thrown. An unknown URL fails. */
  readonly pages: Map<string, Uint8Array | Error> = new Map()
  readonly requested: string[] = []
  /** What `http.send` was asked, in order, and how it answers; an Error is no answer. Default: 200, empty. */
  readonly requests: HttpRequest[] = []
  respond: (request: HttpRequest) => HttpAnswer | Error | Promise<HttpAnswer | Error> = () =>
    httpAnswer(200)
  /** TCP servers and UDP packets. */
  readonly network: FakeNetwork
  readonly redis: FakeRedis
  readonly jetStream: FakeJetStream
  /** What the handler counted. */
  readonly delivered: { sent: number; lost: number; retried: number } = {
    sent: 0,
    lost: 0,
    retried: 0,
  }
  undecided = 0
  readonly waitingItems: Map<string, number> = new Map()
  readonly delivery: DeliveryCounts = {
    sent: (items) => {
      this.delivered.sent += items
    },
    lost: (items) => {
      this.delivered.lost += items
    },
    retried: () => {
      this.delivered.retried++
    },
    undecided: () => {
      this.undecided++
    },
    waiting: (queue, items) => {
      this.waitingItems.set(queue, items)
    },
  }
  private readonly state = new Map<string, unknown>()
  private readonly expositions = new Set<() => string>()
  private workloads: readonly WorkloadRecord[] = []
  private workloadRevision = 0

  constructor() {
    const record =
      (level: string) =>
      (message: string, fields: Fields = {}): void => {
        this.logged.push({ level, message, fields })
      }
    this.log = {
      isDebug: true,
      error: record('error'),
      warn: record('warn'),
      info: record('info'),
      debug: record('debug'),
    }
    this.tasks = new BoundedScheduler(this.clock, this.log)
    this.network = new FakeNetwork(this.clock)
    this.redis = new FakeRedis(this.network)
    this.jetStream = new FakeJetStream(this.network)
    this.outside = {
      http: {
        get: (url) => this.get(url),
        send: (request, { timeoutMs }) => this.send(request, timeoutMs),
      },
      streams: this.network.streams,
      datagrams: this.network.datagrams,
      redis: this.redis,
      jetStream: this.jetStream,
      workloads: {
        isLive: true,
        revision: () => this.workloadRevision,
        byUid: (uid) => this.workloads.find((one) => one.uid === uid) ?? null,
        byIp: (ip) =>
          this.workloads.find((one) => one.ip !== null && ipText(one.ip) === ip) ?? null,
      },
      exposition: {
        add: (render) => {
          this.expositions.add(render)
          return () => {
            this.expositions.delete(render)
          }
        },
      },
      stdout: collector(this.stdoutLines),
      stderr: collector(this.stderrLines),
      backends: NO_BACKENDS,
    }
  }

  shared<T>(key: string, create: () => T): T {
    if (!this.state.has(key)) this.state.set(key, create())
    return this.state.get(key) as T // made by the create() of the same key
  }

  /** From now on no backend answers anything, and nothing that is sent arrives. */
  silence(): void {
    this.network.isSilent = true
  }

  /** What a handler has opened and not closed. A metrics page that all handlers share outlives each of them. */
  openHandles(): number {
    return this.network.open + this.clock.pending
  }

  /** The page that would be scraped now. */
  exposition(): string {
    return [...this.expositions].map((render) => render()).join('')
  }

  setWorkloads(workloads: readonly WorkloadRecord[]): void {
    this.workloads = workloads
    this.workloadRevision++
  }

  /** Moves time forward and lets the promises of what fell due settle. */
  async advance(byMs: number): Promise<void> {
    this.clock.advance(byMs)
    await settled()
  }

  private async send(request: HttpRequest, timeoutMs: number): Promise<HttpAnswer> {
    if (this.network.isSilent) return this.network.noAnswer(timeoutMs)
    this.requests.push(request)
    const answer = await this.respond(request)
    if (answer instanceof Error) throw answer
    return answer
  }

  private async get(url: string): Promise<Uint8Array> {
    this.requested.push(url)
    const page = this.pages.get(url)
    if (page === undefined) throw new FlotillaError('FLT_ADAPTER_FAILED', `no page at ${url}`)
    if (page instanceof Error) throw page
    return page
  }
}

export function httpAnswer(
  status: number,
  body = '',
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return { status, headers: new Map(Object.entries(headers)), body: Buffer.from(body) }
}

/** Resolves once the promises that are pending now have run their reactions. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

function collector(lines: string[]): LineSink {
  return {
    writeLine(line: string): boolean {
      lines.push(line)
      return true
    },
  }
}
