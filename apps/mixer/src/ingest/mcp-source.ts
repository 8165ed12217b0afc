/** Configuration from galley. While galley is away the last one stays. */
import type { IdentitySource } from '@flotilla/grpc'
import { McpSinkClient, toObject } from '@flotilla/mcp'
import type { Clock } from '@flotilla/time'
import { COLLECTIONS } from './collections.ts'
import type { Source, SourceEvents } from './source.ts'

export interface McpSourceOptions {
  /** `host:port` of galley. */
  readonly target: string
  readonly identity: IdentitySource
  readonly galleyId: string
  readonly clock: Clock
}

export class McpSource implements Source {
  private readonly client: McpSinkClient

  constructor(options: McpSourceOptions, events: SourceEvents) {
    const seen = new Set<string>()
    this.client = new McpSinkClient({
      target: options.target,
      identity: options.identity,
      expectedServerIds: [options.galleyId],
      id: 'mixer',
      collections: COLLECTIONS,
      clock: options.clock,
      onChange: ({ collection, updated, removed, resources }) => {
        const objects = [...resources.values()].map(toObject)
        // A resource that cannot be read must not make the others vanish.
        if (objects.includes(null))
          return {
            kind: 'nack',
            message: `a resource of ${collection} is not a configuration object`,
          }
        const isFirst = !seen.has(collection)
        seen.add(collection)
        if (isFirst || updated.size + removed.length > 0)
          events.changed(
            collection,
            objects.filter((object) => object !== null),
          )
        if (seen.size === COLLECTIONS.length) events.complete()
        return { kind: 'ack' }
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
    return this.client.configVersion
  }
}
