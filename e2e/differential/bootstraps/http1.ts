/** HTTP/1 on the wire: versions, bodies, trailers, 1xx, upgrades, CONNECT, pipelining, early answers, the connection's fate. */
import {
  CLUSTERS,
  cluster,
  define,
  type ExchangeOptions,
  early,
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
import type { Act, Bootstrap, Exchange } from '../model.ts'

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

const answers = (name: string, ...acts: readonly (Act | string)[]): Exchange => ({
  ...get(
    `/answer?${encodeURIComponent(name)}`,
    {},
    {
      script: script(acts.map((act) => (typeof act === 'string' ? send(act) : act))),
    },
  ),
  name: `answer: ${name}`,
})

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

const ANSWERS: readonly Exchange[] = [
  answers('chunked', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'),
  answers(
    'chunked with trailers',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-t1: 1\r\n\r\n',
  ),
  answers(
    'chunked in pieces',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\na',
    wait(20),
    'bc\r\n',
    wait(20),
    '0\r\n\r\n',
  ),
  answers('until close', 'HTTP/1.1 200 OK\r\n\r\nabc', FIN),
  answers('until close 1.0', 'HTTP/1.0 200 OK\r\n\r\nabc', FIN),
  answers('1.0 with length', 'HTTP/1.0 200 OK\r\ncontent-length: 3\r\n\r\nabc'),
  answers(
    'connection close',
    'HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: close\r\n\r\nabc',
  ),
  answers(
    'hop by hop',
    'HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: keep-alive, x-hop\r\nx-hop: 1\r\nkeep-alive: timeout=1\r\nproxy-connection: x\r\nupgrade: h2c\r\n\r\nabc',
  ),
  answers('short', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc', FIN),
  answers('short chunked', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc', FIN),
  answers('reset at once', RESET),
  answers('close at once', FIN),
  answers('reset inside the head', 'HTTP/1.1 200 OK\r\ncontent-le', RESET),
  answers('close inside the head', 'HTTP/1.1 200 OK\r\ncontent-le', FIN),
  answers(
    'reset inside the body',
    'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nabc',
    wait(40),
    RESET,
  ),
  answers('not http', 'SSH-2.0-x\r\n'),
  answers('bad status', 'HTTP/1.1 abc\r\n\r\n'),
  answers('status 99', 'HTTP/1.1 99 X\r\ncontent-length: 0\r\n\r\n'),
  answers('status 600', 'HTTP/1.1 600 X\r\ncontent-length: 0\r\n\r\n'),
  answers('status 999', 'HTTP/1.1 999 X\r\ncontent-length: 0\r\n\r\n'),
  answers('status 1000', 'HTTP/1.1 1000 X\r\ncontent-length: 0\r\n\r\n'),
  answers('http 2', 'HTTP/2.0 200 OK\r\ncontent-length: 0\r\n\r\n'),
  answers('no reason', 'HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n'),
  answers('empty reason', 'HTTP/1.1 200 \r\ncontent-length: 0\r\n\r\n'),
  answers('reason of words', 'HTTP/1.1 200 All is fine\r\ncontent-length: 0\r\n\r\n'),
  answers(
    'length and chunked',
    'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  ),
  answers('two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd'),
  answers(
    'same length twice',
    'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 3\r\n\r\nabc',
  ),
  answers('bad length', 'HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\nabc'),
  answers('negative length', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\nabc'),
  answers('unknown coding', 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\nabc', FIN),
  answers(
    'gzip, chunked',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  ),
  answers('bad chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n'),
  answers('bare lf', 'HTTP/1.1 200 OK\ncontent-length: 3\n\nabc'),
  answers('folded', 'HTTP/1.1 200 OK\r\nx-a: 1\r\n 2\r\ncontent-length: 0\r\n\r\n'),
  answers('space before colon', 'HTTP/1.1 200 OK\r\nx-a : 1\r\ncontent-length: 0\r\n\r\n'),
  answers('nul in value', 'HTTP/1.1 200 OK\r\nx-a: 1\u00002\r\ncontent-length: 0\r\n\r\n'),
  answers('204', 'HTTP/1.1 204 No Content\r\n\r\n'),
  answers('204 with length 0', 'HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n'),
  answers('204 with length', 'HTTP/1.1 204 No Content\r\ncontent-length: 3\r\n\r\nabc'),
  answers('204 chunked', 'HTTP/1.1 204 No Content\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'),
  answers(
    '304 with length',
    'HTTP/1.1 304 Not Modified\r\ncontent-length: 10\r\netag: "x"\r\n\r\n',
  ),
  answers('205', 'HTTP/1.1 205 Reset\r\ncontent-length: 0\r\n\r\n'),
  answers(
    '100 first',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
  ),
  answers(
    '103 first',
    'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
  ),
  answers(
    '102 and 103',
    'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
  ),
  answers('101 unasked', 'HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nabc'),
  answers('too much', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok and more'),
  answers(
    'two responses',
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 201 OK\r\ncontent-length: 2\r\n\r\nok',
  ),
  answers(
    'many headers',
    `HTTP/1.1 200 OK\r\ncontent-length: 0\r\n${Array.from({ length: 99 }, (_, i) => `x-${i}: ${i}`).join('\r\n')}\r\n\r\n`,
  ),
  answers(
    'too many headers',
    `HTTP/1.1 200 OK\r\ncontent-length: 0\r\n${Array.from({ length: 101 }, (_, i) => `x-${i}: ${i}`).join('\r\n')}\r\n\r\n`,
  ),
  answers(
    'a long header',
    `HTTP/1.1 200 OK\r\ncontent-length: 0\r\nx-a: ${'a'.repeat(50_000)}\r\n\r\n`,
  ),
  answers(
    'too long a header',
    `HTTP/1.1 200 OK\r\ncontent-length: 0\r\nx-a: ${'a'.repeat(70_000)}\r\n\r\n`,
  ),
  answers(
    'set-cookie twice',
    'HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\ncontent-length: 0\r\n\r\n',
  ),
  answers(
    'a grpc status',
    'HTTP/1.1 200 OK\r\ncontent-type: application/grpc\r\ngrpc-status: 5\r\ncontent-length: 0\r\n\r\n',
  ),
  {
    ...post('/early', 'hello body', [], { script: early(response(413, [], 'no')) }),
    name: 'early answer, whole request',
  },
  raw(
    'early answer, body never comes',
    [`${requestBytes({ method: 'POST', headers: [['Content-Length', '10']] })}abc`],
    { script: early(response(413, [], 'no')) },
  ),
  raw(
    'early answer, body later',
    [`${requestBytes({ method: 'POST', headers: [['Content-Length', '6']] })}abc`, wait(60), 'def'],
    { script: early(response(200, [], 'early')) },
  ),
  raw(
    'early chunked answer',
    [`${requestBytes({ method: 'POST', headers: [CHUNKED] })}3\r\nabc\r\n`, wait(80), '0\r\n\r\n'],
    {
      script: early([
        send('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n'),
        wait(20),
        send('0\r\n\r\n'),
      ]),
    },
  ),
  raw(
    'early reset',
    [`${requestBytes({ method: 'POST', headers: [['Content-Length', '10']] })}abc`],
    { script: early([wait(20), RESET]) },
  ),
  {
    ...get(
      '/head',
      { method: 'HEAD' },
      { script: script('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n') },
    ),
    name: 'HEAD with length',
  },
  {
    ...get(
      '/head',
      { method: 'HEAD' },
      { script: script('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n') },
    ),
    name: 'HEAD chunked',
  },
  {
    ...get('/head', { method: 'HEAD' }, { script: script('HTTP/1.1 200 OK\r\n\r\n') }),
    name: 'HEAD without framing',
  },
  {
    ...get(
      '/head',
      { version: '1.0' },
      {
        script: script(
          'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
        ),
      },
    ),
    name: '1.0 client, chunked answer',
  },
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
