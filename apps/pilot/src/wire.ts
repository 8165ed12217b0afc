/** Builds pilot from its configuration: nothing is read, bound or scheduled before `start`. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type AdminServer, startAdmin, VERSION } from '@flotilla/admin'
import { AdsServer } from '@flotilla/ads'
import { type IdentitySource, type RunningServer, startServer } from '@flotilla/grpc'
import { scope } from '@flotilla/log'
import { McpMetrics } from '@flotilla/mcp'
import { type Addresses, certificateDetails, openPartIdentity, partSpiffeId } from '@flotilla/part'
import type { Clock } from '@flotilla/time'
import type { PilotConfig } from './config.ts'
import { debugRoutes } from './debug/routes.ts'
import { AddressAllotter } from './ingest/address-allotter.ts'
import { AddressBook } from './ingest/address-book.ts'
import { ConfigStore } from './ingest/config-store.ts'
import { DirectoryFeed } from './ingest/directory-feed.ts'
import { GalleyApi } from './ingest/galley-api.ts'
import { LeaseKeeper } from './ingest/lease-keeper.ts'
import { McpFeed } from './ingest/mcp-feed.ts'
import { readMeshFile } from './ingest/mesh-file.ts'
import { PersistentState } from './ingest/persistent-state.ts'
import { Registrations } from './ingest/registrations.ts'
import { PilotMetrics } from './metrics.ts'
import { Discovery } from './push/discovery.ts'
import type { ProxyClient } from './push/proxy-client.ts'
import { PushCycle } from './push/push-cycle.ts'
import { SnapshotBuilder } from './snapshot/snapshot-builder.ts'

export interface PilotAddresses extends Addresses {
  /** Empty where only the plaintext port is served. */
  readonly grpc: string
  readonly plain: string
  readonly http: string
  readonly metrics: string
}

/** Pilot's own certificate: an identity agent, or a fake of one. */
export interface PilotIdentity extends IdentitySource {
  /** Resolves with the first certificate. */
  start(): Promise<void>
  lastFailure(): string | null
  notAfterMs(): number | null
  close(): Promise<void> | void
}

const log = scope('pilot')
const DOMAIN = 'cluster.local'
/** Workloads known from before a restart are kept for so long, so that their proxies can come back. */
const RESTORE_GRACE_MS = 30_000
/** A ready line is worth waiting for the first configuration, but not for ever. */
const FIRST_SNAPSHOT_MS = 3_000
const MAX_STREAMS = 100_000

export class Pilot {
  private readonly config: PilotConfig
  private readonly clock: Clock
  private readonly metrics: PilotMetrics
  private readonly identity: PilotIdentity
  private readonly galleyApi: GalleyApi | null
  private readonly state: PersistentState
  private readonly registrations: Registrations
  private readonly leases: LeaseKeeper
  private readonly allotter: AddressAllotter
  private readonly feed: McpFeed | DirectoryFeed
  private readonly discovery: Discovery
  private readonly ads: AdsServer<ProxyClient>
  private readonly cycle: PushCycle
  private readonly servers: RunningServer[] = []
  private admin: AdminServer | null = null

  /** @param identity default: an agent that gets its certificate from citadel */
  constructor(config: PilotConfig, clock: Clock, identity: PilotIdentity | null = null) {
    this.config = config
    this.clock = clock
    const startedMs = clock.nowMs()
    this.metrics = new PilotMetrics(VERSION, () => (clock.nowMs() - startedMs) / 1000)
    this.identity =
      identity ?? openPartIdentity(config, 'pilot', join(config.stateDir, 'keys'), clock)
    this.galleyApi = this.openGalleyApi()
    const store = new ConfigStore()
    const book = new AddressBook()
    const pilotId = randomBytes(8).toString('hex')
    this.leases = new LeaseKeeper({
      api: this.galleyApi,
      clock,
      ttlSec: config.leaseTtlSec,
      onFailure: () => this.metrics.leaseFailures.inc(),
    })
    this.registrations = new Registrations({
      clock,
      leases: this.leases,
      pilotId,
      graceMs: config.graceMs,
      onChange: () => this.cycle.endpointsChanged(),
    })
    this.state = new PersistentState(config.stateDir, {
      clock,
      book,
      registrations: this.registrations,
    })
    this.allotter = new AddressAllotter({
      book,
      api: this.galleyApi,
      clock,
      onChange: () => this.cycle.configChanged(),
    })
    const onChange = (): void => {
      this.metrics.inboundUpdates.inc({ type: 'config' })
      this.cycle.configChanged()
    }
    this.feed =
      config.source.kind === 'fs'
        ? new DirectoryFeed({ dir: config.source.directory, store, clock, onChange })
        : new McpFeed({
            target: config.source.target,
            identity: this.identity,
            expectedServerId: partSpiffeId(this.config, 'galley'),
            id: `pilot-${pilotId}`,
            metrics: new McpMetrics(this.metrics.registry, 'pilot'),
            store,
            clock,
            onChange,
          })
    this.discovery = new Discovery({
      clock,
      metrics: this.metrics,
      allowsPlaintext: config.plainAddress !== null,
      onConnect: (client) => this.connected(client),
      onDisconnect: (client, isClean) =>
        this.registrations.disconnect(client.node, client.id, isClean),
      push: (client, update) => this.ads.push(client, update),
    })
    this.ads = new AdsServer({
      handler: this.discovery,
      identifier: JSON.stringify({ kind: 'flotilla-pilot', id: pilotId, version: VERSION }),
      clock,
    })
    this.metrics.watch(() => {
      const all = [...this.discovery.clients].map((client) => client.conflicts)
      const sum = (read: (one: (typeof all)[number]) => number): number =>
        all.reduce((total, one) => total + read(one), 0)
      return {
        staleNonces: this.ads.staleNonces,
        inboundConflicts: sum((one) => one.inbound),
        outboundConflicts: sum((one) => one.outboundTcp),
        rejectedServers: sum((one) => one.gatewayServers),
      }
    })
    this.cycle = new PushCycle({
      clock,
      metrics: this.metrics,
      quietMs: config.quietMs,
      maxMs: config.maxDelayMs,
      endpointQuietMs: config.endpointQuietMs,
      builder: new SnapshotBuilder({
        clock,
        metrics: this.metrics,
        store,
        registrations: this.registrations,
        book,
        meshFile: () => readMeshFile(config.meshConfigFile),
        domain: DOMAIN,
        onHosts: (hosts) => this.allotter.want(hosts),
      }),
      discovery: this.discovery,
      configVersion: () => this.feed.configVersion,
      onBuilt: () => this.state.touch(),
    })
  }

