/** Configuration from galley. While galley is away the last one stays. */
import type { IdentitySource } from '@flotilla/grpc'
import {
  type ChangeAnswer,
  type CollectionChange,
  type McpMetrics,
  McpSinkClient,
  toObject,
} from '@flotilla/mcp'
import type { Clock } from '@flotilla/time'
import { COLLECTIONS } from './collections.ts'
import type { Source, SourceEvents } from './source.ts'

export interface McpSourceOptions {
  /** `host:port` of galley. */
  readonly target: string
  readonly identity: IdentitySource
  readonly galleyId: string
  readonly clock: Clock
  readonly metrics: McpMetrics
}

export class McpSource implements Source {
  private readonly client: McpSinkClient
  private readonly events: SourceEvents
  private readonly seen = new Set<string>()
  /** As of the last response, null where it has to be asked for: every call of mixer reads it. */
  private known: { readonly version: number | null } | null = null

  constructor(options: McpSourceOptions, events: SourceEvents) {
    const { metrics } = options
    this.events = events
    this.client = new McpSinkClient({
      target: options.target,
      identity: options.identity,
      expectedServerIds: [options.galleyId],
      id: 'mixer',
      collections: COLLECTIONS,
      clock: options.clock,
      onConnection: (isConnected) => metrics.connection(isConnected),
      onChange: (change) => {
        const answer = this.take(change)
        metrics.answered(change.collection, answer.kind)
        return answer
      },
    })
  }

  start(): void {
    this.client.start()
  }

  close(): void {
    this.client.close()
  }

  missing(): readonly string[] {
    return this.client.missing().length === 0 ? [] : ['no configuration from galley yet']
  }

  version(): number | null {
    this.known ??= { version: this.client.configVersion }
    return this.known.version
  }

  private take({ collection, updated, removed, resources }: CollectionChange): ChangeAnswer {
    this.known = null
    const objects = [...resources.values()].map(toObject).filter((object) => object !== null)
    // A resource that cannot be read must not make the others vanish.
    if (objects.length < resources.size)
      return { kind: 'nack', message: `a resource of ${collection} is not a configuration object` }
    const isFirst = !this.seen.has(collection)
    this.seen.add(collection)
    if (isFirst || updated.size + removed.length > 0) this.events.changed(collection, objects)
    if (this.seen.size === COLLECTIONS.length) this.events.complete()
    return { kind: 'ack' }
  }
}
