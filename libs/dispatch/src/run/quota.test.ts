/** Dispatching quotas: by short name, granted in full where nothing limits them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type QuotaResult, status } from '@flotilla/adapter-sdk'
import { MutableBag, ReferenceTracker } from '@flotilla/attributes'
import type { ConfigObject } from '@flotilla/model'
import { MANIFEST, object, Probe, type TestRuntime, testRuntime } from '../test-objects.ts'
import { DispatchError } from './invoke.ts'
import { quota } from './quota.ts'

const HANDLER = object('handler', 'h', { compiledAdapter: 'probe' })
const QUOTA = object('quota', 'RequestCount', { dimensions: { path: 'request.path' } })
const ACTIONS = [{ handler: 'h', instances: ['RequestCount.quota'] }]

async function started(probe: Probe, ...objects: ConfigObject[]): Promise<TestRuntime> {
  const test = testRuntime(probe.adapter())
  const report = await test.runtime.reload([MANIFEST, HANDLER, QUOTA, ...objects])
  assert.deepEqual(report.problems, [])
  return test
}

async function ask(
  { runtime, context }: TestRuntime,
  name: string,
  tracker: ReferenceTracker | null = null,
  path = '/x',
): Promise<QuotaResult | DispatchError> {
  const bag = new MutableBag(path === '' ? [] : [['request.path', path]])
  const request = { name, amount: 3n, isBestEffort: false, dedupId: 'd' }
  return quota(context, runtime.table, bag, tracker, request)
}

function granted(result: QuotaResult | DispatchError): [bigint, number] {
  if (result instanceof DispatchError) assert.fail(result.message)
  return [result.amount, result.validDurationMs]
}

test('a quota is found by its short name in any case', async () => {
  const runtime = await started(new Probe(), object('rule', 'r', { actions: ACTIONS }))
  assert.deepEqual(granted(await ask(runtime, 'requestcount')), [1n, 1_000])
  assert.deepEqual(runtime.observed.events, ['called h.istio-system quota'])
})

test('a quota that nobody configured is granted in full for a minute, and told', async () => {
  const runtime = await started(new Probe())
  assert.deepEqual(granted(await ask(runtime, 'requestcount')), [3n, 60_000])
  assert.deepEqual(runtime.observed.events, ['not configured requestcount'])
})

test('a quota whose rule does not match is granted in full', async () => {
  const runtime = await started(
    new Probe(),
    object('rule', 'r', { actions: ACTIONS, match: 'connection.mtls' }),
  )
  assert.deepEqual(granted(await ask(runtime, 'requestcount')), [3n, 60_000])
  assert.deepEqual(runtime.observed.events, ["match r: lookup failed: 'connection.mtls'"])
})

test('a real result wins over a rule that does not match; of two the first counts', async () => {
  const runtime = await started(
    new Probe(),
    object('rule', 'a', { actions: ACTIONS, match: 'request.path == "/other"' }),
    object('rule', 'b', { actions: ACTIONS }),
    object('rule', 'c', { actions: ACTIONS }),
  )
  assert.deepEqual(granted(await ask(runtime, 'requestcount')), [1n, 1_000])
  assert.equal(runtime.observed.events.at(-1), 'discarded requestcount h.istio-system')
})

test('a refusal names its handler', async () => {
  const probe = new Probe()
  probe.quota = { status: status(8, 'empty'), validDurationMs: 0, amount: 0n }
  const result = await ask(
    await started(probe, object('rule', 'r', { actions: ACTIONS })),
    'requestcount',
  )
  assert.ok(!(result instanceof DispatchError))
  assert.equal(result.status.message, 'h.istio-system:empty')
})

test('an instance that cannot be built fails the quota', async () => {
  const runtime = await started(new Probe(), object('rule', 'r', { actions: ACTIONS }))
  assert.ok((await ask(runtime, 'requestcount', null, '')) instanceof DispatchError)
})

test('references: only what the asked quota reads', async () => {
  const runtime = await started(
    new Probe(),
    object('quota', 'other', { dimensions: { a: 'source.uid | ""' } }),
    object('rule', 'r', { actions: ACTIONS }),
    object('rule', 's', {
      actions: [{ handler: 'h', instances: ['other.quota'] }],
      match: '(source.namespace | "") == ""',
    }),
  )
  const tracker = new ReferenceTracker()
  await ask(runtime, 'requestcount', tracker)
  assert.deepEqual(
    tracker.references().map(({ name }) => name),
    ['context.reporter.kind', 'destination.namespace', 'request.path'],
  )
})
