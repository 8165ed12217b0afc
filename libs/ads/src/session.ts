/** One stream of a client, without its socket: answers requests first, then pushes what changed, one push at a time. */
import type { DeltaDiscoveryRequest, DiscoveryRequest } from '@flotilla/proto'
import { DeferredRemovals } from './deferred-removals.ts'
import type { AdsHandler, AdsResource } from './handler.ts'
import { union } from './name-set.ts'
import { mergeUpdates, type PushUpdate, type Scope } from './push-update.ts'
import type { Diff, Reaction, TypeState } from './type-state.ts'
import { inPushOrder, TypeUrl } from './type-urls.ts'
import type { Variant } from './variant.ts'

export interface SessionOptions<C extends object, Request, Response> {
  readonly client: C
  readonly handler: AdsHandler<C>
  readonly variant: Variant<Request, Response>
  /** Goes out as control_plane.identifier. */
  readonly identifier: string
  /** Writes a response; resolves when the next one may be written, rejects when the stream is gone. */
  readonly send: (response: Response) => Promise<void>
  readonly onStale: (typeUrl: string) => void
}

export interface TypeStatus {
  readonly typeUrl: string
  readonly subscribed: number
  readonly versionSent: string
  readonly versionAcked: string
  readonly nonceSent: string
  readonly nonceAcked: string
  /** Message of the last rejection, null when the last answer was an acknowledgement. */
  readonly lastError: string | null
}

/** Requests that may wait while a response is being written; beyond it the reader is told to pause. */
const MAX_REQUESTS = 64

/**
 * States: idle (nothing to do), working (a response is being made or written; requests and at most one merged push wait),
 * closed (the stream is gone; everything is dropped).
 */
export class Session<
  C extends object,
  Request extends DeltaDiscoveryRequest | DiscoveryRequest,
  Response,
