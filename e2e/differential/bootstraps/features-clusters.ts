/** Kinds of clusters, scopes of routes, and fields that Envoy keeps from before. */
import {
  cluster,
  define,
  endpoint,
  filter,
  get,
  routes,
  simple,
  typed,
  upstreamOptions,
} from '../build.ts'
import type { Bootstrap } from '../model.ts'

type Json = Readonly<Record<string, unknown>>

const plain = (name: string, prefix = '/', extra: Json = {}): Json => ({
  match: { prefix },
  route: { cluster: name, ...extra },
})
const aggregate = (name: string, clusters: readonly string[]): Json => ({
  name,
  connect_timeout: '1s',
  lb_policy: 'CLUSTER_PROVIDED',
  cluster_type: {
    name: 'envoy.clusters.aggregate',
    typed_config: typed('envoy.extensions.clusters.aggregate.v3.ClusterConfig', { clusters }),
  },
})
const unhealthy = (name: string, port: string): Json =>
  cluster(name, [], {
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [endpoint(port, { health_status: 'UNHEALTHY' })] }],
    },
    common_lb_config: { healthy_panic_threshold: { value: 0 } },
  })
const scope = (key: readonly string[], name: string): Json => ({
  name: `s-${key.join('-')}`,
  key: { fragments: key.map((string_key) => ({ string_key })) },
  route_configuration: { ...routes(plain(name)), name: `r-${name}` },
})
const scoped = (fragments: readonly Json[], scopes: readonly Json[]): Json => ({
  route_config: undefined,
  scoped_routes: {
    name: 's',
    scope_key_builder: {
      fragments: fragments.map((header_value_extractor) => ({ header_value_extractor })),
    },
    scoped_route_configurations_list: { scoped_route_configurations: scopes },
  },
})
const POLICY: Json = {
  allow_origin_string_match: [{ exact: 'https://a.test' }],
  allow_methods: 'GET',
  max_age: '10',
}

export const FEATURE_CLUSTERS: readonly Bootstrap[] = [
  define(
    'feature',
    'aggregate',
    simple(
      routes(plain('first', '/first'), plain('second', '/second'), plain('none', '/none')),
      {},
      [
        aggregate('first', ['p', 's']),
        aggregate('second', ['down', 's']),
        aggregate('none', ['down', 'down2']),
        cluster('p', ['O0']),
        cluster('s', ['O1']),
        unhealthy('down', 'O2'),
        unhealthy('down2', 'O2'),
      ],
    ),
    ['/first', '/second', '/none'].flatMap((p) => [
      get(p),
      get(p, { method: 'POST', body: 'abc' }),
    ]),
  ),
  define(
    'feature',
    'scoped-routes',
    simple(
      {},
      scoped(
        [{ name: 'x-scope', index: 0 }],
        [scope(['a'], 'c0'), scope(['b'], 'c1'), scope([''], 'c2')],
      ),
    ),
    [
      get('/'),
      ...['a', 'b', 'c', ''].map((v) => get('/', { headers: [['x-scope', v]] })),
      get('/', {
        headers: [
          ['x-scope', 'b'],
          ['x-scope', 'a'],
        ],
      }),
    ],
  ),
  define(
    'feature',
    'scoped-routes-elements',
    simple(
      {},
      scoped(
        [
          { name: 'x-a', element_separator: ',', index: 1 },
          { name: 'x-b', element_separator: ';', element: { separator: '=', key: 'k' } },
        ],
        [scope(['two', 'v'], 'c1'), scope(['two', ''], 'c2')],
      ),
    ),
    [
      ['one,two', 'k=v'],
      ['one,two', 'a=b;k=v'],
      ['one', 'k=v'],
      ['one,two', 'k='],
      ['one,two', 'k'],
      ['one,two', 'z=v'],
    ].map(([a = '', b = '']) =>
      get('/', {
        headers: [
          ['x-a', a],
          ['x-b', b],
        ],
      }),
    ),
  ),
  define(
    'feature',
    'old-cors',
    simple(
      {
        name: 'r',
        virtual_hosts: [
          {
            name: 'v',
            domains: ['*'],
            cors: POLICY,
            routes: [
              plain('c0', '/own', {
                cors: { ...POLICY, allow_origin_string_match: [{ exact: 'https://b.test' }] },
              }),
              plain('c0'),
            ],
          },
        ],
      },
      {
        filters: [filter('envoy.filters.http.cors', 'envoy.extensions.filters.http.cors.v3.Cors')],
      },
    ),
    ['/', '/own'].flatMap((p) =>
      ['https://a.test', 'https://b.test'].flatMap((origin) => [
        get(p, { headers: [['origin', origin]] }),
        get(p, {
          method: 'OPTIONS',
          headers: [
            ['origin', origin],
            ['access-control-request-method', 'GET'],
          ],
        }),
      ]),
    ),
  ),
  define(
    'feature',
    'runtime-features',
    {
      ...simple(routes(plain('c0'))),
      layered_runtime: {
        layers: [
          {
            name: 'static',
            static_layer: {
              'envoy.reloadable_features.no_such_thing': true,
              're2.max_program_size.error_level': 200,
              'a.key.of.somebody': 'text',
            },
          },
        ],
      },
      admin: {
        access_log_path: '/dev/null',
        address: { socket_address: { address: '127.0.0.1', port_value: '@ADMIN' } },
      },
      stats_flush_interval: '1s',
      default_regex_engine: {
        name: 'envoy.regex_engines.google_re2',
        typed_config: typed('envoy.extensions.regex_engines.v3.GoogleRE2'),
      },
    },
    [get('/')],
  ),
  define(
    'feature',
    'whole-url',
    simple(routes(plain('whole')), {}, [
      cluster(
        'whole',
        ['O0'],
        upstreamOptions({
          explicit_http_config: { http_protocol_options: { send_fully_qualified_url: true } },
        }),
      ),
    ]),
    [get('/'), get('/a?b=c', { host: 'other.test:81' }), get('/p', { method: 'POST', body: 'x' })],
  ),
  define(
    'feature',
    'wrapped-values',
    simple(routes(plain('one')), { use_remote_address: { value: true } }, [
      cluster('one', ['O0'], { max_requests_per_connection: { value: 1 } }),
    ]),
    [get('/'), get('/2')],
  ),
]
