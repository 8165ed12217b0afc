/** Explanations: attributes as people write them, why a match does not hold, and who decided. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MutableBag, ValueType, valueTypeOf } from '@flotilla/attributes'
import { MANIFEST, object, Probe, testRuntime } from '../test-objects.ts'
import { attributesOfPairs, splitPair } from './attribute-text.ts'
import { reasonsOf, splitTop } from './because.ts'
import { explainCheck } from './explain-check.ts'

const TYPES: Readonly<Record<string, string>> = {
  text: 'STRING',
  whole: 'INT64',
  half: 'DOUBLE',
  is: 'BOOL',
  at: 'TIMESTAMP',
  took: 'DURATION',
  ip: 'IP_ADDRESS',
  map: 'STRING_MAP',
}
const typeOf = (name: string) => valueTypeOf(TYPES[name] ?? '')

const VALUES: readonly [string, unknown, string][] = [
  ['text', '5s', '5s'],
  ['whole', '-7', '-7'],
  ['whole', 7, '7'],
  ['half', '0.5', '0.5'],
  ['is', 'true', 'true'],
  ['at', '2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
  ['took', '1m30s', '1m30s'],
  ['ip', '10.0.0.1', '10,0,0,1'],
  ['map', 'a=1,b=2', 'a:1 b:2'],
  ['map', 'a:1;b:2', 'a:1 b:2'],
  ['map', { a: 1 }, 'a:1'],
  ['other', '12', '12'],
  ['other', 'x', 'x'],
]
for (const [name, value, expected] of VALUES)
  test(`attribute ${name}=${JSON.stringify(value)}`, () => {
    const parsed = attributesOfPairs([[name, value]], typeOf)
    assert.equal(parsed.kind, 'ok')
    const found = parsed.bag.get(name)
    const text =
      found instanceof Map ? [...found].map(([k, v]) => `${k}:${v}`).join(' ') : String(found)
    assert.equal(text, expected)
  })

test('attributes: entries of maps, and every one that is wrong', () => {
  const parsed = attributesOfPairs(
    [
      ['map[a]', '1'],
      ['map["b c"]', '2'],
    ],
    typeOf,
  )
  assert.equal(parsed.kind, 'ok')
  assert.deepEqual(
    parsed.bag.get('map'),
    new Map([
      ['a', '1'],
      ['b c', '2'],
    ]),
  )
  assert.deepEqual(
    attributesOfPairs(
      [
        ['whole', '1.5'],
        ['at', 'soon'],
      ],
      typeOf,
    ),
    {
      kind: 'bad',
      problems: ['whole: "1.5" is not a INT64', 'at: "soon" is not a TIMESTAMP'],
    },
  )
  assert.deepEqual(splitPair('request.headers[x-a=b]=c=d'), ['request.headers[x-a=b]', 'c=d'])
  assert.equal(splitPair('nothing'), null)
})

test('a match is split outside texts and parentheses', () => {
  assert.deepEqual(splitTop('a == "x && y" && (b && c) && d["&&"]', '&&'), [
    'a == "x && y"',
    '(b && c)',
    'd["&&"]',
  ])
})

const VOCABULARY = new Map<string, ValueType>([
  ['request.path', ValueType.STRING],
  ['source.labels', ValueType.STRING_MAP],
  ['response.code', ValueType.INT64],
])
const BAG = new MutableBag([
  ['request.path', '/a'],
  ['source.labels', new Map([['app', 'reviews']])],
])
const REASONS: readonly [string, string[]][] = [
  ['request.path == "/b"', ['request.path == "/b" is false {"request.path":"/a"}']],
  [
    'request.path == "/a" && source.labels["app"] == "x"',
    ['source.labels["app"] == "x" is false {"source.labels[\\"app\\"]":"reviews"}'],
  ],
  [
    'response.code == 200',
    ['response.code == 200 is lookup failed: \'response.code\' {"response.code":null}'],
  ],
  [
    'request.path == "/b" || (request.path == "/a" && source.labels["v"] == "x")',
    [
      'request.path == "/b" is false {"request.path":"/a"}',
      'source.labels["v"] == "x" is false {"source.labels[\\"v\\"]":null}',
    ],
  ],
]
for (const [match, expected] of REASONS)
  test(`why not: ${match}`, () => {
    const found = reasonsOf(match, VOCABULARY, BAG).map(
      ({ expression, result, read }) => `${expression} is ${result} ${JSON.stringify(read)}`,
    )
    assert.deepEqual(found, expected)
  })

test('a check is explained: rules, instances, answers, and the rule that decided', async () => {
  const { runtime, context } = testRuntime(new Probe().adapter())
  const action = { actions: [{ handler: 'deny', instances: ['entry'] }] }
  const { problems } = await runtime.reload([
    MANIFEST,
    object('handler', 'deny', { compiledAdapter: 'probe', params: { code: 7, message: 'no' } }),
    object('instance', 'entry', {
      compiledTemplate: 'listentry',
      params: { value: 'request.path' },
    }),
    object('rule', 'a-here', action),
    object('rule', 'b-not', { ...action, match: 'source.namespace == "x"' }),
    object('rule', 'other/elsewhere', {
      actions: [{ handler: 'deny.istio-system', instances: ['entry.istio-system'] }],
    }),
  ])
  assert.deepEqual(
    problems.filter((one) => one.severity === 'error'),
    [],
  )
  const bag = new MutableBag([
    ['request.path', '/a'],
    ['destination.namespace', 'default'],
  ])
  const explained = await explainCheck(context, runtime.table, bag, 'istio-system')
  assert.equal(explained.namespace, 'default')
  assert.deepEqual(
    explained.rules.map(({ name, result }) => [name, result]),
    [
      ['a-here', 'matched'],
      ['b-not', 'not-matched'],
      ['elsewhere', 'other-namespace'],
    ],
  )
  assert.deepEqual(explained.rules[0]?.actions[0]?.instances[0], {
    name: 'entry.instance.istio-system',
    template: 'listentry',
    variety: 'check',
    fields: { value: '/a' },
    error: null,
  })
  assert.equal(explained.rules[1]?.because[0]?.read['source.namespace'], null)
  const { decision } = explained
  assert.equal(decision.isAllowed, false)
  assert.equal(decision.status, 'PERMISSION_DENIED')
  assert.equal(decision.message, 'deny.istio-system:no')
  assert.equal(decision.rule, 'istio-system/a-here')
  assert.deepEqual(decision.answers, [
    {
      rule: 'istio-system/a-here',
      handler: 'deny.istio-system',
      instance: 'entry.instance.istio-system',
      status: 'PERMISSION_DENIED',
      message: 'no',
    },
  ])
  assert.equal(explained.referenced['request.path'], '/a')
  await runtime.close()
})
