/** Settings of subset balancing, and the endpoint metadata that a route asks for. */

/** What is picked from where no subset is meant or found. */
export type SubsetFallback = 'none' | 'any' | 'default'

export interface SubsetSelector {
  /** Sorted, none twice. */
  readonly keys: readonly string[]
  /** Where the keys are asked for, but no endpoint has the values; `inherit` is the cluster's own fallback. */
  readonly fallback: SubsetFallback | 'inherit' | 'keys'
  /** With `keys`: those that still count. */
  readonly fallbackKeys: readonly string[]
  /** Only the first endpoint of each subset is used. */
  readonly isSingleHost: boolean
}

export interface SubsetConfig {
  readonly fallback: SubsetFallback
  /** What endpoints of the default subset have. */
  readonly defaultSubset: Readonly<Record<string, unknown>>
  readonly selectors: readonly SubsetSelector[]
  /** Whether locality weights count inside subsets. */
  readonly isLocalityWeightAware: boolean
  /** Whether they shrink with the part of the locality that is in the subset. */
  readonly scalesLocalityWeight: boolean
  /** Whether any endpoint will do where even the fallback has none. */
  readonly usesAnyInPanic: boolean
  /** Whether an endpoint with a list of values is in the subset of each. */
  readonly listAsAny: boolean
  /** Whether a route may give a list of alternatives under `fallback_list`. */
  readonly usesFallbackList: boolean
  /** Whether a route may ask for more keys than a selector has. */
  readonly allowsRedundantKeys: boolean
}

/** The key under which a route lists alternatives. */
const FALLBACK_LIST = 'fallback_list'

/** One key with its value in a canonical text. */
export type MatchEntry = readonly [key: string, value: string]

/** What a route asks of an endpoint's `envoy.lb` metadata; compiled once, compared by identity. */
export class MetadataMatch {
  /** Sorted by key, without the list of alternatives. */
  readonly entries: readonly MatchEntry[]
  /** Each replaces entries of the same key; null where the route lists none. */
  readonly alternatives: readonly (readonly MatchEntry[])[] | null
  private readonly wanted: Readonly<Record<string, unknown>>

  constructor(wanted: Readonly<Record<string, unknown>>) {
    this.wanted = wanted
    const { [FALLBACK_LIST]: list, ...plain } = wanted
    this.entries = entriesOf(plain)
    this.alternatives = Array.isArray(list)
      ? list.map((one: unknown) =>
          entriesOf({ ...plain, ...(typeof one === 'object' && one !== null ? one : {}) }),
        )
      : null
  }

  /** The same with more, which goes before what is here. */
  with(more: Readonly<Record<string, unknown>>): MetadataMatch {
    return new MetadataMatch({ ...this.wanted, ...more })
  }
}

export function entriesOf(wanted: Readonly<Record<string, unknown>>): readonly MatchEntry[] {
  return Object.keys(wanted)
    .sort()
    .map((key) => [key, canonical(wanted[key])])
}

/** Equal values have equal texts, whatever the order of their keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`
}
