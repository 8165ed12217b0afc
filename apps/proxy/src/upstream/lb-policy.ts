/** The load balancing part of a Cluster message → a balancer policy. */
import {
  type BalancerPolicy,
  isPrime,
  leastRequest,
  MAX_MAGLEV_TABLE_SIZE,
  MAX_RING_SIZE,
  maglev,
  randomChoice,
  ringHash,
  roundRobin,
} from '@flotilla/balancer'
import { type Cluster, ClusterLbPolicy, ClusterRingHashLbConfigHashFunction } from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'

/** Null with a violation where the policy cannot be had. CLUSTER_PROVIDED gives round robin: its cluster never asks. */
export function compileLbPolicy(message: Cluster, at: Violations): BalancerPolicy | null {
  switch (message.lbPolicy) {
    case ClusterLbPolicy.ROUND_ROBIN:
      if (message.roundRobinLbConfig?.slowStartConfig != null)
        at.at('round_robin_lb_config.slow_start_config').unsupported()
      return roundRobin
    case ClusterLbPolicy.LEAST_REQUEST:
      return compileLeastRequest(message, at)
    case ClusterLbPolicy.RANDOM:
      return randomChoice
    case ClusterLbPolicy.RING_HASH:
      return compileRingHash(message, at)
    case ClusterLbPolicy.MAGLEV:
      return compileMaglev(message, at)
    case ClusterLbPolicy.CLUSTER_PROVIDED:
      return roundRobin
    default:
      at.at('lb_policy').unsupported('this policy')
      return null
  }
}

function compileLeastRequest(message: Cluster, at: Violations): BalancerPolicy | null {
  const config = message.leastRequestLbConfig
  const place = at.at('least_request_lb_config')
  if (config?.slowStartConfig != null) place.at('slow_start_config').unsupported()
  const choices = config?.choiceCount ?? 2
  if (choices < 2) {
    place.at('choice_count').add('must be at least 2')
    return null
  }
  const activeRequestBias = config?.activeRequestBias?.defaultValue ?? 1
  if (!(activeRequestBias >= 0)) {
    place.at('active_request_bias').add('must not be negative')
    return null
  }
  return leastRequest({ choices, activeRequestBias })
}

function compileRingHash(message: Cluster, at: Violations): BalancerPolicy | null {
  const config = message.ringHashLbConfig
  const place = at.at('ring_hash_lb_config')
  if (config?.hashFunction === ClusterRingHashLbConfigHashFunction.MURMUR_HASH_2)
    place.at('hash_function').unsupported('MURMUR_HASH_2')
  const minRingSize = config?.minimumRingSize ?? 1024
  const maxRingSize = config?.maximumRingSize ?? MAX_RING_SIZE
  if (minRingSize < 1 || minRingSize > maxRingSize || maxRingSize > MAX_RING_SIZE) {
    place.add(`ring sizes must be 1 ≤ minimum ≤ maximum ≤ ${MAX_RING_SIZE}`)
    return null
  }
  return ringHash({ minRingSize, maxRingSize })
}

function compileMaglev(message: Cluster, at: Violations): BalancerPolicy | null {
  const size = message.maglevLbConfig?.tableSize ?? null
  if (size === null) return maglev()
  if (size > MAX_MAGLEV_TABLE_SIZE || !isPrime(size)) {
    at.at('maglev_lb_config.table_size').add(`must be a prime of at most ${MAX_MAGLEV_TABLE_SIZE}`)
    return null
  }
  return maglev(size)
}
