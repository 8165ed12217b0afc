/** The noop adapter. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adapterCompliance, FakeEnv, sampleInstance } from '@flotilla/adapter-sdk/compliance'
import { noop } from './noop.ts'

adapterCompliance({
  adapter: noop,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [{ name: 'no params', params: {} }],
  refused: [{ name: 'a text', params: 'x', path: 'spec.params' }],
})

test('checks pass for 10^9 s and uses, here and at the edge; quotas are granted whole', async () => {
  const wiring = { handler: 'h', instances: [], previous: null }
  const answer = noop.accept(null, 'p', wiring)
  assert.ok(answer.kind === 'ok')
  const handler = await answer.accepted.build(new FakeEnv(), wiring)
  const check = await handler.handleCheck?.(sampleInstance('checknothing'))
  assert.deepEqual(
    [check?.status.code, check?.validDurationMs, check?.validUseCount],
    [0, 1e12, 1_000_000_000],
  )
  assert.deepEqual(answer.accepted.decideAtEdge()?.(sampleInstance('authorization')), check)
  const args = { dedupId: '', amount: 7n, isBestEffort: false }
  assert.equal((await handler.handleQuota?.(sampleInstance('quota'), args))?.amount, 7n)
})
