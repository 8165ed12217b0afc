/** The endpoints of a cluster as they come and go: equal ones keep their object, and balancers are rebuilt when they must. */
import {
  type BalancerEnv,
  type HashTable,
  type LevelLoad,
  type LocalityMode,
  type LocalZones,
  PrioritySet,
  SubsetBalancer,
} from '@flotilla/balancer'
import { type Assignment, EMPTY_ASSIGNMENT, localityKey } from './assignment.ts'
import type { ClusterStats } from './cluster-stats.ts'
import {
  EndpointHost,
  type EndpointSettings,
  type EndpointSpec,
  keyOf,
  labelOf,
} from './endpoint-host.ts'
import { hostLevels } from './host-levels.ts'
import type { LbSpec } from './lb/lb-spec.ts'
import { isAvoided } from './retry-selection.ts'
import type { PickContext } from './types.ts'

/** Where this proxy is, and where the others of its kind are. */
export interface ProxyZones {
  readonly ownLocality: string
  /** Healthy endpoints of the local cluster; the same object while nothing changed. */
  readonly localZones: () => LocalZones | null
}

export interface HostSetOptions {
  readonly lb: LbSpec
  readonly env: BalancerEnv
  readonly endpoints: EndpointSettings
  readonly panicThresholdPct: number
  /** Whether an endpoint that discovery left out stays while its checks pass. */
  readonly keepsHealthy: boolean
  /** Null without a local cluster: zones then do not matter. */
  readonly zones: ProxyZones | null
}

export class HostSet {
  private readonly options: HostSetOptions
  private readonly stats: ClusterStats
  private readonly locality: LocalityMode
  private byKey = new Map<string, EndpointHost>()
  private assignment: Assignment = EMPTY_ASSIGNMENT
  /** Null after a change; made by the next pick, so that many changes cost one rebuild. */
  private balancer: PrioritySet<EndpointHost> | null = null
  private subsets: SubsetBalancer<EndpointHost> | null = null
  private isSubsetStale = true
  private zones: LocalZones | null = null

  constructor(options: HostSetOptions, stats: ClusterStats) {
    this.options = options
    this.stats = stats
    this.locality = localityMode(options, stats)
  }

  get hosts(): readonly EndpointHost[] {
    return [...this.byKey.values()]
  }

  find(key: string): EndpointHost | null {
    return this.byKey.get(key) ?? null
  }

  get size(): number {
    return this.byKey.size
  }

  /** Replaces the membership: unchanged endpoints keep their object, counters and pools. */
  update(assignment: Assignment): void {
    const next = new Map<string, EndpointHost>()
    let changed = 0
    for (const spec of assignment.endpoints) {
      const key = keyOf(spec)
      const known = this.byKey.get(key)
      const kept = known !== undefined && isSameEndpoint(known, spec) ? known : null
      if (kept === null) changed++
      const host = kept ?? new EndpointHost(spec, this.hashKeyOf(spec), this.options.endpoints)
      host.weight = spec.weight
      host.health = spec.health
      host.isOnNotice = false
      next.set(key, host)
    }
    const gone: EndpointHost[] = []
    for (const [key, host] of this.byKey) {
      if (next.get(key) === host) continue
      if (this.options.keepsHealthy && !host.checked.isFailed && !next.has(key)) {
        host.isOnNotice = true
        next.set(key, host)
      } else gone.push(host)
    }
    this.byKey = next
    this.assignment = assignment
    if (changed + gone.length > 0) this.stats.membershipChange++
    this.refresh()
    for (const host of gone) host.retire()
  }

  /** An endpoint that was only kept because its checks passed, and whose checks fail now, goes. */
  dropIfOnNotice(host: EndpointHost): boolean {
    if (!host.isOnNotice || !host.checked.isFailed) return false
    this.byKey.delete(host.key)
    this.stats.membershipChange++
    this.refresh()
    host.retire()
    return true
  }

  /** A host's eligibility changed. */
  refresh(): void {
    this.balancer = null
    this.isSubsetStale = true
    this.zones = null
    let healthy = 0
    let degraded = 0
    let excluded = 0
    for (const host of this.byKey.values()) {
      if (host.isExcluded) excluded++
      if (!host.isAccepting) continue
      if (host.healthy) healthy++
      else if (host.isDegraded) degraded++
    }
    this.stats.membershipTotal = this.byKey.size
    this.stats.membershipHealthy = healthy
    this.stats.membershipDegraded = degraded
    this.stats.membershipExcluded = excluded
  }

