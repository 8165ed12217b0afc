/** The aggregated discovery service over gRPC: one session a stream, pushes spread over turns of the event loop. */
import { availableParallelism } from 'node:os'
import { peerOf, type ServiceBinding, StatusCode, toServiceError } from '@flotilla/grpc'
import { scope } from '@flotilla/log'
import {
  AggregatedDiscoveryService,
  type DeltaDiscoveryRequest,
  type DeltaDiscoveryResponse,
  type DiscoveryRequest,
  type DiscoveryResponse,
} from '@flotilla/proto'
import { type Clock, systemClock } from '@flotilla/time'
import type { ServerDuplexStream } from '@grpc/grpc-js'
import type { AdsHandler } from './handler.ts'
import { PushQueue } from './push-queue.ts'
import type { PushUpdate } from './push-update.ts'
import { Session, type TypeStatus } from './session.ts'
import { StreamLimiter } from './stream-limiter.ts'
import { StreamWriter } from './stream-writer.ts'
import { deltaVariant, sotwVariant, type Variant } from './variant.ts'

export interface AdsServerOptions<C extends object> {
  readonly handler: AdsHandler<C>
  /** Who answers, for example JSON of instance and version. */
  readonly identifier: string
  readonly clock?: Clock
  /** Streams at once. Default 10,000. */
  readonly maxStreams?: number
  /** New streams a second; one over it waits for up to a second, then is refused. Default min(15 + 5 × cores, 100). */
  readonly newStreamsPerSec?: number
  /** A client that takes a response no sooner than this is cut off. Default 30,000. */
  readonly sendTimeoutMs?: number
}

export interface ClientStatus<C> {
  readonly client: C
  readonly types: readonly TypeStatus[]
}

type Call<Request, Response> = ServerDuplexStream<Request, Response>

/** One client's stream, whichever variant it speaks. */
interface Connection {
  enqueue(update: PushUpdate): void
  work(): Promise<void>
  status(): TypeStatus[]
  end(): void
}

const MAX_WAIT_MS = 1_000
const FIRST_REQUEST_MS = 10_000
const log = scope('ads.server')

export class AdsServer<C extends object> {
  private readonly options: AdsServerOptions<C>
  private readonly clock: Clock
  private readonly limiter: StreamLimiter
  private readonly connections = new Map<C, Connection>()
  private readonly queue = new PushQueue()
  private streamCount = 0
  private staleCount = 0

  constructor(options: AdsServerOptions<C>) {
    this.options = options
    this.clock = options.clock ?? systemClock
    const perSec = options.newStreamsPerSec ?? Math.min(15 + 5 * availableParallelism(), 100)
    this.limiter = new StreamLimiter(this.clock, perSec, MAX_WAIT_MS)
  }

  /** For `startServer`. */
  get service(): ServiceBinding {
    return {
      definition: AggregatedDiscoveryService,
      implementation: {
        deltaAggregatedResources: (
          call: Call<DeltaDiscoveryRequest, DeltaDiscoveryResponse>,
        ): void => void this.serve(call, deltaVariant),
        streamAggregatedResources: (call: Call<DiscoveryRequest, DiscoveryResponse>): void =>
          void this.serve(call, sotwVariant),
      },
    }
  }

  /** The clients that are connected now. */
  clients(): IterableIterator<C> {
    return this.connections.keys()
  }

  /** Sends the client what has changed for it, soon; a push that waits already takes the update in. */
  push(client: C, update: PushUpdate): void {
    const connection = this.connections.get(client)
    if (connection === undefined) return
    connection.enqueue(update)
    this.queue.add(connection, () => connection.work())
  }

  /** Requests that answered no response of ours, since the start. */
  get staleNonces(): number {
    return this.staleCount
  }

  /** Clients whose push waits for its turn. */
  get queued(): number {
    return this.queue.size
  }

  status(): ClientStatus<C>[] {
    return [...this.connections].map(([client, connection]) => ({
      client,
      types: connection.status(),
    }))
  }

