/** Which namespaces may be decided in the proxy, why others may not, and what a proxy refuses. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Adapter,
  type AdapterSpec,
  defineAdapter,
  message,
  status,
} from '@flotilla/adapter-sdk'
import { MutableBag } from '@flotilla/attributes'
import type { ConfigObject } from '@flotilla/model'
import { FakeClock } from '@flotilla/time'
import { MANIFEST, object, Probe, testRuntime } from '../test-objects.ts'
import { edgeDigest } from './edge-content.ts'
import { edgeDecider } from './edge-decider.ts'
import { type EdgePlan, edgePlan, MAX_EDGE_RULES } from './edge-plan.ts'

const REFUSED = { status: status(7, 'no'), validDurationMs: 5_000, validUseCount: 9 }
const PURE: AdapterSpec<object> = {
  name: 'pure',
  description: 'Refuses',
  templates: ['checknothing', 'listentry'],
  params: message<object>({}),
  build: () => ({ handleCheck: () => REFUSED, close: () => undefined }),
  decideAtEdge: () => () => REFUSED,
}
const pure: Adapter = defineAdapter(PURE)
const EDGE_ADAPTERS = new Map([['pure', pure]])
const HANDLER = object('handler', 'h', { compiledAdapter: 'pure' })
const NOTHING = object('instance', 'n', { compiledTemplate: 'checknothing' })
const ACTIONS = [{ handler: 'h.istio-system', instances: ['n.istio-system'] }]

function rule(name: string, spec: object = {}): ConfigObject {
  return object('rule', name, { actions: ACTIONS, ...spec })
}

/** Writes what the probe generates into these attributes. */
function generator(...attributes: string[]): ConfigObject[] {
  const attributeBindings = Object.fromEntries(
    attributes.map((name) => [
      name,
      name.endsWith('labels') ? '$out.source_labels' : '$out.source_pod_uid',
    ]),
  )
  return [
    object('handler', 'p', { compiledAdapter: 'probe' }),
    object('instance', 'g', { compiledTemplate: 'kubernetes', attributeBindings }),
    object('rule', 'g', { actions: [{ handler: 'p', instances: ['g'] }] }),
  ]
}

async function planOf(objects: readonly ConfigObject[], namespace = 'a'): Promise<EdgePlan> {
  const { runtime } = testRuntime(pure, new Probe().adapter())
  await runtime.reload([MANIFEST, HANDLER, NOTHING, ...objects])
  const options = { namespace, defaultNamespace: 'istio-system', edgeAdapters: EDGE_ADAPTERS }
  return edgePlan(runtime.table, options)
}

function deciderOf({ content, digest }: EdgePlan, adapters = EDGE_ADAPTERS) {
  return edgeDecider({
    bytes: content ?? new Uint8Array(),
    digest,
    adapters,
    clock: new FakeClock(),
  })
}

const PROBED = [
  object('handler', 'p', { compiledAdapter: 'probe' }),
  rule('r', { actions: [{ handler: 'p', instances: ['n'] }] }),
]
const CASES: readonly [string, readonly ConfigObject[], readonly string[]][] = [
  ['no rule', [], []],
  ['a rule of a pure handler', [rule('r')], []],
  ['a rule of another namespace', [rule('b/r', { match: 'source.labels["x"] == ""' })], []],
  [
    'header operations alone',
    [rule('r', { actions: [], responseHeaderOperations: [{ name: 'x', values: ['"v"'] }] })],
    [],
  ],
  [
    'a handler that has state',
    PROBED,
    ['r.istio-system: the adapter probe of p.istio-system needs the server'],
  ],
  [
    'an attribute that only generators know',
    [...generator('source.labels'), rule('a/r', { match: 'source.labels["x"] == "y"' })],
    ["r.a: source.labels: known to the server's attribute generators only"],
  ],
  [
    'an attribute that sidecars send too',
    [...generator('source.uid'), rule('r', { match: 'source.uid == "u"' })],
    [],
  ],
  [
    'a rule that fails closed and is broken',
    [rule('r', { failClosed: true, actions: [...ACTIONS, { handler: 'gone', instances: ['n'] }] })],
    ['r.istio-system: it fails closed, and a part of it cannot work'],
  ],
  [
    'a part that is left out',
    [rule('r', { actions: [...ACTIONS, { handler: 'gone', instances: ['n'] }] })],
    [],
  ],
  [
    'too many rules',
    Array.from({ length: MAX_EDGE_RULES + 1 }, (_, i) => rule(`r${i}`)),
    [`: ${MAX_EDGE_RULES + 1} rules are more than ${MAX_EDGE_RULES}`],
  ],
]
for (const [name, objects, expected] of CASES) {
  test(`what needs the server: ${name}`, async () => {
    const plan = await planOf(objects)
    assert.deepEqual(
      plan.reasons.map((one) => `${one.rule}: ${one.reason}`),
      expected,
    )
    assert.equal(plan.content === null, expected.length > 0)
    if (plan.content !== null) assert.equal(deciderOf(plan).kind, 'ok')
  })
}

test('equal configurations have equal digests, whatever else changes', async () => {
  const first = await planOf([rule('r'), rule('b/other')])
  const second = await planOf([rule('b/changed', { match: 'source.uid == "x"' }), rule('r')])
  assert.equal(first.digest, second.digest)
  assert.notEqual(first.digest, (await planOf([rule('r')], 'b')).digest)
})

test('what is not whole is refused', async () => {
  const plan = await planOf([rule('r')])
  const bytes = Buffer.from(plan.content ?? '')
  const changed = Buffer.from(bytes.toString().replace('"h.handler', '"g.handler'))
  const cases: readonly [Uint8Array, string, ReadonlyMap<string, Adapter>, RegExp][] = [
    [changed, plan.digest, EDGE_ADAPTERS, /the digest is not that of the content/],
    [changed, edgeDigest(changed), EDGE_ADAPTERS, /no usable handler "g\.handler/],
    [Buffer.from('{}'), edgeDigest(Buffer.from('{}')), EDGE_ADAPTERS, /cannot be read/],
    [Buffer.from('{'), edgeDigest(Buffer.from('{')), EDGE_ADAPTERS, /cannot be read/],
    [bytes, plan.digest, new Map(), /no adapter pure/],
    [
      bytes,
      plan.digest,
      new Map([['pure', defineAdapter({ ...PURE, decideAtEdge: () => null })]]),
      /cannot decide here/,
    ],
  ]
  for (const [content, digest, adapters, wanted] of cases) {
    const result = edgeDecider({ bytes: content, digest, adapters, clock: new FakeClock() })
    assert.ok(result.kind === 'bad')
    assert.match(result.message, wanted)
  }
})

test("a request of another namespace, or that lacks what generators write, is the server's", async () => {
  const plan = await planOf([
    ...generator('source.uid'),
    rule('r', { match: 'source.uid == "u" || request.path == "/p"' }),
  ])
  const result = deciderOf(plan)
  assert.ok(result.kind === 'ok')
  const decide = (attributes: Record<string, string>): number | null =>
    result.decider.decide(new MutableBag(Object.entries(attributes)))?.status.code ?? null
  assert.equal(decide({ 'destination.namespace': 'a', 'source.uid': 'u' }), 7)
  assert.equal(decide({ 'destination.namespace': 'a', 'source.uid': 'v' }), 0)
  assert.equal(decide({ 'destination.namespace': 'a', 'request.path': '/p' }), null)
  assert.equal(decide({ 'destination.namespace': 'b', 'source.uid': 'u' }), null)
  assert.equal(decide({ 'source.uid': 'u' }), null)
})
