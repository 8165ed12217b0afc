/** Access logs: every common operator in text and JSON, filters of logs, and mapped local replies. */
import {
  accessLog,
  define,
  fileLog,
  get,
  raw,
  requestBytes,
  response,
  routes,
  script,
  simple,
  typed,
} from '../build.ts'
import type { Bootstrap, Exchange } from '../model.ts'

type Json = Readonly<Record<string, unknown>>

const ROUTES: Json = routes(
  {
    name: 'direct',
    match: { prefix: '/direct' },
    direct_response: { status: 418, body: { inline_string: 'teapot' } },
  },
  { name: 'dead', match: { prefix: '/dead' }, route: { cluster: 'dead' } },
  { name: 'rewritten', match: { prefix: '/rw' }, route: { cluster: 'c0', prefix_rewrite: '/new' } },
  {
    name: 'grpc',
    match: { prefix: '/pkg.Service' },
    route: { cluster: 'c0' },
    metadata: { filter_metadata: { m: { k: 'v', n: 3 } } },
  },
  {
    name: 'rest',
    match: { prefix: '/p' },
    route: { cluster: 'c0' },
    metadata: { filter_metadata: { m: { k: 'v', n: 3 } } },
  },
)

const OPERATORS: readonly string[] = [
  'REQ(:METHOD)',
  'REQ(:PATH)',
  'REQ(:AUTHORITY)',
  'REQ(:SCHEME)',
  'REQ(X-ENVOY-ORIGINAL-PATH?:PATH)',
  'REQ(x-some)',
  'REQ(x-some):3',
  'REQ(x-none)',
  'REQ(x-none?x-some):2',
  'RESP(x-origin)',
  'RESP(content-length)',
  'RESP(:STATUS)',
  'RESP(X-NONE?X-ORIGIN)',
  'TRAILER(x-t1)',
  'PROTOCOL',
  'RESPONSE_CODE',
  'RESPONSE_FLAGS',
  'RESPONSE_FLAGS_LONG',
  'RESPONSE_CODE_DETAILS',
  'CONNECTION_TERMINATION_DETAILS',
  'BYTES_RECEIVED',
  'BYTES_SENT',
  'UPSTREAM_HOST',
  'UPSTREAM_CLUSTER',
  'UPSTREAM_CLUSTER_RAW',
  'UPSTREAM_REMOTE_ADDRESS',
  'UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT',
  'UPSTREAM_REMOTE_PORT',
  'UPSTREAM_TRANSPORT_FAILURE_REASON',
  'UPSTREAM_REQUEST_ATTEMPT_COUNT',
  'UPSTREAM_PROTOCOL',
  'UPSTREAM_TLS_VERSION',
  'DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT',
  'DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT',
  'DOWNSTREAM_LOCAL_ADDRESS',
  'DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT',
  'DOWNSTREAM_LOCAL_PORT',
  'REQUESTED_SERVER_NAME',
  'ROUTE_NAME',
  'VIRTUAL_CLUSTER_NAME',
  'GRPC_STATUS',
  'GRPC_STATUS_NUMBER',
  'GRPC_STATUS(CAMEL_STRING)',
  'GRPC_STATUS(SNAKE_STRING)',
  'GRPC_STATUS(NUMBER)',
  'METADATA(ROUTE:m:k)',
  'METADATA(ROUTE:m:n)',
  'METADATA(ROUTE:m)',
  'METADATA(CLUSTER:m:k)',
  'DYNAMIC_METADATA(a:b)',
  'FILTER_STATE(x)',
  'DOWNSTREAM_TLS_VERSION',
  'DOWNSTREAM_TLS_CIPHER',
  'DOWNSTREAM_PEER_URI_SAN',
  'DOWNSTREAM_PEER_SUBJECT',
  'FILTER_CHAIN_NAME',
  'ACCESS_LOG_TYPE',
  'REQUEST_HEADERS_BYTES',
  'RESPONSE_HEADERS_BYTES',
  'RESPONSE_TRAILERS_BYTES',
  'UPSTREAM_WIRE_BYTES_SENT',
  'DOWNSTREAM_WIRE_BYTES_RECEIVED',
  'DOWNSTREAM_WIRE_BYTES_SENT',
  'DOWNSTREAM_HEADER_BYTES_RECEIVED',
  'DOWNSTREAM_HEADER_BYTES_SENT',
  'UPSTREAM_HEADER_BYTES_SENT',
  'UPSTREAM_HEADER_BYTES_RECEIVED',
  'UPSTREAM_WIRE_BYTES_RECEIVED',
]

const FROM = '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%'
const TEXT = `${[`from=${FROM}`, ...OPERATORS.map((name, i) => `${i}:${name.replaceAll('%', '')}=%${name}%`)].join(' | ')}\n`

const REQUESTS: readonly Exchange[] = [
  get('/p', { headers: [['x-some', 'value']] }),
  get('/p?q=1', { method: 'POST', body: 'hello', headers: [['x-some', 'v']] }),
  get('/direct'),
  get('/dead'),
  get('/none'),
  get('/rw/x'),
  get(
    '/pkg.Service/Method',
    { method: 'POST', headers: [['content-type', 'application/grpc']], body: '' },
    {
      script: script(
        response(
          200,
          [
            ['content-type', 'application/grpc'],
            ['grpc-status', '5'],
            ['grpc-message', 'no%20such'],
          ],
          '',
        ),
      ),
    },
  ),
  get(
    '/pkg.Service/Method',
    { method: 'POST', headers: [['content-type', 'application/grpc']], body: '' },
    { script: script(response(503)) },
  ),
  get(
    '/p',
    {},
    {
      script: script(
        'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-t1: 1\r\n\r\n',
      ),
    },
  ),
  get('/p', {}, { script: script(response(404, [['x-quote', 'a"b\\c']], 'not')) }),
  get('/p', { headers: [['x-some', 'quo"te\\ \u00e9']] }),
  get('/p', { method: 'HEAD' }),
  get('/p', { version: '1.0' }),
  raw('malformed', ['GET / HTTP/1.1\r\nHost a\r\n\r\n']),
  raw(
    'left alone',
    [
      `${requestBytes({ method: 'POST', path: '/p', headers: [['Content-Length', '10']] })}abc`,
      { kind: 'wait', ms: 40 },
      { kind: 'reset' },
    ],
    { responses: 0 },
  ),
]

