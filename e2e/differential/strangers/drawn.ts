/** Route tables drawn at random from what others write: any match with any action, options of any level together. */
import { define, simple } from '../build.ts'
import type { Bootstrap } from '../model.ts'
import { Random } from '../random.ts'
import { add, fraction, host, http, type Json, percent } from './pieces.ts'

const ROUTES = 8
const PATHS = ['/', '/a', '/a/', '/api/v1', '/static', '/b/c', '/Case']
const HOSTS = ['a.test', '*.test', 'b.test:8080', 'x.*', 'b.test']
const NAMES = ['x-a', 'x-b', 'accept', 'user-agent', 'cookie']
const FORMATS = [
  'plain',
  '%REQ(:PATH)%',
  '%REQ(x-a?x-b)%',
  '%PROTOCOL%',
  '%UPSTREAM_CLUSTER%',
  '%RESPONSE_CODE%',
  '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%',
  '%REQ(:AUTHORITY)%',
  '%ROUTE_NAME%',
  '100%%',
]
const ACTIONS = [
  'APPEND_IF_EXISTS_OR_ADD',
  'ADD_IF_ABSENT',
  'OVERWRITE_IF_EXISTS_OR_ADD',
  'OVERWRITE_IF_EXISTS',
]

/** @param count of bootstraps. */
export function drawnRoutes(seed: number, count: number): readonly Bootstrap[] {
  return Array.from({ length: count }, (_, i) => {
    const random = new Random(seed, `drawn routes ${i}`)
    const config = simple(table(random), manager(random))
    return define('drawn-routes', String(i), config, [])
  })
}

function table(random: Random): Json {
  return {
    name: 'r',
    ...headers(random),
    ...maybe(random, 3, { most_specific_header_mutations_wins: true }),
    ...maybe(random, 4, { ignore_port_in_host_matching: true }),
    virtual_hosts: [
      host('one', [random.pick(HOSTS)], routes(random), hostOptions(random)),
      host('rest', ['*'], routes(random), hostOptions(random)),
    ],
  }
}

function hostOptions(random: Random): Json {
  return {
    ...headers(random),
    ...maybe(random, 4, { include_request_attempt_count: true }),
    ...maybe(random, 4, { include_attempt_count_in_response: true }),
    ...maybe(random, 8, { require_tls: random.pick(['ALL', 'EXTERNAL_ONLY']) }),
    ...maybe(random, 4, { retry_policy: retry(random) }),
  }
}

function routes(random: Random): readonly Json[] {
  return Array.from({ length: ROUTES }, (_, i) => ({
    name: `route-${i}`,
    match: match(random),
    ...action(random),
    ...headers(random),
  }))
}

function match(random: Random): Json {
  const path = random.pick(PATHS)
  const kind = random.below(6)
  const bare = path.replace(/\/$/, '') || '/a'
  const paths: readonly Json[] = [
    { prefix: path },
    { prefix: path },
    { path },
    { path_separated_prefix: bare === '/' ? '/a' : bare },
    { safe_regex: { regex: `${path}.*` } },
    { prefix: path, case_sensitive: false },
  ]
  const name = random.pick(NAMES)
  const value = random.pick(['1', 'value'])
  const strings: readonly Json[] = [
    { exact: value },
    { prefix: value },
    { suffix: value, ignore_case: true },
    { contains: 'a' },
    { safe_regex: { regex: '[a-z0-9]+' } },
  ]
  return {
    ...paths[kind],
    ...maybe(random, 3, {
      headers: [
        random.oneIn(3)
          ? { name, present_match: true, ...maybe(random, 2, { invert_match: true }) }
          : {
              name,
              string_match: random.pick(strings),
              ...maybe(random, 4, { invert_match: true }),
            },
      ],
    }),
    ...maybe(random, 4, {
      query_parameters: [
        random.oneIn(2)
          ? { name: 'a', present_match: true }
          : { name: 'q', string_match: random.pick(strings) },
      ],
    }),
    ...maybe(random, 10, { runtime_fraction: fraction(random.pick([0, 100])) }),
    ...maybe(random, 12, { grpc: {} }),
  }
}

function action(random: Random): Json {
  switch (random.below(5)) {
    case 0:
      return { redirect: redirect(random) }
    case 1:
      return {
        direct_response: {
          status: random.pick([200, 201, 204, 302, 304, 403, 404, 503]),
          ...maybe(random, 2, { body: { inline_string: 'direct body' } }),
        },
      }
    default:
      return { route: forward(random) }
  }
}

function redirect(random: Random): Json {
  return {
    ...maybe(random, 2, { host_redirect: 'other.test' }),
    ...maybe(random, 3, { port_redirect: 8443 }),
    ...(random.oneIn(2)
      ? { https_redirect: true }
      : maybe(random, 3, { scheme_redirect: random.pick(['http', 'https', 'ftp']) })),
    ...random.pick<Json>([
      {},
      { path_redirect: '/new' },
      { path_redirect: '/new?z=1' },
      { prefix_rewrite: '/p' },
      { regex_rewrite: { pattern: { regex: '^/([^/]+)' }, substitution: '/re-\\1' } },
    ]),
    ...maybe(random, 3, { strip_query: true }),
    ...maybe(random, 2, {
      response_code: random.pick([
        'FOUND',
        'SEE_OTHER',
        'TEMPORARY_REDIRECT',
        'PERMANENT_REDIRECT',
      ]),
    }),
  }
}

