/** The network filter `istio.stats`: counts raw connections and their bytes in Istio's standard metrics. */
import { formatResponseFlags } from '../http/response-flags.ts'
import { destinationService } from '../istio-metrics/destination-service.ts'
import type { TcpHandles } from '../istio-metrics/families.ts'
import {
  type Peer,
  peerOfEndpoint,
  peerOfMetadata,
  peerOfNamespace,
  UNKNOWN,
} from '../istio-metrics/peer.ts'
import { connectionAttributes } from '../mixer/connection-attributes.ts'
import {
  type TcpFilter,
  type TcpFilterFactory,
  type TcpFilterKind,
  TcpStatus,
  type TcpStream,
} from '../tcp/filter.ts'
import { STATS_CONFIG_TYPE, type StatsFilterEnv } from './stats.ts'

/** How often byte counters of a connection that lives are brought up to date (spec proxy §5.1). */
const FLUSH_MS = 15_000

export function statsTcpFilterKind(env: StatsFilterEnv): TcpFilterKind {
  return {
    name: 'istio.stats',
    typeUrls: [STATS_CONFIG_TYPE],
    compile: (_, name): { kind: 'ok'; value: TcpFilterFactory } => ({
      kind: 'ok',
      value: { name, create: () => new StatsTcpFilter(env) },
    }),
  }
}

class StatsTcpFilter implements TcpFilter {
  readonly intervalMs = FLUSH_MS
  private readonly env: StatsFilterEnv
  private handles: TcpHandles | null = null
  private received = 0
  private sent = 0

  constructor(env: StatsFilterEnv) {
    this.env = env
  }

  onConnection(): TcpStatus {
    return TcpStatus.Continue
  }

  onInterval(stream: TcpStream): void {
    // Where the connection goes is known from here on; its labels do not change any more.
    if (stream.upstreamHost !== null) this.flush(stream, '-')
  }

  onComplete(stream: TcpStream): void {
    this.flush(stream, formatResponseFlags(stream.responseFlags))
    this.handles?.closed()
  }

  private flush(stream: TcpStream, flags: string): void {
    if (this.handles === null) {
      this.handles = this.resolve(stream, flags)
      this.handles.opened()
    }
    this.handles.transferred(stream.bytesReceived - this.received, stream.bytesSent - this.sent)
    this.received = stream.bytesReceived
    this.sent = stream.bytesSent
  }

  private resolve(stream: TcpStream, flags: string): TcpHandles {
    const { env } = this
    const { tls } = stream.connection
    const isGateway = env.node.id.startsWith('router~')
    const isInbound = stream.connection.direction === 'inbound' && !isGateway
    const self = peerOfMetadata(env.node.metadata)
    const other: Peer = isInbound
      ? peerOfNamespace(connectionAttributes(stream.connection).sourceNamespace)
      : peerOfEndpoint(stream.upstreamHost?.metadata['istio']?.['workload'])
    const otherPrincipal = (isInbound ? tls?.peerPrincipal : stream.upstreamPeerPrincipal) ?? null
    const ownPrincipal = otherPrincipal === null ? null : tls?.localPrincipal || env.principal()
    return env.metrics.tcp({
      reporter: isInbound ? 'destination' : 'source',
      source: isInbound ? other : self,
      sourcePrincipal: (isInbound ? otherPrincipal : ownPrincipal) ?? UNKNOWN,
      destination: isInbound ? self : other,
      destinationPrincipal: (isInbound ? ownPrincipal : otherPrincipal) ?? UNKNOWN,
      service: destinationService(stream.clusterName, env.clusters.get(stream.clusterName), ''),
      protocol: 'tcp',
      securityPolicy: !isInbound ? 'unknown' : otherPrincipal === null ? 'none' : 'mutual_tls',
      responseFlags: flags,
    })
  }
}
