/** The network filter sni_cluster: the TCP proxy behind it goes to the cluster that the client's server name names. */
import type { TcpFilterFactory, TcpFilterKind } from './filter.ts'

const FACTORY: TcpFilterFactory = {
  name: 'envoy.filters.network.sni_cluster',
  create: (stream) => {
    const { requestedServerName } = stream.connection
    // Without a name the TCP proxy's own cluster is taken, as in Envoy.
    if (requestedServerName !== '') stream.chooseCluster(requestedServerName)
    return null
  },
}

export function sniClusterKind(): TcpFilterKind {
  return {
    name: 'envoy.filters.network.sni_cluster',
    typeUrls: ['type.googleapis.com/envoy.extensions.filters.network.sni_cluster.v3.SniCluster'],
    compile: () => ({ kind: 'ok', value: FACTORY }),
  }
}
