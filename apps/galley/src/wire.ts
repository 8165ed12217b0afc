/** Builds galley's parts and starts them in order. */
import { startAdmin } from '@flotilla/admin'
import { startServer } from '@flotilla/grpc'
import { IdentityAgent } from '@flotilla/identity'
import { MAX_MESSAGE_BYTES, McpSourceServer } from '@flotilla/mcp'
import type { Clock } from '@flotilla/time'
import type { Right } from './api/routes.ts'
import { serveSocket, serveTls } from './api/servers.ts'
import { type GalleyConfig, readJoinToken } from './config.ts'
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

export interface RunningGalley {
  /** For the ready line. */
  readonly addresses: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** Starts galley; throws with one sentence where it cannot. */
export async function startGalley(config: GalleyConfig, clock: Clock): Promise<RunningGalley> {
  const database = openDatabase(config.stateDir)
  const metrics = galleyMetrics(
    () => source.sinks().length,
    () => clock.nowMs(),
  )
  const id = (part: string): string =>
    `spiffe://${config.trustDomain}/ns/${config.rootNamespace}/sa/istio-${part}-service-account`
  const source = new McpSourceServer({
    allowedSinks: new Set([id('pilot'), id('mixer'), id('citadel')]),
    onAnswer: metrics.answered,
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
  const changed = (): void => debouncer.touch()
  const versions = new VersionStore(database)
  const leases = new LeaseStore(database, clock, changed)
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
  for (const directory of directories) directory.start()
  const identity = new IdentityAgent({
    spiffeId: id('galley'),
    caAddress: config.caAddress,
    joinToken: () => readJoinToken(config.joinTokenFile),
    rootsPem: null,
    keyStoreDir: config.stateDir,
    clock,
  })
  const parts = {
    configuration,
    versions,
    leases,
    addresses,
    source,
    folders: () => directories,
    onFailure: metrics.failed,
  }
  const admin = await startAdmin({
    address: `${config.bind}:${config.monitoringPort}`,
    kind: 'galley',
    readiness: () => [
      ...(identity.current() === null ? ['no valid certificate'] : []),
      ...directories
        .filter((directory) => !directory.readable)
        .map(() => 'a watched folder cannot be read'),
    ],
    details: () => ({ configVersion: versions.current, certificateNotAfter: notAfter(identity) }),
    registry: metrics.registry,
    routes: (app) => {
      app.get('/debug/violations', () => directories.flatMap((directory) => directory.violations()))
    },
  })
  const socket = config.apiSocket === null ? null : await serveSocket(config.apiSocket, parts)
  await identity.start()
  debouncer.touch()
  const rights = new Map<string, ReadonlySet<Right>>([
    [id('pilot'), new Set<Right>(['lease', 'address', 'read'])],
  ])
  const api = await serveTls(
    { host: config.bind, port: config.apiPort, identity, clock, rights },
    parts,
  )
  const grpc = await startServer({
    address: `${config.bind}:${config.grpcPort}`,
    services: [source.binding],
    maxMessageBytes: MAX_MESSAGE_BYTES,
    tls: { identity, clientCertificate: 'require' },
  })
  return {
    addresses: {
      grpc: grpc.address,
      http: api.address,
      metrics: admin.address,
    },
    close: async () => {
      for (const directory of directories) directory.close()
      debouncer.close()
      leases.close()
      await Promise.all([socket?.close(), api.close(), grpc.close(), admin.close()])
      identity.close()
      database.close()
    },
  }
}

function notAfter(identity: IdentityAgent): string {
  const ms = identity.notAfterMs()
  return ms === null ? '' : new Date(ms).toISOString()
}
