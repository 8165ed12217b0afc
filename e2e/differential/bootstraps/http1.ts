/** HTTP/1 on the wire: versions, bodies, trailers, 1xx, upgrades, CONNECT, pipelining, early answers, the connection's fate. */
import {
  CLUSTERS,
  cluster,
  define,
  type ExchangeOptions,
  FIN,
  get,
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
import type { Bootstrap, Exchange } from '../model.ts'
import { ANSWERS } from './http1-answers.ts'

type Json = Readonly<Record<string, unknown>>

const ROUTES: Json = routes(
  {
    match: { prefix: '/direct' },
    direct_response: { status: 200, body: { inline_string: 'direct' } },
  },
  { match: { prefix: '/dead' }, route: { cluster: 'dead' } },
  { match: { prefix: '/' }, route: { cluster: 'c0' } },
)

const CHUNKED: readonly [string, string] = ['Transfer-Encoding', 'chunked']
const chunkedBody = '5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\n\r\n'
const withTrailers = '3\r\nabc\r\n0\r\nX-Trailer: one\r\nx-other: two\r\n\r\n'

const post = (
  path: string,
  body: string,
  headers: readonly (readonly [string, string])[] = [],
  options: ExchangeOptions = {},
): Exchange => get(path, { method: 'POST', headers, body }, options)

const REQUESTS: readonly Exchange[] = [
  get('/'),
  get('/', { version: '1.0' }),
  get('/', { version: '1.0', headers: [['Connection', 'keep-alive']] }),
  get('/', { version: '1.0', host: null }),
  get('/', { host: null }),
  get('/', { headers: [['Connection', 'close']] }),
  get('/', {
    headers: [
      ['Connection', 'keep-alive, X-Drop'],
      ['X-Drop', '1'],
      ['Keep-Alive', 'timeout=5'],
    ],
  }),
  get('/', {
    headers: [
      ['Connection', 'te'],
      ['TE', 'trailers, deflate'],
    ],
  }),
  get('/', { headers: [['TE', 'trailers']] }),
  get('/', { headers: [['TE', 'gzip']] }),
  get('/', { headers: [['Proxy-Connection', 'keep-alive']] }),
  get('/', {
    headers: [
      ['Proxy-Authorization', 'Basic x'],
      ['Trailer', 'x'],
    ],
  }),
  get('/', {
    headers: [
      ['Connection', 'x-forwarded-for'],
      ['X-Forwarded-For', '1.1.1.1'],
    ],
  }),
  get('/', { headers: [['Connection', 'host']] }),
  get('/', { headers: [['Connection', 'content-length']], body: 'abc', method: 'POST' }),
  get('/', { headers: [['Connection', ':method']] }),
  get('/', {
    headers: [
      ['Connection', 'cookie'],
      ['Cookie', 'a=b'],
    ],
  }),
  get('/', {
    headers: [
      ['X-Empty', ''],
      ['X-Spaces', '  a  b  '],
      ['x-dup', '1'],
      ['X-Dup', '2'],
    ],
  }),
  get('/', {
    headers: [
      ['Cookie', 'a=1'],
      ['Cookie', 'b=2'],
    ],
  }),
  get('/', { headers: [['X-Utf8', 'caf\u00e9']] }),
  ...['HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH', 'FOO', 'get', 'M-SEARCH', 'PURGE'].map(
    (method) => get('/', { method }),
  ),
  get('/direct', { method: 'HEAD' }),
  post('/', 'hello'),
  post('/', ''),
  post('/', '', [['Content-Length', '0']]),
  post('/', chunkedBody, [CHUNKED]),
  post('/', '0\r\n\r\n', [CHUNKED]),
  post('/', withTrailers, [CHUNKED]),
  post('/', chunkedBody, [['transfer-encoding', 'Chunked']]),
  get('/', { method: 'GET', body: 'a body of GET' }),
  get('/', { method: 'DELETE', headers: [CHUNKED], body: chunkedBody }),
  post('/', 'hello', [['Expect', '100-continue']], { responses: 1 }),
  post('/', 'hello', [['Expect', '100-Continue']]),
  post('/', 'hello', [['Expect', 'something']]),
  raw('expect, then the body', [
    requestBytes({
      method: 'POST',
      headers: [
        ['Expect', '100-continue'],
        ['Content-Length', '5'],
      ],
    }),
    wait(60),
    'hello',
  ]),
  raw('expect, direct response', [
    requestBytes({
      method: 'POST',
      path: '/direct',
      headers: [
        ['Expect', '100-continue'],
        ['Content-Length', '5'],
      ],
    }),
    wait(60),
    'hello',
  ]),
  raw('body in pieces', [
    requestBytes({ method: 'POST', headers: [['Content-Length', '6']] }),
    wait(20),
    'abc',
    wait(20),
    'def',
  ]),
  raw('chunks in pieces', [
    requestBytes({ method: 'POST', headers: [CHUNKED] }),
    wait(20),
    '3\r\nab',
    wait(20),
    'c\r\n',
    wait(20),
    '0\r\n\r\n',
  ]),
  raw('head in pieces', [
    'GET / HT',
    wait(20),
    'TP/1.1\r\nHost: a.te',
    wait(20),
    'st\r\nx-t: @ID@\r',
    wait(20),
    '\n\r',
    wait(20),
    '\n',
  ]),
  raw('two in a row', [requestBytes({ path: '/1' }) + requestBytes({ path: '/2' })], {
    responses: 2,
  }),
  raw(
    'three in a row with a body',
    [
      requestBytes({ path: '/1' }) +
        requestBytes({ method: 'POST', path: '/2', body: 'two' }) +
        requestBytes({ path: '/direct' }),
    ],
    { responses: 3 },
  ),
  raw(
    'close, then another',
    [requestBytes({ headers: [['Connection', 'close']] }) + requestBytes({ path: '/2' })],
    { responses: 1 },
  ),
  raw(
    'one, then the other',
    [requestBytes({ path: '/1' }), wait(80), requestBytes({ path: '/2' })],
    { responses: 2 },
  ),
  raw('half-close after the request', [requestBytes({}), FIN]),
  raw(
    'half-close inside the body',
    [`${requestBytes({ method: 'POST', headers: [['Content-Length', '10']] })}abc`, wait(20), FIN],
    { responses: 0 },
  ),
  raw('half-close inside the head', ['GET / HTTP/1.1\r\nHost: a', FIN], { responses: 0 }),
  raw(
    'reset inside the body',
    [
      `${requestBytes({ method: 'POST', headers: [['Content-Length', '10']] })}abc`,
      wait(60),
      RESET,
    ],
    { responses: 0 },
  ),
  raw('leading empty lines', [`\r\n\r\n${requestBytes({})}`]),
  raw('nothing', [FIN], { responses: 0 }),
  raw('direct response, body later', [
    requestBytes({ method: 'POST', path: '/direct', headers: [['Content-Length', '5']] }),
    wait(60),
    'hello',
  ]),
  raw('no upstream, body later', [
    requestBytes({ method: 'POST', path: '/dead', headers: [['Content-Length', '5']] }),
    wait(60),
    'hello',
  ]),
  get('/dead'),
  post('/dead', 'hello'),
]

const WS: readonly (readonly [string, string])[] = [
  ['Connection', 'Upgrade'],
  ['Upgrade', 'websocket'],
  ['Sec-WebSocket-Key', 'x'],
]
const SWITCH =
  'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'

const UPGRADES: readonly Exchange[] = [
  raw('accepted', [requestBytes({ path: '/ws', headers: WS }), wait(60), 'ping', wait(60)], {
    script: script([send(SWITCH), wait(80), send('pong')]),
  }),
  raw('accepted, bytes at once', [`${requestBytes({ path: '/ws', headers: WS })}early`, wait(80)], {
    script: script([send(`${SWITCH}hello`)]),
  }),
  raw('accepted, origin ends', [requestBytes({ path: '/ws', headers: WS })], {
    script: script([send(SWITCH), wait(20), send('bye'), FIN]),
  }),
  raw('accepted, client ends', [requestBytes({ path: '/ws', headers: WS }), wait(60), 'bye', FIN], {
    script: script([send(SWITCH), wait(120), send('after')]),
  }),
  raw('refused', [requestBytes({ path: '/ws', headers: WS })], {
    script: script(response(403, [], 'no')),
  }),
  raw('answered 200', [requestBytes({ path: '/ws', headers: WS })], {
    script: script(response(200)),
  }),
  raw('answered 426', [requestBytes({ path: '/ws', headers: WS })], {
    script: script(response(426, [['upgrade', 'x']])),
  }),
  raw('reset', [requestBytes({ path: '/ws', headers: WS })], { script: script([RESET]) }),
  get('/ws', { headers: [['Connection', 'Upgrade']] }),
  get('/ws', { headers: [['Upgrade', 'websocket']] }),
  get(
    '/ws',
    {
      headers: [
        ['Connection', 'keep-alive, upgrade'],
        ['Upgrade', 'WebSocket'],
      ],
    },
    { script: script([send(SWITCH)]) },
  ),
  get('/ws', {
    headers: [
      ['Connection', 'Upgrade'],
      ['Upgrade', 'other'],
    ],
  }),
  get('/ws', {
    headers: [
      ['Connection', 'Upgrade, HTTP2-Settings'],
      ['Upgrade', 'h2c'],
      ['HTTP2-Settings', 'x'],
    ],
  }),
  get('/ws', { method: 'POST', headers: WS, body: 'body' }),
  get('/no', { headers: WS }),
  raw(
    'connect',
    ['CONNECT a.test:80 HTTP/1.1\r\nHost: a.test:80\r\nx-t: @ID@\r\n\r\n', wait(40), 'raw'],
    { isSerial: true },
  ),
  raw('connect without port', ['CONNECT a.test HTTP/1.1\r\nHost: a.test\r\nx-t: @ID@\r\n\r\n']),
  raw('connect with a path', ['CONNECT /x HTTP/1.1\r\nHost: a.test\r\nx-t: @ID@\r\n\r\n']),
  raw(
    'connect elsewhere',
    ['CONNECT b.test:443 HTTP/1.1\r\nHost: b.test:443\r\nx-t: @ID@\r\n\r\n'],
    { isSerial: true },
  ),
  raw('connect 1.0', ['CONNECT a.test:80 HTTP/1.0\r\n\r\n']),
]

const UPGRADE_ROUTES: Json = routes(
  {
    match: { prefix: '/no' },
    route: { cluster: 'c0', upgrade_configs: [{ upgrade_type: 'websocket', enabled: false }] },
  },
  { match: { prefix: '/' }, route: { cluster: 'c0' } },
)

const CONNECT_HOSTS: Json = {
  name: 'r',
  virtual_hosts: [
    {
      name: 'a',
      domains: ['a.test:80', 'a.test'],
      routes: [
        {
          match: { connect_matcher: {} },
          route: {
            cluster: 'raw',
            upgrade_configs: [{ upgrade_type: 'CONNECT', connect_config: {} }],
          },
        },
        { match: { prefix: '/' }, route: { cluster: 'c0' } },
      ],
    },
    {
      name: 'b',
      domains: ['*'],
      routes: [
        {
          match: { connect_matcher: {} },
          route: { cluster: 'c0', upgrade_configs: [{ upgrade_type: 'CONNECT' }] },
        },
        { match: { prefix: '/' }, route: { cluster: 'c0' } },
      ],
    },
  ],
}

export const HTTP1: readonly Bootstrap[] = [
  define('http1', 'requests', simple(ROUTES), REQUESTS),
  define('http1', 'answers', simple(ROUTES), ANSWERS),
  define(
    'http1',
    'trailers-and-100',
    simple(ROUTES, { http_protocol_options: { enable_trailers: true }, proxy_100_continue: true }, [
      cluster(
        'c0',
        ['O0'],
        upstreamOptions({
          explicit_http_config: { http_protocol_options: { enable_trailers: true } },
        }),
      ),
      ...CLUSTERS.slice(1),
    ]),
    [...REQUESTS, ...ANSWERS],
  ),
  define(
    'http1',
    'http10',
    simple(ROUTES, {
      http_protocol_options: { accept_http_10: true, default_host_for_http_10: 'default.test' },
    }),
    [
      ...REQUESTS.slice(0, 30),
      ...ANSWERS.slice(0, 12),
      get('/', { version: '1.0', host: null, headers: [['connection', 'keep-alive']] }),
      get('/', { version: '1.0', method: 'POST', body: 'abc' }),
      get('/', { version: '1.0', method: 'POST' }),
      get('/', { version: '1.0', method: 'POST', headers: [CHUNKED], body: chunkedBody }),
      get('/direct', { version: '1.0' }),
      get('/direct', { version: '1.0', headers: [['connection', 'keep-alive']] }),
      get('/dead', { version: '1.0' }),
      get('/', { version: '0.9' }),
      get('/', { version: '2.0' }),
      get('/', { version: '1.2' }),
      raw('0.9', ['GET /\r\n']),
      {
        ...get(
          '/x',
          { version: '1.0', headers: [['connection', 'keep-alive']] },
          {
            script: script(
              'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
            ),
          },
        ),
        name: '1.0 keep-alive, chunked answer',
      },
    ],
  ),
  define(
    'http1',
    'no-absolute-url',
    simple(ROUTES, { http_protocol_options: { allow_absolute_url: false } }),
    ['http://b.test/x', 'http://b.test', 'https://b.test/x', '/x'].map((path) => get(path)),
  ),
  define('http1', 'no-upgrades', simple(UPGRADE_ROUTES), UPGRADES),
  define(
    'http1',
    'websocket',
    simple(UPGRADE_ROUTES, { upgrade_configs: [{ upgrade_type: 'websocket' }] }),
    UPGRADES,
  ),
  define(
    'http1',
    'connect',
    simple(CONNECT_HOSTS, { upgrade_configs: [{ upgrade_type: 'CONNECT' }] }, [
      ...CLUSTERS,
      cluster('raw', ['OR']),
    ]),
    UPGRADES,
  ),
]
