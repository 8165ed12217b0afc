/** What the proxy adds, trusts and hides: forwarded addresses, ids, via, server, client certificates, internal headers. */
import {
  bootstrap,
  CLUSTERS,
  define,
  get,
  hcm,
  listener,
  response,
  routes,
  script,
  simple,
  typed,
} from '../build.ts'
import type { Bootstrap, Exchange } from '../model.ts'

type Json = Readonly<Record<string, unknown>>

const ROUTES: Json = routes({ match: { prefix: '/' }, route: { cluster: 'c0' } })

const XFF: readonly string[] = [
  '',
  '1.2.3.4',
  '10.0.0.1',
  '127.0.0.1',
  '1.2.3.4, 10.0.0.1',
  '1.2.3.4,5.6.7.8,9.9.9.9',
  'garbage',
  '1.2.3.4, garbage',
  '::1',
  '[::1]:80',
  '1.2.3.4:80',
  ' 1.2.3.4 ',
  '256.1.1.1',
]

const ENVOY_HEADERS: readonly (readonly [string, string])[] = [
  ['x-envoy-retry-on', '5xx'],
  ['x-envoy-max-retries', '2'],
  ['x-envoy-upstream-rq-timeout-ms', '900'],
  ['x-envoy-upstream-rq-per-try-timeout-ms', '300'],
  ['x-envoy-expected-rq-timeout-ms', '7'],
  ['x-envoy-force-trace', 'true'],
  ['x-envoy-ip-tags', 'a'],
  ['x-envoy-original-url', 'http://x'],
  ['x-envoy-decorator-operation', 'op'],
  ['x-envoy-downstream-service-cluster', 'sc'],
  ['x-envoy-downstream-service-node', 'sn'],
  ['x-envoy-external-address', '5.5.5.5'],
  ['x-envoy-internal', 'true'],
  ['x-envoy-attempt-count', '9'],
  ['x-envoy-peer-metadata', 'm'],
  ['x-envoy-original-dst-host', '1.1.1.1:1'],
  ['x-envoy-hedge-on-per-try-timeout', 'true'],
  ['x-envoy-retry-grpc-on', 'cancelled'],
  ['x-envoy-retriable-status-codes', '418'],
  ['x-envoy-retriable-header-names', 'x-r'],
  ['x-envoy-upstream-alt-stat-name', 'alt'],
  ['x-envoy-upstream-rq-timeout-alt-response', '1'],
]

const requests = (): readonly Exchange[] => [
  ...XFF.map((value) => get('/', { headers: [['x-forwarded-for', value]] })),
  get('/'),
  get('/', {
    headers: [
      ['x-forwarded-for', '1.1.1.1'],
      ['x-forwarded-for', '2.2.2.2'],
    ],
  }),
  get('/', { headers: [['x-forwarded-proto', 'https']] }),
  get('/', { headers: [['x-forwarded-proto', 'HTTPS']] }),
  get('/', { headers: [['x-forwarded-proto', 'gopher']] }),
  get('/', {
    headers: [
      ['x-forwarded-proto', 'http'],
      ['x-forwarded-proto', 'https'],
    ],
  }),
  get('/', { headers: [['x-forwarded-port', '1']] }),
  get('/', { headers: [['x-forwarded-host', 'h']] }),
  get('/', { headers: [['x-request-id', 'mine']] }),
  get('/', { headers: [['x-request-id', '12345678-1234-9234-9234-1234567890ab']] }),
  get('/', { headers: ENVOY_HEADERS }),
  get('/', { headers: [...ENVOY_HEADERS, ['x-forwarded-for', '10.0.0.1']] }),
  get('/', { headers: [...ENVOY_HEADERS, ['x-forwarded-for', '8.8.8.8']] }),
  get('/', {
    headers: [
      ['forwarded', 'for=1.2.3.4'],
      ['via', '1.1 earlier'],
      ['user-agent', 'u'],
    ],
  }),
  get(
    '/',
    {},
    {
      script: script(
        response(200, [
          ['server', 'theirs'],
          ['via', '1.1 theirs'],
          ['date', 'Sat, 01 Jan 2000 00:00:00 GMT'],
          ['x-envoy-upstream-service-time', '7'],
          ['x-envoy-immediate-health-check-fail', '1'],
          ['x-envoy-upstream-canary', 'true'],
          ['x-envoy-degraded', '1'],
          ['x-request-id', 'theirs'],
          ['x-envoy-decorator-operation', 'x'],
        ]),
      ),
    },
  ),
]

