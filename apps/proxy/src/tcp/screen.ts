/** Network filters that decide at once (RBAC) in front of a filter that is no TCP proxy. */
import type { DownstreamConnection } from '../listener/types.ts'
import { type ConnectionGate, refuseConnection } from './connection-gate.ts'
import { type TcpFilterFactory, TcpStatus, type TcpStream } from './filter.ts'

/** Kinds that neither pause a connection nor wait for its end. */
export const SCREENS: ReadonlySet<string> = new Set([
  'envoy.extensions.filters.network.rbac.v3.RBAC',
  'envoy.extensions.filters.network.sni_cluster.v3.SniCluster',
])

export class Screen implements ConnectionGate {
  private readonly factory: TcpFilterFactory

  constructor(factory: TcpFilterFactory) {
    this.factory = factory
  }

  admit(connection: DownstreamConnection): boolean {
    const stream = viewOf(connection)
    if (this.factory.create(stream)?.onConnection(stream) !== TcpStatus.Refused) return true
    refuseConnection(connection)
    return false
  }

  /** Nothing is counted. */
  inherit(): void {
    return
  }
}

/** The connection before anything is known of where it goes. */
function viewOf({ info }: DownstreamConnection): TcpStream {
  return {
    connection: info,
    clusterName: '',
    upstreamHost: null,
    upstreamLocalAddress: '',
    upstreamPeerPrincipal: null,
    upstreamPeer: null,
    upstreamTransportFailure: '',
    bytesReceived: 0,
    bytesSent: 0,
    responseFlags: 0,
    startWallMs: info.acceptedWallMs,
    startMs: info.acceptedAtMs,
    endMs: -1,
    isOver: false,
    chooseCluster: nothing,
    resume: nothing,
    close: nothing,
  }
}

function nothing(): void {
  return
}
