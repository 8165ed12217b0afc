/** Virtual host look-up: precedence of classes and refusal of doubtful tables. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileDomains } from './domain-table.ts'

function table(...domains: string[]): (authority: string) => string | null {
  const compiled = compileDomains(domains.map((domain) => ({ domains: [domain], value: domain })))
  assert.equal(compiled.kind, 'ok')
  return (authority) => (compiled.kind === 'ok' ? compiled.value.lookup(authority) : null)
}

test('exact beats suffix, suffix beats prefix, longest wins, * is last', () => {
  const lookup = table(
    '*',
    'www.*',
    'www.foo.*',
    '*.foo.com',
    '*-bar.foo.com',
    'a.foo.com',
    'A.B:80',
  )
  const cases: readonly (readonly [string, string])[] = [
    ['a.foo.com', 'a.foo.com'],
    ['A.FOO.com', 'a.foo.com'],
    ['b.foo.com', '*.foo.com'],
    ['baz-bar.foo.com', '*-bar.foo.com'],
    ['www.foo.com', '*.foo.com'],
    ['www.foo.org', 'www.foo.*'],
    ['www.bar.org', 'www.*'],
    ['foo.com', '*'],
    ['.foo.com', '*'],
    ['www.', '*'],
    ['a.b:80', 'A.B:80'],
    ['a.b', '*'],
  ]
  for (const [authority, domain] of cases) assert.equal(lookup(authority), domain, authority)
})

test('nothing matches without *', () => {
  assert.equal(table('a')('b'), null)
})

test('doubtful tables are refused whole', () => {
  for (const domains of [['a', 'A'], ['*', '*'], ['a*b'], ['*a*'], ['']]) {
    const compiled = compileDomains([{ domains, value: 1 }])
    assert.equal(compiled.kind, 'bad', domains.join())
  }
})

test('the look-up agrees with a plain search', () => {
  const label = fc.constantFrom('a', 'b', 'ab')
  const host = fc.array(label, { minLength: 1, maxLength: 3 }).map((l) => l.join('.'))
  const domain = fc.oneof(
    host,
    host.map((h) => `*.${h}`),
    host.map((h) => `${h}.*`),
    fc.constant('*'),
  )
  fc.assert(
    fc.property(
      fc.uniqueArray(domain, { minLength: 1, maxLength: 8 }),
      host,
      (domains, authority) => {
        const rank = (d: string): number => {
          if (d === authority) return 1e6
          if (d.startsWith('*.') && authority.endsWith(d.slice(1)) && authority.length >= d.length)
            return 1e4 + d.length
          if (
            d.endsWith('.*') &&
            authority.startsWith(d.slice(0, -1)) &&
            authority.length >= d.length
          )
            return 100 + d.length
          return d === '*' ? 1 : 0
        }
        const best = [...domains].sort((x, y) => rank(y) - rank(x))[0] ?? ''
        assert.equal(table(...domains)(authority), rank(best) === 0 ? null : best)
      },
    ),
  )
})
