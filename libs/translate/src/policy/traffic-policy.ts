/** The policy in force for one port and subset: rule, then subset, then port settings, then the mesh default (spec pilot-galley 2.4). */
import type {
  ClientTls,
  ConnectionPool,
  LoadBalancerPolicy,
  OutlierDetectionPolicy,
  RetryBudget,
  Subset,
  TrafficPolicy,
} from '../spec-types.ts'

export interface EffectivePolicy {
  readonly loadBalancer: LoadBalancerPolicy | null
  readonly connectionPool: ConnectionPool | null
  readonly outlierDetection: OutlierDetectionPolicy | null
  readonly tls: ClientTls | null
  readonly retryBudget: RetryBudget | null
}

const NO_POLICY: EffectivePolicy = {
  loadBalancer: null,
  connectionPool: null,
  outlierDetection: null,
  tls: null,
  retryBudget: null,
}

export interface PolicyQuery {
  readonly base: TrafficPolicy | null
  readonly subset: Subset | null
  readonly port: number
  /** Fills connection pool and outlier detection where no rule does. */
  readonly meshDefault: TrafficPolicy | null
}

export function effectivePolicy(query: PolicyQuery): EffectivePolicy {
  const { base, subset, port, meshDefault } = query
  const merged = replacePresent(replacePresent(NO_POLICY, base), subset?.trafficPolicy ?? null)
  const portPolicy = portSettings(subset?.trafficPolicy ?? null, port) ?? portSettings(base, port)
  const chosen = portPolicy ?? merged
  return {
    ...chosen,
    retryBudget: merged.retryBudget,
    connectionPool: chosen.connectionPool ?? meshDefault?.connectionPool ?? null,
    outlierDetection: chosen.outlierDetection ?? meshDefault?.outlierDetection ?? null,
  }
}

function replacePresent(base: EffectivePolicy, over: TrafficPolicy | null): EffectivePolicy {
  if (over === null) return base
  return {
    loadBalancer: over.loadBalancer ?? base.loadBalancer,
    connectionPool: over.connectionPool ?? base.connectionPool,
    outlierDetection: over.outlierDetection ?? base.outlierDetection,
    tls: over.tls ?? base.tls,
    retryBudget: over.retryBudget ?? base.retryBudget,
  }
}

/** A port's entry replaces all four members; those it lacks are unset, not inherited. */
function portSettings(
  policy: TrafficPolicy | null,
  port: number,
): Omit<EffectivePolicy, 'retryBudget'> | null {
  const entry = policy?.portLevelSettings?.find((setting) => setting.port?.number === port)
  if (entry === undefined) return null
  return {
    loadBalancer: entry.loadBalancer ?? null,
    connectionPool: entry.connectionPool ?? null,
    outlierDetection: entry.outlierDetection ?? null,
    tls: entry.tls ?? null,
  }
}
