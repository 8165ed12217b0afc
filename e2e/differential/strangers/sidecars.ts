/** Sidecars and gateways as Istio generates them, on ports that can be bound without interception. */
import {
  bootstrap,
  cluster,
  define,
  endpoint,
  fileLog,
  get,
  HTTP_OPTIONS,
  hcm,
  listener,
  response,
  script,
  typed,
} from '../build.ts'
import type { Bootstrap } from '../model.ts'
import { answered, host, http, type Json, perRoute, to, visits } from './pieces.ts'

const ISTIO_LOG =
  'from=%DOWNSTREAM_DIRECT_REMOTE_ADDRESS% | line="%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% %BYTES_SENT% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER_RAW% %DOWNSTREAM_LOCAL_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n'

const log = fileLog('@{log}', { text_format_source: { inline_string: ISTIO_LOG } })

const MANAGER: Json = {
  access_log: [log],
  use_remote_address: false,
  normalize_path: true,
  path_with_escaped_slashes_action: 'KEEP_UNCHANGED',
  upgrade_configs: [{ upgrade_type: 'websocket' }],
  stream_idle_timeout: '0s',
  server_name: 'istio-envoy',
  forward_client_cert_details: 'APPEND_FORWARD',
  set_current_client_cert_details: { subject: true, dns: true, uri: true },
  tracing: {
    client_sampling: { value: 100 },
    random_sampling: { value: 1 },
    overall_sampling: { value: 100 },
    custom_tags: [{ tag: 'istio.canonical_service', literal: { value: 'reviews' } }],
  },
  request_id_extension: {
    typed_config: typed('envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig', {
      use_request_id_for_trace_sampling: true,
    }),
  },
  http_protocol_options: {},
}

const istioCluster = (name: string, port: string, extra: Json = {}): Json => ({
  name,
  type: 'STATIC',
  connect_timeout: '10s',
  lb_policy: 'LEAST_REQUEST',
  circuit_breakers: {
    thresholds: [
      {
        max_connections: 4294967295,
        max_pending_requests: 4294967295,
        max_requests: 4294967295,
        max_retries: 4294967295,
        track_remaining: true,
      },
    ],
  },
  common_lb_config: { locality_weighted_lb_config: {} },
  metadata: {
    filter_metadata: {
      istio: {
        config: '/apis/networking.istio.io/v1alpha3/namespaces/default/destination-rule/reviews',
        default_original_port: 9080,
        services: [
          { host: 'reviews.default.svc.cluster.local', name: 'reviews', namespace: 'default' },
        ],
      },
    },
  },
  typed_extension_protocol_options: {
    [HTTP_OPTIONS]: typed(HTTP_OPTIONS, {
      use_downstream_protocol_config: {
        http_protocol_options: {},
        http2_protocol_options: { max_concurrent_streams: 1073741824 },
      },
    }),
  },
  load_assignment: {
    cluster_name: name,
    endpoints: [
      {
        locality: { region: 'eu', zone: 'eu-1' },
        lb_endpoints: [
          {
            ...endpoint(port),
            health_status: 'HEALTHY',
            load_balancing_weight: 1,
            metadata: {
              filter_metadata: { istio: { workload: 'reviews-v1;default;reviews;v1;Kubernetes' } },
            },
          },
        ],
        load_balancing_weight: 1,
      },
    ],
  },
  ...extra,
})

const RETRY: Json = {
  retry_on: 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes',
  num_retries: 2,
  retry_host_predicate: [
    {
      name: 'envoy.retry_host_predicates.previous_hosts',
      typed_config: typed('envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate'),
    },
  ],
  host_selection_retry_max_attempts: '5',
  retriable_status_codes: [503],
}

