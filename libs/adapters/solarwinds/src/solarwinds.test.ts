/** The solarwinds adapter against recording endpoints. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Handler, ValueMap } from '@flotilla/adapter-sdk'
import {
  adapterCompliance,
  FakeEnv,
  httpAnswer,
  sampleInstance,
  settled,
} from '@flotilla/adapter-sdk/compliance'
import { DurationValue, TimestampValue } from '@flotilla/attributes'
import { solarwinds } from './solarwinds.ts'

const METRIC = 'sample.metric.default'
const LOG = 'sample.logentry.default'
const PAPERTRAIL = 'logs7.papertrailapp.com:12345'
const PARAMS = {
  appopticsAccessToken: 'secret',
  papertrailUrl: PAPERTRAIL,
  metrics: { [METRIC]: { labelNames: ['user', 'none'] } },
  logs: { [LOG]: { payloadTemplate: '{{.user}} {{or .none "-"}}' } },
}
const metric = (value: unknown = 5n) =>
  sampleInstance('metric', 'filled', { value, dimensions: ValueMap.of({ user: 'jöhn', none: '' }) })
const entry = (user = 'john') =>
  sampleInstance('logentry', 'filled', {
    timestamp: TimestampValue.fromParts(1_600_000_000, 5_000),
    variables: ValueMap.of({ user }),
  })
const listening = (lines: string[]) => (env: FakeEnv) =>
  env.network.listen(PAPERTRAIL, () => (bytes) => lines.push(bytes.toString()))

adapterCompliance({
  adapter: solarwinds,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'both halves', params: PARAMS, instances: [metric(), entry()], prepare: listening([]) },
    { name: 'neither half', params: {} },
  ],
  refused: [
    {
      name: 'too large batches',
      params: { appopticsBatchSize: 1_001 },
      path: 'spec.params.appopticsBatchSize',
    },
    {
      name: 'no port',
      params: { papertrailUrl: 'logs7.papertrailapp.com' },
      path: 'spec.params.papertrailUrl',
    },
    {
      name: 'no retention',
      params: { papertrailLocalRetentionDuration: '0s' },
      path: 'spec.params.papertrailLocalRetentionDuration',
    },
    { name: 'another URL', params: { appopticsUrl: 'ftp://x' }, path: 'spec.params.appopticsUrl' },
    {
      name: 'a template that is none',
      params: { logs: { a: { payloadTemplate: '{{' } } },
      path: 'spec.params.logs["a"].payloadTemplate',
    },
    {
      name: 'a metric that is not listed',
      params: { ...PARAMS, metrics: {} },
      path: 'spec.params.metrics',
    },
    { name: 'a log that is not listed', params: { ...PARAMS, logs: {} }, path: 'spec.params.logs' },
  ],
})

async function started(
  params: object = {},
): Promise<{ env: FakeEnv; handler: Handler; lines: string[] }> {
  const env = new FakeEnv()
  const lines: string[] = []
  listening(lines)(env)
  const wiring = { handler: 'h', instances: [], previous: null }
  const answer = solarwinds.accept({ ...PARAMS, ...params }, 'p', wiring)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  return { env, lines, handler: await answer.accepted.build(env, wiring) }
}

test('measurements have the labels that are listed as tags, what AppOptics refuses replaced or left out', async () => {
  const { env, handler } = await started({ papertrailUrl: '' })
  await handler.handleReport?.([metric(), metric(DurationValue.fromMs(1.5)), entry()])
  await env.advance(500)
  const [request] = env.requests
  assert.equal(request?.url, 'https://api.appoptics.com/v1/measurements')
  assert.equal(
    request?.headers['authorization'],
    `Basic ${Buffer.from('secret:').toString('base64')}`,
  )
  const one = { name: METRIC, time: 1_767_225_600, tags: { user: 'j_hn' } }
  assert.deepEqual(JSON.parse(String(request?.body)), {
    measurements: [
      { ...one, value: 5 },
      { ...one, value: 1.5 },
    ],
  })
  await handler.close()
})

test('a batch has at most the configured number; 429 is tried again, 401 is not', async () => {
  const { env, handler } = await started({ appopticsBatchSize: 2, papertrailUrl: '' })
  await handler.handleReport?.([metric(), metric(), metric()])
  await settled()
  assert.equal(JSON.parse(String(env.requests[0]?.body)).measurements.length, 2)
  env.respond = () => httpAnswer(429)
  await env.advance(500)
  env.respond = () => httpAnswer(401, 'bad token')
  await env.advance(30_000)
  assert.deepEqual(env.delivered, { sent: 2, lost: 1, retried: 1 })
  await handler.close()
})

test('a log entry is one line of syslog, whatever it holds', async () => {
  const { env, handler, lines } = await started()
  await handler.handleReport?.([entry('a\nb')])
  await env.advance(500)
  assert.deepEqual(lines, [`<30>1 2020-09-13T12:26:40.000005Z mixer ${LOG} - - - a b -\n`])
  await handler.close()
})

test('without a template a log looks as in Istio', async () => {
  const { handler, lines } = await started({ logs: { [LOG]: {} } })
  await handler.handleReport?.([entry()])
  await handler.close()
  assert.match(lines[0] ?? '', /- - - - - - \[2020-09-13T12:26:40Z\] "- - -" - -\n$/)
})

test('while Papertrail is away lines wait, and those older than the retention are lost and counted', async () => {
  const { env, handler, lines } = await started({ papertrailLocalRetentionDuration: '10s' })
  env.network.listen(PAPERTRAIL, null)
  await handler.handleReport?.([entry('old')])
  await env.advance(5_000)
  await handler.handleReport?.([entry('new')])
  await env.advance(5_500)
  listening(lines)(env)
  for (let i = 0; i < 8; i++) await env.advance(500)
  assert.deepEqual([lines.join('').includes('new'), lines.join('').includes('old')], [true, false])
  assert.deepEqual([env.delivered.sent, env.delivered.lost], [1, 1])
  await handler.close()
})

test('a value that is no number, and what is not configured, are errors', async () => {
  const { handler } = await started({ metrics: { [METRIC]: {} }, logs: {} })
  assert.throws(() => handler.handleReport?.([metric('x')]), /no number/)
  assert.throws(() => handler.handleReport?.([entry()]), /no log is configured/)
  await handler.close()
})
