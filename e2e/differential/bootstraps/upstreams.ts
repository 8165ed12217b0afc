/** Clusters: hashing, subsets, priorities, health, breakers, DNS, timeouts. */
import {
  CLUSTERS,
  cluster,
  define,
  endpoint,
  get,
  response,
  routes,
  script,
  send,
  simple,
  typed,
  upstreamOptions,
  wait,
} from '../build.ts'
import type { Bootstrap, Exchange } from '../model.ts'

type Json = Readonly<Record<string, unknown>>

const hashed = (prefix: string, ...policies: readonly Json[]): Json => ({
  match: { prefix },
  route: { cluster: 'ring', hash_policy: policies },
})

/** Which of three hosts a request meets shows in what each origin saw. */
const HASH_ROUTES: Json = routes(
  hashed('/header', { header: { header_name: 'x-key' } }),
  hashed('/regex', {
    header: {
      header_name: 'x-key',
      regex_rewrite: { pattern: { regex: '^(\\w+)-.*$' }, substitution: '\\1' },
    },
  }),
  hashed('/query', { query_parameter: { name: 'key' } }),
  hashed('/cookie', { cookie: { name: 'session' } }),
  hashed('/ttl', { cookie: { name: 'sticky', ttl: '60s', path: '/p' } }),
  hashed('/zero', { cookie: { name: 'zero', ttl: '0s' } }),
  hashed('/ip', { connection_properties: { source_ip: true } }),
  hashed('/two', { header: { header_name: 'x-key' } }, { query_parameter: { name: 'key' } }),
  hashed(
    '/terminal',
    { header: { header_name: 'x-key' }, terminal: true },
    { query_parameter: { name: 'key' } },
  ),
)

const keys = ['a', 'b', 'c', 'd', 'e', 'user-1', 'user-2', 'x-1', 'x-2']
const HASH_REQUESTS: readonly Exchange[] = [
  ...['/header', '/regex', '/two', '/terminal'].flatMap((path) =>
    keys.map((key) => get(path, { headers: [['x-key', key]] })),
  ),
  ...['/query', '/two', '/terminal'].flatMap((path) =>
    keys.map((key) => get(`${path}?key=${key}`, { headers: [['x-key', 'fixed']] })),
  ),
  ...['/cookie', '/ttl', '/zero'].flatMap((path) =>
    keys
      .slice(0, 4)
      .map((key) =>
        get(path, { headers: [['cookie', `a=1; session=${key}; sticky=${key}; zero=${key}`]] }),
      ),
  ),
  get('/header', {
    headers: [
      ['x-key', 'b'],
      ['x-key', 'a'],
    ],
  }),
  get('/ip'),
  get('/query?a=1&key=%61'),
]

const three = (policy: string, extra: Json = {}): readonly Json[] => [
  ...CLUSTERS,
  {
    ...cluster('ring', [], { lb_policy: policy, ...extra }),
    load_assignment: {
      cluster_name: 'ring',
      // Hosts are hashed by this key: their addresses differ from run to run.
      endpoints: [
        {
          lb_endpoints: ['O0', 'O1', 'O2'].map((port) =>
            endpoint(port, {
              metadata: { filter_metadata: { 'envoy.lb': { hash_key: `host-${port}` } } },
            }),
          ),
        },
      ],
    },
  },
]

const hash = (name: string, policy: string, extra: Json = {}): Bootstrap =>
  define('upstream', name, simple(HASH_ROUTES, {}, three(policy, extra)), HASH_REQUESTS)

const localities = (name: string, endpoints: readonly Json[], extra: Json = {}): Json => ({
  ...cluster(name, [], extra),
  load_assignment: { cluster_name: name, endpoints },
})

const subset = (port: string, labels: Json): Json =>
  endpoint(port, { metadata: { filter_metadata: { 'envoy.lb': labels } } })

const matched = (prefix: string, name: string, labels: Json): Json => ({
  match: { prefix },
  route: { cluster: name, metadata_match: { filter_metadata: { 'envoy.lb': labels } } },
})

const subsets = (fallback: string, extra: Json = {}): Json => ({
  lb_subset_config: {
    fallback_policy: fallback,
    subset_selectors: [{ keys: ['version'] }, { keys: ['version', 'stage'] }],
    ...extra,
  },
})

const SUBSET_HOSTS: readonly Json[] = [
  {
    lb_endpoints: [
      subset('O0', { version: 'v1', stage: 'prod' }),
      subset('O1', { version: 'v2', stage: 'dev' }),
      subset('O2', { version: 'v3', stage: 'prod' }),
    ],
  },
]

const slow = script([wait(400), send(response(200))])

