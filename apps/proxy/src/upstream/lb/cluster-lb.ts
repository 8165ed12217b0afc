/** The load-balancing part of a Cluster message, in its old form (`lb_policy`) or its new one (`load_balancing_policy`). */
import { type BalancerPolicy, randomChoice, roundRobin } from '@flotilla/balancer'
import { type Cluster, ClusterLbPolicy, ClusterRingHashLbConfigHashFunction } from '@flotilla/proto'
import type { Violations } from '../../compile/violations.ts'
import type { LbSpec } from './lb-spec.ts'
import { compilePolicyList } from './policy-list.ts'
import {
  compileLeastRequest,
  compileLocality,
  compileRing,
  compileSlowStart,
  compileTable,
  withBound,
} from './policy-options.ts'
import { compileSubset } from './subset-settings.ts'

/** Null with a violation where the policy cannot be had. */
export function compileClusterLb(message: Cluster, at: Violations): LbSpec | null {
  if (message.loadBalancingPolicy !== null) {
    refuseBothForms(message, at)
    return compilePolicyList(message.loadBalancingPolicy, at.at('load_balancing_policy'))
  }
  const common = message.commonLbConfig
  const hashing = common?.consistentHashingLbConfig ?? null
  const policy = compilePolicy(message, at)
  const isHashing = policy?.isHashing === true
  const bounded = withBound(
    policy,
    isHashing ? (hashing?.hashBalanceFactor ?? null) : null,
    at.at('common_lb_config.consistent_hashing_lb_config.hash_balance_factor'),
  )
  if (bounded === null) return null
  return {
    policy: bounded,
    locality: compileLocality(common),
    failTrafficOnPanic: common?.zoneAwareLbConfig?.failTrafficOnPanic ?? false,
    usesHostnameForHashing: hashing?.useHostnameForHashing ?? false,
    latency: null,
    hashPolicies: [],
    subset:
      // Without selectors Envoy has no subsets at all.
      message.lbSubsetConfig === null || message.lbSubsetConfig.subsetSelectors.length === 0
        ? null
        : compileSubset(message.lbSubsetConfig, false, at.at('lb_subset_config')),
  }
}

/** As Envoy: what the new form says elsewhere may not stand in the old one. */
function refuseBothForms(message: Cluster, at: Violations): void {
  const both = 'excludes load_balancing_policy'
  if (message.lbSubsetConfig !== null) at.at('lb_subset_config').add(both)
  const common = at.at('common_lb_config')
  if (message.commonLbConfig?.zoneAwareLbConfig != null) common.at('zone_aware_lb_config').add(both)
  if (message.commonLbConfig?.localityWeightedLbConfig != null)
    common.at('locality_weighted_lb_config').add(both)
  if (message.commonLbConfig?.consistentHashingLbConfig != null)
    common.at('consistent_hashing_lb_config').add(both)
}

/** CLUSTER_PROVIDED gives round robin: its cluster never asks. */
function compilePolicy(message: Cluster, at: Violations): BalancerPolicy | null {
  switch (message.lbPolicy) {
    case ClusterLbPolicy.ROUND_ROBIN: {
      const place = at.at('round_robin_lb_config.slow_start_config')
      const config = message.roundRobinLbConfig?.slowStartConfig ?? null
      return roundRobin({ slowStart: compileSlowStart(config, place) })
    }
    case ClusterLbPolicy.LEAST_REQUEST:
      return compileLeastRequest(message.leastRequestLbConfig, {}, at.at('least_request_lb_config'))
    case ClusterLbPolicy.RANDOM:
      return randomChoice
    case ClusterLbPolicy.RING_HASH: {
      const config = message.ringHashLbConfig
      const isMurmur = config?.hashFunction === ClusterRingHashLbConfigHashFunction.MURMUR_HASH_2
      const place = at.at('ring_hash_lb_config')
      return compileRing(config, isMurmur ? 'murmurHash2' : 'xxHash64', place)
    }
    case ClusterLbPolicy.MAGLEV:
      return compileTable(message.maglevLbConfig?.tableSize ?? null, at.at('maglev_lb_config'))
    case ClusterLbPolicy.CLUSTER_PROVIDED:
      return roundRobin()
    default:
      at.at('lb_policy').add('needs load_balancing_policy')
      return null
  }
}
