/** Builds mixer's parts and starts them in order. */
import { type AdminServer, startAdmin } from '@flotilla/admin'
import { Runtime } from '@flotilla/dispatch'
import { codeOf } from '@flotilla/errors'
import { type RunningServer, startServer } from '@flotilla/grpc'
import { IdentityAgent } from '@flotilla/identity'
import { scope } from '@flotilla/log'
import { Registry } from '@flotilla/metrics'
import { formatHostPort } from '@flotilla/net'
import type { Clock } from '@flotilla/time'
import type { CallEnvironment } from './check/check-call.ts'
import { type MixerConfig, readJoinToken } from './config.ts'
import { debugRoutes } from './debug-routes.ts'
import { AdapterHost } from './host/adapter-host.ts'
import { ADAPTERS } from './host/adapters.ts'
import { ExpositionServer } from './host/exposition-server.ts'
import { httpClient } from './host/http-client.ts'
import { type LineStream, lineSink } from './host/line-sink.ts'
import { DirectorySource } from './ingest/directory-source.ts'
import { McpSource } from './ingest/mcp-source.ts'
import { ObjectStore } from './ingest/object-store.ts'
import type { Source, SourceEvents } from './ingest/source.ts'
import { ConfigMetrics } from './metrics/config-metrics.ts'
import { DispatchMetrics } from './metrics/dispatch-metrics.ts'
import { McpMetrics } from './metrics/mcp-metrics.ts'
import { OncePerPeriod } from './metrics/once-per-period.ts'
import { registerProcessMetrics } from './metrics/process-metrics.ts'
import { RpcMetrics } from './metrics/rpc-metrics.ts'
import { PolicyGeneration } from './reload/policy-generation.ts'
import { Reloader } from './reload/reloader.ts'
import { Admission } from './rpc/admission.ts'
import { anybody, type CallerRule, meshIdentities } from './rpc/caller.ts'
import { mixerService } from './rpc/mixer-service.ts'
import { Workloads } from './workloads/workloads.ts'

/** Requests may end for this long when mixer stops. */
const DRAIN_MS = 5_000
/** Report batches with large headers pass, endless messages do not. docs/limits.md */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024
const log = scope('mixer')

export interface RunningMixer {
  /** For the ready line. */
  readonly addresses: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** What a test replaces. */
export interface MixerEdges {
  readonly clock: Clock
  readonly stdout: LineStream
  readonly stderr: LineStream
  /** Default: an agent that obtains a certificate from citadel. */
  readonly identity?: Pick<IdentityAgent, 'current' | 'onChange' | 'notAfterMs' | 'start' | 'close'>
}

/** Starts mixer; throws with one sentence where it cannot. Serves UNAVAILABLE until a configuration is in force. */
export async function startMixer(config: MixerConfig, edges: MixerEdges): Promise<RunningMixer> {
  const { clock } = edges
  const core = buildCore(config, edges)
  const { identity, reloader, source, runtime } = core
  const opened: { close(): Promise<void> }[] = []
  try {
    const admin = await startMonitoring(config, core)
    opened.push(admin)
    opened.push(core.exposition)
    const metrics = await core.exposition.listen(formatHostPort(config.bind, config.prometheusPort))
    const hasIdentity = await obtainIdentity(config, core)
    source.start()
    const serve = (address: string, mayCall: CallerRule, tls: Tls): Promise<RunningServer> =>
      startServer({
        address,
        tls,
        maxMessageBytes: MAX_MESSAGE_BYTES,
        clock,
        services: [mixerService({ ...core.service, mayCall })],
      })
    const addresses: Record<string, string> = { metrics, monitoring: admin.address }
    if (hasIdentity) {
      const rule = meshIdentities(config.trustDomain)
      const tls = { identity, clientCertificate: 'require' } as const
      const mesh = await serve(formatHostPort(config.bind, config.grpcPort), rule, tls)
      opened.unshift({ close: () => mesh.close(DRAIN_MS) })
      addresses['grpc'] = mesh.address
    }
    if (config.plainPort !== null) {
      const plain = await serve(`127.0.0.1:${config.plainPort}`, anybody, 'plaintext')
      opened.unshift({ close: () => plain.close(DRAIN_MS) })
      addresses['plain'] = plain.address
    }
    return { addresses, close: () => stop() }
  } catch (error) {
    await stop()
    throw error
  }

  async function stop(): Promise<void> {
    source.close()
    reloader.close()
    for (const part of opened) await part.close()
    // After the last request: adapters flush what they hold.
    await runtime.close()
    identity.close()
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
    const isAlone = config.plainPort !== null && config.source.kind === 'fs'
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
  registerProcessMetrics(registry)
  const exposition = new ExpositionServer()
  const workloads = new Workloads(config.source.kind === 'mcp')
  const host = new AdapterHost({
    clock,
    random: Math.random,
    outside: {
      http: httpClient,
      workloads,
      exposition,
      stdout: lineSink(edges.stdout, (error) => log.warn('standard output is closed', { error })),
      stderr: lineSink(edges.stderr, () => undefined),
    },
    onClosed: (error) => configMetrics.handlerClosed(error),
  })
  const runtime = new Runtime({ adapters: ADAPTERS, defaultNamespace: config.rootNamespace, host })
  const configMetrics = new ConfigMetrics(registry, () => runtime.table.handlers.values())
  const store = new ObjectStore()
  const reloader = new Reloader({ runtime, store, workloads, metrics: configMetrics, clock })
  const identity = edges.identity ?? identityOf(config, clock)
  const source = sourceOf(config, identity, clock, new McpMetrics(registry), {
    changed: (collection, objects) => reloader.changed(store.replace(collection, objects)),
    complete: () => reloader.complete(),
  })
  const generation = new PolicyGeneration({ source, reloader, clock })
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
    mode,
    versionInForce,
  }
}

function startMonitoring(config: MixerConfig, core: Core): Promise<AdminServer> {
  const { identity, reloader, source, registry, runtime, workloads, mode } = core
  return startAdmin({
    address: formatHostPort(config.bind, config.monitoringPort),
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
      certificateNotAfter: notAfter(identity),
    }),
    registry,
    routes: debugRoutes(runtime, reloader, workloads),
  })
}

function identityOf(config: MixerConfig, clock: Clock): IdentityAgent {
  return new IdentityAgent({
    spiffeId: controlPlaneId(config, 'mixer'),
    caAddress: config.caAddress,
    joinToken: () => readJoinToken(config.joinTokenFile),
    rootsPem: null,
    keyStoreDir: config.stateDir,
    clock,
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
  const galleyId = controlPlaneId(config, 'galley')
  return new McpSource({ target, identity, galleyId, clock, metrics }, events)
}

function controlPlaneId(config: MixerConfig, part: string): string {
  return `spiffe://${config.trustDomain}/ns/${config.rootNamespace}/sa/istio-${part}-service-account`
}

function notAfter(identity: NonNullable<MixerEdges['identity']>): string {
  const ms = identity.notAfterMs()
  return ms === null ? '' : new Date(ms).toISOString()
}
