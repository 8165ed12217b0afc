/** How connections are asked to leave: failed health checks, drained listeners, of every kind and version. */
import {
  bootstrap,
  CLUSTERS,
  cluster,
  define,
  FIN,
  get,
  hcm,
  listener,
  raw,
  requestBytes,
  response,
  routes,
  script,
  send,
  wait,
} from '../build.ts'
import { FRAME_ID } from '../frames/client.ts'
import {
  block,
  END_HEADERS,
  END_STREAM,
  FrameType,
  frame,
  PREFACE,
  SETTINGS_ACK,
  settings,
} from '../frames/write.ts'
import type { Act, Bootstrap, Exchange } from '../model.ts'
import { tcpProxy } from './connections.ts'

type Json = Readonly<Record<string, unknown>>

const ROUTES: Json = routes(
  {
    match: { prefix: '/direct' },
    direct_response: { status: 200, body: { inline_string: 'direct' } },
  },
  { match: { prefix: '/' }, route: { cluster: 'c0' } },
)

const admin = (path: string): Act => ({ kind: 'admin', path })

const streamOf = (id: number): string =>
  frame(
    FrameType.Headers,
    END_HEADERS | END_STREAM,
    id,
    block([
      [':method', 'GET'],
      [':scheme', 'http'],
      [':authority', 'a.test'],
      [':path', '/p'],
      ['x-t', FRAME_ID],
    ]),
  )
const HELLO = PREFACE + settings() + SETTINGS_ACK

const frames = (name: string, acts: readonly (Act | string)[], responses: number): Exchange => ({
  ...raw(name, acts, { responses, isSerial: true }),
  isFrames: true,
})

/** Connections before, across and after `path`. */
const around = (path: string): readonly Exchange[] => [
  get('/before'),
  raw('across', [requestBytes({}), wait(60), admin(path), wait(60), requestBytes({ path: '/2' })], {
    responses: 2,
  }),
  get('/after'),
]

const ways = (path: string): readonly Exchange[] => [
  get('/'),
  get('/direct'),
  get('/', { method: 'HEAD' }),
  get('/', { method: 'POST', body: 'abc' }),
  get('/', { version: '1.0', headers: [['connection', 'keep-alive']] }),
  get('/', { headers: [['connection', 'close']] }),
  get('/', {}, { script: script(response(200, [['connection', 'keep-alive']])) }),
  get('/', {}, { script: script([send('HTTP/1.1 200 OK\r\n\r\nuntil close'), FIN]) }),
  raw('two at once', [requestBytes({}) + requestBytes({ path: '/2' })], { responses: 2 }),
  raw('while an answer is awaited', [requestBytes({}), wait(60), admin(path), wait(120)], {
    script: script([wait(200), send(response(200))]),
  }),
  frames('HTTP/2', [HELLO + streamOf(1)], 1),
  frames('HTTP/2, two', [HELLO + streamOf(1), wait(100), streamOf(3)], 2),
]

const one = (name: string, path: string, options: Json = {}, own: Json = {}): Bootstrap =>
  define(
    'drain',
    name,
    bootstrap([
      listener(
        'L0',
        [
          hcm(ROUTES, {
            drain_timeout: '0.1s',
            http_protocol_options: { accept_http_10: true },
            ...options,
          }),
        ],
        own,
      ),
    ]),
    [...around(path), ...ways(path)],
    { isSerial: true },
  )

/** Each on proxies of its own, since afterwards nobody listens. The first one shows that both serve. */
const WAYS: readonly (readonly [string, (path: string) => Exchange])[] = [
  [
    'http1',
    (path) =>
      raw(
        'across',
        [requestBytes({}), wait(150), admin(path), wait(80), requestBytes({ path: '/2' })],
        { responses: 2 },
      ),
  ],
  [
    'http1-idle',
    (path) => raw('idle across', [requestBytes({}), wait(150), admin(path), wait(300)]),
  ],
  [
    'http1-awaited',
    (path) =>
      raw('an answer is awaited', [requestBytes({}), wait(150), admin(path), wait(80)], {
        script: script([wait(500), send(response(200))]),
      }),
  ],
  [
    'http2',
    (path) =>
      frames('across', [HELLO + streamOf(1), wait(150), admin(path), wait(80), streamOf(3)], 2),
  ],
  [
    'http2-idle',
    (path) => frames('idle across', [HELLO + streamOf(1), wait(150), admin(path), wait(300)], 2),
  ],
  [
    'tcp',
    (path) =>
      raw('across', ['hello', wait(150), admin(path), wait(80), 'more'], {
        listener: 1,
        isRaw: true,
        responses: 1,
        script: script([send('x'), wait(500), send('y')]),
      }),
  ],
]

const server = (name: string, path: string): readonly Bootstrap[] =>
  WAYS.map(([way, exchange]) =>
    define(
      'drain',
      `${name}-${way}`,
      bootstrap(
        [
          listener('L0', [hcm(ROUTES, { drain_timeout: '0.1s' })]),
          listener('L1', [tcpProxy({ cluster: 'raw' })], { traffic_direction: 'INBOUND' }),
        ],
        [...CLUSTERS, cluster('raw', ['OR'])],
      ),
      [get('/warm'), exchange(path), get('/after')],
      { isSerial: true },
    ),
  )

export const DRAIN: readonly Bootstrap[] = [
  one('health-check-fail', '/healthcheck/fail'),
  one('health-check-fail-modify-only', '/healthcheck/fail', {}, { drain_type: 'MODIFY_ONLY' }),
  one('listeners', '/drain_listeners?graceful&skip_exit'),
  one(
    'listeners-inbound',
    '/drain_listeners?inboundonly&graceful&skip_exit',
    {},
    { traffic_direction: 'INBOUND' },
  ),
  one(
    'listeners-outbound',
    '/drain_listeners?inboundonly&graceful&skip_exit',
    {},
    { traffic_direction: 'OUTBOUND' },
  ),
  ...server('at-once', '/drain_listeners'),
  ...server('at-once-inbound', '/drain_listeners?inboundonly'),
  ...server('gracefully', '/drain_listeners?graceful'),
  ...server('failed', '/healthcheck/fail'),
]
