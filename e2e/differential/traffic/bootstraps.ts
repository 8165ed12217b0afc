/** Bootstraps for drawn traffic: routes of every kind, filters and options together, to origins of both versions. */
import { CLUSTERS, cluster, define, fileLog, logLine, simple, upstreamOptions } from '../build.ts'
import type { Bootstrap, Exchange } from '../model.ts'
import { Random } from '../random.ts'
import { add, http, type Json } from '../strangers/pieces.ts'
import { drawGrpc, drawGrpcWeb, drawHttp2 } from './calls.ts'
import { drawConversation } from './conversations.ts'

const WEBSOCKET: Json = { upgrade_configs: [{ upgrade_type: 'websocket' }] }
const H2: Json = { explicit_http_config: { http2_protocol_options: {} } }

function table(random: Random): Json {
  const retry = {
    retry_on: random.pick([
      '5xx',
      '5xx,reset',
      'gateway-error,retriable-4xx,reset',
      'unavailable,internal,5xx',
      'retriable-headers,reset-before-request',
    ]),
    num_retries: random.pick([1, 2]),
    retry_back_off: { base_interval: '0.001s', max_interval: '0.002s' },
    ...(random.oneIn(2) ? { retriable_headers: [{ name: 'x-again', present_match: true }] } : {}),
  }
  return {
    name: 'r',
    ...maybe(random, 3, { response_headers_to_add: [add('x-table', '%RESPONSE_CODE%')] }),
    virtual_hosts: [
      {
        name: 'v',
        domains: ['*'],
        ...maybe(random, 3, { include_request_attempt_count: true }),
        ...maybe(random, 3, { include_attempt_count_in_response: true }),
        routes: [
          { name: 'options', match: { path: '*' }, direct_response: { status: 200 } },
          {
            name: 'empty',
            match: { path: '/direct/empty' },
            direct_response: { status: random.pick([200, 204, 404]) },
          },
          {
            name: 'direct',
            match: { prefix: '/direct' },
            direct_response: { status: 200, body: { inline_string: 'direct' } },
          },
          { name: 'redirect', match: { prefix: '/redirect' }, redirect: { path_redirect: '/to' } },
          { name: 'dead', match: { prefix: '/dead' }, route: { cluster: 'dead' } },
          {
            name: 'no-cluster',
            match: { prefix: '/none-at-all' },
            route: { cluster_header: 'x-to' },
          },
          {
            name: 'retry',
            match: { prefix: '/retry' },
            route: { cluster: 'c0', retry_policy: retry },
          },
          { name: 'two', match: { prefix: '/two' }, route: { cluster: 'c1' } },
          { name: 'gone', match: { prefix: '/gone' }, direct_response: { status: 410 } },
          {
            name: 'post',
            match: {
              prefix: '/post',
              headers: [{ name: ':method', string_match: { exact: 'POST' } }],
            },
            route: { cluster: 'c0' },
          },
          {
            name: 'rewrite',
            match: { prefix: '/rewrite/' },
            route: { cluster: 'c0', prefix_rewrite: '/', host_rewrite_literal: 'new.test' },
          },
          {
            name: 'teapot',
            match: { prefix: '/teapot' },
            direct_response: { status: 418, body: { inline_string: 't'.repeat(300) } },
            response_headers_to_add: [add('x-tea', '%PROTOCOL% %REQ(x-a)%')],
          },
          { name: 'h2', match: { prefix: '/h2' }, route: { cluster: 'h2' } },
          {
            name: 'upgrade',
            match: { prefix: '/upgrade' },
            route: { cluster: 'c0', upgrade_configs: [{ upgrade_type: 'foo' }] },
          },
          {
            name: 'connect',
            match: { connect_matcher: {} },
            route: {
              cluster: 'c0',
              ...maybe(random, 2, {
                upgrade_configs: [{ upgrade_type: 'CONNECT', connect_config: {} }],
              }),
            },
          },
          { name: 'mapped', match: { prefix: '/mapped' }, direct_response: { status: 503 } },
          {
            name: 'long',
            match: { prefix: '/long-body' },
            direct_response: { status: 200, body: { inline_string: 'l'.repeat(4_000) } },
          },
          { name: 'rest', match: { prefix: '/' }, route: { cluster: 'c0', timeout: '2s' } },
        ],
      },
    ],
  }
}

