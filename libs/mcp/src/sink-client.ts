/** The MCP sink: keeps a set of collections in step with a source, reconnecting for ever. */

import { messageOf } from '@flotilla/errors'
import { type Channel, type IdentitySource, openChannel } from '@flotilla/grpc'
import { scope } from '@flotilla/log'
import {
  RequestResources,
  ResourceSourceService,
  type Resources,
  SinkNode,
  Status,
} from '@flotilla/proto'
import { Backoff, type Clock, type Timer } from '@flotilla/time'
import type { ClientDuplexStream } from '@grpc/grpc-js'
import { type ChangeAnswer, type CollectionChange, SinkState, UNIMPLEMENTED } from './sink-state.ts'
import { configVersionOf, MAX_MESSAGE_BYTES } from './snapshot.ts'

export interface SinkClientOptions {
  /** `host:port` of the source. */
  readonly target: string
  readonly identity: IdentitySource
  /** SPIFFE ids, one of which the source must have. */
  readonly expectedServerIds: readonly string[]
  /** Name of this sink in the source's status. */
  readonly id: string
  readonly collections: readonly string[]
  /** Decides on each change; called also when nothing changed but the version. Must not throw. */
  readonly onChange: (change: CollectionChange) => ChangeAnswer
  /** Called when the connection is made or lost. */
  readonly onConnection?: (isConnected: boolean) => void
  readonly clock: Clock
  readonly random?: () => number
}

type Stream = ClientDuplexStream<RequestResources, Resources>

/** Spec §5.3: reconnect after 1 s; ours starts sooner and spreads. */
const RECONNECT = { baseMs: 200, maxMs: 5_000, jitterRatio: 0.5 }
const log = scope('mcp.sink')

export class McpSinkClient {
  private readonly options: SinkClientOptions
  private readonly states: ReadonlyMap<string, SinkState>
  private readonly backoff: Backoff
  private channel: Channel | null = null
  private stream: Stream | null = null
  private retry: Timer | null = null
  private isClosed = false
  private isLost = false

  constructor(options: SinkClientOptions) {
    this.options = options
    this.states = new Map(
      options.collections.map((collection) => [collection, new SinkState(collection)]),
    )
    this.backoff = new Backoff(RECONNECT, options.random)
  }

  /** Connects now, and again whenever the stream ends, until `close`. */
  start(): void {
    const { target, identity, expectedServerIds } = this.options
    this.channel = openChannel({
      target,
      identity,
      expectedServerIds,
      maxMessageBytes: MAX_MESSAGE_BYTES,
      clock: this.options.clock,
    })
    this.connect()
  }

  /** Collections that have had no response yet. */
  missing(): string[] {
    return [...this.states.values()]
      .filter((state) => state.version === '')
      .map((state) => state.collection)
  }

  /** The snapshot's version that all collections hold, or null while they differ: then objects of different ages would meet. */
  get version(): string | null {
    const versions = new Set([...this.states.values()].map((state) => state.version))
    const [version, ...others] = versions
    return version === undefined || version === '' || others.length > 0 ? null : version
  }

  /** The configuration version that every collection holds at least, or null while one is missing. */
  get configVersion(): number | null {
    let least: number | null = null
    for (const state of this.states.values()) {
      const version = configVersionOf(state.version)
      if (version === null) return null
      least = least === null ? version : Math.min(least, version)
    }
    return least
  }

  get isConnected(): boolean {
    return this.stream !== null
  }

  close(): void {
    this.isClosed = true
    this.retry?.cancel()
    this.stream?.cancel()
    this.channel?.close()
  }

  private connect(): void {
    this.retry = null
    if (this.isClosed || this.channel === null) return
    const stream: Stream = this.channel.bidi(ResourceSourceService.establishResourceStream)
    this.stream = stream
    stream.on('metadata', () => this.opened())
    stream.on('data', (response: Resources) => this.receive(stream, response))
    stream.on('error', (error) => this.lost(stream, messageOf(error)))
    stream.on('end', () => this.lost(stream, 'the source ended the stream'))
    const node = SinkNode.create({ id: this.options.id })
    for (const state of this.states.values()) stream.write(state.firstRequest(node))
  }

  private opened(): void {
    this.backoff.reset()
    if (this.isLost) log.info('source is back', { target: this.options.target })
    this.isLost = false
    this.options.onConnection?.(true)
  }

  private receive(stream: Stream, response: Resources): void {
    const state = this.states.get(response.collection)
    if (state === undefined) {
      const errorDetail = Status.create({
        code: UNIMPLEMENTED,
        message: `collection ${response.collection} was not asked for`,
      })
      stream.write(
        RequestResources.create({
          collection: response.collection,
          responseNonce: response.nonce,
          errorDetail,
        }),
      )
      return
    }
    stream.write(state.take(response, this.options.onChange))
  }

  private lost(stream: Stream, reason: string): void {
    if (this.stream !== stream) return
    this.stream = null
    if (this.isClosed) return
    if (!this.isLost)
      log.warn('source is away, the last configuration stays', {
        target: this.options.target,
        reason,
      })
    this.isLost = true
    this.options.onConnection?.(false)
    this.retry = this.options.clock.after(this.backoff.nextMs(), () => this.connect())
  }
}
