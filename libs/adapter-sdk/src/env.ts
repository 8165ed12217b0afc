/** What an adapter is given: logs, time, bounded background work, and the clients of the outside world. */
import type { LogScope } from '@flotilla/log'
import type { Clock, Timer } from '@flotilla/time'
import type { BackendConnector } from './backend.ts'
import type { JetStreamConnector } from './jetstream.ts'
import type { RedisConnector } from './redis.ts'
import type { WorkloadDirectory } from './workload-directory.ts'

export interface AdapterEnv {
  /** Named after the handler. */
  readonly log: LogScope
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly tasks: TaskScheduler
  readonly outside: OutsideClients
  readonly delivery: DeliveryCounts
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

/** What became of the items that a handler passes on: shown as metrics of the handler. */
export interface DeliveryCounts {
  sent(items: number): void
  /** Dropped because too many waited, or refused by the backend. */
  lost(items: number): void
  /** A send that failed and will be tried again. */
  retried(): void
  /** A check or quota that the backend could not decide: it is away, or gave an answer that cannot be read. */
  undecided(): void
  /** How many wait now, of all of the handler's queues. */
  waiting(queue: string, items: number): void
}

export interface OutsideClients {
  readonly http: HttpClient
  readonly streams: StreamClient
  readonly datagrams: DatagramClient
  readonly redis: RedisConnector
  readonly jetStream: JetStreamConnector
  readonly workloads: WorkloadDirectory
  readonly exposition: Exposition
  readonly stdout: LineSink
  readonly stderr: LineSink
  /** Adapters out of process. */
  readonly backends: BackendConnector
}

export interface HttpClient {
  /** A GET; rejects where there is no answer, a longer body than `maxBytes`, or a status other than 200. */
  get(
    url: string,
    limits: { readonly timeoutMs: number; readonly maxBytes: number },
  ): Promise<Uint8Array>
  /** One request; rejects where there is no answer in time or its body is longer than `maxBytes`. Redirects are not followed. */
  send(
    request: HttpRequest,
    limits: { readonly timeoutMs: number; readonly maxBytes: number },
  ): Promise<HttpAnswer>
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string
}

export interface HttpAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Uint8Array
}

export interface StreamAddress {
  readonly host: string
  readonly port: number
  /** TLS with the machine's trust roots, for the name `host`. */
  readonly isTls: boolean
}

export interface StreamEvents {
  /** Bytes belong to the receiver. */
  data(bytes: Uint8Array): void
  /** Called once, whoever ended it; null where it ended in order. */
  closed(error: Error | null): void
}

export interface ByteStream {
  /** Bytes given to `write` that the network has not taken. */
  readonly waitingBytes: number
  write(bytes: Uint8Array): void
  /** Sends what waits, then closes. */
  end(): void
  /** Closes at once. */
  destroy(): void
}

/** Connections over TCP. */
export interface StreamClient {
  /** Rejects where no connection (and no TLS session) is made within `timeoutMs`; `events` are told nothing then. */
  connect(address: StreamAddress, events: StreamEvents, timeoutMs: number): Promise<ByteStream>
}

/** Packets over UDP. */
export interface DatagramClient {
  /** Opens a socket to `host:port`; what cannot be sent goes to `onError`. */
  open(host: string, port: number, onError: (error: Error) => void): Datagrams
}

export interface Datagrams {
  /** False where it was dropped because too much waits. */
  send(packet: Uint8Array): boolean
  /** Ends after what was given has left. */
  close(): Promise<void>
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
