/** The suite that every adapter runs: what dispatch relies on, whoever wrote the adapter. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { test } from 'node:test'
import { codeOf } from '@flotilla/errors'
import type { Adapter, HandlerWiring, InstanceShape } from '../adapter.ts'
import type { CheckResult, Handler, QuotaResult } from '../handler.ts'
import type { CheckInstance, Instance, ReportInstance } from '../instances.ts'
import { camelCase, snakeCase } from '../params/composites.ts'
import { Variety } from '../template.ts'
import { TEMPLATES, type TemplateName, templateOf } from '../templates.ts'
import { FakeEnv, settled } from './fake-env.ts'
import { sampleInstance } from './sample-instance.ts'

export interface AcceptedCase {
  readonly name: string
  readonly params: unknown
  /** Instances to send; default one filled sample of each template. They are also the wiring. */
  readonly instances?: readonly Instance[]
  /** Prepares the outside world. */
  readonly prepare?: (env: FakeEnv) => void
}

export interface RefusedCase {
  readonly name: string
  readonly params: unknown
  /** Path of a violation that must be among those given. */
  readonly path: string
  readonly instances?: readonly Instance[]
}

/** What a check or quota is answered with while something is wrong. */
export interface FailureCase {
  readonly name: string
  readonly params: unknown
  readonly instance: Instance
  /** Prepares the outside world, before the handler is built. */
  readonly prepare?: (env: FakeEnv) => void
  /** Breaks it, after that. */
  readonly failWith?: (env: FakeEnv) => void
  /** Status code of the answer; null where the call must fail, which dispatch turns into INTERNAL. */
  readonly code: number | null
}

export interface ComplianceInput {
  readonly adapter: Adapter
  /** The JSON Schema in the package, held equal to the params' own; refreshed by UPDATE_GOLDEN=1. */
  readonly schema: URL
  readonly failures?: readonly FailureCase[]
  readonly accepted: readonly AcceptedCase[]
  readonly refused: readonly RefusedCase[]
}

const PATH = 'spec.params'

/** Registers the tests of the suite. */
export function adapterCompliance(input: ComplianceInput): void {
  const { adapter } = input
  test(`${adapter.name}: has a lower-case name, a description and known templates`, () => {
    assert.match(adapter.name, /^[a-z][a-z0-9]*$/)
    assert.notEqual(adapter.description, '')
    assert.ok(adapter.templates.length > 0)
    for (const name of adapter.templates) assert.notEqual(templateOf(name), null, name)
  })
  test(`${adapter.name}: an unknown field is refused with its path`, () => {
    for (const one of input.accepted) {
      const params = { ...(one.params as object), no_such_field: 1 }
      const answer = adapter.accept(params, PATH, wiringOf(adapter, one.instances))
      assert.equal(answer.kind, 'bad', one.name)
      assert.ok(
        answer.kind === 'bad' && answer.violations.some((v) => v.path === `${PATH}.no_such_field`),
      )
    }
  })
  test(`${adapter.name}: its JSON Schema is the one in the package`, () => {
    const schema = JSON.stringify(adapter.paramsSchema, null, 2)
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(input.schema, `${schema}\n`)
    assert.deepEqual(JSON.parse(readFileSync(input.schema, 'utf8')), JSON.parse(schema))
  })
  for (const one of input.refused) refusedTest(adapter, one)
  for (const one of input.accepted) acceptedTests(adapter, one)
  for (const one of input.failures ?? []) failureTest(adapter, one)
}

function failureTest(adapter: Adapter, one: FailureCase): void {
  const expected = one.code === null ? 'fails' : `answers status ${one.code}`
  test(`${adapter.name}: ${one.name}: ${expected}`, async () => {
    const env = new FakeEnv()
    one.prepare?.(env)
    const instances = [one.instance]
    const handler = await buildHandler(adapter, { ...one, instances }, env)
    one.failWith?.(env)
    const answer = whileTimePasses(env, call(handler, one.instance))
    if (one.code === null) await assert.rejects(answer)
    else assert.equal((await answer).status.code, one.code)
    env.tasks.close()
    await whileTimePasses(env, handler.close())
  })
}

