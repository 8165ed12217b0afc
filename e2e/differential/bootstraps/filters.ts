/** HTTP filters other than the router: faults, rate limits, CORS, RBAC, and small ones. */
import { define, filter, get, response, routes, script, simple, typed } from '../build.ts'
import type { Bootstrap } from '../model.ts'

type Json = Readonly<Record<string, unknown>>

const NAMES = {
  fault: ['envoy.filters.http.fault', 'envoy.extensions.filters.http.fault.v3.HTTPFault'],
  limit: [
    'envoy.filters.http.local_ratelimit',
    'envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit',
  ],
  cors: ['envoy.filters.http.cors', 'envoy.extensions.filters.http.cors.v3.Cors'],
  corsPolicy: ['envoy.filters.http.cors', 'envoy.extensions.filters.http.cors.v3.CorsPolicy'],
  rbac: ['envoy.filters.http.rbac', 'envoy.extensions.filters.http.rbac.v3.RBAC'],
  rbacRoute: ['envoy.filters.http.rbac', 'envoy.extensions.filters.http.rbac.v3.RBACPerRoute'],
  buffer: ['envoy.filters.http.buffer', 'envoy.extensions.filters.http.buffer.v3.Buffer'],
  health: [
    'envoy.filters.http.health_check',
    'envoy.extensions.filters.http.health_check.v3.HealthCheck',
  ],
  mutation: [
    'envoy.filters.http.header_mutation',
    'envoy.extensions.filters.http.header_mutation.v3.HeaderMutation',
  ],
  csrf: ['envoy.filters.http.csrf', 'envoy.extensions.filters.http.csrf.v3.CsrfPolicy'],
} as const
type Name = keyof typeof NAMES

const make = (name: Name, value: Json = {}): Json => filter(NAMES[name][0], NAMES[name][1], value)
const perRoute = (name: Name, value: Json = {}): Json => ({
  typed_per_filter_config: { [NAMES[name][0]]: typed(NAMES[name][1], value) },
})

const percent = (numerator: number): Json => ({ numerator, denominator: 'HUNDRED' })
const ALL = { default_value: percent(100) }
const plain = (prefix: string, extra: Json = {}): Json => ({
  match: { prefix },
  route: { cluster: 'c0' },
  ...extra,
})

const permission = (rule: Json): Json => ({ permissions: [rule], principals: [{ any: true }] })

const rbac = (
  name: string,
  action: string,
  policies: Json,
  requests: Bootstrap['exchanges'],
  list: readonly Json[] = [plain('/')],
): Bootstrap =>
  define(
    'filter',
    name,
    simple(routes(...list), { filters: [make('rbac', { rules: { action, policies } })] }),
    requests,
  )

const path = (value: Json): Json => ({ url_path: { path: value } })

const RBAC_REQUESTS = [
  ...['/admin', '/admin?x', '/public', '/', '/a/../admin', '/Admin', '/re/123', '/re/x'].map((p) =>
    get(p),
  ),
  ...['POST', 'DELETE'].map((method) => get('/public', { method })),
  ...['yes', 'no', ''].map((v) => get('/h', { headers: [['x-allow', v]] })),
  get('/admin', { host: 'special.test' }),
  get('/admin', { headers: [['content-type', 'application/grpc']], method: 'POST', body: '' }),
  get('/h', { headers: [['x-forwarded-for', '9.9.9.9']] }),
  get('/admin', { method: 'POST', body: 'a body' }),
]

