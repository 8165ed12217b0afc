/** One collection at the sink, without I/O: what it holds, and what it asks and answers. */
import { type McpResource, RequestResources, type Resources, Status } from '@flotilla/proto'
import { nameOf, versionOf } from './snapshot.ts'

/** A change of one collection, as its owner gets it. */
export interface CollectionChange {
  readonly collection: string
  /** Version of the whole configuration at the source. */
  readonly version: string
  /** Resources that are new or changed, by `namespace/name`. */
  readonly updated: ReadonlyMap<string, McpResource>
  readonly removed: readonly string[]
  /** All that the collection holds after the change. */
  readonly resources: ReadonlyMap<string, McpResource>
}

/** What the owner says of a change. After `nack` the collection stays as it was. */
export type ChangeAnswer =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nack'; readonly message: string }

/** google.rpc codes of a refusal (spec §5.3). */
export const INVALID_ARGUMENT = 3
export const UNIMPLEMENTED = 12

export class SinkState {
  readonly collection: string
  private resources: ReadonlyMap<string, McpResource> = new Map()
  private held = ''

  constructor(collection: string) {
    this.collection = collection
  }

  /** Configuration version that the collection holds, empty before the first response. */
  get version(): string {
    return this.held
  }

  /** The first request on a new stream; names what is held so that only the difference is sent. */
  firstRequest(sinkNode: RequestResources['sinkNode']): RequestResources {
    return RequestResources.create({
      sinkNode,
      collection: this.collection,
      initialResourceVersions: new Map(
        [...this.resources].map(([name, resource]) => [name, versionOf(resource)]),
      ),
      incremental: true,
    })
  }

  /** Takes a response: asks the owner, keeps or drops the change, and gives the request that answers. */
  take(response: Resources, decide: (change: CollectionChange) => ChangeAnswer): RequestResources {
    const change = this.change(response)
    const answer = decide(change)
    const reply = { collection: this.collection, responseNonce: response.nonce, incremental: true }
    if (answer.kind === 'nack') {
      return RequestResources.create({
        ...reply,
        errorDetail: Status.create({ code: INVALID_ARGUMENT, message: answer.message }),
      })
    }
    this.resources = change.resources
    this.held = change.version
    return RequestResources.create(reply)
  }

  private change(response: Resources): CollectionChange {
    const before = response.incremental ? this.resources : new Map<string, McpResource>()
    const next = new Map(before)
    for (const name of response.removedResources) next.delete(name)
    const updated = new Map<string, McpResource>()
    for (const resource of response.resources) {
      const name = nameOf(resource)
      next.set(name, resource)
      const known = this.resources.get(name)
      if (known === undefined || versionOf(known) !== versionOf(resource))
        updated.set(name, resource)
    }
    const removed = [...this.resources.keys()].filter((name) => !next.has(name))
    return {
      collection: this.collection,
      version: response.systemVersionInfo,
      updated,
      removed,
      resources: next,
    }
  }
}
