/** Statistics under Envoy's names: of routes, virtual clusters, filters, retries and clusters, after the same traffic. */
import {
  CLUSTERS,
  cluster,
  define,
  get,
  RESET,
  raw,
  requestBytes,
  response,
  script,
  send,
  simple,
  wait,
} from '../build.ts'
import type { Bootstrap } from '../model.ts'
import { fraction, host, http, type Json, percent, perRoute, to } from '../strangers/pieces.ts'

const table = (hosts: readonly Json[]): Json => ({ name: 'r', virtual_hosts: hosts })
const ALL = { filter_enabled: fraction(100), filter_enforced: fraction(100) }

export const STATISTICS: readonly Bootstrap[] = [
  define(
    'stats',
    'routes',
    simple(
      table([
        host(
          'site',
          ['*'],
          [
            { ...to('/prefixed'), stat_prefix: 'named' },
            { ...to('/dead', 'dead'), stat_prefix: 'dead' },
            {
              match: { prefix: '/direct' },
              direct_response: { status: 201 },
            },
            { match: { prefix: '/redirect' }, redirect: { path_redirect: '/x' } },
            to('/retry', 'c1', {
              retry_policy: { retry_on: '5xx', num_retries: 2 },
              timeout: '0.3s',
            }),
            to('/pertry', 'c1', {
              retry_policy: { retry_on: '5xx', num_retries: 1, per_try_timeout: '0.1s' },
            }),
            to('/timeout', 'c1', { timeout: '0.1s' }),
            to('/'),
          ],
          {
            virtual_clusters: [
              {
                name: 'vc-get',
                headers: [
                  { name: ':method', string_match: { exact: 'GET' } },
                  { name: ':path', string_match: { prefix: '/prefixed' } },
                ],
              },
              { name: 'vc-post', headers: [{ name: ':method', string_match: { exact: 'POST' } }] },
            ],
          },
        ),
      ]),
    ),
    [
      get('/prefixed'),
      get('/prefixed', {}, { script: script(response(404)) }),
      get('/prefixed', {}, { script: script(response(503)) }),
      get('/prefixed', { method: 'POST', body: 'abc' }),
      get('/dead'),
      get('/direct'),
      get('/redirect'),
      get('/retry', {}, { script: script(response(503), response(200)) }),
      get('/retry', {}, { script: script(response(503)) }),
      get('/retry', {}, { script: script([RESET], response(200)) }),
      get('/pertry', {}, { script: script([wait(400), send(response(200))], response(200)) }),
      get('/timeout', {}, { script: script([wait(400), send(response(200))]) }),
      get('/x', { headers: [['x-envoy-upstream-alt-stat-name', 'alt']] }),
      get('/x', {}, { script: script(response(302, [['x-envoy-upstream-canary', 'true']])) }),
      get('/x', { headers: [['x-forwarded-for', '10.0.0.1']] }),
      raw('malformed', ['GET / HTTP/1.1\r\nHost a\r\n\r\n']),
      raw(
        'left',
        [
          `${requestBytes({ method: 'POST', path: '/x', headers: [['Content-Length', '10']] })}abc`,
          wait(60),
          RESET,
        ],
        { responses: 0 },
      ),
    ],
    { isSerial: true },
  ),
  define(
    'stats',
    'filters',
    simple(
      table([
        host(
          'site',
          ['*'],
          [
            to(
              '/cors',
              'c0',
              {},
              perRoute(
                'cors',
                { allow_origin_string_match: [{ exact: 'https://a.test' }] },
                'envoy.extensions.filters.http.cors.v3.CorsPolicy',
              ),
            ),
            to(
              '/abort',
              'c0',
              {},
              perRoute('fault', { abort: { http_status: 500, percentage: percent(100) } }),
            ),
            to(
              '/delay',
              'c0',
              {},
              perRoute('fault', { delay: { fixed_delay: '0.02s', percentage: percent(100) } }),
            ),
            to(
              '/limit',
              'c0',
              {},
              perRoute('limit', {
                stat_prefix: 'limited',
                token_bucket: { max_tokens: 1, fill_interval: '100s' },
                ...ALL,
              }),
            ),
            to('/'),
          ],
        ),
      ]),
      {
        filters: [
          http('cors'),
          http('csrf', { filter_enabled: fraction(100) }),
          http('rbac', {
            rules: {
              action: 'DENY',
              policies: {
                p: {
                  permissions: [{ url_path: { path: { prefix: '/deny' } } }],
                  principals: [{ any: true }],
                },
              },
            },
            shadow_rules: {
              action: 'ALLOW',
              policies: {
                s: {
                  permissions: [{ url_path: { path: { prefix: '/cors' } } }],
                  principals: [{ any: true }],
                },
              },
            },
            shadow_rules_stat_prefix: 'shadow_',
          }),
          http('limit', { stat_prefix: 'none' }),
          http('fault'),
          http('buffer', { max_request_bytes: 10 }),
          http('health', {
            pass_through_mode: false,
            headers: [{ name: ':path', string_match: { exact: '/healthz' } }],
          }),
        ],
      },
    ),
    [
      get('/cors', { headers: [['origin', 'https://a.test']] }),
      get('/cors', { headers: [['origin', 'https://b.test']] }),
      get('/cors', {
        method: 'OPTIONS',
        headers: [
          ['origin', 'https://a.test'],
          ['access-control-request-method', 'GET'],
        ],
      }),
      get('/abort'),
      get('/delay'),
      get('/limit'),
      get('/limit'),
      get('/deny'),
      get('/x', { method: 'POST', body: 'x', headers: [['origin', 'http://evil.test']] }),
      get('/x', { method: 'POST', body: 'x', headers: [['origin', 'http://a.test']] }),
      get('/x', { method: 'POST', body: 'x' }),
      get('/x', { method: 'POST', body: 'x'.repeat(20), headers: [['origin', 'http://a.test']] }),
      get('/healthz'),
      get('/x'),
    ],
    { isSerial: true },
  ),
  define(
    'stats',
    'clusters',
    simple(
      table([
        host(
          'site',
          ['*'],
          [
            to('/alt', 'named'),
            to('/outlier', 'outlier'),
            to('/redirect', 'c0', { internal_redirect_policy: {} }),
            to('/mirror', 'c0', { request_mirror_policies: [{ cluster: 'c2' }] }),
            to('/zero', 'zero'),
            to('/full', 'full'),
            to('/budget', 'budget', { retry_policy: { retry_on: '5xx' } }),
            to('/'),
          ],
        ),
      ]),
      {},
      [
        ...CLUSTERS,
        cluster('named', ['O0'], {
          alt_stat_name: 'other',
          circuit_breakers: { thresholds: [{ track_remaining: true, max_requests: 50 }] },
        }),
        cluster('outlier', ['O1'], {
          outlier_detection: { consecutive_5xx: 2, max_ejection_percent: 100, interval: '60s' },
        }),
        cluster('zero', []),
        cluster('full', ['O2'], { circuit_breakers: { thresholds: [{ max_requests: 0 }] } }),
        cluster('budget', ['O2'], { circuit_breakers: { thresholds: [{ max_retries: 0 }] } }),
      ],
    ),
    [
      get('/alt'),
      get('/outlier', {}, { script: script(response(500)) }),
      get('/outlier', {}, { script: script(response(500)) }),
      get('/outlier'),
      get(
        '/redirect',
        {},
        { script: script(response(302, [['location', 'http://a.test/x']], ''), response(200)) },
      ),
      get('/redirect', {}, { script: script(response(302, [['location', 'ftp://x']], '')) }),
      get('/zero'),
      get('/full'),
      get('/budget', {}, { script: script(response(503)) }),
      get('/mirror'),
    ],
    { isSerial: true },
  ),
]
