/** Reloading: what is kept, what is built anew, and when replaced handlers are closed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settled } from '@flotilla/adapter-sdk/compliance'
import type { ConfigObject } from '@flotilla/model'
import { MANIFEST, object, Probe, testRuntime } from '../test-objects.ts'

function setup(name: string, params: object = {}, path = 'source.namespace'): ConfigObject[] {
  return [
    object('handler', name, { compiledAdapter: 'probe', params }),
    object('listentry', name, { value: path }),
    object('rule', name, { actions: [{ handler: name, instances: [`${name}.listentry`] }] }),
  ]
}

test('a handler is kept while its params and instances are the same', async () => {
  const probe = new Probe()
  const { runtime } = testRuntime(probe.adapter())
  await runtime.reload([MANIFEST, ...setup('a')])
  const same = await runtime.reload([MANIFEST, ...setup('b'), ...setup('a')])
  assert.deepEqual([same.built, same.reused], [1, 1])
  assert.deepEqual(probe.built, ['a.istio-system', 'b.istio-system'])
  await runtime.reload([MANIFEST, ...setup('a', { code: 7 }), ...setup('b', {}, 'source.uid')])
  await settled()
  assert.deepEqual(probe.built.slice(2), ['a.istio-system', 'b.istio-system'])
  assert.deepEqual(probe.closed.sort(), ['a.istio-system', 'b.istio-system'])
})

test('a replaced handler is closed when the last request that may call it has ended', async () => {
  const probe = new Probe()
  const { runtime } = testRuntime(probe.adapter())
  await runtime.reload([MANIFEST, ...setup('a')])
  const first = runtime.table
  first.acquire()
  await runtime.reload([MANIFEST, ...setup('a'), ...setup('b')])
  await runtime.reload([MANIFEST])
  await settled()
  assert.deepEqual(probe.closed, ['b.istio-system'])
  first.release()
  await settled()
  assert.deepEqual(probe.closed, ['b.istio-system', 'a.istio-system'])
})

test('a request that does not end holds a handler no longer than ten seconds', async () => {
  const probe = new Probe()
  const { runtime, env } = testRuntime(probe.adapter())
  await runtime.reload([MANIFEST, ...setup('a')])
  runtime.table.acquire()
  await runtime.reload([MANIFEST])
  await env.advance(9_999)
  assert.deepEqual(probe.closed, [])
  await env.advance(1)
  assert.deepEqual(probe.closed, ['a.istio-system'])
})

test('a handler with bad params or that cannot be built is left out and reported', async () => {
  const { runtime } = testRuntime(new Probe().adapter())
  const report = await runtime.reload([
    MANIFEST,
    ...setup('a', { fault: 'invalid' }),
    ...setup('b', { fault: 'build' }),
    ...setup('c', { nope: 1 }),
    ...setup('d'),
  ])
  assert.deepEqual(
    report.problems.map(({ object, path, code, class: kind }) => [object.name, path, code, kind]),
    [
      ['a', 'spec.params.fault', 'FLT_ADAPTER_CONFIG', 'handler'],
      ['b', 'spec.params', 'FLT_ADAPTER_FAILED', 'handler-build'],
      ['c', 'spec.params.nope', 'FLT_ADAPTER_CONFIG', 'handler'],
    ],
  )
  assert.deepEqual([...report.table.handlers.keys()], ['d.handler.istio-system'])
})

test('closing ends every handler, and reloads that are under way come first', async () => {
  const probe = new Probe()
  const { runtime } = testRuntime(probe.adapter())
  const reloading = runtime.reload([MANIFEST, ...setup('a')])
  await runtime.close()
  await reloading
  assert.deepEqual(probe.closed, ['a.istio-system'])
})
