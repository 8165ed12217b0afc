/** The circonus adapter against a recording trap. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Handler } from '@flotilla/adapter-sdk'
import {
  adapterCompliance,
  FakeEnv,
  httpAnswer,
  sampleInstance,
} from '@flotilla/adapter-sdk/compliance'
import { DurationValue } from '@flotilla/attributes'
import { circonus } from './circonus.ts'

const NAME = 'sample.metric.default'
const URL_A = 'https://trap.example/module/httptrap/id/secret'
const PARAMS = { submissionUrl: URL_A, metrics: [{ name: NAME, type: 'COUNTER' }] }
const metric = (value: unknown, name = NAME) => sampleInstance('metric', 'filled', { name, value })

adapterCompliance({
  adapter: circonus,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'a counter', params: PARAMS },
    { name: 'every second', params: { ...PARAMS, submissionInterval: '1s' } },
  ],
  refused: [
    { name: 'no URL', params: { metrics: PARAMS.metrics }, path: 'spec.params.submissionUrl' },
    {
      name: 'too often',
      params: { ...PARAMS, submissionInterval: '0.5s' },
      path: 'spec.params.submissionInterval',
    },
    {
      name: 'no type',
      params: { ...PARAMS, metrics: [{ name: NAME }] },
      path: 'spec.params.metrics[0].type',
    },
    {
      name: 'a metric that nobody configured',
      params: { submissionUrl: URL_A },
      path: 'spec.params.metrics',
    },
    {
      name: 'a metric that nobody sends',
      params: { ...PARAMS, metrics: [...PARAMS.metrics, { name: 'x', type: 1 }] },
      path: 'spec.params.metrics[1].name',
    },
    {
      name: 'a metric twice',
      params: { ...PARAMS, metrics: [...PARAMS.metrics, ...PARAMS.metrics] },
      path: 'spec.params.metrics[1].name',
    },
  ],
})

async function started(
  types: Record<string, string>,
): Promise<{ env: FakeEnv; handler: Handler; bodies: () => unknown[] }> {
  const env = new FakeEnv()
  const wiring = { handler: 'h', instances: [], previous: null }
  const metrics = Object.entries(types).map(([name, type]) => ({ name, type }))
  const answer = circonus.accept({ submissionUrl: URL_A, metrics }, 'p', wiring)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  const handler = await answer.accepted.build(env, wiring)
  return { env, handler, bodies: () => env.requests.map(({ body }) => JSON.parse(String(body))) }
}

test('counters count calls, gauges keep the last value, distributions are histograms', async () => {
  const { env, handler, bodies } = await started({ c: 'COUNTER', g: 'GAUGE', d: 'DISTRIBUTION' })
  await handler.handleReport?.([
    ...[7n, 'text'].map((value) => metric(value, 'c')),
    ...[1n, 2.5].map((value) => metric(value, 'g')),
    ...[DurationValue.fromMs(12.34), DurationValue.fromMs(12.39), 0n, -0.0123].map((value) =>
      metric(value, 'd'),
    ),
  ])
  await env.advance(10_000)
  await env.advance(10_000)
  assert.deepEqual([env.requests[0]?.method, env.requests[0]?.url], ['PUT', URL_A])
  assert.deepEqual(bodies(), [
    {
      c: { _type: 'L', _value: 2 },
      g: { _type: 'n', _value: 2.5 },
      d: { _type: 'n', _value: ['H[1.2e+07]=2', 'H[0.0e+00]=1', 'H[-1.2e-02]=1'] },
    },
  ])
  assert.equal(env.delivered.sent, 8)
  await handler.close()
})

test('what the trap does not take is counted on and submitted later', async () => {
  const { env, handler, bodies } = await started({ [NAME]: 'COUNTER' })
  await handler.handleReport?.([metric(1n)])
  for (const trouble of [new Error('refused'), httpAnswer(503), httpAnswer(404)]) {
    env.respond = () => trouble
    await env.advance(10_000)
  }
  await handler.handleReport?.([metric(1n)])
  env.respond = () => httpAnswer(200, '{"stats":1}')
  await env.advance(10_000)
  assert.deepEqual(bodies().at(-1), { [NAME]: { _type: 'L', _value: 2 } })
  assert.deepEqual(env.delivered, { sent: 2, lost: 0, retried: 3 })
  assert.deepEqual(
    env.logged.map(({ message }) => message),
    ['circonus is away', 'circonus is back'],
  )
  await handler.close()
})

test('closing submits what is left; without a trap it is lost and counted', async () => {
  const { env, handler } = await started({ [NAME]: 'COUNTER' })
  await handler.handleReport?.([metric(1n)])
  env.respond = () => new Error('refused')
  await handler.close()
  assert.equal(env.delivered.lost, 1)
})

test('a value that the type cannot take, and an unknown metric, are errors', async () => {
  const { handler } = await started({ g: 'GAUGE' })
  assert.throws(() => handler.handleReport?.([metric('x', 'g')]), /cannot take/)
  assert.throws(() => handler.handleReport?.([metric(1n, 'other')]), /no metric is configured/)
  await handler.close()
})
