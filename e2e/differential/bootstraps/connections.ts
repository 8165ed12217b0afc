/** What happens below HTTP: TLS from clients and to origins, SNI, filter chains, TCP proxy, PROXY protocol. */
import {
  accessLog,
  bootstrap,
  CLUSTERS,
  cluster,
  define,
  type ExchangeOptions,
  FIN,
  get,
  HTTP_OPTIONS,
  hcm,
  listener,
  RESET,
  raw,
  requestBytes,
  routes,
  script,
  send,
  typed,
  wait,
} from '../build.ts'
import type { Act, Bootstrap, Exchange } from '../model.ts'
import { serverTls } from './edge.ts'

type Json = Readonly<Record<string, unknown>>

const named = (name: string): Json =>
  routes(
    {
      name,
      match: { prefix: '/direct' },
      direct_response: { status: 200, body: { inline_string: name } },
    },
    { name, match: { prefix: '/' }, route: { cluster: 'c0' } },
  )

export const TLS_INSPECTOR: Json = {
  name: 'envoy.filters.listener.tls_inspector',
  typed_config: typed('envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector'),
}
const HTTP_INSPECTOR: Json = {
  name: 'envoy.filters.listener.http_inspector',
  typed_config: typed('envoy.extensions.filters.listener.http_inspector.v3.HttpInspector'),
}
const PROXY_PROTOCOL: Json = {
  name: 'envoy.filters.listener.proxy_protocol',
  typed_config: typed('envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol'),
}

export function tcpProxy(target: Json, extra: Json = {}): Json {
  return {
    name: 'envoy.filters.network.tcp_proxy',
    typed_config: typed('envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy', {
      stat_prefix: 't',
      access_log: [accessLog()],
      ...target,
      ...extra,
    }),
  }
}

function upstreamTls(extra: Json = {}, common: Json = {}): Json {
  return {
    transport_socket: {
      name: 'envoy.transport_sockets.tls',
      typed_config: typed('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext', {
        common_tls_context: common,
        ...extra,
      }),
    },
  }
}

const ROOT: Json = { validation_context: { trusted_ca: { filename: '@{rootCert}' } } }
const sans = (...names: readonly string[]): Json => ({
  validation_context: {
    trusted_ca: { filename: '@{rootCert}' },
    match_typed_subject_alt_names: names.map((exact) => ({
      san_type: exact.startsWith('spiffe') ? 'URI' : 'DNS',
      matcher: { exact },
    })),
  },
})

/** Bytes through a TCP proxy; the origin plays `acts`. */
export const stream = (
  name: string,
  acts: readonly (Act | string)[],
  origin: readonly Act[],
  bytes: number,
  options: ExchangeOptions = {},
): Exchange =>
  raw(name, acts, {
    isRaw: true,
    isSerial: true,
    responses: bytes,
    script: script(origin),
    ...options,
  })

export const STREAMS = (options: ExchangeOptions = {}): readonly Exchange[] => [
  stream('echo', ['hello'], [{ kind: 'await', bytes: 5 }, send('world')], 5, options),
  stream('server first', [], [send('welcome')], 7, options),
  stream(
    'server first, then client',
    [{ kind: 'await', bytes: 7 }, 'thanks', wait(60)],
    [send('welcome')],
    7,
    options,
  ),
  stream(
    'client half-closes',
    ['question', FIN],
    [{ kind: 'await', bytes: 8 }, wait(60), send('answer'), FIN],
    6,
    options,
  ),
  stream(
    'origin half-closes',
    ['a', { kind: 'await', bytes: 3 }, 'more', wait(60), FIN],
    [send('bye'), FIN],
    3,
    options,
  ),
  stream('origin resets', ['a'], [{ kind: 'await', bytes: 1 }, RESET], 0, options),
  stream('origin closes at once', [], [FIN], 0, options),
  stream('client resets', ['abc', wait(60), RESET], [], 0, options),
  stream(
    'many bytes',
    ['x'.repeat(100_000)],
    [{ kind: 'await', bytes: 100_000 }, send('y'.repeat(200_000))],
    200_000,
    options,
  ),
]

const tcp = (
  name: string,
  target: Json,
  extra: Json = {},
  exchanges: readonly Exchange[] = STREAMS(),
): Bootstrap =>
  define(
    'tcp',
    name,
    bootstrap(
      [listener('L0', [tcpProxy(target, extra)])],
      [cluster('raw', ['OR']), cluster('dead', ['DEAD']), cluster('empty', [])],
    ),
    exchanges,
    { isSerial: true },
  )

const proxyV2 = (address: readonly number[], command = 0x21): string => {
  const head = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]
  const body = [...address, 10, 1, 1, 1, 0x10, 0x00, 0x00, 0x50]
  return String.fromCharCode(...head, command, 0x11, 0, body.length, ...body)
}

