/** The endpoints of a cluster as they come and go: equal ones keep their object, and balancers are rebuilt when they must. */
import { type BalancerPolicy, PrioritySet, type Random } from '@flotilla/balancer'
import { type Assignment, EMPTY_ASSIGNMENT } from './assignment.ts'
import type { ClusterStats } from './cluster-stats.ts'
import { EndpointHost, type EndpointSpec } from './endpoint-host.ts'

export interface HostSetOptions {
  readonly policy: BalancerPolicy
  readonly random: Random
  readonly panicThresholdPct: number
  readonly failTrafficOnPanic: boolean
  readonly usesHostnameForHashing: boolean
}

export class HostSet {
  private readonly options: HostSetOptions
  private readonly stats: ClusterStats
  private byKey = new Map<string, EndpointHost>()
  private overprovisioningPct: number = EMPTY_ASSIGNMENT.overprovisioningPct
  /** Null after a change; made by the next pick, so that many changes cost one rebuild. */
  private balancer: PrioritySet<EndpointHost> | null = null

  constructor(options: HostSetOptions, stats: ClusterStats) {
    this.options = options
    this.stats = stats
  }

  get hosts(): readonly EndpointHost[] {
    return [...this.byKey.values()]
  }

  /** Replaces the membership: unchanged endpoints keep their object, counters and pools. */
  update(assignment: Assignment): void {
    const next = new Map<string, EndpointHost>()
    let changed = 0
    for (const spec of assignment.endpoints) {
      const key = `${spec.address}|${spec.port}|${spec.priority}`
      const known = this.byKey.get(key)
      const kept = known !== undefined && isSameEndpoint(known, spec) ? known : null
      if (kept === null) changed++
      const host = kept ?? new EndpointHost(spec, this.hashKeyOf(spec))
      host.weight = spec.weight
      host.health = spec.health
      next.set(key, host)
    }
    const gone = [...this.byKey.values()].filter((host) => !isKept(next, host))
    this.byKey = next
    this.overprovisioningPct = assignment.overprovisioningPct
    if (changed + gone.length > 0) this.stats.membershipChange++
    this.refresh()
    for (const host of gone) host.retire()
  }

  /** A host's eligibility changed. */
  refresh(): void {
    this.balancer = null
    let healthy = 0
    let degraded = 0
    let excluded = 0
    for (const host of this.byKey.values()) {
      if (host.healthy) healthy++
      else if (host.health === 'degraded') degraded++
      else if (host.health === 'excluded') excluded++
    }
    this.stats.membershipTotal = this.byKey.size
    this.stats.membershipHealthy = healthy
    this.stats.membershipDegraded = degraded
    this.stats.membershipExcluded = excluded
  }

  pick(hash: bigint | null, attempt: number): EndpointHost | null {
    this.balancer ??= this.build()
    const host = this.balancer.pick(hash, attempt)
    if (this.balancer.wasPanic) this.stats.lbHealthyPanic++
    return host
  }

  /** Every host leaves. */
  clear(): void {
    this.update(EMPTY_ASSIGNMENT)
  }

  private build(): PrioritySet<EndpointHost> {
    const hosts = [...this.byKey.values()]
    const levels = 1 + hosts.reduce((most, host) => Math.max(most, host.priority), -1)
    const members = Array.from({ length: levels }, (_, priority) => {
      const level = hosts.filter((host) => host.priority === priority)
      return {
        all: level.filter((host) => host.health !== 'excluded'),
        healthy: level.filter((host) => host.healthy),
        degraded: level.filter((host) => host.health === 'degraded' && !host.isEjected),
      }
    })
    return new PrioritySet(members, this.options.policy, this.options.random, {
      panicThresholdPct: this.options.panicThresholdPct,
      failTrafficOnPanic: this.options.failTrafficOnPanic,
      overprovisioningPct: this.overprovisioningPct,
    })
  }

  private hashKeyOf(spec: EndpointSpec): string {
    const own = spec.metadata['envoy.lb']?.['hash_key']
    if (typeof own === 'string') return own
    if (this.options.usesHostnameForHashing && spec.hostname !== '') return spec.hostname
    return `${spec.address}:${spec.port}`
  }
}

function isKept(next: ReadonlyMap<string, EndpointHost>, host: EndpointHost): boolean {
  return next.get(`${host.address}|${host.port}|${host.priority}`) === host
}

/** Weight and health change in place; anything else makes it another endpoint. */
function isSameEndpoint(host: EndpointHost, spec: EndpointSpec): boolean {
  return (
    host.hostname === spec.hostname &&
    JSON.stringify(host.locality) === JSON.stringify(spec.locality) &&
    JSON.stringify(host.metadata) === JSON.stringify(spec.metadata)
  )
}
