/** The TCP proxy of a filter chain: relays bytes to a cluster, or to several by weight (spec pilot-galley 2.8). */
import {
  Filter,
  HashPolicy,
  HashPolicySourceIp,
  packAny,
  TcpProxy,
  TcpProxyWeightedCluster,
  TcpProxyWeightedClusterClusterWeight,
} from '@flotilla/proto'
import { durationFrom } from '../duration.ts'
import type { Mesh } from '../mesh.ts'
import { accessLogs } from './access-log.ts'

export interface TcpTarget {
  readonly cluster: string
  readonly weight: number
}

export interface TcpProxyInput {
  /** At least one. */
  readonly targets: readonly TcpTarget[]
  readonly statPrefix: string
  /** Duration text of the destination's rule, or null: an hour. */
  readonly idleTimeout: string | null
  readonly hashesSourceIp: boolean
  readonly mesh: Mesh
}

export function tcpProxy(input: TcpProxyInput): Filter {
  const [only] = input.targets
  const proxy = TcpProxy.create({
    statPrefix: input.statPrefix,
    ...(input.targets.length === 1 && only !== undefined
      ? { cluster: only.cluster }
      : { weightedClusters: weighted(input.targets) }),
    idleTimeout: durationFrom(input.idleTimeout),
    hashPolicy: input.hashesSourceIp
      ? [HashPolicy.create({ sourceIp: HashPolicySourceIp.create() })]
      : [],
    accessLog: accessLogs(input.mesh),
  })
  return Filter.create({
    name: 'envoy.filters.network.tcp_proxy',
    typedConfig: packAny(TcpProxy, proxy),
  })
}

function weighted(targets: readonly TcpTarget[]): TcpProxyWeightedCluster {
  return TcpProxyWeightedCluster.create({
    clusters: targets.map((one) =>
      TcpProxyWeightedClusterClusterWeight.create({ name: one.cluster, weight: one.weight }),
    ),
  })
}
