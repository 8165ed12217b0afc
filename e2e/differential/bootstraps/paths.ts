/** Path and host hygiene: normalization, slashes, escaped slashes, ports and dots of Host, underscores, absolute targets. */
import { define, type ExchangeOptions, get, routes, simple } from '../build.ts'
import type { Bootstrap, Exchange } from '../model.ts'

type Json = Readonly<Record<string, unknown>>

const ROUTES: Json = routes(
  { name: 'admin', match: { prefix: '/admin' }, direct_response: { status: 403 } },
  { name: 'a', match: { prefix: '/a' }, route: { cluster: 'c0' } },
  { name: 'rest', match: { prefix: '/' }, route: { cluster: 'c0' } },
)

const PATHS: readonly string[] = [
  '/a/./b',
  '/a/../b',
  '/a/../../b',
  '/..',
  '/.',
  '/a/.',
  '/a/..',
  '/a/b/../c/./d/..',
  '//a//b',
  '/a//',
  '/a//../b',
  '/a%2fb',
  '/a%2Fb',
  '/a%5cb',
  '/a%5Cb',
  '/a\\b',
  '/%61/b',
  '/%2e%2e/admin',
  '/a/%2e%2e/admin',
  '/a/%2E./admin',
  '/a/.%2e/admin',
  '/%252e%252e/admin',
  '/a;x=1/b',
  '/a?b=/../c',
  '/a/../b?c=%2f..',
  '/%7Efoo',
  '/%zz',
  '/a%',
  '/a%0',
  '/a%00b',
  '/%20a',
  '/A/../B',
  '/a%2f..%2fadmin',
  '/a/..%2fadmin',
  '/a/%2e%2e%2fadmin',
  '/...',
  '/a/...',
  '/%C3%BC',
  "/a!$&'()*+,;=:@b",
  '/a"b',
  '/a<b>',
  '/a|b',
  '/a^b`{}',
  '/a[b]',
]

const grpc = (path: string, options: ExchangeOptions = {}): Exchange =>
  get(path, { method: 'POST', headers: [['content-type', 'application/grpc']], body: '' }, options)

const normalizing = (name: string, options: Json): Bootstrap =>
  define('path', name, simple(ROUTES, options), [
    ...PATHS.map((path) => get(path)),
    grpc('/a%2fb'),
    grpc('/a/../b'),
    get('http://b.test/a/../b'),
    get('http://b.test//a%2Fb?x'),
  ])

const HOSTS: readonly string[] = [
  'a.test:80',
  'a.test:@{L0}',
  'a.test:443',
  'a.test:0',
  'a.test:',
  'a.test.',
  'a.test.:80',
  'A.Test',
  '[::1]:80',
  '[::1]',
  'a.test:http',
  '1.2.3.4:8080',
  'a_b.test',
  'a%20b',
  'user@a.test',
  'a.test:65536',
]

const HOST_ROUTES: Json = {
  name: 'r',
  virtual_hosts: [
    {
      name: 'a',
      domains: ['a.test'],
      routes: [{ name: 'a', match: { prefix: '/' }, route: { cluster: 'c0' } }],
    },
    {
      name: 'v6',
      domains: ['[::1]'],
      routes: [{ name: 'v6', match: { prefix: '/' }, route: { cluster: 'c0' } }],
    },
    {
      name: 'rest',
      domains: ['*'],
      routes: [{ name: 'rest', match: { prefix: '/' }, route: { cluster: 'c1' } }],
    },
  ],
}

const hosts = (name: string, options: Json): Bootstrap =>
  define('path', name, simple(HOST_ROUTES, options), [
    ...HOSTS.map((host) => get('/', { host })),
    get('http://a.test:80/x', { host: 'other' }),
    get('HTTP://A.test/x', { host: 'other' }),
    get('http://a.test', { host: 'other' }),
    get('http://a.test?q', { host: 'other' }),
    get('http:///x', { host: 'other' }),
    get('https://a.test/x'),
    get('ftp://a.test/x'),
    get('http://user:pw@a.test/x'),
    get('http://a.test:99999/x'),
    get('a.test/x'),
    get('/x', { host: '' }),
  ])

export const PATHS_AND_HOSTS: readonly Bootstrap[] = [
  normalizing('untouched', {}),
  normalizing('normalized', { normalize_path: true }),
  normalizing('merged', { merge_slashes: true }),
  normalizing('normalized-and-merged', { normalize_path: true, merge_slashes: true }),
  normalizing('escaped-rejected', {
    normalize_path: true,
    path_with_escaped_slashes_action: 'REJECT_REQUEST',
  }),
  normalizing('escaped-redirected', {
    normalize_path: true,
    merge_slashes: true,
    path_with_escaped_slashes_action: 'UNESCAPE_AND_REDIRECT',
  }),
  normalizing('escaped-forwarded', {
    path_with_escaped_slashes_action: 'UNESCAPE_AND_FORWARD',
  }),
  normalizing('escaped-forwarded-normalized', {
    normalize_path: true,
    merge_slashes: true,
    path_with_escaped_slashes_action: 'UNESCAPE_AND_FORWARD',
  }),
  hosts('hosts', {}),
  hosts('hosts-matching-port', { strip_matching_host_port: true }),
  hosts('hosts-any-port', { strip_any_host_port: true }),
  hosts('hosts-trailing-dot', { strip_trailing_host_dot: true }),
  hosts('ports-ignored', { route_config: { ...HOST_ROUTES, ignore_port_in_host_matching: true } }),
  ...(['ALLOW', 'REJECT_REQUEST', 'DROP_HEADER'] as const).map((action) =>
    define(
      'path',
      `underscores-${action.toLowerCase().replaceAll('_', '-')}`,
      simple(ROUTES, { common_http_protocol_options: { headers_with_underscores_action: action } }),
      [
        get('/a', {
          headers: [
            ['x_y', '1'],
            ['x-z', '2'],
          ],
        }),
        get('/a', { headers: [['_', '1']] }),
        get('/a', { headers: [['x-y', 'a_b']] }),
        get('/a', {
          headers: [
            ['content_length', '5'],
            ['content-length', '1'],
          ],
          body: 'x',
        }),
        get('/a', {
          headers: [
            ['x_a', '1'],
            ['x_b', '2'],
            ['x_a', '3'],
          ],
        }),
      ],
    ),
  ),
]