const logging = (name: string, logs: readonly Json[]): Bootstrap =>
  define('log', name, simple(ROUTES, { access_log: logs }), REQUESTS)

const format = (value: Json, path = '@{log}'): Json => fileLog(path, value)
const filtered = (filter: Json): Json => ({ ...accessLog(), filter })

const threshold = (op: string, value: number): Json => ({
  comparison: { op, value: { default_value: value, runtime_key: 'k' } },
})

const FILTERS: readonly (readonly [string, Json])[] = [
  ['status-ge', { status_code_filter: threshold('GE', 400) }],
  ['status-eq', { status_code_filter: threshold('EQ', 200) }],
  ['status-le', { status_code_filter: threshold('LE', 404) }],
  ['flags', { response_flag_filter: { flags: ['NR', 'UF'] } }],
  ['any-flag', { response_flag_filter: {} }],
  ['header', { header_filter: { header: { name: 'x-some', present_match: true } } }],
  ['grpc', { grpc_status_filter: { statuses: ['NOT_FOUND'] } }],
  [
    'and',
    {
      and_filter: {
        filters: [{ status_code_filter: threshold('GE', 400) }, { response_flag_filter: {} }],
      },
    },
  ],
  [
    'or',
    {
      or_filter: {
        filters: [
          { status_code_filter: threshold('EQ', 404) },
          { header_filter: { header: { name: 'x-some', present_match: true } } },
        ],
      },
    },
  ],
  ['not-health-check', { not_health_check_filter: {} }],
  ['duration', { duration_filter: threshold('GE', 5_000) }],
  ['never', { runtime_filter: { runtime_key: 'k', percent_sampled: { numerator: 0 } } }],
  ['always', { runtime_filter: { runtime_key: 'k', percent_sampled: { numerator: 100 } } }],
]

const mapped = (name: string, config: Json): Bootstrap =>
  define('log', name, simple(ROUTES, { local_reply_config: config }), REQUESTS)

const statusIs = (value: number): Json => ({
  filter: { status_code_filter: threshold('EQ', value) },
})

export const LOGS: readonly Bootstrap[] = [
  logging('text', [format({ text_format_source: { inline_string: TEXT } })]),
  logging('text-empty', [
    format({ omit_empty_values: true, text_format_source: { inline_string: TEXT } }),
  ]),
  logging('json', [
    format({
      json_format: {
        from: FROM,
        ...Object.fromEntries(OPERATORS.map((name, i) => [`o${i}`, `%${name}%`])),
        mixed: 'code %RESPONSE_CODE% of %REQ(:PATH)%',
        nested: { code: '%RESPONSE_CODE%', method: '%REQ(:METHOD)%', plain: 'text', number: 7 },
        list: ['%PROTOCOL%', 'x'],
      },
    }),
  ]),
  logging('json-empty', [
    format({
      omit_empty_values: true,
      json_format: {
        from: FROM,
        none: '%REQ(x-none)%',
        some: '%REQ(x-some)%',
        both: '%REQ(x-none)%-%REQ(x-some)%',
      },
    }),
  ]),
  ...FILTERS.map(([name, filter]) => logging(name, [filtered(filter)])),
  mapped('replies-mapped', {
    mappers: [
      { ...statusIs(404), status_code: 410, body: { inline_string: 'gone' } },
      {
        ...statusIs(503),
        body_format_override: {
          json_format: {
            code: '%RESPONSE_CODE%',
            body: '%LOCAL_REPLY_BODY%',
            flags: '%RESPONSE_FLAGS%',
          },
        },
        headers_to_add: [{ header: { key: 'x-mapped', value: '%RESPONSE_CODE%' } }],
      },
      {
        ...statusIs(418),
        headers_to_add: [
          {
            header: { key: 'content-type', value: 'text/x' },
            append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
          },
        ],
      },
    ],
  }),
  mapped('replies-formatted', {
    body_format: {
      text_format_source: { inline_string: '<h1>%RESPONSE_CODE% %LOCAL_REPLY_BODY%</h1>' },
      content_type: 'text/html; charset=UTF-8',
    },
  }),
  define(
    'log',
    'two-logs-and-tls',
    simple(ROUTES, {
      access_log: [
        accessLog(),
        format({
          text_format_source: { inline_string: `from=${FROM} | second=%RESPONSE_CODE%\n` },
        }),
      ],
    }),
    REQUESTS.slice(0, 6),
    { isSerial: true },
  ),
  define(
    'log',
    'escapes',
    simple(ROUTES, {
      access_log: [
        {
          name: 'x',
          typed_config: typed('envoy.extensions.access_loggers.file.v3.FileAccessLog', {
            path: '@{log}',
            format: `from=${FROM} | pct=100%% | some="%REQ(x-some)%"\n`,
          }),
        },
      ],
    }),
    REQUESTS,
  ),
]
