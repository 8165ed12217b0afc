/** The HTTP connection manager of a filter chain: routes, filters in order, what it believes of clients (spec pilot-galley 2.8). */
import {
  type Any,
  Cors,
  Filter,
  HTTPFault,
  Http1ProtocolOptions,
  HttpConnectionManager,
  HttpConnectionManagerForwardClientCertDetails,
  HttpConnectionManagerPathWithEscapedSlashesAction,
  HttpConnectionManagerSetCurrentClientCertDetails,
  HttpConnectionManagerUpgradeConfig,
  HttpFilter,
  packAny,
  Rds,
  type RouteConfiguration,
  Router,
} from '@flotilla/proto'
import { ADS } from '../config-source.ts'
import type { Mesh } from '../mesh.ts'
import { MIXER_FILTER } from '../mixer/filter-config.ts'
import { emptyAny } from '../pack.ts'
import { CORS_FILTER } from '../route/cors.ts'
import { FAULT_FILTER } from '../route/fault.ts'
import { accessLogs } from './access-log.ts'
import { STATS_FILTER, statsConfig } from './stats-filter.ts'

export interface ConnectionManagerInput {
  readonly statPrefix: string
  /** Name of a route configuration that comes by RDS, or the configuration itself. */
  readonly routes: string | RouteConfiguration
  readonly role: 'inbound' | 'outbound' | 'gateway'
  readonly mesh: Mesh
  /** Mixer's filter configuration, or null. */
  readonly mixer: Any | null
  /** The proxy counts Istio's metrics itself. */
  readonly countsMetrics: boolean
  readonly acceptsHttp10: boolean
}

export const HTTP_CONNECTION_MANAGER = 'envoy.filters.network.http_connection_manager'
const NO_TIMEOUT = { seconds: 0, nanos: 0 }

export function connectionManager(input: ConnectionManagerInput): Filter {
  const { mesh, role } = input
  const manager = HttpConnectionManager.create({
    statPrefix: input.statPrefix,
    ...(typeof input.routes === 'string'
      ? { rds: Rds.create({ configSource: ADS, routeConfigName: input.routes }) }
      : { routeConfig: input.routes }),
    httpFilters: httpFilters(input),
    serverName: 'istio-envoy',
    useRemoteAddress: role === 'gateway',
    forwardClientCertDetails: certificateDetails(role),
    setCurrentClientCertDetails:
      role === 'outbound'
        ? null
        : HttpConnectionManagerSetCurrentClientCertDetails.create({
            subject: true,
            uri: true,
            dns: true,
          }),
    upgradeConfigs: [HttpConnectionManagerUpgradeConfig.create({ upgradeType: 'websocket' })],
    streamIdleTimeout: NO_TIMEOUT,
    normalizePath: mesh.normalization !== 'NONE',
    mergeSlashes:
      mesh.normalization === 'MERGE_SLASHES' || mesh.normalization === 'DECODE_AND_MERGE_SLASHES',
    pathWithEscapedSlashesAction:
      mesh.normalization === 'DECODE_AND_MERGE_SLASHES'
        ? HttpConnectionManagerPathWithEscapedSlashesAction.UNESCAPE_AND_FORWARD
        : HttpConnectionManagerPathWithEscapedSlashesAction.IMPLEMENTATION_SPECIFIC_DEFAULT,
    httpProtocolOptions: input.acceptsHttp10
      ? Http1ProtocolOptions.create({ acceptHttp10: true })
      : null,
    accessLog: accessLogs(mesh),
  })
  return Filter.create({
    name: HTTP_CONNECTION_MANAGER,
    typedConfig: packAny(HttpConnectionManager, manager),
  })
}

function certificateDetails(
  role: ConnectionManagerInput['role'],
): HttpConnectionManagerForwardClientCertDetails {
  if (role === 'inbound') return HttpConnectionManagerForwardClientCertDetails.APPEND_FORWARD
  // Nobody outside of the mesh may claim a certificate.
  return role === 'gateway'
    ? HttpConnectionManagerForwardClientCertDetails.SANITIZE_SET
    : HttpConnectionManagerForwardClientCertDetails.SANITIZE
}

function httpFilters(input: ConnectionManagerInput): HttpFilter[] {
  const filters: HttpFilter[] = []
  if (input.mixer !== null)
    filters.push(
      HttpFilter.create({ name: MIXER_FILTER, typedConfig: input.mixer, isOptional: true }),
    )
  filters.push(
    HttpFilter.create({ name: FAULT_FILTER, typedConfig: emptyAny(HTTPFault) }),
    HttpFilter.create({ name: CORS_FILTER, typedConfig: emptyAny(Cors) }),
  )
  if (input.countsMetrics)
    filters.push(
      HttpFilter.create({
        name: STATS_FILTER,
        typedConfig: statsConfig(),
        isOptional: true,
      }),
    )
  filters.push(
    HttpFilter.create({
      name: 'envoy.filters.http.router',
      typedConfig: emptyAny(Router),
    }),
  )
  return filters
}
