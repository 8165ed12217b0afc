/** `load_balancing_policy`: the first policy of the list that this proxy has. */
import {
  type BalancerPolicy,
  PEAK_EWMA_DEFAULTS,
  type PeakEwmaSettings,
  peakEwma,
  randomChoice,
  roundRobin,
} from '@flotilla/balancer'
import {
  type Any,
  ClusterProvidedLb,
  type ConsistentHashingLbConfig,
  type JsonObject,
  type JsonValue,
  LeastRequestLb,
  LeastRequestLbSelectionMethod,
  type LoadBalancingPolicy,
  type LocalityLbConfig,
  MaglevLb,
  type MessageType,
  RandomLb,
  RingHashLb,
  RingHashLbHashFunction,
  RoundRobinLb,
  SubsetLb,
  TypedStruct,
  typeNameOf,
  UdpaTypedStruct,
  WrrLocalityLb,
} from '@flotilla/proto'
import { decode } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import { DEFAULT_LOCALITY, type LbSpec, type LocalitySpec } from './lb-spec.ts'
import {
  compileLeastRequest,
  compileLocality,
  compileRing,
  compileSlowStart,
  compileTable,
  withBound,
} from './policy-options.ts'
import { compileSubset } from './subset-settings.ts'

/** Ours; Envoy does not know it and takes the next of the list. */
export const PEAK_EWMA_TYPE = 'flotilla.load_balancing_policies.peak_ewma.v1.PeakEwma'

/** Lists inside lists (subset, wrr_locality) end here. */
const MAX_DEPTH = 4

export type PolicyResult = LbSpec | null

type Compile = (value: Uint8Array, at: Violations, depth: number) => PolicyResult

/** Null with a violation where no policy of the list is known, or the first known one is wrong. */
export function compilePolicyList(
  message: LoadBalancingPolicy,
  at: Violations,
  depth = 0,
): PolicyResult {
  const place = at.at('policies')
  if (depth > MAX_DEPTH) {
    place.add(`policies are nested more than ${MAX_DEPTH} deep`)
    return null
  }
  const seen: string[] = []
  for (const [i, { typedExtensionConfig }] of message.policies.entries()) {
    const any = typedExtensionConfig?.typedConfig ?? null
    const name = any === null ? '' : typeNameOf(any)
    const here = at.at('policies', i).at('typed_extension_config.typed_config')
    if (any !== null && (name === TypedStruct.typeName || name === UdpaTypedStruct.typeName)) {
      const own = compileOwn(any, here)
      if (own !== 'unknown') return own
    }
    const compile = KNOWN.get(name)
    if (any !== null && compile !== undefined) return compile(any.value, here, depth)
    seen.push(name)
  }
  place.unsupported(`none of ${JSON.stringify(seen)}`)
  return null
}

function entry<M>(
  type: MessageType<M>,
  compile: (message: M, at: Violations, depth: number) => PolicyResult,
): readonly [string, Compile] {
  return [
    type.typeName,
    (value, at, depth) => {
      const message = decode(type, value, at)
      return message === null ? null : compile(message, at, depth)
    },
  ]
}

const KNOWN: ReadonlyMap<string, Compile> = new Map([
  entry(RoundRobinLb, (message, at) => {
    const slowStart = compileSlowStart(message.slowStartConfig, at.at('slow_start_config'))
    return plain(roundRobin({ slowStart }), message.localityLbConfig)
  }),
  entry(LeastRequestLb, (message, at) => {
    const isFullScan =
      message.selectionMethod === LeastRequestLbSelectionMethod.FULL_SCAN ||
      message.enableFullScan === true
    return plain(compileLeastRequest(message, { isFullScan }, at), message.localityLbConfig)
  }),
  entry(RandomLb, (message) => plain(randomChoice, message.localityLbConfig)),
  entry(RingHashLb, (message, at) => {
    const isMurmur = message.hashFunction === RingHashLbHashFunction.MURMUR_HASH_2
    const ring = compileRing(message, isMurmur ? 'murmurHash2' : 'xxHash64', at)
    const common: ConsistentHashingLbConfig = message.consistentHashingLbConfig ?? {
      useHostnameForHashing: message.useHostnameForHashing,
      hashBalanceFactor: message.hashBalanceFactor,
      hashPolicy: [],
    }
    return hashing(ring, common, message.localityWeightedLbConfig !== null, at)
  }),
  entry(MaglevLb, (message, at) =>
    hashing(
      compileTable(message.tableSize, at),
      message.consistentHashingLbConfig,
      message.localityWeightedLbConfig !== null,
      at,
    ),
  ),
  // ORIGINAL_DST clusters never ask their policy.
  entry(ClusterProvidedLb, () => plain(roundRobin(), null)),
  entry(SubsetLb, (message, at, depth) => {
    const place = at.at('subset_lb_policy')
    if (message.subsetLbPolicy === null) {
      place.add('is required')
      return null
    }
    const inner = compilePolicyList(message.subsetLbPolicy, place, depth + 1)
    const subset = compileSubset(message, message.allowRedundantKeys, at)
    return inner === null ? null : { ...inner, subset }
  }),
  entry(WrrLocalityLb, (message, at, depth) => {
    const place = at.at('endpoint_picking_policy')
    if (message.endpointPickingPolicy === null) {
      place.add('is required')
      return null
    }
    const inner = compilePolicyList(message.endpointPickingPolicy, place, depth + 1)
    return inner === null ? null : { ...inner, locality: { kind: 'weighted' } }
  }),
])

