/** Builds mixer's parts and starts them in order. */
import { join } from 'node:path'
import { BUILTIN_ADAPTERS } from '@flotilla/adapter-builtin'
import { NO_JETSTREAM, NO_REDIS } from '@flotilla/adapter-sdk'
import { type AdminServer, startAdmin } from '@flotilla/admin'
import { Runtime, SILENT_OBSERVER } from '@flotilla/dispatch'
import { codeOf } from '@flotilla/errors'
import { startServer } from '@flotilla/grpc'
import type { IdentityAgent } from '@flotilla/identity'
import { scope } from '@flotilla/log'
import { McpMetrics } from '@flotilla/mcp'
import { Registry } from '@flotilla/metrics'
import {
  type Addresses,
  Closers,
  certificateDetails,
  openPartIdentity,
  type ProgramPart,
  partSpiffeId,
} from '@flotilla/part'
import type { Clock } from '@flotilla/time'
import { GrpcConnector } from './backend/connector.ts'
import type { CallEnvironment } from './check/check-call.ts'
import type { MixerConfig } from './config.ts'
import { debugRoutes } from './debug-routes.ts'
import { BundleStreams } from './edge/bundle-streams.ts'
import { debugEdge } from './edge/debug-edge.ts'
import { edgeService } from './edge/edge-service.ts'
import { NamespaceBundles } from './edge/namespace-bundles.ts'
import { rollUpService } from './edge/roll-up-service.ts'
import { AdapterHost } from './host/adapter-host.ts'
import { datagramClient } from './host/datagram-client.ts'
import { ExpositionServer } from './host/exposition-server.ts'
import { httpClient } from './host/http-client.ts'
import { type LineStream, lineSink } from './host/line-sink.ts'
import { meshClients, namespaceOf } from './host/mesh-clients.ts'
import { streamClient } from './host/stream-client.ts'
import { DirectorySource } from './ingest/directory-source.ts'
import { McpSource } from './ingest/mcp-source.ts'
import { ObjectStore } from './ingest/object-store.ts'
import type { Source, SourceEvents } from './ingest/source.ts'
import { PackageConnector } from './isolate/packages.ts'
import { ConfigMetrics } from './metrics/config-metrics.ts'
import { DeliveryMetrics } from './metrics/delivery-metrics.ts'
import { DispatchMetrics } from './metrics/dispatch-metrics.ts'
import { EdgeMetrics } from './metrics/edge-metrics.ts'
import { isolateMetrics } from './metrics/isolate-metrics.ts'
import { OncePerPeriod } from './metrics/once-per-period.ts'
import { RpcMetrics } from './metrics/rpc-metrics.ts'
import { PolicyGeneration } from './reload/policy-generation.ts'
import { Reloader } from './reload/reloader.ts'
import { Admission } from './rpc/admission.ts'
import { anybody, type CallerRule, meshIdentities } from './rpc/caller.ts'
import { mixerService } from './rpc/mixer-service.ts'
import { MeshEndpoints } from './workloads/mesh-endpoints.ts'
import { Workloads } from './workloads/workloads.ts'

/** Requests may end for this long when mixer stops. */
const DRAIN_MS = 5_000
/** Report batches with large headers pass, endless messages do not. docs/limits.md */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024
const log = scope('mixer')

/** What a test replaces. */
export interface MixerEdges {
  readonly clock: Clock
  readonly stdout: LineStream
  readonly stderr: LineStream
  /** Default: an agent that obtains a certificate from citadel. */
  readonly identity?: Pick<IdentityAgent, 'current' | 'onChange' | 'notAfterMs' | 'start' | 'close'>
}

/** Answers policy checks and takes reports. Nothing is read, bound or scheduled before `start`. */
export class Mixer implements ProgramPart {
  private readonly config: MixerConfig
  private readonly core: Core
  private readonly closers = new Closers()

  constructor(config: MixerConfig, edges: MixerEdges) {
    this.config = config
    this.core = buildCore(config, edges)
  }

