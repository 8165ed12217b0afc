/** HTTP filters that leave state and metadata, bridge gRPC, and know who calls. */
import {
  cluster,
  define,
  filter,
  get,
  response,
  routes,
  script,
  simple,
  typed,
  upstreamOptions,
} from '../build.ts'
import type { Bootstrap, Exchange } from '../model.ts'

type Json = Readonly<Record<string, unknown>>

const HTTP = 'envoy.extensions.filters.http.'
const named = (name: string, type: string, value: Json = {}): Json =>
  filter(`envoy.filters.http.${name}`, HTTP + type, value)
const plain = (prefix: string, extra: Json = {}): Json => ({
  match: { prefix },
  route: { cluster: 'c0' },
  ...extra,
})
const adds = (...list: readonly (readonly [string, string])[]): Json => ({
  request_headers_to_add: list.map(([key, value]) => ({ header: { key, value } })),
})

// -- filter state ----------------------------------------------------------------

const state = (values: readonly Json[], more: Json = {}): Json =>
  named('set_filter_state', 'set_filter_state.v3.Config', {
    on_request_headers: values.map((value) => ({ factory_key: 'envoy.string', ...value })),
    ...more,
  })
const text = (inline: string): Json => ({ text_format_source: { inline_string: inline } })

const filterState = define(
  'feature',
  'filter-state',
  simple(
    routes(
      {
        match: { prefix: '/', filter_state: [{ key: 'who', string_match: { exact: 'ann' } }] },
        route: { cluster: 'c1' },
      },
      plain(
        '/',
        adds(
          ['x-typed', '%FILTER_STATE(who)%'],
          ['x-plain', '%FILTER_STATE(who:PLAIN)%'],
          ['x-cut', '%FILTER_STATE(who:PLAIN):2%'],
          ['x-none', '%FILTER_STATE(none:PLAIN)%'],
          ['x-fixed', '%FILTER_STATE(fixed:PLAIN)%'],
          ['x-late', '%FILTER_STATE(late:PLAIN)%'],
        ),
      ),
    ),
    {
      filters: [
        state(
          [
            { object_key: 'who', format_string: text('%REQ(x-who)%') },
            {
              object_key: 'none',
              format_string: { ...text('%REQ(x-none)%'), omit_empty_values: true },
              skip_if_empty: true,
            },
            { object_key: 'fixed', format_string: text('first'), read_only: true },
            { object_key: 'fixed', format_string: text('second') },
            { object_key: 'late', format_string: text('first') },
            { object_key: 'late', format_string: text('second') },
          ],
          { clear_route_cache: true },
        ),
      ],
    },
  ),
  [
    get('/'),
    ...['ann', 'bob', 'a"b\\c', ''].map((who) => get('/q?x=1', { headers: [['x-who', who]] })),
    get('/', { headers: [['x-none', 'there']] }),
  ],
)

// -- metadata out of JSON ----------------------------------------------------------

