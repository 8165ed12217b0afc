/** Subset balancing: the endpoints whose metadata a route asks for, or what the fallback says (spec §3.3). */
import type { Endpoint } from './endpoint.ts'
import type { PrioritySet } from './priority.ts'
import type { PriorityLevel } from './priority-load.ts'
import {
  entriesOf,
  type MatchEntry,
  type MetadataMatch,
  type SubsetConfig,
  type SubsetFallback,
  type SubsetSelector,
} from './subset-config.ts'
import { SubsetIndex } from './subset-index.ts'
import { subsetLevels } from './subset-levels.ts'

/** Counters and a gauge under Envoy's names. */
export class SubsetStats {
  lbSubsetsActive = 0
  lbSubsetsCreated = 0
  lbSubsetsRemoved = 0
  lbSubsetsSelected = 0
  lbSubsetsFallback = 0
  lbSubsetsFallbackPanic = 0
  lbSubsetsSingleHostPerSubsetDuplicate = 0
}

export interface SubsetParts<E extends Endpoint> {
  readonly config: SubsetConfig
  readonly levels: readonly PriorityLevel<E>[]
  /** Makes what picks inside a subset. */
  readonly makeSet: (levels: readonly PriorityLevel<E>[]) => PrioritySet<E>
  /** The `envoy.lb` metadata of an endpoint. */
  readonly metadataOf: (endpoint: E) => Readonly<Record<string, unknown>>
  readonly stats: SubsetStats
}

/** How one subset's picker is used. */
export type PickFrom<E extends Endpoint> = (set: PrioritySet<E>) => E | null

/** What a request's metadata leads to; worked out once per route. */
interface Plan<E extends Endpoint> {
  /** Null: nothing may be picked. */
  readonly set: PrioritySet<E> | null
  /** What a pick counts as; a selector's own fallback counts as nothing. */
  readonly kind: 'selected' | 'selectorFallback' | 'fallback'
  /** Where `set` gives nothing. */
  readonly panicSet: PrioritySet<E> | null
}

/** Fixed like a balancer: a change of membership or health makes a new one. */
export class SubsetBalancer<E extends Endpoint> {
  private readonly parts: SubsetParts<E>
  private readonly index: SubsetIndex<E>
  private readonly plans = new WeakMap<MetadataMatch, readonly Plan<E>[]>()
  private readonly sets = new Map<string, PrioritySet<E>>()
  private readonly withoutMatch: readonly Plan<E>[]

  /** O(endpoints × selectors). @param previous what it replaces, for the counters. */
  constructor(parts: SubsetParts<E>, previous: SubsetBalancer<E> | null = null) {
    this.parts = parts
    this.index = new SubsetIndex(parts)
    parts.stats.lbSubsetsActive = this.index.size
    parts.stats.lbSubsetsCreated += this.index.countMissingIn(previous?.index ?? null)
    parts.stats.lbSubsetsRemoved += previous?.index.countMissingIn(this.index) ?? 0
    parts.stats.lbSubsetsSingleHostPerSubsetDuplicate += this.index.duplicates
    this.withoutMatch = [this.fallbackPlan()]
  }

  /** @param pickFrom is called for at most one subset per alternative and the one for panic. */
  pick(match: MetadataMatch | null, pickFrom: PickFrom<E>): E | null {
    for (const plan of match === null ? this.withoutMatch : this.plansOf(match)) {
      const picked = this.pickByPlan(plan, pickFrom)
      if (picked !== null) return picked
    }
    return null
  }

  private pickByPlan(plan: Plan<E>, pickFrom: PickFrom<E>): E | null {
    const { stats } = this.parts
    if (plan.set === null) return null
    if (plan.kind === 'selected') stats.lbSubsetsSelected++
    const picked = pickFrom(plan.set)
    if (plan.kind !== 'fallback') return picked
    if (picked !== null) stats.lbSubsetsFallback++
    if (picked !== null || plan.panicSet === null) return picked
    const any = pickFrom(plan.panicSet)
    if (any !== null) stats.lbSubsetsFallbackPanic++
    return any
  }

  private plansOf(match: MetadataMatch): readonly Plan<E>[] {
    const known = this.plans.get(match)
    if (known !== undefined) return known
    const { usesFallbackList } = this.parts.config
    const alternatives =
      usesFallbackList && match.alternatives !== null && match.alternatives.length > 0
        ? match.alternatives
        : [match.entries]
    const plans = alternatives.map((entries) => this.plan(entries))
    this.plans.set(match, plans)
    return plans
  }

  private plan(asked: readonly MatchEntry[]): Plan<E> {
    const { config } = this.parts
    const entries = config.allowsRedundantKeys ? this.withoutRedundant(asked) : asked
    const members = this.index.find(entries)
    if (members !== null) {
      const set = this.setOf(JSON.stringify(entries), members)
      return { set, kind: 'selected', panicSet: null }
    }
    const selector = this.selectorOf(entries)
    if (selector === null || selector.fallback === 'inherit') return this.fallbackPlan()
    if (selector.fallback === 'keys') {
      const fewer = entries.filter(([key]) => selector.fallbackKeys.includes(key))
      // Fewer keys each time: configuration demands it, so this ends.
      return fewer.length < entries.length ? this.plan(fewer) : this.fallbackPlan()
    }
    return { set: this.fallbackSet(selector.fallback), kind: 'selectorFallback', panicSet: null }
  }

  /** The selector with exactly these keys. */
  private selectorOf(entries: readonly MatchEntry[]): SubsetSelector | null {
    const found = this.parts.config.selectors.find(
      ({ keys }) =>
        keys.length === entries.length && keys.every((key, i) => key === entries[i]?.[0]),
    )
    return found ?? null
  }

  /** Only the keys of the first selector of which all are asked for. */
  private withoutRedundant(entries: readonly MatchEntry[]): readonly MatchEntry[] {
    for (const { keys } of this.parts.config.selectors) {
      const found = entries.filter(([key]) => keys.includes(key))
      if (found.length === keys.length) return found
    }
    return entries
  }

  private fallbackPlan(): Plan<E> {
    const { config } = this.parts
    const set = this.fallbackSet(config.fallback)
    const panicSet = set !== null && config.usesAnyInPanic ? this.fallbackSet('any') : null
    return { set, kind: 'fallback', panicSet }
  }

  private fallbackSet(fallback: SubsetFallback): PrioritySet<E> | null {
    if (fallback === 'none') return null
    if (fallback === 'any') return this.setOf('any', null)
    const wanted = entriesOf(this.parts.config.defaultSubset)
    return this.setOf('default', this.index.matching(wanted))
  }

  private setOf(key: string, members: ReadonlySet<E> | null): PrioritySet<E> {
    const known = this.sets.get(key)
    if (known !== undefined) return known
    const { config, levels, makeSet } = this.parts
    const made = makeSet(subsetLevels(levels, members, config))
    this.sets.set(key, made)
    return made
  }
}
