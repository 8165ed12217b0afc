/** The filters that this build has, for HTTP streams and for raw connections. */
import { VERSION } from '@flotilla/admin/version'
import { type Channel, type IdentitySource, openChannel } from '@flotilla/grpc'
import type { JsonObject } from '@flotilla/proto'
import type { Clock, TimerWheel } from '@flotilla/time'
import { parseSpiffeId } from '@flotilla/x509'
import { corsFilterKind } from './filters/cors.ts'
import { faultFilterKind } from './filters/fault.ts'
import { mixerFilterKind } from './filters/mixer.ts'
import { mixerTcpFilterKind } from './filters/mixer-tcp.ts'
import { moreFilterKinds } from './filters/more-kinds.ts'
import { rbacTcpFilterKind } from './filters/rbac-tcp.ts'
import {
  emptyFilterCounters,
  type FilterCounters,
  type StandardFilterEnv,
  standardFilterKinds,
} from './filters/standard-kinds.ts'
import { statsFilterKind } from './filters/stats.ts'
import { statsTcpFilterKind } from './filters/stats-tcp.ts'
import { type FilterKinds, filterKindMap } from './http/compile/filter-config.ts'
import type { NodeIdentity } from './http/env.ts'
import type { HttpFilterKind } from './http/filter.ts'
import { IstioMetrics } from './istio-metrics/families.ts'
import type { PeerDirectory } from './mixer/forwarded-attributes.ts'
import { GrpcMixerTransport } from './mixer/grpc-transport.ts'
import { MixerClients } from './mixer/mixer-clients.ts'
import type { TcpFilterKind } from './tcp/filter.ts'
import type { Clusters } from './upstream/cluster-manager.ts'
import type { CellSource } from './workers/shared-cells.ts'

export interface ExtensionsEnv {
  readonly clusters: Clusters
  readonly clock: Clock
  readonly wheel: TimerWheel
  readonly random: () => number
  readonly node: NodeIdentity
  readonly metadata: JsonObject
  readonly identity: IdentitySource
  /** This proxy's SPIFFE id, empty while it has none. */
  readonly ownId: () => string
  /** Service accounts of other workloads. */
  readonly peers: PeerDirectory
  /** Whether this proxy was told to fail its health checks. */
  readonly isHealthFailed?: StandardFilterEnv['isHealthFailed']
  readonly membership?: StandardFilterEnv['membership']
  /** Null: this thread is alone. */
  readonly cells?: CellSource | null
}

export interface Extensions {
  readonly http: ReadonlyMap<string, HttpFilterKind>
  readonly tcp: ReadonlyMap<string, TcpFilterKind>
  readonly mixer: MixerClients
  readonly istioMetrics: IstioMetrics
  readonly counters: FilterCounters
  /** A channel to an endpoint of a cluster, null where it has none now. The caller closes it. */
  readonly openChannel: (cluster: string) => Channel | null
}

export function makeExtensions(env: ExtensionsEnv): Extensions {
  const node = { id: env.node.id, metadata: env.metadata }
  const transports = new Map<string, GrpcMixerTransport>()
  const transportOf = (cluster: string): GrpcMixerTransport => {
    const known = transports.get(cluster) ?? mixerTransport(cluster, env)
    transports.set(cluster, known)
    return known
  }
  const mixer = new MixerClients({
    clock: env.clock,
    random: env.random,
    transport: transportOf,
    edge: { namespace: namespaceOf(env), transport: transportOf },
  })
  const istioMetrics = new IstioMetrics(VERSION)
  const counters = emptyFilterCounters()
  const mixerEnv = { clients: mixer, node, peers: env.peers, wallMs: () => env.clock.wallMs() }
  const statsEnv = {
    metrics: istioMetrics,
    node,
    clusters: env.clusters,
    principal: () => env.ownId() || null,
  }
  const tcpKinds = [
    mixerTcpFilterKind(mixerEnv),
    statsTcpFilterKind(statsEnv),
    rbacTcpFilterKind(counters.rbac),
  ]
  const http: FilterKinds = filterKindMap([
    faultFilterKind(env),
    corsFilterKind(),
    ...standardFilterKinds(env, counters),
    ...moreFilterKinds(() => http, counters),
    mixerFilterKind(mixerEnv),
    statsFilterKind(statsEnv),
  ])
  return {
    http,
    tcp: new Map(tcpKinds.flatMap((kind) => kind.typeUrls.map((url) => [url, kind] as const))),
    mixer,
    istioMetrics,
    counters,
    openChannel: (cluster) => clusterChannel(cluster, env),
  }
}

/** Empty where nothing tells: then the certificate does. */
function namespaceOf({ metadata }: ExtensionsEnv): string {
  const namespace = metadata['NAMESPACE']
  return typeof namespace === 'string' ? namespace : ''
}

/** Mixer is spoken to directly, by its own identity: those that the cluster names, else mixer's in the control plane. */
function mixerTransport(name: string, env: ExtensionsEnv): GrpcMixerTransport {
  return new GrpcMixerTransport({
    clusters: env.clusters,
    cluster: name,
    openChannel: (target) =>
      openChannel({
        target,
        identity: env.identity,
        expectedServerIds: mixerIds(name, env),
        clock: env.clock,
      }),
    forwarded: null,
  })
}

function clusterChannel(name: string, env: ExtensionsEnv): Channel | null {
  const cluster = env.clusters.find(name)
  const host = env.clusters
    .get(name)
    ?.pick({ hash: null, downstream: null, tried: null, hostAttempts: 1 })
  if (cluster === null || cluster === undefined || host === null || host === undefined) return null
  const { fallback, matches } = cluster.spec.transports
  const tls = [fallback, ...matches.map((match) => match.transport)].filter((one) => one !== null)
  return openChannel({
    target: host.label,
    identity: env.identity,
    expectedServerIds: tls.flatMap((one) => one.sans.exactIds ?? []),
    plaintext: tls.length === 0,
    clock: env.clock,
  })
}

function mixerIds(name: string, env: ExtensionsEnv): readonly string[] {
  const cluster = env.clusters.find(name)
  const transports = cluster?.spec.transports
  const named = [
    transports?.fallback ?? null,
    ...(transports?.matches ?? []).map((m) => m.transport),
  ].flatMap((tls) => tls?.sans.exactIds ?? [])
  if (named.length > 0) return named
  const own = parseSpiffeId(env.ownId())
  return own.kind === 'ok'
    ? [`spiffe://${own.value.trustDomain}/ns/istio-system/sa/istio-mixer-service-account`]
    : []
}
