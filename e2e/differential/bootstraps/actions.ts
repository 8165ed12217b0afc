/** What routes do: forward with rewrites, redirect, answer, mirror, choose among clusters. */
import { CLUSTERS, cluster, define, get, response, routes, script, simple } from '../build.ts'
import type { Bootstrap } from '../model.ts'

type Json = Readonly<Record<string, unknown>>

const redirect = (prefix: string, action: Json): Json => ({ match: { prefix }, redirect: action })
/** Clusters that do not exist are no error at load. */
const unchecked = (...list: readonly Json[]): Json => ({
  ...routes(...list),
  validate_clusters: false,
})
const forward = (prefix: string, action: Json): Json => ({
  match: { prefix },
  route: { cluster: 'c0', ...action },
})

export const ACTIONS: readonly Bootstrap[] = [
  define(
    'action',
    'redirects',
    simple(
      routes(
        redirect('/https', { https_redirect: true }),
        redirect('/scheme', { scheme_redirect: 'ftp' }),
        redirect('/host', { host_redirect: 'other.test' }),
        redirect('/hostport', { host_redirect: 'other.test:81', port_redirect: 99 }),
        redirect('/port', { port_redirect: 8443 }),
        redirect('/path', { path_redirect: '/new' }),
        redirect('/pquery', { path_redirect: '/new?z=1' }),
        redirect('/prefix', { prefix_rewrite: '/other' }),
        redirect('/strip', { path_redirect: '/s', strip_query: true }),
        redirect('/302', { response_code: 'FOUND', host_redirect: 'h' }),
        redirect('/303', { response_code: 'SEE_OTHER', host_redirect: 'h' }),
        redirect('/307', { response_code: 'TEMPORARY_REDIRECT', host_redirect: 'h' }),
        redirect('/308', { response_code: 'PERMANENT_REDIRECT', host_redirect: 'h' }),
        redirect('/regex', {
          regex_rewrite: { pattern: { regex: '^/regex/(\\d+)/(.*)$' }, substitution: '/r/\\2/\\1' },
        }),
        redirect('/all', {
          https_redirect: true,
          host_redirect: 'x.test',
          port_redirect: 444,
          prefix_rewrite: '/n',
          strip_query: true,
          response_code: 'FOUND',
        }),
        {
          match: { prefix: '/headers' },
          redirect: { host_redirect: 'h' },
          response_headers_to_add: [{ header: { key: 'x-r', value: '%PROTOCOL%' } }],
        },
      ),
    ),
    [
      '/https',
      '/scheme',
      '/host',
      '/hostport',
      '/port',
      '/path',
      '/pquery',
      '/prefix',
      '/strip',
      '/302',
      '/303',
      '/307',
      '/308',
      '/regex',
      '/all',
      '/headers',
    ].flatMap((p) => [
      get(p),
      get(`${p}/1/two?q=1&r=2`, { host: 'a.test:8080' }),
      get(`${p}?q`, { host: 'a.test:80' }),
      get(`${p}/x`, { host: 'a.test:443', headers: [['x-forwarded-proto', 'https']] }),
      get(p, { method: 'POST', body: 'data' }),
    ]),
  ),
  define(
    'action',
    'direct-responses',
    simple({
      ...routes(
        {
          match: { prefix: '/200' },
          direct_response: { status: 200, body: { inline_string: 'hello' } },
        },
        { match: { prefix: '/204' }, direct_response: { status: 204 } },
        {
          match: { prefix: '/404' },
          direct_response: { status: 404, body: { inline_string: 'gone\n' } },
        },
        { match: { prefix: '/503' }, direct_response: { status: 503 } },
        { match: { prefix: '/304' }, direct_response: { status: 304 } },
        {
          match: { prefix: '/599' },
          direct_response: { status: 599, body: { inline_bytes: 'AAEC' } },
        },
        {
          match: { prefix: '/json' },
          direct_response: { status: 200, body: { inline_string: '{"a":1}' } },
          response_headers_to_add: [
            {
              header: { key: 'content-type', value: 'application/json' },
              append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
            },
            { header: { key: 'x-path', value: '%REQ(:PATH)%' } },
          ],
        },
      ),
    }),
    ['/200', '/204', '/404', '/503', '/304', '/599', '/json', '/none'].flatMap((p) => [
      get(p),
      get(p, { method: 'HEAD' }),
      get(p, { method: 'POST', body: 'hello body' }),
      get(p, { version: '1.0' }),
      get(p, { headers: [['content-type', 'application/grpc']] }),
      get(p, { headers: [['connection', 'close']] }),
    ]),
  ),
  define(
    'action',
    'rewrites',
    simple(
      routes(
        forward('/prefix/', { prefix_rewrite: '/' }),
        forward('/prefix', { prefix_rewrite: '/new' }),
        forward('/slash', { prefix_rewrite: '/' }),
        { match: { path: '/whole' }, route: { cluster: 'c0', prefix_rewrite: '/replaced' } },
        {
          match: { prefix: '/CASE', case_sensitive: false },
          route: { cluster: 'c0', prefix_rewrite: '/c' },
        },
        forward('/re', {
          regex_rewrite: { pattern: { regex: '/(\\w+)/(\\d+)' }, substitution: '/x/\\2/\\1' },
        }),
        forward('/literal', { host_rewrite_literal: 'lit.test' }),
        forward('/header', { host_rewrite_header: 'x-host' }),
        forward('/auto', { auto_host_rewrite: true }),
        forward('/hostregex', {
          host_rewrite_path_regex: {
            pattern: { regex: '^/hostregex/(\\w+).*$' },
            substitution: '\\1.test',
          },
        }),
        forward('/fwd', { host_rewrite_literal: 'lit.test', append_x_forwarded_host: true }),
        {
          match: { path_separated_prefix: '/sep' },
          route: { cluster: 'c0', prefix_rewrite: '/s' },
        },
      ),
    ),
    [
      ...[
        '/prefix',
        '/prefix/',
        '/prefix/a',
        '/prefix?q=1',
        '/prefixed',
        '/slash',
        '/slash/a',
        '/slash?x',
        '/whole',
        '/whole?x=y',
        '/case/A',
        '/CaSe',
      ].map((p) => get(p)),
      ...['/re/abc/12', '/re/1/2/3/4', '/re', '/re/abc/12?x=/a/1', '/sep', '/sep/x', '/sep?x'].map(
        (p) => get(p),
      ),
      get('/literal'),
      get('/header'),
      get('/header', { headers: [['x-host', 'h.test']] }),
      get('/header', { headers: [['x-host', '']] }),
      get('/auto'),
      ...['/hostregex/abc', '/hostregex/abc/d?q', '/hostregex'].map((p) => get(p)),
      get('/fwd'),
      get('/fwd', { headers: [['x-forwarded-host', 'was.test']] }),
      get('/prefix/a', { headers: [['x-envoy-original-path', '/mine']] }),
    ],
  ),
  define(
    'action',
    'header-mutations',
    simple({
      name: 'r',
      request_headers_to_add: [{ header: { key: 'x-level', value: 'table' } }],
      request_headers_to_remove: ['x-drop-table'],
      response_headers_to_add: [{ header: { key: 'x-level', value: 'table' } }],
      response_headers_to_remove: ['x-up-table'],
      virtual_hosts: [
        {
          name: 'v',
          domains: ['*'],
          request_headers_to_add: [
            { header: { key: 'x-level', value: 'host' } },
            {
              header: { key: 'x-over', value: 'host' },
              append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
            },
          ],
          response_headers_to_add: [{ header: { key: 'x-level', value: 'host' } }],
          routes: [
            {
              match: { prefix: '/weighted' },
              request_headers_to_add: [{ header: { key: 'x-level', value: 'route' } }],
              response_headers_to_add: [{ header: { key: 'x-level', value: 'route' } }],
              route: {
                weighted_clusters: {
                  clusters: [
                    {
                      name: 'c0',
                      weight: 1,
                      request_headers_to_add: [{ header: { key: 'x-level', value: 'cluster' } }],
                      request_headers_to_remove: ['x-drop-cluster'],
                      response_headers_to_add: [{ header: { key: 'x-level', value: 'cluster' } }],
                      response_headers_to_remove: ['x-up-cluster'],
                    },
                  ],
                },
              },
            },
            {
              match: { prefix: '/actions' },
              route: { cluster: 'c0' },
              request_headers_to_remove: ['x-drop'],
              request_headers_to_add: [
                {
                  header: { key: 'x-append', value: 'two' },
                  append_action: 'APPEND_IF_EXISTS_OR_ADD',
                },
                { header: { key: 'x-absent', value: 'new' }, append_action: 'ADD_IF_ABSENT' },
                {
                  header: { key: 'x-over', value: 'route' },
                  append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
                },
                { header: { key: 'x-exists', value: 'new' }, append_action: 'OVERWRITE_IF_EXISTS' },
                { header: { key: 'x-empty', value: '%REQ(x-nothing)%' } },
                { header: { key: 'x-kept', value: '%REQ(x-nothing)%' }, keep_empty_value: true },
                { header: { key: 'x-percent', value: '100%% of %REQ(:METHOD)%' } },
              ],
              response_headers_to_remove: ['x-up-drop', 'server'],
              response_headers_to_add: [
                { header: { key: 'x-up', value: 'two' } },
                {
                  header: { key: 'x-up-over', value: 'mine' },
                  append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
                },
                { header: { key: 'x-code', value: '%RESPONSE_CODE%' } },
              ],
            },
            {
              match: { prefix: '/operators' },
              name: 'the-route',
              route: { cluster: 'c0', prefix_rewrite: '/rewritten' },
              request_headers_to_add: [
                ['x-proto', '%PROTOCOL%'],
                ['x-path', '%REQ(:PATH)%'],
                ['x-authority', '%REQ(:AUTHORITY)%'],
                ['x-alt', '%REQ(x-none?x-some)%'],
                ['x-cut', '%REQ(x-some):3%'],
                ['x-remote', '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%'],
                ['x-local', '%DOWNSTREAM_LOCAL_ADDRESS%'],
                ['x-localport', '%DOWNSTREAM_LOCAL_PORT%'],
                ['x-route', '%ROUTE_NAME%'],
                ['x-cluster', '%UPSTREAM_CLUSTER%'],
                ['x-upstream', '%UPSTREAM_REMOTE_ADDRESS%'],
                ['x-host', '%HOSTNAME%x'],
                ['x-attempt', '%UPSTREAM_REQUEST_ATTEMPT_COUNT%'],
                ['x-vcluster', '%VIRTUAL_CLUSTER_NAME%'],
                ['x-tls', '%DOWNSTREAM_TLS_VERSION%'],
                ['x-scheme', '%REQ(:SCHEME)%'],
                ['x-meta', '%DYNAMIC_METADATA(a:b)%'],
                ['x-code', '%RESPONSE_CODE%'],
              ]
                .filter(([key]) => key !== 'x-host')
                .map(([key, value]) => ({ header: { key, value } })),
              response_headers_to_add: [
                ['x-upstream', '%UPSTREAM_HOST%'],
                ['x-cluster', '%UPSTREAM_CLUSTER%'],
                ['x-req', '%REQ(x-some)%'],
                ['x-resp', '%RESP(x-origin)%'],
                ['x-flags', '%RESPONSE_FLAGS%'],
                ['x-details', '%RESPONSE_CODE_DETAILS%'],
              ].map(([key, value]) => ({ header: { key, value } })),
            },
            { match: { prefix: '/' }, route: { cluster: 'c0' } },
          ],
        },
      ],
    }),
    [
      get(
        '/weighted',
        {
          headers: [
            ['x-drop-cluster', '1'],
            ['x-drop-table', '1'],
            ['x-level', 'client'],
          ],
        },
        {
          script: script(
            response(200, [
              ['x-up-cluster', '1'],
              ['x-up-table', '1'],
              ['x-level', 'origin'],
            ]),
          ),
        },
      ),
      get('/weighted'),
      get('/actions', {
        headers: [
          ['x-append', 'one'],
          ['x-absent', 'old'],
          ['x-over', 'old'],
          ['x-over', 'older'],
          ['x-exists', 'old'],
          ['x-drop', '1'],
          ['X-Drop', '2'],
        ],
      }),
      get('/actions'),
      get(
        '/actions',
        {},
        {
          script: script(
            response(404, [
              ['x-up', 'one'],
              ['x-up-over', 'a'],
              ['x-up-over', 'b'],
              ['x-up-drop', '1'],
              ['server', 'mine'],
            ]),
          ),
        },
      ),
      get('/operators/x?q=1', { headers: [['x-some', 'value']] }),
      get('/operators', { host: 'b.test:81' }),
      get('/operators', { version: '1.0', headers: [['x-some', 'v']] }),
      get('/other', {
        headers: [
          ['x-over', 'client'],
          ['x-level', 'client'],
        ],
      }),
    ],
  ),
  define(
    'action',
    'specific-mutations-win',
    simple({
      name: 'r',
      most_specific_header_mutations_wins: true,
      request_headers_to_add: [
        { header: { key: 'x-a', value: 'table' } },
        { header: { key: 'x-o', value: 'table' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' },
      ],
      response_headers_to_add: [{ header: { key: 'x-a', value: 'table' } }],
      virtual_hosts: [
        {
          name: 'v',
          domains: ['*'],
          request_headers_to_add: [
            { header: { key: 'x-a', value: 'host' } },
            { header: { key: 'x-o', value: 'host' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' },
          ],
          response_headers_to_add: [{ header: { key: 'x-a', value: 'host' } }],
          routes: [
            {
              match: { prefix: '/' },
              route: { cluster: 'c0' },
              request_headers_to_add: [
                { header: { key: 'x-a', value: 'route' } },
                {
                  header: { key: 'x-o', value: 'route' },
                  append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
                },
              ],
              response_headers_to_add: [{ header: { key: 'x-a', value: 'route' } }],
            },
          ],
        },
      ],
    }),
    [
      get('/'),
      get('/', {
        headers: [
          ['x-a', 'c'],
          ['x-o', 'c'],
        ],
      }),
    ],
  ),
  define(
    'action',
    'cluster-choice',
    simple(
      unchecked(
        { match: { prefix: '/header' }, route: { cluster_header: 'x-cluster' } },
        { match: { prefix: '/missing' }, route: { cluster: 'nowhere' } },
        {
          match: { prefix: '/404' },
          route: { cluster: 'nowhere', cluster_not_found_response_code: 'NOT_FOUND' },
        },
        {
          match: { prefix: '/500' },
          route: { cluster: 'nowhere', cluster_not_found_response_code: 'INTERNAL_SERVER_ERROR' },
        },
        {
          match: { prefix: '/weights' },
          route: {
            weighted_clusters: {
              clusters: [
                { name: 'c0', weight: 0 },
                { name: 'c1', weight: 7 },
              ],
            },
          },
        },
        {
          match: { prefix: '/drawn' },
          route: {
            weighted_clusters: {
              header_name: 'x-draw',
              clusters: [
                { name: 'c0', weight: 30 },
                { name: 'c1', weight: 70 },
              ],
            },
          },
        },
        {
          match: { prefix: '/rewrite' },
          route: {
            weighted_clusters: {
              clusters: [{ name: 'c1', weight: 1, host_rewrite_literal: 'cluster.test' }],
            },
          },
        },
        { match: { prefix: '/dead' }, route: { cluster: 'dead' } },
        { match: { prefix: '/empty' }, route: { cluster: 'empty' } },
      ),
      {},
      [...CLUSTERS, cluster('empty', [])],
    ),
    [
      ...['c0', 'c1', 'nowhere', '', 'C0'].map((v) =>
        get('/header', { headers: [['x-cluster', v]] }),
      ),
      get('/header'),
      get('/header', {
        headers: [
          ['x-cluster', 'c0'],
          ['x-cluster', 'c1'],
        ],
      }),
      ...['/missing', '/404', '/500', '/weights', '/rewrite', '/dead', '/empty'].map((p) => get(p)),
      ...['/missing', '/dead', '/empty'].map((p) =>
        get(p, { method: 'POST', body: 'x', headers: [['content-type', 'application/grpc']] }),
      ),
      get('/dead', { method: 'HEAD' }),
      ...['0', '29', '30', '99', '100', '130', 'abc', '-1', '18446744073709551615', ''].map((v) =>
        get('/drawn', { headers: [['x-draw', v]] }),
      ),
    ],
  ),
  define(
    'action',
    'mirrors',
    simple(
      routes(
        {
          match: { prefix: '/suffix' },
          route: { cluster: 'c0', request_mirror_policies: [{ cluster: 'c1' }] },
        },
        {
          match: { prefix: '/plain' },
          route: {
            cluster: 'c0',
            request_mirror_policies: [{ cluster: 'c1', disable_shadow_host_suffix_append: true }],
          },
        },
        {
          match: { prefix: '/never' },
          route: {
            cluster: 'c0',
            request_mirror_policies: [
              { cluster: 'c1', runtime_fraction: { default_value: { numerator: 0 } } },
            ],
          },
        },
        {
          match: { prefix: '/two' },
          route: { cluster: 'c0', request_mirror_policies: [{ cluster: 'c1' }, { cluster: 'c2' }] },
        },
        {
          match: { prefix: '/deadmirror' },
          route: { cluster: 'c0', request_mirror_policies: [{ cluster: 'dead' }] },
        },
      ),
    ),
    ['/suffix', '/plain', '/never', '/two', '/deadmirror'].flatMap((p) => [
      get(p, {}, { isSerial: true }),
      get(p, { method: 'POST', body: 'mirrored body', host: 'a.test:99' }, { isSerial: true }),
    ]),
  ),
]