const PROXIED: readonly Exchange[] = [
  raw('v1', [`PROXY TCP4 1.2.3.4 10.1.1.1 4096 80\r\n${requestBytes({})}`]),
  raw('v1 6', [`PROXY TCP6 2001:db8::1 2001:db8::2 4096 80\r\n${requestBytes({})}`]),
  raw('v1 unknown', [`PROXY UNKNOWN\r\n${requestBytes({})}`]),
  raw('v1 in pieces', [
    'PROXY TCP4 1.2.',
    wait(20),
    '3.4 10.1.1.1 4096 80\r',
    wait(20),
    `\n${requestBytes({})}`,
  ]),
  raw('v1 bad address', [`PROXY TCP4 1.2.3 10.1.1.1 4096 80\r\n${requestBytes({})}`], {
    responses: 0,
  }),
  raw('v1 bad port', [`PROXY TCP4 1.2.3.4 10.1.1.1 99999 80\r\n${requestBytes({})}`], {
    responses: 0,
  }),
  raw('v1 too long', [`PROXY TCP4 ${'1'.repeat(120)}\r\n`], { responses: 0 }),
  raw('v2', [proxyV2([1, 2, 3, 4]) + requestBytes({})]),
  raw('v2 local', [proxyV2([1, 2, 3, 4], 0x20) + requestBytes({})]),
  raw('v2 bad command', [proxyV2([1, 2, 3, 4], 0x2f) + requestBytes({})], { responses: 0 }),
  raw('none', [requestBytes({})], { responses: 0 }),
  raw('only the start', ['PROX', wait(40), FIN], { responses: 0 }),
]

const H2_AUTO: Json = {
  typed_extension_protocol_options: { [HTTP_OPTIONS]: typed(HTTP_OPTIONS, { auto_config: {} }) },
}

const secure = (name: string, context: Json, exchanges: readonly Exchange[]): Bootstrap =>
  define(
    'tls',
    name,
    bootstrap([listener('L0', [hcm(named('secure'))], { chain: { transport_socket: context } })]),
    exchanges,
  )

const tlsGets = (options: ExchangeOptions): readonly Exchange[] => [
  get('/direct', {}, options),
  get('/', {}, options),
  get('/', { method: 'POST', body: 'abc', headers: [['x-forwarded-proto', 'http']] }, options),
  get('http://a.test/x', {}, options),
  get('https://a.test/x', {}, options),
]

const origin = (name: string, extra: Json): Bootstrap =>
  define(
    'tls',
    name,
    bootstrap([listener('L0', [hcm(named('origin'))])], [cluster('c0', ['OT'], extra)]),
    [get('/'), get('/x', { method: 'POST', body: 'abc' }), get('/y', { method: 'HEAD' })],
  )

const chain = (name: string, match: Json, extra: Json = {}): Json => ({
  name,
  filter_chain_match: match,
  filters: [hcm(named(name))],
  ...extra,
})