  /** Ends every stream with OK: clients connect again, to another server or later. */
  close(): void {
    for (const connection of this.connections.values()) connection.end()
  }

  /** Never rejects: what goes wrong ends the stream with a status. */
  private async serve<Request extends DeltaDiscoveryRequest | DiscoveryRequest, Response>(
    call: Call<Request, Response>,
    variant: Variant<Request, Response>,
  ): Promise<void> {
    const { handler, maxStreams = 10_000, sendTimeoutMs = 30_000 } = this.options
    const writer = new StreamWriter(call, this.clock, sendTimeoutMs)
    call.on('error', () => writer.close())
    call.on('cancelled', () => writer.close())
    this.streamCount++
    writer.onClose(() => {
      this.streamCount--
    })
    try {
      if (this.streamCount > maxStreams)
        return writer.refuse(StatusCode.RESOURCE_EXHAUSTED, 'too many streams')
      if (!(await this.limiter.admit()))
        return writer.refuse(StatusCode.RESOURCE_EXHAUSTED, 'too many new streams')
      const first = await firstRequest(call, writer, this.clock)
      if (first === null) return
      if (first.node === null || first.node.id === '')
        return writer.refuse(StatusCode.INVALID_ARGUMENT, 'the first request has no node')
      const admission = await handler.connect(first.node, peerOf(call))
      if (admission.kind === 'refused') writer.refuse(admission.code, admission.details)
      else this.attach(call, writer, variant, admission.client, first)
    } catch (error) {
      log.error('stream could not be opened', { error })
      const { code, details } = toServiceError(error)
      writer.refuse(code, details)
    }
  }

  private attach<Request extends DeltaDiscoveryRequest | DiscoveryRequest, Response>(
    call: Call<Request, Response>,
    writer: StreamWriter<Response>,
    variant: Variant<Request, Response>,
    client: C,
    first: Request,
  ): void {
    const { handler, identifier } = this.options
    const session = new Session<C, Request, Response>({
      client,
      handler,
      variant,
      identifier,
      send: (response) => writer.send(response),
      onStale: () => {
        this.staleCount++
      },
    })
    const work = async (): Promise<void> => {
      try {
        await session.work()
      } catch (error) {
        if (!writer.isClosed) log.error('stream failed', { error })
        const { code, details } = toServiceError(error)
        writer.refuse(code, details)
      }
    }
    this.connections.set(client, {
      enqueue: (update) => session.enqueue(update),
      work,
      status: () => session.status(),
      end: () => {
        call.end()
        // Before the client answers by ending its side: it has not left by itself.
        writer.close()
      },
    })
    let isClean = false
    writer.onClose(() => {
      this.connections.delete(client)
      session.close()
      handler.disconnected(client, isClean)
    })
    call.on('end', () => {
      // A broken connection ends the stream as well, and says in the same turn that it is cancelled.
      setImmediate(() => {
        if (writer.isClosed) return
        isClean = true
        call.end()
        writer.close()
      })
    })
    call.on('data', (request: Request) => {
      if (!session.receive(request)) call.pause()
      void work().then(() => call.resume())
    })
    session.receive(first)
    void work()
    call.resume()
  }
}

/** The first request, or null where none comes. The stream is paused afterwards. */
function firstRequest<Request, Response>(
  call: Call<Request, Response>,
  writer: StreamWriter<Response>,
  clock: Clock,
): Promise<Request | null> {
  return new Promise((resolve) => {
    const onEnd = (): void => {
      call.end()
      writer.close()
    }
    const timer = clock.after(FIRST_REQUEST_MS, () =>
      writer.refuse(StatusCode.DEADLINE_EXCEEDED, 'no request came'),
    )
    writer.onClose(() => {
      timer.cancel()
      resolve(null)
    })
    call.once('end', onEnd)
    call.once('data', (request: Request) => {
      timer.cancel()
      call.pause()
      call.removeListener('end', onEnd)
      resolve(request)
    })
  })
}
