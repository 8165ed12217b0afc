/** Matches inside metadata. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileMetadata, type ValueSpec, valueAt } from './value-match.ts'

const DATA = { ns: { a: { b: 'text', n: 3, t: true, z: null, list: ['x', 'y'] } } }

function matches(path: readonly string[], value: ValueSpec, invert = false): boolean {
  const compiled = compileMetadata({ namespace: 'ns', path, value, invert })
  assert.ok(compiled.kind === 'ok')
  return compiled.value.matches({
    metadataValue: (namespace, keys) => valueAt(DATA, [namespace, ...keys]),
  })
}

test('every kind of value', () => {
  const text = (value: string): ValueSpec => ({ kind: 'string', string: { kind: 'exact', value } })
  const cases: readonly (readonly [string[], ValueSpec, boolean])[] = [
    [['a', 'b'], text('text'), true],
    [['a', 'b'], text('other'), false],
    [['a', 'n'], text('3'), false],
    [['a', 'n'], { kind: 'number', exact: 3 }, true],
    [['a', 'n'], { kind: 'range', start: 3, end: 4 }, true],
    [['a', 'n'], { kind: 'range', start: 2, end: 3 }, false],
    [['a', 't'], { kind: 'bool', value: true }, true],
    [['a', 't'], { kind: 'bool', value: false }, false],
    [['a', 'z'], { kind: 'null' }, true],
    [['a', 'x'], { kind: 'null' }, false],
    [['a'], { kind: 'present', value: true }, true],
    [['a', 'x'], { kind: 'present', value: true }, false],
    [['a', 'x'], { kind: 'present', value: false }, true],
    [['a', 'list'], { kind: 'oneOf', item: text('y') }, true],
    [['a', 'list'], { kind: 'oneOf', item: text('q') }, false],
    [['a', 'b'], { kind: 'or', choices: [text('q'), text('text')] }, true],
    [['a', 'b', 'deeper'], { kind: 'present', value: true }, false],
  ]
  for (const [path, value, expected] of cases) {
    assert.equal(matches(path, value), expected, JSON.stringify([path, value]))
    assert.equal(matches(path, value, true), !expected, 'inverted')
  }
})
