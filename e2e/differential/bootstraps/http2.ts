/** HTTP/2 from clients and to origins in every combination, gRPC, gRPC-Web, extended CONNECT. */
import {
  bootstrap,
  CLUSTERS,
  cluster,
  define,
  type ExchangeOptions,
  early,
  FIN,
  filter,
  get,
  hcm,
  http2,
  listener,
  RESET,
  raw,
  requestBytes,
  response,
  routes,
  script,
  send,
  simple,
  upstreamOptions,
  wait,
} from '../build.ts'
import type { Bootstrap, Exchange, Http2Request } from '../model.ts'
import { serverTls } from './edge.ts'

type Json = Readonly<Record<string, unknown>>
type Pairs = readonly (readonly [string, string])[]

const H2_UPSTREAM: Json = upstreamOptions({ explicit_http_config: { http2_protocol_options: {} } })
const SAME: Json = upstreamOptions({
  use_downstream_protocol_config: { http_protocol_options: {}, http2_protocol_options: {} },
})

const ROUTES: Json = routes(
  {
    match: { prefix: '/direct' },
    direct_response: { status: 200, body: { inline_string: 'direct' } },
  },
  { match: { prefix: '/redirect' }, redirect: { path_redirect: '/to' } },
  { match: { prefix: '/dead' }, route: { cluster: 'dead' } },
  { match: { prefix: '/timeout' }, route: { cluster: 'c0', timeout: '0.15s' } },
  {
    match: { prefix: '/retry' },
    route: {
      cluster: 'c0',
      retry_policy: { retry_on: '5xx,unavailable,refused-stream,reset', num_retries: 2 },
    },
  },
  {
    match: { prefix: '/grpc-max' },
    route: { cluster: 'c0', max_stream_duration: { grpc_timeout_header_max: '1s' } },
  },
  { match: { prefix: '/p' }, route: { cluster: 'c0' } },
)

const base = (path: string, extra: Pairs = [], method = 'GET'): Pairs => [
  [':method', method],
  [':scheme', 'http'],
  [':authority', 'a.test'],
  [':path', path],
  ...extra,
]

const h2 = (
  path: string,
  extra: Pairs = [],
  request: Partial<Http2Request> = {},
  options: ExchangeOptions = {},
  method = 'GET',
): Exchange =>
  http2(
    `${method} ${path} ${extra.map(([k, v]) => `${k}: ${v}`).join(' ')}`.trim(),
    { headers: base(path, extra, method), ...request },
    options,
  )

