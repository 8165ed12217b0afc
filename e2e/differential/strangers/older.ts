/** Files that have grown for years: older spellings, every option of clusters and listeners, data from files. */
import {
  accessLog,
  bootstrap,
  cluster,
  define,
  endpoint,
  fileLog,
  get,
  HCM,
  listener,
  response,
  script,
  simple,
  typed,
} from '../build.ts'
import type { Bootstrap } from '../model.ts'
import { add, answered, host, to, visits } from './pieces.ts'

export const OLDER: readonly Bootstrap[] = [
  define(
    'stranger',
    'older-matchers',
    simple({
      name: 'r',
      virtual_hosts: [
        host(
          'v',
          ['*'],
          [
            {
              match: { prefix: '/h', headers: [{ name: 'x-e', exact_match: 'v' }] },
              direct_response: { status: 201 },
            },
            {
              match: { prefix: '/h', headers: [{ name: 'x-p', prefix_match: 'v' }] },
              direct_response: { status: 202 },
            },
            {
              match: { prefix: '/h', headers: [{ name: 'x-s', suffix_match: 'v' }] },
              direct_response: { status: 203 },
            },
            {
              match: { prefix: '/h', headers: [{ name: 'x-c', contains_match: 'v' }] },
              direct_response: { status: 206 },
            },
            {
              match: {
                prefix: '/h',
                headers: [{ name: 'x-r', safe_regex_match: { google_re2: {}, regex: 'v+' } }],
              },
              direct_response: { status: 207 },
            },
            {
              match: {
                prefix: '/h',
                headers: [{ name: 'x-i', exact_match: 'v', invert_match: true }],
              },
              direct_response: { status: 208 },
            },
            {
              match: { safe_regex: { google_re2: { max_program_size: 100 }, regex: '/re/\\d+' } },
              route: {
                cluster: 'c0',
                regex_rewrite: { pattern: { google_re2: {}, regex: '\\d+' }, substitution: 'n' },
              },
            },
            {
              match: {
                prefix: '/q',
                query_parameters: [
                  { name: 'a', present_match: true },
                  { name: 'b', string_match: { suffix: 'z' } },
                ],
              },
              route: { cluster: 'c1' },
            },
            {
              match: { prefix: '/append' },
              route: { cluster: 'c0', host_rewrite_literal: 'h.test' },
              request_headers_to_add: [
                { header: { key: 'x-a', value: 'new' }, append: false },
                { header: { key: 'x-b', value: 'new' }, append: true },
              ],
              response_headers_to_add: [
                { header: { key: 'x-origin', value: 'me' }, append: false },
              ],
            },
            {
              match: { prefix: '/file' },
              direct_response: { status: 200, body: { filename: '@{rootCert}' } },
            },
            {
              match: { prefix: '/bytes' },
              direct_response: { status: 200, body: { inline_bytes: 'aGVsbG8=' } },
            },
            to('/', 'c0', {
              request_mirror_policies: [],
              max_grpc_timeout: '1s',
              cluster_not_found_response_code: 'NOT_FOUND',
            }),
          ],
        ),
      ],
    }),
    [
      ...(['x-e', 'x-p', 'x-s', 'x-c', 'x-r', 'x-i'] as const).flatMap((name) =>
        ['v', 'vv', 'xv', 'vx', 'x', ''].map((value) =>
          get('/h', {
            headers: [[name, value], ...(name === 'x-i' ? [] : ([['x-i', 'v']] as const))],
          }),
        ),
      ),
      ...['/re/12', '/re/x', '/q?a&b=z', '/q?a=1&b=zz', '/q?b=z', '/bytes', '/none'].map((p) =>
        get(p),
      ),
      get('/append', {
        headers: [
          ['x-a', 'old'],
          ['x-b', 'old'],
        ],
      }),
    ],
  ),
  define(
    'stranger',
    'every-option',
    {
      ...bootstrap(
        [
          listener(
            'L0',
            [
              {
                name: 'envoy.filters.network.http_connection_manager',
                typed_config: typed(HCM, {
                  stat_prefix: 'ingress',
                  codec_type: 'HTTP1',
                  access_log: [accessLog()],
                  add_user_agent: true,
                  max_request_headers_kb: 20,
                  drain_timeout: '5s',
                  delayed_close_timeout: '0.1s',
                  strip_any_host_port: true,
                  skip_xff_append: true,
                  server_name: 'mine',
                  server_header_transformation: 'APPEND_IF_ABSENT',
                  internal_address_config: {
                    cidr_ranges: [{ address_prefix: '10.0.0.0', prefix_len: 8 }],
                  },
                  stream_error_on_invalid_http_message: true,
                  early_header_mutation_extensions: [
                    {
                      name: 'envoy.http.early_header_mutation.header_mutation',
                      typed_config: typed(
                        'envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation',
                        {
                          mutations: [
                            { append: add('x-early', '%REQ(:METHOD)%') },
                            { remove: 'x-late' },
                          ],
                        },
                      ),
                    },
                  ],
                  http_protocol_options: {
                    accept_http_10: true,
                    header_key_format: { proper_case_words: {} },
                    enable_trailers: true,
                  },
                  common_http_protocol_options: {
                    idle_timeout: '60s',
                    max_headers_count: 50,
                    max_requests_per_connection: 100,
                  },
                  route_config: {
                    name: 'r',
                    virtual_hosts: [
                      host(
                        'v',
                        ['*'],
                        [
                          to('/strict', 'strict', { auto_host_rewrite: true }),
                          to('/logical', 'logical'),
                          to('/static', 'static'),
                        ],
                      ),
                    ],
                  },
                  http_filters: [
                    {
                      name: 'envoy.filters.http.router',
                      typed_config: typed('envoy.extensions.filters.http.router.v3.Router', {
                        dynamic_stats: true,
                        suppress_envoy_headers: false,
                        respect_expected_rq_timeout: true,
                      }),
                    },
                  ],
                }),
              },
            ],
            {
              tcp_backlog_size: 128,
              enable_reuse_port: false,
              connection_balance_config: { exact_balance: {} },
              per_connection_buffer_limit_bytes: 65536,
              max_connections_to_accept_per_socket_event: 10,
              listener_filters_timeout: '1s',
              drain_type: 'MODIFY_ONLY',
              stat_prefix: 'lis',
              traffic_direction: 'INBOUND',
            },
          ),
        ],
        [
          ...(['strict', 'logical'] as const).map((name) => ({
            ...cluster(name, []),
            type: name === 'strict' ? 'STRICT_DNS' : 'LOGICAL_DNS',
            dns_lookup_family: 'V4_PREFERRED',
            dns_refresh_rate: '5s',
            dns_failure_refresh_rate: { base_interval: '2s', max_interval: '10s' },
            respect_dns_ttl: true,
            wait_for_warm_on_init: true,
            load_assignment: {
              cluster_name: name,
              endpoints: [
                {
                  lb_endpoints: [
                    {
                      endpoint: {
                        address: { socket_address: { address: 'localhost', port_value: '@O0' } },
                      },
                    },
                  ],
                },
              ],
            },
          })),
          {
            ...cluster('static', []),
            alt_stat_name: 'other',
            lb_policy: 'ROUND_ROBIN',
            max_requests_per_connection: 1,
            upstream_connection_options: {
              tcp_keepalive: { keepalive_probes: 3, keepalive_time: 30, keepalive_interval: 5 },
            },
            ignore_health_on_host_removal: true,
            cleanup_interval: '30s',
            common_lb_config: {
              close_connections_on_host_set_change: true,
              update_merge_window: '0s',
              ignore_new_hosts_until_first_hc: true,
              healthy_panic_threshold: { value: 20 },
            },
            http_protocol_options: { enable_trailers: true },
            metadata: { filter_metadata: { x: { y: 1 } } },
            load_assignment: {
              cluster_name: 'static',
              endpoints: [{ lb_endpoints: [endpoint('O1')] }],
              policy: { overprovisioning_factor: 100 },
            },
          },
        ],
      ),
      stats_flush_interval: '10s',
      default_regex_engine: {
        name: 'envoy.regex_engines.google_re2',
        typed_config: typed('envoy.extensions.regex_engines.v3.GoogleRE2'),
      },
    },
    [
      ...visits(
        ['a.test:8080'],
        ['/strict', '/logical', '/static', '/none'],
        [
          ['x-late', '1'],
          ['x-forwarded-for', '10.1.1.1'],
          ['user-agent', 'me'],
          ['x-envoy-expected-rq-timeout-ms', '5000'],
        ],
      ),
      ...answered('/static', [404, 500]),
      get('/static', { version: '1.0' }),
      {
        ...get(
          '/static',
          {},
          {
            script: script(
              'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nServer: origin\r\n\r\n3\r\nabc\r\n0\r\nX-Trailer: t\r\n\r\n',
            ),
          },
        ),
        name: 'trailers',
      },
      {
        ...get('/static', {}, { script: script(response(200, [['x-UPPER', '1']])) }),
        name: 'case',
      },
    ],
  ),
  define(
    'stranger',
    'formats-from-files',
    simple(
      {
        name: 'r',
        virtual_hosts: [
          host(
            'v',
            ['*'],
            [to('/', 'c0'), { match: { prefix: '/d' }, direct_response: { status: 200 } }],
          ),
        ],
      },
      {
        access_log: [
          accessLog(),
          {
            name: 'envoy.access_loggers.file',
            typed_config: typed('envoy.extensions.access_loggers.file.v3.FileAccessLog', {
              path: '/dev/null',
            }),
          },
          {
            name: 'envoy.access_loggers.stderr',
            typed_config: typed('envoy.extensions.access_loggers.stream.v3.StderrAccessLog', {
              log_format: { text_format_source: { inline_string: '' } },
            }),
          },
          fileLog('@{log}', {
            text_format_source: {
              inline_string:
                'from=%DOWNSTREAM_DIRECT_REMOTE_ADDRESS% | noquery=%REQ_WITHOUT_QUERY(:PATH)%\n',
            },
            formatters: [
              {
                name: 'envoy.formatter.req_without_query',
                typed_config: typed(
                  'envoy.extensions.formatter.req_without_query.v3.ReqWithoutQuery',
                ),
              },
            ],
          }),
          fileLog('@{log}', {
            text_format_source: {
              inline_string:
                'from=%DOWNSTREAM_DIRECT_REMOTE_ADDRESS% | meta=%METADATA(ROUTE:x:y)%\n',
            },
            formatters: [
              {
                name: 'envoy.formatter.metadata',
                typed_config: typed('envoy.extensions.formatter.metadata.v3.Metadata'),
              },
            ],
          }),
        ],
        local_reply_config: {
          body_format: {
            text_format_source: {
              inline_string:
                '%LOCAL_REPLY_BODY%|%RESPONSE_CODE%|%REQ(:PATH)%|%RESPONSE_FLAGS%|%PROTOCOL%\n',
            },
            content_type: 'text/plain; x=y',
          },
        },
      },
    ),
    [...visits(['a.test'], ['/x', '/d']), get('/dead/%00')],
  ),
]
