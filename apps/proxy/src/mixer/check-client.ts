/** Decides requests: from the check cache where it can, else by asking Mixer, else by the fail policy (spec mixer §2.3). */
import type { AttributeBag } from '@flotilla/attributes'
import type { Clock } from '@flotilla/time'
import { type CachedCheck, CheckCache } from './check-cache.ts'
import type { QuotaParams } from './check-request.ts'
import {
  ALLOWED,
  type Decision,
  decision,
  decisionOf,
  effectiveCode,
  exhausted,
} from './decision.ts'
import { detachedCopy } from './detached-copy.ts'
import type { BundleClient } from './edge/bundle-client.ts'
import { EdgeChecks, UNCONFIRMED } from './edge/edge-checks.ts'
import type { MixerStats } from './mixer-stats.ts'
import { Need, PolicyConfirmation } from './policy-confirmation.ts'
import type { PolicyGeneration } from './policy-generation.ts'
import { QuotaCache, type QuotaDecision } from './quota-cache.ts'
import type { QuotaCharge } from './quota-requirements.ts'
import { type CheckOptions, RemoteCheck, type RemoteCheckOptions } from './remote-check.ts'
import { isTransportFailure, RpcCode } from './status.ts'
import type { CheckAnswer, CheckOutcome } from './transport.ts'

export type { Decision } from './decision.ts'

export interface CheckClientOptions extends RemoteCheckOptions {
  readonly maxEntries?: number
  /** Rules that decide here, null for none. */
  readonly edge?: BundleClient | null
}

/** Requests that wait for one answer; one beyond asks for itself (docs/limits.md). */
const MAX_WAITERS = 1024
/** After waiting for another's answer was of no use, requests do not wait for this long. */
const COALESCE_PAUSE_MS = 1000
const NO_QUOTAS: ReadonlyMap<string, QuotaParams> = new Map()

/** A charge as its pool decided it. */
interface Taken extends QuotaDecision {
  readonly charge: QuotaCharge
}

/** One request on its way to a decision. */
interface Pending {
  readonly bag: AttributeBag
  readonly charges: readonly QuotaCharge[]
  readonly options: CheckOptions
  readonly stats: MixerStats
  readonly done: (decision: Decision) => void
  /** Whether it waits for another's answer a second time. */
  hasRejoined: boolean
}

export class CheckClient {
  private readonly remote: RemoteCheck
  private readonly clock: Clock
  private readonly cache: CheckCache
  private readonly quotas: QuotaCache
  private readonly generation: PolicyGeneration
  private readonly confirmation: PolicyConfirmation
  private readonly edge: EdgeChecks | null
  /** By probable key: requests that wait for the call that carries it. */
  private readonly waiting: Map<string, Pending[]> = new Map()
  private coalesceFromMs = Number.NEGATIVE_INFINITY
  /** The policy that was in force when the pause began: it ends with it. */
  private pausedGeneration = 0
  /** Of the last answer that was not outdated. */
  private answeredGeneration = 0

  constructor(options: CheckClientOptions) {
    this.remote = new RemoteCheck(options)
    this.clock = options.clock
    this.generation = options.generation
    this.cache = new CheckCache(options.generation, options.maxEntries)
    this.quotas = new QuotaCache(options.generation)
    this.confirmation = new PolicyConfirmation(
      this.remote,
      options.clock,
      options.generation,
      ({ bag }, answer) => this.cache.store(bag, answer, this.clock.nowMs()),
    )
    const bundles = options.edge ?? null
    this.edge = bundles && new EdgeChecks(bundles, this.confirmation, options.clock)
  }

  /** Words of the global list that the server is believed to know. */
  get wordCount(): number {
    return this.remote.wordCount
  }

  get cacheSize(): number {
    return this.cache.size
  }

