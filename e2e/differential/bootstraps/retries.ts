/** Retries by every condition, their timeouts, hedging, budgets and internal redirects, with failures by script. */
import {
  cluster,
  define,
  FIN,
  get,
  RESET,
  response,
  routes,
  script,
  send,
  simple,
  wait,
} from '../build.ts'
import type { Act, Bootstrap, Exchange } from '../model.ts'

type Json = Readonly<Record<string, unknown>>

const route = (prefix: string, action: Json): Json => ({
  match: { prefix },
  route: { cluster: 'c0', ...action },
})
const policy = (retryOn: string, extra: Json = {}): Json => ({
  retry_policy: {
    retry_on: retryOn,
    num_retries: 2,
    retry_back_off: { base_interval: '0.001s', max_interval: '0.002s' },
    ...extra,
  },
})

/** Failures that the origin plays first, before it answers well. */
const FAILURES: readonly (readonly [string, string | readonly Act[]])[] = [
  ['500', response(500)],
  ['502', response(502)],
  ['503', response(503)],
  ['504', response(504)],
  ['429', response(429)],
  ['409', response(409)],
  ['418', response(418)],
  ['reset', [RESET]],
  ['close', [FIN]],
  ['overloaded', response(503, [['x-envoy-overloaded', 'true']])],
  ['rate limited', response(429, [['x-envoy-ratelimited', 'true']])],
  ['retriable header', response(200, [['x-retry', 'yes']])],
  [
    'grpc unavailable',
    response(200, [
      ['content-type', 'application/grpc'],
      ['grpc-status', '14'],
    ]),
  ],
  [
    'grpc cancelled',
    response(200, [
      ['content-type', 'application/grpc'],
      ['grpc-status', '1'],
    ]),
  ],
  [
    'grpc internal',
    response(200, [
      ['content-type', 'application/grpc'],
      ['grpc-status', '13'],
    ]),
  ],
  [
    'grpc exhausted',
    response(200, [
      ['content-type', 'application/grpc'],
      ['grpc-status', '8'],
    ]),
  ],
  [
    'grpc deadline',
    response(200, [
      ['content-type', 'application/grpc'],
      ['grpc-status', '4'],
    ]),
  ],
  ['malformed', 'garbage\r\n\r\n'],
  [
    'reset after the head',
    [send('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc'), wait(30), RESET],
  ],
  [
    'reset after the error',
    [send('HTTP/1.1 503 X\r\ncontent-length: 9\r\n\r\nabc'), wait(30), RESET],
  ],
]

const good = response(200, [['x-attempt', 'good']])

const failing = (path: string): readonly Exchange[] => [
  ...FAILURES.flatMap(([name, failure]) => [
    {
      ...get(`${path}?once`, {}, { script: script(failure, good) }),
      name: `${path}: ${name} once`,
    },
    { ...get(`${path}?always`, {}, { script: script(failure) }), name: `${path}: ${name} always` },
  ]),
  {
    ...get(path, { method: 'POST', body: 'the body' }, { script: script(response(503), good) }),
    name: `${path}: POST`,
  },
  {
    ...get(
      path,
      {
        method: 'POST',
        headers: [['transfer-encoding', 'chunked']],
        body: '3\r\nabc\r\n0\r\n\r\n',
      },
      { script: script([RESET], good) },
    ),
    name: `${path}: chunked POST`,
  },
]

const byHeader = (
  name: string,
  headers: readonly (readonly [string, string])[],
  failure: string | readonly Act[],
): Exchange => ({
  ...get('/headers', { headers }, { script: script(failure, failure, good) }),
  name: `by header: ${name}`,
})

const conditions = (name: string, retryOn: string, extra: Json = {}): Bootstrap =>
  define(
    'retry',
    name,
    simple(routes(route('/', policy(retryOn, extra))), {}, [
      // Many run at one time.
      cluster('c0', ['O0'], { circuit_breakers: { thresholds: [{ max_retries: 1_000 }] } }),
    ]),
    failing('/r'),
  )

