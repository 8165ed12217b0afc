/** Clusters that every proxy has under the same name (spec pilot-galley 2.1). */
import {
  BindConfig,
  Cluster,
  ClusterDiscoveryType,
  ClusterLbPolicy,
  durationOfMs,
  SocketAddress,
} from '@flotilla/proto'
import { BLACK_HOLE_CLUSTER, INBOUND_PASSTHROUGH_CLUSTER, PASSTHROUGH_CLUSTER } from '../names.ts'
import { circuitBreakers } from './circuit-breakers.ts'

/** Address that inbound passthrough connects from, so that interception lets it by. */
const INBOUND_SOURCE = '127.0.0.6'

/** Nowhere: connections to it are closed. */
export function blackHoleCluster(connectTimeoutMs: number): Cluster {
  return Cluster.create({
    name: BLACK_HOLE_CLUSTER,
    type: ClusterDiscoveryType.STATIC,
    connectTimeout: durationOfMs(connectTimeoutMs),
  })
}

/** Wherever the application wanted to go. */
export function passthroughCluster(connectTimeoutMs: number): Cluster {
  return Cluster.create({
    name: PASSTHROUGH_CLUSTER,
    type: ClusterDiscoveryType.ORIGINAL_DST,
    lbPolicy: ClusterLbPolicy.CLUSTER_PROVIDED,
    connectTimeout: durationOfMs(connectTimeoutMs),
    circuitBreakers: circuitBreakers(null, null),
  })
}

/** The application's own port, whichever the client meant. */
export function inboundPassthroughCluster(connectTimeoutMs: number): Cluster {
  return Cluster.create({
    name: INBOUND_PASSTHROUGH_CLUSTER,
    type: ClusterDiscoveryType.ORIGINAL_DST,
    lbPolicy: ClusterLbPolicy.CLUSTER_PROVIDED,
    connectTimeout: durationOfMs(connectTimeoutMs),
    circuitBreakers: circuitBreakers(null, null),
    upstreamBindConfig: inboundBind(),
  })
}

export function inboundBind(): BindConfig {
  return BindConfig.create({
    sourceAddress: SocketAddress.create({ address: INBOUND_SOURCE, portValue: 0 }),
  })
}
