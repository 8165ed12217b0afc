/** The cloudwatch adapter against recording endpoints, and its signature against Amazon's published example. */
import assert from 'node:assert/strict'
import process from 'node:process'
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
import { cloudwatch } from './cloudwatch.ts'
import { signed } from './sigv4.ts'

process.env['AWS_ACCESS_KEY_ID'] = 'AKIDEXAMPLE'
process.env['AWS_SECRET_ACCESS_KEY'] = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
delete process.env['AWS_SESSION_TOKEN']

const METRIC = 'sample.metric.default'
const LOG = 'sample.logentry.default'
const PARAMS = {
  namespace: 'mesh',
  region: 'us-east-1',
  metricInfo: { [METRIC]: { unit: 'Milliseconds' } },
  logGroupName: 'group',
  logStreamName: 'stream',
  logs: { [LOG]: { payloadTemplate: '{{.user}} {{.severity}} {{.timestamp.Format "15:04"}}' } },
}
const few = ValueMap.of({ user: 'j&n', none: '' })
const metric = (value: unknown = DurationValue.fromMs(1.5), dimensions = few) =>
  sampleInstance('metric', 'filled', { value, dimensions })
const entry = (seconds = 1_600_000_000, user = 'john') =>
  sampleInstance('logentry', 'filled', {
    timestamp: TimestampValue.fromParts(seconds, 5_000_000),
    severity: 'info',
    variables: ValueMap.of({ user }),
  })

adapterCompliance({
  adapter: cloudwatch,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'metrics and logs', params: PARAMS, instances: [metric(), entry()] },
    {
      name: 'metrics alone',
      params: { namespace: 'mesh', region: 'eu-central-1', metricInfo: { [METRIC]: { unit: 3 } } },
      instances: [metric()],
    },
  ],
  refused: [
    { name: 'no namespace', params: {}, path: 'spec.params.namespace' },
    {
      name: 'a reserved namespace',
      params: { namespace: 'AWS/EC2' },
      path: 'spec.params.namespace',
    },
    {
      name: 'a unit that is none',
      params: { ...PARAMS, metricInfo: { [METRIC]: { unit: 'Hours' } } },
      path: `spec.params.metricInfo["${METRIC}"].unit`,
    },
    {
      name: 'logs without a stream',
      params: { ...PARAMS, logStreamName: '' },
      path: 'spec.params.logStreamName',
    },
    {
      name: 'a template that is none',
      params: { ...PARAMS, logs: { a: { payloadTemplate: '{{.a' } } },
      path: 'spec.params.logs["a"].payloadTemplate',
    },
    { name: 'no region', params: { ...PARAMS, region: 'mars' }, path: 'spec.params.region' },
    {
      name: 'a metric that is not listed',
      params: { ...PARAMS, metricInfo: {} },
      path: 'spec.params.metricInfo',
    },
    { name: 'another URL', params: { ...PARAMS, logsUrl: 'x' }, path: 'spec.params.logsUrl' },
  ],
})

async function started(
  params: object = {},
): Promise<{ env: FakeEnv; handler: Handler; bodies: () => string[] }> {
  const env = new FakeEnv()
  const wiring = { handler: 'h', instances: [], previous: null }
  const answer = cloudwatch.accept({ ...PARAMS, ...params }, 'p', wiring)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  const handler = await answer.accepted.build(env, wiring)
  return { env, handler, bodies: () => env.requests.map(({ body }) => String(body)) }
}

test("the signature is that of Amazon's example", () => {
  // From Amazon's Signature Version 4 test suite, case get-vanilla.
  const credentials = {
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    sessionToken: '',
  }
  const scope = { region: 'us-east-1', service: 'service', wallMs: Date.UTC(2015, 7, 30, 12, 36) }
  const request = { method: 'GET', url: 'https://example.amazonaws.com/', headers: {}, body: '' }
  assert.equal(
    signed(request, credentials, scope)['authorization'],
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  )
})

