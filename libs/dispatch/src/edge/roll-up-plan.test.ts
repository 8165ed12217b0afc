/** Plans: what tells groups apart, what is kept as values, and what keeps a namespace from summing up. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Adapter, defineAdapter, message } from '@flotilla/adapter-sdk'
import type { ConfigObject } from '@flotilla/model'
import type { RollUpPlan } from '@flotilla/proto'
import { compileSnapshot } from '../compile/snapshot.ts'
import { MANIFEST, object } from '../test-objects.ts'
import { rollUpPlan } from './roll-up-plan.ts'

/** Sums metrics up; instances whose name begins with `last` keep the last value only. */
const SUMMING: Adapter = defineAdapter({
  name: 'summing',
  description: 'Sums',
  templates: ['metric', 'kubernetes', 'checknothing'],
  params: message<object>({}),
  build: () => ({ close: () => undefined }),
  aggregatesAtEdge: (_params, { name }) => !name.startsWith('last'),
})
const LOGGING: Adapter = defineAdapter({
  name: 'logging',
  description: 'Logs',
  templates: ['logentry', 'checknothing'],
  params: message<object>({}),
  validate: (_params, { handler }) =>
    handler.startsWith('bad') ? [{ path: '', message: 'is bad' }] : [],
  build: () => ({ close: () => undefined }),
})
const ADAPTERS = new Map([SUMMING, LOGGING].map((adapter) => [adapter.name, adapter]))
const BASE = [
  MANIFEST,
  object('attributemanifest', 'more', { attributes: { 'response.size': { valueType: 'INT64' } } }),
  object('handler', 'sum', { compiledAdapter: 'summing' }),
  object('handler', 'log', { compiledAdapter: 'logging' }),
  object('handler', 'bad', { compiledAdapter: 'logging' }),
]

function planOf(...objects: readonly ConfigObject[]): RollUpPlan {
  return rollUpPlan(compileSnapshot([...BASE, ...objects], ADAPTERS), 'default', 'istio-system')
}

function readsOf({ reads }: RollUpPlan): string[] {
  return reads.map(({ attribute, key }) => (key === null ? attribute : `${attribute}[${key}]`))
}

const NAMESPACES = ['context.reporter.kind', 'destination.namespace', 'source.namespace']
const rule = (name: string, instance: string, handler = 'sum', match = ''): ConfigObject =>
  object('rule', name, {
    match,
    actions: [{ handler: `${handler}.handler.istio-system`, instances: [instance] }],
  })

test('without rules there is nothing to tell apart but the namespace', () => {
  const plan = planOf()
  assert.equal(plan.isEligible, true)
  assert.deepEqual(readsOf(plan), NAMESPACES)
})

test('match, dimensions and generators tell groups apart, the value does not', () => {
  const plan = planOf(
    object('metric', 'one', {
      value: 'response.duration | "0ms"',
      dimensions: { agent: 'request.headers["user-agent"] | ""', code: 'response.code | 200' },
    }),
    rule('metrics', 'one.metric', 'sum', 'connection.mtls && request.headers["x"] == "y"'),
    object('kubernetes', 'env', {
      source_uid: 'source.uid | ""',
      attributeBindings: { 'source.labels': '$out.source_labels | destination.labels' },
    }),
    rule('env', 'env.kubernetes'),
  )
  assert.deepEqual(plan.obstacles, [])
  assert.deepEqual(readsOf(plan), [
    'connection.mtls',
    'context.reporter.kind',
    'destination.labels',
    'destination.namespace',
    'request.headers[user-agent]',
    'request.headers[x]',
    'response.code',
    'source.namespace',
    'source.uid',
  ])
  assert.deepEqual(plan.values, ['response.duration'])
})

const VALUES: readonly [string, string, string, readonly string[], readonly string[]][] = [
  [
    'a number that is read as a dimension too',
    'response.code',
    'response.code',
    [],
    ['response.code'],
  ],
  ['what is no number', 'request.path | "1"', '"x"', [], ['request.path']],
  [
    'two numbers in one value',
    'response.code | response.size',
    '"x"',
    [],
    ['response.code', 'response.size'],
  ],
  ['a number alone', 'response.code | 0', '"x"', ['response.code'], []],
]

for (const [name, value, dimension, values, reads] of VALUES)
  test(`values: ${name}`, () => {
    const plan = planOf(
      object('metric', 'one', { value, dimensions: { a: dimension } }),
      rule('metrics', 'one.metric'),
    )
    assert.deepEqual(plan.values, values)
    assert.deepEqual(readsOf(plan), [...NAMESPACES, ...reads].sort())
  })

test('a map read as a whole and by key is read as a whole', () => {
  const plan = planOf(
    object('metric', 'one', { value: '1', dimensions: { a: 'source.labels["a"] | ""' } }),
    rule('metrics', 'one.metric'),
    object('kubernetes', 'env', { attributeBindings: { 'destination.labels': 'source.labels' } }),
    rule('env', 'env.kubernetes'),
  )
  assert.deepEqual(readsOf(plan), [...NAMESPACES, 'source.labels'].sort())
})

test('a report that is needed each is named with its rule', () => {
  const plan = planOf(
    object('metric', 'one', { value: '1' }),
    rule('metrics', 'one.metric'),
    object('logentry', 'entry', { severity: '"info"' }),
    rule('default/logs', 'entry.logentry.istio-system', 'log'),
  )
  assert.equal(plan.isEligible, false)
  assert.deepEqual(plan.obstacles, [
    {
      rule: 'logs.default',
      reason:
        'entry.logentry.istio-system goes to log.istio-system, which needs each report (logging)',
    },
  ])
  assert.deepEqual([plan.reads, plan.values], [[], []])
})

test('only some instances of a handler may need each report', () => {
  const plan = planOf(object('metric', 'last', { value: '1' }), rule('metrics', 'last.metric'))
  assert.equal(plan.isEligible, false)
})

test('what does not apply is no obstacle: other namespaces, checks, handlers that are refused', () => {
  const plan = planOf(
    object('logentry', 'entry', { severity: 'request.path' }),
    rule('other/logs', 'entry.logentry.istio-system', 'log'),
    rule('refused', 'entry.logentry', 'bad'),
    object('checknothing', 'nothing', {}),
    rule('check', 'nothing.checknothing', 'log', 'request.path == "/"'),
  )
  assert.equal(plan.isEligible, true)
  assert.deepEqual(readsOf(plan), NAMESPACES)
})
