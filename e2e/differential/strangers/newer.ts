/** Fields that came to Envoy's API lately: formats of rewrites and bodies, the host in a header, changes of mirrors. */
import { CLUSTERS, define, get, response, script, simple } from '../build.ts'
import type { Bootstrap } from '../model.ts'
import { add, host, http, percent, perRoute, to, visits } from './pieces.ts'

const ALL = { default_value: percent(100) }

export const NEWER: readonly Bootstrap[] = [
  define(
    'stranger',
    'rewrites-by-format',
    simple({
      name: 'r',
      virtual_hosts: [
        host(
          'v',
          ['*'],
          [
            to('/path', 'c0', { path_rewrite: '/new/%REQ(x-tenant)%%PATH(NQ)%' }),
            to('/bare', 'c0', { path_rewrite: '/fixed' }),
            to('/query', 'c0', { path_rewrite: '/fixed?z=1' }),
            to('/empty', 'c0', { path_rewrite: '%REQ(x-none)%' }),
            to('/host', 'c0', { host_rewrite: '%REQ(x-tenant)%.test' }),
            to('/nohost', 'c0', { host_rewrite: '%REQ(x-none)%', append_x_forwarded_host: true }),
            { match: { prefix: '/redirect' }, redirect: { path_rewrite: '/to/%REQ(x-tenant)%' } },
            {
              match: { prefix: '/strip' },
              redirect: { path_rewrite: '/to%PATH(NQ)%', strip_query: true },
            },
            {
              match: { prefix: '/body' },
              direct_response: {
                status: 418,
                body: { inline_string: 'tea' },
                body_format: {
                  text_format_source: { inline_string: '%LOCAL_REPLY_BODY% for %REQ(x-tenant)%' },
                },
              },
            },
            {
              match: { prefix: '/json' },
              direct_response: {
                status: 200,
                body: { inline_string: 'tea' },
                body_format: {
                  json_format: { body: '%LOCAL_REPLY_BODY%', code: '%RESPONSE_CODE%' },
                },
              },
            },
            {
              ...to('/limited', 'c0', { retry_policy: { retry_on: '5xx' } }),
              request_body_buffer_limit: 5,
            },
          ],
        ),
      ],
    }),
    [
      ...visits(
        ['a.test'],
        [
          '/path/x',
          '/bare/x',
          '/query/x',
          '/empty/x',
          '/host',
          '/nohost',
          '/redirect/x',
          '/strip/x',
          '/body',
          '/json',
        ],
        [['x-tenant', 'acme']],
      ),
      get(
        '/limited',
        { method: 'POST', body: '123456' },
        { script: script(response(503), response(200)) },
      ),
      get(
        '/limited',
        { method: 'POST', body: '12345' },
        { script: script(response(503), response(200)) },
      ),
      get('/json', { method: 'HEAD' }),
    ],
  ),
  define(
    'stranger',
    'host-in-a-header',
    simple({
      name: 'r',
      vhost_header: 'x-site',
      virtual_hosts: [
        host('a', ['a.test'], [to('/', 'c0')]),
        host('b', ['b.test', '*.wild.test'], [to('/', 'c1')]),
      ],
    }),
    ['a.test', 'b.test', 'B.TEST', 'x.wild.test', 'none', '', 'b.test:80']
      .flatMap((site) => [
        get('/', { headers: [['x-site', site]] }),
        get('/', {
          host: 'b.test',
          headers: [
            ['X-Site', site],
            ['x-site', 'a.test'],
          ],
        }),
      ])
      .concat([get('/'), get('/', { host: 'b.test' })]),
  ),
  define(
    'stranger',
    'mirrors-changed',
    simple(
      {
        name: 'r',
        virtual_hosts: [
          host(
            'v',
            ['*'],
            [
              to('/headers', 'c0', {
                request_mirror_policies: [
                  {
                    cluster: 'c1',
                    request_headers_mutations: [
                      { append: add('x-shadow', '%REQ(:METHOD)%') },
                      { remove: 'x-secret' },
                    ],
                  },
                ],
              }),
              to('/literal', 'c0', {
                request_mirror_policies: [{ cluster: 'c1', host_rewrite_literal: 'mirror.test' }],
              }),
              to('/header', 'c0', { request_mirror_policies: [{ cluster_header: 'x-mirror' }] }),
            ],
          ),
        ],
      },
      {},
      CLUSTERS,
    ),
    ['/headers', '/literal', '/header'].flatMap((p) => [
      get(
        p,
        {
          headers: [
            ['x-secret', '1'],
            ['x-mirror', 'c2'],
          ],
        },
        { isSerial: true },
      ),
      get(p, { method: 'POST', body: 'body' }, { isSerial: true }),
    ]),
  ),
  define(
    'stranger',
    'faults-and-limits-newer',
    simple(
      {
        name: 'r',
        virtual_hosts: [
          host(
            'v',
            ['*'],
            [
              to(
                '/fault',
                'c0',
                {},
                perRoute('fault', {
                  abort: {
                    http_status: 503,
                    percentage: percent(100),
                    response_body: 'broken on purpose',
                  },
                }),
              ),
              to(
                '/grpc',
                'c0',
                {},
                perRoute('fault', {
                  abort: {
                    grpc_status: 3,
                    percentage: percent(100),
                    response_body: 'bad argument',
                  },
                }),
              ),
              to(
                '/limited',
                'c0',
                {},
                perRoute('limit', {
                  stat_prefix: 'l',
                  token_bucket: { max_tokens: 1, fill_interval: '100s' },
                  filter_enabled: ALL,
                  filter_enforced: ALL,
                  rate_limits: [
                    {
                      actions: [
                        { request_headers: { header_name: 'x-user', descriptor_key: 'user' } },
                      ],
                    },
                  ],
                  descriptors: [
                    {
                      entries: [{ key: 'user', value: 'bob' }],
                      token_bucket: { max_tokens: 1, fill_interval: '100s' },
                    },
                  ],
                  always_consume_default_token_bucket: false,
                }),
              ),
              to('/'),
            ],
          ),
        ],
      },
      { filters: [http('fault'), http('limit', { stat_prefix: 'x' })] },
    ),
    [
      ...['/fault', '/grpc'].flatMap((p) => [
        get(p),
        get(p, { method: 'POST', body: '', headers: [['content-type', 'application/grpc']] }),
      ]),
      ...['bob', 'bob', 'eve', 'eve'].map((user) =>
        get('/limited', { headers: [['x-user', user]] }, { isSerial: true }),
      ),
    ] as Bootstrap['exchanges'],
  ),
]
