/** Matchers, cookies, strict headers and other things that routes and clusters can ask for. */
import {
  bootstrap,
  CLUSTERS,
  cluster,
  define,
  endpoint,
  filter,
  get,
  hcm,
  listener,
  routes,
  simple,
  typed,
  upstreamOptions,
  wait,
} from '../build.ts'
import type { Bootstrap } from '../model.ts'

type Json = Readonly<Record<string, unknown>>

const extension = (type: string, value: Json = {}): Json => ({
  name: type,
  typed_config: typed(type, value),
})
const headerInput = (name: string): Json =>
  extension('envoy.type.matcher.v3.HttpRequestHeaderMatchInput', { header_name: name })
const toRoute = (name: string, match: Json = { prefix: '/' }): Json => ({
  action: extension('envoy.config.route.v3.Route', { match, route: { cluster: name } }),
})
const matched = (matcher: Json): Json => ({
  name: 'r',
  virtual_hosts: [{ name: 'v', domains: ['*'], matcher }],
})
const plain = (extra: Json = {}): Json => ({
  match: { prefix: '/' },
  route: { cluster: 'c0' },
  ...extra,
})
const withPolicy = (policy: Json): Json =>
  cluster('c0', ['O0'], {
    load_assignment: {
      cluster_name: 'c0',
      policy,
      endpoints: [{ lb_endpoints: [endpoint('O0')] }],
    },
  })
const router = (value: Json): Json =>
  filter('envoy.filters.http.router', 'envoy.extensions.filters.http.router.v3.Router', value)
const INTERNAL: Json = {
  use_remote_address: true,
  internal_address_config: { cidr_ranges: [{ address_prefix: '127.0.0.0', prefix_len: 8 }] },
}
const rbac = (action: string, port: number): Json =>
  filter('envoy.filters.network.rbac', 'envoy.extensions.filters.network.rbac.v3.RBAC', {
    stat_prefix: 'x',
    rules: {
      action,
      policies: {
        p: {
          permissions: [{ any: true }],
          principals: [{ direct_remote_ip: { address_prefix: '127.0.0.1', prefix_len: port } }],
        },
      },
    },
  })