const GRPC: Pairs = [
  ['content-type', 'application/grpc'],
  ['te', 'trailers'],
]
const CHUNKED = (body: string, trailers = ''): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/grpc\r\ntransfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n${trailers}\r\n`

const grpc = (path: string, extra: Pairs = [], options: ExchangeOptions = {}): Exchange =>
  h2(path, [...GRPC, ...extra], { body: '\u0000\u0000\u0000\u0000\u0002hi' }, options, 'POST')

const slow = script([wait(450), send(response(200))])

const REQUESTS: readonly Exchange[] = [
  h2('/p'),
  h2('/p?q=1', [
    ['x-a', '1'],
    ['x-a', '2'],
  ]),
  h2('/p', [], {}, {}, 'HEAD'),
  h2('/p', [], { body: 'hello' }, {}, 'POST'),
  h2('/p', [['content-length', '5']], { body: 'hello' }, {}, 'POST'),
  h2('/p', [['content-length', '9']], { body: 'hello' }, {}, 'POST'),
  h2('/p', [], { body: 'hello', trailers: [['x-trailer', 't']] }, {}, 'POST'),
  h2('/p', [['te', 'trailers']]),
  h2('/p', [
    ['cookie', 'a=1'],
    ['cookie', 'b=2'],
  ]),
  h2('/p', [['expect', '100-continue']], { body: 'hello' }, {}, 'POST'),
  h2('/direct'),
  h2('/direct', [], { body: 'hello' }, {}, 'POST'),
  h2('/redirect'),
  h2('/none'),
  h2('/dead'),
  h2('/p', [], {}, { script: script(response(204)) }),
  h2('/p', [], {}, { script: script(response(304, [['etag', 'x']])) }),
  h2(
    '/p',
    [],
    {},
    {
      script: script(
        response(404, [
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ]),
      ),
    },
  ),
  h2(
    '/p',
    [],
    {},
    {
      script: script(
        'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-t1: 1\r\n\r\n',
      ),
    },
  ),
  h2('/p', [], {}, { script: script('HTTP/1.1 100 Continue\r\n\r\n', response(200)) }),
  h2('/p', [], {}, { script: script([RESET]) }),
  h2(
    '/p',
    [],
    {},
    { script: script([send('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc'), wait(40), RESET]) },
  ),
  h2('/p', [], { body: 'hello' }, { script: early(response(413, [], 'no')) }, 'POST'),
  h2('/timeout', [], {}, { script: slow }),
  h2('/retry', [], {}, { script: script(response(503), response(200, [['x-n', '2']])) }),
  h2('/retry', [], {}, { script: script([RESET], response(200, [['x-n', '2']])) }),
  h2('/p', [
    ['x-forwarded-for', '1.1.1.1'],
    ['x-request-id', 'mine'],
  ]),
  h2('/p', [['host', 'b.test']]),
  http2('no authority, host', {
    headers: [
      [':method', 'GET'],
      [':scheme', 'http'],
      [':path', '/p'],
      ['host', 'b.test'],
    ],
  }),
  http2('scheme https', {
    headers: [
      [':method', 'GET'],
      [':scheme', 'https'],
      [':authority', 'a.test'],
      [':path', '/p'],
    ],
  }),
]

const GRPC_REQUESTS: readonly Exchange[] = [
  grpc('/p.S/M', [], {
    script: script(CHUNKED('\u0000\u0000\u0000\u0000\u0002yo', 'grpc-status: 0\r\n')),
  }),
  grpc('/p.S/M', [], { script: script(CHUNKED('', 'grpc-status: 5\r\ngrpc-message: no\r\n')) }),
  grpc('/p.S/M', [], {
    script: script(
      response(
        200,
        [
          ['content-type', 'application/grpc'],
          ['grpc-status', '5'],
        ],
        '',
      ),
    ),
  }),
  grpc('/p.S/M', [], { script: script(response(503)) }),
  grpc('/direct'),
  grpc('/dead/x'),
  grpc('/none/x'),
  grpc('/timeout/x', [], { script: slow }),
  grpc('/retry/x', [], {
    script: script(
      response(
        200,
        [
          ['content-type', 'application/grpc'],
          ['grpc-status', '14'],
        ],
        '',
      ),
      CHUNKED('x', 'grpc-status: 0\r\n'),
    ),
  }),
  grpc('/grpc-max/x', [['grpc-timeout', '100m']], { script: slow }),
  grpc('/grpc-max/x', [['grpc-timeout', '1H']], { script: slow }),
  grpc('/grpc-max/x', [['grpc-timeout', 'x']], { script: slow }),
  grpc('/p.S/M', [['grpc-timeout', '100m']], { script: slow }),
  grpc('/p.S/M', [], { script: script([RESET]) }),
  grpc('/p.S/M', [], {
    script: script([
      send('HTTP/1.1 200 OK\r\ncontent-type: application/grpc\r\ncontent-length: 9\r\n\r\nabc'),
      wait(40),
      RESET,
    ]),
  }),
]

const fromHttp1: readonly Exchange[] = [
  get('/p', {
    headers: [
      ['x-a', '1'],
      ['X-A', '2'],
      ['connection', 'keep-alive'],
      ['te', 'trailers'],
    ],
  }),
  get('/p', { method: 'POST', body: 'hello' }),
  get('/p', {
    method: 'POST',
    headers: [['transfer-encoding', 'chunked']],
    body: '3\r\nabc\r\n0\r\nx-t1: 1\r\n\r\n',
  }),
  get('/p', { method: 'HEAD' }),
  get('/p', { version: '1.0' }),
  get('/p', {}, { script: script(response(204)) }),
  get(
    '/p',
    {},
    {
      script: script(
        'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-t1: 1\r\n\r\n',
      ),
    },
  ),
  get('/p', {}, { script: script([RESET]) }),
  get(
    '/p',
    {},
    { script: script([send('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc'), wait(40), RESET]) },
  ),
  get(
    '/p',
    {},
    {
      script: script(
        response(404, [
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ]),
      ),
    },
  ),
  get('/p', {
    headers: [
      ['cookie', 'a=1'],
      ['cookie', 'b=2'],
    ],
  }),
  get('/p', { method: 'POST', headers: [['expect', '100-continue']], body: 'hello' }),
  get('/timeout', {}, { script: slow }),
  get('/retry', {}, { script: script([RESET], response(200, [['x-n', '2']])) }),
  get('/retry', {}, { script: script(response(503), response(200, [['x-n', '2']])) }),
  raw(
    'websocket',
    [
      requestBytes({
        path: '/p',
        headers: [
          ['connection', 'upgrade'],
          ['upgrade', 'websocket'],
        ],
      }),
      wait(60),
    ],
    { script: script(response(200, [], 'ws')) },
  ),
]

const to = (extra: Json): readonly Json[] => [cluster('c0', ['OH'], extra), ...CLUSTERS.slice(1)]

const GRPC_WEB: readonly Json[] = [
  filter('envoy.filters.http.grpc_web', 'envoy.extensions.filters.http.grpc_web.v3.GrpcWeb'),
]

const web = (type: string, body: string, options: ExchangeOptions = {}): Exchange =>
  get(
    '/p.S/M',
    {
      method: 'POST',
      headers: [
        ['content-type', type],
        ['x-grpc-web', '1'],
      ],
      body,
    },
    options,
  )

export const HTTP2: readonly Bootstrap[] = [
  define('http2', 'h2-to-h1', simple(ROUTES), [...REQUESTS, ...GRPC_REQUESTS]),
  define('http2', 'h2-to-h2', simple(ROUTES, {}, to(H2_UPSTREAM)), [...REQUESTS, ...GRPC_REQUESTS]),
  define(
    'http2',
    'h1-to-h2',
    simple(ROUTES, { upgrade_configs: [{ upgrade_type: 'websocket' }] }, to(H2_UPSTREAM)),
    fromHttp1,
  ),
  define('http2', 'codec-h2-only', simple(ROUTES, { codec_type: 'HTTP2' }), [
    ...REQUESTS.slice(0, 8),
    raw('http1 bytes', [requestBytes({})], { responses: 0 }),
  ]),
  define('http2', 'codec-h1-only', simple(ROUTES, { codec_type: 'HTTP1' }), [
    get('/p'),
    raw('preface', ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], { responses: 1 }),
  ]),
  define(
    'http2',
    'over-tls',
    bootstrap([
      listener('L0', [hcm(ROUTES)], {
        chain: { transport_socket: serverTls({}, { alpn_protocols: ['h2', 'http/1.1'] }) },
      }),
    ]),
    [
      ...REQUESTS.slice(0, 12).map((one) => ({
        ...one,
        tls: { serverName: 'a.test', alpn: ['h2'], withCertificate: false },
      })),
      get('/p', {}, { tls: { alpn: ['http/1.1'] } }),
      get('/p', {}, { tls: {} }),
    ],
  ),
  define(
    'http2',
    'options',
    simple(ROUTES, {
      http2_protocol_options: {
        max_concurrent_streams: 10,
        initial_stream_window_size: 65_536,
        initial_connection_window_size: 65_536,
        allow_connect: true,
      },
      common_http_protocol_options: { max_headers_count: 12 },
      max_request_headers_kb: 4,
    }),
    [
      ...REQUESTS.slice(0, 6),
      h2(
        '/p',
        Array.from({ length: 20 }, (_, i) => [`x-${i}`, 'v'] as const),
      ),
      h2('/p', [['x-long', 'a'.repeat(5_000)]]),
      h2('/p', [], { body: 'x'.repeat(200_000) }, {}, 'POST'),
    ],
  ),
  define('http2', 'grpc-web', simple(ROUTES, { filters: GRPC_WEB }, to(H2_UPSTREAM)), [
    web('application/grpc-web', '\u0000\u0000\u0000\u0000\u0002hi', {
      script: script(CHUNKED('\u0000\u0000\u0000\u0000\u0002yo', 'grpc-status: 0\r\n')),
    }),
    web('application/grpc-web+proto', '\u0000\u0000\u0000\u0000\u0002hi', {
      script: script(CHUNKED('', 'grpc-status: 5\r\ngrpc-message: no\r\n')),
    }),
    web('application/grpc-web-text', 'AAAAAAJoaQ==', {
      script: script(CHUNKED('\u0000\u0000\u0000\u0000\u0002yo', 'grpc-status: 0\r\n')),
    }),
    web('application/grpc-web', '', {
      script: script(
        response(
          200,
          [
            ['content-type', 'application/grpc'],
            ['grpc-status', '5'],
          ],
          '',
        ),
      ),
    }),
    web('application/grpc-web', '', { script: script(response(503)) }),
    get('/p'),
  ]),
  define(
    'http2',
    'extended-connect',
    simple(ROUTES, {
      upgrade_configs: [{ upgrade_type: 'websocket' }],
      http2_protocol_options: { allow_connect: true },
    }),
    [
      http2(
        'websocket',
        {
          headers: [
            [':method', 'CONNECT'],
            [':protocol', 'websocket'],
            [':scheme', 'http'],
            [':authority', 'a.test'],
            [':path', '/p'],
            ['sec-websocket-version', '13'],
          ],
        },
        {
          script: script([
            send(
              'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nhello',
            ),
            wait(40),
            FIN,
          ]),
        },
      ),
      http2(
        'websocket refused',
        {
          headers: [
            [':method', 'CONNECT'],
            [':protocol', 'websocket'],
            [':scheme', 'http'],
            [':authority', 'a.test'],
            [':path', '/p'],
          ],
        },
        { script: script(response(403)) },
      ),
    ],
  ),
  define(
    'http2',
    'same-protocol',
    simple(ROUTES, {}, [cluster('c0', ['O0'], SAME), ...CLUSTERS.slice(1)]),
    fromHttp1,
  ),
]
