/** Gateways that shape traffic: CORS and CSRF, maintenance, mirrors, subsets, faults. */
import { CLUSTERS, cluster, define, endpoint, get, simple, typed } from '../build.ts'
import type { Bootstrap } from '../model.ts'
import { table } from './gateway-pieces.ts'
import { add, fraction, host, http, percent, perRoute, to, visits } from './pieces.ts'

export const GATEWAY_TRAFFIC: readonly Bootstrap[] = [
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