  /**
   * The decision where memory has it, else null, and `done` is called later, once. The bag is not read after this
   * returns: what is needed of it then is copied.
   */
  check(
    bag: AttributeBag,
    charges: readonly QuotaCharge[],
    options: CheckOptions,
    stats: MixerStats,
    done: (decision: Decision) => void,
  ): Decision | null {
    const nowMs = this.clock.nowMs()
    stats.totalCheckCalls++
    if (this.edge?.isReady === true) {
      const decided = this.edge.decide(bag, charges, options, stats, nowMs)
      if (decided === UNCONFIRMED) {
        const kept = detachedCopy(bag)
        const pending = { bag: kept, charges, options, stats, done, hasRejoined: false }
        this.edge.wait(pending, () => this.decideByCache(pending))
        return null
      }
      if (decided !== null) return decided
    }
    const cached = options.usesCheckCache ? this.cache.find(bag, nowMs) : null
    if (cached === null) {
      stats.totalCheckCacheMisses++
      const kept = detachedCopy(bag)
      this.ask({ bag: kept, charges, options, stats, done, hasRejoined: false }, nowMs)
      return null
    }
    // A Mixer without generations has nothing to confirm.
    const need = cached.generation === 0 ? Need.Nothing : this.confirmation.need(nowMs)
    if (need === Need.First) {
      stats.totalCheckCacheMisses++
      const kept = detachedCopy(bag)
      this.awaitConfirmation({ bag: kept, charges, options, stats, done, hasRejoined: false })
      return null
    }
    if (need !== Need.Nothing && this.confirmation.isIdle)
      this.confirmation.ask({ bag: detachedCopy(bag), options, stats })
    stats.totalCheckCacheHits++
    cached.use()
    if (cached.takeRefresh(nowMs)) this.refresh(bag, options, stats)
    const isAccepted = effectiveCode(cached.code, options) === RpcCode.ok
    if (isAccepted) stats.totalCheckCacheHitAccepts++
    else stats.totalCheckCacheHitDenies++
    if (charges.length === 0 || !isAccepted) return decisionOf(cached, options)
    return this.checkQuotas(
      cached,
      { bag, charges, options, stats, done, hasRejoined: false },
      nowMs,
    )
  }

  /** Checks begin with a new configuration: the first asks whether what is known still holds. */
  distrust(): void {
    this.generation.distrust()
    this.edge?.want()
  }

  /** What is cached for a request decides it once Mixer has confirmed its policy, or could not be asked. */
  private awaitConfirmation(pending: Pending): void {
    const { bag, options, stats } = pending
    if (!this.confirmation.hasRoom) {
      this.askRemote(pending, null)
      return
    }
    if (!this.confirmation.isIdle) stats.totalCheckCoalesced++
    this.confirmation.wait((isConfirmed) => {
      if (!isConfirmed) stats.totalCheckUnconfirmedUses++
      this.decideByCache(pending)
    })
    this.confirmation.ask({ bag, options, stats })
  }

  private decideByCache(pending: Pending): void {
    const { bag, charges, options, done } = pending
    const nowMs = this.clock.nowMs()
    const cached = this.cache.take(bag, nowMs)
    if (cached === null) {
      this.ask(pending, nowMs)
      return
    }
    const isDecided = charges.length === 0 || effectiveCode(cached.code, options) !== RpcCode.ok
    const decided = isDecided
      ? decisionOf(cached, options)
      : this.checkQuotas(cached, pending, nowMs)
    if (decided !== null) done(decided)
  }

  /** Quotas of a request whose policy is known: decided by the pools, or by the server where those are off. */
  private checkQuotas(cached: CachedCheck, pending: Pending, nowMs: number): Decision | null {
    const { bag, charges, options, stats } = pending
    stats.totalQuotaCalls++
    if (!options.usesQuotaCache) {
      stats.totalQuotaCacheMisses++
      this.remote.call(detachedCopy(bag), exactParams(charges), options, stats, (outcome) =>
        pending.done(this.exactDecision(outcome, pending, cached)),
      )
      return null
    }
    stats.totalQuotaCacheHits++
    const taken = charges.map((charge) => ({
      charge,
      ...this.quotas.take(charge.quota, charge.amount, bag, nowMs),
    }))
    if (taken.some((one) => one.prefetch !== null)) this.prefetch(bag, taken, options, stats)
    const rejected = taken.filter((one) => !one.isGranted)
    if (rejected.length === 0 || !rejected.every((one) => one.canWait))
      return quotaDecision(rejected, cached, true, stats)
    this.waitForPools(rejected, cached, pending)
    return null
  }

