/** The HTTP filter `istio.stats`: counts each request in Istio's standard metrics, and tells the next proxy who we are. */
import {
  type Compiled,
  type FilterConfig,
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { headerValue, removeHeader, setHeader } from '../http/headers.ts'
import { formatResponseFlags } from '../http/response-flags.ts'
import { destinationService, isMeshService } from '../istio-metrics/destination-service.ts'
import type { CommonLabels, HttpHandles, IstioMetrics } from '../istio-metrics/families.ts'
import {
  encodePeerMetadata,
  PEER_ID_HEADER,
  PEER_METADATA_HEADER,
  type Peer,
  peerOfEndpoint,
  peerOfMetadata,
  UNKNOWN,
  UNKNOWN_PEER,
} from '../istio-metrics/peer.ts'
import { PeerReader } from '../istio-metrics/peer-reader.ts'
import { connectionAttributes } from '../mixer/connection-attributes.ts'
import type { MixerNode } from '../mixer/node-attributes.ts'
import type { ClusterManager, Host } from '../upstream/types.ts'

export interface StatsFilterEnv {
  readonly metrics: IstioMetrics
  readonly node: MixerNode
  readonly clusters: ClusterManager
  /** This proxy's own SPIFFE ID, null while it has none. */
  readonly principal: () => string | null
}

export const STATS_CONFIG_TYPE = 'type.googleapis.com/stats.PluginConfig'
/** Combinations of peer, service and security whose handles are kept; beyond it they are resolved anew. */
const MAX_COMBINATIONS = 4096
const FLAG_SPAN = 2 ** 25

export function statsFilterKind(env: StatsFilterEnv): HttpFilterKind {
  return {
    name: 'istio.stats',
    typeUrls: [STATS_CONFIG_TYPE],
    compile: (config, instanceName) => compile(config, instanceName, env),
    compileRouteConfig: () => refused('', 'takes no configuration per route'),
  }
}

function compile(
  config: FilterConfig,
  instanceName: string,
  env: StatsFilterEnv,
): Compiled<HttpFilterFactory> {
  if (config.kind !== 'json') return refused('', `${config.typeUrl} is taken as a TypedStruct only`)
  const fields =
    typeof config.value === 'object' && config.value !== null ? Object.keys(config.value) : []
  const unknown = fields[0]
  return unknown === undefined
    ? { kind: 'ok', value: new StatsFilterFactory(instanceName, env) }
    : refused(unknown, 'is not implemented')
}

function refused(
  path: string,
  message: string,
): { kind: 'bad'; violations: { path: string; message: string }[] } {
  return { kind: 'bad', violations: [{ path, message }] }
}

/** Handles of one combination, by response code, flags and gRPC status. */
type Combination = Map<number | string, HttpHandles>

class StatsFilterFactory implements HttpFilterFactory {
  readonly name: string
  readonly peers: PeerReader = new PeerReader()
  private readonly env: StatsFilterEnv
  private readonly self: Peer
  private readonly selfMetadata: string
  private readonly isGateway: boolean
  private readonly combinations: Map<string, Combination> = new Map()
  private readonly endpoints: WeakMap<Host, Peer> = new WeakMap()
  private readonly peerIds: Map<Peer, number> = new Map()

  constructor(name: string, env: StatsFilterEnv) {
    this.name = name
    this.env = env
    this.self = peerOfMetadata(env.node.metadata)
    this.selfMetadata = encodePeerMetadata(env.node)
    this.isGateway = env.node.id.startsWith('router~')
  }

  create(stream: HttpStream): HttpFilter {
    const isInbound = stream.connection.direction === 'inbound' && !this.isGateway
    const peer = isInbound
      ? this.peers.read(stream.requestHeaders, connectionAttributes(stream.connection))
      : UNKNOWN_PEER
    return new StatsFilter(this, isInbound, peer)
  }

  /** Replaces what a stranger said of itself by what we say of ourselves, where the next hop is of the mesh. */
  exchange(stream: HttpStream, isInbound: boolean): void {
    removeHeader(stream.requestHeaders, PEER_ID_HEADER)
    removeHeader(stream.requestHeaders, PEER_METADATA_HEADER)
    if (isInbound || !isMeshService(stream.clusterName)) return
    setHeader(stream.requestHeaders, PEER_ID_HEADER, this.env.node.id)
    setHeader(stream.requestHeaders, PEER_METADATA_HEADER, this.selfMetadata)
  }

  count(stream: HttpStream, isInbound: boolean, source: Peer, isGrpc: boolean): void {
    const handles = this.handles(stream, isInbound, source, isGrpc)
    handles.observe(
      stream.endMs < 0 ? 0 : Math.max(0, stream.endMs - stream.startMs),
      Math.max(0, stream.requestTotalBytes),
      Math.max(0, stream.responseTotalBytes),
    )
  }

  private handles(
    stream: HttpStream,
    isInbound: boolean,
    source: Peer,
    isGrpc: boolean,
  ): HttpHandles {
    const peer = isInbound ? source : this.endpoint(stream.upstreamHost)
    const principal = isInbound
      ? (stream.connection.tls?.peerPrincipal ?? '')
      : (stream.upstreamPeerPrincipal ?? '')
    const key = `${this.idOf(peer)} ${stream.clusterName} ${principal}${isGrpc ? ' grpc' : ''}${
      isInbound || stream.clusterName.startsWith('outbound|') ? '' : ` ${hostOf(stream.authority)}`
    }`
    let combination = this.combinations.get(key)
    if (combination === undefined) {
      combination = new Map()
      if (this.combinations.size >= MAX_COMBINATIONS) this.combinations.clear()
      this.combinations.set(key, combination)
    }
    const grpcStatus = isGrpc ? grpcStatusOf(stream) : ''
    const outcome: number | string =
      grpcStatus === ''
        ? stream.responseCode * FLAG_SPAN + stream.responseFlags
        : `${grpcStatus} ${stream.responseCode} ${stream.responseFlags}`
    let handles = combination.get(outcome)
    if (handles === undefined) {
      const labels = this.labels(stream, isInbound, peer, isGrpc)
      handles = this.env.metrics.http(labels, String(stream.responseCode), grpcStatus)
      combination.set(outcome, handles)
    }
    return handles
  }

  private labels(
    stream: HttpStream,
    isInbound: boolean,
    peer: Peer,
    isGrpc: boolean,
  ): CommonLabels {
    const { tls } = stream.connection
    const isMtls = isInbound
      ? (tls?.peerPrincipal ?? null) !== null
      : stream.upstreamPeerPrincipal !== null
    const own = isMtls ? tls?.localPrincipal || this.env.principal() || UNKNOWN : UNKNOWN
    const other = (isInbound ? tls?.peerPrincipal : stream.upstreamPeerPrincipal) ?? UNKNOWN
    // Only our own application may choose a label by the host it asks for.
    const mayUseHost = !isInbound && !this.isGateway
    return {
      reporter: isInbound ? 'destination' : 'source',
      source: isInbound ? peer : this.self,
      sourcePrincipal: isInbound ? other : own,
      destination: isInbound ? this.self : peer,
      destinationPrincipal: isInbound ? own : other,
      service: destinationService(
        stream.clusterName,
        this.env.clusters.get(stream.clusterName),
        mayUseHost ? hostOf(stream.authority) : '',
      ),
      protocol: isGrpc ? 'grpc' : 'http',
      securityPolicy: !isInbound ? 'unknown' : isMtls ? 'mutual_tls' : 'none',
      responseFlags: formatResponseFlags(stream.responseFlags),
    }
  }

  private endpoint(host: Host | null): Peer {
    if (host === null) return UNKNOWN_PEER
    let peer = this.endpoints.get(host)
    if (peer === undefined) {
      peer = peerOfEndpoint(host.metadata['istio']?.['workload'])
      this.endpoints.set(host, peer)
    }
    return peer
  }

  /** A number that stands for the peer in keys; equal peers met by different endpoints get their own. */
  private idOf(peer: Peer): number {
    let id = this.peerIds.get(peer)
    if (id === undefined) {
      if (this.peerIds.size >= MAX_COMBINATIONS) {
        this.peerIds.clear()
        this.combinations.clear()
      }
      id = this.peerIds.size
      this.peerIds.set(peer, id)
    }
    return id
  }
}

class StatsFilter implements HttpFilter {
  private readonly factory: StatsFilterFactory
  private readonly isInbound: boolean
  private readonly source: Peer
  private isGrpc = false

  constructor(factory: StatsFilterFactory, isInbound: boolean, source: Peer) {
    this.factory = factory
    this.isInbound = isInbound
    this.source = source
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    const contentType = headerValue(stream.requestHeaders, 'content-type')
    this.isGrpc = contentType?.startsWith('application/grpc') === true
    this.factory.exchange(stream, this.isInbound)
    return FilterStatus.Continue
  }

  onComplete(stream: HttpStream): void {
    this.factory.count(stream, this.isInbound, this.source, this.isGrpc)
  }
}

/** A number of gRPC, or empty: what else a server sends there is not for a label. */
function grpcStatusOf(stream: HttpStream): string {
  const trailers = stream.responseTrailers
  const status =
    (trailers === null ? null : headerValue(trailers, 'grpc-status')) ??
    (stream.responseHeaders === null ? null : headerValue(stream.responseHeaders, 'grpc-status'))
  return status !== null && /^\d{1,2}$/.test(status) ? status : ''
}

function hostOf(authority: string): string {
  return authority.replace(/:\d+$/, '')
}
