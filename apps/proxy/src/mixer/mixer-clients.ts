/** The Mixer client of this process: one check cache and quota pools per policy cluster, one batcher per telemetry cluster. They outlive configurations. */
import { randomUUID } from 'node:crypto'
import type { RollUpPlan } from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { CheckClient } from './check-client.ts'
import { BundleClient } from './edge/bundle-client.ts'
import { EdgeStats } from './edge/edge-stats.ts'
import type { EdgeTransport } from './edge/edge-transport.ts'
import type { TransportSettings } from './filter-config.ts'
import { MixerStats } from './mixer-stats.ts'
import { PolicyGeneration } from './policy-generation.ts'
import { ReportBatcher } from './report-batcher.ts'
import type { MixerTransport } from './transport.ts'

export interface MixerClientsOptions {
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** The transport to a cluster; called once for each. */
  readonly transport: (cluster: string) => MixerTransport
  /** What rules may decide here; without it nothing does. */
  readonly edge?: EdgeOptions
  /** Default a random UUID. */
  readonly instanceId?: string
}

export interface EdgeOptions {
  /** Of this proxy. */
  readonly namespace: string
  /** The transport of bundles from a policy cluster; called once for each. */
  readonly transport: (cluster: string) => EdgeTransport
}

interface PlanInForce {
  readonly plan: RollUpPlan | null
  readonly generation: number
}

export class MixerClients {
  readonly httpStats: MixerStats = new MixerStats()
  readonly tcpStats: MixerStats = new MixerStats()
  readonly edgeStats: EdgeStats = new EdgeStats()
  private readonly options: MixerClientsOptions
  /** Different for each process: stands in deduplication and connection ids. */
  readonly instanceId: string
  private readonly transports: Map<string, MixerTransport> = new Map()
  private readonly checks: Map<string, CheckClient> = new Map()
  private readonly reports: Map<string, ReportBatcher> = new Map()
  /** By policy cluster. */
  private readonly bundles: Map<string, BundleClient> = new Map()
  /** By policy cluster. */
  private readonly generations: Map<string, PolicyGeneration> = new Map()
  /** By telemetry cluster: the generations of the policy clusters it is configured with, which its answers tell of too. */
  private readonly told: Map<string, Set<PolicyGeneration>> = new Map()

  /** By policy cluster: who reports to the same Mixer. */
  private readonly batchersOf: Map<string, Set<ReportBatcher>> = new Map()
  /** By policy cluster: how reports are summed up. */
  private readonly plans: Map<string, PlanInForce> = new Map()

  constructor(options: MixerClientsOptions) {
    this.options = options
    this.instanceId = options.instanceId ?? randomUUID()
  }

  /** The check client of a policy cluster. Call it when configuration arrives, not for each request. */
  checkClient(settings: TransportSettings): CheckClient {
    let client = this.checks.get(settings.checkCluster)
    if (client === undefined) {
      client = new CheckClient({
        transport: this.transport(settings.checkCluster),
        clock: this.options.clock,
        random: this.options.random,
        deduplicationPrefix: `${this.instanceId}-${this.checks.size}`,
        generation: this.generation(settings.checkCluster),
        edge: this.bundleClient(settings.checkCluster),
      })
      this.checks.set(settings.checkCluster, client)
    }
    return client
  }

  /** The batcher of a telemetry cluster and its batch limits, counted in `stats`. */
  reportBatcher(settings: TransportSettings, stats: MixerStats): ReportBatcher {
    const { reportCluster, reportMaxEntries, reportMaxTimeMs } = settings
    const kind = stats === this.tcpStats ? 'tcp' : 'http'
    const told = this.generationsToldBy(settings)
    const key = `${kind} ${reportMaxEntries} ${reportMaxTimeMs} ${reportCluster}`
    let batcher = this.reports.get(key)
    if (batcher === undefined) {
      batcher = new ReportBatcher({
        transport: this.transport(reportCluster),
        clock: this.options.clock,
        random: this.options.random,
        stats,
        maxEntries: reportMaxEntries,
        maxTimeMs: reportMaxTimeMs,
        onGeneration: (generation) => {
          const nowMs = this.options.clock.nowMs()
          for (const one of told) one.see(generation, nowMs)
        },
      })
      this.reports.set(key, batcher)
    }
    this.join(settings.checkCluster, batcher)
    return batcher
  }

  /**
   * Sums reports up by a plan that Mixer gave with this policy generation; null: sends each. It holds for all that is
   * reported with this policy cluster, also for filters that come later, until the next call.
   */
  rollUp(checkCluster: string, plan: RollUpPlan | null, generation: number): void {
    this.plans.set(checkCluster, { plan, generation })
    for (const batcher of this.batchersOf.get(checkCluster) ?? []) batcher.rollUp(plan, generation)
  }

  /** Listens for what may be decided and summed up here. For the first request: whoever has none does not need it. */
  listen(settings: TransportSettings): void {
    this.bundleClient(settings.checkCluster)?.start()
  }

  /** Sends the reports that wait, and listens no more. For a shutdown; the caller sets the time limit. */
  async drain(): Promise<void> {
    for (const bundles of this.bundles.values()) bundles.close()
    await Promise.all([...this.reports.values()].map((batcher) => batcher.drain()))
  }

  private join(checkCluster: string, batcher: ReportBatcher): void {
    const batchers = this.batchersOf.get(checkCluster) ?? new Set()
    this.batchersOf.set(checkCluster, batchers)
    if (batchers.has(batcher)) return
    batchers.add(batcher)
    const known = this.plans.get(checkCluster)
    if (known !== undefined) batcher.rollUp(known.plan, known.generation)
  }

  private bundleClient(checkCluster: string): BundleClient | null {
    const { edge, clock, random } = this.options
    if (edge === undefined) return null
    let client = this.bundles.get(checkCluster)
    if (client === undefined) {
      client = new BundleClient({
        transport: edge.transport(checkCluster),
        clock,
        random,
        namespace: edge.namespace,
        generation: this.generation(checkCluster),
        stats: this.edgeStats,
        // Its modules stay out of memory until a bundle comes.
        load: () => import('./edge/edge-engine.ts'),
        onRollUp: (plan, generation) => this.rollUp(checkCluster, plan, generation),
      })
      this.bundles.set(checkCluster, client)
    }
    return client
  }

  private generation(checkCluster: string): PolicyGeneration {
    let generation = this.generations.get(checkCluster)
    if (generation === undefined) {
      generation = new PolicyGeneration()
      this.generations.set(checkCluster, generation)
    }
    return generation
  }

  // A cache that serves every request makes no calls: what tells of a change then are the answers to reports. Both
  // clusters of one configuration are one Mixer under two names (docs/adr/0005-policy-generation.md).
  private generationsToldBy({
    checkCluster,
    reportCluster,
  }: TransportSettings): ReadonlySet<PolicyGeneration> {
    let told = this.told.get(reportCluster)
    if (told === undefined) {
      told = new Set()
      this.told.set(reportCluster, told)
    }
    return told.add(this.generation(checkCluster))
  }

  private transport(cluster: string): MixerTransport {
    let transport = this.transports.get(cluster)
    if (transport === undefined) {
      transport = this.options.transport(cluster)
      this.transports.set(cluster, transport)
    }
    return transport
  }
}
