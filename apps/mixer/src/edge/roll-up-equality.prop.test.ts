/** The same requests give the same metrics, whether each is reported or they are summed up in the proxy. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { BUILTIN_ADAPTERS } from '@flotilla/adapter-builtin'
import { BoundedScheduler } from '@flotilla/adapter-sdk'
import { FakeEnv } from '@flotilla/adapter-sdk/compliance'
import {
  type AttributeValue,
  DurationValue,
  GLOBAL_WORD_COUNT,
  MutableBag,
  parseIp,
  ReportEncoder,
} from '@flotilla/attributes'
import { Runtime, rollUpPlan, SILENT_OBSERVER } from '@flotilla/dispatch'
import { RollUpTable } from '@flotilla/dispatch/roll-up'
import { scope } from '@flotilla/log'
import { type ConfigObject, parseDocuments } from '@flotilla/model'
import { ReportRequest, RollUpRequest } from '@flotilla/proto'
import fc from 'fast-check'
import type { CallEnvironment } from '../check/check-call.ts'
import { answerReport } from '../report/report-call.ts'
import { answerRollUp } from './roll-up-call.ts'

const ROOT = 'istio-system'
const MESH = new URL('../../../../deploy/mesh/', import.meta.url)
const base = (name: string): readonly ConfigObject[] =>
  parseDocuments(name, readFileSync(new URL(`${name}.yaml`, MESH), 'utf8')).objects
const MANIFEST = base('attributes')
const GENERATOR = base('kubernetesenv')
const TELEMETRY = base('telemetry')
const EXTRA = object('attributemanifest', 'extra', {
  attributes: { 'test.double': { valueType: 'DOUBLE' } },
})

function object(kind: string, name: string, spec: unknown): ConfigObject {
  const metadata = {
    name,
    namespace: ROOT,
    labels: {},
    annotations: {},
    creationMs: 0,
    version: '',
  }
  return { apiVersion: 'config.istio.io/v1alpha2', kind, metadata, spec, source: null }
}

/** A mixer without its wires. */
class Server {
  readonly runtime: Runtime
  readonly environment: CallEnvironment
  private readonly env = new FakeEnv()

  constructor() {
    const { env } = this
    env.setWorkloads([
      {
        uid: 'kubernetes://reviews-v1.default',
        name: 'reviews-v1',
        namespace: 'default',
        ip: parseIp('10.0.0.1'),
        hostIp: null,
        labels: new Map([
          ['app', 'reviews'],
          ['version', 'v1'],
        ]),
        serviceAccount: 'bookinfo-reviews',
        owner: '',
        workloadName: 'reviews-v1',
        containers: [],
      },
    ])
    this.runtime = new Runtime({
      adapters: BUILTIN_ADAPTERS,
      defaultNamespace: ROOT,
      host: {
        clock: env.clock,
        envOf: () => ({ env, tasks: new BoundedScheduler(env.clock, env.log) }),
        closed: () => undefined,
      },
    })
    this.environment = {
      context: { clock: env.clock, observer: SILENT_OBSERVER },
      log: scope('test'),
      table: () => this.runtime.table,
      generation: () => 1,
    }
  }

  page(): string {
    return this.env.exposition()
  }
}

type Attributes = Readonly<Record<string, AttributeValue>>

async function reported(server: Server, bags: readonly Attributes[]): Promise<void> {
  if (bags.length === 0) return
  const encoder = new ReportEncoder(GLOBAL_WORD_COUNT)
  for (const bag of bags) encoder.add(new MutableBag(Object.entries(bag)))
  // What cannot be recorded is the answer's error, and has no part in the page.
  await answerReport(server.environment, ReportRequest.decode(encoder.finish())).catch(hasCode)
}

