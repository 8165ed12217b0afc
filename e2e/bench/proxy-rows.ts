/** The rows of the proxy bench: what each proxy is configured to do, and the load that it gets. */
import {
  accessLog,
  bootstrap,
  cluster,
  HCM,
  hcm,
  listener,
  ROUTER,
  routes,
  typed,
  upstreamOptions,
} from '../differential/build.ts'

type Json = Readonly<Record<string, unknown>>

export const PEERS = ['envoy', 'nginx', 'haproxy', 'ours'] as const
export type PeerName = (typeof PEERS)[number]

export interface BenchPorts {
  readonly proxy: number
  /** HTTP/1.1 backend, and the same over cleartext HTTP/2. */
  readonly http1: number
  readonly http2: number
}

/** What stands in files and configurations. */
export interface BenchFiles {
  readonly folder: string
  readonly cert: string
  readonly key: string
  readonly certAndKey: string
  /** nginx's module for byte streams. */
  readonly nginxStream: string
}

export interface Row {
  readonly name: string
  readonly about: string
  readonly peers: readonly PeerName[]
  readonly load: 'wrk' | 'wrk-tls' | 'h2load' | 'grpc' | 'bytes'
  readonly envoy: (ports: BenchPorts, files: BenchFiles) => Json
  readonly nginx: (ports: BenchPorts, files: BenchFiles) => string
  readonly haproxy: (ports: BenchPorts, files: BenchFiles) => string
}

const ROUTES: Json = routes({ match: { prefix: '/' }, route: { cluster: 'backend' } })

/** Ours and Envoy take the same file: routing, metrics and pools on, as users run them; the log only where the row says so. */
function manager(extra: Json = {}): Json {
  return hcm(ROUTES, { access_log: [], delayed_close_timeout: '1s', ...extra })
}

function backend(port: number, extra: Json = {}): Json {
  const one = cluster('backend', ['BACKEND'], extra)
  return JSON.parse(JSON.stringify(one).replace('"@BACKEND"', String(port))) as Json // a copy of JSON
}

function onPort(config: Json, port: number, files: BenchFiles): Json {
  return JSON.parse(
    JSON.stringify(config)
      .replaceAll('"@L0"', String(port))
      .replaceAll('"@ADMIN"', '0')
      .replaceAll('@{log}', `${files.folder}/access.log`),
  ) as Json // a copy of JSON
}

const simple =
  (
    filter: Json,
    extra: (files: BenchFiles) => Json = () => ({}),
    upstream: (ports: BenchPorts) => Json = ({ http1 }) => backend(http1),
  ) =>
  (ports: BenchPorts, files: BenchFiles): Json =>
    onPort(
      bootstrap([listener('L0', [filter], extra(files))], [upstream(ports)]),
      ports.proxy,
      files,
    )

const tls =
  (alpn: readonly string[]) =>
  (files: BenchFiles): Json => ({
    chain: {
      transport_socket: {
        name: 'envoy.transport_sockets.tls',
        typed_config: typed('envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext', {
          common_tls_context: {
            tls_certificates: [
              { certificate_chain: { filename: files.cert }, private_key: { filename: files.key } },
            ],
            alpn_protocols: alpn,
          },
        }),
      },
    },
  })

const H2_BACKEND = ({ http2 }: BenchPorts): Json =>
  backend(http2, upstreamOptions({ explicit_http_config: { http2_protocol_options: {} } }))

const TCP: Json = {
  name: 'envoy.filters.network.tcp_proxy',
  typed_config: typed('envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy', {
    stat_prefix: 't',
    cluster: 'backend',
  }),
}

// -- nginx ------------------------------------------------------------------------------

