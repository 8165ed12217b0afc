/** Gateways with policies: access by RBAC, rate limits by descriptors and by mode. */
import { define, get, simple, typed } from '../build.ts'
import type { Bootstrap } from '../model.ts'
import { add, fraction, host, http, type Json, perRoute, to, visits } from './pieces.ts'

const table = (...routes: readonly Json[]): Json => ({
  name: 'local_route',
  virtual_hosts: [host('v', ['*'], routes)],
})
const anyone = [{ any: true }]
const ALL = { filter_enabled: fraction(100), filter_enforced: fraction(100) }
const bucket = (max: number, extra: Json = {}): Json => ({
  token_bucket: { max_tokens: max, tokens_per_fill: 1, fill_interval: '3600s' },
  ...extra,
})

export const POLICIES: readonly Bootstrap[] = [
  define(
    'stranger',
    'rbac-service',
    simple(
      table(
        to(
          '/open',
          'c0',
          {},
          perRoute('rbac', {}, 'envoy.extensions.filters.http.rbac.v3.RBACPerRoute'),
        ),
        to('/meta', 'c0', {}, { metadata: { filter_metadata: { access: { level: 'high' } } } }),
        {
          match: { prefix: '/direct' },
          direct_response: { status: 200, body: { inline_string: 'x' } },
        },
        to('/'),
      ),
      {
        filters: [
          http('rbac', {
            rules: {
              action: 'ALLOW',
              policies: {
                'service-admin': {
                  permissions: [
                    {
                      and_rules: {
                        rules: [
                          { header: { name: ':method', string_match: { exact: 'GET' } } },
                          { url_path: { path: { prefix: '/admin' } } },
                        ],
                      },
                    },
                    { header: { name: ':path', string_match: { suffix: '.txt' } } },
                  ],
                  principals: [
                    { header: { name: 'x-user', string_match: { exact: 'root' } } },
                    {
                      and_ids: {
                        ids: [
                          { header: { name: 'x-group', string_match: { contains: 'ops' } } },
                          { not_id: { header: { name: 'x-ban', present_match: true } } },
                        ],
                      },
                    },
                  ],
                },
                'product-viewer': {
                  permissions: [
                    {
                      and_rules: {
                        rules: [
                          { header: { name: ':method', string_match: { exact: 'GET' } } },
                          { url_path: { path: { prefix: '/products' } } },
                          {
                            or_rules: {
                              rules: [
                                { destination_port_range: { start: 1, end: 65535 } },
                                { destination_port: 443 },
                              ],
                            },
                          },
                        ],
                      },
                    },
                  ],
                  principals: anyone,
                },
                ips: {
                  permissions: [{ url_path: { path: { exact: '/ip' } } }],
                  principals: [
                    { remote_ip: { address_prefix: '10.0.0.0', prefix_len: 8 } },
                    { source_ip: { address_prefix: '192.168.0.0', prefix_len: 16 } },
                  ],
                },
                dest: {
                  permissions: [
                    {
                      and_rules: {
                        rules: [
                          { url_path: { path: { exact: '/dest' } } },
                          { destination_ip: { address_prefix: '127.0.0.0', prefix_len: 8 } },
                          { requested_server_name: { exact: '' } },
                        ],
                      },
                    },
                  ],
                  principals: anyone,
                },
                template: {
                  permissions: [
                    {
                      uri_template: {
                        name: 'x',
                        typed_config: typed(
                          'envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig',
                          { path_template: '/t/{x}/end' },
                        ),
                      },
                    },
                  ],
                  principals: anyone,
                },
                notrule: {
                  permissions: [
                    {
                      not_rule: {
                        url_path: {
                          path: { safe_regex: { regex: '/(admin|ip|dest|private|t).*' } },
                        },
                      },
                    },
                  ],
                  principals: [{ url_path: { path: { prefix: '/public' } } }],
                },
              },
            },
            shadow_rules: {
              action: 'DENY',
              policies: { deny: { permissions: [{ any: true }], principals: anyone } },
            },
          }),
        ],
      },
    ),
    [
      ...visits(
        ['a.test'],
        [
          '/open',
          '/admin',
          '/admin/x.txt',
          '/products/1',
          '/ip',
          '/dest',
          '/t/a/end',
          '/t/a',
          '/public/x',
          '/private',
          '/direct',
          '/meta',
        ],
        [
          ['x-user', 'root'],
          ['x-forwarded-for', '10.1.1.1'],
        ],
      ),
      get('/admin', { headers: [['x-group', 'devops']] }),
      get('/admin', {
        headers: [
          ['x-group', 'devops'],
          ['x-ban', '1'],
        ],
      }),
      get('/products', { method: 'POST', body: 'x' }),
      get('/admin', { method: 'HEAD' }),
    ],
  ),
  define(
    'stranger',
    'rate-limits-by-descriptor',
    simple(
      {
        name: 'local_route',
        virtual_hosts: [
          host(
            'v',
            ['*'],
            [
              to('/user', 'c0', {
                rate_limits: [
                  {
                    actions: [
                      { request_headers: { header_name: 'x-user', descriptor_key: 'user' } },
                    ],
                  },
                ],
              }),
              to('/skip', 'c0', {
                rate_limits: [
                  {
                    actions: [
                      {
                        request_headers: {
                          header_name: 'x-user',
                          descriptor_key: 'user',
                          skip_if_absent: true,
                        },
                      },
                      { generic_key: { descriptor_value: 'skip' } },
                    ],
                  },
                ],
              }),
              to('/path', 'c0', {
                rate_limits: [
                  {
                    actions: [
                      {
                        header_value_match: {
                          descriptor_value: 'match',
                          headers: [{ name: ':path', string_match: { prefix: '/path' } }],
                        },
                      },
                      { generic_key: { descriptor_key: 'k', descriptor_value: 'v' } },
                    ],
                  },
                ],
              }),
              to('/query', 'c0', {
                rate_limits: [
                  {
                    actions: [
                      {
                        query_parameter_value_match: {
                          descriptor_value: 'q',
                          query_parameters: [{ name: 'a', string_match: { exact: '1' } }],
                        },
                      },
                    ],
                  },
                ],
              }),
              to(
                '/own',
                'c0',
                {},
                perRoute('limit', {
                  stat_prefix: 'own',
                  ...bucket(1),
                  ...ALL,
                  status: { code: 503 },
                  response_headers_to_add: [add('x-own', '%RESPONSE_CODE%')],
                  enable_x_ratelimit_headers: 'DRAFT_VERSION_03',
                }),
              ),
              to('/'),
            ],
            { rate_limits: [{ actions: [{ remote_address: {} }] }] },
          ),
        ],
      },
      {
        filters: [
          http('limit', {
            stat_prefix: 'http_local_rate_limiter',
            ...bucket(1000),
            ...ALL,
            enable_x_ratelimit_headers: 'DRAFT_VERSION_03',
            request_headers_to_add_when_not_enforced: [add('x-not-enforced', '1')],
            response_headers_to_add: [
              add('x-local-rate-limit', 'true', 'OVERWRITE_IF_EXISTS_OR_ADD'),
            ],
            descriptors: [
              { entries: [{ key: 'user', value: 'bob' }], ...bucket(1) },
              { entries: [{ key: 'user', value: 'eve' }], ...bucket(2) },
              {
                entries: [
                  { key: 'user', value: 'bob' },
                  { key: 'generic_key', value: 'skip' },
                ],
                ...bucket(1),
              },
              {
                entries: [
                  { key: 'header_match', value: 'match' },
                  { key: 'k', value: 'v' },
                ],
                ...bucket(1),
              },
              { entries: [{ key: 'query_match', value: 'q' }], ...bucket(1) },
            ],
          }),
        ],
      },
    ),
    [
      ...['bob', 'bob', 'eve', 'eve', 'eve', 'zed', 'zed', 'bob'].map((user) =>
        get('/user', { headers: [['x-user', user]] }),
      ),
      ...['bob', 'bob', 'none'].map((user) =>
        get('/skip', { headers: user === 'none' ? [] : [['x-user', user]] }),
      ),
      ...[
        '/path',
        '/path/x',
        '/query?a=1',
        '/query?a=1',
        '/query?a=2',
        '/own',
        '/own',
        '/own',
        '/x',
      ].map((p) => get(p)),
      get('/path', {
        method: 'POST',
        body: 'abc',
        headers: [['content-type', 'application/grpc']],
      }),
    ],
    { isSerial: true },
  ),
  define(
    'stranger',
    'rate-limit-modes',
    simple(
      table(
        to(
          '/enabled-not-enforced',
          'c0',
          {},
          perRoute('limit', {
            stat_prefix: 'a',
            ...bucket(1),
            filter_enabled: fraction(100),
            filter_enforced: fraction(0),
            request_headers_to_add_when_not_enforced: [
              add('x-over', 'yes', 'OVERWRITE_IF_EXISTS_OR_ADD'),
            ],
            response_headers_to_add: [add('x-over', 'resp')],
          }),
        ),
        to(
          '/disabled',
          'c0',
          {},
          perRoute('limit', {
            stat_prefix: 'b',
            ...bucket(1),
            filter_enabled: fraction(0),
            filter_enforced: fraction(100),
          }),
        ),
        to(
          '/connection',
          'c0',
          {},
          perRoute('limit', {
            stat_prefix: 'c',
            ...bucket(1),
            ...ALL,
            local_rate_limit_per_downstream_connection: true,
          }),
        ),
        to(
          '/grpc',
          'c0',
          {},
          perRoute('limit', {
            stat_prefix: 'd',
            ...bucket(1),
            ...ALL,
            rate_limited_as_resource_exhausted: true,
          }),
        ),
        to(
          '/off',
          'c0',
          {},
          {
            typed_per_filter_config: {
              'envoy.filters.http.local_ratelimit': typed('envoy.config.route.v3.FilterConfig', {
                disabled: true,
              }),
            },
          },
        ),
        to('/'),
      ),
      { filters: [http('limit', { stat_prefix: 'l', ...bucket(1), ...ALL })] },
    ),
    ['/enabled-not-enforced', '/disabled', '/connection', '/grpc', '/off', '/'].flatMap((p) => [
      get(p),
      get(p),
      get(p, { method: 'POST', headers: [['content-type', 'application/grpc']], body: '' }),
    ]),
    { isSerial: true },
  ),
]