  /** Decides when the pools that were empty have had their answers. */
  private waitForPools(empty: readonly Taken[], cached: CachedCheck, pending: Pending): void {
    let unsettled = empty.length
    const onSettled = (): void => {
      if (--unsettled > 0) return
      const nowMs = this.clock.nowMs()
      const rejected = empty.filter(({ pool, charge }) => !pool.takeFetched(charge.amount, nowMs))
      pending.done(quotaDecision(rejected, cached, false, pending.stats))
    }
    for (const { pool } of empty) pool.whenSettled(onSettled)
  }

  /** Asks for the amounts that pools want. */
  private prefetch(
    bag: AttributeBag,
    taken: readonly Taken[],
    options: CheckOptions,
    stats: MixerStats,
  ): void {
    stats.totalRemoteQuotaPrefetchCalls++
    const kept = detachedCopy(bag)
    const params = new Map<string, QuotaParams>()
    for (const { charge, prefetch } of taken)
      if (prefetch !== null)
        params.set(charge.quota, { amount: prefetch.amount, isBestEffort: true })
    this.remote.call(kept, params, options, stats, (outcome) => {
      const nowMs = this.clock.nowMs()
      for (const { charge, pool, prefetch } of taken) {
        if (prefetch === null) continue
        const answer = outcome.kind === 'answered' ? outcome.answer : null
        this.quotas.settle({ quota: charge.quota, bag: kept, pool, prefetch, answer }, nowMs)
      }
    })
  }

  /** Renews an answer that is still good. */
  private refresh(bag: AttributeBag, options: CheckOptions, stats: MixerStats): void {
    stats.totalCheckRefreshes++
    const kept = detachedCopy(bag)
    this.remote.call(kept, NO_QUOTAS, options, stats, (outcome) => {
      if (outcome.kind === 'answered') this.cache.store(kept, outcome.answer, this.clock.nowMs())
    })
  }

  /** A miss: joins a call under way that will probably answer it too, or makes one. */
  private ask(pending: Pending, nowMs: number): void {
    const isPaused =
      nowMs < this.coalesceFromMs && this.pausedGeneration === this.generation.highest
    const canJoin = pending.options.usesCheckCache && pending.charges.length === 0 && !isPaused
    if (!canJoin) {
      this.askRemote(pending, null)
      return
    }
    const key = this.cache.probableKey(pending.bag) ?? ''
    const waiters = this.waiting.get(key)
    if (waiters !== undefined && waiters.length < MAX_WAITERS) {
      pending.stats.totalCheckCoalesced++
      waiters.push(pending)
    } else if (waiters !== undefined) this.askRemote(pending, null)
    else {
      this.waiting.set(key, [])
      this.askRemote(pending, key)
    }
  }

  private askRemote(pending: Pending, key: string | null): void {
    if (pending.charges.length > 0) {
      pending.stats.totalQuotaCalls++
      pending.stats.totalQuotaCacheMisses++
    }
    const params = pending.charges.length === 0 ? NO_QUOTAS : exactParams(pending.charges)
    const generationBefore = this.answeredGeneration
    this.remote.call(pending.bag, params, pending.options, pending.stats, (outcome) => {
      const nowMs = this.clock.nowMs()
      const isOfOtherPolicy = this.noteGeneration(outcome, generationBefore)
      if (outcome.kind === 'answered' && pending.options.usesCheckCache)
        this.cache.store(pending.bag, outcome.answer, nowMs)
      const waiters = key === null ? [] : this.takeWaiters(key)
      pending.done(this.decide(outcome, pending, nowMs))
      for (const waiter of waiters) this.resolveWaiter(waiter, outcome, isOfOtherPolicy, nowMs)
    })
  }

  /** Whether the answer is outdated, or of a newer policy than the last before its call. */
  private noteGeneration(outcome: CheckOutcome, before: number): boolean {
    if (outcome.kind === 'failed') return false
    const generation = outcome.answer.flotillaPolicyGeneration
    if (this.generation.isOutdated(generation)) return true
    this.answeredGeneration = generation
    return generation !== before
  }

  private takeWaiters(key: string): readonly Pending[] {
    const waiters = this.waiting.get(key) ?? []
    this.waiting.delete(key)
    return waiters
  }

