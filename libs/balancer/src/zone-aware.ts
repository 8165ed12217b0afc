/** Zone-aware routing: as much as possible stays in the caller's own zone without overloading it (spec §3.2). */
import type { Balancer, BalancerEnv, BalancerPolicy, Endpoint } from './endpoint.ts'
import type { LocalityGroup, Source } from './locality.ts'

/** Where the callers of this cluster are: healthy endpoints of the local cluster by locality. */
export interface LocalZones {
  readonly healthyByLocality: ReadonlyMap<string, number>
  /** Too few of the local cluster's own endpoints are healthy for its numbers to mean anything. */
  readonly isInPanic: boolean
}

export interface ZoneAwareOptions {
  /** Locality of this proxy, as keys of groups are made. */
  readonly ownLocality: string
  /** The same object while nothing changed; null where there is no local cluster (yet). */
  readonly localZones: () => LocalZones | null
  /** Share of picks that look at zones, 0–100. Default 100. */
  readonly enabledPct: number
  /** Fewer healthy endpoints than this are not divided. Default 6. */
  readonly minClusterSize: number
  readonly failTrafficOnPanic: boolean
  readonly stats: ZoneStats
}

/** Counters under Envoy's names. */
export class ZoneStats {
  lbRecalculateZoneStructures = 0
  lbZoneClusterTooSmall = 0
  lbZoneRoutingAllDirectly = 0
  lbZoneRoutingSampled = 0
  lbZoneRoutingCrossZone = 0
  lbZoneNoCapacityLeft = 0
  lbLocalClusterNotOk = 0
}

/** Shares are counted in ten thousandths. */
const WHOLE = 10_000

/** Where requests go: every one to the own zone, or part of them and the rest by what other zones have to spare. */
interface Routing {
  readonly isDirect: boolean
  /** Of 10,000 requests, those that stay. */
  readonly localShare: number
  /** Running totals of spare capacity by locality. */
  readonly residual: readonly number[]
}

export class ZoneAware<E extends Endpoint> implements Balancer<E> {
  private readonly options: ZoneAwareOptions
  private readonly env: BalancerEnv
  private readonly flat: Balancer<E>
  private readonly groups: readonly LocalityGroup<E>[]
  private readonly balancers: readonly Balancer<E>[]
  private readonly healthyCount: number
  private zones: LocalZones | null = null
  private routing: Routing | null = null

  /** @param flat picks among all localities. */
  constructor(
    groups: readonly LocalityGroup<E>[],
    source: Source,
    policy: BalancerPolicy,
    env: BalancerEnv,
    flat: Balancer<E>,
    options: ZoneAwareOptions,
  ) {
    this.options = options
    this.env = env
    this.flat = flat
    // The own locality stands first.
    const isOwn = (group: LocalityGroup<E>): boolean => group.key === options.ownLocality
    this.groups = [...groups.filter(isOwn), ...groups.filter((group) => !isOwn(group))]
    this.balancers = this.groups.map((group) => policy.make(group[source], env, null))
    this.healthyCount = groups.reduce((sum, group) => sum + group.healthy.length, 0)
  }

  pick(hash: bigint | null, attempt: number): E | null {
    const { options, env } = this
    const zones = options.localZones()
    if (zones !== this.zones) {
      this.zones = zones
      this.routing = zones === null ? null : this.route(zones)
    }
    const { routing } = this
    if (zones === null || routing === null) return this.flat.pick(hash, attempt)
    if (options.enabledPct < 100 && env.random() * 100 >= options.enabledPct)
      return this.flat.pick(hash, attempt)
    if (zones.isInPanic) {
      options.stats.lbLocalClusterNotOk++
      return options.failTrafficOnPanic ? null : this.flat.pick(hash, attempt)
    }
    return this.balancers[this.chooseLocality(routing)]?.pick(hash, attempt) ?? null
  }

  private chooseLocality(routing: Routing): number {
    const { random } = this.env
    const { stats } = this.options
    if (routing.isDirect) {
      stats.lbZoneRoutingAllDirectly++
      return 0
    }
    if (random() * WHOLE < routing.localShare) {
      stats.lbZoneRoutingSampled++
      return 0
    }
    stats.lbZoneRoutingCrossZone++
    const { residual } = routing
    const spare = residual[residual.length - 1] ?? 0
    if (spare === 0) {
      stats.lbZoneNoCapacityLeft++
      return Math.floor(random() * residual.length)
    }
    const drawn = random() * spare
    let at = 0
    while (drawn >= (residual[at] ?? spare)) at++
    return at
  }

  /** Null where zones cannot be looked at. */
  private route(zones: LocalZones): Routing | null {
    const { groups, options } = this
    options.stats.lbRecalculateZoneStructures++
    if (groups.length < 2) return null
    if (this.healthyCount < options.minClusterSize) {
      options.stats.lbZoneClusterTooSmall++
      return null
    }
    const callers = [...zones.healthyByLocality.values()].reduce((sum, count) => sum + count, 0)
    const shareOfCallers = (key: string): number =>
      callers === 0 ? 0 : Math.floor((WHOLE * (zones.healthyByLocality.get(key) ?? 0)) / callers)
    const shares = groups.map((group) => ({
      upstream: Math.floor((WHOLE * group.healthy.length) / this.healthyCount),
      local: shareOfCallers(group.key),
    }))
    return divide(shares, groups[0]?.key === options.ownLocality)
  }
}

interface ZoneShare {
  readonly upstream: number
  readonly local: number
}

function divide(shares: readonly ZoneShare[], hasOwn: boolean): Routing {
  const own = shares[0]
  if (hasOwn && own !== undefined && own.upstream > 0 && own.upstream >= own.local)
    return { isDirect: true, localShare: WHOLE, residual: [] }
  const localShare =
    hasOwn && own !== undefined && own.local > 0
      ? Math.floor((own.upstream * WHOLE) / own.local)
      : 0
  let total = 0
  const residual = shares.map(({ upstream, local }, i) => {
    // The own zone has given what it could.
    if (!(hasOwn && i === 0)) total += Math.max(0, upstream - local)
    return total
  })
  return { isDirect: false, localShare, residual }
}