/** @param flushEvery sums go after so many reports. @returns reports that were summed up, and the calls that took. */
async function rolledUp(
  server: Server,
  bags: readonly Attributes[],
  flushEvery: number,
): Promise<{ summed: number; groups: number }> {
  const plan = rollUpPlan(server.runtime.table.snapshot, 'default', ROOT)
  assert.deepEqual(plan.obstacles, [])
  const table = new RollUpTable(plan)
  let summed = 0
  let groups = 0
  let single: Attributes[] = []
  const flush = async (): Promise<void> => {
    await reported(server, single)
    single = []
    const taken = table.take(GLOBAL_WORD_COUNT)
    if (taken === null) return
    summed += taken.count
    const request = RollUpRequest.decode(taken.request)
    groups += request.groups.length
    await answerRollUp(server.environment, request).catch(hasCode)
  }
  for (const [i, bag] of bags.entries()) {
    if (!table.add(new MutableBag(Object.entries(bag)))) single.push(bag)
    if ((i + 1) % flushEvery === 0) await flush()
  }
  await flush()
  return { summed, groups }
}

function hasCode(error: unknown): void {
  assert.ok(typeof error === 'object' && error !== null && 'code' in error && error.code === 2)
}

async function assertEqualPages(
  config: readonly ConfigObject[],
  bags: readonly Attributes[],
  flushEvery: number,
): Promise<{ summed: number; groups: number }> {
  const one = new Server()
  const other = new Server()
  for (const { runtime } of [one, other])
    assert.deepEqual(
      (await runtime.reload(config)).problems.filter((p) => p.severity === 'error'),
      [],
    )
  await reported(one, bags)
  const counts = await rolledUp(other, bags, flushEvery)
  // Reports that are sent on their own may come in another order: so do their series on the page.
  const lines = (page: string): string[] =>
    counts.summed === bags.length ? page.split('\n') : page.split('\n').sort()
  assert.deepEqual(lines(other.page()), lines(one.page()))
  await Promise.all([one.runtime.close(), other.runtime.close()])
  return counts
}

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 6 })
const size = fc.oneof(
  { weight: 20, arbitrary: fc.bigInt({ min: 0n, max: 3n }) },
  { weight: 20, arbitrary: fc.bigInt({ min: 0n, max: 10_000_000n }) },
  // Beyond what sums can list: such a report is sent on its own.
  { weight: 1, arbitrary: fc.constant(2n ** 54n) },
)
const headers = fc.dictionary(
  fc.constantFrom('x-user', 'user-agent', 'x'),
  fc.constantFrom('', 'a', '\u0000a', 'b'),
)
const bag = fc
  .record({
    'context.reporter.kind': fc.constantFrom('inbound', 'outbound', 'inbound', undefined),
    'context.protocol': maybe(fc.constantFrom('http', 'grpc', 'tcp')),
    'source.namespace': fc.constantFrom('default', 'default', 'default', 'other', undefined),
    'destination.namespace': fc.constantFrom('default', 'default', 'default', 'other'),
    'source.uid': maybe(fc.constantFrom('kubernetes://reviews-v1.default', 'kubernetes://x.y')),
    'destination.uid': maybe(fc.constant('kubernetes://reviews-v1.default')),
    'destination.ip': maybe(
      fc.constantFrom(...['10.0.0.1', '10.0.0.2'].map((ip) => parseIp(ip) ?? '')),
    ),
    'destination.service.host': maybe(fc.constantFrom('reviews', 'a"b\\c')),
    'connection.mtls': maybe(fc.boolean()),
    'connection.event': maybe(fc.constantFrom('open', 'continue', 'close')),
    'request.useragent': maybe(fc.constantFrom('curl', 'kube-probe/1')),
    'request.headers': maybe(headers.map((of) => new Map(Object.entries(of)))),
    'response.code': maybe(fc.constantFrom<AttributeValue>(200n, 404n, 'x')),
    'response.duration': maybe(
      fc.oneof(
        {
          weight: 30,
          arbitrary: fc
            .bigInt({ min: 0n, max: 20_000_000_000n })
            .map((ns) => new DurationValue(ns)),
        },
        fc.constantFrom<AttributeValue>(5n, 'x', new DurationValue(2n ** 60n)),
      ),
    ),
    'request.size': maybe(size),
    'response.size': maybe(fc.oneof({ weight: 20, arbitrary: size }, fc.constant(-1n))),
    'connection.sent.bytes': maybe(size),
    'connection.received.bytes': maybe(size),
    'test.double': maybe(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0, max: 1e30 })),
  })
  .map((of): Attributes => {
    const present = Object.entries(of).filter((entry) => entry[1] !== undefined)
    return Object.fromEntries(present) as Attributes // those without a value are gone
  })
