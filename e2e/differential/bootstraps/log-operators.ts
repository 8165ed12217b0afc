/** Access-log operators beyond the common ones: connections, certificates, attempts, paths and queries, metadata. */
import {
  bootstrap,
  CLUSTERS,
  cluster,
  define,
  fileLog,
  get,
  hcm,
  listener,
  response,
  routes,
  script,
  typed,
} from '../build.ts'
import type { Bootstrap, Exchange } from '../model.ts'
import { serverTls } from './edge.ts'

type Json = Readonly<Record<string, unknown>>

const OPERATORS: readonly string[] = [
  'UPSTREAM_HOSTS_ATTEMPTED',
  'UPSTREAM_HOST_NAMES_ATTEMPTED',
  'UPSTREAM_HOST_NAME',
  'UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT',
  'UPSTREAM_CLUSTER_RAW',
  'DOWNSTREAM_TRANSPORT_FAILURE_REASON',
  'UPSTREAM_DETECTED_CLOSE_TYPE',
  'DOWNSTREAM_DETECTED_CLOSE_TYPE',
  'UPSTREAM_LOCAL_CLOSE_REASON',
  'DOWNSTREAM_LOCAL_CLOSE_REASON',
  'DOWNSTREAM_LOCAL_EMAIL_SAN',
  'DOWNSTREAM_PEER_EMAIL_SAN',
  'DOWNSTREAM_PEER_OTHERNAME_SAN',
  'DOWNSTREAM_LOCAL_DNS_SAN',
  'DOWNSTREAM_PEER_DNS_SAN',
  'DOWNSTREAM_LOCAL_IP_SAN',
  'DOWNSTREAM_PEER_IP_SAN',
  'DOWNSTREAM_LOCAL_URI_SAN',
  'DOWNSTREAM_PEER_URI_SAN',
  'DOWNSTREAM_LOCAL_SUBJECT',
  'DOWNSTREAM_PEER_SUBJECT',
  'DOWNSTREAM_PEER_ISSUER',
  'DOWNSTREAM_PEER_SERIAL',
  'DOWNSTREAM_PEER_FINGERPRINT_1',
  'DOWNSTREAM_PEER_FINGERPRINT_256',
  'DOWNSTREAM_PEER_CERT',
  'DOWNSTREAM_PEER_CERT_V_START',
  'DOWNSTREAM_PEER_CERT_V_START(%Y-%m)',
  'DOWNSTREAM_PEER_CERT_V_END',
  'DOWNSTREAM_TLS_CIPHER',
  'DOWNSTREAM_TLS_VERSION',
  'TLS_JA3_FINGERPRINT',
  'TLS_JA4_FINGERPRINT',
  'UPSTREAM_PEER_ISSUER',
  'UPSTREAM_PEER_SUBJECT',
  'UPSTREAM_PEER_CERT',
  'UPSTREAM_PEER_DNS_SAN',
  'UPSTREAM_PEER_IP_SAN',
  'UPSTREAM_PEER_URI_SAN',
  'UPSTREAM_PEER_CERT_V_START',
  'UPSTREAM_PEER_CERT_V_END',
  'UPSTREAM_LOCAL_URI_SAN',
  'UPSTREAM_LOCAL_DNS_SAN',
  'UPSTREAM_LOCAL_IP_SAN',
  'UPSTREAM_SERVER_NAME',
  'RESPONSE_CODE_DETAILS(ALLOW_WHITESPACES)',
  'QUERY_PARAMS',
  'QUERY_PARAMS(ORIG)',
  'QUERY_PARAM(a)',
  'QUERY_PARAM(a):2',
  'PATH',
  'PATH(NQ)',
  'PATH(WQ:ORIG)',
  'PATH(NQ:PATH)',
  'PATH(WQ:ORIG_OR_PATH):6',
  'CUSTOM_FLAGS',
  'REQUESTED_SERVER_NAME',
  'REQUESTED_SERVER_NAME(SNI_ONLY)',
  'REQUESTED_SERVER_NAME(SNI_FIRST)',
  'REQUESTED_SERVER_NAME(HOST_FIRST)',
  'REQUESTED_SERVER_NAME(SNI_FIRST:ORIG)',
  'REQUESTED_SERVER_NAME(HOST_FIRST:ORIG_OR_HOST)',
  'DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT(MASK_PREFIX_LEN:24)',
  'DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT(16)',
  'DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT(20)',
  'DOWNSTREAM_LOCAL_ADDRESS_ENDPOINT_ID',
  'LISTENER_NAME',
  'FILTER_CHAIN_NAME',
  'METADATA(VIRTUAL_HOST:m:k)',
  'METADATA(VIRTUAL_HOST:m)',
  'METADATA(UPSTREAM_HOST:envoy.lb:zone)',
  'METADATA(CLUSTER:m:k)',
  'METADATA(ROUTE:m)',
  'UPSTREAM_METADATA(envoy.lb:zone)',
  'CLUSTER_METADATA(m:k)',
  'UPSTREAM_FILTER_STATE(a)',
  'REQUEST_HEADER(x-some)',
  'REQUEST_HEADER(x-none?x-some):2',
  'RESPONSE_HEADER(x-origin)',
  'RESPONSE_TRAILER(x-t)',
  'SPAN_ID',
  'TRACE_ID',
  'RESPONSE_FLAGS',
  'RESPONSE_FLAGS_LONG',
  'GRPC_STATUS_NUMBER',
  'ENVIRONMENT(NO_SUCH_THING)',
  'RESP(:STATUS):2',
]

