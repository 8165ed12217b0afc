/** Configuration from galley: collections decoded as they come, handed on once all of them are at one version. */
import type { IdentitySource } from '@flotilla/grpc'
import {
  type ChangeAnswer,
  type CollectionChange,
  configVersionOf,
  type McpMetrics,
  McpSinkClient,
  toObject,
} from '@flotilla/mcp'
import { type ConfigObject, KINDS } from '@flotilla/model'
import type { Clock, Timer } from '@flotilla/time'
import type { ConfigStore } from './config-store.ts'

export interface McpFeedOptions {
  readonly target: string
  readonly identity: IdentitySource
  readonly expectedServerId: string
  /** Name of this pilot at galley. */
  readonly id: string
  readonly store: ConfigStore
  readonly clock: Clock
  readonly metrics: McpMetrics
  /** The store changed, or its version did. */
  readonly onChange: () => void
}

/** Kinds that no proxy's configuration depends on. */
const UNUSED: ReadonlySet<string> = new Set(['attributemanifest', 'handler'])
const ADDRESS_COLLECTION = 'flotilla/v1/addresses'

const KIND_BY_COLLECTION: ReadonlyMap<string, string> = new Map([
  ...KINDS.filter((info) => info.category !== 'legacy-adapter' && !UNUSED.has(info.kind)).map(
    (info) => [info.collection, info.kind] as const,
  ),
  [ADDRESS_COLLECTION, 'Address'],
])

/** When kinds stay at different versions for so long, what is there is taken over as it is. */
const PATIENCE_MS = 500

export class McpFeed {
  private readonly options: McpFeedOptions
  private readonly client: McpSinkClient
  private readonly staged = new Map<string, ReadonlyMap<string, ConfigObject>>()
  /** Version of the source's snapshot that each kind is at. */
  private readonly versions = new Map<string, string>()
  private readonly decoded = new WeakMap<object, ConfigObject>()
  private version: number | null = null
  private patience: Timer | null = null

  constructor(options: McpFeedOptions) {
    this.options = options
    this.client = new McpSinkClient({
      target: options.target,
      identity: options.identity,
      expectedServerIds: [options.expectedServerId],
      id: options.id,
      collections: [...KIND_BY_COLLECTION.keys()],
      onConnection: (isConnected) => options.metrics.connection(isConnected),
      onChange: (change) => {
        const answer = this.take(change)
        options.metrics.answered(change.collection, answer.kind)
        return answer
      },
      clock: options.clock,
    })
  }

  start(): void {
    this.client.start()
  }

  close(): void {
    this.patience?.cancel()
    this.client.close()
  }

  /** Galley's configuration version that the store holds, null before the first whole one. */
  get configVersion(): number | null {
    return this.version
  }

  /** Why the configuration is not whole yet; empty when it is. */
  reasons(): string[] {
    if (this.version !== null) return []
    const missing = this.client.missing()
    return [`waiting for galley: ${missing.length} collections are missing`]
  }

  private take(change: CollectionChange): ChangeAnswer {
    const kind = KIND_BY_COLLECTION.get(change.collection) ?? ''
    const objects = new Map<string, ConfigObject>()
    for (const [name, resource] of change.resources) {
      const object = this.decoded.get(resource) ?? toObject(resource)
      if (object === null) return { kind: 'nack', message: `${name} is not a configuration object` }
      this.decoded.set(resource, object)
      objects.set(name, object)
    }
    this.staged.set(kind, objects)
    this.versions.set(kind, change.version)
    if (this.isWhole()) this.commit()
    else this.patience ??= this.options.clock.after(PATIENCE_MS, () => this.commit())
    return { kind: 'ack' }
  }

  /** Objects of several kinds change together: they are taken over when all are at the same version. */
  private isWhole(): boolean {
    return (
      this.versions.size === KIND_BY_COLLECTION.size && new Set(this.versions.values()).size === 1
    )
  }

  private commit(): void {
    this.patience?.cancel()
    this.patience = null
    if (this.versions.size < KIND_BY_COLLECTION.size || this.staged.size === 0) return
    this.options.store.replace(this.staged)
    this.staged.clear()
    const numbers = [...this.versions.values()].map((text) => configVersionOf(text) ?? 0)
    this.version = Math.min(...numbers)
    this.options.onChange()
  }
}
