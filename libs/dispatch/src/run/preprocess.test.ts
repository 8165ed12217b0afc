/** Attribute generators: bindings, precedence of the sender, memory of outputs, references. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AttributeValue, MutableBag, OverlayBag, ReferenceTracker } from '@flotilla/attributes'
import type { ConfigObject } from '@flotilla/model'
import { MANIFEST, object, Probe, type TestRuntime, testRuntime } from '../test-objects.ts'
import { check } from './check.ts'
import { DispatchError } from './invoke.ts'
import { preprocess } from './preprocess.ts'

const HANDLER = object('handler', 'k', { compiledAdapter: 'probe' })

function attributes(
  name: string,
  bindings: Record<string, string>,
  inputs: object = { source_uid: 'source.uid | ""' },
): ConfigObject {
  return object('kubernetes', name, { ...inputs, attribute_bindings: bindings })
}

function rule(...instances: string[]): ConfigObject {
  return object('rule', 'kube', { actions: [{ handler: 'k', instances }] })
}

const LABELS = attributes('attributes', {
  'source.labels': '$out.source_labels | emptyStringMap()',
  'source.ip': '$out.source_pod_ip | ip("0.0.0.0")',
  'source.namespace': '$out.source_namespace | "default"',
})

async function started(probe: Probe, ...objects: ConfigObject[]): Promise<TestRuntime> {
  const test = testRuntime(probe.adapter())
  assert.deepEqual((await test.runtime.reload([MANIFEST, HANDLER, ...objects])).problems, [])
  return test
}

async function run(
  { runtime, context }: TestRuntime,
  sent: Record<string, AttributeValue>,
  tracker: ReferenceTracker | null = null,
): Promise<OverlayBag> {
  const bag = new OverlayBag(new MutableBag(Object.entries(sent)))
  const failed = await preprocess(context, runtime.table, bag, tracker)
  if (failed instanceof DispatchError) assert.fail(failed.message)
  return bag
}

test('outputs become attributes by their bindings, IPv4 in four bytes', async () => {
  const probe = new Probe()
  probe.generated = new Map<string, AttributeValue>([['source_labels', new Map([['app', 'a']])]])
  const bag = await run(await started(probe, LABELS, rule('attributes.kubernetes')), {
    'source.uid': 'u',
  })
  assert.deepEqual(bag.get('source.labels'), new Map([['app', 'a']]))
  assert.deepEqual(bag.get('source.ip'), Uint8Array.of(0, 0, 0, 0))
  assert.equal(bag.get('source.namespace'), 'default')
})

test('what the sender supplied is never hidden, and the first generator wins', async () => {
  const probe = new Probe()
  const runtime = await started(
    probe,
    attributes('a', { 'source.namespace': '"first"', 'source.uid': '"made"' }),
    attributes('b', { 'source.namespace': '"second"' }),
    rule('a.kubernetes', 'b.kubernetes'),
  )
  const bag = await run(runtime, { 'source.uid': 'sent' })
  assert.equal(bag.get('source.namespace'), 'first')
  assert.equal(bag.get('source.uid'), 'sent')
})

test('equal inputs ask the handler once, until its generation changes', async () => {
  const probe = new Probe()
  const runtime = await started(probe, LABELS, rule('attributes.kubernetes'))
  const asked = async (uid: string): Promise<number> => {
    await run(runtime, { 'source.uid': uid })
    return probe.instances.length
  }
  assert.deepEqual(
    [await asked('a'), await asked('a'), await asked('b'), await asked('a')],
    [1, 1, 2, 2],
  )
  probe.generation = 2
  assert.equal(await asked('a'), 3)
})

test('bindings that read the request are evaluated for every request', async () => {
  const probe = new Probe()
  probe.generated = new Map([['source_namespace', 'made']])
  const runtime = await started(
    probe,
    attributes('a', { 'source.namespace': 'request.path | $out.source_namespace' }),
    rule('a.kubernetes'),
  )
  const tracker = new ReferenceTracker()
  assert.equal(
    (await run(runtime, { 'request.path': '/x' }, tracker)).get('source.namespace'),
    '/x',
  )
  assert.equal((await run(runtime, {})).get('source.namespace'), 'made')
  assert.equal(probe.instances.length, 1)
  assert.ok(tracker.references().some(({ name }) => name === 'request.path'))
})

test('references: the inputs of a generator, not what it gave', async () => {
  const probe = new Probe()
  probe.generated = new Map<string, AttributeValue>([['source_labels', new Map([['app', 'a']])]])
  const runtime = await started(
    probe,
    LABELS,
    rule('attributes.kubernetes'),
    object('checknothing', 'n', null),
    object('rule', 'deny', {
      match: 'source.labels["app"] == "a"',
      actions: [{ handler: 'k', instances: ['n.checknothing'] }],
    }),
  )
  const tracker = new ReferenceTracker()
  const bag = await run(runtime, { 'source.uid': 'u' }, tracker)
  await check(runtime.context, runtime.runtime.table, bag, tracker)
  assert.deepEqual(
    tracker.references().map(({ name, condition }) => [name, condition]),
    [
      ['context.reporter.kind', 1],
      ['destination.namespace', 1],
      ['source.uid', 2],
    ],
  )
})

test('an input or a binding without value, or a handler that throws, fails the request', async () => {
  const cases: readonly [ConfigObject[], RegExp][] = [
    [
      [attributes('a', {}, { source_uid: 'request.path' }), rule('a.kubernetes')],
      /lookup failed: 'request.path'/,
    ],
    [
      [attributes('a', { 'source.uid': '$out.source_pod_uid' }), rule('a.kubernetes')],
      /source.uid: lookup failed/,
    ],
    [
      [
        object('handler', 'k', { compiledAdapter: 'probe', params: { fault: 'throw' } }),
        LABELS,
        rule('attributes.kubernetes'),
      ],
      /k.istio-system: thrown/,
    ],
  ]
  for (const [objects, expected] of cases) {
    const { runtime, context } = testRuntime(new Probe().adapter())
    await runtime.reload([MANIFEST, HANDLER, ...objects])
    const failed = await preprocess(context, runtime.table, new OverlayBag(new MutableBag()), null)
    assert.ok(failed instanceof DispatchError)
    assert.match(failed.message, expected)
  }
})

test('a decision rests no longer than what was generated for it', async () => {
  const probe = new Probe()
  probe.maxValidityMs = 1_000
  const runtime = await started(probe, LABELS, rule('attributes.kubernetes'))
  const bag = new OverlayBag(new MutableBag())
  for (let i = 0; i < 2; i++) {
    const done = await preprocess(runtime.context, runtime.runtime.table, bag, null)
    assert.deepEqual(done, { maxValidityMs: 1_000 })
  }
  const outcome = await check(runtime.context, runtime.runtime.table, bag, null, 1_000)
  assert.ok(!(outcome instanceof DispatchError))
  assert.equal(outcome.validDurationMs, 1_000)
})