async function call(handler: Handler, instance: Instance): Promise<CheckResult | QuotaResult> {
  if (instance.template !== 'quota')
    return handler.handleCheck?.(instance as CheckInstance) ?? assert.fail('no handleCheck')
  const args = { dedupId: 'failing', amount: 1n, isBestEffort: false }
  return handler.handleQuota?.(instance, args) ?? assert.fail('no handleQuota')
}

/** Longest that anything may take against a backend that never answers, ms. */
const PATIENCE_MS = 60_000
const STEP_MS = 250

/** Lets the clock of the environment run until the promise settles, for at most a minute of it. */
async function whileTimePasses<T>(env: FakeEnv, pending: T | Promise<T>): Promise<T> {
  let isDone = false
  const watched = Promise.resolve(pending).finally(() => {
    isDone = true
  })
  watched.catch(() => undefined) // the caller gets it
  for (let ms = 0; ms < PATIENCE_MS; ms += STEP_MS) {
    await settled()
    if (isDone) break
    env.clock.advance(STEP_MS)
  }
  await settled()
  assert.ok(isDone, 'not done within a minute')
  return watched
}

/** Instances of one flood, and how many of them may be held. docs/limits.md */
const FLOOD = 30_000
const MAX_HELD = 20_000

/** A backend that takes nothing: what is held is bounded, what is not is counted, and the end comes all the same. */
async function flood(
  handler: Handler,
  env: FakeEnv,
  instances: readonly Instance[],
): Promise<void> {
  const { handleReport } = handler
  const reports = instances.filter((one) => isReport(one))
  if (handleReport === undefined || reports.length === 0) return
  const batch = Array.from({ length: 100 }, (_, i) => reports[i % reports.length] as ReportInstance)
  for (let i = 0; i < FLOOD; i += batch.length) {
    for (const one of reports) {
      const same = batch.filter(({ template }) => template === one.template) as ReportInstance[]
      try {
        await whileTimePasses(env, handler.handleReport?.(same))
      } catch (error) {
        assert.equal(codeOf(error), 'FLT_ADAPTER_FAILED')
      }
    }
  }
  const held = [...env.waitingItems.values()].reduce((sum, one) => sum + one, 0)
  assert.ok(held <= MAX_HELD, `${held} items are held`)
}

function isReport(instance: Instance): boolean {
  return templateOf(instance.template)?.variety === Variety.report
}

function refusedTest(adapter: Adapter, one: RefusedCase): void {
  test(`${adapter.name}: refuses ${one.name}`, () => {
    const answer = adapter.accept(one.params, PATH, wiringOf(adapter, one.instances))
    assert.equal(answer.kind, 'bad')
    if (answer.kind !== 'bad') return
    const paths = answer.violations.map((violation) => violation.path)
    assert.ok(paths.includes(one.path), `${one.path} is not among ${paths.join(', ')}`)
    for (const violation of answer.violations) assert.notEqual(violation.message, '')
  })
}

function acceptedTests(adapter: Adapter, one: AcceptedCase): void {
  const label = `${adapter.name}: ${one.name}`
  test(`${label}: both spellings of field names are the same, and params are not changed`, () => {
    const wiring = wiringOf(adapter, one.instances)
    for (const rename of [camelCase, snakeCase]) {
      const params = deepFreeze(renameTop(one.params, rename))
      assert.equal(adapter.accept(params, PATH, wiring).kind, 'ok')
    }
  })
  test(`${label}: answers every instance of its templates and ends clean`, async () => {
    const env = new FakeEnv()
    one.prepare?.(env)
    const handler = await buildHandler(adapter, one, env)
    for (const instance of one.instances ?? samplesOf(adapter)) await exercise(handler, instance)
    if (handler.generation !== undefined) assert.ok(Number.isSafeInteger(handler.generation()))
    env.tasks.close()
    await whileTimePasses(env, handler.close())
    await handler.close()
    await settled()
    assert.equal(env.openHandles(), 0, 'a timer or connection outlives the handler')
    assert.equal(env.delivered.lost, 0, 'items were lost')
    assert.ok(
      env.stdoutLines.every((line) => !line.includes('\n')),
      'a line holds a line end',
    )
  })
  test(`${label}: a second handler takes over from the first while that still serves`, async () => {
    const env = new FakeEnv()
    one.prepare?.(env)
    const first = await buildHandler(adapter, one, env)
    const second = await buildHandler(adapter, one, env, first)
    for (const instance of one.instances ?? samplesOf(adapter)) await exercise(first, instance)
    await first.close()
    for (const instance of one.instances ?? samplesOf(adapter)) await exercise(second, instance)
    await second.close()
    env.tasks.close()
  })
  test(`${label}: holds a bounded number of items for a backend that is silent, and ends`, async () => {
    const env = new FakeEnv()
    one.prepare?.(env)
    const handler = await buildHandler(adapter, one, env)
    env.silence()
    await flood(handler, env, one.instances ?? samplesOf(adapter))
    env.tasks.close()
    await whileTimePasses(env, handler.close())
    env.clock.advance(PATIENCE_MS)
    await settled()
    const held = [...env.waitingItems.values()].reduce((sum, n) => sum + n, 0)
    assert.equal(held, 0, 'items wait after the end')
    assert.equal(env.openHandles(), 0, 'a timer or connection outlives the handler')
  })
}

