/** LbSubsetConfig and its twin among the load-balancing policies → subset settings. */
import type { SubsetConfig, SubsetSelector } from '@flotilla/balancer'
import type { JsonObject } from '@flotilla/proto'
import type { Violations } from '../../compile/violations.ts'

/** What both messages have; their enums have the same numbers. */
export interface SubsetMessage {
  readonly fallbackPolicy: number
  readonly defaultSubset: JsonObject | null
  readonly subsetSelectors: readonly {
    readonly keys: readonly string[]
    readonly singleHostPerSubset: boolean
    readonly fallbackPolicy: number
    readonly fallbackKeysSubset: readonly string[]
  }[]
  readonly localityWeightAware: boolean
  readonly scaleLocalityWeight: boolean
  readonly panicModeAny: boolean
  readonly listAsAny: boolean
  readonly metadataFallbackPolicy: number
}

const FALLBACKS = ['none', 'any', 'default'] as const
const SELECTOR_FALLBACKS = ['inherit', 'none', 'any', 'default', 'keys'] as const

export function compileSubset(
  message: SubsetMessage,
  allowsRedundantKeys: boolean,
  at: Violations,
): SubsetConfig {
  return {
    fallback: FALLBACKS[message.fallbackPolicy] ?? 'none',
    defaultSubset: message.defaultSubset ?? {},
    selectors: message.subsetSelectors.map((selector, i) =>
      compileSelector(selector, at.at('subset_selectors', i)),
    ),
    isLocalityWeightAware: message.localityWeightAware,
    scalesLocalityWeight: message.scaleLocalityWeight,
    usesAnyInPanic: message.panicModeAny,
    listAsAny: message.listAsAny,
    usesFallbackList: message.metadataFallbackPolicy === 1,
    allowsRedundantKeys,
  }
}

function compileSelector(
  message: SubsetMessage['subsetSelectors'][number],
  at: Violations,
): SubsetSelector {
  const keys = [...new Set(message.keys)].sort()
  const fallback = SELECTOR_FALLBACKS[message.fallbackPolicy] ?? 'inherit'
  const fallbackKeys = message.fallbackKeysSubset
  if (keys.length === 0) at.at('keys').add('must not be empty')
  const place = at.at('fallback_keys_subset')
  if (fallback === 'keys') {
    // As Envoy: a smaller set of the same keys, or a request would look for ever.
    if (fallbackKeys.length === 0) place.add('must not be empty with KEYS_SUBSET')
    else if (!fallbackKeys.every((key) => keys.includes(key)))
      place.add('must hold keys of the selector only')
    else if (new Set(fallbackKeys).size === keys.length)
      place.add('must not hold all keys of the selector')
  } else if (fallbackKeys.length > 0) place.add('goes with KEYS_SUBSET only')
  return { keys, fallback, fallbackKeys, isSingleHost: message.singleHostPerSubset }
}
