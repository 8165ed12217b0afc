/** Bootstraps for drawn messages: the options that change how HTTP/1 is read and written. */
import { CLUSTERS, cluster, define, routes, simple, upstreamOptions } from '../build.ts'
import type { Bootstrap, Exchange } from '../model.ts'
import { Random } from '../random.ts'
import { drawAnswered } from './answers.ts'
import { drawRequest } from './requests.ts'

type Json = Readonly<Record<string, unknown>>

const ROUTES: Json = routes(
  {
    match: { prefix: '/direct' },
    direct_response: { status: 200, body: { inline_string: 'direct' } },
  },
  { match: { connect_matcher: {} }, route: { cluster: 'c0' } },
  { match: { prefix: '/' }, route: { cluster: 'c0' } },
)

/** Options that each bootstrap has or has not, by the seed. */
const OPTIONS: readonly Json[] = [
  { http_protocol_options: { accept_http_10: true, default_host_for_http_10: 'd.test' } },
  { http_protocol_options: { accept_http_10: true, enable_trailers: true } },
  { http_protocol_options: { enable_trailers: true } },
  { http_protocol_options: { allow_absolute_url: false } },
  { http_protocol_options: { allow_custom_methods: true } },
  { http_protocol_options: { override_stream_error_on_invalid_http_message: true } },
  { http_protocol_options: { header_key_format: { proper_case_words: {} } } },
  {
    http_protocol_options: {
      header_key_format: {
        stateful_formatter: {
          name: 'preserve_case',
          typed_config: {
            '@type':
              'type.googleapis.com/envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig',
          },
        },
      },
    },
  },
  { proxy_100_continue: true },
  { stream_error_on_invalid_http_message: true },
  { normalize_path: true },
  { merge_slashes: true },
  {
    normalize_path: true,
    merge_slashes: true,
    path_with_escaped_slashes_action: 'UNESCAPE_AND_FORWARD',
  },
  { path_with_escaped_slashes_action: 'REJECT_REQUEST' },
  { path_with_escaped_slashes_action: 'UNESCAPE_AND_REDIRECT' },
  { common_http_protocol_options: { headers_with_underscores_action: 'REJECT_REQUEST' } },
  { common_http_protocol_options: { headers_with_underscores_action: 'DROP_HEADER' } },
  { common_http_protocol_options: { max_headers_count: 6 } },
  { max_request_headers_kb: 1 },
  { strip_any_host_port: true },
  { strip_matching_host_port: true },
  { strip_trailing_host_dot: true },
  { use_remote_address: true },
  { use_remote_address: true, xff_num_trusted_hops: 1 },
  { upgrade_configs: [{ upgrade_type: 'websocket' }, { upgrade_type: 'CONNECT' }] },
  { upgrade_configs: [{ upgrade_type: 'websocket' }] },
  { via: 'v' },
  { server_header_transformation: 'PASS_THROUGH' },
  { server_header_transformation: 'APPEND_IF_ABSENT' },
  { always_set_request_id_in_response: true },
  { preserve_external_request_id: true },
  { generate_request_id: false },
  { delayed_close_timeout: '0s' },
]

const UPSTREAM: readonly Json[] = [
  {},
  {},
  upstreamOptions({ explicit_http_config: { http_protocol_options: { enable_trailers: true } } }),
  upstreamOptions({
    explicit_http_config: {
      http_protocol_options: { header_key_format: { proper_case_words: {} } },
    },
  }),
  upstreamOptions({ explicit_http_config: { http2_protocol_options: {} } }),
]

function drawOptions(random: Random): Json {
  let options: Json = {}
  for (let count = random.pick([0, 1, 1, 2, 3, 4]); count > 0; count--) {
    const one = random.pick(OPTIONS)
    options = { ...options, ...one }
  }
  return options
}

/** `count` bootstraps of `size` drawn exchanges each. */
export function wireBootstraps(seed: number, count: number, size: number): readonly Bootstrap[] {
  return Array.from({ length: count }, (_, i) => {
    const random = new Random(seed, `wire/${i}`)
    const options = drawOptions(random)
    const upstream = random.pick(UPSTREAM)
    const isHttp2 = JSON.stringify(upstream).includes('http2_protocol')
    const config = simple(ROUTES, options, [
      cluster('c0', [isHttp2 ? 'OH' : 'O0'], upstream),
      ...CLUSTERS.slice(1),
    ])
    const exchanges: readonly Exchange[] = Array.from({ length: size }, () =>
      isHttp2 || !random.oneIn(2) ? drawRequest(random) : drawAnswered(random),
    )
    return define('wire', `${seed}-${i}`, config, exchanges)
  })
}
