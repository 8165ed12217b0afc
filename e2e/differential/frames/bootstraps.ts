/** Bootstraps for drawn frames: the options that change how HTTP/2 is read, and origins of either version. */
import {
  bootstrap,
  CLUSTERS,
  cluster,
  define,
  get,
  hcm,
  listener,
  routes,
  upstreamOptions,
} from '../build.ts'
import type { Bootstrap, Exchange } from '../model.ts'
import { Random } from '../random.ts'
import { drawFrameAnswer, drawFrames } from './draw.ts'

type Json = Readonly<Record<string, unknown>>

const ROUTES: Json = routes(
  {
    match: { prefix: '/direct' },
    direct_response: { status: 200, body: { inline_string: 'direct' } },
  },
  { match: { prefix: '/none' }, route: { cluster: 'dead' } },
  {
    match: { prefix: '/retry' },
    route: {
      cluster: 'c0',
      retry_policy: { retry_on: '5xx,reset,refused-stream,connect-failure', num_retries: 1 },
    },
  },
  { match: { connect_matcher: {} }, route: { cluster: 'c0' } },
  { match: { prefix: '/' }, route: { cluster: 'c0' } },
)

const OPTIONS: readonly Json[] = [
  { stream_error_on_invalid_http_message: true },
  { http2_protocol_options: { override_stream_error_on_invalid_http_message: true } },
  {
    http2_protocol_options: { allow_connect: true },
    upgrade_configs: [{ upgrade_type: 'websocket' }, { upgrade_type: 'CONNECT' }],
  },
  { common_http_protocol_options: { headers_with_underscores_action: 'REJECT_REQUEST' } },
  { common_http_protocol_options: { headers_with_underscores_action: 'DROP_HEADER' } },
  { common_http_protocol_options: { max_headers_count: 8 } },
  { max_request_headers_kb: 1 },
  { normalize_path: true, merge_slashes: true },
  { use_remote_address: true },
  { proxy_100_continue: true },
  { strip_any_host_port: true },
  { codec_type: 'HTTP2' },
]

const UPSTREAM: readonly (readonly [string, Json])[] = [
  ['O0', {}],
  ['OH', upstreamOptions({ explicit_http_config: { http2_protocol_options: {} } })],
]

/** Half of them with frames from clients, half with frames from origins. */
export function frameBootstraps(seed: number, count: number, size: number): readonly Bootstrap[] {
  return Array.from({ length: count }, (_, i) => {
    const random = new Random(seed, `frames/${i}`)
    let options: Json = {}
    for (let drawn = random.pick([0, 1, 1, 2]); drawn > 0; drawn--)
      options = { ...options, ...random.pick(OPTIONS) }
    return i % 2 === 0
      ? ofClients(seed, i, size, options, random)
      : ofOrigins(seed, i, size, options, random)
  })
}

function ofClients(
  seed: number,
  i: number,
  size: number,
  options: Json,
  random: Random,
): Bootstrap {
  const [port, extra] = random.pick(UPSTREAM)
  const config = bootstrap(
    [listener('L0', [hcm(ROUTES, options)])],
    [cluster('c0', [port], extra), ...CLUSTERS.slice(1)],
  )
  return define(
    'frames',
    `${seed}-${i}`,
    config,
    Array.from({ length: size }, () => drawFrames(random)),
  )
}

function ofOrigins(
  seed: number,
  i: number,
  size: number,
  options: Json,
  random: Random,
): Bootstrap {
  // A connection for each request: one that is spoilt harms nobody else.
  const extra = upstreamOptions({
    common_http_protocol_options: { max_requests_per_connection: 1 },
    explicit_http_config: {
      http2_protocol_options: random.oneIn(2)
        ? { override_stream_error_on_invalid_http_message: true }
        : {},
    },
  })
  const config = bootstrap(
    [listener('L0', [hcm(ROUTES, options)])],
    [cluster('c0', ['OF'], extra), ...CLUSTERS.slice(1)],
  )
  const exchanges = Array.from({ length: size }, (): Exchange => {
    const { name, script } = drawFrameAnswer(random)
    const path = random.oneIn(5) ? '/retry' : '/p'
    const parts = random.pick([
      {},
      {},
      { method: 'HEAD' },
      { method: 'POST', body: 'hello' },
      { method: 'POST', headers: [['content-type', 'application/grpc']] as const, body: 'hello' },
    ])
    const exchange = get(path, parts, { script })
    return {
      ...exchange,
      name: `frames answer: ${parts.method ?? 'GET'} ${path} → ${name}`.slice(0, 260),
    }
  })
  return define('frames', `${seed}-${i}`, config, exchanges)
}
