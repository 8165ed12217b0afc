/** Runtime layers, their values and what changes them. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Bootstrap } from '@flotilla/proto'
import { runtimeLayers } from '../bootstrap/runtime-layers.ts'
import { liveFlag, liveFraction, liveNumber } from './live-values.ts'
import { Runtime, type RuntimeLayer } from './runtime.ts'

const layer = (values: Record<string, string>, isAdmin = false): RuntimeLayer => ({
  name: 'l',
  values: new Map(Object.entries(values)),
  isAdmin,
})

test('later layers win, and only an admin layer can be changed', () => {
  const runtime = new Runtime()
  runtime.load([layer({ a: '1', b: '1' }), layer({ b: '2' })])
  assert.deepEqual([runtime.get('a'), runtime.get('b'), runtime.get('c')], ['1', '2', null])
  assert.equal(runtime.modify([['a', '9']]), false)
  runtime.load([layer({ a: '1' }), layer({}, true)])
  assert.equal(
    runtime.modify([
      ['a', '9'],
      ['c', 'x'],
    ]),
    true,
  )
  assert.deepEqual([runtime.get('a'), runtime.get('c')], ['9', 'x'])
  runtime.modify([['a', '']])
  assert.equal(runtime.get('a'), '1')
})

test('values follow the runtime; what cannot be read is the default', () => {
  const runtime = new Runtime()
  const share = liveFraction({ numerator: 1, denominator: 100 }, 'share', runtime)
  const number = liveNumber(7, 'number', runtime)
  const flag = liveFlag(true, 'flag', runtime)
  const seen = (): unknown => [share.numerator, share.denominator, number.value, flag.value]
  assert.deepEqual(seen(), [1, 100, 7, true])
  const cases: readonly (readonly [Record<string, string>, unknown])[] = [
    [{ share: '30', number: '1.5', flag: 'false' }, [30, 100, 1.5, false]],
    [{ share: '300', number: '-2' }, [100, 100, -2, true]],
    [{ share: '{"numerator":5,"denominator":"TEN_THOUSAND"}' }, [5, 10_000, 7, true]],
    [{ share: 'numerator: 5 denominator: MILLION' }, [5, 1_000_000, 7, true]],
    [{ share: 'much', number: 'many', flag: 'maybe' }, [1, 100, 7, true]],
    [{ share: '{"numerator":5,"denominator":"DOZEN"}' }, [1, 100, 7, true]],
  ]
  for (const [values, want] of cases) {
    runtime.load([layer(values)])
    assert.deepEqual(seen(), want, JSON.stringify(values))
  }
})

test('the bootstrap gives layers from its own text and from files', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'runtime-'))
  t.after(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'envoy', 'routing'), { recursive: true })
  writeFileSync(join(folder, 'envoy', 'routing', 'share'), '# a remark\n33\n')
  const parsed = Bootstrap.fromJson({
    layered_runtime: {
      layers: [
        { name: 's', static_layer: { routing: { share: 1 }, b: { numerator: 3 }, 'c.d': true } },
        { name: 'd', disk_layer: { symlink_root: folder, subdirectory: 'envoy' } },
        { name: 'none', disk_layer: { symlink_root: join(folder, 'nowhere') } },
        { name: 'a', admin_layer: {} },
      ],
    },
  })
  assert.ok(parsed.kind === 'ok')
  const layers = runtimeLayers(parsed.message)
  assert.deepEqual(
    layers.map(({ name, values, isAdmin }) => [name, Object.fromEntries(values), isAdmin]),
    [
      ['s', { 'routing.share': '1', b: '{"numerator":3}', 'c.d': 'true' }, false],
      ['d', { 'routing.share': '33' }, false],
      ['none', {}, false],
      ['a', {}, true],
    ],
  )
})