  /**
   * A waiter looks again; what is of no use to it, it asks for itself, and others stop waiting for a while. Where the
   * policy has changed, what answers depend on may have too: waiters then gather once more, by what is known now.
   */
  private resolveWaiter(
    waiter: Pending,
    outcome: CheckOutcome,
    isOfOtherPolicy: boolean,
    nowMs: number,
  ): void {
    if (outcome.kind === 'failed') {
      waiter.done(this.decide(outcome, waiter, nowMs))
      return
    }
    const cached = this.cache.take(waiter.bag, nowMs)
    if (cached === null && isOfOtherPolicy && !waiter.hasRejoined) {
      waiter.hasRejoined = true
      this.ask(waiter, nowMs)
    } else if (cached === null) {
      this.coalesceFromMs = nowMs + COALESCE_PAUSE_MS
      this.pausedGeneration = this.generation.highest
      this.askRemote(waiter, null)
    } else waiter.done(decision(cached.code, cached.message, cached.directive, true, false))
  }

  private decide(outcome: CheckOutcome, pending: Pending, nowMs: number): Decision {
    const { stats } = pending
    if (outcome.kind === 'failed') return this.decideWithoutAnswer(outcome, pending, nowMs)
    const { precondition } = outcome.answer
    const code = effectiveCode(precondition?.status?.code ?? RpcCode.ok, pending.options)
    const directive = precondition?.routeDirective ?? null
    if (code !== RpcCode.ok) {
      stats.totalRemoteCheckDenies++
      return decision(code, precondition?.status?.message ?? '', directive, false, false)
    }
    stats.totalRemoteCheckAccepts++
    const rejected = rejectedQuotas(outcome.answer, pending)
    if (rejected.length > 0)
      return decision(RpcCode.resourceExhausted, exhausted(rejected), directive, false, false)
    return directive === null ? ALLOWED : decision(RpcCode.ok, '', directive, false, false)
  }

  /** No answer: one from before whose uses are up but whose time is not, else the fail policy. */
  private decideWithoutAnswer(
    failure: { readonly code: number; readonly message: string },
    pending: Pending,
    nowMs: number,
  ): Decision {
    const { stats, options } = pending
    const stale = options.usesCheckCache
      ? this.cache.takeStale(pending.bag, nowMs, isTransportFailure(failure.code))
      : null
    if (stale !== null) {
      stats.totalCheckStaleUses++
      return decision(stale.code, stale.message, stale.directive, true, false)
    }
    stats.totalCheckFailPolicyUses++
    if (options.isFailOpen) return ALLOWED
    const message = `policy check failed: ${failure.message}`
    return decision(RpcCode.unavailable, message, null, false, false)
  }

  private exactDecision(outcome: CheckOutcome, pending: Pending, cached: CachedCheck): Decision {
    // As in Mixer's client a quota that nobody can count is granted.
    const rejected = outcome.kind === 'answered' ? rejectedQuotas(outcome.answer, pending) : []
    return rejected.length === 0
      ? decision(RpcCode.ok, '', cached.directive, true, false)
      : decision(RpcCode.resourceExhausted, exhausted(rejected), cached.directive, true, false)
  }
}

/** Quotas that gave nothing and do not say that they are merely unavailable. */
function rejectedQuotas(answer: CheckAnswer, pending: Pending): string[] {
  const rejected: string[] = []
  for (const { quota } of pending.charges) {
    const result = answer.quotas.get(quota)
    if (result === undefined || result.status?.code === RpcCode.unavailable) continue
    if (result.grantedAmount <= 0n) rejected.push(quota)
  }
  if (pending.charges.length === 0) return rejected
  if (rejected.length === 0) pending.stats.totalRemoteQuotaAccepts++
  else pending.stats.totalRemoteQuotaDenies++
  return rejected
}

function exactParams(charges: readonly QuotaCharge[]): ReadonlyMap<string, QuotaParams> {
  return new Map(charges.map(({ quota, amount }) => [quota, { amount, isBestEffort: false }]))
}

/** What the pools decided, on top of a policy that allows. */
function quotaDecision(
  rejected: readonly Taken[],
  cached: CachedCheck,
  isCacheHit: boolean,
  stats: MixerStats,
): Decision {
  if (rejected.length === 0) {
    stats.totalQuotaCacheHitAccepts++
    return decision(RpcCode.ok, '', cached.directive, true, isCacheHit)
  }
  stats.totalQuotaCacheHitDenies++
  const message = exhausted(rejected.map((one) => one.charge.quota))
  return decision(RpcCode.resourceExhausted, message, cached.directive, true, isCacheHit)
}
