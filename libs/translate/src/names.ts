/** Names of every generated resource (spec pilot-galley 2.1): dashboards, patches and tests depend on them. */

export const BLACK_HOLE_CLUSTER = 'BlackHoleCluster'
export const PASSTHROUGH_CLUSTER = 'PassthroughCluster'
export const INBOUND_PASSTHROUGH_CLUSTER = 'InboundPassthroughCluster'
export const VIRTUAL_OUTBOUND = 'virtualOutbound'
export const VIRTUAL_INBOUND = 'virtualInbound'
export const HTTP_PROXY_ROUTE = 'http_proxy'

export const CLUSTER_TYPE = 'type.googleapis.com/envoy.config.cluster.v3.Cluster'
export const ENDPOINT_TYPE = 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment'
export const LISTENER_TYPE = 'type.googleapis.com/envoy.config.listener.v3.Listener'
export const ROUTE_TYPE = 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration'
export const NAME_TABLE_TYPE = 'type.googleapis.com/istio.networking.nds.v1.NameTable'

export interface OutboundClusterName {
  readonly port: number
  /** Empty for the whole service. */
  readonly subset: string
  readonly host: string
}

/** `outbound|PORT|SUBSET|HOST`. */
export function outboundClusterName(port: number, subset: string, host: string): string {
  return `outbound|${port}|${subset}|${host}`
}

/** The parts of an outbound cluster name, or null where it is not one. */
export function parseOutboundClusterName(name: string): OutboundClusterName | null {
  const parts = name.split('|')
  if (parts.length !== 4 || parts[0] !== 'outbound') return null
  const port = Number(parts[1])
  if (!Number.isInteger(port) || port <= 0) return null
  return { port, subset: parts[2] ?? '', host: parts[3] ?? '' }
}

/** `outbound_.PORT_.SUBSET_.HOST`: the server name of mesh TLS and the cluster of an AUTO_PASSTHROUGH gateway. */
export function sniName(port: number, subset: string, host: string): string {
  return `outbound_.${port}_.${subset}_.${host}`
}

/** `inbound|TARGETPORT||`. */
export function inboundClusterName(targetPort: number): string {
  return `inbound|${targetPort}||`
}

/** Virtual host of an inbound port's inline route. */
export function inboundVirtualHostName(targetPort: number): string {
  return `inbound|http|${targetPort}`
}

/** `ADDR_PORT`. */
export function listenerName(address: string, port: number): string {
  return `${address}_${port}`
}

/** `HOST:PORT`. */
export function virtualHostName(host: string, port: number): string {
  return `${host}:${port}`
}

/** `http.PORT[.BIND]`: route configuration of a gateway's plain HTTP port. */
export function gatewayHttpRouteName(port: number, bind: string): string {
  return bind === '' ? `http.${port}` : `http.${port}.${bind}`
}

/** `https.PORT.PORTNAME.GWNAME.GWNS[.BIND]`: route configuration of one TLS-terminating gateway server. */
export function gatewayHttpsRouteName(
  port: number,
  portName: string,
  gateway: { readonly name: string; readonly namespace: string },
  bind: string,
): string {
  const name = `https.${port}.${portName}.${gateway.name}.${gateway.namespace}`
  return bind === '' ? name : `${name}.${bind}`
}

/** Path of a source object, as it stands in `filter_metadata.istio.config`. */
export function configPath(kind: string, namespace: string, name: string): string {
  return `/apis/networking.istio.io/v1/namespaces/${namespace}/${kind}/${name}`
}