const put = (key: string, value?: unknown, more: Json = {}): Json => ({
  metadata_namespace: 'n',
  key,
  ...(value === undefined ? {} : { value }),
  ...more,
})
const rule = (path: readonly string[], entries: Json): Json => ({
  selectors: path.map((key) => ({ key })),
  ...entries,
})
const JSON_RULES: readonly Json[] = [
  rule(['a', 'b'], {
    on_present: put('ab'),
    on_missing: put('ab', 'missing'),
    on_error: put('ab', 'error'),
  }),
  rule(['s'], { on_present: put('s', undefined, { type: 'STRING' }), on_missing: put('s', 'no') }),
  rule(['n'], { on_present: put('n', undefined, { type: 'NUMBER' }), on_missing: put('n', 'no') }),
  rule(['s'], { on_present: put('fixed', 'there'), on_missing: put('fixed', 'not there') }),
  rule(['m'], { on_missing: put('m', { deep: [1, 'x'] }) }),
  rule(['s'], { on_present: put('s', 'kept?', { preserve_existing_metadata_value: true }) }),
]
const METADATA_HEADERS = adds(
  ...['ab', 's', 'n', 'fixed', 'm'].map(
    (key) => [`x-${key}`, `%DYNAMIC_METADATA(n:${key})%`] as const,
  ),
)
const BODIES: readonly string[] = [
  '{"a":{"b":"v"},"s":"text","n":7,"m":1}',
  '{"a":{"b":1.5},"s":2.25,"n":"8.5"}',
  '{"a":{"b":true},"s":true,"n":true}',
  '{"a":{"b":null},"s":"","n":"x"}',
  '{"a":{"b":[1]},"s":{"x":1},"n":" 4 "}',
  '{"a":1}',
  '{"a":[{"b":1}],"s":-0,"n":1e30}',
  '{"a":{"b":"\\u00e9"},"s":12345678901234,"n":-5}',
  '[1]',
  '"x"',
  '5',
  'null',
  '{}',
  '{"a":',
  ' ',
  '{"a":{"b":"v"}} x',
  `{"s":"${'x'.repeat(9000)}"}`,
]

const jsonToMetadata = define(
  'stats',
  'json-to-metadata',
  simple(routes(plain('/', METADATA_HEADERS)), {
    filters: [
      named('json_to_metadata', 'json_to_metadata.v3.JsonToMetadata', {
        request_rules: { rules: JSON_RULES },
      }),
    ],
  }),
  [
    ...BODIES.map((body, i) =>
      get(`/${i}`, { method: 'POST', headers: [['content-type', 'application/json']], body }),
    ),
    get('/', { method: 'POST', headers: [['content-type', 'application/json']], body: '' }),
    get('/', { headers: [['content-type', 'application/json']] }),
    get('/', { method: 'POST', headers: [['content-type', 'text/json']], body: '{"s":"x"}' }),
    get('/', {
      method: 'POST',
      headers: [['content-type', 'application/json; charset=utf-8']],
      body: '{"s":"x"}',
    }),
    get('/', { method: 'POST', body: '{"s":"x"}' }),
  ],
)

const jsonAnswer = (body: string, type = 'application/json'): Exchange =>
  get('/', {}, { script: script(response(200, [['content-type', type]], body)) })

const jsonOfAnswers = define(
  'stats',
  'json-to-metadata-answers',
  simple(routes(plain('/')), {
    access_log: [
      {
        name: 'log',
        typed_config: typed('envoy.extensions.access_loggers.file.v3.FileAccessLog', {
          path: '@{log}',
          log_format: text(
            'from=%DOWNSTREAM_DIRECT_REMOTE_ADDRESS% | path=%REQ(:PATH)% | s=%DYNAMIC_METADATA(n:s)% | m=%DYNAMIC_METADATA(n:m)%\n',
          ),
        }),
      },
    ],
    filters: [
      named('json_to_metadata', 'json_to_metadata.v3.JsonToMetadata', {
        response_rules: {
          rules: [
            rule(['s'], {
              on_present: put('s'),
              on_missing: put('s', 'missing'),
              on_error: put('s', 'error'),
            }),
          ],
          allow_content_types: ['text/json'],
          allow_content_types_regex: { regex: 'application/.*json' },
          allow_empty_content_type: true,
        },
      }),
    ],
  }),
  [
    jsonAnswer('{"s":"v"}'),
    jsonAnswer('{"s":[1]}', 'application/problem+json'),
    jsonAnswer('{"s":', 'text/json'),
    jsonAnswer('{"s":1}', 'text/plain'),
    jsonAnswer(''),
    get('/', {}, { script: script(response(200, [], '{"s":4}')) }),
    get(
      '/',
      { method: 'HEAD' },
      { script: script(response(200, [['content-type', 'application/json']], '')) },
    ),
  ],
)

// -- gRPC for HTTP/1 ----------------------------------------------------------------

