/** The stdio adapter: lines, levels, files and their rotation. */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Handler, type ReportInstance, ValueMap } from '@flotilla/adapter-sdk'
import {
  adapterCompliance,
  FakeEnv,
  sampleInstance,
  settled,
} from '@flotilla/adapter-sdk/compliance'
import { DurationValue, TimestampValue } from '@flotilla/attributes'
import { FileSink } from './file-sink.ts'
import { stdio } from './stdio.ts'

const WIRING = { handler: 'h', instances: [], previous: null }
const at = TimestampValue.fromParts(1_514_862_245, 123_456_789)

adapterCompliance({
  adapter: stdio,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'defaults', params: {} },
    { name: 'plain lines', params: { output_as_json: false, log_stream: 'STDERR' } },
  ],
  refused: [
    { name: 'a file without path', params: { logStream: 'FILE' }, path: 'spec.params.outputPath' },
    {
      name: 'a path without file',
      params: { outputPath: '/tmp/x' },
      path: 'spec.params.outputPath',
    },
    {
      name: 'an unknown level',
      params: { severityLevels: { x: 'LOUD' } },
      path: 'spec.params.severityLevels["x"]',
    },
    {
      name: 'a negative age',
      params: { maxDaysBeforeRotation: -1 },
      path: 'spec.params.maxDaysBeforeRotation',
    },
  ],
})

async function build(params: unknown, env: FakeEnv): Promise<Handler> {
  const answer = stdio.accept(params, 'spec.params', WIRING)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  return answer.accepted.build(env, WIRING)
}

function entry(
  severity: string,
  variables: Readonly<Record<string, never>> | ValueMap = ValueMap.of({}),
): ReportInstance {
  return sampleInstance('logentry', 'filled', {
    name: 'newlog.logentry.istio-system',
    severity,
    timestamp: at,
    variables,
  })
}

test('a log entry is one JSON line, its variables sorted and typed', async () => {
  const env = new FakeEnv()
  const handler = await build({ severity_levels: { warning: 1 }, outputAsJson: true }, env)
  const variables = ValueMap.of({
    user: 'a"b',
    code: 2n ** 60n,
    latency: DurationValue.fromMs(2.5),
    ip: Uint8Array.of(10, 0, 0, 1),
    when: at,
    mtls: true,
    ratio: 0.5,
    labels: new Map([
      ['b', '2'],
      ['a', '1'],
    ]),
    none: null,
  })
  await handler.handleReport?.([entry('warning', variables)])
  assert.deepEqual(env.stdoutLines, [
    '{"level":"warn","time":"2018-01-02T03:04:05.123456Z","instance":"newlog.logentry.istio-system","code":1152921504606846976,"ip":"10.0.0.1","labels":{"a":"1","b":"2"},"latency":"2.5ms","mtls":true,"none":null,"ratio":0.5,"user":"a\\"b","when":"2018-01-02T03:04:05.123456Z"}',
  ])
})

test('a metric is a line with its value and dimensions', async () => {
  const env = new FakeEnv()
  const handler = await build({ metricLevel: 'ERROR', logStream: 1 }, env)
  const dimensions = ValueMap.of({ app: 'x' })
  await handler.handleReport?.([sampleInstance('metric', 'filled', { value: 7n, dimensions })])
  assert.deepEqual(env.stderrLines, [
    '{"level":"error","time":"2026-01-01T00:00:00.000000Z","instance":"sample.metric.default","value":7,"app":"x"}',
  ])
})

test('plain lines are separated by tabs', async () => {
  const env = new FakeEnv()
  const handler = await build({ outputAsJson: false }, env)
  await handler.handleReport?.([entry('info', ValueMap.of({ a: 'x\ny' }))])
  assert.deepEqual(env.stdoutLines, [
    '2018-01-02T03:04:05.123456Z\tinfo\tnewlog.logentry.istio-system\t{"a":"x\\ny"}',
  ])
})

const SEVERITIES: readonly [string, string][] = [
  ['INFORMATIONAL', 'info'],
  ['warn', 'warn'],
  ['ERR', 'error'],
  ['fatal', 'error'],
  ['Default', 'info'],
  ['loud', 'error'],
]
for (const [severity, level] of SEVERITIES) {
  test(`the severity ${severity} is ${level}`, async () => {
    const env = new FakeEnv()
    await (await build({ severityLevels: { loud: 'ERROR' } }, env)).handleReport?.([
      entry(severity),
    ])
    assert.match(env.stdoutLines[0] ?? '', new RegExp(`"level":"${level}"`))
  })
}

test('lines below the output level are left out', async () => {
  const env = new FakeEnv()
  const handler = await build({ outputLevel: 'WARNING' }, env)
  await handler.handleReport?.([entry('info'), entry('warn'), entry('error')])
  assert.equal(env.stdoutLines.length, 2)
})

test('dropped lines are an error of the call', async () => {
  const env = new FakeEnv()
  const outside = { ...env.outside, stdout: { writeLine: () => false } }
  const answer = stdio.accept({}, '', WIRING)
  assert.ok(answer.kind === 'ok')
  const handler = await answer.accepted.build(Object.assign(env, { outside }), WIRING)
  assert.throws(() => handler.handleReport?.([entry('info')]), /1 lines dropped/)
})

test('a file is appended to, and closing waits for it', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'flotilla-stdio-'))
  t.after(() => rmSync(dir, { recursive: true }))
  const path = join(dir, 'out.log')
  for (let i = 0; i < 2; i++) {
    const handler = await build({ logStream: 'FILE', outputPath: path }, new FakeEnv())
    await handler.handleReport?.([entry('info'), entry('info')])
    await handler.close()
  }
  assert.equal(readFileSync(path, 'utf8').split('\n').length, 5)
})

test('a file that cannot be written leaves the handler out', async () => {
  await assert.rejects(
    build({ logStream: 'FILE', outputPath: '/nope/x.log' }, new FakeEnv()),
    /cannot write to \/nope\/x.log/,
  )
})

test('a full file is set aside and old ones are removed by number and age', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'flotilla-stdio-'))
  t.after(() => rmSync(dir, { recursive: true }))
  const ancient = 'out-2001-01-01T00-00-00.000.log'
  for (const name of [ancient, 'out-notes.log']) writeFileSync(join(dir, name), 'kept?')
  const env = new FakeEnv()
  const rotation = { maxBytes: 10, maxDays: 30, maxFiles: 2 }
  const sink = await FileSink.open(env, join(dir, 'out.log'), rotation)
  for (let i = 0; i < 4; i++) {
    assert.ok(sink.writeLine(`line number ${i}`))
    env.clock.advance(1_000)
    for (let turn = 0; turn < 20; turn++) await settled()
  }
  await sink.close()
  const files = readdirSync(dir).sort()
  assert.ok(!files.includes(ancient))
  assert.ok(files.includes('out-notes.log'), 'a file of somebody else stays')
  assert.ok(files.filter((name) => /-\d{4}-/.test(name)).length <= 2)
  assert.ok(files.includes('out.log'))
})