test('a metric has its unit, its time and its dimensions that are not empty', async () => {
  const { env, handler } = await started()
  await handler.handleReport?.([metric()])
  await env.advance(1_000)
  const [request] = env.requests
  assert.equal(request?.url, 'https://monitoring.us-east-1.amazonaws.com/')
  assert.match(request?.headers['authorization'] ?? '', /us-east-1\/monitoring\/aws4_request/)
  assert.deepEqual(
    [...new URLSearchParams(String(request?.body))],
    [
      ['Action', 'PutMetricData'],
      ['Version', '2010-08-01'],
      ['Namespace', 'mesh'],
      ['MetricData.member.1.MetricName', METRIC],
      ['MetricData.member.1.Value', '1.5'],
      ['MetricData.member.1.Unit', 'Milliseconds'],
      ['MetricData.member.1.Timestamp', '2026-01-01T00:00:00.000Z'],
      ['MetricData.member.1.Dimensions.member.1.Name', 'user'],
      ['MetricData.member.1.Dimensions.member.1.Value', 'j&n'],
    ],
  )
  await handler.close()
})

test('a call has at most 20 metrics; more than 10 dimensions and durations without a unit of time are errors', async () => {
  const { env, handler, bodies } = await started({
    metricInfo: { [METRIC]: { unit: 'Seconds' }, other: { unit: 'Count' } },
  })
  await handler.handleReport?.(Array.from({ length: 45 }, () => metric(7n)))
  await settled()
  await env.advance(1_000)
  assert.deepEqual(
    bodies().map((body) => body.match(/MetricName/g)?.length),
    [20, 20, 5],
  )
  const many = ValueMap.of(Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`d${i}`, 'x'])))
  assert.throws(() => handler.handleReport?.([metric(1n, many)]), /more than 10 dimensions/)
  const other = sampleInstance('metric', 'filled', {
    name: 'other',
    value: DurationValue.fromMs(1),
  })
  assert.throws(() => handler.handleReport?.([other]), /cannot be in Count/)
  await handler.close()
})

test('log events are in the order of time, a day at a time, with their text', async () => {
  const { env, handler, bodies } = await started()
  const day = 86_400
  await handler.handleReport?.([entry(1_600_000_000 + day + 1), entry(1_600_000_010), entry()])
  await env.advance(1_000)
  await env.advance(30_000)
  await handler.close()
  const [request] = env.requests
  assert.equal(request?.headers['x-amz-target'], 'Logs_20140328.PutLogEvents')
  assert.equal(request?.url, 'https://logs.us-east-1.amazonaws.com/')
  assert.deepEqual(
    bodies().map((body) => JSON.parse(body).logEvents),
    [
      [
        { timestamp: 1_600_000_000_005, message: 'john info 12:26' },
        { timestamp: 1_600_000_010_005, message: 'john info 12:26' },
      ],
      [{ timestamp: 1_600_086_401_005, message: 'john info 12:26' }],
    ],
  )
})

const ANSWERS: readonly [
  string,
  number,
  string,
  { sent: number; lost: number; retried: number },
][] = [
  ['throttling', 400, '<Code>Throttling</Code>', { sent: 0, lost: 0, retried: 1 }],
  ['503', 503, '', { sent: 0, lost: 0, retried: 1 }],
  [
    'a stream that is not there',
    400,
    '{"__type":"ResourceNotFoundException"}',
    { sent: 0, lost: 2, retried: 0 },
  ],
  [
    'events too old and too new',
    200,
    '{"rejectedLogEventsInfo":{"tooOldLogEventEndIndex":1,"tooNewLogEventStartIndex":2}}',
    { sent: 1, lost: 1, retried: 0 },
  ],
  ['garbage', 200, 'x', { sent: 2, lost: 0, retried: 0 }],
]

for (const [name, status, body, expected] of ANSWERS)
  test(`an answer of ${name}: ${JSON.stringify(expected)}`, async () => {
    const { env, handler } = await started()
    env.respond = () => httpAnswer(status, body)
    await handler.handleReport?.([entry(), entry()])
    await env.advance(1_000)
    assert.deepEqual(env.delivered, expected)
    env.respond = () => httpAnswer(200, '{}')
    await handler.close()
  })

test('without credentials what was reported waits, and the log says what is missing', async () => {
  const { env, handler } = await started({ region: '' })
  delete process.env['AWS_REGION']
  await handler.handleReport?.([metric()])
  await env.advance(1_000)
  assert.match(String(env.logged[0]?.fields['reason']), /AWS_REGION/)
  process.env['AWS_REGION'] = 'eu-west-1'
  process.env['AWS_SESSION_TOKEN'] = 'token'
  await env.advance(30_000)
  assert.match(env.requests[0]?.headers['authorization'] ?? '', /x-amz-security-token/)
  assert.equal(env.requests[0]?.url, 'https://monitoring.eu-west-1.amazonaws.com/')
  delete process.env['AWS_REGION']
  delete process.env['AWS_SESSION_TOKEN']
  await handler.close()
})