async function buildHandler(
  adapter: Adapter,
  one: AcceptedCase,
  env: FakeEnv,
  previous: Handler | null = null,
): Promise<Handler> {
  const wiring = { ...wiringOf(adapter, one.instances), previous }
  const answer = adapter.accept(one.params, PATH, wiring)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  return answer.accepted.build(env, wiring)
}

/** Sends one instance by its template's variety and checks the form of the answer. */
async function exercise(handler: Handler, instance: Instance): Promise<void> {
  deepFreeze(instance)
  switch (instance.template) {
    case 'checknothing':
    case 'listentry':
    case 'authorization':
    case 'apikey':
      assert.ok(handler.handleCheck, 'handleCheck is missing')
      checkResult(await handler.handleCheck(instance))
      return
    case 'quota':
      assert.ok(handler.handleQuota, 'handleQuota is missing')
      for (const amount of [1n, 0n, -1n, 2n ** 62n]) {
        const args = { dedupId: `id-${amount}`, amount, isBestEffort: amount > 1n }
        quotaResult(await handler.handleQuota(instance, args), amount)
      }
      return
    case 'kubernetes': {
      assert.ok(handler.handleGenerate, 'handleGenerate is missing')
      const known = new Set(TEMPLATES[instance.template].outputs.map((output) => output.name))
      for (const name of (await handler.handleGenerate(instance)).values.keys())
        assert.ok(known.has(name), name)
      return
    }
    default:
      assert.ok(handler.handleReport, 'handleReport is missing')
      await handler.handleReport([instance])
      await handler.handleReport([])
  }
}

function checkResult(result: CheckResult): void {
  assert.ok(Number.isInteger(result.status.code) && result.status.code >= 0)
  assert.equal(typeof result.status.message, 'string')
  assert.ok(result.validDurationMs >= 0)
  assert.ok(Number.isInteger(result.validUseCount))
}

function quotaResult(result: QuotaResult, asked: bigint): void {
  assert.ok(result.validDurationMs >= 0)
  assert.equal(typeof result.amount, 'bigint')
  assert.ok(asked < 0n || result.amount <= asked, 'granted more than was asked for')
}

function samplesOf(adapter: Adapter): Instance[] {
  return adapter.templates.map((template) => sampleInstance(template))
}

function wiringOf(
  adapter: Adapter,
  instances: readonly Instance[] = samplesOf(adapter),
): HandlerWiring {
  const shapes = instances.map(
    ({ name, template }): InstanceShape => ({
      name,
      template: template satisfies TemplateName,
      types: new Map(),
    }),
  )
  return { handler: 'sample.default', instances: shapes, previous: null }
}

function renameTop(params: unknown, rename: (name: string) => string): unknown {
  const entries = Object.entries((params ?? {}) as object) // params of a case are an object
  return Object.fromEntries(entries.map(([key, value]) => [rename(key), value]))
}

function deepFreeze<T>(value: T): T {
  // Bytes cannot be frozen, and maps and classes guard their insides themselves.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  Object.freeze(value)
  for (const one of Object.values(value)) deepFreeze(one)
  return value
}
