/** Path, header, query, fraction and certificate conditions, and the first match winning. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HeaderSpec } from './header-match.ts'
import type { PathSpec } from './path-match.ts'
import type { QuerySpec } from './query-match.ts'
import type { RequestView } from './request-view.ts'
import { compileRouteMatch, type RouteSpec, selectRoute } from './route-match.ts'

const ANY: RouteSpec = {
  path: { kind: 'prefix', value: '/' },
  headers: [],
  queryParameters: [],
  fraction: null,
  isGrpc: false,
  clientCertificate: null,
}

function view(changes: Partial<RequestView> = {}): RequestView {
  return {
    method: 'GET',
    path: '/',
    authority: 'reviews:9080',
    scheme: 'http',
    requestHeaders: [],
    randomValue: 0,
    clientCertificate: -1,
    ...changes,
  }
}

function matches(spec: Partial<RouteSpec>, changes: Partial<RequestView> = {}): boolean {
  const compiled = compileRouteMatch({ ...ANY, ...spec })
  assert.equal(compiled.kind, 'ok', JSON.stringify(compiled))
  return compiled.kind === 'ok' && compiled.value.matches(view(changes))
}

test('paths are compared without their query', () => {
  const cases: readonly (readonly [PathSpec, string, boolean])[] = [
    [{ kind: 'prefix', value: '/a' }, '/ab?c', true],
    [{ kind: 'prefix', value: '/a?b' }, '/a?b', false],
    [{ kind: 'prefix', value: '/A' }, '/a', false],
    [{ kind: 'prefix', value: '/A', isCaseSensitive: false }, '/aB', true],
    [{ kind: 'exact', value: '/a' }, '/a', true],
    [{ kind: 'exact', value: '/a' }, '/a?b', true],
    [{ kind: 'exact', value: '/a' }, '/a/', false],
    [{ kind: 'exact', value: '/a', isCaseSensitive: false }, '/A', true],
    [{ kind: 'separatedPrefix', value: '/a' }, '/a', true],
    [{ kind: 'separatedPrefix', value: '/a' }, '/a/b', true],
    [{ kind: 'separatedPrefix', value: '/a' }, '/a?b', true],
    [{ kind: 'separatedPrefix', value: '/a' }, '/ab', false],
    [{ kind: 'regex', value: '/a[0-9]+' }, '/a12?b', true],
    [{ kind: 'regex', value: '/a[0-9]+' }, '/a12/', false],
    [{ kind: 'regex', value: '/é' }, '/\xc3\xa9', true],
  ]
  for (const [path, target, expected] of cases)
    assert.equal(
      matches({ path }, { path: target }),
      expected,
      `${path.kind} ${path.value} ${target}`,
    )
})

test('CONNECT is matched by its own matcher only', () => {
  assert.equal(matches({}, { method: 'CONNECT' }), false)
  assert.equal(
    matches({ path: { kind: 'connect', value: '' } }, { method: 'CONNECT', path: '' }),
    true,
  )
  assert.equal(matches({ path: { kind: 'connect', value: '' } }), false)
})

test('headers', () => {
  const exact = (value: string, more: Partial<HeaderSpec> = {}): HeaderSpec => ({
    name: 'X-A',
    match: { kind: 'string', string: { kind: 'exact', value } },
    ...more,
  })
  const present = (isPresent: boolean, invert = false): HeaderSpec => ({
    name: 'x-a',
    match: { kind: 'present', present: isPresent },
    invert,
  })
  const range: HeaderSpec = { name: 'x-a', match: { kind: 'range', start: 1, end: 3 } }
  const string = (
    kind: 'prefix' | 'suffix' | 'contains' | 'regex',
    value: string,
    ignoreCase = false,
  ): HeaderSpec => ({
    name: 'x-a',
    match: { kind: 'string', string: { kind, value, ignoreCase } },
  })
  const cases: readonly (readonly [HeaderSpec, readonly string[], boolean])[] = [
    [exact('1'), ['x-a', '1'], true],
    [exact('1'), ['x-a', '2'], false],
    [exact('1'), [], false],
    [exact('1', { invert: true }), ['x-a', '2'], true],
    [exact('1', { invert: true }), ['x-a', '1'], false],
    [exact('1', { invert: true }), [], false],
    [exact('1', { invert: true, treatMissingAsEmpty: true }), [], true],
    [exact('', { treatMissingAsEmpty: true }), [], true],
    [exact('2'), ['x-a', '1', 'x-a', '2'], true],
    [exact('1,2'), ['x-a', '1', 'x-a', '2'], false],
    [exact('2', { invert: true }), ['x-a', '1', 'x-a', '2'], false],
    [exact('é'), ['x-a', '\xc3\xa9'], true],
    [present(true), ['x-a', ''], true],
    [present(true), [], false],
    [present(false), [], true],
    [present(false), ['x-a', ''], false],
    [present(true, true), [], true],
    [present(true, true), ['x-a', ''], false],
    [range, ['x-a', '1'], true],
    [range, ['x-a', '3'], false],
    [range, ['x-a', '1.5'], false],
    [string('prefix', 'ab'), ['x-a', 'abc'], true],
    [string('suffix', 'bc'), ['x-a', 'abc'], true],
    [string('contains', 'B', true), ['x-a', 'abc'], true],
    [string('regex', 'a.c'), ['x-a', 'abc'], true],
    [string('regex', 'a.'), ['x-a', 'abc'], false],
  ]
  for (const [header, requestHeaders, expected] of cases)
    assert.equal(
      matches({ headers: [header] }, { requestHeaders }),
      expected,
      `${JSON.stringify(header)} ${requestHeaders}`,
    )
})

test('pseudo-headers', () => {
  const exact = (name: string, value: string): RouteSpec['headers'] => [
    { name, match: { kind: 'string', string: { kind: 'exact', value } } },
  ]
  assert.equal(matches({ headers: exact(':method', 'GET') }), true)
  assert.equal(matches({ headers: exact(':authority', 'reviews:9080') }), true)
  assert.equal(matches({ headers: exact('Host', 'reviews:9080') }), true)
  assert.equal(matches({ headers: exact(':scheme', 'https') }), false)
  assert.equal(matches({ headers: exact(':path', '/a?b') }, { path: '/a?b' }), true)
  assert.equal(matches({ headers: exact(':unknown', '') }), false)
})

test('query parameters', () => {
  const exact = (value: string): QuerySpec => ({ name: 'a', string: { kind: 'exact', value } })
  const cases: readonly (readonly [QuerySpec, string, boolean])[] = [
    [exact('1'), '/?a=1', true],
    [exact('1'), '/?b=2&a=1', true],
    [exact('1'), '/?a=2&a=1', false],
    [exact('1'), '/?ab=1', false],
    [exact(''), '/?a', true],
    [exact(''), '/', false],
    [exact('%31'), '/?a=%31', true],
    [{ name: 'a', string: null }, '/?a', true],
    [{ name: 'a', string: null }, '/?b=a', false],
    [{ name: 'a', string: null, present: false }, '/?b', true],
  ]
  for (const [query, path, expected] of cases)
    assert.equal(matches({ queryParameters: [query] }, { path }), expected, path)
})

test('fraction, gRPC and client certificate', () => {
  const fraction = { numerator: 25, denominator: 100 } as const
  assert.equal(matches({ fraction }, { randomValue: 124 }), true)
  assert.equal(matches({ fraction }, { randomValue: 125 }), false)
  assert.equal(matches({ fraction: { numerator: 0, denominator: 100 } }), false)
  assert.equal(
    matches({ isGrpc: true }, { requestHeaders: ['content-type', 'application/grpc+proto'] }),
    true,
  )
  assert.equal(
    matches({ isGrpc: true }, { requestHeaders: ['content-type', 'application/grpc-web'] }),
    false,
  )
  assert.equal(matches({ clientCertificate: true }, { clientCertificate: 1 }), true)
  assert.equal(matches({ clientCertificate: true }, { clientCertificate: 0 }), false)
  assert.equal(matches({ clientCertificate: false }, { clientCertificate: -1 }), true)
})

test('the first route that matches wins', () => {
  const routes = ['/a/b', '/a', '/'].map((prefix) => {
    const compiled = compileRouteMatch({ ...ANY, path: { kind: 'prefix', value: prefix } })
    if (compiled.kind === 'bad') throw new Error('does not compile')
    return { matcher: compiled.value, value: prefix }
  })
  assert.equal(selectRoute(routes, view({ path: '/a/b/c' })), '/a/b')
  assert.equal(selectRoute(routes.toReversed(), view({ path: '/a/b/c' })), '/')
  assert.equal(selectRoute(routes, view({ path: '*' })), null)
})

test('every violation is named with its path', () => {
  const compiled = compileRouteMatch({
    ...ANY,
    path: { kind: 'separatedPrefix', value: 'a/' },
    headers: [
      { name: '', match: { kind: 'present', present: true } },
      { name: 'a', match: { kind: 'string', string: { kind: 'regex', value: '(?=a)' } } },
      { name: 'a', match: { kind: 'range', start: 2, end: 2 } },
    ],
    queryParameters: [{ name: '', string: null }],
  })
  assert.deepEqual(compiled.kind === 'bad' && compiled.violations.map((v) => v.path), [
    'path_separated_prefix',
    'headers[0].name',
    'headers[1].regex',
    'headers[2].range_match',
    'query_parameters[0].name',
  ])
})
