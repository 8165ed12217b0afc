/** The xDS client of a proxy: one stream, subscriptions that may change at any time, reconnection for ever. */
import { messageOf } from '@flotilla/errors'
import type { Channel } from '@flotilla/grpc'
import { scope } from '@flotilla/log'
import {
  AggregatedDiscoveryService,
  type DeltaDiscoveryRequest,
  type DeltaDiscoveryResponse,
  type DiscoveryRequest,
  type DiscoveryResponse,
  type Node,
} from '@flotilla/proto'
import { Backoff, type Clock, systemClock, type Timer } from '@flotilla/time'
import type { ClientDuplexStream } from '@grpc/grpc-js'
import { DeltaClient } from './client-delta.ts'
import { SotwClient } from './client-sotw.ts'
import type { AppliedUpdate, ClientVariant, TypeUpdate, Wanted } from './client-variant.ts'
import { inPushOrder, shortTypeName } from './type-urls.ts'

export type ClientState = 'idle' | 'connecting' | 'connected' | 'waiting' | 'closed'

export interface AdsClientOptions {
  readonly channel: Channel
  /** Sent with the first request of each stream. */
  readonly node: Node
  /** Default `delta`. */
  readonly variant?: 'delta' | 'sotw'
  /**
   * Applies an update whole or not at all, and says which; what it throws is a rejection. Where it takes time, later
   * updates wait for it.
   */
  readonly onUpdate: (typeUrl: string, update: TypeUpdate) => AppliedUpdate | Promise<AppliedUpdate>
  /** `connected` once the server has answered. */
  readonly onState?: (state: ClientState) => void
  readonly clock?: Clock
  /** Uniform in [0, 1). */
  readonly random?: () => number
}

interface Stream<Request> {
  write(request: Request): void
  end(): void
  cancel(): void
}

const BACKOFF = { baseMs: 250, maxMs: 15_000, jitterRatio: 0.5 }
/** How long a half-closed stream may take to end before it is cut. */
const CLOSE_MS = 2_000
const log = scope('ads.client')

/**
 * States: idle (not started), connecting (a stream is open, nothing came yet), connected (the server has answered),
 * waiting (the stream broke; the next attempt is due), closed (for good).
 */
export class AdsClient {
  private readonly core: ClientCore<unknown, unknown>

  constructor(options: AdsClientOptions) {
    this.core = (
      options.variant === 'sotw'
        ? new ClientCore<DiscoveryRequest, DiscoveryResponse>(
            options,
            new SotwClient(),
            (channel) => channel.bidi(AggregatedDiscoveryService.streamAggregatedResources),
          )
        : new ClientCore<DeltaDiscoveryRequest, DeltaDiscoveryResponse>(
            options,
            new DeltaClient(),
            (channel) => channel.bidi(AggregatedDiscoveryService.deltaAggregatedResources),
          )
    ) as ClientCore<unknown, unknown> // from here on the messages stay inside the core
  }

  get state(): ClientState {
    return this.core.state
  }

  /** Connects, and again after every break, until closed. */
  start(): void {
    this.core.start()
  }

  /** Sets what is wanted of a type: all (`*`) or exactly these names. Before the start or at any time after. */
  subscribe(typeUrl: string, wanted: '*' | Iterable<string>): void {
    this.core.subscribe(typeUrl, wanted === '*' ? '*' : new Set(wanted))
  }

  /** Tells the server that this client is not coming back, and resolves when the stream has ended. */
  close(): Promise<void> {
    return this.core.close()
  }
}

class ClientCore<Request, Response> {
  state: ClientState = 'idle'
  private readonly options: AdsClientOptions
  private readonly variant: ClientVariant<Request, Response>
  private readonly openStream: (channel: Channel) => ClientDuplexStream<Request, Response>
  private readonly clock: Clock
  private readonly backoff: Backoff
  private readonly wanted = new Map<string, Wanted>()
  private stream: Stream<Request> | null = null
  private isNodeSent = false
  /** Not applied yet. */
  private readonly received: Response[] = []
  private isApplying = false
  private retry: Timer | null = null
  private onEnded: (() => void) | null = null

