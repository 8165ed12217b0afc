/** HTTP filters beyond the common ones, and filters behind matchers. */
import {
  cluster,
  define,
  endpoint,
  filter,
  get,
  response,
  routes,
  script,
  simple,
  typed,
} from '../build.ts'
import type { Bootstrap } from '../model.ts'

type Json = Readonly<Record<string, unknown>>

const HTTP = 'envoy.extensions.filters.http.'
const named = (name: string, type: string, value: Json = {}): Json =>
  filter(`envoy.filters.http.${name}`, HTTP + type, value)
const extension = (type: string, value: Json = {}): Json => ({
  name: type,
  typed_config: typed(type, value),
})
const plain = (prefix: string, extra: Json = {}): Json => ({
  match: { prefix },
  route: { cluster: 'c0' },
  ...extra,
})

const headerInput = (name: string): Json =>
  extension('envoy.type.matcher.v3.HttpRequestHeaderMatchInput', { header_name: name })

const subsetCluster = cluster('subsets', [], {
  load_assignment: {
    cluster_name: 'subsets',
    endpoints: [
      {
        lb_endpoints: ['O0', 'O1'].map((port, i) =>
          endpoint(port, { metadata: { filter_metadata: { 'envoy.lb': { v: `v${i}` } } } }),
        ),
      },
    ],
  },
  lb_subset_config: { fallback_policy: 'NO_FALLBACK', subset_selectors: [{ keys: ['v'] }] },
})

const abort = (status: number): Json => ({
  name: 'f',
  typed_config: typed(`${HTTP}fault.v3.HTTPFault`, {
    abort: { http_status: status, percentage: { numerator: 100 } },
  }),
})

const gzip = extension('envoy.extensions.compression.gzip.compressor.v3.Gzip')
const text = (bytes: number): string => 'abcdefghij'.repeat(Math.ceil(bytes / 10)).slice(0, bytes)

const rbacAction = (name: string, action: string): Json =>
  extension('envoy.config.rbac.v3.Action', { name, action })

const COMPRESSED: readonly (readonly [
  path: string,
  accepted: string,
  body: string,
  headers: readonly (readonly [string, string])[],
])[] = [
  ['/', '', text(200), []],
  ['/', 'gzip', text(50), []],
  ['/', 'gzip', text(200), [['content-type', 'image/png']]],
  ['/', 'gzip;q=0', text(200), [['content-type', 'text/html']]],
  ['/', 'br', text(200), [['content-type', 'text/html; charset=utf-8']]],
  ['/', 'identity', text(200), [['content-type', 'text/html']]],
  [
    '/',
    'br',
    text(200),
    [
      ['content-type', 'text/html'],
      ['vary', 'origin'],
    ],
  ],
  [
    '/',
    'gzip',
    text(200),
    [
      ['content-type', 'text/html'],
      ['etag', '"a"'],
    ],
  ],
  [
    '/',
    'gzip',
    text(200),
    [
      ['content-type', 'text/html'],
      ['cache-control', 'no-transform'],
    ],
  ],
  [
    '/',
    'gzip',
    text(200),
    [
      ['content-type', 'text/html'],
      ['content-encoding', 'br'],
    ],
  ],
  ['/off', 'gzip', text(200), [['content-type', 'text/html']]],
  ['/', '*;q=0', text(200), [['content-type', 'text/html']]],
]

