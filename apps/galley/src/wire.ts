/** Builds galley's parts and starts them in order. */
import { type AdminServer, startAdmin } from '@flotilla/admin'
import { startServer } from '@flotilla/grpc'
import type { IdentityAgent } from '@flotilla/identity'
import { MAX_MESSAGE_BYTES, McpSourceServer } from '@flotilla/mcp'
import {
  type Addresses,
  Closers,
  certificateDetails,
  openPartIdentity,
  type PartName,
  type ProgramPart,
  partSpiffeId,
} from '@flotilla/part'
import type { Clock } from '@flotilla/time'
import type { Right } from './api/routes.ts'
import { serveSocket, serveTls } from './api/servers.ts'
import type { GalleyConfig } from './config.ts'
import { Configuration } from './configuration.ts'
import { Debouncer } from './distribute/debouncer.ts'
import { SnapshotBuilder } from './distribute/snapshots.ts'
import { galleyMetrics } from './metrics.ts'
import { DirectorySource } from './sources/directory.ts'
import { AddressStore } from './store/address-store.ts'
import { openDatabase } from './store/database.ts'
import { LeaseStore } from './store/lease-store.ts'
import { VersionStore } from './store/version-store.ts'
import { registeredHosts } from './validate/registered-hosts.ts'

/** Takes configuration and hands it on. Nothing is read, bound or scheduled before `start`. */
export class Galley implements ProgramPart {
  private readonly config: GalleyConfig
  private readonly clock: Clock
  private readonly identity: IdentityAgent
  private readonly closers = new Closers()

  constructor(config: GalleyConfig, clock: Clock) {
    this.config = config
    this.clock = clock
    this.identity = openPartIdentity(config, 'galley', config.stateDir, clock)
  }

  /** On failure everything that was opened is closed again. */
  async start(): Promise<Addresses> {
    try {
      return await this.serve(await this.openParts())
    } catch (error) {
      await this.close()
      throw error
    }
  }

  async close(): Promise<void> {
    this.identity.close()
    await this.closers.close()
  }

  /** The store, and what follows it: sources of configuration, leases, and the snapshots for sinks. */
  private async openParts() {
    const { config, clock, closers } = this
    const database = openDatabase(config.stateDir)
    await closers.add(() => database.close())
    const metrics = galleyMetrics(
      () => source.sinks().length,
      () => clock.nowMs(),
      config.rootNamespace,
    )
    const source = new McpSourceServer({
      allowedSinks: new Set((['pilot', 'mixer', 'citadel'] as const).map((n) => this.idOf(n))),
      onAnswer: metrics.answered,
      onSent: metrics.sent,
      onFailure: metrics.broke,
    })
    const builder = new SnapshotBuilder(clock.wallMs())
    const debouncer = new Debouncer(clock, {
      onChange: metrics.changed,
      publish: (gathered) => {
        const objects = configuration.inForce()
        source.publish(
          builder.build({
            version: versions.current,
            objects,
            leases: leases.entries(),
            addresses: addresses.all(),
          }),
        )
        metrics.published(objects, gathered)
      },
    })
    await closers.add(() => debouncer.close())
    const changed = (): void => debouncer.touch()
    const versions = new VersionStore(database)
    const leases = new LeaseStore(database, clock, changed)
    await closers.add(() => leases.close())
    const addresses = new AddressStore(database, changed)
    const configuration = new Configuration({
      store: versions,
      clock,
      rootNamespace: config.rootNamespace,
      onVersion: changed,
      onVerdict: metrics.judged,
      knownHosts: () => registeredHosts(leases.entries()),
    })
    const directories = config.directories.map(
      (dir) => new DirectorySource(dir, configuration, clock),
    )
    for (const directory of directories) {
      directory.start()
      await closers.add(() => directory.close())
    }
    const folders = (): readonly DirectorySource[] => directories
    const onFailure = metrics.failed
    const api = { configuration, versions, leases, addresses, source, folders, onFailure }
    return { api, metrics, debouncer, directories }
  }

  private async serve(parts: GalleyParts): Promise<Addresses> {
    const { config, clock, identity, closers } = this
    const admin = await this.startMonitoring(parts)
    await closers.add(() => admin.close())
    if (config.apiSocket !== null) {
      const socket = await serveSocket(config.apiSocket, parts.api)
      await closers.add(() => socket.close())
    }
    await identity.start()
    parts.debouncer.touch()
    const rights = new Map<string, ReadonlySet<Right>>([
      [this.idOf('pilot'), new Set<Right>(['lease', 'address', 'read'])],
    ])
    const api = await serveTls({ address: config.apiAddress, identity, clock, rights }, parts.api)
    await closers.add(() => api.close())
    const grpc = await startServer({
      address: config.grpcAddress,
      services: [parts.api.source.binding],
      maxMessageBytes: MAX_MESSAGE_BYTES,
      tls: { identity, clientCertificate: 'require' },
    })
    await closers.add(() => grpc.close())
    return { grpc: grpc.address, http: api.address, metrics: admin.address }
  }

  private startMonitoring({ api, metrics, directories }: GalleyParts): Promise<AdminServer> {
    const { identity } = this
    return startAdmin({
      address: this.config.monitoringAddress,
      kind: 'galley',
      readiness: () => [
        ...(identity.current() === null ? ['no valid certificate'] : []),
        ...directories
          .filter((directory) => !directory.readable)
          .map(() => 'a watched folder cannot be read'),
      ],
      details: () => ({
        configVersion: api.versions.current,
        ...certificateDetails(identity),
      }),
      registry: metrics.registry,
      routes: (app) => {
        app.get('/debug/violations', () =>
          directories.flatMap((directory) => directory.violations()),
        )
      },
    })
  }

  private idOf(part: PartName): string {
    return partSpiffeId(this.config, part)
  }
}

type GalleyParts = Awaited<ReturnType<Galley['openParts']>>