const virtualHost = (name: string, port: number, clusterName: string, extra: Json = {}): Json =>
  host(
    `${name}.default.svc.cluster.local:${port}`,
    [`${name}.default.svc.cluster.local`, `${name}`, `${name}.default.svc`, `${name}.default`],
    [
      {
        name: 'default',
        match: { prefix: '/' },
        route: { cluster: clusterName, timeout: '0s', retry_policy: RETRY, max_grpc_timeout: '0s' },
        decorator: { operation: `${name}.default.svc.cluster.local:${port}/*` },
        ...extra,
      },
    ],
    { include_request_attempt_count: true },
  )

const filters = [http('cors'), http('fault')]

export const SIDECARS: readonly Bootstrap[] = [
  define(
    'stranger',
    'istio-outbound',
    {
      ...bootstrap(
        [
          listener(
            'L0',
            [
              hcm(
                {
                  name: '9080',
                  virtual_hosts: [
                    virtualHost('reviews', 9080, 'outbound|9080||reviews'),
                    virtualHost('ratings', 9080, 'outbound|9080||ratings'),
                    host(
                      'details',
                      ['details', 'details:9080'],
                      [
                        {
                          name: 'jason',
                          match: {
                            prefix: '/',
                            case_sensitive: true,
                            headers: [{ name: 'end-user', string_match: { exact: 'jason' } }],
                          },
                          route: {
                            cluster: 'outbound|9080|v2|details',
                            timeout: '0s',
                            retry_policy: RETRY,
                            max_grpc_timeout: '0s',
                          },
                          metadata: {
                            filter_metadata: {
                              istio: {
                                config:
                                  '/apis/networking.istio.io/v1/namespaces/default/virtual-service/details',
                              },
                            },
                          },
                          ...perRoute('fault', {
                            delay: {
                              fixed_delay: '0.02s',
                              percentage: { numerator: 1_000_000, denominator: 'MILLION' },
                            },
                            abort: {
                              http_status: 555,
                              percentage: { numerator: 1_000_000, denominator: 'MILLION' },
                            },
                          }),
                        },
                        {
                          name: 'split',
                          match: { prefix: '/' },
                          route: {
                            weighted_clusters: {
                              clusters: [
                                { name: 'outbound|9080||details', weight: 100 },
                                { name: 'outbound|9080|v2|details', weight: 0 },
                              ],
                            },
                            timeout: '0.3s',
                            retry_policy: RETRY,
                            max_grpc_timeout: '0.3s',
                            hash_policy: [{ header: { header_name: 'x-user' }, terminal: false }],
                          },
                        },
                      ],
                    ),
                    host(
                      'block_all',
                      ['blocked.test'],
                      [
                        {
                          name: 'block_all',
                          match: { prefix: '/' },
                          direct_response: { status: 502 },
                        },
                      ],
                    ),
                    host(
                      'allow_any',
                      ['*'],
                      [
                        {
                          name: 'allow_any',
                          match: { prefix: '/' },
                          route: {
                            cluster: 'PassthroughCluster',
                            timeout: '0s',
                            max_grpc_timeout: '0s',
                          },
                        },
                      ],
                      { include_request_attempt_count: true },
                    ),
                  ],
                  validate_clusters: false,
                  max_direct_response_body_size_bytes: 1048576,
                  ignore_port_in_host_matching: true,
                },
                { ...MANAGER, stat_prefix: 'outbound_0.0.0.0_9080;', filters },
              ),
            ],
            {
              traffic_direction: 'OUTBOUND',
              continue_on_listener_filters_timeout: true,
              listener_filters_timeout: '0s',
            },
          ),
        ],
        [
          istioCluster('outbound|9080||reviews', 'O0'),
          istioCluster('outbound|9080||ratings', 'DEAD', {
            outlier_detection: {
              max_ejection_percent: 100,
              enforcing_success_rate: 0,
              consecutive_5xx: 7,
              interval: '300s',
              base_ejection_time: '900s',
            },
          }),
          istioCluster('outbound|9080||details', 'O1', {
            lb_policy: 'RING_HASH',
            ring_hash_lb_config: { minimum_ring_size: 1024 },
          }),
          istioCluster('outbound|9080|v2|details', 'O2'),
          { name: 'BlackHoleCluster', type: 'STATIC', connect_timeout: '10s' },
          istioCluster('PassthroughCluster', 'O2'),
        ],
      ),
      stats_config: {
        use_all_default_tags: false,
        stats_tags: [
          {
            tag_name: 'cluster_name',
            regex: '^cluster\\.((.+?(\\..+?\\.svc\\.cluster\\.local)?)\\.)',
          },
          { tag_name: 'response_code', regex: '_rq(_(\\d{3}))$' },
        ],
        stats_matcher: {
          inclusion_list: {
            patterns: [
              { prefix: 'reporter=' },
              { prefix: 'cluster_manager' },
              { prefix: 'listener_manager' },
              { prefix: 'server' },
              { prefix: 'cluster.' },
            ],
          },
        },
      },
      layered_runtime: {
        layers: [
          {
            name: 'global config',
            static_layer: {
              'envoy.deprecated_features:envoy.config.listener.v3.Listener.hidden_envoy_deprecated_use_original_dst': true,
              're2.max_program_size.error_level': '32768',
              'overload.global_downstream_max_connections': '2147483647',
            },
          },
          { name: 'admin', admin_layer: {} },
        ],
      },
    },
    [
      ...visits(
        [
          'reviews',
          'reviews:9080',
          'reviews.default.svc.cluster.local:9080',
          'ratings',
          'details',
          'details:9080',
          'blocked.test',
          'other.test',
        ],
        ['/', '/a/../b', '/%2F'],
        [
          ['end-user', 'jason'],
          ['x-user', 'u'],
          ['x-forwarded-for', '10.1.1.1'],
        ],
      ),
      ...answered('/x', [503, 500, 404], { host: 'reviews' }),
      get('/', {
        host: 'reviews',
        headers: [
          ['x-envoy-decorator-operation', 'mine'],
          ['x-forwarded-client-cert', 'By=x'],
          ['x-envoy-peer-metadata', 'm'],
        ],
      }),
      {
        ...get(
          '/pkg.S/M',
          {
            host: 'reviews',
            method: 'POST',
            body: '',
            headers: [['content-type', 'application/grpc']],
          },
          {
            script: script(
              response(200, [
                ['content-type', 'application/grpc'],
                ['grpc-status', '14'],
              ]),
              response(200, [
                ['content-type', 'application/grpc'],
                ['grpc-status', '0'],
              ]),
            ),
          },
        ),
        name: 'gRPC unavailable once',
      },
    ],
  ),
  define(
    'stranger',
    'istio-inbound',
    bootstrap(
      [
        listener(
          'L0',
          [
            hcm(
              {
                name: 'inbound|9080||',
                virtual_hosts: [
                  host(
                    'inbound|http|9080',
                    ['*'],
                    [
                      {
                        name: 'default',
                        match: { prefix: '/' },
                        route: {
                          cluster: 'inbound|9080||',
                          timeout: '0s',
                          max_stream_duration: {
                            max_stream_duration: '0s',
                            grpc_timeout_header_max: '0s',
                          },
                        },
                        decorator: { operation: 'reviews.default.svc.cluster.local:9080/*' },
                      },
                    ],
                  ),
                ],
                validate_clusters: false,
              },
              {
                ...MANAGER,
                stat_prefix: 'inbound_0.0.0.0_9080;',
                server_header_transformation: 'PASS_THROUGH',
                filters: [
                  http('rbac', {
                    rules: {
                      policies: {
                        'ns[default]-policy[allow]-rule[0]': {
                          permissions: [
                            {
                              and_rules: {
                                rules: [
                                  {
                                    or_rules: {
                                      rules: [
                                        {
                                          header: {
                                            name: ':method',
                                            string_match: { exact: 'GET' },
                                          },
                                        },
                                      ],
                                    },
                                  },
                                  {
                                    not_rule: {
                                      or_rules: {
                                        rules: [{ url_path: { path: { prefix: '/admin' } } }],
                                      },
                                    },
                                  },
                                ],
                              },
                            },
                          ],
                          principals: [{ and_ids: { ids: [{ any: true }] } }],
                        },
                      },
                    },
                    shadow_rules_stat_prefix: 'istio_dry_run_allow_',
                  }),
                  http('limit', { stat_prefix: 'http_local_rate_limiter' }),
                  ...filters,
                ],
                proxy_100_continue: true,
              },
            ),
          ],
          { traffic_direction: 'INBOUND' },
        ),
      ],
      [
        istioCluster('inbound|9080||', 'O0', {
          upstream_bind_config: { source_address: { address: '127.0.0.6', port_value: 0 } },
        }),
      ],
    ),
    [
      ...visits(
        ['reviews:9080'],
        ['/', '/admin', '/x'],
        [
          ['x-envoy-decorator-operation', 'theirs'],
          ['x-forwarded-client-cert', 'Hash=1'],
          ['x-b3-traceid', '80f198ee56343ba864fe8b2a57d3eff7'],
          ['x-b3-sampled', '1'],
        ],
      ),
      get('/x', { method: 'POST', body: 'x', host: 'reviews' }),
      {
        ...get(
          '/x',
          { host: 'reviews' },
          {
            script: script(
              response(200, [
                ['server', 'app'],
                ['x-powered-by', 'z'],
              ]),
            ),
          },
        ),
        name: 'server passed through',
      },
    ],
  ),
  define(
    'stranger',
    'istio-gateway',
    bootstrap(
      [
        listener('L0', [
          hcm(
            {
              name: 'http.8080',
              virtual_hosts: [
                host(
                  'bookinfo.example.com:80',
                  ['bookinfo.example.com'],
                  [
                    {
                      name: 'api',
                      match: { path: '/productpage', case_sensitive: true },
                      route: { cluster: 'c0', timeout: '0s', retry_policy: RETRY },
                    },
                    {
                      name: 'static',
                      match: { path_separated_prefix: '/static' },
                      route: { cluster: 'c0', prefix_rewrite: '/s', timeout: '5s' },
                    },
                    {
                      name: 'regex',
                      match: { safe_regex: { regex: '/api/v[0-9]+/.*' } },
                      route: {
                        cluster: 'c0',
                        regex_rewrite: {
                          pattern: { regex: '^/api/v([0-9]+)' },
                          substitution: '/v\\1',
                        },
                      },
                    },
                    {
                      name: 'redirect',
                      match: { prefix: '/old' },
                      redirect: {
                        path_redirect: '/productpage',
                        response_code: 'MOVED_PERMANENTLY',
                      },
                    },
                  ],
                  { include_request_attempt_count: true },
                ),
                host('secure.example.com:80', ['secure.example.com'], [to('/', 'c0')], {
                  require_tls: 'ALL',
                }),
                host(
                  'blackhole:80',
                  ['*'],
                  [{ name: 'blackhole', match: { prefix: '/' }, direct_response: { status: 404 } }],
                ),
              ],
              validate_clusters: false,
              ignore_port_in_host_matching: true,
            },
            {
              ...MANAGER,
              stat_prefix: 'outbound_0.0.0.0_8080',
              use_remote_address: true,
              forward_client_cert_details: 'SANITIZE_SET',
              filters,
            },
          ),
        ]),
      ],
      [cluster('c0', ['O0'])],
    ),
    [
      ...visits(
        [
          'bookinfo.example.com',
          'bookinfo.example.com:8080',
          'secure.example.com',
          'secure.example.com:80',
          'nobody',
        ],
        [
          '/productpage',
          '/productpage/',
          '/static',
          '/static/a.css',
          '/statics',
          '/api/v1/x',
          '/old/x',
        ],
        [
          ['x-forwarded-for', '9.9.9.9'],
          ['x-forwarded-client-cert', 'By=x'],
          ['x-request-id', 'abc'],
        ],
      ),
      ...answered('/productpage', [503, 429], { host: 'bookinfo.example.com' }),
    ],
  ),
]