export const FILTERS: readonly Bootstrap[] = [
  define(
    'filter',
    'fault',
    simple(
      routes(
        plain(
          '/abort',
          perRoute('fault', { abort: { http_status: 418, percentage: percent(100) } }),
        ),
        plain('/grpc', perRoute('fault', { abort: { grpc_status: 5, percentage: percent(100) } })),
        plain(
          '/delay',
          perRoute('fault', { delay: { fixed_delay: '0.1s', percentage: percent(100) } }),
        ),
        plain(
          '/both',
          perRoute('fault', {
            delay: { fixed_delay: '0.05s', percentage: percent(100) },
            abort: { http_status: 500, percentage: percent(100) },
          }),
        ),
        plain('/never', perRoute('fault', { abort: { http_status: 500, percentage: percent(0) } })),
        plain(
          '/matched',
          perRoute('fault', {
            abort: { http_status: 403, percentage: percent(100) },
            headers: [{ name: 'x-fault', string_match: { exact: 'yes' } }],
          }),
        ),
        plain(
          '/cluster',
          perRoute('fault', {
            abort: { http_status: 403, percentage: percent(100) },
            upstream_cluster: 'c1',
          }),
        ),
        plain(
          '/header',
          perRoute('fault', {
            abort: { header_abort: {}, percentage: percent(100) },
            delay: { header_delay: {}, percentage: percent(100) },
          }),
        ),
        plain('/'),
      ),
      { filters: [make('fault')] },
    ),
    [
      ...[
        '/abort',
        '/grpc',
        '/delay',
        '/both',
        '/never',
        '/matched',
        '/cluster',
        '/header',
        '/',
      ].flatMap((p) => [
        get(p),
        get(p, { method: 'POST', body: 'abc' }),
        get(p, { method: 'POST', headers: [['content-type', 'application/grpc']], body: '' }),
        get(p, { headers: [['x-fault', 'yes']] }),
        get(p, { headers: [['x-envoy-fault-abort-request', '429']] }),
        get(p, { headers: [['x-envoy-fault-delay-request', '60']] }),
      ]),
      ...['100', '200', '199', '600', 'abc', '599'].map((v) =>
        get('/header', { headers: [['x-envoy-fault-abort-request', v]] }),
      ),
      ...['0', '16', '99', 'x'].map((v) =>
        get('/header', { headers: [['x-envoy-fault-abort-grpc-request', v]] }),
      ),
      ...['0', '50', '100', '101', 'x'].map((v) =>
        get('/header', {
          headers: [
            ['x-envoy-fault-abort-request', '503'],
            ['x-envoy-fault-abort-request-percentage', v === '50' ? '100' : v],
          ],
        }),
      ),
      get('/header', {
        headers: [
          ['x-envoy-fault-abort-request', '503'],
          ['x-envoy-fault-delay-request', '40'],
        ],
      }),
    ],
  ),
  define(
    'filter',
    'local-ratelimit',
    simple(routes(plain('/')), {
      filters: [
        make('limit', {
          stat_prefix: 'l',
          token_bucket: { max_tokens: 2, tokens_per_fill: 1, fill_interval: '3600s' },
          filter_enabled: ALL,
          filter_enforced: ALL,
          response_headers_to_add: [{ header: { key: 'x-limited', value: 'yes' } }],
        }),
      ],
    }),
    [
      get('/1'),
      get('/2'),
      get('/3'),
      get('/4', { method: 'POST', body: 'abc' }),
      get('/5', { method: 'POST', headers: [['content-type', 'application/grpc']], body: '' }),
    ],
    { isSerial: true },
  ),
  define(
    'filter',
    'local-ratelimit-options',
    simple(
      routes(
        plain(
          '/status',
          perRoute('limit', {
            stat_prefix: 's',
            token_bucket: { max_tokens: 1, fill_interval: '3600s' },
            filter_enabled: ALL,
            filter_enforced: ALL,
            status: { code: 'ServiceUnavailable' },
          }),
        ),
        plain(
          '/headers',
          perRoute('limit', {
            stat_prefix: 's',
            token_bucket: { max_tokens: 2, fill_interval: '3600s' },
            filter_enabled: ALL,
            filter_enforced: ALL,
            enable_x_ratelimit_headers: 'DRAFT_VERSION_03',
          }),
        ),
        plain(
          '/shadow',
          perRoute('limit', {
            stat_prefix: 's',
            token_bucket: { max_tokens: 1, fill_interval: '3600s' },
            filter_enabled: ALL,
            request_headers_to_add_when_not_enforced: [{ header: { key: 'x-shadow', value: '1' } }],
          }),
        ),
        plain('/'),
      ),
      { filters: [make('limit', { stat_prefix: 'l' })] },
    ),
    ['/status', '/status', '/headers', '/headers', '/headers', '/shadow', '/shadow', '/', '/'].map(
      (p) => get(p),
    ),
    { isSerial: true },
  ),
  define(
    'filter',
    'cors',
    simple(
      routes(
        plain(
          '/full',
          perRoute('corsPolicy', {
            allow_origin_string_match: [
              { exact: 'https://a.test' },
              { safe_regex: { regex: 'https://[a-z]+\\.b\\.test' } },
            ],
            allow_methods: 'GET,POST',
            allow_headers: 'x-a,x-b',
            expose_headers: 'x-c',
            max_age: '600',
            allow_credentials: true,
          }),
        ),
        plain(
          '/some',
          perRoute('corsPolicy', {
            allow_origin_string_match: [{ prefix: '*' }, { prefix: 'http' }],
          }),
        ),
        plain(
          '/off',
          perRoute('corsPolicy', {
            allow_origin_string_match: [{ prefix: 'http' }],
            filter_enabled: { default_value: percent(0) },
          }),
        ),
        plain(
          '/private',
          perRoute('corsPolicy', {
            allow_origin_string_match: [{ prefix: 'http' }],
            allow_private_network_access: true,
            forward_not_matching_preflights: false,
          }),
        ),
        plain('/'),
      ),
      { filters: [make('cors')] },
    ),
    ['/full', '/some', '/off', '/private', '/'].flatMap((p) => [
      get(p),
      ...['https://a.test', 'https://x.b.test', 'https://evil.test', 'null', ''].flatMap(
        (origin) => [
          get(p, { headers: [['origin', origin]] }),
          get(p, {
            method: 'OPTIONS',
            headers: [
              ['origin', origin],
              ['access-control-request-method', 'POST'],
            ],
          }),
        ],
      ),
      get(p, { method: 'OPTIONS', headers: [['origin', 'https://a.test']] }),
      get(p, {
        method: 'OPTIONS',
        headers: [
          ['origin', 'https://a.test'],
          ['access-control-request-method', 'PUT'],
          ['access-control-request-headers', 'x-z'],
          ['access-control-request-private-network', 'true'],
        ],
      }),
      get(
        p,
        { headers: [['origin', 'https://a.test']] },
        {
          script: script(
            response(200, [
              ['access-control-allow-origin', '*'],
              ['access-control-expose-headers', 'x-o'],
            ]),
          ),
        },
      ),
    ]),
  ),
  rbac(
    'rbac-allow',
    'ALLOW',
    {
      admin: {
        permissions: [
          {
            and_rules: {
              rules: [
                path({ exact: '/admin' }),
                { header: { name: ':authority', string_match: { exact: 'special.test' } } },
              ],
            },
          },
        ],
        principals: [{ any: true }],
      },
      public: permission(path({ prefix: '/public' })),
      regex: permission(path({ safe_regex: { regex: '/re/[0-9]+' } })),
      header: {
        permissions: [{ any: true }],
        principals: [{ header: { name: 'x-allow', string_match: { exact: 'yes' } } }],
      },
    },
    RBAC_REQUESTS,
  ),
  rbac(
    'rbac-deny',
    'DENY',
    {
      admin: permission(path({ exact: '/admin', ignore_case: true })),
      methods: permission({
        or_rules: {
          rules: [
            { header: { name: ':method', string_match: { exact: 'POST' } } },
            { header: { name: ':method', string_match: { exact: 'DELETE' } } },
          ],
        },
      }),
      address: {
        permissions: [{ any: true }],
        principals: [{ remote_ip: { address_prefix: '9.0.0.0', prefix_len: 8 } }],
      },
    },
    RBAC_REQUESTS,
  ),
  rbac(
    'rbac-principals',
    'ALLOW',
    {
      direct: {
        permissions: [{ destination_port: '@L0' }],
        principals: [
          {
            and_ids: {
              ids: [
                { direct_remote_ip: { address_prefix: '127.0.0.1', prefix_len: 32 } },
                { not_id: { header: { name: 'x-allow', string_match: { exact: 'no' } } } },
              ],
            },
          },
        ],
      },
    },
    RBAC_REQUESTS,
  ),
  rbac(
    'rbac-authenticated',
    'ALLOW',
    {
      tls: { permissions: [{ any: true }], principals: [{ authenticated: {} }] },
    },
    RBAC_REQUESTS,
  ),
  rbac('rbac-log', 'LOG', { all: permission({ any: true }) }, RBAC_REQUESTS),
  rbac('rbac-per-route', 'DENY', { all: permission({ any: true }) }, RBAC_REQUESTS, [
    plain('/public', perRoute('rbacRoute', {})),
    plain(
      '/re',
      perRoute('rbacRoute', {
        rbac: { rules: { action: 'ALLOW', policies: { p: permission(path({ suffix: '123' })) } } },
      }),
    ),
    plain('/'),
  ]),
  define(
    'filter',
    'rbac-shadow',
    simple(routes(plain('/')), {
      filters: [
        make('rbac', {
          shadow_rules: { action: 'DENY', policies: { all: permission({ any: true }) } },
        }),
      ],
    }),
    RBAC_REQUESTS,
  ),
  define(
    'filter',
    'buffer',
    simple(routes(plain('/')), { filters: [make('buffer', { max_request_bytes: 10 })] }),
    [
      get('/'),
      get('/', { method: 'POST', body: '0123456789' }),
      get('/', { method: 'POST', body: '0123456789A' }),
      get('/', {
        method: 'POST',
        headers: [['transfer-encoding', 'chunked']],
        body: '3\r\nabc\r\n0\r\n\r\n',
      }),
      get('/', {
        method: 'POST',
        headers: [['transfer-encoding', 'chunked']],
        body: 'b\r\n0123456789A\r\n0\r\n\r\n',
      }),
    ],
  ),
  define(
    'filter',
    'health-check',
    simple(routes(plain('/')), {
      filters: [
        make('health', {
          pass_through_mode: false,
          headers: [{ name: ':path', string_match: { exact: '/healthz' } }],
        }),
      ],
    }),
    [
      get('/healthz'),
      get('/healthz', { method: 'HEAD' }),
      get('/healthz?x'),
      get('/'),
      get('/healthz', { method: 'POST', body: 'x' }),
    ],
  ),
  define(
    'filter',
    'header-mutation',
    simple(routes(plain('/')), {
      filters: [
        make('mutation', {
          mutations: {
            request_mutations: [
              { remove: 'x-drop' },
              {
                append: {
                  header: { key: 'x-new', value: '%REQ(:METHOD)%' },
                  append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
                },
              },
            ],
            response_mutations: [
              { append: { header: { key: 'x-resp', value: '%RESPONSE_CODE%' } } },
              { remove: 'x-origin' },
            ],
          },
        }),
      ],
    }),
    [
      get('/'),
      get('/', {
        headers: [
          ['x-drop', '1'],
          ['x-new', 'old'],
        ],
      }),
    ],
  ),
  define(
    'filter',
    'csrf',
    simple(routes(plain('/')), {
      filters: [
        make('csrf', { filter_enabled: ALL, additional_origins: [{ suffix: '.ok.test' }] }),
      ],
    }),
    ['http://a.test', 'http://x.ok.test', 'http://evil.test', 'null', ''].flatMap((origin) => [
      get('/', { headers: [['origin', origin]] }),
      get('/', { method: 'POST', headers: [['origin', origin]], body: 'x' }),
      get('/', { method: 'POST', headers: [['referer', `${origin}/page`]], body: 'x' }),
    ]),
  ),
]
