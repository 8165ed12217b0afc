/**
 * One sink's stream at the source, without I/O (spec pilot-galley §5.3). Each collection is in one of these states:
 * not watched (no request yet), idle (nothing unanswered; armed at the version sent last), awaiting (one response unanswered).
 * A request with the nonce of that response makes it idle again; a newer snapshot is then sent at once.
 */
import { type RequestResources, Resources } from '@flotilla/proto'
import { type McpSnapshot, versionOf } from './snapshot.ts'

/** What the source learned of a collection at this sink. */
export interface CollectionState {
  /** Configuration version sent last, empty if none. */
  readonly sent: string
  /** Configuration version acknowledged last, empty if none. */
  readonly acked: string
  /** Why the last response was refused, or null. */
  readonly lastError: string | null
}

interface Watch {
  incremental: boolean
  awaiting: string | null
  /** What the awaited response makes the sink hold. */
  offered: ReadonlyMap<string, string>
  /** Versions that the sink holds, by resource name. */
  held: ReadonlyMap<string, string>
  sent: string
  acked: string
  lastError: string | null
}

export type RequestOutcome =
  | { readonly kind: 'subscribed' | 'ack' | 'stale'; readonly send: readonly Resources[] }
  | { readonly kind: 'nack'; readonly message: string; readonly send: readonly Resources[] }
  | { readonly kind: 'unsupported'; readonly collection: string }

export class SourceStream {
  private readonly watches = new Map<string, Watch>()
  private snapshot: McpSnapshot | null = null
  private nonces = 0

  /** A newer snapshot; returns what to send now. */
  publish(snapshot: McpSnapshot): Resources[] {
    this.snapshot = snapshot
    return [...this.watches].flatMap(([collection, watch]) => this.respond(collection, watch) ?? [])
  }

  /** A request of the sink; returns what to send now. */
  request(request: RequestResources): RequestOutcome {
    const { collection } = request
    if (this.snapshot !== null && !this.snapshot.collections.has(collection))
      return { kind: 'unsupported', collection }
    const watch = this.watches.get(collection)
    if (watch === undefined) return this.subscribe(request)
    if (request.responseNonce === '' || request.responseNonce !== watch.awaiting)
      return { kind: 'stale', send: [] }
    watch.awaiting = null
    if (request.errorDetail === null) {
      watch.held = watch.offered
      watch.acked = watch.sent
      watch.lastError = null
      return { kind: 'ack', send: this.sendable(collection, watch) }
    }
    const { message } = request.errorDetail
    watch.lastError = message
    return { kind: 'nack', message, send: this.sendable(collection, watch) }
  }

  /** What is known of each collection at this sink. */
  states(): ReadonlyMap<string, CollectionState> {
    return this.watches
  }

  private subscribe(request: RequestResources): RequestOutcome {
    const watch: Watch = {
      incremental: request.incremental,
      awaiting: null,
      offered: new Map(),
      held: request.incremental ? new Map(request.initialResourceVersions) : new Map(),
      sent: '',
      acked: '',
      lastError: null,
    }
    this.watches.set(request.collection, watch)
    return { kind: 'subscribed', send: this.sendable(request.collection, watch) }
  }

  private sendable(collection: string, watch: Watch): Resources[] {
    const response = this.respond(collection, watch)
    return response === null ? [] : [response]
  }

  /** The response that brings the sink to the current snapshot, or null where one is awaited or it was told already. */
  private respond(collection: string, watch: Watch): Resources | null {
    const { snapshot } = this
    if (snapshot === null || watch.awaiting !== null || watch.sent === snapshot.version) return null
    const resources = snapshot.collections.get(collection)
    if (resources === undefined) return null
    const offered = new Map([...resources].map(([name, resource]) => [name, versionOf(resource)]))
    const updated = [...resources.values()].filter(
      (resource) => watch.held.get(resource.metadata?.name ?? '') !== versionOf(resource),
    )
    const removed = [...watch.held.keys()].filter((name) => !resources.has(name))
    const nonce = String(++this.nonces)
    watch.awaiting = nonce
    watch.offered = offered
    watch.sent = snapshot.version
    return Resources.create({
      systemVersionInfo: snapshot.version,
      collection,
      resources: watch.incremental ? updated : [...resources.values()],
      removedResources: watch.incremental ? removed : [],
      nonce,
      incremental: watch.incremental,
    })
  }
}
