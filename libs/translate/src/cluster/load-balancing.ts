/** Load-balancing policy of a cluster: simple, by hash, with warm-up (spec pilot-galley 2.10). */
import {
  type Cluster,
  ClusterLbPolicy,
  ClusterLeastRequestLbConfig,
  ClusterMaglevLbConfig,
  ClusterRingHashLbConfig,
  ClusterRoundRobinLbConfig,
  ClusterSlowStartConfig,
  Percent,
  RuntimeDouble,
} from '@flotilla/proto'
import { durationFrom } from '../duration.ts'
import type { LoadBalancerPolicy } from '../spec-types.ts'

const MIN_RING_SIZE = 1024
const MAGLEV_TABLE_SIZE = 65537
const DEFAULT_WARMUP_PERCENT = 10

export function loadBalancing(policy: LoadBalancerPolicy | null): Partial<Cluster> {
  const hash = policy?.consistentHash
  if (hash !== undefined) {
    if (hash.maglev !== undefined)
      return {
        lbPolicy: ClusterLbPolicy.MAGLEV,
        maglevLbConfig: ClusterMaglevLbConfig.create({
          tableSize: hash.maglev.tableSize ?? MAGLEV_TABLE_SIZE,
        }),
      }
    return {
      lbPolicy: ClusterLbPolicy.RING_HASH,
      ringHashLbConfig: ClusterRingHashLbConfig.create({
        minimumRingSize: hash.ringHash?.minimumRingSize ?? hash.minimumRingSize ?? MIN_RING_SIZE,
      }),
    }
  }
  const slowStartConfig = slowStart(policy)
  if (policy?.simple === 'RANDOM') return { lbPolicy: ClusterLbPolicy.RANDOM }
  if (policy?.simple === 'ROUND_ROBIN')
    return {
      lbPolicy: ClusterLbPolicy.ROUND_ROBIN,
      ...(slowStartConfig === null
        ? {}
        : { roundRobinLbConfig: ClusterRoundRobinLbConfig.create({ slowStartConfig }) }),
    }
  return {
    lbPolicy: ClusterLbPolicy.LEAST_REQUEST,
    ...(slowStartConfig === null
      ? {}
      : { leastRequestLbConfig: ClusterLeastRequestLbConfig.create({ slowStartConfig }) }),
  }
}

/** New endpoints get their share step by step. */
function slowStart(policy: LoadBalancerPolicy | null): ClusterSlowStartConfig | null {
  const slowStartWindow = durationFrom(policy?.warmup?.duration ?? policy?.warmupDurationSecs)
  if (slowStartWindow === null) return null
  const { minimumPercent, aggression } = policy?.warmup ?? {}
  return ClusterSlowStartConfig.create({
    slowStartWindow,
    aggression:
      aggression === undefined ? null : RuntimeDouble.create({ defaultValue: aggression }),
    minWeightPercent: Percent.create({ value: minimumPercent ?? DEFAULT_WARMUP_PERCENT }),
  })
}
