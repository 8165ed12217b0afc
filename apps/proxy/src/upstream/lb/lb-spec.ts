/** How a cluster chooses its endpoints, compiled from either form of Envoy's configuration. */
import type { BalancerPolicy, PeakEwmaSettings, SubsetConfig } from '@flotilla/balancer'
import type { RouteActionHashPolicy } from '@flotilla/proto'

/** Zone-aware routing needs a local cluster; without one localities do not matter. */
export type LocalitySpec =
  | { readonly kind: 'weighted' }
  | {
      readonly kind: 'zoneAware'
      readonly enabledPct: number
      readonly minClusterSize: number
    }

export interface LbSpec {
  readonly policy: BalancerPolicy
  readonly locality: LocalitySpec
  readonly failTrafficOnPanic: boolean
  readonly usesHostnameForHashing: boolean
  /** Not null: endpoints keep estimates of their latency. */
  readonly latency: PeakEwmaSettings | null
  readonly subset: SubsetConfig | null
  /** Go before those of routes; empty: routes say. */
  readonly hashPolicies: readonly RouteActionHashPolicy[]
}

/** Envoy's defaults where nothing is said of localities. */
export const DEFAULT_LOCALITY: LocalitySpec = {
  kind: 'zoneAware',
  enabledPct: 100,
  minClusterSize: 6,
}
