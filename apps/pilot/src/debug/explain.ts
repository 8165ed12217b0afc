/** Which resources a call of a proxy would take, and which objects decided it. */
import { Route } from '@flotilla/proto'
import { type ProxyView, simulate } from '@flotilla/translate'

export interface ExplainQuery {
  readonly host: string
  readonly port: number
  readonly path: string
  readonly method: string
  /** Destination address; default the first virtual address of the host. */
  readonly address: string | null
}

export function explain(view: ProxyView, query: ExplainQuery): object {
  const { scope, node } = view
  const name = query.host.replace(/:\d+$/, '')
  const service = scope.service(name) ?? scope.service(`${name}.${node.dnsDomain}`)
  // Without interception a call goes through the sidecar's HTTP proxy, whose listener is named here.
  const proxy = node.interception === 'NONE' && node.type === 'sidecar' ? node.flotilla : null
  const virtual = service?.addresses[0] ?? service?.autoAddress ?? '0.0.0.0'
  const address = query.address ?? proxy?.appAddress ?? virtual
  const outcome = simulate(
    { listeners: view.listeners(), route: (route) => view.route(route) },
    {
      mode: node.type === 'router' ? 'gateway' : 'outbound',
      address,
      port: proxy?.httpProxyPort ?? query.port,
      protocol: 'http',
      tls: 'plaintext',
      alpn: '',
      serverName: '',
      request: {
        method: query.method,
        path: query.path,
        authority: proxy === null ? query.host : `${name}:${query.port}`,
        scheme: 'http',
        requestHeaders: [],
        randomValue: 0,
        clientCertificate: -1,
      },
    },
  )
  const { route, ...walked } = outcome
  const candidates = scope.virtualServices
    .filter((rule) => service !== null && rule.hosts.includes(service.host))
    .map((rule) => rule.source)
  return {
    ...walked,
    route: route === null ? null : Route.toJson(route),
    decidedBy: route?.metadata?.filterMetadata.get('istio')?.['config'] ?? null,
    // Of several rules for one host the first decides alone.
    shadowed: candidates.slice(1),
    endpoints:
      outcome.cluster === null
        ? []
        : view.endpointsInput(outcome.cluster).endpoints.map(({ endpoint, speaksMeshTls }) => ({
            address: `${endpoint.address}:${endpoint.port}`,
            workload: endpoint.workload,
            mutualTls: speaksMeshTls,
          })),
  }
}