export const FEATURE_FILTERS: readonly Bootstrap[] = [
  define(
    'feature',
    'header-to-metadata-subsets',
    simple(
      routes({ match: { prefix: '/' }, route: { cluster: 'subsets' } }),
      {
        filters: [
          named('header_to_metadata', 'header_to_metadata.v3.Config', {
            request_rules: [
              {
                header: 'x-v',
                on_header_present: { metadata_namespace: 'envoy.lb', key: 'v' },
                on_header_missing: { metadata_namespace: 'envoy.lb', key: 'v', value: 'v1' },
                remove: true,
              },
            ],
          }),
        ],
      },
      [subsetCluster],
    ),
    [
      get('/a'),
      ...['v0', 'v1', 'v2', ''].map((v) => get('/a', { headers: [['x-v', v]] })),
      get('/a', {
        headers: [
          ['x-v', 'v0'],
          ['x-v', 'v1'],
        ],
      }),
    ],
  ),
  define(
    'feature',
    'header-to-metadata-log',
    simple(
      routes(
        plain('/', {
          response_headers_to_add: [
            { header: { key: 'x-a', value: '%DYNAMIC_METADATA(ns:a)%' } },
            { header: { key: 'x-n', value: '%DYNAMIC_METADATA(ns:n)%' } },
            { header: { key: 'x-c', value: '%DYNAMIC_METADATA(ns:c)%' } },
            { header: { key: 'x-r', value: '%DYNAMIC_METADATA(ns:r)%' } },
          ],
        }),
      ),
      {
        filters: [
          named('header_to_metadata', 'header_to_metadata.v3.Config', {
            request_rules: [
              {
                header: 'a',
                on_header_present: {
                  metadata_namespace: 'ns',
                  key: 'a',
                  regex_value_rewrite: { pattern: { regex: '^/(.*)/x$' }, substitution: '\\1' },
                },
              },
              {
                header: 'n',
                on_header_present: { metadata_namespace: 'ns', key: 'n', type: 'NUMBER' },
              },
              { cookie: 'c', on_header_present: { metadata_namespace: 'ns', key: 'c' } },
              {
                header: 'b64',
                on_header_present: { metadata_namespace: 'ns', key: 'r', encode: 'BASE64' },
              },
            ],
          }),
        ],
      },
    ),
    [
      get('/'),
      ...['/q/x', 'plain', '/x'].map((v) => get('/', { headers: [['a', v]] })),
      ...['1', '1.5', 'x', '-3'].map((v) => get('/', { headers: [['n', v]] })),
      ...['c=1', 'd=1; c="2"', 'cc=3'].map((v) => get('/', { headers: [['cookie', v]] })),
      get('/', { headers: [['b64', 'aGVsbG8=']] }),
    ],
  ),
  define(
    'feature',
    'compressor-headers',
    simple(
      routes(
        plain('/off', {
          typed_per_filter_config: {
            'envoy.filters.http.compressor': typed(`${HTTP}compressor.v3.CompressorPerRoute`, {
              disabled: true,
            }),
          },
        }),
        plain('/'),
      ),
      {
        filters: [
          named('compressor', 'compressor.v3.Compressor', {
            compressor_library: gzip,
            response_direction_config: {
              common_config: { min_content_length: 100, content_type: ['text/html'] },
              disable_on_etag_header: true,
              remove_accept_encoding_header: true,
            },
          }),
        ],
      },
    ),
    COMPRESSED.map(([path, accepted, body, headers]) =>
      get(path, accepted === '' ? {} : { headers: [['accept-encoding', accepted]] }, {
        script: script(response(200, headers, body)),
      }),
    ),
  ),
  define(
    'feature',
    'ip-tagging',
    simple(routes(plain('/')), {
      use_remote_address: true,
      xff_num_trusted_hops: 1,
      filters: [
        named('ip_tagging', 'ip_tagging.v3.IPTagging', {
          request_type: 'BOTH',
          ip_tags: [
            { ip_tag_name: 'ten', ip_list: [{ address_prefix: '10.0.0.0', prefix_len: 8 }] },
            { ip_tag_name: 'one', ip_list: [{ address_prefix: '1.2.3.4', prefix_len: 32 }] },
          ],
        }),
      ],
    }),
    ['10.1.1.1', '1.2.3.4', '9.9.9.9'].flatMap((xff) => [
      get('/', { headers: [['x-forwarded-for', xff]] }),
      get('/', {
        headers: [
          ['x-forwarded-for', xff],
          ['x-envoy-ip-tags', 'mine'],
        ],
      }),
    ]),
  ),
  define(
    'feature',
    'cdn-loop',
    simple(routes(plain('/')), {
      filters: [
        named('cdn_loop', 'cdn_loop.v3.CdnLoopConfig', {
          cdn_id: 'me.example',
          max_allowed_occurrences: 1,
        }),
      ],
    }),
    [
      get('/'),
      ...[
        'me.example',
        'me.example, me.example',
        'other; a=b, me.example',
        'other;a="x, me.example", me.example',
        '@@',
        'a b',
        '[::1]:80',
        '',
      ].map((v) => get('/', { headers: [['cdn-loop', v]] })),
    ],
  ),
  define(
    'feature',
    'skip-by-matcher',
    simple(routes(plain('/')), {
      filters: [
        {
          name: 'm',
          typed_config: typed('envoy.extensions.common.matching.v3.ExtensionWithMatcher', {
            extension_config: abort(418),
            xds_matcher: {
              matcher_tree: {
                input: headerInput('x-skip'),
                exact_match_map: {
                  map: {
                    yes: {
                      action: extension(
                        'envoy.extensions.filters.common.matcher.action.v3.SkipFilter',
                      ),
                    },
                  },
                },
              },
            },
          }),
        },
      ],
    }),
    [get('/'), ...['yes', 'no', ''].map((v) => get('/', { headers: [['x-skip', v]] }))],
  ),
  define(
    'feature',
    'composite',
    simple(routes(plain('/')), {
      filters: [
        {
          name: 'c',
          typed_config: typed('envoy.extensions.common.matching.v3.ExtensionWithMatcher', {
            extension_config: named('composite', 'composite.v3.Composite'),
            xds_matcher: {
              matcher_list: {
                matchers: [
                  {
                    predicate: {
                      or_matcher: {
                        predicate: [
                          {
                            single_predicate: {
                              input: headerInput('x-a'),
                              value_match: { prefix: 'b' },
                            },
                          },
                          {
                            single_predicate: {
                              input: headerInput(':path'),
                              value_match: { exact: '/teapot' },
                            },
                          },
                        ],
                      },
                    },
                    on_match: {
                      action: extension(`${HTTP}composite.v3.ExecuteFilterAction`, {
                        typed_config: abort(418),
                      }),
                    },
                  },
                ],
              },
            },
          }),
        },
      ],
    }),
    [get('/'), get('/teapot'), ...['b', 'bc', 'a'].map((v) => get('/', { headers: [['x-a', v]] }))],
  ),
  define(
    'feature',
    'reverse-bridge',
    simple(routes(plain('/')), {
      filters: [
        named('grpc_http1_reverse_bridge', 'grpc_http1_reverse_bridge.v3.FilterConfig', {
          content_type: 'application/x-protobuf',
          withhold_grpc_frames: true,
        }),
      ],
    }),
    [
      get('/plain', { method: 'POST', body: 'abc' }),
      ...[[['content-type', 'application/x-protobuf']], [['content-type', 'text/plain']], []].map(
        (headers) =>
          get(
            '/a.B/C',
            {
              method: 'POST',
              headers: [['content-type', 'application/grpc']],
              body: '\u0000\u0000\u0000\u0000\u0003abc',
            },
            {
              script: script(
                response(
                  200,
                  headers as unknown as readonly (readonly [string, string])[], // pairs, which the table's type has lost
                  'hello',
                ),
              ),
            },
          ),
      ),
      get(
        '/a.B/C',
        {
          method: 'POST',
          headers: [['content-type', 'application/grpc']],
          body: '\u0000\u0000\u0000\u0000\u0003abc',
        },
        { script: script(response(503, [['content-type', 'application/x-protobuf']], 'no')) },
      ),
    ],
  ),
  define(
    'feature',
    'rbac-matcher',
    simple(routes(plain('/')), {
      filters: [
        named('rbac', 'rbac.v3.RBAC', {
          matcher: {
            matcher_tree: {
              input: headerInput(':path'),
              prefix_match_map: {
                map: {
                  '/a': { action: rbacAction('allow-a', 'ALLOW') },
                  '/a/no': { action: rbacAction('deny-a', 'DENY') },
                },
              },
            },
          },
        }),
      ],
    }),
    ['/a', '/a/no', '/a/nope', '/', '/b'].map((p) => get(p)),
  ),
  define(
    'feature',
    'basic-auth',
    simple(
      routes(
        plain('/own', {
          typed_per_filter_config: {
            'envoy.filters.http.basic_auth': typed(`${HTTP}basic_auth.v3.BasicAuthPerRoute`, {
              users: { inline_string: 'other:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=' },
            }),
          },
        }),
        plain('/'),
      ),
      {
        filters: [
          named('basic_auth', 'basic_auth.v3.BasicAuth', {
            users: { inline_string: 'user:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=' },
            forward_username_header: 'x-user',
          }),
        ],
      },
    ),
    ['/', '/own'].flatMap((p) => [
      get(p),
      ...['user:password', 'user:wrong', 'other:password', 'nocolon', 'user:pass:word'].map((v) =>
        get(p, { headers: [['authorization', `Basic ${Buffer.from(v).toString('base64')}`]] }),
      ),
      get(p, { headers: [['authorization', 'Bearer x']] }),
      get(p, { headers: [['authorization', 'Basic']] }),
    ]),
  ),
  define(
    'feature',
    'custom-response',
    simple(routes(plain('/')), {
      filters: [
        named('custom_response', 'custom_response.v3.CustomResponse', {
          custom_response_matcher: {
            matcher_list: {
              matchers: [
                {
                  predicate: {
                    single_predicate: {
                      input: extension(
                        'envoy.type.matcher.v3.HttpResponseStatusCodeClassMatchInput',
                      ),
                      value_match: { exact: '5xx' },
                    },
                  },
                  on_match: {
                    action: extension(
                      'envoy.extensions.http.custom_response.local_response_policy.v3.LocalResponsePolicy',
                      {
                        status_code: 499,
                        body: { inline_string: 'replaced' },
                        response_headers_to_add: [{ header: { key: 'x-why', value: 'policy' } }],
                      },
                    ),
                  },
                },
              ],
            },
          },
        }),
      ],
    }),
    [200, 404, 500, 503].map((status) =>
      get('/', {}, { script: script(response(status, [['x-mine', '1']], 'theirs')) }),
    ),
  ),
]
