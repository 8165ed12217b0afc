/** Gateways with policies: header mutation, metadata, buffers, health, admission, faults. */
import { CLUSTERS, cluster, define, get, response, script, simple } from '../build.ts'
import type { Bootstrap } from '../model.ts'
import { add, host, http, type Json, percent, perRoute, to, visits } from './pieces.ts'

const table = (...routes: readonly Json[]): Json => ({
  name: 'local_route',
  virtual_hosts: [host('v', ['*'], routes)],
})

export const POLICY_FILTERS: readonly Bootstrap[] = [
  define(
    'stranger',
    'mutation-levels',
    simple(
      {
        ...table(
          to(
            '/route',
            'c0',
            {},
            perRoute(
              'mutation',
              {
                mutations: {
                  request_mutations: [{ append: add('x-m', 'route') }, { remove: 'x-drop' }],
                  response_mutations: [
                    { append: add('x-m', 'route', 'OVERWRITE_IF_EXISTS_OR_ADD') },
                  ],
                },
              },
              'envoy.extensions.filters.http.header_mutation.v3.HeaderMutationPerRoute',
            ),
          ),
          {
            match: { prefix: '/direct' },
            direct_response: { status: 403, body: { inline_string: 'no' } },
          },
          to('/'),
        ),
      },
      {
        filters: [
          http('mutation', {
            mutations: {
              request_mutations: [
                { append: add('x-m', 'filter') },
                { append: add('x-q', '%QUERY_PARAM(a)%', 'ADD_IF_ABSENT') },
                { remove: 'user-agent' },
                { remove_on_match: { key_matcher: { prefix: 'x-tmp-' } } },
              ],
              query_parameter_mutations: [
                { append: { record: { key: 'added', value: '%REQ(:METHOD)%' } } },
                { append: { record: { key: 'v', value: '3' }, action: 'ADD_IF_ABSENT' } },
                { remove: 'debug' },
              ],
              response_trailers_mutations: [{ append: add('x-trail', '1') }, { remove: 'x-t' }],
              response_mutations: [
                { append: add('x-m', 'filter') },
                { remove: 'server' },
                { append: add('x-code', '%RESPONSE_CODE_DETAILS%') },
              ],
            },
          }),
        ],
      },
    ),
    [
      ...visits(
        ['a.test'],
        ['/route', '/direct', '/x'],
        [
          ['x-m', 'client'],
          ['x-drop', '1'],
          ['user-agent', 'me'],
          ['x-tmp-a', '1'],
          ['x-tmp', '2'],
        ],
      ),
      get('/x', { version: '1.0' }),
      get('/none', { host: null }),
    ],
  ),
  define(
    'stranger',
    'metadata-and-logs',
    simple(
      table(
        to(
          '/has',
          'c0',
          {},
          {
            match: {
              prefix: '/has',
              dynamic_metadata: [
                {
                  filter: 'ns',
                  path: [{ key: 'tier' }],
                  value: { string_match: { exact: 'gold' } },
                },
              ],
            },
          },
        ),
        to('/'),
      ),
      {
        filters: [
          http('metadata', {
            metadata: [
              { metadata_namespace: 'ns', value: { tier: 'gold', n: 5, list: ['a'] } },
              {
                metadata_namespace: 'ns',
                value: { tier: 'silver', list: ['b'] },
                allow_overwrite: false,
              },
            ],
          }),
          http('mutation', {
            mutations: {
              response_mutations: [
                { append: add('x-meta', '%DYNAMIC_METADATA(ns:tier)%') },
                { append: add('x-list', '%DYNAMIC_METADATA(ns:list)%') },
                { append: add('x-all', '%DYNAMIC_METADATA(ns)%') },
                { append: add('x-none', '%DYNAMIC_METADATA(no:such)%') },
              ],
            },
          }),
        ],
      },
    ),
    visits(['a.test'], ['/has', '/x']),
  ),
  define(
    'stranger',
    'buffer-and-health',
    simple(
      table(
        to(
          '/off',
          'c0',
          {},
          perRoute(
            'buffer',
            { disabled: true },
            'envoy.extensions.filters.http.buffer.v3.BufferPerRoute',
          ),
        ),
        to(
          '/big',
          'c0',
          {},
          perRoute(
            'buffer',
            { buffer: { max_request_bytes: 100_000 } },
            'envoy.extensions.filters.http.buffer.v3.BufferPerRoute',
          ),
        ),
        to(
          '/retry',
          'c0',
          { retry_policy: { retry_on: '5xx', num_retries: 1 } },
          { per_request_buffer_limit_bytes: 10 },
        ),
        to('/'),
      ),
      {
        filters: [
          http('health', {
            pass_through_mode: false,
            headers: [
              { name: ':path', string_match: { prefix: '/healthz' } },
              { name: 'x-probe', present_match: true },
            ],
          }),
          http('health', {
            pass_through_mode: false,
            headers: [{ name: ':path', string_match: { exact: '/ready' } }],
            cluster_min_healthy_percentages: { c0: { value: 50 }, gone: { value: 1 } },
          }),
          http('health', {
            pass_through_mode: true,
            cache_time: '5s',
            headers: [{ name: ':path', string_match: { exact: '/cached' } }],
          }),
          http('buffer', { max_request_bytes: 1000 }),
        ],
      },
    ),
    [
      ...visits(['a.test'], ['/healthz', '/ready', '/x'], [['x-probe', '1']]),
      ...['/off', '/big', '/x', '/retry'].flatMap((p) =>
        [10, 1000, 1001, 5000].map((size) => get(p, { method: 'POST', body: 'b'.repeat(size) })),
      ),
      get(
        '/retry',
        { method: 'POST', body: 'b'.repeat(11) },
        { script: script(response(503), response(200)) },
      ),
      get(
        '/retry',
        { method: 'POST', body: 'b'.repeat(10) },
        { script: script(response(503), response(200)) },
      ),
      get('/cached', {}, { isSerial: true, script: script(response(404)) }),
      get('/cached', {}, { isSerial: true }),
      get('/ready', { method: 'POST', body: 'xyz' }),
    ],
  ),
  define(
    'stranger',
    'admission',
    simple(table(to('/')), {
      filters: [
        http('admission', {
          enabled: { default_value: true, runtime_key: 'a' },
          sampling_window: '30s',
          sr_threshold: { default_value: { value: 95 }, runtime_key: 'b' },
          aggression: { default_value: 1, runtime_key: 'c' },
          rps_threshold: { default_value: 5, runtime_key: 'd' },
          success_criteria: {
            http_criteria: {
              http_success_status: [
                { start: 100, end: 400 },
                { start: 404, end: 405 },
              ],
            },
            grpc_criteria: { grpc_success_status: [0, 1] },
          },
        }),
      ],
    }),
    visits(['a.test'], ['/x']),
  ),
  define(
    'stranger',
    'faults-of-all-kinds',
    simple(
      table(
        to(
          '/abort',
          'c0',
          {},
          perRoute('fault', {
            abort: { http_status: 599, percentage: percent(1_000_000, 'MILLION') },
          }),
        ),
        to(
          '/none',
          'c0',
          {},
          perRoute('fault', {
            abort: { http_status: 500, percentage: percent(0, 'TEN_THOUSAND') },
          }),
        ),
        to(
          '/node',
          'c0',
          {},
          perRoute('fault', {
            abort: { http_status: 500, percentage: percent(100) },
            downstream_nodes: ['n1'],
          }),
        ),
        to(
          '/both',
          'c0',
          {},
          perRoute('fault', {
            delay: { fixed_delay: '0.02s', percentage: percent(100) },
            abort: { grpc_status: 14, percentage: percent(100) },
          }),
        ),
        to(
          '/max',
          'c0',
          {},
          perRoute('fault', {
            abort: { http_status: 500, percentage: percent(100) },
            max_active_faults: 0,
          }),
        ),
        to(
          '/retry',
          'c0',
          { retry_policy: { retry_on: '5xx' } },
          perRoute('fault', { abort: { http_status: 503, percentage: percent(100) } }),
        ),
        to(
          '/dead',
          'dead',
          {},
          perRoute('fault', { delay: { fixed_delay: '0.02s', percentage: percent(100) } }),
        ),
        to('/'),
      ),
      { filters: [http('fault', { disable_downstream_cluster_stats: true })] },
      [...CLUSTERS, cluster('x', ['O0'])],
    ),
    [
      ...visits(
        ['a.test'],
        ['/abort', '/none', '/node', '/both', '/max', '/retry', '/dead'],
        [['x-envoy-downstream-service-node', 'n1']],
      ),
      get('/both', {
        method: 'POST',
        body: 'x',
        headers: [['content-type', 'application/grpc+proto']],
      }),
    ],
  ),
]
