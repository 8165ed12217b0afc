/** The one registry that all prometheus handlers of a process share; families live as long as a handler claims them. */
import { Family, type FamilyDefinition, sameDefinition } from './family.ts'
import { LabelSet } from './label-set.ts'

interface Claimed {
  family: Family
  claims: number
}

/** Name of the counter of updates that the cap on label sets dropped. */
const DROPPED = 'flotilla_mixer_prometheus_dropped_updates_total'

export class PrometheusRegistry {
  private readonly families = new Map<string, Claimed>()
  private readonly labelSets = new Map<string, LabelSet>()

  /**
   * The family of this definition, made or shared. Istio 1.4: redefining a metric resets the whole registry.
   * `isReset` says that this happened.
   */
  claim(definition: FamilyDefinition): { readonly family: Family; readonly isReset: boolean } {
    const found = this.families.get(definition.name)
    if (found === undefined) {
      const family = new Family(definition, this.labelSetOf(definition.labelNames))
      this.families.set(definition.name, { family, claims: 1 })
      return { family, isReset: false }
    }
    found.claims++
    if (sameDefinition(found.family.definition, definition))
      return { family: found.family, isReset: false }
    for (const { family } of this.families.values()) family.clear()
    // Handlers that still hold the old family go on writing to what nobody shows.
    found.family = new Family(definition, this.labelSetOf(definition.labelNames))
    return { family: found.family, isReset: true }
  }

  /** Gives a claim back; a family that nobody claims is gone. */
  release(name: string): void {
    const found = this.families.get(name)
    if (found === undefined) return
    found.claims--
    if (found.claims === 0) this.families.delete(name)
  }

  /** The page, families sorted by name. */
  render(): string {
    const sorted = [...this.families.values()].sort((a, b) =>
      a.family.definition.name < b.family.definition.name ? -1 : 1,
    )
    const page = sorted.map(({ family }) => family.render()).join('')
    const dropped = sorted
      .filter(({ family }) => family.dropped > 0)
      .map(({ family }) => `${DROPPED}{metric="${family.definition.name}"} ${family.dropped}\n`)
    if (dropped.length === 0) return page
    return `${page}# HELP ${DROPPED} Updates of label sets beyond the cap.\n# TYPE ${DROPPED} counter\n${dropped.join('')}`
  }

  private labelSetOf(names: readonly string[]): LabelSet {
    const key = names.join(',')
    const found = this.labelSets.get(key)
    if (found !== undefined) return found
    const made = new LabelSet(names)
    this.labelSets.set(key, made)
    return made
  }
}
