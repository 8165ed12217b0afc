/** Gateways that tell versions apart: canaries, versions of an API, headers. */
import { define, get, simple, typed } from '../build.ts'
import type { Bootstrap } from '../model.ts'
import { table } from './gateway-pieces.ts'
import { add, answered, fraction, host, to, visits } from './pieces.ts'

export const GATEWAY_VERSIONS: readonly Bootstrap[] = [
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
]