function forward(random: Random): Json {
  const cluster = random.pick(['c0', 'c1', 'c2', 'c0', 'dead'])
  return {
    ...(random.oneIn(5)
      ? {
          weighted_clusters: {
            clusters: [
              {
                name: cluster,
                weight: 1,
                ...headers(random),
                ...maybe(random, 3, { host_rewrite_literal: 'weighted.test' }),
              },
            ],
          },
        }
      : { cluster }),
    ...random.pick<Json>([
      {},
      {},
      { prefix_rewrite: random.pick(['/', '/new', '/new/']) },
      { regex_rewrite: { pattern: { regex: '/a' }, substitution: '/z' } },
    ]),
    ...random.pick<Json>([
      {},
      {},
      { host_rewrite_literal: 'lit.test' },
      { host_rewrite_header: 'x-a' },
      { auto_host_rewrite: true },
      {
        host_rewrite_path_regex: { pattern: { regex: '^/([a-z]+).*$' }, substitution: '\\1.test' },
      },
    ]),
    ...maybe(random, 4, { append_x_forwarded_host: true }),
    ...maybe(random, 3, { timeout: random.pick(['0s', '5s', '30s']) }),
    ...maybe(random, 3, { retry_policy: retry(random) }),
    ...maybe(random, 8, { priority: 'HIGH' }),
    ...maybe(random, 8, { max_stream_duration: { max_stream_duration: '10s' } }),
    ...maybe(random, 8, { internal_redirect_policy: { max_internal_redirects: 1 } }),
  }
}

function retry(random: Random): Json {
  return {
    retry_on: random.pick([
      '5xx',
      'gateway-error',
      'reset',
      'connect-failure',
      'retriable-4xx',
      '5xx,reset',
    ]),
    num_retries: random.below(3),
    retry_back_off: { base_interval: '0.001s', max_interval: '0.002s' },
  }
}

function headers(random: Random): Json {
  const additions = (): readonly Json[] =>
    Array.from({ length: 1 + random.below(2) }, () =>
      add(random.pick(['x-a', 'x-b', 'x-new', 'x-up']), random.pick(FORMATS), random.pick(ACTIONS)),
    )
  return {
    ...maybe(random, 4, { request_headers_to_add: additions() }),
    ...maybe(random, 6, { request_headers_to_remove: [random.pick(NAMES)] }),
    ...maybe(random, 4, { response_headers_to_add: additions() }),
    ...maybe(random, 6, {
      response_headers_to_remove: [random.pick(['x-up', 'server', 'x-origin'])],
    }),
  }
}

function manager(random: Random): Json {
  const filters: readonly Json[] = [
    ...some(random, http('cors')),
    ...some(random, http('csrf', { filter_enabled: fraction(random.pick([0, 100])) })),
    ...some(
      random,
      http('fault', {
        abort: { http_status: 418, percentage: percent(100) },
        headers: [{ name: 'x-b', string_match: { exact: 'value' } }],
      }),
    ),
    ...some(random, http('buffer', { max_request_bytes: 1000 })),
    ...some(
      random,
      http('rbac', {
        rules: {
          action: random.pick(['ALLOW', 'DENY']),
          policies: {
            p: {
              permissions: [{ header: { name: random.pick(NAMES), present_match: true } }],
              principals: [{ any: true }],
            },
          },
        },
      }),
    ),
    ...some(
      random,
      http('mutation', {
        mutations: {
          request_mutations: [{ append: add('x-f', random.pick(FORMATS)) }],
          response_mutations: [{ append: add('x-f', random.pick(FORMATS)) }],
        },
      }),
    ),
  ]
  return {
    filters,
    ...maybe(random, 3, { use_remote_address: true }),
    ...maybe(random, 4, { xff_num_trusted_hops: 1 }),
    ...maybe(random, 5, { skip_xff_append: true }),
    ...maybe(random, 4, { via: 'via' }),
    ...maybe(random, 4, {
      server_header_transformation: random.pick(['APPEND_IF_ABSENT', 'PASS_THROUGH']),
    }),
    ...maybe(random, 2, { normalize_path: true }),
    ...maybe(random, 3, { merge_slashes: true }),
    ...maybe(random, 5, { strip_any_host_port: true }),
    ...maybe(random, 4, { generate_request_id: false }),
    ...maybe(random, 4, { preserve_external_request_id: true }),
    ...maybe(random, 4, { always_set_request_id_in_response: true }),
    ...maybe(random, 3, { http_protocol_options: { accept_http_10: true } }),
    ...maybe(random, 6, { add_user_agent: true }),
    ...maybe(random, 6, { append_x_forwarded_port: true }),
    ...maybe(random, 6, {
      local_reply_config: {
        body_format: { json_format: { body: '%LOCAL_REPLY_BODY%', code: '%RESPONSE_CODE%' } },
      },
    }),
  }
}

/** Drawn in any case, so that other draws do not move; there one time in `n`. */
function maybe(random: Random, n: number, value: Json): Json {
  return random.oneIn(n) ? value : {}
}

function some(random: Random, filter: Json): readonly Json[] {
  return random.oneIn(4) ? [filter] : []
}
