/** The incremental variant for one type on one stream: what the client subscribed to, and which version of it it holds. */
import { type DeltaDiscoveryRequest, DeltaDiscoveryResponse, Resource } from '@flotilla/proto'
import type { AdsResource } from './handler.ts'
import type { Scope } from './push-update.ts'
import { ABSENT, type Diff, IGNORED, type Reaction, TypeState, UNKNOWN } from './type-state.ts'
import { isWildcardWhenEmpty } from './type-urls.ts'

const WILDCARD = '*'

export class DeltaType extends TypeState {
  private isFirst = true
  private isWildcard = false
  private readonly subscribed = new Set<string>()
  /** Version by name of what the client has been sent, or says to hold. */
  private readonly held = new Map<string, string>()

  /** Takes a request of this type. A request may answer a response and change the subscription at once. */
  request(request: DeltaDiscoveryRequest): Reaction {
    if (this.isFirst) return this.firstRequest(request)
    const error = request.errorDetail === null ? null : request.errorDetail.message
    const answered = request.responseNonce === '' ? null : this.answer(request.responseNonce, error)
    // What a rejected response held is unknown now: the client kept what it had. It is sent again with the next change.
    for (const name of answered?.rejected?.names ?? []) this.held.set(name, UNKNOWN)
    const respond = this.changeSubscription(request)
    return {
      respond,
      acknowledged: answered?.acknowledged ?? null,
      rejected: answered?.rejected ?? null,
      isStale: request.responseNonce !== '' && answered === null,
    }
  }

  override wanted(scope: Scope): readonly string[] | null {
    if (scope === 'all') return this.isWildcard ? null : [...this.subscribed]
    return this.isWildcard ? [...scope] : [...scope].filter((name) => this.subscribed.has(name))
  }

  override diff(resources: readonly AdsResource[], scope: Scope): Diff {
    const upserts: AdsResource[] = []
    let known = 0
    for (const resource of resources) {
      const held = this.held.get(resource.name)
      if (held !== undefined) known++
      if (held !== resource.version) upserts.push(resource)
    }
    return { upserts, removed: this.removed(resources, known, scope) }
  }

  override force(names: Iterable<string>): void {
    for (const name of names) if (this.isSubscribed(name)) this.held.set(name, UNKNOWN)
  }

  override isSubscribed(name: string): boolean {
    return this.isWildcard || this.subscribed.has(name)
  }

  override get subscribedCount(): number {
    return this.isWildcard ? this.held.size : this.subscribed.size
  }

  /** The response that brings the client to the diff; from here on it is taken to hold that. */
  respond(diff: Diff, nonce: string, version: string, identifier: string): DeltaDiscoveryResponse {
    for (const { name, version: held } of diff.upserts) this.held.set(name, held)
    for (const name of diff.removed) {
      if (this.subscribed.has(name)) this.held.set(name, ABSENT)
      else this.held.delete(name)
    }
    this.noteSent(nonce, version, [...diff.upserts.map(({ name }) => name), ...diff.removed])
    return DeltaDiscoveryResponse.create({
      systemVersionInfo: version,
      typeUrl: this.typeUrl,
      nonce,
      resources: diff.upserts.map((upsert) =>
        Resource.create({
          name: upsert.name,
          version: upsert.version,
          resource: upsert.resource,
          aliases: upsert.aliases ?? [],
        }),
      ),
      removedResources: diff.removed,
      controlPlane: { identifier },
    })
  }

  /** Names that were asked for, or are held, and do not exist; each is told once. @param known how many resources are held. */
  private removed(resources: readonly AdsResource[], known: number, scope: Scope): string[] {
    const asked = scope === 'all' ? this.subscribed : scope
    const isAllPresent = scope === 'all' ? known === this.held.size : known === resources.length
    if (isAllPresent && known >= asked.size) return []
    const present = new Set(resources.map(({ name }) => name))
    const removed: string[] = []
    const consider = (name: string): void => {
      if (!present.has(name) && this.held.get(name) !== ABSENT) removed.push(name)
    }
    for (const name of asked) if (this.held.has(name) || this.subscribed.has(name)) consider(name)
    if (scope === 'all')
      for (const name of this.held.keys()) if (!this.subscribed.has(name)) consider(name)
    return removed
  }

  private firstRequest(request: DeltaDiscoveryRequest): Reaction {
    this.isFirst = false
    const subscribe = request.resourceNamesSubscribe
    this.isWildcard =
      subscribe.includes(WILDCARD) || (subscribe.length === 0 && isWildcardWhenEmpty(this.typeUrl))
    for (const name of subscribe) if (name !== WILDCARD) this.subscribed.add(name)
    for (const [name, version] of request.initialResourceVersions) {
      // After a reconnect: what the client holds is what it subscribes to, and is not sent again.
      if (!this.isWildcard) this.subscribed.add(name)
      this.held.set(name, version)
    }
    for (const name of request.resourceNamesUnsubscribe) this.unsubscribe(name)
    return { ...IGNORED, respond: 'all' }
  }

  /** What a change of the subscription is answered with; null where nothing was added. */
  private changeSubscription(request: DeltaDiscoveryRequest): Scope | null {
    const added = new Set<string>()
    let isNowWildcard = false
    for (const name of request.resourceNamesSubscribe) {
      if (name === WILDCARD) {
        isNowWildcard = !this.isWildcard
        this.isWildcard = true
        continue
      }
      this.subscribed.add(name)
      // Also one that is subscribed already: the client asks because it does not have it.
      this.held.delete(name)
      added.add(name)
    }
    for (const name of request.resourceNamesUnsubscribe) {
      this.unsubscribe(name)
      added.delete(name)
    }
    if (isNowWildcard) return 'all'
    return added.size === 0 ? null : added
  }

  private unsubscribe(name: string): void {
    if (name !== WILDCARD) {
      this.subscribed.delete(name)
      if (!this.isWildcard) this.held.delete(name)
      return
    }
    this.isWildcard = false
    for (const held of this.held.keys()) if (!this.subscribed.has(held)) this.held.delete(held)
  }
}