const FROM = '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%'
const TEXT = `${[`from=${FROM}`, ...OPERATORS.map((name, i) => `${i}:${name.replaceAll('%', '')}=%${name}%`)].join(' | ')}\n`

const ROUTES: Json = {
  name: 'r',
  virtual_hosts: [
    {
      name: 'v',
      domains: ['*'],
      metadata: { filter_metadata: { m: { k: 'of the host', list: [1, 'two'] } } },
      routes: [
        {
          match: { prefix: '/rw' },
          route: { cluster: 'c0', prefix_rewrite: '/new', host_rewrite_literal: 'new.test' },
        },
        { match: { prefix: '/tls' }, route: { cluster: 'tls' } },
        {
          match: { prefix: '/retry' },
          route: { cluster: 'two', retry_policy: { retry_on: '5xx', num_retries: 2 } },
        },
        { match: { prefix: '/dead' }, route: { cluster: 'dead' } },
        { match: { prefix: '/meta' }, route: { cluster: 'two' } },
        { match: { prefix: '/' }, route: { cluster: 'c0' } },
      ],
    },
  ],
}

const EXTRA: readonly Json[] = [
  ...CLUSTERS,
  cluster('tls', ['OT'], {
    transport_socket: {
      name: 'envoy.transport_sockets.tls',
      typed_config: typed('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext', {
        sni: 'origin.test',
        common_tls_context: {
          tls_certificates: [
            {
              certificate_chain: { filename: '@{clientCert}' },
              private_key: { filename: '@{clientKey}' },
            },
          ],
          validation_context: { trusted_ca: { filename: '@{rootCert}' } },
        },
      }),
    },
  }),
  {
    ...cluster('two', []),
    metadata: { filter_metadata: { m: { k: 'of the cluster' } } },
    load_assignment: {
      cluster_name: 'two',
      endpoints: [
        {
          lb_endpoints: [
            {
              endpoint: {
                hostname: 'named.test',
                address: { socket_address: { address: '127.0.0.1', port_value: '@O1' } },
              },
              metadata: { filter_metadata: { 'envoy.lb': { zone: 'z1' } } },
            },
          ],
        },
      ],
    },
  },
]

const requests = (options: Parameters<typeof get>[2] = {}): readonly Exchange[] => [
  get('/a?a=value&b=2', { headers: [['x-some', 'value']] }, options),
  get('/rw/x?a=1', {}, options),
  get('/tls?a', {}, options),
  get('/retry', {}, { ...options, script: script(response(503), response(500), response(200)) }),
  get('/meta', { headers: [['x-forwarded-for', '1.2.3.4']] }, options),
  get('/dead', {}, options),
  get('/none', { host: 'b.test:8080', method: 'POST', body: 'x' }, options),
  get('/a', { headers: [['connection', 'close']] }, options),
]

const manager = hcm(ROUTES, {
  access_log: [fileLog('@{log}', { text_format_source: { inline_string: TEXT } })],
})
const metadata: Json = { metadata: { filter_metadata: { m: { k: 'of the listener' } } } }

export const LOG_OPERATORS: readonly Bootstrap[] = [
  define(
    'log',
    'operators',
    bootstrap(
      [
        listener('L0', [manager], metadata),
        listener('L1', [manager], {
          ...metadata,
          listener_filters: [
            {
              name: 'envoy.filters.listener.tls_inspector',
              typed_config: typed(
                'envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector',
              ),
            },
          ],
          chain: {
            name: 'secure',
            metadata: { filter_metadata: { m: { k: 'of the chain' } } },
            transport_socket: serverTls(),
          },
        }),
      ],
      EXTRA,
    ),
    [
      ...requests(),
      ...requests({ listener: 1, tls: { serverName: 'a.test', withCertificate: true } }),
      ...requests({ listener: 1, tls: {} }),
    ],
  ),
  define(
    'log',
    'no-route',
    bootstrap([
      listener('L0', [
        hcm(routes(), {
          access_log: [fileLog('@{log}', { text_format_source: { inline_string: TEXT } })],
        }),
      ]),
    ]),
    requests(),
  ),
]
