/** Debug routes of pilot: proxies and their state, what each is given, services, endpoints (spec pilot-galley 3.7). */
import type { AdminRoutes } from '@flotilla/admin'
import type { ClientStatus } from '@flotilla/ads'
import type { ProxyView } from '@flotilla/translate'
import type { Discovery } from '../push/discovery.ts'
import type { ProxyClient } from '../push/proxy-client.ts'
import { configDump } from './config-dump.ts'
import { explain } from './explain.ts'

export interface DebugOptions {
  readonly discovery: Discovery
  readonly status: () => readonly ClientStatus<ProxyClient>[]
}

export function debugRoutes(options: DebugOptions): AdminRoutes {
  const { discovery, status } = options
  return (app) => {
    app.get('/debug/syncz', () => status().map(syncEntry))
    app.get('/debug/adsz', () => ({
      totalClients: status().length,
      clients: status().map(({ client, types }) => ({
        connectionId: `${client.name}-${client.id}`,
        connectedAt: new Date(client.connectedWallMs).toISOString(),
        address: client.address,
        labels: client.node.labels,
        watches: Object.fromEntries(types.map((type) => [type.typeUrl, type.subscribed])),
      })),
    }))
    app.get('/debug/registryz', () => discovery.snapshot?.context.registry.services ?? [])
    app.get('/debug/endpointz', () => {
      const registry = discovery.snapshot?.context.registry
      return (registry?.services ?? []).map((service) => ({
        host: service.host,
        namespace: service.namespace,
        endpoints: registry?.endpointsOf(service) ?? [],
      }))
    })
    app.get<{ Querystring: { proxyID?: string; types?: string } }>(
      '/debug/config_dump',
      async (request, reply) => {
        const { proxyID, types } = request.query
        const view = viewOf(discovery, proxyID)
        await (view === null
          ? reply.code(404).send(NO_PROXY)
          : reply.send(configDump(view, types?.split(',') ?? null)))
      },
    )
    app.get<{ Querystring: Record<string, string | undefined> }>(
      '/debug/explain',
      async (request, reply) => {
        const {
          proxyID,
          host = '',
          port = '80',
          path = '/',
          method = 'GET',
          address,
        } = request.query
        const view = viewOf(discovery, proxyID)
        const query = { host, port: Number(port), path, method, address: address ?? null }
        await (view === null ? reply.code(404).send(NO_PROXY) : reply.send(explain(view, query)))
      },
    )
  }
}

const NO_PROXY = { error: 'no connected proxy of this proxyID (NAME.NAMESPACE)' }

function viewOf(discovery: Discovery, proxyId: string | undefined): ProxyView | null {
  const client = [...discovery.clients].find((one) => one.name === proxyId)
  const { snapshot } = discovery
  return client === undefined || snapshot === null ? null : client.view(snapshot)
}

function syncEntry({ client, types }: ClientStatus<ProxyClient>): object {
  return {
    proxy: client.name,
    proxy_type: client.node.type,
    cluster_id: client.node.clusterId,
    istio_version: client.node.version,
    name: client.node.name,
    namespace: client.node.namespace,
    identity: client.identity,
    address: client.address,
    connectedAt: new Date(client.connectedWallMs).toISOString(),
    configSent: client.configSent,
    configAcked: client.configAcked,
    lastNack:
      client.lastNack === null
        ? null
        : {
            typeUrl: client.lastNack.typeUrl,
            message: client.lastNack.message,
            resources: client.lastNack.names,
            at: new Date(client.lastNack.wallMs).toISOString(),
          },
    resources: Object.fromEntries(
      types.map((type) => [
        type.typeUrl,
        {
          sent: type.versionSent,
          acked: type.versionAcked,
          nonceSent: type.nonceSent,
          nonceAcked: type.nonceAcked,
          lastError: type.lastError,
          state: syncState(type),
        },
      ]),
    ),
  }
}

function syncState(type: ClientStatus<ProxyClient>['types'][number]): string {
  if (type.lastError !== null) return 'ERROR'
  if (type.nonceSent === '') return 'NOT SENT'
  return type.nonceSent === type.nonceAcked ? 'SYNCED' : 'STALE'
}
