/** For tests: a whole proxy in this process, started from static resources written as proto-JSON. */
import assert from 'node:assert/strict'
import { parseHostPort } from '@flotilla/net'
import type { TestLeaf } from '@flotilla/testkit'
import { parseBootstrap } from '../bootstrap/read-bootstrap.ts'
import { type ProxyEnvironment, ProxyProcess } from '../wire.ts'

export interface StaticResources {
  /** Port of a control plane on loopback; the proxy then also takes clusters, listeners and names from it. */
  readonly adsPort?: number
  /** SPIFFE id of the control plane. */
  readonly adsId?: string
  /** Whether to wait until the proxy is LIVE. Default true. */
  readonly awaitReady?: boolean
  readonly clusters?: readonly object[]
  readonly listeners?: readonly object[]
  readonly secrets?: readonly object[]
  readonly metadata?: object
  /** `overload_manager` of the bootstrap. */
  readonly overload?: object
}

export interface RunningProxy {
  readonly proxy: ProxyProcess
  /** `127.0.0.1:port` of the admin endpoint. */
  readonly admin: string
  port(listener: string): number
  /** GET of an admin path; the body. */
  get(path: string): Promise<string>
  stop(): Promise<void>
}

const TYPES = {
  hcm: 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
  router: 'envoy.extensions.filters.http.router.v3.Router',
  tcp: 'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
  downstreamTls: 'envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext',
  upstreamTls: 'envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
} as const

const DYNAMIC = {
  ads_config: {
    api_type: 'DELTA_GRPC',
    transport_api_version: 'V3',
    grpc_services: [{ envoy_grpc: { cluster_name: 'xds-grpc' } }],
  },
  lds_config: { ads: {}, resource_api_version: 'V3' },
  cds_config: { ads: {}, resource_api_version: 'V3' },
}

export function any(type: keyof typeof TYPES, fields: object): object {
  return { '@type': `type.googleapis.com/${TYPES[type]}`, ...fields }
}

export async function startProxy(
  resources: StaticResources,
  environment: Partial<ProxyEnvironment> = {},
): Promise<RunningProxy> {
  const { metadata = {}, adsPort, adsId = '', awaitReady = true, overload } = resources
  const { clusters = [], listeners = [], secrets = [] } = resources
  const text = JSON.stringify({
    node: {
      id: 'sidecar~127.0.0.1~test-v1.default~default.svc.cluster.local',
      cluster: 'test.default',
      metadata: { NAMESPACE: 'default', ...metadata },
    },
    admin: { address: address(0) },
    static_resources: {
      listeners,
      secrets,
      clusters: [
        ...clusters,
        ...(adsPort === undefined
          ? []
          : [cluster('xds-grpc', [adsPort], { transport_socket: upstreamTls([adsId], ['h2']) })]),
      ],
    },
    ...(adsPort === undefined ? {} : { dynamic_resources: DYNAMIC }),
    ...(overload === undefined ? {} : { overload_manager: overload }),
  })
  const proxy = new ProxyProcess(await parseBootstrap('test.json', text), environment)
  await proxy.start()
  if (awaitReady) await proxy.whenReady()
  return {
    proxy,
    admin: proxy.adminAddress,
    port: (listener) => {
      const bound = proxy.listenerAddress(listener)
      assert.ok(bound !== null, `${listener} is not bound`)
      return parseHostPort(bound).port
    },
    get: async (path) => (await fetch(`http://${proxy.adminAddress}${path}`)).text(),
    stop: async () => {
      proxy.stop()
      await proxy.whenStopped()
    },
  }
}

export function address(port: number, host = '127.0.0.1'): object {
  return { socket_address: { address: host, port_value: port } }
}

/** A STATIC cluster of one or more endpoints; `more` overrides anything. */
export function cluster(name: string, ports: readonly number[], more: object = {}): object {
  return {
    name,
    type: 'STATIC',
    connect_timeout: '2s',
    load_assignment: {
      cluster_name: name,
      endpoints: [
        { lb_endpoints: ports.map((port) => ({ endpoint: { address: address(port) } })) },
      ],
    },
    ...more,
  }
}

/** An HTTP connection manager that sends everything to one cluster. */
export function httpFilter(clusterName: string, more: object = {}): object {
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typed_config: any('hcm', {
      stat_prefix: 'test',
      http_filters: [{ name: 'envoy.filters.http.router', typed_config: any('router', {}) }],
      route_config: {
        name: 'local',
        virtual_hosts: [
          {
            name: 'all',
            domains: ['*'],
            routes: [{ match: { prefix: '/' }, route: { cluster: clusterName } }],
          },
        ],
      },
      ...more,
    }),
  }
}

export function tcpFilter(clusterName: string, more: object = {}): object {
  return {
    name: 'envoy.filters.network.tcp_proxy',
    typed_config: any('tcp', { stat_prefix: 'test', cluster: clusterName, ...more }),
  }
}

/** A listener on a port of its own; `more` overrides anything. */
export function listener(name: string, chains: readonly object[], more: object = {}): object {
  return { name, address: address(0), filter_chains: chains, ...more }
}

/** Secrets `default` and `ROOTCA` as the identity agent would serve them. */
export function meshSecrets(leaf: TestLeaf): readonly object[] {
  return [
    {
      name: 'default',
      tls_certificate: {
        certificate_chain: { inline_string: leaf.certChainPem },
        private_key: { inline_string: leaf.keyPem },
      },
    },
    { name: 'ROOTCA', validation_context: { trusted_ca: { inline_string: leaf.rootsPem } } },
  ]
}

const SDS = {
  tls_certificate_sds_secret_configs: [{ name: 'default', sds_config: { ads: {} } }],
}

/** Mesh TLS towards clients: a certificate is required, workloads of the trust domain are accepted. */
export function downstreamTls(alpn: readonly string[] = []): object {
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: any('downstreamTls', {
      require_client_certificate: true,
      common_tls_context: {
        ...SDS,
        alpn_protocols: alpn,
        combined_validation_context: validation([], [{ prefix: 'spiffe://cluster.local/' }]),
      },
    }),
  }
}

/** Mesh TLS towards a server that must be one of these. */
export function upstreamTls(ids: readonly string[], alpn: readonly string[] = ['istio']): object {
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: any('upstreamTls', {
      sni: 'outbound_.9080_._.test.default.svc.cluster.local',
      common_tls_context: {
        ...SDS,
        alpn_protocols: alpn,
        combined_validation_context: validation(ids, []),
      },
    }),
  }
}

function validation(ids: readonly string[], matchers: readonly object[]): object {
  return {
    default_validation_context: {
      match_typed_subject_alt_names: [...ids.map((exact) => ({ exact })), ...matchers].map(
        (matcher) => ({ san_type: 'URI', matcher }),
      ),
    },
    validation_context_sds_secret_config: { name: 'ROOTCA', sds_config: { ads: {} } },
  }
}