export const RETRIES: readonly Bootstrap[] = [
  conditions('5xx', '5xx'),
  conditions('gateway-error', 'gateway-error'),
  conditions('reset', 'reset'),
  conditions('reset-before-request', 'reset-before-request'),
  conditions('retriable-4xx', 'retriable-4xx'),
  conditions('status-codes', 'retriable-status-codes', { retriable_status_codes: [418, 429] }),
  conditions('headers', 'retriable-headers', {
    retriable_headers: [{ name: 'x-retry', string_match: { exact: 'yes' } }],
  }),
  conditions('ratelimited', 'envoy-ratelimited,5xx'),
  conditions('grpc', 'cancelled,deadline-exceeded,internal,resource-exhausted,unavailable'),
  conditions('connect-failure', 'connect-failure,refused-stream'),
  conditions('request-headers', '5xx', {
    retriable_request_headers: [{ name: 'x-may-retry', present_match: true }],
  }),
  define(
    'retry',
    'by-header',
    simple(
      routes(route('/policy', policy('5xx', { num_retries: 1 })), route('/', {}), {
        match: { prefix: '/dead' },
        route: { cluster: 'dead' },
      }),
    ),
    [
      byHeader(
        '5xx',
        [
          ['x-envoy-retry-on', '5xx'],
          ['x-envoy-max-retries', '3'],
        ],
        response(500),
      ),
      byHeader('5xx, default count', [['x-envoy-retry-on', '5xx']], response(500)),
      byHeader(
        '0 retries',
        [
          ['x-envoy-retry-on', '5xx'],
          ['x-envoy-max-retries', '0'],
        ],
        response(500),
      ),
      byHeader(
        'bad count',
        [
          ['x-envoy-retry-on', '5xx'],
          ['x-envoy-max-retries', 'x'],
        ],
        response(500),
      ),
      byHeader(
        'list',
        [
          ['x-envoy-retry-on', 'gateway-error, retriable-4xx'],
          ['x-envoy-max-retries', '3'],
        ],
        response(409),
      ),
      byHeader('unknown', [['x-envoy-retry-on', 'whatever']], response(500)),
      byHeader(
        'codes',
        [
          ['x-envoy-retry-on', 'retriable-status-codes'],
          ['x-envoy-retriable-status-codes', '418,x,500'],
          ['x-envoy-max-retries', '3'],
        ],
        response(418),
      ),
      byHeader(
        'names',
        [
          ['x-envoy-retry-on', 'retriable-headers'],
          ['x-envoy-retriable-header-names', 'x-a,x-retry'],
          ['x-envoy-max-retries', '3'],
        ],
        response(200, [['x-retry', '']]),
      ),
      byHeader(
        'grpc',
        [
          ['x-envoy-retry-grpc-on', 'unavailable'],
          ['x-envoy-max-retries', '3'],
        ],
        response(200, [['grpc-status', '14']]),
      ),
      {
        ...get(
          '/policy',
          { headers: [['x-envoy-max-retries', '3']] },
          { script: script(response(500), response(500), response(500), good) },
        ),
        name: 'more than the policy',
      },
      {
        ...get(
          '/policy',
          { headers: [['x-envoy-retry-on', 'retriable-4xx']] },
          { script: script(response(409), good) },
        ),
        name: 'beside the policy',
      },
      get('/dead', {
        headers: [
          ['x-envoy-retry-on', 'connect-failure'],
          ['x-envoy-max-retries', '2'],
        ],
      }),
      get('/dead', { headers: [['x-envoy-retry-on', '5xx']] }),
    ],
  ),
  define(
    'retry',
    'timeouts',
    simple(
      routes(
        route('/pertry', { timeout: '2s', ...policy('5xx', { per_try_timeout: '0.1s' }) }),
        route('/perlong', { timeout: '0.15s', ...policy('5xx', { per_try_timeout: '1s' }) }),
        route('/noretry', {
          timeout: '2s',
          ...policy('gateway-error', { per_try_timeout: '0.1s' }),
        }),
        route('/idle', { timeout: '2s', ...policy('5xx', { per_try_idle_timeout: '0.1s' }) }),
        route('/hedge', {
          timeout: '2s',
          hedge_policy: { hedge_on_per_try_timeout: true },
          ...policy('5xx', { per_try_timeout: '0.15s' }),
        }),
      ),
    ),
    ['/pertry', '/perlong', '/noretry', '/idle', '/hedge'].flatMap((path) => [
      {
        ...get(
          path,
          {},
          {
            script: script(
              [wait(450), send(response(200, [['x-n', '1']]))],
              response(200, [['x-n', '2']]),
            ),
          },
        ),
        name: `${path}: slow once`,
      },
      {
        ...get(path, {}, { script: script([wait(450), send(response(200))]) }),
        name: `${path}: slow always`,
      },
      {
        ...get(
          path,
          {},
          {
            script: script([
              send('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabc'),
              wait(450),
              send('def'),
            ]),
          },
        ),
        name: `${path}: slow body`,
      },
      { ...get(path, {}, { script: script(response(503), good) }), name: `${path}: 503 once` },
      {
        ...get(
          path,
          { method: 'POST', body: 'x' },
          { script: script([wait(450), send(response(200))], good) },
        ),
        name: `${path}: POST`,
      },
    ]),
  ),
  define(
    'retry',
    'virtual-host-policy',
    simple({
      name: 'r',
      virtual_hosts: [
        {
          name: 'v',
          domains: ['*'],
          retry_policy: { retry_on: '5xx', num_retries: 1 },
          include_request_attempt_count: true,
          include_attempt_count_in_response: true,
          routes: [
            {
              match: { prefix: '/own' },
              route: { cluster: 'c0', retry_policy: { retry_on: 'gateway-error' } },
            },
            { match: { prefix: '/dead' }, route: { cluster: 'dead' } },
            { match: { prefix: '/' }, route: { cluster: 'c0' } },
          ],
        },
      ],
    }),
    [
      ...['/', '/own'].flatMap((path) =>
        [500, 503].map((status) => ({
          ...get(path, {}, { script: script(response(status), good) }),
          name: `${path}: ${status} once`,
        })),
      ),
      get('/dead'),
    ],
  ),
  define(
    'retry',
    'budget',
    simple(
      routes(route('/', policy('5xx')), route('/none', policy('5xx', { num_retries: 0 }))),
      {},
      [
        cluster('c0', ['O0'], {
          circuit_breakers: { thresholds: [{ max_retries: 0 }] },
        }),
      ],
    ),
    [
      get('/x', {}, { script: script(response(503), good) }),
      get('/none', {}, { script: script(response(503), good) }),
    ],
  ),
  define(
    'retry',
    'rate-limited-back-off',
    simple(
      routes(
        route(
          '/',
          policy('5xx,retriable-status-codes', {
            retriable_status_codes: [429],
            rate_limited_retry_back_off: {
              reset_headers: [
                { name: 'retry-after', format: 'SECONDS' },
                { name: 'x-reset', format: 'UNIX_TIMESTAMP' },
              ],
              max_interval: '0.5s',
            },
          }),
        ),
      ),
    ),
    [
      get('/', {}, { script: script(response(429, [['retry-after', '0']]), good) }),
      get('/1', {}, { script: script(response(429, [['retry-after', '60']]), good) }),
      get('/2', {}, { script: script(response(429, [['retry-after', 'x']]), good) }),
    ],
  ),
  define(
    'retry',
    'internal-redirects',
    simple(
      routes(
        {
          match: { prefix: '/from' },
          route: {
            cluster: 'c0',
            internal_redirect_policy: {
              max_internal_redirects: 2,
              redirect_response_codes: [301, 302, 307],
            },
          },
        },
        {
          match: { prefix: '/copy' },
          route: {
            cluster: 'c0',
            internal_redirect_policy: {
              response_headers_to_copy: ['x-copy'],
              allow_cross_scheme_redirect: true,
            },
          },
        },
        { match: { prefix: '/' }, route: { cluster: 'c1' } },
      ),
    ),
    [
      ...[301, 302, 303, 307, 308].map((status) =>
        get(
          `/from/${status}`,
          {},
          { script: script(response(status, [['location', 'http://a.test/to?x=1']], ''), good) },
        ),
      ),
      get('/from/relative', {}, { script: script(response(302, [['location', '/to']], ''), good) }),
      get('/from/none', {}, { script: script(response(302, [], ''), good) }),
      get(
        '/from/loop',
        {},
        { script: script(response(302, [['location', 'http://a.test/from/loop']], '')) },
      ),
      get(
        '/from/https',
        {},
        { script: script(response(302, [['location', 'https://a.test/to']], ''), good) },
      ),
      get(
        '/from/other',
        {},
        { script: script(response(302, [['location', 'http://other.test/to']], ''), good) },
      ),
      get(
        '/from/post',
        { method: 'POST', body: 'abc' },
        { script: script(response(302, [['location', 'http://a.test/to']], ''), good) },
      ),
      get(
        '/copy',
        {},
        {
          script: script(
            response(
              302,
              [
                ['location', 'https://a.test/to'],
                ['x-copy', 'c'],
              ],
              '',
            ),
            good,
          ),
        },
      ),
    ],
  ),
]
