/** What clusters say of their requests: filters between them and the router, retries, hashes, further addresses, and who names them. */
import { cluster, define, endpoint, filter, get, ROUTER, routes, simple, typed } from '../build.ts'
import type { Bootstrap } from '../model.ts'

type Json = Readonly<Record<string, unknown>>

const HTTP = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions'
const MUTATION = 'envoy.extensions.filters.http.header_mutation.v3.HeaderMutation'
const CODEC = filter(
  'envoy.filters.http.upstream_codec',
  'envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec',
)

const http = (options: Json): Json => ({
  typed_extension_protocol_options: {
    [HTTP]: typed(HTTP, { explicit_http_config: { http_protocol_options: {} }, ...options }),
  },
})
const add = (key: string, value: string, append_action = 'APPEND_IF_EXISTS_OR_ADD'): Json => ({
  append: { header: { key, value }, append_action },
})
const mutations = (name: string, request: readonly Json[], response: readonly Json[]): Json =>
  filter(name, MUTATION, {
    mutations: { request_mutations: request, response_mutations: response },
  })
const plain = (name: string, prefix = '/', extra: Json = {}): Json => ({
  match: { prefix },
  route: { cluster: name, ...extra },
})
const asked = (path: string, headers: readonly (readonly [string, string])[] = []) => [
  get(path, { headers }),
  get(path, { method: 'POST', body: 'abc', headers }),
]
const input = (name: string): Json => ({
  name: 'i',
  typed_config: typed('envoy.type.matcher.v3.HttpRequestHeaderMatchInput', { header_name: name }),
})
const named = (name: string): Json => ({
  action: {
    name: 'c',
    typed_config: typed('envoy.extensions.router.cluster_specifiers.matcher.v3.ClusterAction', {
      cluster: name,
    }),
  },
})
const PLUGIN: Json = {
  extension: {
    name: 'p',
    typed_config: typed(
      'envoy.extensions.router.cluster_specifiers.matcher.v3.MatcherClusterSpecifier',
      {
        cluster_matcher: {
          matcher_tree: {
            input: input('x-to'),
            exact_match_map: { map: { a: named('c0'), b: named('c1'), gone: named('none') } },
          },
        },
      },
    ),
  },
}

export const FEATURE_UPSTREAMS: readonly Bootstrap[] = [
  define(
    'feature',
    'upstream-filters',
    simple(
      routes(plain('c0', '/own'), plain('c1')),
      {
        http_filters: [
          {
            ...ROUTER,
            typed_config: typed('envoy.extensions.filters.http.router.v3.Router', {
              upstream_http_filters: [
                mutations('m', [add('x-up', 'router')], [add('x-down', 'router')]),
                CODEC,
              ],
            }),
          },
        ],
      },
      [
        cluster(
          'c0',
          ['O0'],
          http({
            http_filters: [
              mutations(
                'm',
                [
                  add('x-up', 'one'),
                  { remove: 'x-drop' },
                  add('x-host', '%UPSTREAM_HOST%', 'OVERWRITE_IF_EXISTS_OR_ADD'),
                ],
                [add('x-down', 'one'), { remove: 'x-origin' }],
              ),
              mutations('n', [add('x-up', 'two')], [add('x-down', 'two')]),
              CODEC,
            ],
          }),
        ),
        cluster('c1', ['O1']),
      ],
    ),
    [
      ...asked('/own'),
      ...asked('/own', [
        ['x-drop', '1'],
        ['x-up', 'zero'],
      ]),
      ...asked('/other', [['x-drop', '1']]),
    ],
  ),
  define(
    'feature',
    'cluster-specifiers',
    simple({
      ...routes(
        { match: { prefix: '/inline' }, route: { inline_cluster_specifier_plugin: PLUGIN } },
        { match: { prefix: '/' }, route: { cluster_specifier_plugin: 'p' } },
      ),
      cluster_specifier_plugins: [PLUGIN],
    }),
    ['/inline', '/'].flatMap((path) => [
      ...['a', 'b', 'gone', 'c'].flatMap((to) => asked(path, [['x-to', to]])),
      get(path),
    ]),
  ),
  define(
    'feature',
    'more-addresses',
    simple(routes(plain('c0')), {}, [
      cluster('c0', [], {
        load_assignment: {
          cluster_name: 'c0',
          endpoints: [
            {
              lb_endpoints: [endpoint('O0', {})],
            },
          ],
        },
        upstream_connection_options: {
          happy_eyeballs_config: {
            first_address_family_version: 'V6',
            first_address_family_count: 2,
          },
        },
        upstream_bind_config: { source_address: { address: '127.0.0.1', port_value: 0 } },
        preconnect_policy: { per_upstream_preconnect_ratio: 1.5 },
        track_cluster_stats: { timeout_budgets: true, request_response_sizes: true },
      }),
    ]),
    asked('/'),
  ),
]
