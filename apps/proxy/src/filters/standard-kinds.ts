/** Envoy's own HTTP filters that need nothing but a clock, chance and the clusters; with what they count. */
import type { Clock } from '@flotilla/time'
import type { NodeIdentity } from '../http/env.ts'
import type { HttpFilterKind } from '../http/filter.ts'
import type { StatGroup } from '../telemetry/stats-groups.ts'
import type { CellSource } from '../workers/shared-cells.ts'
import {
  type AdmissionCounters,
  admissionControlFilterKind,
  emptyAdmissionCounters,
} from './admission-control.ts'
import { bufferFilterKind } from './buffer.ts'
import { type CsrfCounters, csrfFilterKind, emptyCsrfCounters } from './csrf.ts'
import { type GrpcStatsTable, grpcStatsFilterKind } from './grpc-stats.ts'
import { grpcWebFilterKind } from './grpc-web.ts'
import { headerMutationFilterKind } from './header-mutation.ts'
import { type HealthFilterEnv, healthCheckFilterKind } from './health-check.ts'
import {
  emptyLocalRateLimitCounters,
  type LocalRateLimitCounters,
  localRateLimitFilterKind,
} from './local-ratelimit.ts'
import { emptyRbacCounters, type RbacCounters, rbacFilterKind } from './rbac.ts'
import { setMetadataFilterKind } from './set-metadata.ts'

export interface FilterCounters {
  readonly rbac: RbacCounters
  readonly localRateLimit: LocalRateLimitCounters
  readonly csrf: CsrfCounters
  readonly admission: AdmissionCounters
  readonly grpc: GrpcStatsTable
}

export interface StandardFilterEnv {
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly node?: NodeIdentity
  readonly isHealthFailed?: (() => boolean) | undefined
  readonly membership?: HealthFilterEnv['membership'] | undefined
  /** Absent or null: this thread is alone. */
  readonly cells?: CellSource | null | undefined
}

export function emptyFilterCounters(): FilterCounters {
  return {
    rbac: emptyRbacCounters(),
    localRateLimit: emptyLocalRateLimitCounters(),
    csrf: emptyCsrfCounters(),
    admission: emptyAdmissionCounters(),
    grpc: new Map(),
  }
}

export function standardFilterKinds(
  env: StandardFilterEnv,
  counters: FilterCounters,
): readonly HttpFilterKind[] {
  return [
    rbacFilterKind(counters.rbac),
    localRateLimitFilterKind(env.clock, counters.localRateLimit, env.cells ?? null),
    headerMutationFilterKind(),
    bufferFilterKind(),
    csrfFilterKind(counters.csrf),
    setMetadataFilterKind(),
    grpcWebFilterKind(),
    grpcStatsFilterKind(counters.grpc),
    admissionControlFilterKind(env, counters.admission),
    healthCheckFilterKind({
      clock: env.clock,
      nodeCluster: env.node?.cluster ?? '',
      isHealthFailed: env.isHealthFailed ?? (() => false),
      membership: env.membership ?? (() => null),
    }),
  ]
}

export function filterStatGroups(counters: FilterCounters): readonly StatGroup[] {
  const groups: StatGroup[] = [
    groupOf('rbac', counters.rbac),
    groupOf('http_local_rate_limit', counters.localRateLimit),
    groupOf('csrf', counters.csrf),
    groupOf('admission_control', counters.admission),
  ]
  for (const [name, values] of counters.grpc)
    groups.push({
      prefix: `${name}.`,
      family: 'envoy_cluster_grpc_',
      label: ['grpc_method', name],
      values,
    })
  return groups
}

function groupOf(name: string, values: object): StatGroup {
  return { prefix: `${name}.`, family: `envoy_${name}_`, label: null, values }
}
