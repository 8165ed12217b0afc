/** Every kind of match of a route: path, header, query, and what else a request has. */
import { define, get, routes, simple } from '../build.ts'
import type { Bootstrap } from '../model.ts'

type Json = Readonly<Record<string, unknown>>

const to = (name: string): Json => ({ cluster: name })
const answer = (body: string): Json => ({
  direct_response: { status: 200, body: { inline_string: body } },
})
/** A route that answers with its own name. */
const named = (name: string, match: Json): Json => ({ name, match, ...answer(name) })
const header = (name: string, matcher: Json): Json => ({
  prefix: '/',
  headers: [{ name, ...matcher }],
})
const query = (name: string, matcher: Json): Json => ({
  prefix: '/',
  query_parameters: [{ name, ...matcher }],
})

export const MATCHES: readonly Bootstrap[] = [
  define(
    'match',
    'paths',
    simple(
      routes(
        named('exact', { path: '/exact' }),
        named('exact-nocase', { path: '/NoCase', case_sensitive: false }),
        named('regex', { safe_regex: { regex: '/re/[a-z]+(/x)?' } }),
        named('separated', { path_separated_prefix: '/api/v1' }),
        named('prefix-nocase', { prefix: '/PRE', case_sensitive: false }),
        named('prefix', { prefix: '/pre/' }),
        named('long', { prefix: '/pre/long' }),
        { name: 'rest', match: { prefix: '/f' }, route: to('c0') },
      ),
    ),
    [
      ...['/exact', '/exact?x=1', '/exact/', '/EXACT', '/nocase', '/NOCASE?y'].map((p) => get(p)),
      ...['/re/abc', '/re/abc/x', '/re/abc/y', '/re/', '/re/abc?q=/y', '/re/ABC'].map((p) =>
        get(p),
      ),
      ...['/api/v1', '/api/v1/', '/api/v1/x', '/api/v1x', '/api/v1?x', '/api'].map((p) => get(p)),
      ...['/pre', '/PREfix', '/pre/long', '/f', '/foo?x=y', '/none', '/', '/%70re/'].map((p) =>
        get(p),
      ),
      get('/f#frag'),
      get('/exact#frag'),
      get('*', { method: 'OPTIONS' }),
    ],
  ),
  define(
    'match',
    'uri-template',
    simple(
      routes(
        {
          name: 'template',
          match: {
            path_match_policy: {
              name: 'envoy.path.match.uri_template.uri_template_matcher',
              typed_config: {
                '@type':
                  'type.googleapis.com/envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig',
                path_template: '/videos/{id}/*/{rest=**}',
              },
            },
          },
          ...answer('template'),
        },
        {
          name: 'rewrite',
          match: {
            path_match_policy: {
              name: 'envoy.path.match.uri_template.uri_template_matcher',
              typed_config: {
                '@type':
                  'type.googleapis.com/envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig',
                path_template: '/users/{user}/posts/{post}',
              },
            },
          },
          route: {
            cluster: 'c0',
            path_rewrite_policy: {
              name: 'envoy.path.rewrite.uri_template.uri_template_rewriter',
              typed_config: {
                '@type':
                  'type.googleapis.com/envoy.extensions.path.rewrite.uri_template.v3.UriTemplateRewriteConfig',
                path_template_rewrite: '/p/{post}/of/{user}',
              },
            },
          },
        },
        named('rest', { prefix: '/' }),
      ),
    ),
    [
      ...['/videos/1/a/b', '/videos/1/a/b/c/d', '/videos/1/a', '/videos/1/a/', '/videos//a/b'].map(
        (p) => get(p),
      ),
      ...['/users/u/posts/7', '/users/u/posts/7?q=1', '/users/u/posts/', '/users/u/x/7'].map((p) =>
        get(p),
      ),
      ...['/users/a.b-c_d/posts/~7', '/users/a%20b/posts/7', '/users/ü/posts/7'].map((p) => get(p)),
    ],
  ),
  define(
    'match',
    'headers',
    simple(
      routes(
        named('exact', header('x-a', { string_match: { exact: 'one' } })),
        named('exact-nocase', header('x-b', { string_match: { exact: 'Two', ignore_case: true } })),
        named('prefix', header('x-c', { string_match: { prefix: 'pre' } })),
        named('suffix', header('x-d', { string_match: { suffix: 'fix' } })),
        named('contains', header('x-e', { string_match: { contains: 'mid' } })),
        named('regex', header('x-f', { string_match: { safe_regex: { regex: 'v[0-9]+' } } })),
        named('range', header('x-g', { range_match: { start: -5, end: 10 } })),
        named('present', header('x-h', { present_match: true })),
        named('absent', header('x-i', { present_match: false })),
        named('rest', { prefix: '/' }),
      ),
    ),
    [
      ...['one', 'ONE', ' one ', 'one,two', ''].map((v) =>
        get('/', {
          headers: [
            ['X-A', v],
            ['x-i', ''],
          ],
        }),
      ),
      ...['two', 'TWO', 'twoo'].map((v) =>
        get('/', {
          headers: [
            ['x-b', v],
            ['x-i', '1'],
          ],
        }),
      ),
      ...['prefix', 'xpre'].map((v) =>
        get('/', {
          headers: [
            ['x-c', v],
            ['x-i', '1'],
          ],
        }),
      ),
      ...['suffix', 'fixs'].map((v) =>
        get('/', {
          headers: [
            ['x-d', v],
            ['x-i', '1'],
          ],
        }),
      ),
      ...['amidb', 'm id'].map((v) =>
        get('/', {
          headers: [
            ['x-e', v],
            ['x-i', '1'],
          ],
        }),
      ),
      ...['v12', 'v', 'xv12', 'v12x'].map((v) =>
        get('/', {
          headers: [
            ['x-f', v],
            ['x-i', '1'],
          ],
        }),
      ),
      ...['-5', '9', '10', '-6', 'abc', '', '1.5', ' 3', '+3', '9223372036854775808'].map((v) =>
        get('/', {
          headers: [
            ['x-g', v],
            ['x-i', '1'],
          ],
        }),
      ),
      ...['', 'x'].map((v) =>
        get('/', {
          headers: [
            ['x-h', v],
            ['x-i', '1'],
          ],
        }),
      ),
      get('/'),
      get('/', {
        headers: [
          ['x-a', 'two'],
          ['x-a', 'one'],
          ['x-i', '1'],
        ],
      }),
      get('/', {
        headers: [
          ['x-a', 'one'],
          ['x-a', 'two'],
          ['x-i', '1'],
        ],
      }),
      get('/', {
        headers: [
          ['x-a', 'one'],
          ['x-a', 'one'],
          ['x-i', '1'],
        ],
      }),
      get('/', {
        headers: [
          ['x-f', 'v1'],
          ['x-f', 'v2'],
          ['x-i', '1'],
        ],
      }),
      get('/', {
        headers: [
          ['x-e', 'a'],
          ['x-e', 'mid'],
          ['x-i', '1'],
        ],
      }),
    ],
  ),
  define(
    'match',
    'headers-inverted',
    simple(
      routes(
        named('not-exact', header('x-a', { string_match: { exact: 'one' }, invert_match: true })),
        named(
          'not-exact-missing-empty',
          header('x-b', {
            string_match: { exact: 'one' },
            invert_match: true,
            treat_missing_header_as_empty: true,
          }),
        ),
        named('rest', { prefix: '/' }),
      ),
    ),
    [
      get('/'),
      ...['one', 'two', ''].flatMap((v) => [
        get('/', { headers: [['x-a', v]] }),
        get('/', {
          headers: [
            ['x-a', 'one'],
            ['x-b', v],
          ],
        }),
      ]),
      get('/', {
        headers: [
          ['x-a', 'one'],
          ['x-a', 'two'],
        ],
      }),
      get('/', { headers: [['x-a', 'one']] }),
    ],
  ),
  define(
    'match',
    'headers-missing',
    simple(
      routes(
        named(
          'empty',
          header('x-a', { string_match: { exact: '' }, treat_missing_header_as_empty: true }),
        ),
        named(
          'regex',
          header('x-b', {
            string_match: { safe_regex: { regex: '(|z)' } },
            treat_missing_header_as_empty: true,
          }),
        ),
        named('not-present', header('x-c', { present_match: true, invert_match: true })),
        named(
          'not-range',
          header('x-d', { range_match: { start: 0, end: 5 }, invert_match: true }),
        ),
        named('authority', header(':authority', { string_match: { suffix: '.special' } })),
        named('method', header(':method', { string_match: { exact: 'PATCH' } })),
        named('scheme', header(':scheme', { string_match: { exact: 'https' } })),
        named('path', header(':path', { string_match: { contains: 'needle' } })),
        named('rest', { prefix: '/' }),
      ),
    ),
    [
      get('/'),
      get('/', { headers: [['x-a', 'v']] }),
      get('/', {
        headers: [
          ['x-a', 'v'],
          ['x-b', 'y'],
        ],
      }),
      get('/', {
        headers: [
          ['x-a', 'v'],
          ['x-b', 'y'],
          ['x-c', ''],
        ],
      }),
      ...['3', '7', 'x', ''].map((v) =>
        get('/', {
          headers: [
            ['x-a', 'v'],
            ['x-b', 'y'],
            ['x-c', '1'],
            ['x-d', v],
          ],
        }),
      ),
      get('/', {
        host: 'a.special',
        headers: [
          ['x-a', 'v'],
          ['x-b', 'y'],
          ['x-c', '1'],
          ['x-d', '1'],
        ],
      }),
      get('/', {
        method: 'PATCH',
        headers: [
          ['x-a', 'v'],
          ['x-b', 'y'],
          ['x-c', '1'],
          ['x-d', '1'],
        ],
      }),
      get('/a?needle', {
        headers: [
          ['x-a', 'v'],
          ['x-b', 'y'],
          ['x-c', '1'],
          ['x-d', '1'],
        ],
      }),
      get('/', {
        headers: [
          ['x-a', 'v'],
          ['x-b', 'y'],
          ['x-c', '1'],
          ['x-d', '1'],
          ['x-forwarded-proto', 'https'],
        ],
      }),
    ],
  ),
  define(
    'match',
    'query',
    simple(
      routes(
        named('exact', query('a', { string_match: { exact: '1' } })),
        named('regex', query('b', { string_match: { safe_regex: { regex: '[0-9]+' } } })),
        named('prefix', query('c', { string_match: { prefix: 'p', ignore_case: true } })),
        named('present', query('d', { present_match: true })),
        named('two', {
          prefix: '/',
          query_parameters: [
            { name: 'e', string_match: { exact: 'x' } },
            { name: 'f', string_match: { exact: 'y' } },
          ],
        }),
        named('absent', query('g', { present_match: false })),
        named('rest', { prefix: '/' }),
      ),
    ),
    [
      ...['?a=1', '?a=2', '?a=1&a=2', '?a=2&a=1', '?x=1&a=1', '?a=%31', '?a=1#x', '?a', '?a='].map(
        (q) => get(`/${q}&g=`),
      ),
      ...['?b=12', '?b=12x', '?b=', '?b=1+2'].map((q) => get(`/${q}&g=1`)),
      ...['?c=Px', '?c=xp', '?d', '?d=', '?D=1', '?d&d=2'].map((q) => get(`/${q}&g=1`)),
      ...['?e=x&f=y', '?f=y&e=x', '?e=x', '?e=x&f=y&f=z', '?e=x;f=y'].map((q) => get(`/${q}&g=1`)),
      ...['', '?', '?g', '?&&', '?=1', '?g=1&g=2'].map((q) => get(`/${q}`)),
    ],
  ),
  define(
    'match',
    'virtual-hosts',
    simple({
      name: 'r',
      virtual_hosts: [
        {
          name: 'exact',
          domains: ['a.test', 'b.test:8080'],
          routes: [named('exact', { prefix: '/' })],
        },
        { name: 'suffix', domains: ['*.test'], routes: [named('suffix', { prefix: '/' })] },
        {
          name: 'long-suffix',
          domains: ['*.b.test', '*-x.test'],
          routes: [named('long', { prefix: '/' })],
        },
        { name: 'prefix', domains: ['a.*', 'www.a.*'], routes: [named('prefix', { prefix: '/' })] },
        {
          name: 'tls',
          domains: ['tls.example'],
          require_tls: 'ALL',
          routes: [named('tls', { prefix: '/' })],
        },
        {
          name: 'external',
          domains: ['external.example'],
          require_tls: 'EXTERNAL_ONLY',
          routes: [named('external', { prefix: '/' })],
        },
      ],
    }),
    [
      ...[
        'a.test',
        'A.TEST',
        'a.test:80',
        'b.test:8080',
        'b.test',
        'x.test',
        'x.b.test',
        '.test',
        'y-x.test',
      ].map((host) => get('/', { host })),
      ...[
        'a.example',
        'www.a.example',
        'a.',
        'none',
        'a.b.c',
        'x.y.test:1',
        '[::1]',
        '127.0.0.1:80',
      ].map((host) => get('/p?q', { host })),
      ...['tls.example', 'external.example', 'tls.example:80', 'TLS.example'].map((host) =>
        get('/p?q=1', { host }),
      ),
      get('/x', { host: 'external.example', headers: [['x-forwarded-for', '8.8.8.8']] }),
      get('/x', { host: 'tls.example', headers: [['x-forwarded-proto', 'https']] }),
      get('/x', { host: 'tls.example', method: 'POST', body: 'b' }),
    ],
  ),
  define(
    'match',
    'grpc-tls-fraction',
    simple(
      routes(
        named('grpc', { prefix: '/', grpc: {} }),
        named('tls', { prefix: '/', tls_context: { presented: true } }),
        named('never', {
          prefix: '/',
          runtime_fraction: { default_value: { numerator: 0, denominator: 'HUNDRED' } },
        }),
        named('meta', {
          prefix: '/meta',
          dynamic_metadata: [
            { filter: 'f', path: [{ key: 'k' }], value: { string_match: { exact: 'v' } } },
          ],
        }),
        named('no-meta', {
          prefix: '/meta',
          dynamic_metadata: [
            {
              filter: 'f',
              path: [{ key: 'k' }],
              value: { string_match: { exact: 'v' } },
              invert: true,
            },
          ],
        }),
        named('always', {
          prefix: '/',
          runtime_fraction: { default_value: { numerator: 10_000, denominator: 'TEN_THOUSAND' } },
        }),
      ),
    ),
    [
      ...[
        'application/grpc',
        'application/grpc+proto',
        'application/grpc-web',
        'application/grpcx',
        'APPLICATION/GRPC',
        'application/grpc;x=1',
      ].map((type) => get('/s/m', { method: 'POST', headers: [['content-type', type]], body: '' })),
      get('/'),
      get('/meta'),
    ],
  ),
]
