/** The statsd adapter: lines, names, packets, sampling. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Handler, ValueMap } from '@flotilla/adapter-sdk'
import { adapterCompliance, FakeEnv, sampleInstance } from '@flotilla/adapter-sdk/compliance'
import { DurationValue } from '@flotilla/attributes'
import { statsd } from './statsd.ts'

const NAME = 'sample.metric.default'
const metric = sampleInstance('metric', 'filled', { value: 5n })
const metrics = { [NAME]: { type: 'COUNTER' } }

adapterCompliance({
  adapter: statsd,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'a counter', params: { metrics }, instances: [metric] },
    {
      name: 'everything set',
      instances: [metric],
      params: {
        address: '[::1]:8125',
        prefix: 'mesh',
        flushDuration: '1s',
        flushBytes: 1400,
        samplingRate: 0.6,
        metrics: { [NAME]: { type: 3, nameTemplate: '{{.text}}-{{.whole}}' } },
      },
    },
  ],
  refused: [
    {
      name: 'no type',
      params: { metrics: { [NAME]: {} } },
      path: `spec.params.metrics["${NAME}"].type`,
    },
    {
      name: 'a template that is none',
      params: { metrics: { [NAME]: { type: 1, nameTemplate: '{{.a' } } },
      path: `spec.params.metrics["${NAME}"].nameTemplate`,
    },
    { name: 'no address', params: { address: 'statsd' }, path: 'spec.params.address' },
    { name: 'a rate of nothing', params: { samplingRate: 0 }, path: 'spec.params.samplingRate' },
    { name: 'empty packets', params: { flushBytes: 0 }, path: 'spec.params.flushBytes' },
    { name: 'no wait', params: { flushDuration: '0s' }, path: 'spec.params.flushDuration' },
  ],
})

async function started(params: object): Promise<{ env: FakeEnv; handler: Handler }> {
  const env = new FakeEnv()
  const wiring = { handler: 'h', instances: [], previous: null }
  const answer = statsd.accept(params, 'p', wiring)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  return { env, handler: await answer.accepted.build(env, wiring) }
}

const lines = (env: FakeEnv): string[] =>
  env.network.packets.flatMap(({ text }) => text.split('\n'))

const CASES: readonly [string, string, unknown, string[] | null][] = [
  ['a counter', 'COUNTER', 5n, [`${NAME}:5|c`]],
  ['a gauge', 'GAUGE', 7n, [`${NAME}:7|g`]],
  ['a negative gauge', 'GAUGE', -7n, [`${NAME}:0|g`, `${NAME}:-7|g`]],
  ['a time', 'DISTRIBUTION', DurationValue.fromMs(12.5), [`${NAME}:12.5|ms`]],
  ['a distribution of whole numbers', 'DISTRIBUTION', 3n, [`${NAME}:3|c`]],
  ['a counter of text', 'COUNTER', 'many', null],
  ['a gauge of time', 'GAUGE', DurationValue.fromMs(1), null],
]

for (const [name, type, value, expected] of CASES)
  test(`${name}: ${expected?.join(' ') ?? 'an error'}`, async () => {
    const { env, handler } = await started({ metrics: { [NAME]: { type } } })
    const instance = sampleInstance('metric', 'filled', { value })
    if (expected === null) assert.throws(() => handler.handleReport?.([instance]), /cannot take/)
    else await handler.handleReport?.([instance])
    await handler.close()
    assert.deepEqual(lines(env), expected ?? [])
  })

test('names come from the template, behind the prefix, without what would end them', async () => {
  const { env, handler } = await started({
    prefix: 'mesh',
    metrics: { [NAME]: { type: 1, nameTemplate: '{{.app}}.{{or .none "x"}}' } },
  })
  const dimensions = ValueMap.of({ app: 'a:b|c d\n', none: '' })
  await handler.handleReport?.([sampleInstance('metric', 'filled', { value: 1n, dimensions })])
  await handler.close()
  assert.deepEqual(lines(env), ['mesh.a_b_c_d_.x:1|c'])
})

test('a packet leaves when it is full, and when its time has come', async () => {
  const { env, handler } = await started({ metrics, flushBytes: 60 })
  await handler.handleReport?.([metric, metric, metric])
  const line = `${NAME}:5|c`
  assert.deepEqual(env.network.packets, [{ to: 'localhost:8125', text: `${line}\n${line}` }])
  await env.advance(300)
  assert.equal(env.network.packets.length, 2)
  assert.deepEqual(env.delivered, { sent: 3, lost: 0, retried: 0 })
  await handler.close()
})

test('a sampled metric says so; what is drawn out is not sent', async () => {
  const { env, handler } = await started({ metrics, samplingRate: 0.6 })
  await handler.handleReport?.([metric])
  await handler.close()
  assert.deepEqual(lines(env), [`${NAME}:5|c|@0.6`])
  const rare = await started({ metrics, samplingRate: 0.4 })
  await rare.handler.handleReport?.([metric])
  await rare.handler.close()
  assert.deepEqual(lines(rare.env), [])
})

test('an instance without a metric is an error, the others are sent', async () => {
  const { env, handler } = await started({ metrics })
  const other = sampleInstance('metric', 'filled', { name: 'other.metric.default', value: 1n })
  assert.throws(() => handler.handleReport?.([other, metric]), /no metric is configured for other/)
  await handler.close()
  assert.equal(lines(env).length, 1)
})
