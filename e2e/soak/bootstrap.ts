/** The soaked proxy's bootstrap and the resources that change under it. */
import {
  address,
  cluster,
  type Json,
  listener,
  manager,
  SPEAKS_HTTP2,
  serves,
  type TlsFiles,
  tcpProxy,
} from '../clients/bootstrap.ts'
import { HTTP_OPTIONS, typed } from '../differential/build.ts'
import type { Origins } from './origins.ts'

/** Short, so that the run's end soon finds all upstream connections closed. */
const IDLE = '2s'
const ADS: Json = { ads: {}, resource_api_version: 'V3' }

export function soakBootstrap(
  origins: Origins,
  adsPort: number,
  tls: TlsFiles,
  logFile: string,
): Json {
  const rds = { route_config: undefined, rds: { route_config_name: 'soak', config_source: ADS } }
  const http = (extra: Json = {}): Json => manager([], logFile, { ...rds, ...extra })
  return {
    node: { id: 'soak', cluster: 'soak' },
    admin: { address: address(0) },
    dynamic_resources: {
      ads_config: {
        api_type: 'DELTA_GRPC',
        transport_api_version: 'V3',
        grpc_services: [{ envoy_grpc: { cluster_name: 'xds' } }],
      },
      lds_config: ADS,
      cds_config: ADS,
    },
    static_resources: {
      listeners: [
        listener('plain', [http()]),
        listener('tls', [http()], serves(tls, ['h2', 'http/1.1'])),
        listener('tcp', [tcpProxy('tcp', { idle_timeout: '30s' })]),
        listener('tcp-tls', [tcpProxy('tcp')], serves(tls, [])),
      ],
      clusters: [
        cluster('xds', adsPort, SPEAKS_HTTP2),
        cluster('h2', origins.http2, idle({ http2_protocol_options: {} })),
        cluster('grpc', origins.grpc, idle({ http2_protocol_options: {} })),
        cluster('tcp', origins.tcp),
      ],
    },
  }
}

function idle(protocol: Json): Json {
  return {
    typed_extension_protocol_options: {
      [HTTP_OPTIONS]: typed(HTTP_OPTIONS, {
        common_http_protocol_options: { idle_timeout: IDLE },
        explicit_http_config: protocol,
      }),
    },
  }
}

/** A cluster that takes its endpoints from the control plane. */
export function movingCluster(name: string): Json {
  return {
    name,
    type: 'EDS',
    connect_timeout: '20s',
    eds_cluster_config: { eds_config: ADS },
    ...idle({ http_protocol_options: {} }),
  }
}

export function endpoints(name: string, ports: readonly number[]): Json {
  return {
    cluster_name: name,
    endpoints: [{ lb_endpoints: ports.map((port) => ({ endpoint: { address: address(port) } })) }],
  }
}

/** The routes of everything; each turn changes a header. */
export function soakRoutes(turn: number): Json {
  const to = (prefix: string, name: string, action: Json = {}): Json => ({
    match: { prefix },
    route: { cluster: name, timeout: '60s', ...action },
  })
  return {
    name: 'soak',
    virtual_hosts: [
      {
        name: 'all',
        domains: ['*'],
        response_headers_to_add: [{ header: { key: 'x-turn', value: String(turn) } }],
        routes: [
          to('/flotilla.clients.Echo/', 'grpc', { timeout: '0s' }),
          to('/h2/', 'h2', { prefix_rewrite: '/' }),
          to('/', 'h1'),
        ],
      },
    ],
  }
}

/** The listener that changes with every turn, so that its connections are drained each time. */
export function movingListener(turn: number, port: number, logFile: string): Json {
  return {
    ...listener('moving', [
      manager([], logFile, {
        route_config: undefined,
        rds: { route_config_name: 'soak', config_source: ADS },
        server_name: `turn-${turn}`,
        drain_timeout: '1s',
      }),
    ]),
    address: address(port),
  }
}
