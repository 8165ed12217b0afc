/** Configuration that cannot be used is refused with the path of every field at fault. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TypedStruct } from '@flotilla/proto'
import type { HttpFilterKind } from '../filter.ts'
import { RouteTable } from '../route/route-table.ts'
import { compiledManager } from '../testing/manager-config.ts'
import { routeTableOf } from '../testing/proxy-harness.ts'

const ROUTER = {
  name: 'router',
  typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
}
const STRUCT = {
  '@type': TypedStruct.typeUrl,
  type_url: 'type.googleapis.com/nobody.knows.Me',
  value: {},
}

test('connection managers', () => {
  const cases: readonly (readonly [json: Record<string, unknown>, paths: readonly string[]])[] = [
    [{}, []],
    [{ codec_type: 'HTTP2' }, []],
    [{ codec_type: 'HTTP3' }, ['codec_type']],
    [{ codec_type: 'HTTP1' }, []],
    [{ stat_prefix: '' }, ['stat_prefix']],
    [{ http_filters: [] }, ['http_filters']],
    [{ http_filters: [ROUTER, { ...ROUTER, name: 'second' }] }, ['http_filters[0]']],
    [
      { http_filters: [{ name: 'x', typed_config: STRUCT }, ROUTER] },
      ['http_filters[0].typed_config'],
    ],
    [{ http_filters: [{ name: 'x', typed_config: STRUCT, is_optional: true }, ROUTER] }, []],
    [{ http_filters: [{ name: 'x' }, ROUTER] }, ['http_filters[0].typed_config']],
    [{ http_filters: [{ ...ROUTER, disabled: true }] }, ['http_filters[0].disabled']],
    [{ server_name: 'a\nb' }, ['server_name']],
    [{ stream_idle_timeout: '-1s' }, ['stream_idle_timeout']],
    [{ add_user_agent: true }, []],
    [{ max_request_headers_kb: 0 }, ['max_request_headers_kb']],
    [
      { http_protocol_options: { allow_chunked_length: true } },
      ['http_protocol_options.allow_chunked_length'],
    ],
    [{ internal_address_config: { unix_sockets: true } }, ['internal_address_config.unix_sockets']],
    [
      {
        internal_address_config: { cidr_ranges: [{ address_prefix: '10.0.0.0', prefix_len: 33 }] },
      },
      ['internal_address_config.cidr_ranges[0]'],
    ],
    [{ rds: { route_config_name: '' } }, ['rds.route_config_name']],
    [
      {
        rds: null,
        route_config: {
          virtual_hosts: [{ name: 'a', domains: ['*'], routes: [{ match: { prefix: '/' } }] }],
        },
      },
      ['route_config.virtual_hosts[0].routes[0]'],
    ],
  ]
  for (const [json, paths] of cases)
    assert.deepEqual(compiledManager(json).violations, paths, JSON.stringify(json))
})

const FORWARD = { cluster: 'c' }

function withRoute(route: Record<string, unknown>): unknown {
  return {
    virtual_hosts: [{ name: 'h', domains: ['*'], routes: [{ match: { prefix: '/' }, ...route }] }],
  }
}

test('routes', () => {
  const at = 'virtual_hosts[0].routes[0]'
  const cases: readonly (readonly [route: Record<string, unknown>, paths: readonly string[]])[] = [
    [{ route: FORWARD }, []],
    [{}, [at]],
    [{ match: {}, route: FORWARD }, [`${at}.match`]],
    [{ match: { safe_regex: { regex: '(' } }, route: FORWARD }, [`${at}.match.regex`]],
    [
      {
        match: {
          prefix: '/',
          headers: [{ name: 'a', string_match: { safe_regex: { regex: '[' } } }],
        },
        route: FORWARD,
      },
      [`${at}.match.headers[0].string_match.safe_regex.regex`],
    ],
    [{ route: { cluster: '' } }, [`${at}.route.cluster`]],
    [
      { route: { weighted_clusters: { clusters: [{ name: 'a', weight: 0 }] } } },
      [`${at}.route.weighted_clusters`],
    ],
    [
      {
        route: {
          ...FORWARD,
          retry_policy: {
            retry_priority: {
              name: 'x',
              typed_config: {
                '@type':
                  'type.googleapis.com/envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig',
              },
            },
          },
        },
      },
      [`${at}.route.retry_policy.retry_priority.typed_config.update_frequency`],
    ],
    [{ route: { ...FORWARD, retry_policy: { retry_on: '5xx,never' } } }, []],
    [
      { match: { prefix: '/', cookies: [{ name: 'a' }] }, route: FORWARD },
      [`${at}.match.cookies[0].string_match`],
    ],
    [
      {
        route: {
          weighted_clusters: { clusters: [{ name: 'a', weight: 1 }], use_hash_policy: true },
        },
      },
      [`${at}.route.weighted_clusters.use_hash_policy`],
    ],
    [
      { route: { ...FORWARD, retry_policy: { retry_priority: { name: 'x' } } } },
      [`${at}.route.retry_policy.retry_priority`],
    ],
    [
      { route: { ...FORWARD, retry_policy: { retry_host_predicate: [{ name: 'x' }] } } },
      [`${at}.route.retry_policy.retry_host_predicate[0]`],
    ],
    [
      { route: { ...FORWARD, regex_rewrite: { pattern: { regex: 'a' }, substitution: '\\1' } } },
      [`${at}.route.regex_rewrite.substitution`],
    ],
    [
      { route: { ...FORWARD, hash_policy: [{ filter_state: { key: '' } }] } },
      [`${at}.route.hash_policy[0].filter_state.key`],
    ],
    [
      { route: { ...FORWARD, request_mirror_policies: [{}] } },
      [`${at}.route.request_mirror_policies[0].cluster`],
    ],
    [
      { route: FORWARD, request_headers_to_add: [{ header: { key: 'a', value: '%NOPE%' } }] },
      [`${at}.request_headers_to_add[0].header.value`],
    ],
    [
      { route: FORWARD, request_headers_to_add: [{ header: { key: ':path', value: 'x' } }] },
      [`${at}.request_headers_to_add[0].header.key`],
    ],
    [
      { route: FORWARD, request_headers_to_add: [{ header: { key: 'a', value: 'b\r\nc: d' } }] },
      [`${at}.request_headers_to_add[0].header.value`],
    ],
    [
      { route: FORWARD, response_headers_to_remove: ['a b'] },
      [`${at}.response_headers_to_remove[0]`],
    ],
    [{ direct_response: { status: 99 } }, [`${at}.direct_response.status`]],
    [
      { direct_response: { status: 200, body: { inline_string: 'x'.repeat(5000) } } },
      [`${at}.direct_response.body`],
    ],
    [
      { route: FORWARD, typed_per_filter_config: { x: STRUCT } },
      [`${at}.typed_per_filter_config["x"]`],
    ],
    [{ non_forwarding_action: {} }, []],
  ]
  for (const [route, paths] of cases) {
    const table = routeTableOf(withRoute(route))
    assert.deepEqual(table instanceof RouteTable ? [] : table, paths, JSON.stringify(route))
  }
})

test('a repeated domain refuses the table', () => {
  const host = (name: string): unknown => ({ name, domains: ['a', '*'], routes: [] })
  assert.deepEqual(routeTableOf({ virtual_hosts: [host('x'), host('y')] }), [
    'virtual_hosts[1].domains[0]',
    'virtual_hosts[1].domains[1]',
  ])
})

test('the most specific filter configuration of a route wins', () => {
  const kind: HttpFilterKind = {
    name: 'test',
    typeUrls: ['type.googleapis.com/test.Config'],
    compile: () => ({ kind: 'bad', violations: [] }),
    compileRouteConfig: (config) => ({
      kind: 'ok',
      value: config.kind === 'json' ? config.value : null,
    }),
  }
  const struct = (level: string): unknown => ({
    test: {
      '@type': TypedStruct.typeUrl,
      type_url: 'type.googleapis.com/test.Config',
      value: { level },
    },
  })
  const route = (prefix: string, config: unknown): unknown => ({
    match: { prefix },
    route: {
      weighted_clusters: {
        clusters: [
          {
            name: 'c',
            weight: 1,
            ...(prefix === '/w' ? { typed_per_filter_config: struct('weighted') } : {}),
          },
        ],
      },
    },
    ...(config === null ? {} : { typed_per_filter_config: config }),
  })
  const table = routeTableOf(
    {
      typed_per_filter_config: struct('table'),
      virtual_hosts: [
        {
          name: 'a',
          domains: ['a'],
          typed_per_filter_config: struct('host'),
          routes: [route('/w', struct('route')), route('/r', struct('route')), route('/', null)],
        },
        { name: 'b', domains: ['b'], routes: [route('/', null)] },
      ],
    },
    [kind],
  )
  assert.ok(table instanceof RouteTable)
  const level = (authority: string, path: string): unknown => {
    const view = {
      method: 'GET',
      path,
      authority,
      scheme: 'http',
      requestHeaders: [],
      randomValue: 0,
      clientCertificate: -1 as const,
    }
    const found = table.select(view, false)
    if (found?.action.kind !== 'forward') return null
    return found.action.weighted?.pick(0).filterConfig.get('test')
  }
  assert.deepEqual(level('a', '/w'), { level: 'weighted' })
  assert.deepEqual(level('a', '/r'), { level: 'route' })
  assert.deepEqual(level('a', '/'), { level: 'host' })
  assert.deepEqual(level('b', '/'), { level: 'table' })
})