const FRAME = '\u0000\u0000\u0000\u0000\u0003abc'
const grpcAnswer = (body: string, trailers: string): ReturnType<typeof script> =>
  script(
    'HTTP/1.1 200 OK\r\ncontent-type: application/grpc\r\ntransfer-encoding: chunked\r\n\r\n' +
      `${body === '' ? '' : `${body.length.toString(16)}\r\n${body}\r\n`}0\r\n${trailers}\r\n`,
  )
const grpcCall = (type: string, answer: ReturnType<typeof script>, path = '/a.B/C?x=1'): Exchange =>
  get(path, { method: 'POST', headers: [['content-type', type]], body: FRAME }, { script: answer })

const bridge = (value: Json): Json =>
  simple(
    routes(plain('/')),
    { filters: [named('grpc_http1_bridge', 'grpc_http1_bridge.v3.Config', value)] },
    [
      cluster(
        'c0',
        ['O0'],
        upstreamOptions({
          explicit_http_config: { http_protocol_options: { enable_trailers: true } },
        }),
      ),
    ],
  )

const BRIDGE_CALLS: readonly Exchange[] = [
  'application/grpc',
  'application/x-protobuf',
  'text/plain',
].flatMap((type) => [
  grpcCall(type, grpcAnswer(FRAME, 'grpc-status: 0\r\n')),
  grpcCall(type, grpcAnswer(FRAME, 'grpc-status: 5\r\ngrpc-message: no%20such\r\n')),
  grpcCall(type, grpcAnswer('', 'grpc-status: 00\r\n')),
  grpcCall(type, grpcAnswer(FRAME, 'grpc-status: x\r\n')),
  grpcCall(type, grpcAnswer(FRAME, '')),
  grpcCall(type, script(response(200, [['grpc-status', '3']], ''))),
  grpcCall(type, script(response(503, [], 'no'))),
])

const grpcBridge = define('feature', 'grpc-http1-bridge', bridge({}), BRIDGE_CALLS)
const grpcUpgrade = define(
  'feature',
  'grpc-http1-bridge-upgrade',
  bridge({ upgrade_protobuf_to_grpc: true, ignore_query_parameters: true }),
  BRIDGE_CALLS,
)

// -- API keys -------------------------------------------------------------------------

const KEYS = {
  credentials: [
    { key: 'k1', client: 'one' },
    { key: 'k 2', client: 'two' },
  ],
  key_sources: [{ header: 'Authorization' }, { query: 'key' }, { cookie: 'key' }],
}
const keysOf = (value: Json): Json => ({
  typed_per_filter_config: {
    'envoy.filters.http.api_key_auth': typed(`${HTTP}api_key_auth.v3.ApiKeyAuthPerRoute`, value),
  },
})
const apiKeys = define(
  'stats',
  'api-keys',
  simple(
    routes(
      plain('/two', keysOf({ allowed_clients: ['two'] })),
      plain('/own', keysOf({ credentials: [{ key: 'own', client: 'me' }] })),
      plain('/open', keysOf({ forwarding: { header: 'x-me' } })),
      plain('/'),
    ),
    {
      filters: [
        named('api_key_auth', 'api_key_auth.v3.ApiKeyAuth', {
          ...KEYS,
          forwarding: { header: 'x-client', hide_credentials: true },
        }),
      ],
    },
  ),
  ['/', '/two', '/own', '/open'].flatMap((path) => [
    get(path),
    ...['k1', 'k 2', 'own', 'Bearer k1', 'bearer k1', 'nope', ''].map((value) =>
      get(path, { headers: [['authorization', value]] }),
    ),
    ...['?key=k1&a=1', '?key=k%202', '?a=1&key=', '?key=x&key=k1'].map((query) =>
      get(path + query),
    ),
    get(path, { headers: [['cookie', 'a=1; key=k1; b=2']] }),
    get(path, { headers: [['cookie', 'key=k1']] }),
    get(path, {
      headers: [
        ['authorization', 'k1'],
        ['x-client', 'eve'],
        ['cookie', 'key=k1;a=1'],
      ],
    }),
  ]),
)

