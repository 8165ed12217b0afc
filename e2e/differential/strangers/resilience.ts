/** Services that fail and what is done about it: retries on everything, priorities, health checks, ejection, breakers, drains. */
import {
  accessLog,
  cluster,
  define,
  endpoint,
  fileLog,
  get,
  RESET,
  raw,
  requestBytes,
  response,
  script,
  send,
  simple,
  typed,
  upstreamOptions,
  wait,
} from '../build.ts'
import type { Act, Bootstrap, Exchange } from '../model.ts'
import { add, host, type Json, to, visits } from './pieces.ts'

const table = (...routes: readonly Json[]): Json => ({
  name: 'r',
  virtual_hosts: [host('v', ['*'], routes)],
})
const ENOUGH = { circuit_breakers: { thresholds: [{ max_retries: 100 }] } }
const good = response(200, [['x-good', '1']])
const fails = (
  path: string,
  name: string,
  ...answers: readonly (string | readonly Act[])[]
): Exchange => ({
  ...get(path, {}, { script: script(...answers) }),
  name: `${path}: ${name}`,
})
const localities = (name: string, endpoints: readonly Json[], extra: Json = {}): Json => ({
  ...cluster(name, [], extra),
  load_assignment: { cluster_name: name, endpoints },
})
const policy = (retryOn: string, extra: Json = {}): Json => ({
  retry_policy: {
    retry_on: retryOn,
    num_retries: 3,
    retry_back_off: { base_interval: '0.001s' },
    ...extra,
  },
})

