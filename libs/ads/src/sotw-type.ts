/** The state-of-the-world variant for one type on one stream: the names wanted, and the last answer to them. */
import { type DiscoveryRequest, DiscoveryResponse } from '@flotilla/proto'
import type { AdsResource } from './handler.ts'
import { difference } from './name-set.ts'
import type { Scope } from './push-update.ts'
import { type Diff, IGNORED, type Reaction, TypeState } from './type-state.ts'
import { isWholeSet, isWildcardWhenEmpty } from './type-urls.ts'

const WILDCARD = '*'

export class SotwType extends TypeState {
  private isFirst = true
  private isWildcard = false
  private wantedNames: ReadonlySet<string> = new Set()
  /** Set while a cluster or listener warms: then a repeated request with equal names must be answered. */
  private alwaysRespond = false
  /** What was sent last, by name. For a type sent as a whole this is the whole. */
  private readonly sent = new Map<string, AdsResource>()
  private readonly forced = new Set<string>()

  request(request: DiscoveryRequest): Reaction {
    if (this.isFirst) {
      this.isFirst = false
      this.want(request.resourceNames)
      return { ...IGNORED, respond: 'all' }
    }
    if (request.resourceNames.length === 0 && this.wantedNames.size > 0 && !this.isWildcard) {
      this.unsubscribeAll()
      return IGNORED
    }
    const error = request.errorDetail === null ? null : request.errorDetail.message
    const isCurrent = request.responseNonce === this.nonceSent
    const answered = isCurrent ? this.answer(request.responseNonce, error) : null
    if (!isCurrent) return { ...IGNORED, isStale: true }
    if (answered?.rejected !== null && answered?.rejected !== undefined) {
      for (const name of answered.rejected.names) this.sent.delete(name)
      return { ...answered, respond: null }
    }
    const before = this.wantedNames
    this.want(request.resourceNames)
    return {
      respond: this.reply(before),
      acknowledged: answered?.acknowledged ?? null,
      rejected: null,
      isStale: false,
    }
  }

  /** The next repeated request of equal names is answered: a cluster or listener that changed waits for it. */
  expectRepeat(): void {
    this.alwaysRespond = true
  }

  override wanted(scope: Scope): readonly string[] | null {
    if (isWholeSet(this.typeUrl) || scope === 'all')
      return this.isWildcard ? null : [...this.wantedNames]
    return [...scope].filter((name) => this.isSubscribed(name))
  }

  override diff(resources: readonly AdsResource[]): Diff {
    const isChanged = (resource: AdsResource): boolean =>
      this.forced.has(resource.name) || this.sent.get(resource.name)?.version !== resource.version
    if (!isWholeSet(this.typeUrl)) return { upserts: resources.filter(isChanged), removed: [] }
    const present = new Set(resources.map(({ name }) => name))
    const removed = [...this.sent.keys()].filter((name) => !present.has(name))
    const isSame = removed.length === 0 && !resources.some(isChanged)
    return { upserts: isSame ? [] : resources, removed }
  }

  override force(names: Iterable<string>): void {
    for (const name of names) if (this.isSubscribed(name)) this.forced.add(name)
  }

  override isSubscribed(name: string): boolean {
    return this.isWildcard || this.wantedNames.has(name)
  }

  override get subscribedCount(): number {
    return this.isWildcard ? this.sent.size : this.wantedNames.size
  }

  /** @param diff of a type that is sent as a whole: all its resources; `kept` are removed ones that must stay for now. */
  respond(
    diff: Diff,
    nonce: string,
    version: string,
    identifier: string,
    kept: readonly string[] = [],
  ): DiscoveryResponse {
    const stay = kept.flatMap((name) => this.sent.get(name) ?? [])
    if (isWholeSet(this.typeUrl)) this.sent.clear()
    const resources = [...diff.upserts, ...stay]
    for (const resource of resources) {
      this.sent.set(resource.name, resource)
      this.forced.delete(resource.name)
    }
    this.noteSent(
      nonce,
      version,
      resources.map(({ name }) => name),
    )
    return DiscoveryResponse.create({
      versionInfo: version,
      typeUrl: this.typeUrl,
      nonce,
      resources: resources.map(({ resource }) => resource),
      controlPlane: { identifier },
    })
  }

  private want(names: readonly string[]): void {
    this.isWildcard =
      names.includes(WILDCARD) || (names.length === 0 && isWildcardWhenEmpty(this.typeUrl))
    this.wantedNames = new Set(names.filter((name) => name !== WILDCARD))
  }

  private reply(before: ReadonlySet<string>): Scope | null {
    const added = difference(this.wantedNames, before)
    if (added.size > 0) {
      this.force(added)
      return isWholeSet(this.typeUrl) ? 'all' : added
    }
    for (const name of difference(before, this.wantedNames)) this.sent.delete(name)
    if (!this.alwaysRespond || this.wantedNames.size < before.size) return null
    this.alwaysRespond = false
    this.force(this.wantedNames)
    return 'all'
  }

  private unsubscribeAll(): void {
    this.wantedNames = new Set()
    this.sent.clear()
    this.forced.clear()
    this.outstanding.clear()
    this.isFirst = true
  }
}
