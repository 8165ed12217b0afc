/** Envoy's own HTTP filters that need nothing but a clock, chance and the clusters; with what they count. */
import type { Clock } from '@flotilla/time'
import type { NodeIdentity } from '../http/env.ts'
import type { HttpFilterKind } from '../http/filter.ts'
import type { StatGroup, StatLabel } from '../telemetry/stats-groups.ts'
import type { CellSource } from '../workers/shared-cells.ts'
import { admissionControlFilterKind } from './admission-control.ts'
import { bufferFilterKind } from './buffer.ts'
import { csrfFilterKind } from './csrf.ts'
import { type GrpcStatsTable, grpcStatsFilterKind } from './grpc-stats.ts'
import { grpcWebFilterKind } from './grpc-web.ts'
import { headerMutationFilterKind } from './header-mutation.ts'
import { type HealthFilterEnv, healthCheckFilterKind } from './health-check.ts'
import { jwtAuthnFilterKind } from './jwt-authn.ts'
import { type LocalRateLimitCounters, localRateLimitFilterKind } from './local-ratelimit.ts'
import { emptyRbacCounters, type RbacCounters, rbacFilterKind } from './rbac.ts'
import { setMetadataFilterKind } from './set-metadata.ts'
import { statefulSessionFilterKind } from './stateful-session.ts'

export interface FilterCounters {
  readonly rbac: RbacCounters
  /** By stat_prefix. */
  readonly localRateLimit: Record<string, LocalRateLimitCounters>
  readonly grpc: GrpcStatsTable
  /** Of filters that count outside of their connection manager, by prefix: `json_to_metadata.`. */
  readonly rooted: Map<string, RootedCounters>
}

export interface RootedCounters {
  readonly family: string
  readonly label: StatLabel | null
  readonly values: Record<string, number>
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
    localRateLimit: {},
    grpc: new Map(),
    rooted: new Map(),
  }
}

/** The counters of one prefix, shared by all filters that count by it; every name begins at 0. */
export function rootedCounters(
  counters: FilterCounters,
  prefix: string,
  names: readonly string[],
  family: string = `envoy_${prefix.replaceAll('.', '_')}`,
  label: StatLabel | null = null,
): Record<string, number> {
  let found = counters.rooted.get(prefix)
  if (found === undefined) {
    found = { family, label, values: {} }
    counters.rooted.set(prefix, found)
  }
  for (const name of names) found.values[name] ??= 0
  return found.values
}

export function standardFilterKinds(
  env: StandardFilterEnv,
  counters: FilterCounters,
): readonly HttpFilterKind[] {
  return [
    rbacFilterKind(),
    localRateLimitFilterKind(env.clock, counters.localRateLimit, env.cells ?? null),
    headerMutationFilterKind(),
    bufferFilterKind(),
    csrfFilterKind(),
    setMetadataFilterKind(),
    grpcWebFilterKind(),
    jwtAuthnFilterKind(env.clock),
    statefulSessionFilterKind(env.clock),
    grpcStatsFilterKind(counters.grpc),
    admissionControlFilterKind(env),
    healthCheckFilterKind({
      clock: env.clock,
      nodeCluster: env.node?.cluster ?? '',
      isHealthFailed: env.isHealthFailed ?? (() => false),
      membership: env.membership ?? (() => null),
    }),
  ]
}

export function filterStatGroups(counters: FilterCounters): readonly StatGroup[] {
  const groups: StatGroup[] = []
  // Of the filter of connections alone.
  if (Object.values(counters.rbac).some((count) => count > 0))
    groups.push({ prefix: 'rbac.', family: 'envoy_rbac_', label: null, values: counters.rbac })
  for (const [prefix, values] of Object.entries(counters.localRateLimit))
    groups.push({
      prefix: `${prefix}.http_local_rate_limit.`,
      family: 'envoy_http_local_rate_limit_',
      label: ['envoy_local_http_ratelimit_prefix', prefix],
      values,
    })
  for (const [name, values] of counters.grpc)
    groups.push({
      prefix: `${name}.`,
      family: 'envoy_cluster_grpc_',
      label: ['grpc_method', name],
      values,
    })
  for (const [prefix, { family, label, values }] of counters.rooted)
    groups.push({ prefix, family, label, values })
  return groups
}
