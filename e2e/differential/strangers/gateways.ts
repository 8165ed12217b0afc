/** Edge gateways as their operators write them: many virtual hosts, redirects, canaries, versions, headers. */
import {
  bootstrap,
  CLUSTERS,
  cluster,
  define,
  endpoint,
  get,
  hcm,
  listener,
  simple,
  typed,
  upstreamOptions,
} from '../build.ts'
import type { Bootstrap } from '../model.ts'
import {
  add,
  answered,
  fraction,
  host,
  http,
  type Json,
  percent,
  perRoute,
  to,
  visits,
} from './pieces.ts'

const table = (hosts: readonly Json[], extra: Json = {}): Json => ({
  name: 'local_route',
  virtual_hosts: hosts,
  ...extra,
})

const dns = (name: string, port: string, extra: Json = {}): Json => ({
  name,
  connect_timeout: '0.25s',
  type: 'STRICT_DNS',
  dns_lookup_family: 'V4_ONLY',
  lb_policy: 'ROUND_ROBIN',
  load_assignment: {
    cluster_name: name,
    endpoints: [
      {
        lb_endpoints: [
          {
            endpoint: {
              address: { socket_address: { address: 'localhost', port_value: `@${port}` } },
            },
          },
        ],
      },
    ],
  },
  ...extra,
})

