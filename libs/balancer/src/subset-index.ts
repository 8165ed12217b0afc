/** Endpoints by the values of the keys that selectors name. */
import type { Endpoint } from './endpoint.ts'
import type { SubsetParts } from './subset-balancer.ts'
import { canonical, type MatchEntry, type SubsetSelector } from './subset-config.ts'

/** Combinations of listed values that one endpoint may be in per selector; further ones are left out. Listed in docs/limits.md. */
const MAX_COMBINATIONS = 256

export class SubsetIndex<E extends Endpoint> {
  /** Endpoints that were left out of subsets of one host. */
  duplicates = 0
  private readonly parts: SubsetParts<E>
  private readonly byValues = new Map<string, Set<E>>()

  constructor(parts: SubsetParts<E>) {
    this.parts = parts
    for (const endpoint of this.endpoints())
      for (const selector of parts.config.selectors) this.add(endpoint, selector)
  }

  get size(): number {
    return this.byValues.size
  }

  /** How many of its subsets the other does not have. */
  countMissingIn(other: SubsetIndex<E> | null): number {
    if (other === null) return this.size
    let missing = 0
    for (const key of this.byValues.keys()) if (!other.byValues.has(key)) missing++
    return missing
  }

  /** The subset of exactly these keys and values, null where it is empty or no selector has these keys. */
  find(entries: readonly MatchEntry[]): ReadonlySet<E> | null {
    return this.byValues.get(JSON.stringify(entries)) ?? null
  }

  /** All endpoints that have these values. */
  matching(entries: readonly MatchEntry[]): ReadonlySet<E> {
    const found = this.endpoints().filter((endpoint) => {
      const metadata = this.parts.metadataOf(endpoint)
      return entries.every(([key, value]) => this.valuesOf(metadata[key]).includes(value))
    })
    return new Set(found)
  }

  private endpoints(): readonly E[] {
    return this.parts.levels.flatMap((level) => level.all)
  }

  private add(endpoint: E, selector: SubsetSelector): void {
    const metadata = this.parts.metadataOf(endpoint)
    let combinations: MatchEntry[][] = [[]]
    for (const key of selector.keys) {
      const value = metadata[key]
      if (value === undefined) return
      combinations = combinations
        .flatMap((entries) =>
          this.valuesOf(value).map((text): MatchEntry[] => [...entries, [key, text]]),
        )
        .slice(0, MAX_COMBINATIONS)
    }
    for (const entries of combinations) this.addTo(JSON.stringify(entries), endpoint, selector)
  }

  private addTo(key: string, endpoint: E, selector: SubsetSelector): void {
    const members = this.byValues.get(key)
    if (members === undefined) this.byValues.set(key, new Set([endpoint]))
    else if (selector.isSingleHost) this.duplicates++
    else members.add(endpoint)
  }

  private valuesOf(value: unknown): readonly string[] {
    if (value === undefined) return []
    return this.parts.config.listAsAny && Array.isArray(value)
      ? value.map(canonical)
      : [canonical(value)]
  }
}