  constructor(
    options: AdsClientOptions,
    variant: ClientVariant<Request, Response>,
    openStream: (channel: Channel) => ClientDuplexStream<Request, Response>,
  ) {
    this.options = options
    this.variant = variant
    this.openStream = openStream
    this.clock = options.clock ?? systemClock
    this.backoff = new Backoff(BACKOFF, options.random)
  }

  start(): void {
    if (this.state === 'idle') this.connect()
  }

  subscribe(typeUrl: string, wanted: Wanted): void {
    const isNew = !this.wanted.has(typeUrl)
    this.wanted.set(typeUrl, wanted)
    const change = this.variant.subscribe(typeUrl, wanted)
    if (this.stream === null) return
    if (isNew) this.send(this.variant.open(typeUrl))
    else if (change !== null) this.send(change)
  }

  close(): Promise<void> {
    this.retry?.cancel()
    const { stream } = this
    this.setState('closed')
    if (stream === null) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = this.clock.after(CLOSE_MS, () => stream.cancel())
      this.onEnded = () => {
        timer.cancel()
        resolve()
      }
      stream.end()
    })
  }

  private connect(): void {
    this.setState('connecting')
    this.isNodeSent = false
    const call = this.openStream(this.options.channel)
    this.stream = call
    call.on('data', (response: Response) => this.receive(response))
    call.on('error', (error: Error) => {
      // One line a break, not one an attempt.
      if (this.state === 'connected') log.warn('discovery stream broke', { error })
      else if (this.state !== 'closed') log.debug('discovery server not reached', { error })
      this.ended()
    })
    call.on('end', () => this.ended())
    for (const typeUrl of inPushOrder(this.wanted.keys())) this.send(this.variant.open(typeUrl))
  }

  /** The stream is over, however it ended; called once a stream. */
  private ended(): void {
    if (this.stream === null) return
    this.stream = null
    // What was not applied is sent again on the next stream.
    this.received.length = 0
    if (this.state === 'closed') {
      this.onEnded?.()
      return
    }
    this.setState('waiting')
    this.retry = this.clock.after(this.backoff.nextMs(), () => this.connect())
  }

  private receive(response: Response): void {
    if (this.state === 'closed') return
    this.backoff.reset()
    this.setState('connected')
    this.received.push(response)
    if (!this.isApplying) this.applyNext()
  }

  /** Applies what was received, in its order, until one of them takes time. */
  private applyNext(): void {
    for (;;) {
      const response = this.received.shift()
      if (response === undefined) return
      const { stream } = this
      const { typeUrl, applied } = this.apply(response)
      if (applied instanceof Promise) {
        this.isApplying = true
        void applied.catch(rejectionOf).then((outcome) => {
          this.isApplying = false
          this.conclude(stream, response, typeUrl, outcome)
          this.applyNext()
        })
        return
      }
      this.conclude(stream, response, typeUrl, applied)
    }
  }

  /** @param stream that it came on: one that broke meanwhile is not answered. */
  private conclude(
    stream: Stream<Request> | null,
    response: Response,
    typeUrl: string,
    applied: AppliedUpdate,
  ): void {
    if (applied.kind === 'nack')
      log.warn('update rejected', { type: shortTypeName(typeUrl), reason: applied.message })
    const answer = this.variant.answer(response, applied)
    if (stream === this.stream) this.send(answer)
  }

  private apply(response: Response): {
    typeUrl: string
    applied: AppliedUpdate | Promise<AppliedUpdate>
  } {
    let typeUrl = ''
    try {
      const read = this.variant.read(response)
      typeUrl = read.typeUrl
      return { typeUrl, applied: this.options.onUpdate(typeUrl, read.update) }
    } catch (error) {
      return { typeUrl, applied: rejectionOf(error) }
    }
  }

  private send(request: Request): void {
    if (this.stream === null || this.state === 'closed') return
    const { node } = this.options
    this.stream.write(this.isNodeSent ? request : { ...request, node })
    this.isNodeSent = true
  }

  private setState(state: ClientState): void {
    if (this.state === state) return
    this.state = state
    this.options.onState?.(state)
  }
}

function rejectionOf(error: unknown): AppliedUpdate {
  return { kind: 'nack', message: messageOf(error) }
}
