/** The prometheus adapter: series, names, buckets, redefinition, expiry. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Handler,
  type Instance,
  type InstanceValue,
  type ReportInstance,
  ValueMap,
} from '@flotilla/adapter-sdk'
import { adapterCompliance, FakeEnv, sampleInstance } from '@flotilla/adapter-sdk/compliance'
import { DurationValue } from '@flotilla/attributes'
import { Family } from './family.ts'
import { LabelSet } from './label-set.ts'
import { prometheus } from './prometheus.ts'

const WIRING = { handler: 'h', instances: [], previous: null }
const NAME = 'requestcount.instance.istio-system'

function metric(overrides: object = {}): { metrics: object[] } {
  return {
    metrics: [
      {
        name: 'requests_total',
        instance_name: NAME,
        kind: 'COUNTER',
        label_names: ['app', 'code'],
        ...overrides,
      },
    ],
  }
}

function instance(
  value: InstanceValue,
  dimensions: Record<string, InstanceValue> = { app: 'a', code: 200n },
): Instance {
  return sampleInstance('metric', 'filled', {
    name: NAME,
    value,
    dimensions: ValueMap.of(dimensions),
  })
}

adapterCompliance({
  adapter: prometheus,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'a counter', params: metric(), instances: [instance(1n) as Instance] },
    {
      name: 'a distribution',
      params: metric({ kind: 'DISTRIBUTION' }),
      instances: [instance(0.2)],
    },
  ],
  refused: [
    { name: 'no kind', params: metric({ kind: 0 }), path: 'spec.params.metrics[0].kind' },
    {
      name: 'no instance',
      params: metric({ instance_name: '' }),
      path: 'spec.params.metrics[0].instanceName',
    },
    { name: 'a bad name', params: metric({ name: 'a#b' }), path: 'spec.params.metrics[0].name' },
    {
      name: 'a bad label',
      params: metric({ label_names: ['a', '#'] }),
      path: 'spec.params.metrics[0].labelNames[1]',
    },
    {
      name: 'a label twice',
      params: metric({ label_names: ['a.b', 'a_b'] }),
      path: 'spec.params.metrics[0].labelNames[1]',
    },
    {
      name: 'bounds that do not ascend',
      params: metric({ kind: 'DISTRIBUTION', buckets: { explicit_buckets: { bounds: [1, 1] } } }),
      path: 'spec.params.metrics[0].buckets',
    },
    {
      name: 'two kinds of buckets',
      params: metric({ buckets: { explicitBuckets: {}, linearBuckets: {} } }),
      path: 'spec.params.metrics[0].buckets',
    },
    {
      name: 'no expiry duration',
      params: { metricsExpirationPolicy: {} },
      path: 'spec.params.metricsExpirationPolicy.metricsExpiryDuration',
    },
  ],
})

function build(params: unknown, env: FakeEnv): Handler {
  const answer = prometheus.accept(params, 'spec.params', WIRING)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  const handler = answer.accepted.build(env, WIRING)
  assert.ok(!(handler instanceof Promise))
  return handler
}

function report(handler: Handler, ...instances: Instance[]): void {
  assert.ok(handler.handleReport)
  const done = handler.handleReport(instances.filter((one) => one.template === 'metric'))
  assert.ok(!(done instanceof Promise))
}

test('a counter adds up by label set, under its namespace', () => {
  const env = new FakeEnv()
  const handler = build(metric({ description: 'Requests.' }), env)
  report(handler, instance(2n), instance('3'), instance(1.5, { code: 'x"\n\\', app: null }))
  assert.equal(
    env.exposition(),
    '# HELP istio_requests_total Requests.\n# TYPE istio_requests_total counter\n' +
      'istio_requests_total{app="a",code="200"} 5\n' +
      'istio_requests_total{app="",code="x\\"\\n\\\\"} 1.5\n',
  )
})

test('a gauge is set, a distribution observed, durations count in seconds', () => {
  const env = new FakeEnv()
  const both = {
    metrics: [
      ...metric({ kind: 'GAUGE', name: 'g', namespace: 'x', label_names: [] }).metrics,
      ...metric({
        kind: 'DISTRIBUTION',
        name: 'd',
        label_names: [],
        buckets: { linear_buckets: { num_finite_buckets: 2, width: 1, offset: 1 } },
      }).metrics,
    ],
  }
  const handler = build(both, env)
  report(handler, instance(5n, {}), instance(DurationValue.fromMs(1500), {}))
  assert.equal(
    env.exposition(),
    `# HELP istio_d d\n# TYPE istio_d histogram\nistio_d_bucket{le="1"} 0\nistio_d_bucket{le="2"} 1\nistio_d_bucket{le="3"} 1\nistio_d_bucket{le="+Inf"} 2\nistio_d_sum 6.5\nistio_d_count 2\n# HELP x_g g\n# TYPE x_g gauge\nx_g 1.5\n`,
  )
})

const BUCKETS: readonly [string, unknown, readonly number[]][] = [
  [
    'exponential',
    { exponentialBuckets: { numFiniteBuckets: 3, growthFactor: 10, scale: 1 } },
    [1, 10, 100, 1000],
  ],
  ['linear', { linearBuckets: { numFiniteBuckets: 1, width: 2, offset: 0 } }, [0, 2]],
  ['none', {}, [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]],
]
for (const [name, buckets, bounds] of BUCKETS) {
  test(`bounds of ${name} buckets`, () => {
    const env = new FakeEnv()
    report(build(metric({ kind: 'DISTRIBUTION', buckets, label_names: [] }), env), instance(0, {}))
    const seen = [...env.exposition().matchAll(/le="([^"]+)"/g)].map((match) => match[1])
    assert.deepEqual(seen, [...bounds.map(String), '+Inf'])
  })
}

test('names are made safe: slash, dot and space, minus', () => {
  const env = new FakeEnv()
  const handler = build(
    metric({ name: '', instance_name: NAME, label_names: ['source.app-name', 'b c'] }),
    env,
  )
  report(handler, instance(1n, { 'source.app-name': 'x', 'b c': 'y' }))
  assert.match(
    env.exposition(),
    /istio_requestcount_instance_istiosystem\{source_appname="x",b_c="y"\} 1/,
  )
})

test('what cannot be recorded is an error that names it, and the rest is recorded', () => {
  const env = new FakeEnv()
  const handler = build(metric(), env)
  const cases: readonly [Instance, RegExp][] = [
    [instance(1n, { app: 'a' }), /no dimension for the label code/],
    [instance(1n, { app: 'a', code: 1n, more: 'x' }), /no label for the dimension more/],
    [instance('many'), /neither a number/],
    [instance(null), /neither a number/],
    [instance(-1n), /cannot go down/],
    [
      sampleInstance('metric', 'filled', { name: 'other.instance.x' }),
      /other.instance.x: no metric/,
    ],
  ]
  for (const [bad, expected] of cases)
    assert.throws(() => report(handler, bad, instance(1n)), expected)
  assert.match(env.exposition(), new RegExp(`code="200"} ${cases.length}\n`))
})

test('handlers with the same definition share a family; it goes with the last of them', () => {
  const env = new FakeEnv()
  const first = build(metric(), env)
  const second = build(metric(), env)
  report(first, instance(1n))
  report(second, instance(1n))
  assert.match(env.exposition(), / 2\n$/)
  void first.close()
  assert.match(env.exposition(), / 2\n$/)
  void second.close()
  assert.equal(env.exposition(), '')
})

test('redefining a metric resets the whole registry', () => {
  const env = new FakeEnv()
  const other = build(metric({ name: 'other' }), env)
  report(other, instance(1n))
  report(build(metric(), env), instance(1n))
  build(metric({ label_names: ['app'] }), env)
  assert.equal(env.exposition(), '')
  report(other, instance(1n))
  assert.match(env.exposition(), /istio_other\{.*\} 1\n/)
  assert.equal(env.logged[0]?.message, 'metric redefined, all metrics start anew')
})

test('a label set that is not updated for the expiry duration is forgotten', async () => {
  const env = new FakeEnv()
  const handler = build(
    { ...metric(), metrics_expiration_policy: { metrics_expiry_duration: '10s' } },
    env,
  )
  report(handler, instance(1n), instance(1n, { app: 'b', code: 1n }))
  await env.advance(9_000)
  report(handler, instance(1n))
  await env.advance(6_000)
  assert.match(env.exposition(), /app="a"/)
  assert.doesNotMatch(env.exposition(), /app="b"/)
})

test('label sets beyond the cap are dropped and counted', () => {
  const definition = {
    name: 'm',
    help: 'm',
    kind: 'COUNTER',
    labelNames: ['a'],
    bounds: [],
  } as const
  const family = new Family(definition, new LabelSet(['a']), 2)
  for (const text of ['a="1"', 'a="2"', 'a="3"', 'a="1"']) family.update(text, 1, 0, 1)
  assert.deepEqual([family.size, family.dropped], [2, 1])
})

test('an instance of a weight counts as often', () => {
  const params = {
    metrics: [
      ...metric({ name: 'a' }).metrics,
      ...metric({ name: 'b', kind: 'DISTRIBUTION' }).metrics,
    ],
  }
  const env = new FakeEnv()
  const handler = build(params, env)
  const values = [0.1, 0.1, 0.7, 0.1, 3, 0.1]
  report(handler, ...values.map((value) => instance(value)))
  const single = env.exposition()
  const other = new FakeEnv()
  const weighted = build(params, other)
  const of = (value: number, weight: number) => ({
    instance: instance(value) as ReportInstance,
    weight,
  })
  void weighted.handleWeighted?.([of(0.7, 1), of(0.1, 4), of(3, 1)])
  assert.equal(other.exposition(), single)
  assert.throws(() => weighted.handleWeighted?.([of(-1, 2)]), /a counter cannot go down/)
})

const SUMS: readonly [string, boolean][] = [
  ['COUNTER', true],
  ['DISTRIBUTION', true],
  ['GAUGE', false],
]

for (const [kind, isSum] of SUMS)
  test(`a ${kind} ${isSum ? 'is a sum' : 'needs each report'}`, () => {
    const answer = prometheus.accept(metric({ kind }), '', WIRING)
    assert.ok(answer.kind === 'ok')
    const shape = { name: NAME, template: 'metric', types: new Map() } as const
    assert.equal(answer.accepted.aggregatesAtEdge(shape), isSum)
    assert.equal(answer.accepted.aggregatesAtEdge({ ...shape, name: 'other' }), true)
  })