const shadowAction = (action: string): Json => ({
  action: {
    name: 'a',
    typed_config: typed('envoy.config.rbac.v3.Action', { name: `to-${action}`, action }),
  },
})
const shadowMatcher = define(
  'stats',
  'rbac-shadow-matcher',
  simple(routes(plain('/', adds(['x-shadow', '%DYNAMIC_METADATA(envoy.filters.http.rbac)%']))), {
    filters: [
      named('rbac', 'rbac.v3.RBAC', {
        shadow_rules_stat_prefix: 's_',
        shadow_matcher: {
          matcher_tree: {
            input: {
              name: 'i',
              typed_config: typed('envoy.type.matcher.v3.HttpRequestHeaderMatchInput', {
                header_name: ':path',
              }),
            },
            exact_match_map: { map: { '/a': shadowAction('ALLOW'), '/d': shadowAction('DENY') } },
          },
        },
      }),
    ],
  }),
  ['/a', '/d', '/x'].map((path) => get(path)),
)

// -- sessions ------------------------------------------------------------------------

const session = (kind: string, value: Json, more: Json = {}): Json => ({
  session_state: {
    name: `envoy.http.stateful_session.${kind.toLowerCase()}`,
    typed_config: typed(
      `envoy.extensions.http.stateful_session.${kind.toLowerCase()}.v3.${kind}BasedSessionState`,
      value,
    ),
  },
  ...more,
})
const perSession = (value: Json): Json => ({
  typed_per_filter_config: {
    'envoy.filters.http.stateful_session': typed(
      `${HTTP}stateful_session.v3.StatefulSessionPerRoute`,
      value,
    ),
  },
})
const GONE = Buffer.from('10.1.2.3:80').toString('base64')
const sessions = define(
  'stats',
  'stateful-session',
  simple(
    routes(
      plain(
        '/strict',
        perSession({ stateful_session: session('Header', { name: 'x-s' }, { strict: true }) }),
      ),
      plain(
        '/gone',
        perSession({
          stateful_session: session(
            'Header',
            { name: 'x-s' },
            { strict: true, status_on_strict_destination_not_found: 410 },
          ),
        }),
      ),
      plain('/off', perSession({ disabled: true })),
      plain('/'),
    ),
    {
      filters: [
        // The endpoint's port is another for each proxy.
        named('header_mutation', 'header_mutation.v3.HeaderMutation', {
          mutations: { response_mutations: [{ remove: 'x-s' }, { remove: 'set-cookie' }] },
        }),
        named('stateful_session', 'stateful_session.v3.StatefulSession', {
          ...session('Cookie', {
            cookie: { name: 's', path: '/c', attributes: [{ name: 'SameSite', value: 'Lax' }] },
          }),
          stat_prefix: 'x',
        }),
      ],
    },
  ),
  ['/c', '/c/d', '/cd', '/c?x', '/', '/off', '/strict', '/gone'].flatMap((path) => [
    get(path),
    get(path, { headers: [['cookie', `s="${GONE}"`]] }),
    get(path, { headers: [['cookie', 's=*']] }),
    get(path, { headers: [['x-s', GONE]] }),
    get(path, { headers: [['x-s', '*']] }),
  ]),
)

const idleActions = define(
  'feature',
  'actions-of-filters',
  simple(
    routes(
      {
        match: { prefix: '/filter' },
        filter_action: { action: typed('envoy.extensions.filters.http.router.v3.Router') },
      },
      { match: { prefix: '/none' }, non_forwarding_action: {} },
      plain('/'),
    ),
  ),
  ['/filter', '/none', '/'].map((path) => get(path)),
)

export const FEATURE_STATE: readonly Bootstrap[] = [
  idleActions,
  sessions,
  apiKeys,
  shadowMatcher,
  filterState,
  jsonToMetadata,
  jsonOfAnswers,
  grpcBridge,
  grpcUpgrade,
]
