/** What each namespace may be told to decide and sum up itself: made once for a table in force, when somebody asks. */
import { EDGE_ADAPTERS } from '@flotilla/adapter-builtin/edge'
import { type EdgePlan, edgePlan, type RoutingTable, rollUpPlan } from '@flotilla/dispatch'
import { Bundle, type RollUpPlan } from '@flotilla/proto'

export interface NamespacePlans {
  readonly checks: EdgePlan
  readonly reports: RollUpPlan
}

/** Namespaces whose plans are kept; beyond, all are made anew when they are asked for. docs/limits.md */
const MAX_NAMESPACES = 1_024
/** Reasons that a bundle tells; all are on /debug/edge. */
const MAX_REASONS = 8

export class NamespaceBundles {
  private readonly table: () => RoutingTable
  private readonly rootNamespace: string
  private readonly plans = new Map<string, NamespacePlans>()
  private madeOf: RoutingTable | null = null

  constructor(table: () => RoutingTable, rootNamespace: string) {
    this.table = table
    this.rootNamespace = rootNamespace
  }

  /** Of the table in force. */
  plansOf(namespace: string): NamespacePlans {
    const table = this.table()
    if (table !== this.madeOf || this.plans.size >= MAX_NAMESPACES) this.plans.clear()
    this.madeOf = table
    const known = this.plans.get(namespace)
    if (known !== undefined) return known
    const made = this.planOf(table, namespace)
    this.plans.set(namespace, made)
    return made
  }

  /** @param generation of the table in force. @param knownDigest content that the receiver has already. */
  bundleOf(namespace: string, generation: number, knownDigest: string): Bundle {
    const { checks, reports } = this.plansOf(namespace)
    const isKnown = checks.digest !== '' && checks.digest === knownDigest
    return Bundle.create({
      namespace,
      flotillaPolicyGeneration: generation,
      checkEligible: checks.content !== null,
      digest: checks.digest,
      content: checks.content === null || isKnown ? new Uint8Array() : checks.content,
      reasons: checks.reasons
        .slice(0, MAX_REASONS)
        .map(({ rule, reason }) => (rule === '' ? reason : `${rule}: ${reason}`)),
      rollUp: reports,
    })
  }

  private planOf(table: RoutingTable, namespace: string): NamespacePlans {
    return {
      checks: edgePlan(table, {
        namespace,
        defaultNamespace: this.rootNamespace,
        edgeAdapters: EDGE_ADAPTERS,
      }),
      reports: rollUpPlan(table.snapshot, namespace, this.rootNamespace),
    }
  }
}
