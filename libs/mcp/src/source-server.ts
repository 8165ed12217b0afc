/** The MCP ResourceSource service: offers snapshots to every connected sink. */
import { peerOf, type ServiceBinding, statusOf } from '@flotilla/grpc'
import { scope } from '@flotilla/log'
import { type RequestResources, ResourceSourceService, type Resources } from '@flotilla/proto'
import { type ServerDuplexStream, status } from '@grpc/grpc-js'
import type { McpSnapshot } from './snapshot.ts'
import { type CollectionState, SourceStream } from './source-stream.ts'

export interface SourceServerOptions {
  /** SPIFFE ids of the sinks that may connect. */
  readonly allowedSinks: ReadonlySet<string>
  /** Streams served at once; more are refused with RESOURCE_EXHAUSTED. Default 1,024. */
  readonly maxStreams?: number
  /** Called after each ACK and NACK, for metrics. */
  readonly onAnswer?: (collection: string, kind: 'ack' | 'nack') => void
  /** Called with the size of each response, in bytes as sent. */
  readonly onSent?: (collection: string, bytes: number) => void
  /** Called for each stream that broke: as a response was to be sent, or while requests could come. @param code gRPC status */
  readonly onFailure?: (direction: 'send' | 'receive', code: number) => void
}

/** A connected sink, for status. */
export interface SinkStatus {
  readonly id: string
  readonly identity: string
  readonly connectedAtMs: number
  readonly collections: ReadonlyMap<string, CollectionState>
}

type Call = ServerDuplexStream<RequestResources, Resources>

interface Connection {
  readonly call: Call
  readonly stream: SourceStream
  readonly identity: string
  readonly connectedAtMs: number
  id: string
  /** The sink has said that it asks for no more. */
  hasEnded: boolean
}

const MAX_STREAMS = 1_024
const log = scope('mcp.source')

export class McpSourceServer {
  private readonly options: SourceServerOptions
  private readonly connections = new Set<Connection>()
  private snapshot: McpSnapshot | null = null

  constructor(options: SourceServerOptions) {
    this.options = options
  }

  /** For `startServer`. */
  get binding(): ServiceBinding {
    const { establishResourceStream } = ResourceSourceService
    const responseSerialize = (response: Resources): Buffer => {
      const bytes = establishResourceStream.responseSerialize(response)
      this.options.onSent?.(response.collection, bytes.byteLength)
      return bytes
    }
    return {
      definition: { establishResourceStream: { ...establishResourceStream, responseSerialize } },
      implementation: { establishResourceStream: (call: Call) => this.open(call) },
    }
  }

  /** Offers a snapshot to all sinks, and to those that connect from now on. */
  publish(snapshot: McpSnapshot): void {
    this.snapshot = snapshot
    for (const connection of this.connections)
      this.send(connection, connection.stream.publish(snapshot))
  }

  /** The sinks that are connected now. */
  sinks(): SinkStatus[] {
    return [...this.connections].map(({ id, identity, connectedAtMs, stream }) => ({
      id,
      identity,
      connectedAtMs,
      collections: stream.states(),
    }))
  }

  private open(call: Call): void {
    const refusal = this.refusal(call)
    if (refusal !== null) {
      refuse(call, refusal.code, refusal.details)
      return
    }
    const connection: Connection = {
      call,
      stream: new SourceStream(),
      identity: peerOf(call).spiffeId ?? '',
      connectedAtMs: Date.now(),
      id: '',
      hasEnded: false,
    }
    if (this.snapshot !== null) connection.stream.publish(this.snapshot)
    this.connections.add(connection)
    call.on('data', (request: RequestResources) => this.receive(connection, request))
    call.on('end', () => {
      // A stream that was reset ends as well; it closes before the next turn.
      setImmediate(() => {
        connection.hasEnded = true
        call.end()
      })
    })
    for (const event of ['error', 'close', 'cancelled'])
      call.on(event, () => this.forget(connection))
  }

  private forget(connection: Connection): void {
    if (this.connections.delete(connection) && !connection.hasEnded)
      this.options.onFailure?.('receive', status.CANCELLED)
  }

  /** At most one response a collection is unanswered, so what a slow sink can pile up here is bounded by the configuration. */
  private send({ call }: Connection, responses: readonly Resources[]): void {
    for (const response of responses) {
      if (call.cancelled || call.destroyed) this.options.onFailure?.('send', status.UNAVAILABLE)
      else
        call.write(response, (error: Error | null | undefined) => {
          if (error) this.options.onFailure?.('send', statusOf(error) ?? status.INTERNAL)
        })
    }
  }

  private refusal(call: Call): { code: number; details: string } | null {
    const { spiffeId, address } = peerOf(call)
    if (spiffeId === null || !this.options.allowedSinks.has(spiffeId)) {
      log.warn('sink refused', { peer: spiffeId ?? address })
      return { code: status.PERMISSION_DENIED, details: 'this identity may not read configuration' }
    }
    if (this.connections.size < (this.options.maxStreams ?? MAX_STREAMS)) return null
    return { code: status.RESOURCE_EXHAUSTED, details: 'too many streams' }
  }

  private receive(connection: Connection, request: RequestResources): void {
    if (request.sinkNode !== null) connection.id = request.sinkNode.id
    const outcome = connection.stream.request(request)
    if (outcome.kind === 'unsupported') {
      log.warn('sink asked for an unknown collection', {
        sink: connection.id,
        collection: outcome.collection,
      })
      this.connections.delete(connection)
      refuse(
        connection.call,
        status.UNIMPLEMENTED,
        `collection ${outcome.collection} is not served`,
      )
      return
    }
    if (outcome.kind === 'nack')
      log.warn('sink refused configuration', {
        sink: connection.id,
        collection: request.collection,
        detail: outcome.message,
      })
    if (outcome.kind === 'ack' || outcome.kind === 'nack')
      this.options.onAnswer?.(request.collection, outcome.kind)
    this.send(connection, outcome.send)
  }
}

function refuse(call: Call, code: number, details: string): void {
  call.emit('error', { code, details })
}