export const RESILIENCE: readonly Bootstrap[] = [
  define(
    'stranger',
    'retry-matrix',
    simple(
      table(
        to(
          '/all',
          'c0',
          policy(
            '5xx,gateway-error,reset,connect-failure,refused-stream,retriable-4xx,retriable-status-codes,retriable-headers',
            {
              retriable_status_codes: [404, 418],
              retriable_headers: [
                { name: 'x-again', present_match: true },
                { name: ':status', string_match: { exact: '206' } },
              ],
            },
          ),
        ),
        to(
          '/only-get',
          'c0',
          policy('5xx', {
            retriable_request_headers: [{ name: ':method', string_match: { exact: 'GET' } }],
          }),
        ),
        to(
          '/other-host',
          'two',
          policy('5xx,reset', {
            retry_host_predicate: [
              {
                name: 'envoy.retry_host_predicates.previous_hosts',
                typed_config: typed(
                  'envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate',
                ),
              },
            ],
            host_selection_retry_max_attempts: 3,
          }),
        ),
        to(
          '/canary',
          'canary',
          policy('5xx', {
            retry_host_predicate: [
              {
                name: 'envoy.retry_host_predicates.omit_canary_hosts',
                typed_config: typed(
                  'envoy.extensions.retry.host.omit_canary_hosts.v3.OmitCanaryHostsPredicate',
                ),
              },
            ],
          }),
        ),
        to(
          '/priority',
          'levels',
          policy('connect-failure', {
            retry_priority: {
              name: 'envoy.retry_priorities.previous_priorities',
              typed_config: typed(
                'envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig',
                { update_frequency: 1 },
              ),
            },
          }),
        ),
        to('/dead', 'dead', policy('connect-failure')),
        to('/budget', 'budget', policy('5xx')),
        to('/idle', 'c0', {
          timeout: '1s',
          ...policy('5xx', { num_retries: 1, per_try_timeout: '0.2s' }),
        }),
        to('/'),
      ),
      {},
      [
        cluster('c0', ['O0'], ENOUGH),
        cluster('two', ['DEAD', 'O1'], ENOUGH),
        cluster('canary', ['O2'], ENOUGH),
        cluster('dead', ['DEAD'], ENOUGH),
        cluster('budget', ['O2'], {
          circuit_breakers: {
            thresholds: [
              { retry_budget: { budget_percent: { value: 20 }, min_retry_concurrency: 3 } },
            ],
          },
        }),
        localities(
          'levels',
          [
            { priority: 0, lb_endpoints: [endpoint('DEAD')] },
            { priority: 1, lb_endpoints: [endpoint('O1')] },
          ],
          ENOUGH,
        ),
      ],
    ),
    [
      ...[404, 409, 418, 429, 500, 501, 503, 206, 301].map((status) =>
        fails('/all', `${status} once`, response(status), good),
      ),
      fails('/all', 'header once', response(200, [['x-again', '']]), good),
      fails('/all', 'reset twice', [RESET], [RESET], good),
      fails('/all', 'four failures', response(500), response(502), [RESET], response(503), good),
      fails('/only-get', 'GET', response(500), good),
      {
        ...get('/only-get', { method: 'PUT', body: 'x' }, { script: script(response(500), good) }),
        name: '/only-get: PUT',
      },
      fails('/canary', '500 once', response(500), good),
      fails('/budget', '500 once', response(500), good),
      fails('/idle', 'slow once', [wait(500), send(good)], good),
      get('/dead'),
      get('/priority', {}, { isSerial: true }),
      ...['5xx', 'gateway-error', 'retriable-status-codes', 'connect-failure'].map((on) => ({
        ...get(
          '/none',
          {
            headers: [
              ['x-envoy-retry-on', on],
              ['x-envoy-retriable-status-codes', '500,503'],
              ['x-envoy-max-retries', '2'],
              ['x-envoy-upstream-rq-per-try-timeout-ms', '500'],
            ],
          },
          { script: script(response(503), good) },
        ),
        name: `asked: ${on}`,
      })),
    ],
  ),
  define(
    'stranger',
    'health-and-panic',
    simple(
      table(
        to('/http', 'http'),
        to('/bad', 'bad'),
        to('/tcp', 'tcp'),
        to('/levels', 'levels'),
        to('/fail-on-panic', 'panic'),
      ),
      {},
      [
        cluster('http', ['O0'], {
          health_checks: [
            {
              timeout: '1s',
              interval: '10s',
              unhealthy_threshold: 2,
              healthy_threshold: 1,
              http_health_check: {
                path: '/healthz',
                host: 'hc.test',
                expected_statuses: [{ start: 200, end: 300 }],
                request_headers_to_add: [add('x-hc', '1')],
                request_headers_to_remove: ['user-agent'],
              },
            },
          ],
        }),
        cluster('bad', ['O0'], {
          health_checks: [
            {
              timeout: '1s',
              interval: '10s',
              unhealthy_threshold: 1,
              healthy_threshold: 1,
              http_health_check: {
                path: '/healthz',
                expected_statuses: [{ start: 500, end: 501 }],
              },
            },
          ],
          common_lb_config: { healthy_panic_threshold: { value: 0 } },
        }),
        cluster('tcp', ['O1'], {
          health_checks: [
            {
              timeout: '1s',
              interval: '10s',
              unhealthy_threshold: 1,
              healthy_threshold: 1,
              tcp_health_check: {},
            },
          ],
        }),
        localities(
          'levels',
          [
            { priority: 0, lb_endpoints: [endpoint('DEAD')] },
            { priority: 1, lb_endpoints: [endpoint('O1')] },
          ],
          {
            health_checks: [
              {
                timeout: '0.5s',
                interval: '0.5s',
                unhealthy_threshold: 1,
                healthy_threshold: 1,
                tcp_health_check: {},
              },
            ],
          },
        ),
        localities(
          'panic',
          [
            {
              lb_endpoints: [
                endpoint('O1', { health_status: 'UNHEALTHY' }),
                endpoint('O2', { health_status: 'UNHEALTHY' }),
              ],
            },
          ],
          { common_lb_config: { zone_aware_lb_config: { fail_traffic_on_panic: true } } },
        ),
      ],
    ),
    visits(['a.test'], ['/http', '/bad', '/tcp', '/levels', '/fail-on-panic']),
  ),
  define(
    'stranger',
    'ejection-by-gateway-errors',
    simple(table(to('/gw', 'gw'), to('/local', 'local'), to('/one', 'one')), {}, [
      cluster('gw', ['O0'], {
        outlier_detection: {
          consecutive_5xx: 100,
          consecutive_gateway_failure: 2,
          enforcing_consecutive_gateway_failure: 100,
          max_ejection_percent: 100,
          interval: '60s',
        },
        common_lb_config: { healthy_panic_threshold: { value: 0 } },
      }),
      cluster('local', ['DEAD'], {
        outlier_detection: {
          split_external_local_origin_errors: true,
          consecutive_local_origin_failure: 2,
          max_ejection_percent: 100,
          interval: '60s',
        },
        common_lb_config: { healthy_panic_threshold: { value: 0 } },
      }),
      cluster('one', ['O1'], {
        outlier_detection: {
          consecutive_5xx: 1,
          max_ejection_percent: 0,
          always_eject_one_host: true,
          interval: '60s',
        },
        common_lb_config: { healthy_panic_threshold: { value: 0 } },
      }),
    ]),
    [
      ...['/gw', '/gw', '/gw', '/gw'].map((p, i) =>
        get(`${p}/${i}`, {}, { script: script(response(i === 0 ? 500 : 503)) }),
      ),
      ...['/local', '/local', '/local'].map((p, i) => get(`${p}/${i}`)),
      ...['/one', '/one'].map((p, i) => get(`${p}/${i}`, {}, { script: script(response(500)) })),
    ],
    { isSerial: true },
  ),
  define(
    'stranger',
    'logs-of-all-kinds',
    simple(
      table(
        { ...to('/a', 'c0'), name: 'a' },
        { match: { prefix: '/d' }, direct_response: { status: 418 }, name: 'd' },
        to('/dead', 'dead'),
      ),
      {
        access_log_options: { flush_access_log_on_new_request: true },
        access_log: [
          accessLog(),
          {
            ...fileLog('@{log}', {
              text_format_source: {
                inline_string:
                  'from=%DOWNSTREAM_DIRECT_REMOTE_ADDRESS% | type=%ACCESS_LOG_TYPE% | code=%RESPONSE_CODE% | route=%ROUTE_NAME%\n',
              },
            }),
            filter: { log_type_filter: { types: ['DownstreamStart', 'DownstreamEnd'] } },
          },
          {
            ...fileLog('@{log}', {
              json_format: {
                from: '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%',
                ua: '%REQ(USER-AGENT)%',
                n: 1,
                t: true,
                nil: null,
                mixed: ['%PROTOCOL%', { code: '%RESPONSE_CODE%' }],
                'quoted"key': 'x"y\\z',
              },
            }),
            filter: {
              and_filter: {
                filters: [
                  {
                    status_code_filter: {
                      comparison: { op: 'GE', value: { default_value: 400, runtime_key: 'k' } },
                    },
                  },
                  { header_filter: { header: { name: 'user-agent', present_match: true } } },
                  { log_type_filter: { types: ['DownstreamEnd'] } },
                ],
              },
            },
          },
          {
            ...fileLog('@{log}', {
              text_format:
                'from=%DOWNSTREAM_DIRECT_REMOTE_ADDRESS% | flags=%RESPONSE_FLAGS%/%RESPONSE_FLAGS_LONG%\n',
            }),
            filter: {
              or_filter: {
                filters: [
                  { response_flag_filter: { flags: ['UF', 'UC'] } },
                  {
                    metadata_filter: {
                      matcher: {
                        filter: 'none',
                        path: [{ key: 'k' }],
                        value: { present_match: true },
                      },
                      match_if_key_not_found: false,
                    },
                  },
                ],
              },
            },
          },
        ],
      },
    ),
    [
      ...visits(['a.test'], ['/a', '/d', '/dead', '/none'], [['user-agent', 'q"uo\\te']]),
      fails('/a', 'reset', [RESET]),
    ],
  ),
  define(
    'stranger',
    'timeouts-everywhere',
    simple(
      table(
        to('/route', 'c0', { timeout: '0.2s' }),
        to('/idle', 'c0', { timeout: '0s', idle_timeout: '0.2s' }),
        to('/none', 'c0', { timeout: '0s', idle_timeout: '0s' }),
        to('/duration', 'c0', { max_stream_duration: { max_stream_duration: '0.2s' } }),
        to('/grpc', 'c0', { max_grpc_timeout: '0.2s', grpc_timeout_offset: '0.05s' }),
        to('/cluster', 'short'),
        to('/pertry', 'c0', {
          timeout: '1s',
          ...policy('5xx', { num_retries: 1, per_try_timeout: '0.15s' }),
        }),
      ),
      {
        stream_idle_timeout: '0.5s',
        common_http_protocol_options: { max_stream_duration: '0.8s' },
      },
      [
        cluster('c0', ['O0'], ENOUGH),
        cluster(
          'short',
          ['O1'],
          upstreamOptions({
            explicit_http_config: { http_protocol_options: {} },
            common_http_protocol_options: { max_stream_duration: '0.2s' },
          }),
        ),
      ],
    ),
    ['/route', '/idle', '/none', '/duration', '/grpc', '/cluster', '/pertry'].flatMap((path) => [
      fails(path, 'slow head', [wait(350), send(good)]),
      fails(path, 'slow body', [
        send('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabc'),
        wait(350),
        send('def'),
      ]),
      fails(path, 'never', [wait(2_000)]),
      {
        ...get(
          path,
          {
            method: 'POST',
            body: '',
            headers: [
              ['content-type', 'application/grpc'],
              ['grpc-timeout', '100m'],
              ['te', 'trailers'],
            ],
          },
          { script: script([wait(350), send(good)]) },
        ),
        name: `${path}: gRPC`,
      },
      raw(`${path}: slow request`, [
        `${requestBytes({ method: 'POST', path, headers: [['Content-Length', '6']] })}abc`,
        wait(350),
        'def',
      ]),
    ]),
  ),
  define(
    'stranger',
    'weights-and-localities',
    simple(
      table(
        to('/w', 'weighted'),
        to('/l', 'local'),
        to('/lr', 'least'),
        to('/slow', 'slow'),
        to('/rnd', 'random'),
      ),
      {},
      [
        localities(
          'weighted',
          [{ lb_endpoints: [endpoint('O0', { load_balancing_weight: 100 })] }],
          { lb_policy: 'ROUND_ROBIN' },
        ),
        localities(
          'local',
          [
            {
              locality: { region: 'a' },
              load_balancing_weight: 1,
              lb_endpoints: [endpoint('DEAD', { health_status: 'UNHEALTHY' })],
            },
            {
              locality: { region: 'b' },
              load_balancing_weight: 99,
              lb_endpoints: [endpoint('O1')],
            },
          ],
          {
            common_lb_config: {
              locality_weighted_lb_config: {},
              healthy_panic_threshold: { value: 0 },
            },
          },
        ),
        cluster('least', ['O2'], {
          lb_policy: 'LEAST_REQUEST',
          least_request_lb_config: {
            choice_count: 5,
            active_request_bias: { default_value: 1, runtime_key: 'b' },
            slow_start_config: { slow_start_window: '60s' },
          },
        }),
        cluster('slow', ['O0'], {
          load_balancing_policy: {
            policies: [
              {
                typed_extension_config: {
                  name: 'envoy.load_balancing_policies.round_robin',
                  typed_config: typed(
                    'envoy.extensions.load_balancing_policies.round_robin.v3.RoundRobin',
                    {
                      slow_start_config: {
                        slow_start_window: '60s',
                        aggression: { default_value: 2, runtime_key: 'a' },
                        min_weight_percent: { value: 20 },
                      },
                    },
                  ),
                },
              },
            ],
          },
        }),
        cluster('random', ['O1'], {
          load_balancing_policy: {
            policies: [
              {
                typed_extension_config: {
                  name: 'unknown',
                  typed_config: {
                    '@type': 'type.googleapis.com/google.protobuf.Struct',
                    value: {},
                  },
                },
              },
              {
                typed_extension_config: {
                  name: 'envoy.load_balancing_policies.random',
                  typed_config: typed('envoy.extensions.load_balancing_policies.random.v3.Random'),
                },
              },
            ],
          },
        }),
      ],
    ),
    visits(['a.test'], ['/w', '/l', '/lr', '/slow', '/rnd']),
  ),
]
