/** The settings that Envoy's old and new forms of load-balancing configuration share. */
import {
  type BalancerPolicy,
  boundedLoad,
  isPrime,
  type LeastRequestOptions,
  leastRequest,
  MAX_MAGLEV_TABLE_SIZE,
  MAX_RING_SIZE,
  maglev,
  type RingHashOptions,
  ringHash,
  type SlowStart,
} from '@flotilla/balancer'
import type { Duration, Percent, RuntimeDouble } from '@flotilla/proto'
import { durationMs } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import { liveNumber } from '../../runtime/live-values.ts'
import { DEFAULT_LOCALITY, type LocalitySpec } from './lb-spec.ts'

export interface SlowStartMessage {
  readonly slowStartWindow: Duration | null
  readonly aggression: RuntimeDouble | null
  readonly minWeightPercent: Percent | null
}

/** What the runtime has for it when the cluster is compiled, else its default. */
function now(message: RuntimeDouble | null): number {
  return liveNumber(message?.defaultValue ?? 1, message?.runtimeKey ?? '').value
}

/** Null where nothing starts slowly; a window of 0 switches it off, as in Envoy. */
export function compileSlowStart(
  message: SlowStartMessage | null,
  at: Violations,
): SlowStart | null {
  if (message === null) return null
  const windowMs = durationMs(message.slowStartWindow, 0, at.at('slow_start_window'))
  const aggression = now(message.aggression)
  if (!(aggression > 0)) at.at('aggression').add('must be above 0')
  const pct = message.minWeightPercent?.value ?? 10
  if (!(pct >= 0 && pct <= 100)) at.at('min_weight_percent').add('must be 0 to 100')
  return windowMs === 0 ? null : { windowMs, aggression, minWeightRatio: pct / 100 }
}

export interface LeastRequestMessage {
  readonly choiceCount: number | null
  readonly activeRequestBias: RuntimeDouble | null
  readonly slowStartConfig: SlowStartMessage | null
}

/** Null with a violation where a number is out of range. */
export function compileLeastRequest(
  message: LeastRequestMessage | null,
  more: LeastRequestOptions,
  at: Violations,
): BalancerPolicy | null {
  const choices = message?.choiceCount ?? 2
  const activeRequestBias = now(message?.activeRequestBias ?? null)
  const slowStart = compileSlowStart(message?.slowStartConfig ?? null, at.at('slow_start_config'))
  if (choices < 2) at.at('choice_count').add('must be at least 2')
  if (!(activeRequestBias >= 0)) at.at('active_request_bias').add('must not be negative')
  return choices < 2 || !(activeRequestBias >= 0)
    ? null
    : leastRequest({ ...more, choices, activeRequestBias, slowStart })
}

export interface RingSizes {
  readonly minimumRingSize: number | null
  readonly maximumRingSize: number | null
}

/** Null with a violation where sizes are out of range. */
export function compileRing(
  message: RingSizes | null,
  hashFunction: NonNullable<RingHashOptions['hashFunction']>,
  at: Violations,
): BalancerPolicy | null {
  const minRingSize = message?.minimumRingSize ?? 1024
  const maxRingSize = message?.maximumRingSize ?? MAX_RING_SIZE
  if (minRingSize < 1 || minRingSize > maxRingSize || maxRingSize > MAX_RING_SIZE) {
    at.add(`ring sizes must be 1 ≤ minimum ≤ maximum ≤ ${MAX_RING_SIZE}`)
    return null
  }
  return ringHash({ minRingSize, maxRingSize, hashFunction })
}

/** Null with a violation where the size is no prime in range. */
export function compileTable(tableSize: number | null, at: Violations): BalancerPolicy | null {
  if (tableSize === null) return maglev()
  if (tableSize > MAX_MAGLEV_TABLE_SIZE || !isPrime(tableSize)) {
    at.at('table_size').add(`must be a prime of at most ${MAX_MAGLEV_TABLE_SIZE}`)
    return null
  }
  return maglev(tableSize)
}

/** The policy with bounded load where a factor is given. */
export function withBound(
  policy: BalancerPolicy | null,
  factorPct: number | null,
  at: Violations,
): BalancerPolicy | null {
  if (policy === null || factorPct === null) return policy
  if (factorPct >= 100) return boundedLoad(policy, factorPct)
  at.add('must be at least 100')
  return null
}

export interface LocalityMessage {
  readonly zoneAwareLbConfig: {
    readonly routingEnabled: Percent | null
    readonly minClusterSize: number | null
    readonly failTrafficOnPanic: boolean
  } | null
  readonly localityWeightedLbConfig: object | null
}

export function compileLocality(message: LocalityMessage | null): LocalitySpec {
  if (message?.localityWeightedLbConfig != null) return { kind: 'weighted' }
  const zones = message?.zoneAwareLbConfig ?? null
  if (zones === null) return DEFAULT_LOCALITY
  return {
    kind: 'zoneAware',
    enabledPct: zones.routingEnabled?.value ?? 100,
    minClusterSize: zones.minClusterSize ?? 6,
  }
}