export const GATEWAYS: readonly Bootstrap[] = [
  define(
    'stranger',
    'front-proxy',
    bootstrap(
      [
        listener('L0', [
          hcm(
            table([
              host(
                'backend',
                ['*'],
                [
                  { match: { prefix: '/service/1' }, route: { cluster: 'service1' } },
                  {
                    match: { prefix: '/service/2' },
                    route: { cluster: 'service2', timeout: '0.5s' },
                  },
                  {
                    match: { path: '/ping' },
                    direct_response: { status: 200, body: { inline_string: 'pong' } },
                  },
                ],
              ),
            ]),
            { codec_type: 'AUTO', stat_prefix: 'ingress_http', generate_request_id: true },
          ),
        ]),
      ],
      [dns('service1', 'O0'), dns('service2', 'O1', { lb_policy: 'LEAST_REQUEST' })],
    ),
    [
      ...visits(
        ['example.com', 'localhost'],
        ['/service/1', '/service/2/x', '/ping', '/ping/', '/service/3', '/'],
      ),
      ...answered('/service/1', [404, 500, 503, 204, 304, 301]),
    ],
  ),
  define(
    'stranger',
    'edge-best-practices',
    {
      ...bootstrap(
        [
          listener(
            'L0',
            [
              hcm(
                table([
                  host(
                    'default',
                    ['*'],
                    [
                      {
                        match: { prefix: '/' },
                        route: { cluster: 'service_foo', idle_timeout: '15s' },
                      },
                    ],
                  ),
                ]),
                {
                  stat_prefix: 'ingress_http',
                  use_remote_address: true,
                  normalize_path: true,
                  merge_slashes: true,
                  path_with_escaped_slashes_action: 'UNESCAPE_AND_REDIRECT',
                  common_http_protocol_options: {
                    idle_timeout: '3600s',
                    headers_with_underscores_action: 'REJECT_REQUEST',
                  },
                  http2_protocol_options: {
                    max_concurrent_streams: 100,
                    initial_stream_window_size: 65536,
                    initial_connection_window_size: 1048576,
                  },
                  stream_idle_timeout: '300s',
                  request_timeout: '300s',
                },
              ),
            ],
            { per_connection_buffer_limit_bytes: 32768 },
          ),
        ],
        [
          cluster('service_foo', ['O0'], {
            per_connection_buffer_limit_bytes: 32768,
            ...upstreamOptions({
              explicit_http_config: {
                http_protocol_options: {},
              },
            }),
          }),
        ],
      ),
      overload_manager: {
        refresh_interval: '0.25s',
        resource_monitors: [
          {
            name: 'envoy.resource_monitors.global_downstream_max_connections',
            typed_config: typed(
              'envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig',
              { max_active_downstream_connections: 1000 },
            ),
          },
        ],
      },
      layered_runtime: {
        layers: [
          {
            name: 'static_layer_0',
            static_layer: {
              envoy: { resource_limits: { listener: { L0: { connection_limit: 10000 } } } },
            },
          },
        ],
      },
    },
    [
      ...visits(['a.test'], ['/', '/a//b', '/a/../b', '/a%2Fb', '/a%2fb/..%5cc', '/%61']),
      get('/', { headers: [['x_under', '1']] }),
      get('/', {
        headers: [
          ['x-forwarded-for', '1.2.3.4'],
          ['x-forwarded-proto', 'https'],
          ['x-envoy-retry-on', '5xx'],
          ['x-request-id', 'mine'],
        ],
      }),
      get('/', {
        headers: [
          ['x-envoy-force-trace', '1'],
          ['x-envoy-internal', 'true'],
          ['x-envoy-upstream-rq-timeout-ms', '1'],
        ],
      }),
      get('/', { method: 'POST', body: 'a'.repeat(50_000) }),
    ],
  ),
  define(
    'stranger',
    'many-hosts',
    simple(
      table([
        host(
          'api',
          ['api.example.com', 'api.example.com:8443'],
          [
            to('/v1/', 'c0', { prefix_rewrite: '/' }),
            to('/v2', 'c1', { prefix_rewrite: '/two' }),
            { match: { path: '/healthz' }, direct_response: { status: 204 } },
          ],
        ),
        host(
          'wild',
          ['*.example.com'],
          [to('/', 'c1', { host_rewrite_literal: 'inner.example.com' })],
        ),
        host('deeper', ['*.shop.example.com'], [to('/', 'c2')]),
        host('dash', ['*-preview.example.net'], [to('/', 'c2', { auto_host_rewrite: true })]),
        host('prefix', ['www.example.*', 'blog.*'], [to('/', 'c0')]),
        host(
          'legacy',
          ['old.example.org'],
          [
            {
              match: { prefix: '/docs' },
              redirect: {
                host_redirect: 'docs.example.org',
                path_redirect: '/',
                response_code: 'PERMANENT_REDIRECT',
              },
            },
            {
              match: { safe_regex: { regex: '/u/([a-z]+)/?' } },
              redirect: {
                regex_rewrite: {
                  pattern: { regex: '^/u/([a-z]+)/?$' },
                  substitution: '/users/\\1',
                },
                https_redirect: true,
              },
            },
            {
              match: { prefix: '/' },
              redirect: { host_redirect: 'new.example.org', strip_query: true },
            },
          ],
        ),
        host('secure', ['secure.example.org'], [to('/', 'c0')], { require_tls: 'ALL' }),
        host('external', ['ext.example.org'], [to('/', 'c0')], { require_tls: 'EXTERNAL_ONLY' }),
        host('ports', ['port.test:8080'], [to('/', 'c1')]),
        host('v6', ['[::1]', '[::1]:8080'], [to('/', 'c2')]),
        host(
          'rest',
          ['*'],
          [
            {
              match: { prefix: '/' },
              direct_response: { status: 404, body: { inline_string: 'no such site\n' } },
            },
          ],
        ),
      ]),
    ),
    [
      ...visits(
        [
          'api.example.com',
          'API.example.com',
          'api.example.com:8443',
          'api.example.com:80',
          'x.example.com',
          'a.shop.example.com',
          'shop.example.com',
          'x-preview.example.net',
          '-preview.example.net',
          'www.example.de',
          'blog.x',
          'blog.',
          'old.example.org',
          'secure.example.org',
          'ext.example.org',
          'port.test',
          'port.test:8080',
          '[::1]',
          '[::1]:8080',
          'unknown',
          'example.com',
        ],
        ['/', '/v1/x', '/docs/a', '/u/bob/'],
        [['x-forwarded-for', '8.8.8.8']],
      ),
      get('/v1/', { host: 'api.example.com', method: 'HEAD' }),
      get('/healthz', { host: 'api.example.com', method: 'POST', body: 'x' }),
      get('/', { host: 'ext.example.org', headers: [['x-envoy-internal', 'true']] }),
    ],
  ),
  define(
    'stranger',
    'canary',
    simple(
      table(
        [
          host(
            'canary',
            ['*'],
            [
              {
                match: {
                  prefix: '/',
                  headers: [{ name: 'x-canary', string_match: { exact: 'always' } }],
                },
                route: { cluster: 'c1' },
              },
              {
                match: {
                  prefix: '/',
                  headers: [
                    {
                      name: 'cookie',
                      string_match: { safe_regex: { regex: '.*\\bcanary=1\\b.*' } },
                    },
                  ],
                },
                route: { cluster: 'c1', prefix_rewrite: '/canary/' },
              },
              {
                match: { prefix: '/all-old' },
                route: {
                  weighted_clusters: {
                    clusters: [
                      {
                        name: 'c0',
                        weight: 100,
                        request_headers_to_add: [
                          add('x-track', 'old', 'OVERWRITE_IF_EXISTS_OR_ADD'),
                        ],
                        response_headers_to_add: [add('x-served-by', '%UPSTREAM_CLUSTER%')],
                        response_headers_to_remove: ['x-origin'],
                      },
                      { name: 'c1', weight: 0 },
                    ],
                    runtime_key_prefix: 'canary',
                  },
                },
              },
              {
                match: { prefix: '/all-new' },
                route: {
                  weighted_clusters: {
                    clusters: [
                      { name: 'c0', weight: 0 },
                      { name: 'c1', weight: 10, host_rewrite_literal: 'new.test' },
                    ],
                  },
                },
                metadata: { filter_metadata: { m: { k: 'v' } } },
              },
              {
                match: { prefix: '/hashed' },
                route: {
                  hash_policy: [{ header: { header_name: 'x-user' } }],
                  weighted_clusters: {
                    use_hash_policy: true,
                    clusters: [
                      { name: 'c0', weight: 50 },
                      { name: 'c1', weight: 50 },
                    ],
                  },
                },
              },
              {
                match: { prefix: '/half', runtime_fraction: fraction(0) },
                route: { cluster: 'c1' },
              },
              {
                match: { prefix: '/full', runtime_fraction: fraction(100) },
                route: { cluster: 'c2' },
              },
              {
                match: { prefix: '/missing' },
                route: { weighted_clusters: { clusters: [{ name: 'gone', weight: 1 }] } },
              },
              { match: { prefix: '/' }, route: { cluster: 'c0' } },
            ],
          ),
        ],
        { validate_clusters: false },
      ),
    ),
    [
      ...visits(
        ['a.test'],
        ['/', '/all-old', '/all-new/x', '/half', '/full', '/missing'],
        [
          ['x-canary', 'never'],
          ['x-track', 'client'],
        ],
      ),
      get('/x', { headers: [['x-canary', 'always']] }),
      get('/x', { headers: [['cookie', 'a=b; canary=1; c=d']] }),
      get('/x', {
        headers: [
          ['cookie', 'a=b'],
          ['cookie', 'canary=1'],
        ],
      }),
      get('/x', { headers: [['cookie', 'canary=12']] }),
      ...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((v) =>
        get('/hashed', { headers: [['x-user', v]] }),
      ),
    ],
  ),
  define(
    'stranger',
    'api-versions',
    simple(
      table([
        host(
          'api',
          ['*'],
          [
            {
              name: 'v3',
              match: {
                path_match_policy: {
                  name: 'envoy.path.match.uri_template.uri_template_matcher',
                  typed_config: typed(
                    'envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig',
                    { path_template: '/v3/{resource}/{id}' },
                  ),
                },
              },
              route: {
                cluster: 'c0',
                path_rewrite_policy: {
                  name: 'envoy.path.rewrite.uri_template.uri_template_rewriter',
                  typed_config: typed(
                    'envoy.extensions.path.rewrite.uri_template.v3.UriTemplateRewriteConfig',
                    { path_template_rewrite: '/{id}/of/{resource}' },
                  ),
                },
              },
            },
            {
              name: 'accept',
              match: {
                prefix: '/api',
                headers: [{ name: 'accept', string_match: { contains: 'version=2' } }],
              },
              route: {
                cluster: 'c1',
                regex_rewrite: { pattern: { regex: '^/api' }, substitution: '/api/v2' },
              },
            },
            {
              name: 'query',
              match: {
                prefix: '/api',
                query_parameters: [{ name: 'version', string_match: { exact: '2' } }],
              },
              route: { cluster: 'c1' },
            },
            {
              name: 'write',
              match: {
                prefix: '/api',
                headers: [
                  {
                    name: ':method',
                    string_match: { safe_regex: { regex: 'POST|PUT|PATCH|DELETE' } },
                  },
                ],
              },
              route: { cluster: 'c2', timeout: '2s' },
            },
            {
              name: 'json',
              match: {
                prefix: '/api',
                headers: [
                  {
                    name: 'content-type',
                    string_match: { prefix: 'application/json', ignore_case: true },
                  },
                ],
              },
              route: { cluster: 'c2' },
            },
            {
              name: 'nologin',
              match: {
                prefix: '/private',
                headers: [{ name: 'authorization', present_match: true, invert_match: true }],
              },
              direct_response: { status: 401, body: { inline_string: 'login' } },
              response_headers_to_add: [add('www-authenticate', 'Basic realm="x"')],
            },
            {
              name: 'range',
              match: {
                prefix: '/tier',
                headers: [{ name: 'x-tier', range_match: { start: 5, end: 10 } }],
              },
              route: { cluster: 'c1' },
            },
            {
              name: 'sep',
              match: { path_separated_prefix: '/files' },
              route: { cluster: 'c1', prefix_rewrite: '/static' },
            },
            {
              name: 'exact',
              match: { path: '/Exact', case_sensitive: false },
              route: { cluster: 'c2' },
            },
            {
              name: 'regex',
              match: { safe_regex: { regex: '/(img|css)/.+\\.(png|css)' } },
              route: { cluster: 'c2' },
              response_headers_to_add: [add('cache-control', 'max-age=60', 'ADD_IF_ABSENT')],
            },
            { name: 'default', match: { prefix: '/' }, route: { cluster: 'c0' } },
          ],
        ),
      ]),
    ),
    [
      ...visits(
        ['a.test'],
        [
          '/v3/users/7',
          '/v3/users',
          '/v3/users/7/x',
          '/api/x',
          '/private',
          '/tier',
          '/files',
          '/files/a',
          '/filesx',
          '/EXACT',
          '/exact/',
          '/img/a.png',
          '/img/a.gif',
          '/css/x/y.css',
        ],
        [
          ['accept', 'application/json; version=2'],
          ['x-tier', '7'],
          ['authorization', 'x'],
        ],
      ),
      get('/api?version=2'),
      get('/api?version=2&version=3'),
      get('/api?version=%32'),
      ...['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'].map((method) =>
        get('/api', { method }),
      ),
      get('/api', { headers: [['content-type', 'Application/JSON; charset=utf-8']] }),
      ...['4', '5', '9', '10', ' 7', '7x', ''].map((v) =>
        get('/tier', { headers: [['x-tier', v]] }),
      ),
    ],
  ),
  define(
    'stranger',
    'headers-everywhere',
    simple(
      {
        ...table([
          host(
            'v',
            ['*'],
            [
              {
                ...to('/add', 'c0', {
                  host_rewrite_header: 'x-want-host',
                  append_x_forwarded_host: true,
                }),
                request_headers_to_add: [
                  add('x-client', '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%'),
                  add('x-scheme', '%REQ(:SCHEME)%'),
                  add('x-orig', '%REQ(:PATH)%'),
                  add('x-q', '%QUERY_PARAM(debug)%'),
                  add('x-nq', '%PATH(NQ)%'),
                  add('x-two', '%REQ(x-a)%-%REQ(x-b?x-a)%'),
                  add('authorization', 'Bearer token', 'ADD_IF_ABSENT'),
                  add('x-start', '%START_TIME(%Y)%'),
                ],
                request_headers_to_remove: ['cookie', 'accept'],
                response_headers_to_add: [
                  add(
                    'strict-transport-security',
                    'max-age=31536000',
                    'OVERWRITE_IF_EXISTS_OR_ADD',
                  ),
                  add('x-cluster', '%UPSTREAM_CLUSTER%'),
                  add('x-status', '%RESPONSE_CODE%'),
                  add('x-flags', '%RESPONSE_FLAGS%'),
                  add('set-cookie', 'seen=1; Path=/'),
                  add('x-from', '%UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%'),
                  add('x-vh', '%VIRTUAL_CLUSTER_NAME%'),
                ],
                response_headers_to_remove: [
                  'server',
                  'x-powered-by',
                  'x-envoy-upstream-service-time',
                ],
              },
              {
                ...to('/dead', 'dead'),
                response_headers_to_add: [
                  add('x-detail', '%RESPONSE_CODE_DETAILS%'),
                  add('x-host', '%UPSTREAM_HOST%'),
                ],
              },
              {
                match: { prefix: '/direct' },
                direct_response: { status: 200, body: { inline_string: 'x' } },
                response_headers_to_add: [
                  add('content-type', 'text/css'),
                  add('x-meta', '%METADATA(ROUTE:m:k)%'),
                ],
                metadata: { filter_metadata: { m: { k: { deep: [1, 'two', null, true] } } } },
              },
              {
                match: { prefix: '/redirect' },
                redirect: { path_redirect: '/direct' },
                response_headers_to_add: [add('x-r', '%REQ(:PATH)%')],
                response_headers_to_remove: ['date'],
              },
              to('/'),
            ],
            {
              response_headers_to_add: [add('x-level', 'vh', 'OVERWRITE_IF_EXISTS_OR_ADD')],
              request_headers_to_add: [add('x-level', 'vh')],
              request_headers_to_remove: ['x-secret'],
              include_request_attempt_count: true,
              include_attempt_count_in_response: true,
            },
          ),
        ]),
        response_headers_to_add: [add('x-level', 'table', 'ADD_IF_ABSENT'), add('x-table', 'only')],
        request_headers_to_add: [add('x-level', 'table', 'OVERWRITE_IF_EXISTS')],
        internal_only_headers: ['x-internal-only'],
      },
      {
        via: 'gw',
        server_name: 'gateway',
        always_set_request_id_in_response: true,
        use_remote_address: true,
        xff_num_trusted_hops: 1,
        preserve_external_request_id: true,
      },
    ),
    [
      ...visits(
        ['a.test', 'b.test:81'],
        ['/add/x', '/dead', '/direct', '/redirect', '/other'],
        [
          ['x-a', '1'],
          ['x-b', ''],
          ['cookie', 'c=1'],
          ['x-want-host', 'w.test'],
          ['x-level', 'client'],
          ['x-secret', 's'],
          ['x-internal-only', 'i'],
          ['x-request-id', 'mine'],
          ['via', '1.0 fred'],
        ],
      ),
      ...answered('/add', [404, 500, 304]),
      get('/add', {
        headers: [
          ['x-forwarded-for', '1.1.1.1, 2.2.2.2, 3.3.3.3'],
          ['x-forwarded-proto', 'https'],
          ['x-forwarded-host', 'fh.test'],
          ['x-forwarded-port', '99'],
        ],
      }),
    ],
  ),
  define(
    'stranger',
    'cors-csrf-gateway',
    simple(
      table([
        host(
          'cors',
          ['*'],
          [
            to(
              '/open',
              'c0',
              {},
              perRoute(
                'cors',
                {
                  allow_origin_string_match: [{ safe_regex: { regex: '.*' } }],
                  allow_methods: '*',
                  allow_headers: '*',
                  expose_headers: '*',
                  max_age: '1728000',
                  allow_credentials: false,
                },
                'envoy.extensions.filters.http.cors.v3.CorsPolicy',
              ),
            ),
            to(
              '/none',
              'c0',
              {},
              {
                typed_per_filter_config: {
                  'envoy.filters.http.cors': typed('envoy.config.route.v3.FilterConfig', {
                    disabled: true,
                  }),
                },
              },
            ),
            to('/nocsrf', 'c0', {}, perRoute('csrf', { filter_enabled: fraction(0) })),
            to(
              '/shadow',
              'c0',
              {},
              perRoute('csrf', { filter_enabled: fraction(0), shadow_enabled: fraction(100) }),
            ),
            { match: { prefix: '/redirect' }, redirect: { path_redirect: '/x' } },
            to('/'),
          ],
          perRoute(
            'cors',
            {
              allow_origin_string_match: [
                { exact: 'https://app.test' },
                { suffix: '.partner.test' },
              ],
              allow_methods: 'GET, POST, OPTIONS',
              allow_headers: 'content-type',
              max_age: '86400',
              allow_credentials: true,
            },
            'envoy.extensions.filters.http.cors.v3.CorsPolicy',
          ),
        ),
      ]),
      {
        filters: [
          http('cors'),
          http('csrf', {
            filter_enabled: fraction(100),
            additional_origins: [
              { exact: 'app.test' },
              { safe_regex: { regex: '.*\\.partner\\.test' } },
            ],
          }),
        ],
      },
    ),
    ['/open', '/none', '/nocsrf', '/shadow', '/redirect', '/x'].flatMap((path) =>
      [
        'https://app.test',
        'http://a.test',
        'https://x.partner.test',
        'https://evil.test:8443',
        'null',
      ].flatMap((origin) => [
        get(path, { headers: [['origin', origin]] }),
        get(path, { method: 'POST', body: 'a=b', headers: [['origin', origin]] }),
        get(path, {
          method: 'OPTIONS',
          headers: [
            ['origin', origin],
            ['access-control-request-method', 'POST'],
            ['access-control-request-headers', 'x-y'],
          ],
        }),
        get(path, { method: 'DELETE', headers: [['referer', `${origin}/a/b?c`]] }),
      ]),
    ),
  ),
  define(
    'stranger',
    'maintenance',
    simple(
      table([
        host(
          'v',
          ['*'],
          [
            {
              match: { prefix: '/', headers: [{ name: 'x-bypass', present_match: true }] },
              route: { cluster: 'c0' },
            },
            {
              match: { prefix: '/api' },
              direct_response: { status: 503, body: { inline_string: '{"error":"maintenance"}' } },
              response_headers_to_add: [
                add('retry-after', '120'),
                add('content-type', 'application/json', 'OVERWRITE_IF_EXISTS_OR_ADD'),
              ],
            },
            {
              match: { prefix: '/big' },
              direct_response: { status: 200, body: { inline_string: 'y'.repeat(4096) } },
            },
            {
              match: { prefix: '/' },
              redirect: {
                host_redirect: 'status.example.com',
                path_redirect: '/',
                response_code: 'FOUND',
                strip_query: true,
              },
            },
          ],
        ),
      ]),
      {
        http_protocol_options: { accept_http_10: true, default_host_for_http_10: 'ten.test' },
        local_reply_config: {
          mappers: [
            {
              filter: {
                status_code_filter: {
                  comparison: { op: 'GE', value: { default_value: 500, runtime_key: 'k' } },
                },
              },
              headers_to_add: [add('x-mapped', 'yes')],
              body_format_override: {
                text_format: '%LOCAL_REPLY_BODY% (%RESPONSE_CODE%)\n',
                content_type: 'text/x',
              },
            },
          ],
          body_format: {
            json_format: {
              message: '%LOCAL_REPLY_BODY%',
              status: '%RESPONSE_CODE%',
              path: '%REQ(:path)%',
              nested: { a: '%PROTOCOL%' },
            },
          },
        },
      },
    ),
    [
      ...visits(['a.test'], ['/', '/api/x', '/big'], [['x-bypass', '1']]),
      get('/api', { version: '1.0' }),
      get('/api', { version: '1.0', host: null }),
      get('/api', { headers: [['content-type', 'application/grpc']] }),
      get('/', { method: 'HEAD' }),
      get('/big', { method: 'HEAD' }),
      get('/api', { method: 'POST', body: 'x' }),
    ],
  ),
  define(
    'stranger',
    'mirror-and-timeouts',
    simple(
      table([
        host(
          'v',
          ['*'],
          [
            to('/mirror', 'c0', {
              request_mirror_policies: [
                { cluster: 'c1', runtime_fraction: fraction(100), trace_sampled: false },
              ],
            }),
            to('/none', 'c0', { request_mirror_policies: [] }),
            to('/timeout', 'c0', { timeout: '0.2s', idle_timeout: '1s' }),
            to('/grpc', 'c0', {
              timeout: '0s',
              max_stream_duration: {
                max_stream_duration: '0.5s',
                grpc_timeout_header_max: '1s',
                grpc_timeout_header_offset: '0.01s',
              },
            }),
            to('/high', 'c0', { priority: 'HIGH', cluster_not_found_response_code: 'NOT_FOUND' }),
            to('/', 'c2'),
          ],
          { request_mirror_policies: [{ cluster: 'c2' }] },
        ),
      ]),
    ),
    [
      ...visits(
        ['a.test'],
        ['/high', '/timeout', '/grpc'],
        [
          ['x-envoy-upstream-rq-timeout-ms', '100'],
          ['x-envoy-expected-rq-timeout-ms', '3'],
          ['grpc-timeout', '100m'],
        ],
      ),
      get('/mirror', {}, { isSerial: true }),
      get('/none', { method: 'POST', body: 'abc' }, { isSerial: true }),
    ],
  ),
  define(
    'stranger',
    'subset-gateway',
    simple(
      table([
        host(
          'v',
          ['*'],
          [
            to('/any', 'subsets', {
              metadata_match: { filter_metadata: { 'envoy.lb': { version: 'v9' } } },
            }),
            to('/v1', 'subsets', {
              metadata_match: { filter_metadata: { 'envoy.lb': { version: 'v1' } } },
            }),
            to('/list', 'lists', {
              metadata_match: { filter_metadata: { 'envoy.lb': { version: 'v2' } } },
            }),
            to('/keys', 'keys', {
              metadata_match: { filter_metadata: { 'envoy.lb': { version: 'v2', stage: 'none' } } },
            }),
            to('/fallbacks', 'fallbacks', {
              metadata_match: {
                filter_metadata: {
                  'envoy.lb': {
                    version: 'v9',
                    fallback_list: [{ version: 'v8' }, { version: 'v2' }],
                  },
                },
              },
            }),
            to('/single', 'single', {
              metadata_match: { filter_metadata: { 'envoy.lb': { version: 'v2' } } },
            }),
            to('/weighted', 'subsets', {}, {}),
          ],
        ),
      ]),
      {},
      [
        ...CLUSTERS,
        ...(
          [
            [
              'subsets',
              { fallback_policy: 'ANY_ENDPOINT', subset_selectors: [{ keys: ['version'] }] },
              false,
            ],
            ['lists', { list_as_any: true, subset_selectors: [{ keys: ['version'] }] }, true],
            [
              'keys',
              {
                subset_selectors: [
                  {
                    keys: ['version', 'stage'],
                    fallback_policy: 'KEYS_SUBSET',
                    fallback_keys_subset: ['version'],
                  },
                  { keys: ['version'] },
                ],
              },
              false,
            ],
            [
              'fallbacks',
              {
                metadata_fallback_policy: 'FALLBACK_LIST',
                subset_selectors: [{ keys: ['version'] }],
              },
              false,
            ],
            [
              'single',
              { subset_selectors: [{ keys: ['version'], single_host_per_subset: true }] },
              false,
            ],
          ] as const
        ).map(([name, lb, isList]) => ({
          ...cluster(name, [], { lb_subset_config: lb }),
          load_assignment: {
            cluster_name: name,
            endpoints: [
              {
                lb_endpoints: [
                  endpoint('O1', {
                    metadata: {
                      filter_metadata: {
                        'envoy.lb': { version: isList ? ['v2', 'v3'] : 'v2', stage: 'prod' },
                      },
                    },
                  }),
                ],
              },
            ],
          },
        })),
      ],
    ),
    visits(['a.test'], ['/any', '/v1', '/list', '/keys', '/fallbacks', '/single', '/weighted']),
  ),
  define(
    'stranger',
    'fault-gateway',
    simple(
      table([
        host(
          'v',
          ['*'],
          [
            to(
              '/slow',
              'c0',
              {},
              perRoute('fault', { delay: { fixed_delay: '0.05s', percentage: percent(100) } }),
            ),
            to(
              '/limit',
              'c0',
              {},
              perRoute('fault', {
                response_rate_limit: { fixed_limit: { limit_kbps: 100 }, percentage: percent(100) },
              }),
            ),
            to(
              '/off',
              'c0',
              {},
              {
                typed_per_filter_config: {
                  'envoy.filters.http.fault': typed('envoy.config.route.v3.FilterConfig', {
                    disabled: true,
                  }),
                },
              },
            ),
            to('/'),
          ],
        ),
      ]),
      {
        filters: [
          http('fault', {
            abort: { http_status: 503, percentage: percent(100) },
            headers: [{ name: 'x-break', string_match: { exact: 'me' } }],
            max_active_faults: 100,
            response_rate_limit: { header_limit: {}, percentage: percent(100) },
          }),
        ],
      },
    ),
    visits(['a.test'], ['/slow', '/limit', '/off', '/x'], [['x-break', 'me']]),
  ),
]
