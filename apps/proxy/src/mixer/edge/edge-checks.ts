/** Checks that this proxy decides itself: by the bundle in force, while Mixer has confirmed its policy a moment ago. */
import type { AttributeBag } from '@flotilla/attributes'
import type { Clock } from '@flotilla/time'
import { ALLOWED, type Decision, decision, effectiveCode } from '../decision.ts'
import type { MixerStats } from '../mixer-stats.ts'
import { Need, type PolicyConfirmation } from '../policy-confirmation.ts'
import type { QuotaCharge } from '../quota-requirements.ts'
import type { CheckOptions } from '../remote-check.ts'
import { RpcCode } from '../status.ts'
import type { BundleClient, EdgeAnswer } from './bundle-client.ts'

/** The rules here have an answer, but Mixer has to confirm them first: `wait`. */
export const UNCONFIRMED: unique symbol = Symbol('unconfirmed')

/** One request that waits. */
export interface EdgeRequest {
  /** Kept until it is decided. */
  readonly bag: AttributeBag
  readonly charges: readonly QuotaCharge[]
  readonly options: CheckOptions
  readonly stats: MixerStats
  readonly done: (decision: Decision) => void
}

export class EdgeChecks {
  private readonly bundles: BundleClient
  private readonly confirmation: PolicyConfirmation
  private readonly clock: Clock

  constructor(bundles: BundleClient, confirmation: PolicyConfirmation, clock: Clock) {
    this.bundles = bundles
    this.confirmation = confirmation
    this.clock = clock
  }

  /** Checks are made from now on. */
  want(): void {
    this.bundles.want()
  }

  /** Whether anything may be decided here. */
  get isReady(): boolean {
    return this.bundles.isInForce
  }

  /** The decision, or null where Mixer has to make it. Asks for a confirmation where one is due. */
  decide(
    bag: AttributeBag,
    charges: readonly QuotaCharge[],
    options: CheckOptions,
    stats: MixerStats,
    nowMs: number,
  ): Decision | typeof UNCONFIRMED | null {
    const answer = this.answer(bag, charges, options, nowMs)
    if (answer === null) return null
    const { confirmation } = this
    const need = confirmation.need(nowMs)
    if (need === Need.First) return confirmation.hasRoom ? UNCONFIRMED : null
    if (need === Need.Ahead) this.ask(stats)
    return decided(answer, options, stats)
  }

  /** Decides when Mixer has answered, or could not be asked. @param orElse where newer rules leave the request to Mixer. */
  wait({ bag, charges, options, stats, done }: EdgeRequest, orElse: () => void): void {
    if (!this.confirmation.isIdle) stats.totalCheckCoalesced++
    this.confirmation.wait((isConfirmed) => {
      const answer = this.answer(bag, charges, options, this.clock.nowMs())
      if (answer === null) {
        orElse()
        return
      }
      if (!isConfirmed) stats.totalCheckUnconfirmedUses++
      done(decided(answer, options, stats))
    })
    this.ask(stats)
  }

  private ask(stats: MixerStats): void {
    if (this.confirmation.isIdle)
      this.confirmation.askAlone(
        (timeoutMs, callback) => this.bundles.confirm(timeoutMs, callback),
        stats,
      )
  }

  /** What Mixer would answer; quotas are Mixer's, and so is all where answers may not be kept. */
  private answer(
    bag: AttributeBag,
    charges: readonly QuotaCharge[],
    options: CheckOptions,
    nowMs: number,
  ): EdgeAnswer | null {
    if (!options.usesCheckCache) return null
    const answer = this.bundles.decide(bag, nowMs)
    if (answer === null || charges.length === 0) return answer
    return effectiveCode(answer.code, options) === RpcCode.ok ? null : answer
  }
}

function decided(answer: EdgeAnswer, options: CheckOptions, stats: MixerStats): Decision {
  const { directive } = answer
  const code = effectiveCode(answer.code, options)
  stats.totalEdgeDecisions++
  if (code !== RpcCode.ok) {
    stats.totalEdgeDenies++
    return decision(code, answer.message, directive, false, false)
  }
  return directive === null ? ALLOWED : decision(RpcCode.ok, '', directive, false, false)
}