function plain(policy: BalancerPolicy | null, locality: LocalityLbConfig | null): PolicyResult {
  if (policy === null) return null
  return {
    policy,
    locality: compileLocality(locality),
    failTrafficOnPanic: locality?.zoneAwareLbConfig?.failTrafficOnPanic ?? false,
    usesHostnameForHashing: false,
    latency: null,
    subset: null,
    hashPolicies: [],
  }
}

function hashing(
  policy: BalancerPolicy | null,
  common: ConsistentHashingLbConfig | null,
  isWeighted: boolean,
  at: Violations,
): PolicyResult {
  const place = at.at('consistent_hashing_lb_config.hash_balance_factor')
  const bounded = withBound(policy, common?.hashBalanceFactor ?? null, place)
  if (bounded === null) return null
  const locality: LocalitySpec = isWeighted ? { kind: 'weighted' } : DEFAULT_LOCALITY
  return {
    policy: bounded,
    locality,
    failTrafficOnPanic: false,
    usesHostnameForHashing: common?.useHostnameForHashing ?? false,
    latency: null,
    subset: null,
    hashPolicies: common?.hashPolicy ?? [],
  }
}

/** A policy of ours inside a TypedStruct; `unknown` where it is somebody else's. */
function compileOwn(any: Any, at: Violations): PolicyResult | 'unknown' {
  const type = typeNameOf(any) === TypedStruct.typeName ? TypedStruct : UdpaTypedStruct
  const wrapped = decode<TypedStruct>(type, any.value, at)
  if (wrapped === null) return null
  if (wrapped.typeUrl.slice(wrapped.typeUrl.lastIndexOf('/') + 1) !== PEAK_EWMA_TYPE)
    return 'unknown'
  const spec = plain(peakEwma, null)
  const latency = compilePeakEwma(wrapped.value ?? {}, at.at('value'))
  return spec === null ? null : { ...spec, latency }
}

/** `{defaultRtt: '0.03s', decayTime: '10s', penalizeFailures: false}`, each with its default. */
function compilePeakEwma(value: JsonObject, at: Violations): PeakEwmaSettings {
  const known = new Set(['defaultRtt', 'decayTime', 'penalizeFailures'])
  for (const key of Object.keys(value)) if (!known.has(key)) at.at(key).add('is unknown')
  const penalizes = value['penalizeFailures'] ?? PEAK_EWMA_DEFAULTS.penalizesFailures
  if (typeof penalizes !== 'boolean') at.at('penalizeFailures').add('must be true or false')
  return {
    defaultRttMs: millis(value['defaultRtt'], PEAK_EWMA_DEFAULTS.defaultRttMs, at.at('defaultRtt')),
    decayMs: millis(value['decayTime'], PEAK_EWMA_DEFAULTS.decayMs, at.at('decayTime')),
    penalizesFailures: penalizes === true,
  }
}

function millis(value: JsonValue | undefined, absent: number, at: Violations): number {
  if (value === undefined) return absent
  const seconds = typeof value === 'string' ? /^(\d+(?:\.\d{1,9})?)s$/.exec(value)?.[1] : undefined
  const ms = 1000 * Number(seconds ?? 0)
  if (ms > 0) return ms
  at.add('must be a duration above 0, such as "10s"')
  return absent
}