  /** Serves UNAVAILABLE until a configuration is in force. On failure everything that was opened is closed again. */
  async start(): Promise<Addresses> {
    try {
      return await this.open()
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /** Lets calls end, then adapters flush what they hold. */
  async close(): Promise<void> {
    const { source, reloader, runtime, identity } = this.core
    source.close()
    reloader.close()
    await this.closers.close()
    await runtime.close()
    identity.close()
  }

  private async open(): Promise<Addresses> {
    const { config, core } = this
    const admin = await startMonitoring(config, core)
    await this.closers.add(() => admin.close())
    await this.closers.add(() => core.exposition.close())
    const metrics = await core.exposition.listen(config.prometheusAddress)
    const hasIdentity = await obtainIdentity(config, core)
    core.source.start()
    const addresses: Record<string, string> = { metrics, monitoring: admin.address }
    if (hasIdentity)
      addresses['grpc'] = await this.serve(config.grpcAddress, meshIdentities(config.trustDomain), {
        identity: core.identity,
        clientCertificate: 'require',
      })
    if (config.plainAddress !== null)
      addresses['plain'] = await this.serve(config.plainAddress, anybody, 'plaintext')
    return addresses
  }

  private async serve(address: string, mayCall: CallerRule, tls: Tls): Promise<string> {
    const { service, edge } = this.core
    const { streams } = edge
    const options = { ...service, mayCall }
    const services = [mixerService(options), rollUpService(options)]
    if (streams !== null) services.push(edgeService({ ...edge, streams, mayCall }))
    const server = await startServer({
      address,
      tls,
      maxMessageBytes: MAX_MESSAGE_BYTES,
      clock: service.clock,
      services,
    })
    await this.closers.add(() => {
      streams?.close()
      return server.close(DRAIN_MS)
    })
    return server.address
  }
}

/**
 * Waits for the first certificate. Mixer alone, on a folder, with a plaintext port and no token to join with, does
 * without: then only that port is served.
 */
async function obtainIdentity(config: MixerConfig, core: Core): Promise<boolean> {
  try {
    await core.identity.start()
    return true
  } catch (error) {
    const isAlone = config.plainAddress !== null && config.source.kind === 'fs'
    if (!isAlone || config.joinTokenFile !== null || codeOf(error) !== 'FLT_IDENTITY_UNAVAILABLE')
      throw error
    log.warn('no certificate and no join token, only the plaintext port is served')
    core.mode.isPlaintextOnly = true
    return false
  }
}

type Tls = Parameters<typeof startServer>[0]['tls']
type Core = ReturnType<typeof buildCore>

/** The parts, none of which does I/O before it is started. */
function buildCore(config: MixerConfig, edges: MixerEdges) {
  const { clock } = edges
  const registry = new Registry()
  const exposition = new ExpositionServer()
  const workloads = new Workloads(config.source.kind === 'mcp', clock)
  const endpoints = new MeshEndpoints(config.trustDomain)
  const identity = edges.identity ?? openPartIdentity(config, 'mixer', config.stateDir, clock)
  const delivery = new DeliveryMetrics(registry)
  const stdout = lineSink(edges.stdout, (error) => log.warn('standard output is closed', { error }))
  const stderr = lineSink(edges.stderr, () => undefined)
  const backends = new PackageConnector(
    {
      folder: join(config.stateDir, 'adapters'),
      outside: { exposition, stdout, stderr },
      metrics: isolateMetrics(registry),
    },
    new GrpcConnector({ identity, endpoints }),
  )
  const host = new AdapterHost({
    clock,
    random: Math.random,
    outside: {
      http: httpClient,
      streams: streamClient,
      datagrams: datagramClient,
      redis: NO_REDIS,
      jetStream: NO_JETSTREAM,
      workloads,
      exposition,
      stdout,
      stderr,
      backends,
    },
    outsideOf: (handler) =>
      meshClients({ endpoints, identity, random: Math.random }, namespaceOf(handler)),
    deliveryOf: (handler) => delivery.of(handler),
    onClosed: (error) => configMetrics.handlerClosed(error),
  })
  const runtime = new Runtime({
    adapters: BUILTIN_ADAPTERS,
    defaultNamespace: config.rootNamespace,
    host,
  })
  const configMetrics = new ConfigMetrics(registry, () => runtime.table.handlers.values())
  const store = new ObjectStore()
  const reloader = new Reloader({
    runtime,
    store,
    workloads,
    endpoints,
    metrics: configMetrics,
    clock,
    onReloaded: () => edge.streams?.touch(),
  })
  const source = sourceOf(config, identity, clock, new McpMetrics(registry, 'mixer'), {
    changed: (collection, objects) => reloader.changed(store.replace(collection, objects)),
    complete: () => {
      reloader.complete()
      // A version that changes no rule is another generation, too.
      edge.streams?.touch()
    },
  })
  const generation = new PolicyGeneration({ source, reloader, clock })
  const edge = buildEdge(config, registry, runtime, clock, () => generation.current)
  const observer = new DispatchMetrics(registry, log, new OncePerPeriod(clock))
  const environment: CallEnvironment = {
    context: { clock, observer },
    log,
    table: () => runtime.table,
    generation: () => generation.current,
  }
  const admission = new Admission({
    maxRequests: config.maxRequests,
    maxBytes: config.maxRequestBytes,
  })
  const metrics = new RpcMetrics(registry)
  const isConfigured = (): boolean => reloader.isConfigured
  const service = { environment, admission, metrics, clock, isConfigured }
  const mode = { isPlaintextOnly: false }
  let inForce: number | null = null
  const versionInForce = (): number | null => {
    // A version that changes nothing of ours is in force as soon as it is here.
    if (reloader.isSettled) inForce = source.version()
    return inForce
  }
  return {
    registry,
    exposition,
    workloads,
    runtime,
    reloader,
    identity,
    source,
    service,
    edge,
    mode,
    versionInForce,
  }
}

function buildEdge(
  config: MixerConfig,
  registry: Registry,
  runtime: Runtime,
  clock: Clock,
  generation: () => number,
) {
  const metrics = new EdgeMetrics(registry)
  const bundles = new NamespaceBundles(() => runtime.table, config.rootNamespace)
  const streams = config.offersBundles
    ? new BundleStreams({ bundles, generation, metrics, clock })
    : null
  return { metrics, bundles, streams, generation }
}

function startMonitoring(config: MixerConfig, core: Core): Promise<AdminServer> {
  const { identity, reloader, source, registry, runtime, workloads, mode, edge } = core
  const debug = debugRoutes({
    runtime,
    reloader,
    workloads,
    // What is only tried is not counted as what was asked.
    context: { clock: core.service.clock, observer: SILENT_OBSERVER },
    rootNamespace: config.rootNamespace,
  })
  const edgePage = debugEdge({
    ...edge,
    namespaces: () => runtime.table.snapshot.rules.map((rule) => rule.namespace),
  })
  return startAdmin({
    address: config.monitoringAddress,
    kind: 'mixer',
    readiness: () => [
      ...(identity.current() === null && !mode.isPlaintextOnly ? ['no valid certificate'] : []),
      ...source.missing(),
      ...(reloader.isConfigured ? [] : ['no configuration in force']),
    ],
    details: () => ({
      configVersion: core.versionInForce(),
      pendingChanges: !reloader.isSettled,
      problems: reloader.problems().length,
      ...certificateDetails(identity),
    }),
    registry,
    routes: (app) => {
      debug(app)
      edgePage(app)
    },
  })
}

function sourceOf(
  config: MixerConfig,
  identity: NonNullable<MixerEdges['identity']>,
  clock: Clock,
  metrics: McpMetrics,
  events: SourceEvents,
): Source {
  if (config.source.kind === 'fs')
    return new DirectorySource(config.source.directory, clock, events)
  const { target } = config.source
  const galleyId = partSpiffeId(config, 'galley')
  return new McpSource({ target, identity, galleyId, clock, metrics }, events)
}