const bags = fc.array(bag, { minLength: 1, maxLength: 60 }).chain((several) =>
  // Traffic repeats itself.
  fc.array(fc.constantFrom(...several), { minLength: 1, maxLength: 120, size: '+1' }),
)

test('the default metrics are the same', async (t) => {
  const seen = { reports: 0, summed: 0, groups: 0 }
  await fc.assert(
    fc.asyncProperty(bags, fc.integer({ min: 1, max: 200 }), async (list, flushEvery) => {
      const counts = await assertEqualPages(
        [...MANIFEST, EXTRA, ...GENERATOR, ...TELEMETRY],
        list,
        flushEvery,
      )
      seen.reports += list.length
      seen.summed += counts.summed
      seen.groups += counts.groups
    }),
    { numRuns: 25 },
  )
  t.diagnostic(`${seen.summed} of ${seen.reports} reports summed up in ${seen.groups} groups`)
  assert.ok(seen.summed > seen.reports / 4)
})

const value = fc.constantFrom(
  '1',
  'response.duration | "0ms"',
  'response.duration',
  'request.size | 0',
  'request.size | response.size',
  'response.code | 0',
  'test.double | 0.5',
  'test.double',
)
const dimension = fc.constantFrom(
  'request.headers["x-user"]',
  'request.headers["x-user"] | "nobody"',
  'request.headers["user-agent"] | request.useragent | "-"',
  'response.code | 200',
  'source.labels["version"] | "none"',
  'destination.workload.name | "none"',
  'destination.ip | ip("1.2.3.4")',
  'connection.mtls | false',
  'test.double | 0.1',
)
const match = fc.constantFrom(
  '',
  'context.protocol == "http"',
  'request.headers["x"] == "a"',
  'response.code == 200 || connection.mtls',
  'request.size > 1',
)
const metric = fc.record({
  value,
  dimension,
  match,
  kind: fc.constantFrom('COUNTER', 'DISTRIBUTION'),
})

test('generated metrics are the same', async (t) => {
  const seen = { reports: 0, summed: 0, groups: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.array(metric, { minLength: 1, maxLength: 4 }),
      bags,
      fc.integer({ min: 1, max: 200 }),
      async (metrics, list, flushEvery) => {
        const counts = await assertEqualPages(configOf(metrics), list, flushEvery)
        seen.reports += list.length
        seen.summed += counts.summed
        seen.groups += counts.groups
      },
    ),
    { numRuns: 40 },
  )
  t.diagnostic(`${seen.summed} of ${seen.reports} reports summed up in ${seen.groups} groups`)
  assert.ok(seen.summed > seen.reports / 4)
})

function configOf(
  metrics: readonly { value: string; dimension: string; match: string; kind: string }[],
): ConfigObject[] {
  const handler = object('handler', 'prom', {
    compiledAdapter: 'prometheus',
    params: {
      metrics: metrics.map(({ kind }, i) => ({
        name: `m${i}`,
        instance_name: `i${i}.instance.${ROOT}`,
        kind,
        label_names: ['a'],
      })),
    },
  })
  const instances = metrics.map(({ value, dimension }, i) =>
    object('instance', `i${i}`, {
      compiledTemplate: 'metric',
      params: { value, dimensions: { a: dimension } },
    }),
  )
  const rules = metrics.map(({ match }, i) =>
    object('rule', `r${i}`, { match, actions: [{ handler: 'prom', instances: [`i${i}`] }] }),
  )
  return [...MANIFEST, EXTRA, ...GENERATOR, handler, ...instances, ...rules]
}