/** @param load directives that must stand first */
function nginx(files: BenchFiles, context: string, load = ''): string {
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${files.folder}/${name};`)
    .join(' ')
  return `${load}daemon off; master_process off; worker_processes 1; worker_rlimit_nofile 20000; pid ${files.folder}/nginx.pid; error_log ${files.folder}/error.log crit;
events { worker_connections 19000; }
${context.replace('TEMP', temp)}
`
}

const nginxHttp =
  (listen: string, pass: (ports: BenchPorts) => string, log = 'access_log off;') =>
  (ports: BenchPorts, files: BenchFiles): string =>
    nginx(
      files,
      `http { TEMP ${log.replace('LOG', `${files.folder}/access.log`)} keepalive_requests 100000000; keepalive_timeout 3600s;
  upstream b1 { server 127.0.0.1:${ports.http1}; keepalive 256; keepalive_requests 100000000; }
  upstream b2 { server 127.0.0.1:${ports.http2}; keepalive 256; keepalive_requests 100000000; }
  server { listen 127.0.0.1:${ports.proxy} ${listen}; ${listen.includes('ssl') ? `ssl_certificate ${files.cert}; ssl_certificate_key ${files.key}; ssl_protocols TLSv1.3;` : ''}
    http2_max_requests 100000000;
    location / { ${pass(ports)} } } }`,
    )

const PASS = (): string =>
  'proxy_pass http://b1; proxy_http_version 1.1; proxy_set_header Connection "";'
const GRPC_PASS = (): string => 'grpc_pass grpc://b2;'

// -- HAProxy ----------------------------------------------------------------------------

const haproxy =
  (mode: string, bind: (files: BenchFiles) => string, server: (ports: BenchPorts) => string) =>
  (ports: BenchPorts, files: BenchFiles): string =>
    `global
  nbthread 1
  maxconn 9900
defaults
  mode ${mode}
  timeout connect 5s
  timeout client 3600s
  timeout server 3600s
frontend f
  bind 127.0.0.1:${ports.proxy} ${bind(files)}
  default_backend b
backend b
${mode === 'http' ? '  http-reuse always\n' : ''}  server s ${server(ports)}
`

const TO_HTTP1 = ({ http1 }: BenchPorts): string => `127.0.0.1:${http1}`
const TO_HTTP2 = ({ http2 }: BenchPorts): string => `127.0.0.1:${http2} proto h2`

export const ROWS: readonly Row[] = [
  {
    name: 'http1',
    about: 'HTTP/1.1, keep-alive, 64 connections, 1 KB',
    peers: PEERS,
    load: 'wrk',
    envoy: simple(manager()),
    nginx: nginxHttp('', PASS),
    haproxy: haproxy('http', () => '', TO_HTTP1),
  },
  {
    name: 'http1-log',
    about: 'the same with an access log to a file (HAProxy has none)',
    peers: ['envoy', 'nginx', 'ours'],
    load: 'wrk',
    envoy: simple(manager({ access_log: [accessLog()] })),
    nginx: nginxHttp('', PASS, 'access_log LOG combined buffer=64k flush=1s;'),
    haproxy: haproxy('http', () => '', TO_HTTP1),
  },
  {
    name: 'tls',
    about: 'TLS 1.3 terminated, HTTP/1.1, 64 connections, 1 KB',
    peers: PEERS,
    load: 'wrk-tls',
    envoy: simple(manager(), tls(['http/1.1'])),
    nginx: nginxHttp('ssl', PASS),
    haproxy: haproxy('http', (files) => `ssl crt ${files.certAndKey} alpn http/1.1`, TO_HTTP1),
  },
  {
    name: 'http2',
    about: 'cleartext HTTP/2 to HTTP/1.1, 8 connections × 16 streams, 1 KB',
    peers: PEERS,
    load: 'h2load',
    envoy: simple(manager()),
    nginx: nginxHttp('http2', PASS),
    haproxy: haproxy('http', () => 'proto h2', TO_HTTP1),
  },
  {
    name: 'grpc',
    about: 'gRPC unary, HTTP/2 on both sides, 8 connections × 16 streams',
    peers: PEERS,
    load: 'grpc',
    envoy: simple(manager(), () => ({}), H2_BACKEND),
    nginx: nginxHttp('http2', GRPC_PASS),
    haproxy: haproxy('http', () => 'proto h2', TO_HTTP2),
  },
  {
    name: 'tcp',
    about: 'TCP proxy, responses of 1 MB, 16 connections; figures per MB',
    peers: ['envoy', 'nginx', 'haproxy', 'ours'],
    load: 'bytes',
    envoy: simple(TCP),
    nginx: (ports, files) =>
      nginx(
        files,
        `stream { server { listen 127.0.0.1:${ports.proxy}; proxy_pass 127.0.0.1:${ports.http1}; } }`,
        `load_module ${files.nginxStream};\n`,
      ),
    haproxy: haproxy('tcp', () => '', TO_HTTP1),
  },
]

/** A file that knows 1,000 clusters and routes to each. */
export function thousandClusters(ports: BenchPorts, files: BenchFiles): Json {
  const names = Array.from(
    { length: 1_000 },
    (_, i) => `outbound|80||service-${i}.default.svc.cluster.local`,
  )
  const routeConfig = {
    name: 'r',
    virtual_hosts: [
      ...names.map((name, i) => ({
        name: `host-${i}`,
        domains: [`service-${i}`, `service-${i}.default`, `service-${i}.default.svc.cluster.local`],
        routes: [{ match: { prefix: '/' }, route: { cluster: name } }],
      })),
      {
        name: 'rest',
        domains: ['*'],
        routes: [{ match: { prefix: '/' }, route: { cluster: 'backend' } }],
      },
    ],
  }
  const manager = {
    name: 'envoy.filters.network.http_connection_manager',
    typed_config: typed(HCM, {
      stat_prefix: 'h',
      route_config: routeConfig,
      http_filters: [ROUTER],
    }),
  }
  const clusters = names.map((name) => {
    const text = JSON.stringify(cluster(name, ['BACKEND'])).replace(
      '"@BACKEND"',
      String(ports.http1),
    )
    return JSON.parse(text) as Json // a copy of JSON
  })
  return onPort(
    bootstrap([listener('L0', [manager])], [backend(ports.http1), ...clusters]),
    ports.proxy,
    files,
  )
}