export const FEATURE_ROUTING: readonly Bootstrap[] = [
  define(
    'feature',
    'route-matcher-tree',
    simple(
      matched({
        matcher_tree: {
          input: headerInput(':path'),
          prefix_match_map: {
            map: {
              '/a': toRoute('c0'),
              '/a/b': toRoute('c1'),
              '/n': {
                matcher: {
                  matcher_tree: {
                    input: headerInput('x-n'),
                    exact_match_map: { map: { one: toRoute('c1'), two: toRoute('c2') } },
                  },
                },
              },
              '/p': toRoute('c1', { prefix: '/p/q' }),
            },
          },
        },
        on_no_match: toRoute('c2'),
      }),
    ),
    [
      ...['/a', '/a/b', '/a/bc', '/b', '/', '/n', '/p', '/p/q'].map((p) => get(p)),
      ...['one', 'two', 'three', ''].map((v) => get('/n', { headers: [['x-n', v]] })),
    ],
  ),
  define(
    'feature',
    'route-matcher-list',
    simple(
      matched({
        matcher_list: {
          matchers: [
            {
              predicate: {
                and_matcher: {
                  predicate: [
                    {
                      single_predicate: {
                        input: headerInput('x-a'),
                        value_match: { safe_regex: { google_re2: {}, regex: '[0-9]+' } },
                      },
                    },
                    {
                      not_matcher: {
                        single_predicate: {
                          input: headerInput(':method'),
                          value_match: { exact: 'POST' },
                        },
                      },
                    },
                  ],
                },
              },
              on_match: toRoute('c1'),
            },
            {
              predicate: {
                single_predicate: { input: headerInput(':path'), value_match: { suffix: 'z' } },
              },
              on_match: {
                action: extension('envoy.config.route.v3.RouteList', {
                  routes: [
                    { match: { prefix: '/x' }, direct_response: { status: 201 } },
                    { match: { path: '/y' }, redirect: { path_redirect: '/z' } },
                  ],
                }),
              },
            },
            {
              predicate: {
                single_predicate: {
                  input: headerInput('x-m'),
                  value_match: { contains: 'MID', ignore_case: true },
                },
              },
              on_match: toRoute('c2'),
            },
          ],
        },
      }),
    ),
    [
      get('/'),
      ...['12', '1a', ''].flatMap((v) => [
        get('/', { headers: [['x-a', v]] }),
        get('/', { method: 'POST', headers: [['x-a', v]], body: 'b' }),
      ]),
      get('/', {
        headers: [
          ['x-a', '1'],
          ['x-a', '2'],
        ],
      }),
      ...['/x?q=z', '/y?q=az', '/w?q=z', '/x?q=y', '/x?q=%7a'].map((p) => get(p)),
      ...['amidst', 'none'].map((v) => get('/', { headers: [['x-m', v]] })),
    ],
  ),
  define(
    'feature',
    'cookies',
    simple(
      routes(
        {
          match: { prefix: '/', cookies: [{ name: 'a', string_match: { exact: '1' } }] },
          route: { cluster: 'c1' },
        },
        {
          match: {
            prefix: '/not',
            cookies: [{ name: 'b', string_match: { exact: '1' }, invert_match: true }],
          },
          route: { cluster: 'c2' },
        },
        plain(),
      ),
    ),
    ['/', '/not'].flatMap((p) => [
      get(p),
      ...[
        'a=1',
        'a=2',
        'a="1"',
        'b=1',
        'b=2',
        'b=1; a=1',
        'a=2; a=1',
        'A=1',
        'a=1;b=1',
        ' a=1 ',
        'a =1',
        'a',
      ].map((v) => get(p, { headers: [['cookie', v]] })),
    ]),
  ),
  define(
    'feature',
    'strict-headers',
    simple(routes(plain()), {
      ...INTERNAL,
      http_filters: [
        router({
          strict_check_headers: [
            'x-envoy-upstream-rq-timeout-ms',
            'x-envoy-upstream-rq-per-try-timeout-ms',
            'x-envoy-max-retries',
            'x-envoy-retry-on',
            'x-envoy-retry-grpc-on',
          ],
        }),
      ],
    }),
    [
      ['x-envoy-max-retries', '1'],
      ['x-envoy-max-retries', 'one'],
      ['x-envoy-max-retries', '-1'],
      ['x-envoy-max-retries', '1.5'],
      ['x-envoy-upstream-rq-timeout-ms', '10000'],
      ['x-envoy-upstream-rq-timeout-ms', '1s'],
      ['x-envoy-upstream-rq-per-try-timeout-ms', 'x'],
      ['x-envoy-retry-on', '5xx'],
      ['x-envoy-retry-on', '5xx,no-such'],
      ['x-envoy-retry-on', 'cancelled'],
      ['x-envoy-retry-grpc-on', 'cancelled'],
      ['x-envoy-retry-grpc-on', '5xx'],
    ].map(([name = '', value = '']) => get('/', { headers: [[name, value]] })),
  ),
  define(
    'feature',
    'drop-overload',
    simple(routes(plain()), {}, [
      withPolicy({ drop_overloads: [{ category: 'x', drop_percentage: { numerator: 100 } }] }),
    ]),
    [
      get('/'),
      get('/', { method: 'POST', body: 'abc' }),
      get('/', { method: 'POST', headers: [['content-type', 'application/grpc']], body: '' }),
    ],
  ),
  define(
    'feature',
    'runtime',
    {
      ...simple(
        routes(
          {
            match: {
              prefix: '/on',
              runtime_fraction: {
                default_value: { numerator: 0 },
                runtime_key: 'routing.on',
              },
            },
            route: { cluster: 'c1' },
          },
          {
            match: {
              prefix: '/off',
              runtime_fraction: {
                default_value: { numerator: 100 },
                runtime_key: 'routing.off',
              },
            },
            route: { cluster: 'c1' },
          },
          {
            match: {
              prefix: '/fraction',
              runtime_fraction: {
                default_value: { numerator: 0 },
                runtime_key: 'routing.fraction',
              },
            },
            route: { cluster: 'c1' },
          },
          { match: { prefix: '/maintained' }, route: { cluster: 'c2' } },
          plain(),
        ),
      ),
      layered_runtime: {
        layers: [
          {
            name: 'static',
            static_layer: {
              routing: {
                on: 100,
                off: 0,
                fraction: { numerator: 1000000, denominator: 'MILLION' },
              },
              'upstream.maintenance_mode.c2': 100,
            },
          },
          { name: 'admin', admin_layer: {} },
        ],
      },
    },
    ['/on', '/off', '/fraction', '/maintained', '/'].flatMap((p) => [
      get(p),
      get(p, { method: 'POST', headers: [['content-type', 'application/grpc']], body: '' }),
    ]),
  ),
  define('feature', 'add-user-agent', simple(routes(plain()), { add_user_agent: true }), [
    get('/'),
    ...['mine', ''].map((v) => get('/', { headers: [['user-agent', v]] })),
    get('/', { headers: [['x-envoy-downstream-service-node', 'other']] }),
  ]),
  define(
    'feature',
    'trusted-proxies',
    simple(
      routes(
        plain({
          request_headers_to_add: [
            { header: { key: 'x-who', value: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%' } },
          ],
        }),
      ),
      {
        original_ip_detection_extensions: [
          {
            name: 'x',
            typed_config: typed('envoy.extensions.http.original_ip_detection.xff.v3.XffConfig', {
              xff_trusted_cidrs: {
                cidrs: [
                  { address_prefix: '127.0.0.0', prefix_len: 8 },
                  { address_prefix: '10.0.0.0', prefix_len: 8 },
                ],
              },
            }),
          },
        ],
      },
    ),
    [
      '',
      '1.2.3.4',
      '1.2.3.4, 10.0.0.1',
      '1.2.3.4,10.0.0.1,10.0.0.2',
      '10.0.0.1',
      'x, 10.0.0.1',
      '1.2.3.4, x',
    ].map((v) => get('/', v === '' ? {} : { headers: [['x-forwarded-for', v]] })),
  ),
  define(
    'feature',
    'remove-on-match',
    simple(routes(plain()), {
      filters: [
        filter(
          'envoy.filters.http.header_mutation',
          'envoy.extensions.filters.http.header_mutation.v3.HeaderMutation',
          {
            mutations: {
              request_mutations: [{ remove_on_match: { key_matcher: { prefix: 'x-drop' } } }],
              response_mutations: [{ remove_on_match: { key_matcher: { exact: 'x-gone' } } }],
            },
          },
        ),
      ],
    }),
    [
      get('/', {
        headers: [
          ['x-drop-a', '1'],
          ['x-keep', '2'],
          ['X-Drop-B', '3'],
        ],
      }),
    ],
  ),
  define(
    'feature',
    'old-cluster-options',
    simple(
      routes(
        { match: { prefix: '/h1' }, route: { cluster: 'h1' } },
        { match: { prefix: '/few' }, route: { cluster: 'few' } },
        { match: { prefix: '/auto' }, route: { cluster: 'down' } },
      ),
      {},
      [
        cluster('h1', ['O0'], {
          http_protocol_options: { header_key_format: { proper_case_words: {} } },
        }),
        cluster('few', ['O0'], {
          common_http_protocol_options: { max_requests_per_connection: 1 },
        }),
        cluster('down', ['O0'], { protocol_selection: 'USE_DOWNSTREAM_PROTOCOL' }),
      ],
    ),
    ['/h1', '/few', '/auto'].flatMap((p) => [get(p), get(p, { method: 'POST', body: 'x' })]),
  ),
  define(
    'feature',
    'upstream-stream-duration',
    simple(routes(plain()), {}, [
      cluster(
        'c0',
        ['O0'],
        upstreamOptions({
          explicit_http_config: { http_protocol_options: {} },
          common_http_protocol_options: { max_stream_duration: '0.2s' },
        }),
      ),
    ]),
    [
      get('/fast'),
      get('/slow', {}, { script: { attempts: [[wait(600)]] } }),
      get('/slow', { method: 'POST', body: 'abc' }, { script: { attempts: [[wait(600)]] } }),
    ],
  ),
  define(
    'feature',
    'retry-words',
    simple(
      routes(plain({ route: { cluster: 'c0', retry_policy: { retry_on: '5xx,no-such-word' } } })),
    ),
    [get('/')],
  ),
  define(
    'feature',
    'network-rbac-allows',
    bootstrap([listener('L0', [rbac('ALLOW', 32), hcm(routes(plain()))])], CLUSTERS),
    [get('/'), get('/a', { method: 'POST', body: 'abc' })],
  ),
]