export const UPSTREAMS: readonly Bootstrap[] = [
  hash('ring-hash', 'RING_HASH'),
  hash('ring-hash-murmur', 'RING_HASH', {
    ring_hash_lb_config: { minimum_ring_size: 100, hash_function: 'MURMUR_HASH_2' },
  }),
  hash('maglev', 'MAGLEV'),
  hash('maglev-small', 'MAGLEV', { maglev_lb_config: { table_size: 101 } }),
  define(
    'upstream',
    'subsets',
    simple(
      routes(
        matched('/v1', 'none', { version: 'v1' }),
        matched('/v2', 'none', { version: 'v2' }),
        matched('/stage', 'none', { version: 'v3', stage: 'prod' }),
        matched('/wrong', 'none', { version: 'v9' }),
        matched('/keys', 'none', { other: 'x' }),
        matched('/default-wrong', 'default', { version: 'v9' }),
        matched('/default', 'default', { version: 'v2' }),
        { match: { prefix: '/plain' }, route: { cluster: 'default' } },
        { match: { prefix: '/unmatched' }, route: { cluster: 'none' } },
      ),
      {},
      [
        localities('none', SUBSET_HOSTS, subsets('NO_FALLBACK')),
        localities(
          'default',
          SUBSET_HOSTS,
          subsets('DEFAULT_SUBSET', { default_subset: { version: 'v3' } }),
        ),
      ],
    ),
    [
      '/v1',
      '/v2',
      '/stage',
      '/wrong',
      '/keys',
      '/default-wrong',
      '/default',
      '/plain',
      '/unmatched',
    ].map((p) => get(p)),
  ),
  define(
    'upstream',
    'priorities-and-health',
    simple(
      routes(
        { match: { prefix: '/second' }, route: { cluster: 'second' } },
        { match: { prefix: '/health' }, route: { cluster: 'health' } },
        { match: { prefix: '/panic' }, route: { cluster: 'panic' } },
        { match: { prefix: '/none' }, route: { cluster: 'none' } },
      ),
      {},
      [
        localities('second', [
          { priority: 0, lb_endpoints: [endpoint('DEAD', { health_status: 'UNHEALTHY' })] },
          { priority: 1, lb_endpoints: [endpoint('O1')] },
        ]),
        localities(
          'health',
          [
            {
              lb_endpoints: [
                endpoint('DEAD', { health_status: 'DRAINING' }),
                endpoint('O0'),
                endpoint('DEAD', { health_status: 'TIMEOUT' }),
              ],
            },
          ],
          { common_lb_config: { healthy_panic_threshold: { value: 0 } } },
        ),
        localities('panic', [{ lb_endpoints: [endpoint('O2', { health_status: 'UNHEALTHY' })] }]),
        localities('none', [{ lb_endpoints: [endpoint('O2', { health_status: 'UNHEALTHY' })] }], {
          common_lb_config: { healthy_panic_threshold: { value: 0 } },
        }),
      ],
    ),
    ['/second', '/health', '/panic', '/none'].flatMap((p) => [
      get(p),
      get(`${p}/x`, { method: 'POST', body: 'x' }),
    ]),
  ),
  define(
    'upstream',
    'breakers',
    simple(
      routes(
        { match: { prefix: '/no-requests' }, route: { cluster: 'requests' } },
        { match: { prefix: '/no-pending' }, route: { cluster: 'pending' } },
        { match: { prefix: '/high' }, route: { cluster: 'requests', priority: 'HIGH' } },
        { match: { prefix: '/maintenance' }, route: { cluster: 'dropped' } },
      ),
      {},
      [
        cluster('requests', ['O0'], {
          circuit_breakers: { thresholds: [{ priority: 'DEFAULT', max_requests: 0 }] },
        }),
        cluster('pending', ['O1'], {
          circuit_breakers: { thresholds: [{ max_pending_requests: 0, max_connections: 0 }] },
        }),
        {
          ...cluster('dropped', ['O2']),
          load_assignment: {
            cluster_name: 'dropped',
            endpoints: [{ lb_endpoints: [endpoint('O2')] }],
            policy: { drop_overloads: [{ category: 'c', drop_percentage: { numerator: 100 } }] },
          },
        },
      ],
    ),
    ['/no-requests', '/no-pending', '/high', '/maintenance'].flatMap((p) => [
      get(p),
      get(p, { method: 'POST', body: 'x', headers: [['content-type', 'application/grpc']] }),
    ]),
    { isSerial: true },
  ),
  define(
    'upstream',
    'dns-and-names',
    simple(
      routes(
        { match: { prefix: '/strict' }, route: { cluster: 'strict', auto_host_rewrite: true } },
        { match: { prefix: '/logical' }, route: { cluster: 'logical', auto_host_rewrite: true } },
        { match: { prefix: '/hostname' }, route: { cluster: 'hostname', auto_host_rewrite: true } },
        {
          match: { prefix: '/forwarded' },
          route: { cluster: 'strict', auto_host_rewrite: true, append_x_forwarded_host: true },
        },
      ),
      {},
      [
        ...(['STRICT_DNS', 'LOGICAL_DNS'] as const).map((type) => {
          const name = type === 'STRICT_DNS' ? 'strict' : 'logical'
          return {
            ...cluster(name, []),
            type,
            dns_lookup_family: 'V4_ONLY',
            load_assignment: {
              cluster_name: name,
              endpoints: [
                {
                  lb_endpoints: [
                    {
                      endpoint: {
                        address: { socket_address: { address: 'localhost', port_value: '@O0' } },
                      },
                    },
                  ],
                },
              ],
            },
          }
        }),
        localities('hostname', [
          {
            lb_endpoints: [
              {
                endpoint: {
                  hostname: 'named.test',
                  address: { socket_address: { address: '127.0.0.1', port_value: '@O1' } },
                },
              },
            ],
          },
        ]),
      ],
    ),
    ['/strict', '/logical', '/hostname', '/forwarded'].flatMap((p) => [
      get(p),
      get(p, { host: 'b.test:81', headers: [['x-forwarded-host', 'old']] }),
    ]),
  ),
  define(
    'upstream',
    'http1-options',
    simple(routes({ match: { prefix: '/' }, route: { cluster: 'c0' } }), {}, [
      cluster('c0', ['O0'], {
        ...upstreamOptions({
          explicit_http_config: { http_protocol_options: {} },
          common_http_protocol_options: {
            max_requests_per_connection: 1,
            idle_timeout: '0.2s',
            max_headers_count: 10,
          },
        }),
      }),
    ]),
    [
      get('/'),
      get('/slow', {}, { script: slow }),
      get(
        '/headers',
        {},
        {
          script: script(
            response(
              200,
              Array.from({ length: 12 }, (_, i) => [`x-${i}`, '1'] as const),
            ),
          ),
        },
      ),
    ],
  ),
  define(
    'upstream',
    'outlier',
    simple(routes({ match: { prefix: '/' }, route: { cluster: 'c0' } }), {}, [
      cluster('c0', ['O0'], {
        outlier_detection: {
          consecutive_5xx: 2,
          max_ejection_percent: 100,
          base_ejection_time: '60s',
          interval: '60s',
        },
        common_lb_config: { healthy_panic_threshold: { value: 0 } },
      }),
    ]),
    [
      get('/1', {}, { script: script(response(500)) }),
      get('/2', {}, { script: script(response(500)) }),
      get('/3'),
      get('/4'),
    ],
    { isSerial: true },
  ),
  define(
    'upstream',
    'health-check',
    simple(routes({ match: { prefix: '/' }, route: { cluster: 'c0' } }), {}, [
      cluster('c0', ['DEAD'], {
        health_checks: [
          {
            timeout: '0.2s',
            interval: '0.2s',
            unhealthy_threshold: 1,
            healthy_threshold: 1,
            tcp_health_check: {},
          },
        ],
        common_lb_config: { healthy_panic_threshold: { value: 0 } },
      }),
    ]),
    [get('/1'), get('/2', { method: 'POST', body: 'x' })],
  ),
  define(
    'upstream',
    'header-format',
    simple(
      routes({ match: { prefix: '/' }, route: { cluster: 'c0' } }),
      {
        http_protocol_options: { header_key_format: { proper_case_words: {} } },
      },
      [
        cluster(
          'c0',
          ['O0'],
          upstreamOptions({
            explicit_http_config: {
              http_protocol_options: { header_key_format: { proper_case_words: {} } },
            },
          }),
        ),
      ],
    ),
    [
      get('/', {
        headers: [
          ['x-some-header', '1'],
          ['X-UPPER', '2'],
        ],
      }),
    ],
  ),
  define(
    'upstream',
    'preserved-case',
    simple(routes({ match: { prefix: '/' }, route: { cluster: 'c0' } }), {
      http_protocol_options: {
        header_key_format: {
          stateful_formatter: {
            name: 'preserve_case',
            typed_config: typed(
              'envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig',
            ),
          },
        },
      },
    }),
    [
      get(
        '/',
        {
          headers: [
            ['X-Some-header', '1'],
            ['X-UPPER', '2'],
          ],
        },
        { script: script('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-CaSe: 1\r\n\r\nok') },
      ),
    ],
  ),
]