const edge = (name: string, options: Json): Bootstrap =>
  define('edge', name, simple(ROUTES, options), requests())

// -- client certificates ----------------------------------------------------------------

const certificate = (cert: string, key: string): Json => ({
  certificate_chain: { filename: `@{${cert}}` },
  private_key: { filename: `@{${key}}` },
})

export function serverTls(extra: Json = {}, common: Json = {}): Json {
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: typed('envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext', {
      common_tls_context: {
        tls_certificates: [certificate('serverCert', 'serverKey')],
        validation_context: { trusted_ca: { filename: '@{rootCert}' } },
        ...common,
      },
      ...extra,
    }),
  }
}

const XFCC: readonly (readonly (readonly [string, string])[])[] = [
  [],
  [['x-forwarded-client-cert', 'By=spiffe://x;Hash=abc;URI=spiffe://y']],
  [
    ['x-forwarded-client-cert', 'a'],
    ['x-forwarded-client-cert', 'b'],
  ],
]

const clientCert = (mode: string): Bootstrap =>
  define(
    'edge',
    `client-cert-${mode.toLowerCase().replaceAll('_', '-')}`,
    bootstrap(
      [
        listener(
          'L0',
          [
            hcm(ROUTES, {
              forward_client_cert_details: mode,
              set_current_client_cert_details: { subject: true, uri: true, dns: true },
            }),
          ],
          { chain: { transport_socket: serverTls() } },
        ),
      ],
      CLUSTERS,
    ),
    XFCC.flatMap((headers) => [
      get('/', { headers }, { tls: { withCertificate: true } }),
      get('/x', { headers }, { tls: {} }),
    ]),
  )

export const EDGE: readonly Bootstrap[] = [
  edge('plain', {}),
  edge('use-remote-address', { use_remote_address: true }),
  edge('trusted-hops-1', { xff_num_trusted_hops: 1 }),
  edge('remote-and-hops-2', { use_remote_address: true, xff_num_trusted_hops: 2 }),
  edge('skip-append', { use_remote_address: true, skip_xff_append: true }),
  edge('append-port', { use_remote_address: true, append_x_forwarded_port: true }),
  edge('no-internal', {
    use_remote_address: true,
    internal_address_config: { cidr_ranges: [{ address_prefix: '192.168.0.0', prefix_len: 16 }] },
  }),
  edge('internal-loopback', {
    internal_address_config: {
      cidr_ranges: [
        { address_prefix: '127.0.0.0', prefix_len: 8 },
        { address_prefix: '10.0.0.0', prefix_len: 8 },
      ],
    },
  }),
  edge('via-and-name', { via: 'proxy.test', server_name: 'name' }),
  edge('server-append', { server_header_transformation: 'APPEND_IF_ABSENT' }),
  edge('server-through', { server_header_transformation: 'PASS_THROUGH' }),
  edge('request-ids', {
    preserve_external_request_id: true,
    always_set_request_id_in_response: true,
    use_remote_address: true,
  }),
  edge('no-request-id', { generate_request_id: false }),
  edge('scheme-overwrite', { scheme_header_transformation: { scheme_to_overwrite: 'https' } }),
  edge('attempt-count', {
    route_config: {
      name: 'r',
      virtual_hosts: [
        {
          name: 'v',
          domains: ['*'],
          include_request_attempt_count: true,
          include_attempt_count_in_response: true,
          include_is_timeout_retry_header: true,
          routes: [{ match: { prefix: '/' }, route: { cluster: 'c0' } }],
        },
      ],
    },
  }),
  define(
    'edge',
    'suppressed-headers',
    simple(ROUTES, {
      http_filters: [
        {
          name: 'envoy.filters.http.router',
          typed_config: typed('envoy.extensions.filters.http.router.v3.Router', {
            suppress_envoy_headers: true,
          }),
        },
      ],
    }),
    requests(),
  ),
  ...['SANITIZE', 'FORWARD_ONLY', 'APPEND_FORWARD', 'SANITIZE_SET', 'ALWAYS_FORWARD_ONLY'].map(
    clientCert,
  ),
]