  /** A host for one attempt; one that is to be avoided only where nothing else comes up in time (Envoy). */
  pick(context: PickContext): EndpointHost | null {
    const { override = null } = context
    if (override !== null) {
      for (const host of this.byKey.values())
        if (host.label === override.label && (host.healthy || host.isDegraded)) return host
      if (override.isStrict) return null
    }
    if (this.options.lb.subset === null) {
      this.balancer ??= this.makeSet(this.levels())
      return this.pickFrom(this.balancer, context)
    }
    if (this.isSubsetStale) this.makeSubsets()
    return (
      this.subsets?.pick(context.metadataMatch ?? null, (set) => this.pickFrom(set, context)) ??
      null
    )
  }

  /** Where the healthy endpoints are, for those who balance by zone; the same object while nothing changes. */
  localZones(): LocalZones {
    if (this.zones !== null) return this.zones
    const healthyByLocality = new Map<string, number>()
    let counted = 0
    let usable = 0
    for (const host of this.byKey.values()) {
      if (host.priority !== 0 || host.isExcluded) continue
      counted++
      if (host.healthy || host.isDegraded) usable++
      if (!host.healthy) continue
      const key = localityKey(host.locality)
      healthyByLocality.set(key, (healthyByLocality.get(key) ?? 0) + 1)
    }
    const isInPanic = usable * 100 < counted * this.options.panicThresholdPct
    this.zones = { healthyByLocality, isInPanic }
    return this.zones
  }

  /** The ring or table of the first priority; made now where no request has needed it yet. */
  get hashTable(): HashTable | null {
    const { lb } = this.options
    if (!lb.policy.isHashing || lb.subset !== null) return null
    this.balancer ??= this.makeSet(this.levels())
    return this.balancer.table
  }

  /** Every host leaves. */
  clear(): void {
    this.update(EMPTY_ASSIGNMENT)
  }

  private pickFrom(set: PrioritySet<EndpointHost>, context: PickContext): EndpointHost | null {
    const { hash, tried } = context
    const loads = loadsFor(set, context)
    let host = set.pickBy(loads, hash, 0)
    if (set.wasPanic) this.stats.lbHealthyPanic++
    if (tried === null || host === null) return host
    for (let i = 1; i <= context.hostAttempts && isAvoided(host, context); i++)
      host = set.pickBy(loads, hash, i) ?? host
    return host
  }

  private levels() {
    return hostLevels(this.byKey.values(), this.assignment.localityWeights)
  }

  private makeSet(levels: ReturnType<typeof hostLevels>): PrioritySet<EndpointHost> {
    const { lb, env, panicThresholdPct } = this.options
    return new PrioritySet(levels, lb.policy, env, {
      panicThresholdPct,
      failTrafficOnPanic: lb.failTrafficOnPanic,
      overprovisioningPct: this.assignment.overprovisioningPct,
      isHealthWeighted: this.assignment.isHealthWeighted,
      locality: this.locality,
    })
  }

  private makeSubsets(): void {
    const { subset } = this.options.lb
    if (subset === null) return
    this.subsets = new SubsetBalancer(
      {
        config: subset,
        levels: this.levels(),
        makeSet: (levels) => this.makeSet(levels),
        metadataOf: (host) => host.metadata['envoy.lb'] ?? {},
        stats: this.stats,
      },
      this.subsets,
    )
    this.isSubsetStale = false
  }

  private hashKeyOf(spec: EndpointSpec): string {
    const own = spec.metadata['envoy.lb']?.['hash_key']
    if (typeof own === 'string' && own !== '') return own
    return this.options.lb.usesHostnameForHashing ? spec.hostname : labelOf(spec)
  }
}

function localityMode({ lb, zones }: HostSetOptions, stats: ClusterStats): LocalityMode {
  if (lb.locality.kind === 'weighted') return { kind: 'weighted' }
  if (zones === null) return { kind: 'none' }
  const { enabledPct, minClusterSize } = lb.locality
  const { failTrafficOnPanic } = lb
  return {
    kind: 'zoneAware',
    options: { ...zones, enabledPct, minClusterSize, failTrafficOnPanic, stats },
  }
}

/** The loads of a retry that leaves the priorities of earlier attempts. */
function loadsFor(
  set: PrioritySet<EndpointHost>,
  { tried, retry }: PickContext,
): readonly LevelLoad[] {
  const frequency = retry?.priorityFrequency ?? 0
  if (tried === null || frequency === 0) return set.loads
  return set.loadsElsewhere(
    tried.map((host) => host.priority),
    frequency,
  )
}

/** Weight and health change in place; anything else makes it another endpoint. */
function isSameEndpoint(host: EndpointHost, spec: EndpointSpec): boolean {
  return (
    host.hostname === spec.hostname &&
    JSON.stringify(host.locality) === JSON.stringify(spec.locality) &&
    JSON.stringify(host.metadata) === JSON.stringify(spec.metadata) &&
    JSON.stringify(host.healthCheck) === JSON.stringify(spec.healthCheck)
  )
}
