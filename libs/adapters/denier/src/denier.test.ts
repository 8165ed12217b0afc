/** The denier adapter. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CheckResult, NOTHING_GRANTED } from '@flotilla/adapter-sdk'
import { adapterCompliance, FakeEnv, sampleInstance } from '@flotilla/adapter-sdk/compliance'
import { denier } from './denier.ts'

const WIRING = { handler: 'denyall.istio-system', instances: [], previous: null }

adapterCompliance({
  adapter: denier,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'defaults', params: {} },
    { name: 'a status of its own', params: { status: { code: 7, message: 'Not allowed' } } },
  ],
  refused: [
    {
      name: 'a code by name',
      params: { status: { code: 'SEVEN' } },
      path: 'spec.params.status.code',
    },
    {
      name: 'a code out of range',
      params: { status: { code: 99 } },
      path: 'spec.params.status.code',
    },
    {
      name: 'a duration without unit',
      params: { validDuration: 5 },
      path: 'spec.params.validDuration',
    },
    {
      name: 'a negative duration',
      params: { validDuration: '-1s' },
      path: 'spec.params.validDuration',
    },
  ],
})

function check(params: unknown): CheckResult {
  const answer = denier.accept(params, 'spec.params', WIRING)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  const handler = answer.accepted.build(new FakeEnv(), WIRING)
  assert.ok(!(handler instanceof Promise) && handler.handleCheck)
  const result = handler.handleCheck(sampleInstance('checknothing'))
  assert.ok(!(result instanceof Promise))
  assert.deepEqual(answer.accepted.decideAtEdge()?.(sampleInstance('checknothing')), result)
  return result
}

test('without params it answers FAILED_PRECONDITION for 5 s and 1000 uses', () => {
  const result = check({})
  assert.equal(result.status.code, 9)
  assert.equal(result.validDurationMs, 5_000)
  assert.equal(result.validUseCount, 1_000)
})

test('a configured status is answered as it is', () => {
  const result = check({ status: { code: 7, message: 'Not allowed' }, valid_duration: '0.5s' })
  assert.deepEqual(result.status, { code: 7, message: 'Not allowed', directResponse: null })
  assert.equal(result.validDurationMs, 500)
})

test('a DirectHttpResponse among the details is carried along', () => {
  const { status } = check({
    status: {
      code: 7,
      details: [
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1s' },
        {
          '@type': 'type.googleapis.com/istio.policy.v1beta1.DirectHttpResponse',
          code: 'MovedPermanently',
          body: 'gone',
          headers: { location: 'https://example.com/' },
        },
      ],
    },
  })
  assert.deepEqual(status.directResponse, {
    code: 301,
    body: 'gone',
    headers: new Map([['location', 'https://example.com/']]),
  })
})

test('quotas get nothing', async () => {
  const answer = denier.accept({}, 'spec', WIRING)
  assert.ok(answer.kind === 'ok')
  const handler = await answer.accepted.build(new FakeEnv(), WIRING)
  const args = { dedupId: 'd', amount: 1n, isBestEffort: true }
  assert.equal(handler.handleQuota?.(sampleInstance('quota'), args), NOTHING_GRANTED)
})