const OPTIONS: readonly Json[] = [
  { http_protocol_options: { accept_http_10: true } },
  {
    http_protocol_options: {
      accept_http_10: true,
      default_host_for_http_10: 'd.test',
      enable_trailers: true,
    },
  },
  { http_protocol_options: { enable_trailers: true } },
  { http_protocol_options: { allow_absolute_url: true, enable_trailers: true } },
  { http_protocol_options: { header_key_format: { proper_case_words: {} } } },
  WEBSOCKET,
  WEBSOCKET,
  {
    upgrade_configs: [
      { upgrade_type: 'websocket' },
      { upgrade_type: 'CONNECT' },
      { upgrade_type: 'foo', enabled: false },
    ],
  },
  { http2_protocol_options: { allow_connect: true } },
  { proxy_100_continue: true },
  { normalize_path: true, merge_slashes: true },
  { path_with_escaped_slashes_action: 'UNESCAPE_AND_FORWARD' },
  { use_remote_address: true },
  { use_remote_address: true, xff_num_trusted_hops: 1, skip_xff_append: true },
  { common_http_protocol_options: { max_requests_per_connection: 2 } },
  { common_http_protocol_options: { max_headers_count: 90 } },
  { max_request_headers_kb: 96 },
  { max_request_headers_kb: 2 },
  { strip_any_host_port: true },
  { via: 'here' },
  { server_name: 'mine', server_header_transformation: 'APPEND_IF_ABSENT' },
  { server_header_transformation: 'PASS_THROUGH' },
  { add_user_agent: true },
  { always_set_request_id_in_response: true, preserve_external_request_id: true },
  { generate_request_id: false },
  { append_x_forwarded_port: true },
  { scheme_header_transformation: { scheme_to_overwrite: 'https' } },
  {
    local_reply_config: {
      mappers: [
        {
          filter: {
            status_code_filter: {
              comparison: { op: 'EQ', value: { default_value: 503, runtime_key: 'k' } },
            },
          },
          status_code: 599,
          body: { inline_string: 'mapped %RESPONSE_CODE%' },
          headers_to_add: [add('x-mapped', '%RESPONSE_FLAGS%')],
        },
      ],
      body_format: {
        text_format_source: { inline_string: '%LOCAL_REPLY_BODY%:%RESPONSE_CODE%:%REQ(:PATH)%\n' },
      },
    },
  },
]

const FILTERS: readonly (readonly Json[])[] = [
  [http('grpcWeb')],
  [http('grpcStats', { stats_for_all_methods: true })],
  [http('cors')],
  [http('buffer', { max_request_bytes: 2_000 })],
  [http('fault', { abort: { header_abort: {}, percentage: { numerator: 100 } } })],
  [
    http('mutation', {
      mutations: { response_mutations: [{ append: add('x-f', '%RESPONSE_FLAGS%') }] },
    }),
  ],
  [],
  [],
  [],
]

/** Beside the fixed fields. Sizes of answers are none of them: they hold the digits of a time. */
const MORE_FIELDS = [
  ...[
    'UPSTREAM_REQUEST_ATTEMPT_COUNT',
    'UPSTREAM_PROTOCOL',
    'GRPC_STATUS',
    'REQUEST_HEADERS_BYTES',
  ],
  ...[
    'RESPONSE_TRAILERS_BYTES',
    'CONNECTION_TERMINATION_DETAILS',
    'REQ(:SCHEME)',
    'REQ(:AUTHORITY)',
  ],
  ...['REQ(X-FORWARDED-FOR)', 'RESP(CONTENT-TYPE)', 'RESP(SERVER)', 'TRAILER(X-T1)'],
  ...['DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT', 'RESPONSE_FLAGS_LONG', 'UPSTREAM_CLUSTER_RAW'],
]
const LINE = logLine(MORE_FIELDS.map((name) => [name, `%${name}%`] as const))

/** `count` bootstraps of `size` exchanges each, some with a TLS-free HTTP/2 origin behind every route. */
export function trafficBootstraps(seed: number, count: number, size: number): readonly Bootstrap[] {
  return Array.from({ length: count }, (_, i) => {
    const random = new Random(seed, `traffic/${i}`)
    let options: Json = {}
    for (let drawn = random.pick([0, 1, 2, 3]); drawn > 0; drawn--)
      options = { ...options, ...random.pick(OPTIONS) }
    const filters = random.pick(FILTERS)
    const isHttp2 = random.oneIn(3)
    const extra = isHttp2
      ? upstreamOptions(H2)
      : random.oneIn(2)
        ? upstreamOptions({
            explicit_http_config: { http_protocol_options: { enable_trailers: true } },
          })
        : {}
    const config = simple(
      table(random),
      {
        ...options,
        filters,
        access_log: [fileLog('@{log}', { text_format_source: { inline_string: LINE } })],
      },
      [
        cluster('c0', [isHttp2 ? 'OH' : 'O0'], extra),
        cluster('c1', ['O1']),
        cluster('h2', ['OH'], upstreamOptions(H2)),
        ...CLUSTERS.slice(3),
      ],
    )
    const hasGrpcWeb = JSON.stringify(filters).includes('grpc_web')
    const exchanges = Array.from({ length: size }, (): Exchange => {
      const kind = random.below(8)
      if (hasGrpcWeb && kind < 4) return drawGrpcWeb(random)
      if (kind === 4) return drawGrpc(random)
      return kind > 5 ? drawHttp2(random) : drawConversation(random)
    })
    return define('traffic', `${seed}-${i}`, config, exchanges)
  })
}

function maybe(random: Random, n: number, value: Json): Json {
  return random.oneIn(n) ? value : {}
}