  /** Resolves when proxies may connect. On failure everything that was opened is closed again. */
  async start(): Promise<PilotAddresses> {
    try {
      return await this.open()
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /** Ends all streams, so that proxies go elsewhere, and closes everything. Leases stay for a successor. */
  async close(): Promise<void> {
    this.feed.close()
    this.cycle.close()
    this.ads.close()
    this.state.close()
    this.allotter.close()
    this.leases.close()
    this.registrations.close()
    this.galleyApi?.close()
    await Promise.all(this.servers.map((server) => server.close()))
    await this.admin?.close()
    await this.identity.close()
  }

  private async open(): Promise<PilotAddresses> {
    const { config } = this
    readMeshFile(config.meshConfigFile)
    this.registrations.restore(this.state.load(), RESTORE_GRACE_MS)
    this.admin = await startAdmin({
      address: config.monitoringAddress,
      kind: 'pilot',
      readiness: () => this.reasons(),
      details: () => ({
        configVersion: this.feed.configVersion,
        ...certificateDetails(this.identity),
      }),
      registry: this.metrics.registry,
      routes: debugRoutes({ discovery: this.discovery, status: () => this.ads.status() }),
    })
    const plain = config.plainAddress === null ? null : await this.servePlain(config.plainAddress)
    const first = this.cycle.nextBuild()
    if (this.needsIdentity()) await this.identity.start()
    this.feed.start()
    const grpc = this.needsIdentity() ? await this.serveTls() : null
    await this.untilOrAfter(first, FIRST_SNAPSHOT_MS)
    log.info('serving', { grpc: grpc?.address, plain: plain?.address })
    return {
      grpc: grpc?.address ?? '',
      plain: plain?.address ?? '',
      http: this.admin.address,
      metrics: this.admin.address,
    }
  }

  /** Without a token, and with a plaintext port and a folder of its own, pilot can do without a certificate. */
  private needsIdentity(): boolean {
    const { source, plainAddress, joinTokenFile } = this.config
    return source.kind === 'mcp' || plainAddress === null || joinTokenFile !== null
  }

  private async serveTls(): Promise<RunningServer> {
    const server = await startServer({
      address: this.config.grpcAddress,
      services: [this.ads.service],
      tls: { identity: this.identity, clientCertificate: 'require' },
      maxConcurrentStreams: MAX_STREAMS,
      clock: this.clock,
    })
    this.servers.push(server)
    return server
  }

  private async servePlain(address: string): Promise<RunningServer> {
    const server = await startServer({
      address,
      services: [this.ads.service],
      tls: 'plaintext',
      maxConcurrentStreams: MAX_STREAMS,
      clock: this.clock,
    })
    this.servers.push(server)
    return server
  }

  /** Resolves once the snapshot knows the proxy's workload. */
  private async connected(client: ProxyClient): Promise<void> {
    const built = this.cycle.nextBuild()
    if (this.registrations.connect(client.node, client.id)) await built
  }

  private reasons(): string[] {
    const reasons = [...this.feed.reasons()]
    if (this.needsIdentity() && this.identity.current() === null)
      reasons.push(`no valid certificate: ${this.identity.lastFailure() ?? 'waiting for citadel'}`)
    if (this.discovery.snapshot === null) reasons.push('no configuration was translated yet')
    return reasons
  }

  private openGalleyApi(): GalleyApi | null {
    const { galleyApi } = this.config
    if (galleyApi === null) return null
    return new GalleyApi({
      ...galleyApi,
      identity: this.identity,
      expectedServerId: partSpiffeId(this.config, 'galley'),
      clock: this.clock,
    })
  }

  private untilOrAfter(event: Promise<void>, afterMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.clock.after(afterMs, resolve)
      void event.then(() => {
        timer.cancel()
        resolve()
      })
    })
  }
}
