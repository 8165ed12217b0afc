/** Limits and timers of the client's side. */
import {
  bootstrap,
  define,
  get,
  hcm,
  listener,
  raw,
  requestBytes,
  response,
  routes,
  script,
  send,
  simple,
  wait,
} from '../build.ts'
import type { Bootstrap, Exchange } from '../model.ts'

type Json = Readonly<Record<string, unknown>>

const ROUTES: Json = routes(
  {
    match: { prefix: '/direct' },
    direct_response: { status: 200, body: { inline_string: 'direct' } },
  },
  { match: { prefix: '/idle' }, route: { cluster: 'c0', idle_timeout: '0.15s' } },
  {
    match: { prefix: '/max' },
    route: { cluster: 'c0', max_stream_duration: { max_stream_duration: '0.2s' } },
  },
  { match: { prefix: '/timeout' }, route: { cluster: 'c0', timeout: '0.15s' } },
  { match: { prefix: '/never' }, route: { cluster: 'c0', timeout: '0s' } },
  { match: { prefix: '/' }, route: { cluster: 'c0' } },
)

const slow = script([wait(600), send(response(200))])
const slowBody = script([
  send('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabc'),
  wait(600),
  send('def'),
])
const unfinished = (path: string): Exchange =>
  raw(`half a request to ${path}`, [
    `${requestBytes({ method: 'POST', path, headers: [['Content-Length', '10']] })}abc`,
  ])

const fields = (count: number): readonly (readonly [string, string])[] =>
  Array.from({ length: count }, (_, i) => [`x-${i}`, 'v'] as const)

const timed = (name: string, options: Json): Bootstrap =>
  define('limits', name, simple(ROUTES, options), [
    get('/', {}, { script: slow }),
    get('/', {}, { script: slowBody }),
    get(
      '/',
      {},
      {
        script: script([
          send('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n'),
          wait(600),
          send('0\r\n\r\n'),
        ]),
      },
    ),
    unfinished('/'),
    unfinished('/direct'),
    raw('half a head', ['GET / HTTP/1.1\r\nHost: a.test\r\n']),
    raw('nothing at all', [wait(500)], { responses: 0 }),
    raw('idle after one', [requestBytes({}), wait(500)]),
    raw('another after a pause', [requestBytes({}), wait(100), requestBytes({ path: '/2' })], {
      responses: 2,
    }),
    get(
      '/',
      { headers: [['content-type', 'application/grpc']], method: 'POST', body: '' },
      { script: slow },
    ),
  ])

export const LIMITS: readonly Bootstrap[] = [
  define('limits', 'head-size', simple(ROUTES, { max_request_headers_kb: 2 }), [
    get(`/${'a'.repeat(1500)}`),
    get(`/${'a'.repeat(2100)}`),
    get('/', { headers: [['x-a', 'a'.repeat(1800)]] }),
    get('/', { headers: [['x-a', 'a'.repeat(2048)]] }),
    get('/', { headers: [['x-a', 'a'.repeat(9000)]] }),
    get('/', {
      headers: Array.from({ length: 50 }, (_, i) => [`x-${i}`, 'a'.repeat(60)] as const),
    }),
    get('/', {
      headers: [
        ['x-a', 'a'.repeat(2048)],
        ['content-type', 'application/grpc'],
      ],
    }),
    raw('a trailer that is too large', [
      `${requestBytes({ method: 'POST', headers: [['transfer-encoding', 'chunked']] })}0\r\nx-a: ${'a'.repeat(3000)}\r\n\r\n`,
    ]),
  ]),
  define('limits', 'default-head-size', simple(ROUTES), [
    get('/', { headers: [['x-a', 'a'.repeat(50_000)]] }),
    get('/', { headers: [['x-a', 'a'.repeat(61_400)]] }),
    get('/', { headers: [['x-a', 'a'.repeat(70_000)]] }),
    get(`/${'a'.repeat(30_000)}`),
    get('/', { headers: fields(97) }),
    get('/', { headers: fields(98) }),
    get('/', { headers: fields(99) }),
    get('/', { headers: fields(101) }),
    get('/', { headers: fields(200) }),
  ]),
  define(
    'limits',
    'header-count',
    simple(ROUTES, { common_http_protocol_options: { max_headers_count: 5 } }),
    [0, 1, 2, 3, 4, 5, 20].map((count) => get('/', { headers: fields(count) })),
  ),
  timed('no-timeouts', {}),
  timed('stream-idle', { stream_idle_timeout: '0.2s' }),
  timed('request-timeout', { request_timeout: '0.2s' }),
  timed('headers-timeout', { request_headers_timeout: '0.2s' }),
  timed('connection-idle', { common_http_protocol_options: { idle_timeout: '0.25s' } }),
  timed('stream-duration', { common_http_protocol_options: { max_stream_duration: '0.2s' } }),
  timed('connection-duration', {
    common_http_protocol_options: { max_connection_duration: '0.3s' },
    drain_timeout: '0.1s',
  }),
  define('limits', 'route-timeouts', simple(ROUTES), [
    ...['/idle', '/max', '/timeout', '/never', '/'].flatMap((path) => [
      get(path, {}, { script: slow }),
      get(path, {}, { script: slowBody }),
      get(
        path,
        { method: 'POST', body: 'x', headers: [['content-type', 'application/grpc']] },
        { script: slow },
      ),
      get(path, { headers: [['x-envoy-upstream-rq-timeout-ms', '100']] }, { script: slow }),
      get(path, { headers: [['x-envoy-upstream-rq-timeout-ms', '0']] }, { script: slow }),
      get(path, { headers: [['x-envoy-upstream-rq-timeout-ms', 'abc']] }, { script: slow }),
      get(
        path,
        {
          headers: [
            ['x-envoy-upstream-rq-timeout-ms', '100'],
            ['x-envoy-upstream-rq-timeout-alt-response', '1'],
          ],
        },
        { script: slow },
      ),
      get(path, { headers: [['x-envoy-upstream-rq-per-try-timeout-ms', '80']] }, { script: slow }),
      unfinished(path),
    ]),
  ]),
  define(
    'limits',
    'requests-per-connection',
    simple(ROUTES, { common_http_protocol_options: { max_requests_per_connection: 2 } }),
    [
      raw(
        'three',
        [
          requestBytes({ path: '/1' }),
          wait(80),
          requestBytes({ path: '/2' }),
          wait(80),
          requestBytes({ path: '/3' }),
        ],
        { responses: 2 },
      ),
      raw(
        'pipelined',
        [
          requestBytes({ path: '/1' }) +
            requestBytes({ path: '/2' }) +
            requestBytes({ path: '/3' }),
        ],
        { responses: 2 },
      ),
      get('/'),
    ],
  ),
  define(
    'limits',
    'connection-limit',
    bootstrap([
      listener('L0', [
        {
          name: 'envoy.filters.network.connection_limit',
          typed_config: {
            '@type':
              'type.googleapis.com/envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit',
            stat_prefix: 'x',
            max_connections: 1000,
          },
        },
        hcm(ROUTES),
      ]),
    ]),
    [get('/')],
  ),
]
