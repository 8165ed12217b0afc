/** All clusters by name: warming before use, swapping whole, draining what was replaced. */
import type { Timer } from '@flotilla/time'
import type { ConfigViolation } from '../http/filter.ts'
import { chooseAggregate } from './aggregate.ts'
import { type Assignment, EMPTY_ASSIGNMENT } from './assignment.ts'
import type { ClusterSpec } from './cluster-spec.ts'
import { ClusterStats } from './cluster-stats.ts'
import { DnsEndpoints, type Resolve } from './dns-endpoints.ts'
import type { Cluster, ClusterManager } from './types.ts'
import { type ClusterEnv, UpstreamCluster } from './upstream-cluster.ts'

/** Where endpoints of EDS clusters come from. */
export interface AssignmentSource {
  /** Calls back with the assignment known now, if any, and with each later one. Returns what stops it. */
  watch(edsName: string, onAssignment: (assignment: Assignment) => void): () => void
}

/** Where this proxy is, for clusters that balance by zone. */
export interface LocalClusterSettings {
  readonly name: string
  readonly ownLocality: string
}

export interface ClusterManagerEnv
  extends Omit<ClusterEnv, 'zones' | 'writeEvent' | 'outlierEventLog'> {
  /** Default: events are logged nowhere. */
  readonly writeEvent?: ClusterEnv['writeEvent']
  readonly outlierEventLog?: string
  /** Null: zones do not matter. */
  readonly localCluster?: LocalClusterSettings | null
  readonly resolve: Resolve
  /** Called whenever a cluster has become warm. */
  readonly onProgress: () => void
}

interface Entry {
  readonly cluster: UpstreamCluster
  readonly generation: number
  readonly origin: 'static' | 'cds'
  readonly version: string
  readonly updatedWallMs: number
  /** Stops what feeds it endpoints. */
  stop: () => void
  isWarm: boolean
}

export interface ClusterInfo {
  readonly cluster: UpstreamCluster
  readonly origin: 'static' | 'cds'
  readonly version: string
  readonly updatedWallMs: number
  readonly isWarm: boolean
}

/** A name that may not be taken: static clusters are the bootstrap's. */
export type UpsertResult =
  | { readonly kind: 'ok' }
  | { readonly kind: 'bad'; readonly violation: ConfigViolation }

export class Clusters implements ClusterManager {
  private readonly env: ClusterManagerEnv
  private readonly clusterEnv: ClusterEnv
  private readonly assignments: AssignmentSource
  private readonly active = new Map<string, Entry>()
  private readonly warming = new Map<string, Entry>()
  private readonly statsByName = new Map<string, ClusterStats>()
  /** Counts clusters that were made: threads that apply the same updates count alike. */
  private generation = 0
  private readonly byGeneration = new Map<number, UpstreamCluster>()
  added = 0
  modified = 0
  removed = 0

  constructor(env: ClusterManagerEnv, assignments: AssignmentSource) {
    this.env = env
    this.assignments = assignments
    const local = env.localCluster ?? null
    this.clusterEnv = {
      ...env,
      writeEvent: env.writeEvent ?? (() => undefined),
      outlierEventLog: env.outlierEventLog ?? '',
      zones:
        local === null
          ? null
          : {
              ownLocality: local.ownLocality,
              localZones: () => this.find(local.name)?.localZones() ?? null,
            },
    }
  }

  get(name: string): Cluster | null {
    const cluster = this.active.get(name)?.cluster ?? null
    if (cluster === null || cluster.spec.aggregates === null) return cluster
    return this.partOf(cluster.spec.aggregates)
  }

  /** The cluster of an aggregate that takes the next request, null where none of them is here. */
  private partOf(names: readonly string[]): Cluster | null {
    const parts = names.map((name) => this.find(name))
    const index = chooseAggregate(parts, this.env.random())
    return parts[Math.max(0, index)] ?? parts.find((part) => part !== null) ?? null
  }

  /** The same with everything that configuration says of it. */
  find(name: string): UpstreamCluster | null {
    return this.active.get(name)?.cluster ?? null
  }

  /** Those in use and those that warm. */
  list(): readonly ClusterInfo[] {
    return [...this.active.values(), ...this.warming.values()]
  }

  /** The one that was made as this one in another thread; null where it is not used any more. */
  made(generation: number): UpstreamCluster | null {
    return this.byGeneration.get(generation) ?? null
  }

  get warmingCount(): number {
    return this.warming.size
  }

  /** Statistics by name, of clusters in use. */
  stats(): ReadonlyMap<string, ClusterStats> {
    return this.statsByName
  }

  /** Whether CDS may set or remove this name. */
  isStatic(name: string): boolean {
    return this.active.get(name)?.origin === 'static' || this.warming.get(name)?.origin === 'static'
  }