export const CONNECTIONS: readonly Bootstrap[] = [
  secure('terminated', serverTls(), [
    ...tlsGets({ tls: {} }),
    ...tlsGets({ tls: { serverName: 'a.test', alpn: ['http/1.1'] } }),
    raw('plain text', [requestBytes({})], { responses: 0 }),
    raw('garbage', ['\u0016\u0003\u0001garbage garbage'], { responses: 0 }),
    get('/', {}, { tls: { withCertificate: true } }),
  ]),
  secure('client-certificate-required', serverTls({ require_client_certificate: true }), [
    ...tlsGets({ tls: { withCertificate: true } }),
    get('/direct', {}, { tls: {}, responses: 0 }),
  ]),
  secure(
    'alpn',
    serverTls({}, { alpn_protocols: ['http/1.1'] }),
    tlsGets({ tls: { alpn: ['http/1.1'] } }),
  ),
  define(
    'tls',
    'chains-by-name',
    bootstrap([
      listener('L0', [], {
        listener_filters: [TLS_INSPECTOR],
        filter_chains: [
          chain('exact', { server_names: ['a.test'] }, { transport_socket: serverTls() }),
          chain('suffix', { server_names: ['*.test'] }, { transport_socket: serverTls() }),
          chain('any-tls', { transport_protocol: 'tls' }, { transport_socket: serverTls() }),
          chain('plain', { transport_protocol: 'raw_buffer' }),
        ],
      }),
    ]),
    [
      ...['a.test', 'b.test', 'x.y.test', 'A.TEST', 'other', ''].map((serverName) =>
        get('/direct', {}, { tls: { serverName } }),
      ),
      get('/direct'),
    ],
  ),
  define(
    'tls',
    'no-chain-matches',
    bootstrap([
      listener('L0', [], {
        listener_filters: [TLS_INSPECTOR],
        filter_chains: [
          chain('exact', { server_names: ['a.test'] }, { transport_socket: serverTls() }),
        ],
      }),
    ]),
    [
      get('/direct', {}, { tls: { serverName: 'a.test' } }),
      get('/direct', {}, { tls: { serverName: 'b.test' }, responses: 0 }),
      raw('plain', [requestBytes({})], { responses: 0 }),
    ],
  ),
  define(
    'tls',
    'default-chain',
    bootstrap([
      listener('L0', [], {
        listener_filters: [TLS_INSPECTOR, HTTP_INSPECTOR],
        filter_chains: [
          chain('http', { application_protocols: ['http/1.1', 'http/1.0'] }),
          chain('source', {
            source_prefix_ranges: [{ address_prefix: '10.0.0.0', prefix_len: 8 }],
          }),
        ],
        default_filter_chain: { filters: [hcm(named('default'))] },
      }),
    ]),
    [
      get('/direct'),
      get('/direct', { version: '1.0' }),
      raw('unknown method', ['FOO / HTTP/1.1\r\nHost: a\r\nx-t: @ID@\r\n\r\n']),
    ],
  ),
  origin('origin', upstreamTls({}, ROOT)),
  origin('origin-sni', upstreamTls({ sni: 'a.test' }, sans('a.test'))),
  origin('origin-wrong-name', upstreamTls({}, sans('wrong.test'))),
  origin(
    'origin-spiffe',
    upstreamTls(
      {},
      sans(
        'spiffe://cluster.local/ns/default/sa/server',
        'spiffe://cluster.local/ns/default/sa/client',
      ),
    ),
  ),
  origin('origin-unverified', upstreamTls()),
  origin('origin-is-plain', {}),
  define(
    'tls',
    'origin-speaks-plain',
    bootstrap([listener('L0', [hcm(named('x'))])], [cluster('c0', ['O0'], upstreamTls({}, ROOT))]),
    [get('/')],
  ),
  origin('origin-auto', { ...upstreamTls({}, ROOT), ...H2_AUTO }),
  tcp('plain', { cluster: 'raw' }),
  tcp('weighted', { weighted_clusters: { clusters: [{ name: 'raw', weight: 1 }] } }),
  tcp('dead', { cluster: 'dead' }, {}, [stream('refused', ['hello'], [], 0)]),
  tcp('dead-attempts', { cluster: 'dead' }, { max_connect_attempts: 3 }, [
    stream('refused', ['hello'], [], 0),
  ]),
  tcp('empty', { cluster: 'empty' }, {}, [stream('no host', ['hello'], [], 0)]),
  tcp('missing', { cluster: 'nowhere' }, {}, [stream('no cluster', ['hello'], [], 0)]),
  tcp('idle', { cluster: 'raw' }, { idle_timeout: '0.2s' }, [
    stream('idle', ['hello', wait(600)], [], 0),
    ...STREAMS().slice(0, 3),
  ]),
  tcp('max-duration', { cluster: 'raw' }, { max_downstream_connection_duration: '0.2s' }, [
    stream('long', ['hello', wait(600)], [], 0),
  ]),
  define(
    'tcp',
    'sni',
    bootstrap(
      [
        listener('L0', [], {
          listener_filters: [TLS_INSPECTOR],
          filter_chains: [
            {
              filter_chain_match: { server_names: ['pass.test'] },
              filters: [tcpProxy({ cluster: 'secure' })],
            },
            {
              filter_chain_match: { server_names: ['end.test'] },
              transport_socket: serverTls(),
              filters: [tcpProxy({ cluster: 'c0' })],
            },
            { filters: [tcpProxy({ cluster: 'c1' })] },
          ],
        }),
      ],
      [...CLUSTERS, cluster('secure', ['OT'])],
    ),
    [
      get('/through', {}, { tls: { serverName: 'pass.test' } }),
      get('/ended', {}, { tls: { serverName: 'end.test' } }),
      get('/plain'),
    ],
  ),
  define(
    'tcp',
    'proxy-protocol-out',
    bootstrap(
      [
        listener('L0', [tcpProxy({ cluster: 'v1' })]),
        listener('L1', [tcpProxy({ cluster: 'v2' })]),
      ],
      (['V1', 'V2'] as const).map((version) =>
        cluster(version.toLowerCase(), ['OR'], {
          transport_socket: {
            name: 'envoy.transport_sockets.upstream_proxy_protocol',
            typed_config: typed(
              'envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport',
              {
                config: { version },
                transport_socket: {
                  name: 'envoy.transport_sockets.raw_buffer',
                  typed_config: typed('envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer'),
                },
              },
            ),
          },
        }),
      ),
    ),
    [
      stream('v1', ['hello'], [wait(80), send('x')], 1),
      stream('v2', ['hello'], [wait(80), send('x')], 1, { listener: 1 }),
    ],
    { isSerial: true },
  ),
  define(
    'tcp',
    'proxy-protocol-in',
    bootstrap([
      listener('L0', [hcm(named('pp'), { use_remote_address: true })], {
        listener_filters: [PROXY_PROTOCOL],
      }),
    ]),
    PROXIED,
  ),
  define(
    'tcp',
    'proxy-protocol-optional',
    bootstrap([
      listener('L0', [hcm(named('pp'))], {
        listener_filters: [
          {
            name: 'envoy.filters.listener.proxy_protocol',
            typed_config: typed(
              'envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol',
              {
                allow_requests_without_proxy_protocol: true,
              },
            ),
          },
        ],
      }),
    ]),
    PROXIED,
  ),
]