> {
  readonly client: C
  private readonly options: SessionOptions<C, Request, Response>
  private readonly types = new Map<string, TypeState>()
  private readonly deferred = new DeferredRemovals()
  private readonly requests: Request[] = []
  private pending: PushUpdate | null = null
  private working: Promise<void> | null = null
  private isClosed = false
  private sequence = 0

  constructor(options: SessionOptions<C, Request, Response>) {
    this.client = options.client
    this.options = options
  }

  /** Takes a request in the order of arrival. Returns false when the reader should wait until `work` is done. */
  receive(request: Request): boolean {
    this.requests.push(request)
    return this.requests.length < MAX_REQUESTS
  }

  /** Merges a change into the one push that waits. */
  enqueue(update: PushUpdate): void {
    this.pending = mergeUpdates(this.pending, update)
  }

  /** Does all that waits; resolves when idle, rejects when the stream is gone. Callers while it works share its promise. */
  work(): Promise<void> {
    this.working ??= this.run().finally(() => {
      this.working = null
    })
    return this.working
  }

  close(): void {
    this.isClosed = true
    this.requests.length = 0
    this.pending = null
  }

  status(): TypeStatus[] {
    return inPushOrder(this.types.keys()).flatMap((typeUrl) => {
      const type = this.types.get(typeUrl)
      return type === undefined
        ? []
        : [
            {
              typeUrl,
              subscribed: type.subscribedCount,
              versionSent: type.versionSent,
              versionAcked: type.versionAcked,
              nonceSent: type.nonceSent,
              nonceAcked: type.nonceAcked,
              lastError: type.lastError,
            },
          ]
    })
  }

  private async run(): Promise<void> {
    while (!this.isClosed) {
      const request = this.requests.shift()
      if (request !== undefined) await this.answer(request)
      else if (this.pending !== null) await this.push()
      else {
        this.options.handler.settled?.(this.client)
        return
      }
    }
  }

  private async answer(request: Request): Promise<void> {
    const { variant, handler, client, onStale } = this.options
    let type = this.types.get(request.typeUrl)
    if (type === undefined) {
      type = variant.newType(request.typeUrl)
      this.types.set(request.typeUrl, type)
    }
    const reaction = variant.request(type, request)
    if (reaction.isStale) onStale(request.typeUrl)
    if (reaction.acknowledged !== null) handler.acknowledged?.(client, reaction.acknowledged)
    if (reaction.rejected !== null) handler.rejected?.(client, reaction.rejected)
    this.settle(reaction)
    if (reaction.respond !== null) await this.respond(type, reaction.respond)
  }

  /** A removal that waited for this answer is pushed, or given up where the client keeps its old routes. */
  private settle(reaction: Reaction): void {
    const nonce = reaction.acknowledged?.nonce ?? reaction.rejected?.nonce
    if (nonce === undefined) return
    const names = this.deferred.settle(nonce, reaction.rejected !== null)
    if (names !== null) this.enqueue(new Map([[TypeUrl.cluster, names]]))
  }

  /** Answers a request, also with nothing: a client that starts waits for the first response of each type. */
  private async respond(type: TypeState, scope: Scope): Promise<void> {
    await this.write(type, this.diffOf(type, scope), [])
    this.afterClusters(type)
  }

  private async push(): Promise<void> {
    const update = this.pending
    this.pending = null
    if (update === null) return
    const scopes = new Map(update)
    const waitFor = new Set<string>()
    let removedClusters: readonly string[] = []
    for (const typeUrl of inPushOrder(this.types.keys())) {
      const type = this.types.get(typeUrl)
      const scope = scopes.get(typeUrl)
      if (this.isClosed || type === undefined || scope === undefined) continue
      const diff = this.diffOf(type, scope)
      if (diff.upserts.length === 0 && diff.removed.length === 0) continue
      // Routes may still name clusters that are going: those stay until the client has taken the new routes.
      const kept = typeUrl === TypeUrl.cluster && this.hasRoutesIn(scopes) ? diff.removed : []
      if (typeUrl === TypeUrl.cluster) removedClusters = kept
      if (kept.length > 0 && diff.upserts.length === 0) continue
      await this.write(type, diff, kept)
      if (typeUrl === TypeUrl.cluster) this.forceEndpoints(diff, scopes)
      if (typeUrl === TypeUrl.listener || typeUrl === TypeUrl.route) waitFor.add(type.nonceSent)
      this.afterClusters(type)
    }
    if (removedClusters.length === 0) return
    const due = this.deferred.hold(removedClusters, waitFor)
    if (due !== null) this.enqueue(new Map([[TypeUrl.cluster, due]]))
  }

  private diffOf(type: TypeState, scope: Scope): Diff {
    const { handler, client } = this.options
    const names = type.wanted(scope)
    const resources: readonly AdsResource[] =
      names !== null && names.length === 0 ? [] : handler.resources(client, type.typeUrl, names)
    return type.diff(resources, scope)
  }

  private async write(type: TypeState, diff: Diff, kept: readonly string[]): Promise<void> {
    const { handler, variant, identifier, client } = this.options
    const version = handler.version()
    this.sequence++
    const nonce = `${version}#${this.sequence}`
    const response = variant.respond(type, diff, { nonce, version, identifier, kept })
    handler.sent?.(client, type.typeUrl, diff.upserts.length)
    await this.options.send(response)
  }

  private hasRoutesIn(scopes: ReadonlyMap<string, Scope>): boolean {
    return [TypeUrl.listener, TypeUrl.route].some(
      (typeUrl) => scopes.has(typeUrl) && this.types.has(typeUrl),
    )
  }

  /** Envoy warms a changed cluster until it sees its endpoints again, also unchanged ones. */
  private forceEndpoints(diff: Diff, scopes: Map<string, Scope>): void {
    const endpoints = this.types.get(TypeUrl.endpoint)
    if (endpoints === undefined) return
    const names = new Set(
      diff.upserts.map(({ name }) => name).filter((name) => endpoints.isSubscribed(name)),
    )
    if (names.size === 0) return
    endpoints.force(names)
    const scope = scopes.get(TypeUrl.endpoint)
    scopes.set(TypeUrl.endpoint, scope === 'all' ? 'all' : union(names, scope ?? new Set()))
  }

  private afterClusters(type: TypeState): void {
    const dependent =
      type.typeUrl === TypeUrl.cluster
        ? TypeUrl.endpoint
        : type.typeUrl === TypeUrl.listener
          ? TypeUrl.route
          : null
    const state = dependent === null ? undefined : this.types.get(dependent)
    if (state !== undefined) this.options.variant.expectRepeat(state)
  }
}
