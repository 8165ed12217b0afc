/** Dispatching checks: routing, combination, direct responses, header operations, references. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MutableBag, ReferenceTracker } from '@flotilla/attributes'
import type { ConfigObject } from '@flotilla/model'
import { MANIFEST, object, Probe, type TestRuntime, testRuntime } from '../test-objects.ts'
import { check } from './check.ts'
import type { CheckOutcome } from './combine.ts'
import { DispatchError } from './invoke.ts'

const NOTHING = object('instance', 'n', { compiledTemplate: 'checknothing' })

function handler(name: string, params: object): ConfigObject {
  return object('handler', name, { compiledAdapter: 'probe', params })
}

function rule(name: string, handlerName: string, spec: object = {}): ConfigObject {
  const instances = ['n.instance.istio-system']
  return object('rule', name, {
    actions: [{ handler: `${handlerName}.handler.istio-system`, instances }],
    ...spec,
  })
}

async function started(...objects: ConfigObject[]): Promise<TestRuntime> {
  const test = testRuntime(new Probe().adapter())
  const report = await test.runtime.reload([MANIFEST, NOTHING, ...objects])
  assert.deepEqual(
    report.problems.filter(({ severity }) => severity === 'error'),
    [],
  )
  return test
}

async function outcomeOf(
  { runtime, context }: TestRuntime,
  attributes: Readonly<Record<string, string>> = {},
  tracker: ReferenceTracker | null = null,
): Promise<CheckOutcome> {
  const bag = new MutableBag(Object.entries(attributes))
  const outcome = await check(context, runtime.table, bag, tracker)
  if (outcome instanceof DispatchError) assert.fail(outcome.message)
  return outcome
}

const REFUSE = { code: 7, message: 'no', validMs: 5_000, uses: 1_000 }
const ALLOW = { validMs: 3_000, uses: 20_000 }

const COMBINATIONS: readonly [
  string,
  readonly object[],
  readonly [number, string, number, number],
][] = [
  ['nothing to ask', [], [0, '', 60_000, 10_000]],
  ['no opinion', [{}], [0, '', 60_000, 10_000]],
  ['no opinion lowers nothing', [{}, ALLOW, {}], [0, '', 3_000, 20_000]],
  ['the lowest validity', [ALLOW, { validMs: 9_000, uses: 5 }], [0, '', 3_000, 5]],
  [
    'any number of uses limits nothing',
    [{ validMs: 9_000, uses: -1 }, ALLOW],
    [0, '', 3_000, 20_000],
  ],
  ['a refusal', [ALLOW, REFUSE], [7, 'h1.istio-system:no', 3_000, 1_000]],
  ['a refusal without validity is not kept', [ALLOW, { code: 16 }], [16, 'h1.istio-system:', 0, 0]],
  [
    'the code of the first refusal and all messages',
    [REFUSE, { code: 16, message: 'who', validMs: 1, uses: 1 }],
    [7, 'h0.istio-system:no, h1.istio-system:who', 1, 1],
  ],
]
for (const [name, params, expected] of COMBINATIONS) {
  test(`combines ${name}`, async () => {
    const handlers = params.map((one, i) => handler(`h${i}`, one))
    const rules = params.map((_, i) => rule(`r${i}`, `h${i}`))
    const { status, validDurationMs, validUseCount } = await outcomeOf(
      await started(...handlers, ...rules),
    )
    assert.deepEqual([status.code, status.message, validDurationMs, validUseCount], expected)
  })
}

test('results are combined in rule order, also where an earlier handler answers later', async () => {
  const slow = { ...REFUSE, code: 16, fault: 'wait' }
  const outcome = await outcomeOf(
    await started(
      handler('slow', slow),
      handler('fast', REFUSE),
      rule('a', 'slow'),
      rule('b', 'fast'),
    ),
  )
  assert.equal(outcome.status.code, 16)
})

const NAMESPACES: readonly [string, Readonly<Record<string, string>>, boolean][] = [
  [
    'inbound takes the destination',
    { 'context.reporter.kind': 'inbound', 'destination.namespace': 'default' },
    true,
  ],
  [
    'unknown takes the destination',
    { 'destination.namespace': 'default', 'source.namespace': 'x' },
    true,
  ],
  [
    'outbound takes the source',
    { 'context.reporter.kind': 'outbound', 'source.namespace': 'default' },
    true,
  ],
  [
    'another kind takes none',
    { 'context.reporter.kind': 'x', 'destination.namespace': 'default' },
    false,
  ],
  ['another namespace', { 'destination.namespace': 'other' }, false],
  ['none', {}, false],
]
for (const [name, attributes, isOwn] of NAMESPACES) {
  test(`rules of a namespace: ${name}`, async () => {
    const own = rule('own', 'h', {})
    const runtime = await started(handler('h', REFUSE), {
      ...own,
      metadata: { ...own.metadata, namespace: 'default' },
    })
    assert.equal((await outcomeOf(runtime, attributes)).status.code, isOwn ? 7 : 0)
  })
}

test('rules of the default namespace come before those of any other', async () => {
  const own = rule('a', 'own')
  const runtime = await started(
    handler('own', { code: 16, message: 'own' }),
    handler('all', { code: 7, message: 'all' }),
    { ...own, metadata: { ...own.metadata, namespace: 'default' } },
    rule('z', 'all'),
  )
  const { status } = await outcomeOf(runtime, { 'destination.namespace': 'default' })
  assert.deepEqual([status.code, status.message], [7, 'all.istio-system:all, own.istio-system:own'])
})

test('a match that is false or has no value lets the request pass, and the latter is told', async () => {
  const runtime = await started(
    handler('h', REFUSE),
    rule('a', 'h', { match: 'request.path == "/x"' }),
    rule('b', 'h', { match: 'request.headers["x"] == "y"' }),
  )
  assert.equal((await outcomeOf(runtime, { 'request.path': '/y' })).status.code, 0)
  assert.deepEqual(runtime.observed.events, ["match b: lookup failed: 'request.headers'"])
  assert.equal((await outcomeOf(runtime, { 'request.path': '/x' })).status.code, 7)
})

test('an instance that cannot be built and a handler that throws or is silent fail the check', async () => {
  const cases: readonly [ConfigObject[], RegExp][] = [
    [
      [
        handler('h', REFUSE),
        object('listentry', 'l', { value: 'request.path' }),
        object('rule', 'r', { actions: [{ handler: 'h', instances: ['l.listentry'] }] }),
      ],
      /l.listentry.istio-system: lookup failed: 'request.path'/,
    ],
    [[handler('h', { fault: 'throw' }), rule('r', 'h')], /h.istio-system: thrown/],
  ]
  for (const [objects, expected] of cases) {
    const { runtime, context } = await started(...objects)
    const outcome = await check(context, runtime.table, new MutableBag(), null)
    assert.ok(outcome instanceof DispatchError)
    assert.match(outcome.message, expected)
  }
  const probe = new Probe()
  probe.gate = new Promise(() => undefined)
  const { runtime, context, env } = testRuntime(probe.adapter())
  await runtime.reload([NOTHING, handler('h', { fault: 'wait' }), rule('r', 'h')])
  const waiting = check(context, runtime.table, new MutableBag(), null)
  env.clock.advance(5_000)
  const outcome = await waiting
  assert.ok(outcome instanceof DispatchError)
  assert.match(outcome.message, /no answer within 5000 ms/)
})

test('the first refusal brings its direct response', async () => {
  const headers = { 'X-Reason': 'policy', 'Set-Cookie': 'a=1, b=2' }
  const runtime = await started(
    handler('h', { ...REFUSE, code: 9, headers }),
    handler('z', { ...REFUSE, headers: { other: 'x' } }),
    rule('r', 'h'),
    rule('s', 'z'),
  )
  assert.deepEqual((await outcomeOf(runtime)).routeDirective, {
    requestHeaderOperations: [],
    responseHeaderOperations: [
      { name: 'x-reason', value: 'policy', operation: 'REPLACE' },
      { name: 'set-cookie', value: 'a=1', operation: 'APPEND' },
      { name: 'set-cookie', value: 'b=2', operation: 'APPEND' },
    ],
    directResponseCode: 412,
    directResponseBody: 'direct',
  })
})

test('header operations of all matching rules, own and default, where the request passes', async () => {
  const operations = (name: string, extra: object = {}): object => ({
    actions: [],
    requestHeaderOperations: [{ name, values: ['request.path | "none"', '""', 'source.uid'] }],
    ...extra,
  })
  const runtime = await started(
    object('rule', 'all', operations('X-All')),
    object('rule', 'never', operations('x-never', { match: 'connection.mtls' })),
    object('rule', 'default/own', {
      responseHeaderOperations: [
        { name: 'server', operation: 'REMOVE', values: ['"x"'] },
        { name: 'via', operation: 'APPEND', values: ['"a"', '"b"'] },
      ],
    }),
  )
  const outcome = await outcomeOf(runtime, { 'destination.namespace': 'default' })
  assert.deepEqual(outcome.routeDirective, {
    requestHeaderOperations: [{ name: 'x-all', value: 'none', operation: 'REPLACE' }],
    responseHeaderOperations: [
      { name: 'server', value: '', operation: 'REMOVE' },
      { name: 'via', value: 'a', operation: 'APPEND' },
      { name: 'via', value: 'b', operation: 'APPEND' },
    ],
    directResponseCode: 0,
    directResponseBody: '',
  })
  assert.deepEqual([outcome.validDurationMs, outcome.validUseCount], [60_000, 10_000])
})

test('a refusal carries no header operations', async () => {
  const runtime = await started(
    handler('h', REFUSE),
    rule('r', 'h', { requestHeaderOperations: [{ name: 'a', values: ['"b"'] }] }),
  )
  assert.equal((await outcomeOf(runtime)).routeDirective, null)
})

test('references: what rules read, and what the namespace was chosen by', async () => {
  const tracker = new ReferenceTracker()
  const runtime = await started(
    handler('h', REFUSE),
    rule('r', 'h', { match: '(request.path | "") == "/x" && source.uid == "y"' }),
  )
  await outcomeOf(runtime, { 'context.reporter.kind': 'inbound' }, tracker)
  assert.deepEqual(
    tracker.references().map(({ name, condition }) => [name, condition]),
    [
      ['context.reporter.kind', 2],
      ['destination.namespace', 1],
      ['request.path', 1],
    ],
  )
})
