/** The dogstatsd adapter: lines with tags, packets, sampling. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ValueMap } from '@flotilla/adapter-sdk'
import { adapterCompliance, FakeEnv, sampleInstance } from '@flotilla/adapter-sdk/compliance'
import { DurationValue } from '@flotilla/attributes'
import { dogstatsd } from './dogstatsd.ts'

const NAME = 'sample.metric.default'
const metric = sampleInstance('metric', 'filled', { value: 5n })
const metrics = { [NAME]: { name: 'requests', type: 'COUNTER', tags: { team: 'a' } } }

adapterCompliance({
  adapter: dogstatsd,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'a counter', params: { metrics }, instances: [metric] },
    {
      name: 'everything set',
      instances: [metric],
      params: {
        address: 'dog:1',
        prefix: 'mesh',
        bufferLength: 10,
        globalTags: { env: 'test' },
        sampleRate: 0.9,
        metrics,
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
      name: 'a metric that is not listed',
      params: {},
      path: 'spec.params.metrics',
      instances: [metric],
    },
    {
      name: 'a rate of nothing',
      params: { metrics, sampleRate: 0 },
      path: 'spec.params.sampleRate',
    },
    {
      name: 'a negative buffer',
      params: { metrics, bufferLength: -1 },
      path: 'spec.params.bufferLength',
    },
  ],
})

async function sent(
  params: object,
  values: readonly unknown[],
  dimensions = ValueMap.of({}),
): Promise<string[]> {
  const env = new FakeEnv()
  const wiring = { handler: 'h', instances: [], previous: null }
  const answer = dogstatsd.accept(params, 'p', wiring)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  const handler = await answer.accepted.build(env, wiring)
  for (const value of values)
    await handler.handleReport?.([sampleInstance('metric', 'filled', { value, dimensions })])
  await handler.close()
  return env.network.packets.map(({ text }) => text)
}

test('dimensions become tags, after those of the handler and of the metric', async () => {
  const dimensions = ValueMap.of({ app: 'a,b|c d', code: 200n })
  assert.deepEqual(await sent({ metrics, globalTags: { env: 'x' } }, [1n], dimensions), [
    'istio.requests:1|c|#env:x,team:a,app:a_b_c_d,code:200',
  ])
})

const typed = (type: string): object => ({ prefix: '', metrics: { [NAME]: { name: 'm', type } } })

test('each type has its letter; a distribution is a timing or a histogram', async () => {
  assert.deepEqual(await sent(typed('GAUGE'), [7n]), ['m:7|g'])
  assert.deepEqual(await sent(typed('DISTRIBUTION'), [7n, DurationValue.fromMs(1500)]), [
    'm:7|h',
    'm:1500|ms',
  ])
  await assert.rejects(sent(typed('COUNTER'), ['text']), /cannot take/)
})

test('with a buffer several metrics share a packet', async () => {
  const packets = await sent({ ...typed('COUNTER'), bufferLength: 2 }, [1n, 2n, 3n])
  assert.deepEqual(packets, ['m:1|c\nm:2|c', 'm:3|c'])
})

test('a sampled metric says so', async () => {
  assert.deepEqual(await sent({ ...typed('COUNTER'), sampleRate: 0.75 }, [1n]), ['m:1|c|@0.75'])
})