  /** Adds or replaces a cluster. It is used once it is warm; until then the old one serves on. */
  upsert(spec: ClusterSpec, origin: 'static' | 'cds', version: string): void {
    const known = this.warming.get(spec.name) ?? this.active.get(spec.name)
    if (known !== undefined && known.version === version && version !== '') return
    this.discardWarming(spec.name)
    const generation = ++this.generation
    const cluster = new UpstreamCluster(spec, this.statsOf(spec), this.clusterEnv, generation)
    const entry: Entry = {
      cluster,
      generation,
      origin,
      version,
      updatedWallMs: this.env.clock.wallMs(),
      stop: () => undefined,
      isWarm: false,
    }
    this.warming.set(spec.name, entry)
    this.byGeneration.set(generation, cluster)
    entry.stop = this.feed(entry)
  }

  remove(name: string): void {
    this.discardWarming(name)
    const entry = this.active.get(name)
    if (entry === undefined) return
    this.active.delete(name)
    this.retire(entry)
    this.removed++
    this.forgetStats(entry.cluster.spec.statName)
  }

  close(): void {
    for (const name of [...this.warming.keys()]) this.discardWarming(name)
    for (const entry of this.active.values()) this.retire(entry)
    this.active.clear()
  }

  /** Starts what gives the cluster its endpoints; the first answer makes it warm. */
  private feed(entry: Entry): () => void {
    const { cluster } = entry
    const { spec } = cluster
    let hasEndpoints = false
    const onAssignment = (assignment: Assignment): void => {
      cluster.setEndpoints(assignment)
      if (hasEndpoints) return
      hasEndpoints = true
      // Endpoints that are to be checked must have been, before anything is sent to them.
      cluster.startChecks(() => this.becomeWarm(entry))
    }
    const { sharing = null } = this.env
    const unfollow =
      sharing?.kind === 'follows'
        ? sharing.follow(entry.generation, (news) => {
            if (news.kind === 'endpoints') onAssignment(news.assignment)
            else cluster.onNews(news)
          })
        : null
    if (spec.type === 'eds') {
      const stop = this.feedEds(entry, onAssignment)
      return () => {
        unfollow?.()
        stop()
      }
    }
    if (spec.type === 'static' || spec.type === 'originalDst') {
      cluster.startChecks(() => this.becomeWarm(entry))
      return unfollow ?? (() => undefined)
    }
    // Another thread resolves for all.
    if (unfollow !== null) return unfollow
    const { resolve, clock } = this.env
    const dns = new DnsEndpoints(spec, cluster.stats, resolve, clock, (assignment) => {
      if (sharing?.kind === 'leads')
        sharing.tell(entry.generation, { kind: 'endpoints', assignment })
      onAssignment(assignment)
    })
    void dns.start()
    return () => dns.close()
  }

  private feedEds(entry: Entry, onAssignment: (assignment: Assignment) => void): () => void {
    const { spec } = entry.cluster
    let staleTimer: Timer | null = null
    const stop = this.assignments.watch(spec.edsName, (assignment) => {
      staleTimer?.cancel()
      staleTimer = this.armStale(entry, assignment)
      entry.cluster.stats.updateAttempt++
      entry.cluster.stats.updateSuccess++
      onAssignment(assignment)
    })
    // An answer that never comes must not keep the proxy from starting: an empty cluster answers 503 (UH).
    const timer =
      spec.initialFetchTimeoutMs === 0 || entry.isWarm
        ? null
        : this.env.clock.after(spec.initialFetchTimeoutMs, () => {
            if (!entry.isWarm) onAssignment(EMPTY_ASSIGNMENT)
          })
    return () => {
      timer?.cancel()
      staleTimer?.cancel()
      stop()
    }
  }

  /** An assignment that is not renewed in its time is not used any longer. */
  private armStale(entry: Entry, assignment: Assignment): Timer | null {
    if (assignment.staleAfterMs === 0) return null
    const { cluster } = entry
    cluster.stats.assignmentTimeoutReceived++
    return this.env.clock.after(assignment.staleAfterMs, () => {
      cluster.stats.assignmentStale++
      cluster.setEndpoints(EMPTY_ASSIGNMENT)
    })
  }

  private becomeWarm(entry: Entry): void {
    if (entry.isWarm) return
    const { name } = entry.cluster
    entry.isWarm = true
    this.warming.delete(name)
    const old = this.active.get(name)
    this.active.set(name, entry)
    entry.cluster.start()
    if (old === undefined) this.added++
    else {
      this.modified++
      this.retire(old)
    }
    this.env.onProgress()
  }

  private discardWarming(name: string): void {
    const entry = this.warming.get(name)
    if (entry === undefined) return
    this.warming.delete(name)
    this.retire(entry)
  }

  private retire(entry: Entry): void {
    entry.stop()
    entry.cluster.drain()
    this.byGeneration.delete(entry.generation)
  }

  private statsOf(spec: ClusterSpec): ClusterStats {
    const found = this.statsByName.get(spec.statName)
    const tracked = spec.config.requests?.tracked ?? null
    found?.track(tracked)
    if (found !== undefined) return found
    const made = new ClusterStats()
    made.track(tracked)
    this.statsByName.set(spec.statName, made)
    return made
  }

  private forgetStats(statName: string): void {
    for (const entry of this.active.values()) if (entry.cluster.spec.statName === statName) return
    this.statsByName.delete(statName)
  }
}
