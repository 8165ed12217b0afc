/** Short ways to write the bootstraps of the client tests: port 0 lets the proxy choose. */
import { fileLog, filter, hcm, typed, upstreamOptions } from '../differential/build.ts'

export type Json = Readonly<Record<string, unknown>>

/** A server's certificate for `localhost` and the roots that its clients trust, as files. */
export interface TlsFiles {
  readonly cert: string
  readonly key: string
  readonly roots: string
}

export function bootstrap(listeners: readonly Json[], clusters: readonly Json[]): Json {
  return {
    node: { id: 'clients', cluster: 'clients' },
    admin: { address: address(0) },
    static_resources: { listeners, clusters },
  }
}

export function address(port: number): Json {
  return { socket_address: { address: '127.0.0.1', port_value: port } }
}

/** One route of the connection manager's only virtual host. */
export function route(prefix: string, cluster: string, action: Json = {}): Json {
  return { match: { prefix }, route: { cluster, timeout: '0s', ...action } }
}

/** A listener with one filter chain; `chain` and `extra` add to either. */
export function listener(
  name: string,
  filters: readonly Json[],
  chain: Json = {},
  extra: Json = {},
): Json {
  return { name, address: address(0), filter_chains: [{ filters, ...chain }], ...extra }
}

/** A connection manager that is as open as clients need it: HTTP/1.0, trailers, upgrades, CONNECT over HTTP/2. */
export function manager(routes: readonly Json[], logFile: string, extra: Json = {}): Json {
  return hcm(
    { name: 'r', virtual_hosts: [{ name: 'v', domains: ['*'], routes }] },
    {
      access_log: [fileLog(logFile, LOG_FORMAT)],
      http_protocol_options: { accept_http_10: true, enable_trailers: true },
      http2_protocol_options: { allow_connect: true },
      upgrade_configs: [{ upgrade_type: 'websocket' }],
      ...extra,
    },
  )
}

const LOG_FORMAT: Json = {
  text_format_source: {
    inline_string:
      '%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL% %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %BYTES_RECEIVED% %BYTES_SENT% %GRPC_STATUS%\n',
  },
}

export function tcpProxy(cluster: string, extra: Json = {}): Json {
  return filter(
    'envoy.filters.network.tcp_proxy',
    'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
    { stat_prefix: cluster, cluster, ...extra },
  )
}

export function cluster(name: string, port: number, extra: Json = {}): Json {
  return {
    name,
    type: 'STATIC',
    connect_timeout: '5s',
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [{ endpoint: { address: address(port) } }] }],
    },
    ...extra,
  }
}

/** What makes a cluster speak HTTP/2. */
export const SPEAKS_HTTP2: Json = upstreamOptions({
  explicit_http_config: { http2_protocol_options: { allow_connect: true } },
})

/** What makes a cluster speak HTTP/1.1 and carry trailers. */
export const SPEAKS_HTTP1: Json = upstreamOptions({
  explicit_http_config: { http_protocol_options: { enable_trailers: true } },
})

/** TLS towards clients, for a filter chain. */
export function serves(tls: TlsFiles, alpn: readonly string[]): Json {
  const certificate = {
    certificate_chain: { filename: tls.cert },
    private_key: { filename: tls.key },
  }
  return transportSocket('DownstreamTlsContext', {
    common_tls_context: { tls_certificates: [certificate], alpn_protocols: alpn },
  })
}

/** TLS towards a server, for a cluster: its certificate must be of `localhost`. */
export function dials(tls: TlsFiles, alpn: readonly string[] = []): Json {
  return transportSocket('UpstreamTlsContext', {
    sni: 'localhost',
    common_tls_context: {
      alpn_protocols: alpn,
      validation_context: {
        trusted_ca: { filename: tls.roots },
        match_typed_subject_alt_names: [{ san_type: 'DNS', matcher: { exact: 'localhost' } }],
      },
    },
  })
}

function transportSocket(type: string, context: Json): Json {
  return {
    transport_socket: {
      name: 'envoy.transport_sockets.tls',
      typed_config: typed(`envoy.extensions.transport_sockets.tls.v3.${type}`, context),
    },
  }
}
