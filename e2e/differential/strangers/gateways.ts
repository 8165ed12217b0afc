/** Edge gateways as their operators write them: many virtual hosts and redirects. */
import {
  bootstrap,
  cluster,
  define,
  get,
  hcm,
  listener,
  simple,
  typed,
  upstreamOptions,
} from '../build.ts'
import type { Bootstrap } from '../model.ts'
import { dns, table } from './gateway-pieces.ts'
import { answered, host, to, visits } from './pieces.ts'

export const GATEWAYS: readonly Bootstrap[] = [
  define(
    'stranger',
    'front-proxy',
    bootstrap(
      [
        listener('L0', [
          hcm(
            table([
              host(
                'backend',
                ['*'],
                [
                  { match: { prefix: '/service/1' }, route: { cluster: 'service1' } },
                  {
                    match: { prefix: '/service/2' },
                    route: { cluster: 'service2', timeout: '0.5s' },
                  },
                  {
                    match: { path: '/ping' },
                    direct_response: { status: 200, body: { inline_string: 'pong' } },
                  },
                ],
              ),
            ]),
            { codec_type: 'AUTO', stat_prefix: 'ingress_http', generate_request_id: true },
          ),
        ]),
      ],
      [dns('service1', 'O0'), dns('service2', 'O1', { lb_policy: 'LEAST_REQUEST' })],
    ),
    [
      ...visits(
        ['example.com', 'localhost'],
        ['/service/1', '/service/2/x', '/ping', '/ping/', '/service/3', '/'],
      ),
      ...answered('/service/1', [404, 500, 503, 204, 304, 301]),
    ],
  ),
  define(
    'stranger',
    'edge-best-practices',
    {
      ...bootstrap(
        [
          listener(
            'L0',
            [
              hcm(
                table([
                  host(
                    'default',
                    ['*'],
                    [
                      {
                        match: { prefix: '/' },
                        route: { cluster: 'service_foo', idle_timeout: '15s' },
                      },
                    ],
                  ),
                ]),
                {
                  stat_prefix: 'ingress_http',
                  use_remote_address: true,
                  normalize_path: true,
                  merge_slashes: true,
                  path_with_escaped_slashes_action: 'UNESCAPE_AND_REDIRECT',
                  common_http_protocol_options: {
                    idle_timeout: '3600s',
                    headers_with_underscores_action: 'REJECT_REQUEST',
                  },
                  http2_protocol_options: {
                    max_concurrent_streams: 100,
                    initial_stream_window_size: 65536,
                    initial_connection_window_size: 1048576,
                  },
                  stream_idle_timeout: '300s',
                  request_timeout: '300s',
                },
              ),
            ],
            { per_connection_buffer_limit_bytes: 32768 },
          ),
        ],
        [
          cluster('service_foo', ['O0'], {
            per_connection_buffer_limit_bytes: 32768,
            ...upstreamOptions({
              explicit_http_config: {
                http_protocol_options: {},
              },
            }),
          }),
        ],
      ),
      overload_manager: {
        refresh_interval: '0.25s',
        resource_monitors: [
          {
            name: 'envoy.resource_monitors.global_downstream_max_connections',
            typed_config: typed(
              'envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig',
              { max_active_downstream_connections: 1000 },
            ),
          },
        ],
      },
      layered_runtime: {
        layers: [
          {
            name: 'static_layer_0',
            static_layer: {
              envoy: { resource_limits: { listener: { L0: { connection_limit: 10000 } } } },
            },
          },
        ],
      },
    },
    [
      ...visits(['a.test'], ['/', '/a//b', '/a/../b', '/a%2Fb', '/a%2fb/..%5cc', '/%61']),
      get('/', { headers: [['x_under', '1']] }),
      get('/', {
        headers: [
          ['x-forwarded-for', '1.2.3.4'],
          ['x-forwarded-proto', 'https'],
          ['x-envoy-retry-on', '5xx'],
          ['x-request-id', 'mine'],
        ],
      }),
      get('/', {
        headers: [
          ['x-envoy-force-trace', '1'],
          ['x-envoy-internal', 'true'],
          ['x-envoy-upstream-rq-timeout-ms', '1'],
        ],
      }),
      get('/', { method: 'POST', body: 'a'.repeat(50_000) }),
    ],
  ),
  define(
    'stranger',
    'many-hosts',
    simple(
      table([
        host(
          'api',
          ['api.example.com', 'api.example.com:8443'],
          [
            to('/v1/', 'c0', { prefix_rewrite: '/' }),
            to('/v2', 'c1', { prefix_rewrite: '/two' }),
            { match: { path: '/healthz' }, direct_response: { status: 204 } },
          ],
        ),
        host(
          'wild',
          ['*.example.com'],
          [to('/', 'c1', { host_rewrite_literal: 'inner.example.com' })],
        ),
        host('deeper', ['*.shop.example.com'], [to('/', 'c2')]),
        host('dash', ['*-preview.example.net'], [to('/', 'c2', { auto_host_rewrite: true })]),
        host('prefix', ['www.example.*', 'blog.*'], [to('/', 'c0')]),
        host(
          'legacy',
          ['old.example.org'],
          [
            {
              match: { prefix: '/docs' },
              redirect: {
                host_redirect: 'docs.example.org',
                path_redirect: '/',
                response_code: 'PERMANENT_REDIRECT',
              },
            },
            {
              match: { safe_regex: { regex: '/u/([a-z]+)/?' } },
              redirect: {
                regex_rewrite: {
                  pattern: { regex: '^/u/([a-z]+)/?$' },
                  substitution: '/users/\\1',
                },
                https_redirect: true,
              },
            },
            {
              match: { prefix: '/' },
              redirect: { host_redirect: 'new.example.org', strip_query: true },
            },
          ],
        ),
        host('secure', ['secure.example.org'], [to('/', 'c0')], { require_tls: 'ALL' }),
        host('external', ['ext.example.org'], [to('/', 'c0')], { require_tls: 'EXTERNAL_ONLY' }),
        host('ports', ['port.test:8080'], [to('/', 'c1')]),
        host('v6', ['[::1]', '[::1]:8080'], [to('/', 'c2')]),
        host(
          'rest',
          ['*'],
          [
            {
              match: { prefix: '/' },
              direct_response: { status: 404, body: { inline_string: 'no such site\n' } },
            },
          ],
        ),
      ]),
    ),
    [
      ...visits(
        [
          'api.example.com',
          'API.example.com',
          'api.example.com:8443',
          'api.example.com:80',
          'x.example.com',
          'a.shop.example.com',
          'shop.example.com',
          'x-preview.example.net',
          '-preview.example.net',
          'www.example.de',
          'blog.x',
          'blog.',
          'old.example.org',
          'secure.example.org',
          'ext.example.org',
          'port.test',
          'port.test:8080',
          '[::1]',
          '[::1]:8080',
          'unknown',
          'example.com',
        ],
        ['/', '/v1/x', '/docs/a', '/u/bob/'],
        [['x-forwarded-for', '8.8.8.8']],
      ),
      get('/v1/', { host: 'api.example.com', method: 'HEAD' }),
      get('/healthz', { host: 'api.example.com', method: 'POST', body: 'x' }),
      get('/', { host: 'ext.example.org', headers: [['x-envoy-internal', 'true']] }),
    ],
  ),
]
