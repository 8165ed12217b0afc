/** Fields of listeners, of TLS towards clients and of the TCP proxy that few files have, and what they change. */
import {
  accessLog,
  bootstrap,
  CLUSTERS,
  cluster,
  define,
  get,
  hcm,
  listener,
  routes,
  send,
  typed,
  wait,
} from '../build.ts'
import type { Bootstrap } from '../model.ts'
import { STREAMS, stream, TLS_INSPECTOR, tcpProxy } from './connections.ts'
import { serverTls } from './edge.ts'

type Json = Readonly<Record<string, unknown>>

const named = (name: string): Json =>
  routes({
    match: { prefix: '/' },
    direct_response: { status: 200, body: { inline_string: name } },
  })

const NETWORK = 'envoy.extensions.matching.common_inputs.network.v3'
const input = (type: string): Json => ({ name: type, typed_config: typed(`${NETWORK}.${type}`) })
const chain = (value: string): Json => ({
  action: {
    name: value,
    typed_config: { '@type': 'type.googleapis.com/google.protobuf.StringValue', value },
  },
})
const byInput = (type: string, map: Json, more: Json = {}): Json => ({
  filter_chain_matcher: {
    matcher_tree: { input: input(type), exact_match_map: { map } },
    ...more,
  },
})

const choice = (name: string, extra: Json): Bootstrap =>
  define(
    'listeners',
    name,
    bootstrap([
      listener('L0', [], {
        listener_filters: [TLS_INSPECTOR],
        filter_chains: [
          { name: 'plain', filters: [hcm(named('plain'))] },
          { name: 'a', transport_socket: serverTls(), filters: [hcm(named('a'))] },
          { name: 'b', transport_socket: serverTls(), filters: [hcm(named('b'))] },
        ],
        ...extra,
      }),
    ]),
    [
      get('/plain'),
      get('/a', {}, { tls: { serverName: 'a.test' } }),
      get('/b', {}, { tls: { serverName: 'b.test' } }),
      get('/c', {}, { tls: { serverName: 'c.test' } }),
    ],
  )

const tcp = (name: string, extra: Json, exchanges = STREAMS()): Bootstrap =>
  define(
    'listeners',
    name,
    bootstrap([listener('L0', [tcpProxy({ cluster: 'raw' }, extra)])], [cluster('raw', ['OR'])]),
    exchanges,
    { isSerial: true },
  )

const tls = (name: string, context: Json, common: Json = {}): Bootstrap =>
  define(
    'listeners',
    name,
    bootstrap([
      listener('L0', [hcm(named(name))], {
        chain: { transport_socket: serverTls(context, common) },
      }),
    ]),
    [
      get('/named', {}, { tls: { serverName: 'a.test' } }),
      get('/again', {}, { tls: { serverName: 'a.test' } }),
      get('/certificate', {}, { tls: { withCertificate: true } }),
      get('/unnamed', {}, { tls: {} }),
    ],
  )

const WAITS: Json = { upstream_connect_mode: 'ON_DOWNSTREAM_DATA', max_early_data_bytes: 1024 }
const PAIR: Json = {
  certificate_chain: { filename: '@{serverCert}' },
  private_key: { filename: '@{serverKey}' },
}

export const FEATURE_LISTENERS: readonly Bootstrap[] = [
  choice('chains-by-server-name', {
    ...byInput(
      'ServerNameInput',
      { 'a.test': chain('a'), 'b.test': chain('b') },
      { on_no_match: chain('plain') },
    ),
  }),
  choice('chains-by-transport', {
    ...byInput('TransportProtocolInput', { raw_buffer: chain('plain'), tls: chain('a') }),
  }),
  choice('chains-that-are-not', {
    ...byInput('TransportProtocolInput', { raw_buffer: chain('nowhere') }),
    default_filter_chain: {
      name: 'd',
      transport_socket: serverTls(),
      filters: [hcm(named('default'))],
    },
  }),
  define(
    'listeners',
    'log-of-a-listener',
    bootstrap(
      [
        listener('L0', [{ ...tcpProxy({ cluster: 'raw' }, { access_log: [] }) }], {
          access_log: [accessLog()],
        }),
        listener('L1', [{ ...tcpProxy({ cluster: 'dead' }, { access_log: [] }) }], {
          access_log: [accessLog()],
        }),
      ],
      [cluster('raw', ['OR']), cluster('dead', ['DEAD'])],
    ),
    [...STREAMS().slice(0, 3), stream('refused', ['hello'], [], 0, { listener: 1 })],
    { isSerial: true },
  ),
  tcp('dials-with-data', WAITS, [
    stream('echo', ['hello'], [{ kind: 'await', bytes: 5 }, send('world')], 5),
    stream('late', [wait(100), 'hello'], [{ kind: 'await', bytes: 5 }, send('world')], 5),
    stream('two pieces', ['he', wait(60), 'llo'], [{ kind: 'await', bytes: 5 }, send('x')], 1),
  ]),
  tcp('dials-at-once', { upstream_connect_mode: 'IMMEDIATE', max_early_data_bytes: 64 }),
  tcp('dials-after-tls', {
    upstream_connect_mode: 'ON_DOWNSTREAM_TLS_HANDSHAKE',
    max_early_data_bytes: 64,
  }),
  define(
    'listeners',
    'old-proxy-protocol',
    bootstrap(
      [
        listener('L0', [], {
          filter_chains: [
            { use_proxy_proto: true, filters: [hcm(named('pp'), { use_remote_address: true })] },
          ],
        }),
      ],
      CLUSTERS,
    ),
    [get('/no header')],
  ),
  tls('session-timeout', { session_timeout: '60s' }),
  tls('no-tickets', { disable_stateless_session_resumption: true }),
  tls('no-sessions', {
    disable_stateless_session_resumption: true,
    disable_stateful_session_resumption: true,
  }),
  tls('ticket-keys', {
    session_ticket_keys: { keys: [{ inline_string: 'k'.repeat(80) }] },
  }),
  tls('several-certificates', {}, { tls_certificates: [PAIR, PAIR] }),
  tls(
    'all-certificates',
    { full_scan_certs_on_sni_mismatch: true },
    { tls_certificates: [PAIR, PAIR] },
  ),
  tls('client-order', { prefer_client_ciphers: true }),
  tls('fips', {}, { tls_params: { compliance_policies: ['FIPS_202205'] } }),
  tls('old-versions', {}, { tls_params: { tls_minimum_protocol_version: 'TLSv1_0' } }),
  tls(
    'depth',
    {},
    { validation_context: { trusted_ca: { filename: '@{rootCert}' }, max_verify_depth: 0 } },
  ),
]
