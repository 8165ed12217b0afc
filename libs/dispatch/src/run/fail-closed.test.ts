/** Rules with `failClosed`: while a part of them cannot work they refuse, and only what they match. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MutableBag } from '@flotilla/attributes'
import type { ConfigObject } from '@flotilla/model'
import { MANIFEST, object, Probe, testRuntime } from '../test-objects.ts'
import { check } from './check.ts'
import { DispatchError } from './invoke.ts'

const HANDLER = object('handler', 'h', { compiledAdapter: 'probe' })
const NOTHING = object('instance', 'n', { compiledTemplate: 'checknothing' })
const action = (handler: string, instance: string): object => ({
  actions: [{ handler, instances: [instance] }],
})

async function codes(...objects: ConfigObject[]): Promise<number[]> {
  const { runtime, context } = testRuntime(new Probe().adapter())
  await runtime.reload([MANIFEST, HANDLER, NOTHING, ...objects])
  const found: number[] = []
  for (const path of ['/a', '/b']) {
    const bag = new MutableBag([['request.path', path]])
    const outcome = await check(context, runtime.table, bag, null)
    found.push(outcome instanceof DispatchError ? -1 : outcome.status.code)
  }
  await runtime.close()
  return found
}

const CASES: readonly [string, object, number[]][] = [
  ['a missing handler', action('gone', 'n'), [7, 7]],
  ['a missing instance', action('h', 'gone'), [7, 7]],
  ['a match that does not compile', { ...action('h', 'n'), match: 'no.such' }, [7, 7]],
  ['only what it matches', { ...action('gone', 'n'), match: 'request.path == "/a"' }, [7, 0]],
  ['a rule that is whole', action('h', 'n'), [0, 0]],
]
for (const [name, spec, expected] of CASES)
  test(`fail closed: ${name}`, async () => {
    assert.deepEqual(await codes(object('rule', 'r', { ...spec, failClosed: true })), expected)
    assert.deepEqual(await codes(object('rule', 'r', spec)), [0, 0], 'inert without it')
  })

test('fail closed: a handler that cannot be built', async () => {
  const broken = object('handler', 'b', { compiledAdapter: 'probe', params: { fault: 'build' } })
  const rule = object('rule', 'r', { ...action('b', 'n'), failClosed: true })
  assert.deepEqual(await codes(broken, rule), [7, 7])
})
