/** Groups at the server: what is built once, what for each value, and what is left out. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Adapter,
  defineAdapter,
  type Handler,
  message,
  type WeightedInstance,
} from '@flotilla/adapter-sdk'
import { MutableBag } from '@flotilla/attributes'
import type { ConfigObject } from '@flotilla/model'
import { MANIFEST, object, Probe, testRuntime } from '../test-objects.ts'
import { type RolledUp, RollUpSession } from './roll-up-session.ts'

const MORE = object('attributemanifest', 'more', {
  attributes: { 'response.size': { valueType: 'INT64' } },
})
const RULE = (...instances: string[]): ConfigObject =>
  object('rule', 'r', { actions: [{ handler: 'sum', instances }] })
const HANDLER = object('handler', 'sum', { compiledAdapter: 'summing' })

function summing(calls: (readonly WeightedInstance[])[], extra: Partial<Handler> = {}): Adapter {
  return defineAdapter({
    name: 'summing',
    description: 'Sums',
    templates: ['metric'],
    params: message<object>({}),
    build: () => ({
      handleReport: () => undefined,
      handleWeighted: (instances) => {
        calls.push(instances)
      },
      close: () => undefined,
      ...extra,
    }),
  })
}

function group(count: number, values: RolledUp['values'] = new Map()): RolledUp {
  return { bag: new MutableBag([['request.path', '/a']]), count, values }
}

async function dispatched(
  objects: readonly ConfigObject[],
  groups: readonly RolledUp[],
  adapters: (calls: (readonly WeightedInstance[])[]) => readonly Adapter[] = (calls) => [
    summing(calls),
  ],
): Promise<{ calls: [unknown, number][][]; error: string | null }> {
  const calls: (readonly WeightedInstance[])[] = []
  const { runtime, context } = testRuntime(...adapters(calls))
  const { problems } = await runtime.reload([MANIFEST, MORE, HANDLER, ...objects])
  assert.deepEqual(problems, [])
  const session = new RollUpSession(context, runtime.table)
  for (const one of groups) session.add(one)
  const error = await session.finish()
  await runtime.close()
  const shown = calls.map((call) =>
    call.map(({ instance, weight }): [unknown, number] => [
      instance.template === 'metric' ? instance.value : null,
      weight,
    ]),
  )
  return { calls: shown, error }
}

test('an instance without a value that varies has the weight of the group', async () => {
  const objects = [object('metric', 'one', { value: '1' }), RULE('one.metric')]
  const { calls, error } = await dispatched(objects, [group(3), group(1)])
  assert.deepEqual(
    [calls, error],
    [
      [
        [
          [1n, 3],
          [1n, 1],
        ],
      ],
      null,
    ],
  )
})

test('a value that varies is built for each of its values; absent is one of them', async () => {
  const objects = [
    object('metric', 'one', { value: 'response.size | 7', dimensions: { path: 'request.path' } }),
    RULE('one.metric'),
  ]
  const sizes = [
    { value: undefined, weight: 1 },
    { value: 5n, weight: 2 },
  ]
  const { calls, error } = await dispatched(objects, [
    group(3, new Map([['response.size', sizes]])),
  ])
  assert.deepEqual(
    [calls, error],
    [
      [
        [
          [7n, 1],
          [5n, 2],
        ],
      ],
      null,
    ],
  )
})

test('what cannot be built is an error of the batch; the others go on', async () => {
  const objects = [
    object('metric', 'one', { value: 'response.size' }),
    object('metric', 'two', { value: 'response.size', dimensions: { x: 'source.uid' } }),
    RULE('one.metric', 'two.metric'),
  ]
  const sizes = [
    { value: undefined, weight: 1 },
    { value: 5n, weight: 2 },
  ]
  const { calls, error } = await dispatched(objects, [
    group(3, new Map([['response.size', sizes]])),
  ])
  assert.deepEqual(calls, [[[5n, 2]]])
  assert.equal(
    error,
    "one.metric.istio-system: lookup failed: 'response.size'; two.metric.istio-system: lookup failed: 'source.uid'",
  )
})

test('two attributes that vary in one value count as absent: the sums are of an older plan', async () => {
  const objects = [
    object('metric', 'one', { value: 'response.size | response.code | 1' }),
    RULE('one.metric'),
  ]
  const list = [{ value: 5n, weight: 3 }]
  const values = new Map([
    ['response.size', list],
    ['response.code', list],
  ])
  const { calls } = await dispatched(objects, [group(3, values)])
  assert.deepEqual(calls, [[[1n, 3]]])
})

test('a handler that needs each report gets none of a sum', async () => {
  const probe = new Probe()
  const objects = [
    object('metric', 'one', { value: '1' }),
    RULE('one.metric'),
    object('handler', 'h', { compiledAdapter: 'probe' }),
    object('rule', 'each', { actions: [{ handler: 'h', instances: ['one.metric'] }] }),
  ]
  const { calls, error } = await dispatched(objects, [group(2)], (to) => [
    summing(to),
    probe.adapter(),
  ])
  assert.deepEqual([calls, error, probe.batches], [[[[1n, 2]]], null, []])
})

test('what a handler throws is an error of the batch', async () => {
  const objects = [object('metric', 'one', { value: '1' }), RULE('one.metric')]
  const failing = {
    handleWeighted: () => {
      throw new Error('thrown')
    },
  }
  const { error } = await dispatched(objects, [group(2)], (calls) => [summing(calls, failing)])
  assert.equal(error, 'sum.istio-system: thrown')
})
