/** Dispatching reports: one call per handler and template for a whole batch, errors joined. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MutableBag } from '@flotilla/attributes'
import { MANIFEST, object, Probe, testRuntime } from '../test-objects.ts'
import { ReportSession } from './report.ts'

const HANDLER = object('handler', 'h', { compiledAdapter: 'probe' })
const DIMENSIONS = { dimensions: { code: 'response.code | 200', path: 'request.path' } }
const OBJECTS = [
  MANIFEST,
  HANDLER,
  object('metric', 'one', { value: '1', ...DIMENSIONS }),
  object('metric', 'two', { value: 'response.duration | "0ms"', ...DIMENSIONS }),
  object('logentry', 'log', { variables: { a: '', b: '"x"' }, severity: '"info"' }),
  object('rule', 'metrics', {
    actions: [{ handler: 'h', instances: ['one.metric', 'two.metric', 'log.logentry'] }],
  }),
  object('rule', 'default/own', {
    actions: [{ handler: 'h.handler.istio-system', instances: ['one.metric.istio-system'] }],
  }),
]

test('a batch is one call per handler and template; equal maps are made once per bag', async () => {
  const probe = new Probe()
  const { runtime, context } = testRuntime(probe.adapter())
  assert.deepEqual((await runtime.reload(OBJECTS)).problems, [])
  const session = new ReportSession(context, runtime.table)
  for (const path of ['/a', '/b']) session.add(new MutableBag([['request.path', path]]))
  session.add(
    new MutableBag([
      ['request.path', '/c'],
      ['destination.namespace', 'default'],
    ]),
  )
  assert.equal(await session.finish(), null)
  assert.deepEqual(probe.batches, [7, 3])
  const metrics = probe.instances.filter((instance) => instance.template === 'metric')
  assert.equal(metrics[0]?.dimensions, metrics[1]?.dimensions)
  assert.notEqual(metrics[0]?.dimensions, metrics[2]?.dimensions)
  assert.deepEqual(metrics[0]?.dimensions.values, [200n, '/a'])
  const log = probe.instances.find((instance) => instance.template === 'logentry')
  assert.deepEqual(
    [log?.variables.values, log?.timestamp, log?.severity],
    [[null, 'x'], null, 'info'],
  )
})

test('an instance that cannot be built is an error of the batch; the others are dispatched', async () => {
  const probe = new Probe()
  const { runtime, context } = testRuntime(probe.adapter())
  await runtime.reload(OBJECTS)
  const session = new ReportSession(context, runtime.table)
  session.add(new MutableBag())
  session.add(new MutableBag([['request.path', '/a']]))
  session.fail('element 2 could not be read')
  assert.equal(
    await session.finish(),
    "one.metric.istio-system: lookup failed: 'request.path'; two.metric.istio-system: lookup failed: 'request.path'; element 2 could not be read",
  )
  assert.deepEqual(probe.batches, [2, 2])
})

test('what a handler throws is an error of the batch', async () => {
  const { runtime, context } = testRuntime(new Probe().adapter())
  const throwing = object('handler', 'h', { compiledAdapter: 'probe', params: { fault: 'throw' } })
  await runtime.reload([...OBJECTS.filter((one) => one !== HANDLER), throwing])
  const session = new ReportSession(context, runtime.table)
  session.add(new MutableBag([['request.path', '/a']]))
  assert.equal(await session.finish(), 'h.istio-system: thrown; and 1 more')
})

test('an empty batch calls nobody', async () => {
  const probe = new Probe()
  const { runtime, context } = testRuntime(probe.adapter())
  await runtime.reload(OBJECTS)
  assert.equal(await new ReportSession(context, runtime.table).finish(), null)
  assert.deepEqual(probe.batches, [])
})
