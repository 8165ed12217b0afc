/** The suite that every adapter runs: what dispatch relies on, whoever wrote the adapter. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Adapter, HandlerWiring, InstanceShape } from '../adapter.ts'
import type { CheckResult, Handler, QuotaResult } from '../handler.ts'
import type { Instance } from '../instances.ts'
import { camelCase, snakeCase } from '../params/composites.ts'
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

export interface ComplianceInput {
  readonly adapter: Adapter
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
  for (const one of input.refused) refusedTest(adapter, one)
  for (const one of input.accepted) acceptedTests(adapter, one)
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
    await handler.close()
    env.tasks.close()
    await settled()
    assert.equal(env.clock.pending, 0, 'a timer outlives the handler')
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
