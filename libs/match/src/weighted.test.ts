/** Weighted choice, fractions and regular expression rewrites. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawFrom, isInFraction } from './fraction.ts'
import { compileRegexRewrite } from './regex.ts'
import { compileWeighted } from './weighted.ts'

test('draws fall into the running sums', () => {
  const compiled = compileWeighted([
    { weight: 90, value: 'v1' },
    { weight: 0, value: 'never' },
    { weight: 10, value: 'v3' },
  ])
  if (compiled.kind === 'bad') assert.fail('does not compile')
  const counts = new Map<string, number>()
  for (let draw = 0; draw < 1000; draw++) {
    const picked = compiled.value.pick(draw)
    counts.set(picked, (counts.get(picked) ?? 0) + 1)
  }
  assert.deepEqual(
    [...counts],
    [
      ['v1', 900],
      ['v3', 100],
    ],
  )
})

test('a sum of 0 is refused', () => {
  assert.equal(compileWeighted([{ weight: 0, value: 1 }]).kind, 'bad')
  assert.equal(compileWeighted([]).kind, 'bad')
})

test('fractions by any denominator', () => {
  assert.equal(isInFraction({ numerator: 1_000_000, denominator: 1_000_000 }, 999_999), true)
  assert.equal(isInFraction({ numerator: 1, denominator: 10_000 }, 10_000), true)
  assert.equal(isInFraction({ numerator: 1, denominator: 10_000 }, 10_001), false)
  assert.equal(Number.isSafeInteger(drawFrom(() => 0.999999999999)), true)
})

test('rewrites use RE2 group syntax', () => {
  const cases: readonly (readonly [
    pattern: string,
    substitution: string,
    text: string,
    expected: string,
  ])[] = [
    ['^/service/([^/]+)(/.*)$', '\\2/instance/\\1', '/service/foo/v1/api', '/v1/api/instance/foo'],
    ['one', 'two', '/xxx/one/yyy/one/zzz', '/xxx/two/yyy/two/zzz'],
    ['(a)(b)?', '[\\1\\2]', 'ab a', '[ab] [a]'],
    ['a', '$1\\\\', 'a', '$1\\'],
    ['(?i)/xxx/', '/yyy/', '/aaa/XxX/bbb', '/aaa/yyy/bbb'],
    ['é', 'ü', '\xc3\xa9', '\xc3\xbc'],
  ]
  for (const [pattern, substitution, text, expected] of cases) {
    const compiled = compileRegexRewrite(pattern, substitution)
    assert.equal(compiled.kind === 'ok' ? compiled.value.apply(text) : null, expected, pattern)
  }
  for (const [pattern, substitution] of [
    ['a', '\\1'],
    ['a', '\\x'],
    ['a', '\\'],
    ['(', ''],
  ] as const)
    assert.equal(
      compileRegexRewrite(pattern, substitution).kind,
      'bad',
      `${pattern} ${substitution}`,
    )
})

test('numbers of 64 bits draw by their remainder', () => {
  const compiled = compileWeighted([
    { weight: 30, value: 'a' },
    { weight: 70, value: 'b' },
  ])
  assert.ok(compiled.kind === 'ok')
  const cases: readonly (readonly [string, number | null])[] = [
    ['0', 0],
    ['130', 30],
    ['+7', 7],
    ['18446744073709551615', 15],
    ['18446744073709551616', null],
    ['-1', null],
    ['1.0', null],
    ['', null],
  ]
  for (const [text, draw] of cases) assert.equal(compiled.value.drawOf(text), draw, text)
})
