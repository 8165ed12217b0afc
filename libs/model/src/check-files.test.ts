/** Files as one change: references, duplicates, what is stored, and the order of violations. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CheckOptions, checkFiles } from './check-files.ts'
import type { ConfigObject } from './object.ts'
import { parseDocuments } from './parse/documents.ts'

const GATEWAY =
  'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: edge}\nspec:\n  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]\n'
const SUBSETS =
  'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: reviews}\nspec:\n  host: reviews\n  subsets: [{name: v1}, {name: v2}]\n'

const service = (route: string, more = ''): string =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews}\nspec:\n  hosts: [reviews.com]\n  ${more}\n  http:\n  - route:\n    - destination: {${route}}\n`

const rule = (handler: string, instance: string, namespace = 'default'): string =>
  `apiVersion: config.istio.io/v1alpha2\nkind: rule\nmetadata: {name: r, namespace: ${namespace}}\nspec: {actions: [{handler: ${handler}, instances: [${instance}]}]}\n`

const DENY =
  'apiVersion: config.istio.io/v1alpha2\nkind: handler\nmetadata: {name: deny, namespace: default}\nspec: {compiledAdapter: denier}\n---\napiVersion: config.istio.io/v1alpha2\nkind: instance\nmetadata: {name: nothing, namespace: default}\nspec: {compiledTemplate: checknothing}\n---\napiVersion: config.istio.io/v1alpha2\nkind: denier\nmetadata: {name: old, namespace: default}\nspec: {}\n---\napiVersion: config.istio.io/v1alpha2\nkind: checknothing\nmetadata: {name: oldnothing, namespace: default}\nspec:\n'

function found(texts: readonly string[], options: CheckOptions = {}): string[] {
  const files = texts.map((text, index) => ({ name: `${index}.yaml`, text }))
  return checkFiles(files, options).violations.map(
    (one) => `${one.file}:${one.line}:${one.column} ${one.severity} ${one.path}`,
  )
}

function stored(text: string): readonly ConfigObject[] {
  return parseDocuments('stored.yaml', text).objects
}

const ROWS: readonly (readonly [string, readonly string[], CheckOptions, readonly string[]])[] = [
  [
    'a gateway that is missing',
    [service('host: reviews', 'gateways: [edge, mesh]')],
    {},
    ['0.yaml:6:14 error spec.gateways[0]'],
  ],
  ['a gateway of another file', [service('host: reviews', 'gateways: [edge]'), GATEWAY], {}, []],
  [
    'a gateway that is stored',
    [service('host: reviews', 'gateways: [default/edge, edge.default]')],
    { stored: stored(GATEWAY) },
    ['0.yaml:6:28 warning spec.gateways[1]'],
  ],
  [
    'a gateway of another namespace',
    [service('host: reviews', 'gateways: [prod/edge]'), GATEWAY],
    {},
    ['0.yaml:6:14 error spec.gateways[0]'],
  ],
  [
    'a subset without any rule',
    [service('host: reviews, subset: v1')],
    {},
    ['0.yaml:9:44 error spec.http[0].route[0].destination.subset'],
  ],
  [
    'a subset that the rule does not have',
    [service('host: reviews, subset: v3'), SUBSETS],
    {},
    ['0.yaml:9:44 error spec.http[0].route[0].destination.subset'],
  ],
  [
    'a subset by the full name, in any case',
    [service('host: Reviews.default.svc.cluster.local, subset: v1'), SUBSETS],
    {},
    [],
  ],
  [
    'a short name means the own namespace',
    [service('host: reviews, subset: v1').replace('{name: reviews}', '{name: a, namespace: b}')],
    { stored: stored(SUBSETS) },
    ['0.yaml:9:44 error spec.http[0].route[0].destination.subset'],
  ],
  [
    'a subset of a wildcard rule',
    [service('host: a.foo.com, subset: v1'), SUBSETS.replace('host: reviews', 'host: "*.foo.com"')],
    {},
    [],
  ],
  [
    'a stored rule that the files replace',
    [service('host: reviews, subset: v9'), SUBSETS],
    { stored: stored(SUBSETS.replace('v1', 'v9')) },
    ['0.yaml:9:44 error spec.http[0].route[0].destination.subset'],
  ],
  [
    'a host that nobody announces',
    [service('host: reviews')],
    { knownHosts: new Set(['ratings.default.svc.cluster.local']) },
    ['0.yaml:9:27 warning spec.http[0].route[0].destination.host'],
  ],
  [
    'a host that a workload announces',
    [service('host: reviews')],
    { knownHosts: new Set(['reviews.default.svc.cluster.local']) },
    [],
  ],
  ['a rule by names', [rule('deny', 'nothing'), DENY], {}, []],
  [
    'a rule by full names',
    [rule('deny.handler.default', 'nothing.instance.default', 'x'), DENY],
    {},
    [],
  ],
  ['a rule by name and namespace', [rule('deny.default', 'nothing.default', 'x'), DENY], {}, []],
  ['a rule by legacy kinds', [rule('old.denier', 'oldnothing.checknothing'), DENY], {}, []],
  [
    'a rule whose objects stand in another namespace',
    [rule('deny', 'nothing', 'x'), DENY],
    {},
    ['0.yaml:4:28 error spec.actions[0].handler', '0.yaml:4:46 error spec.actions[0].instances[0]'],
  ],
  [
    'a handler that is an instance',
    [rule('oldnothing.checknothing', 'nothing'), DENY],
    {},
    ['0.yaml:4:28 error spec.actions[0].handler'],
  ],
  [
    'a quota spec that is missing',
    [
      'apiVersion: config.istio.io/v1alpha2\nkind: QuotaSpecBinding\nmetadata: {name: b}\nspec: {services: [{name: a}], quotaSpecs: [{name: q}]}\n',
    ],
    {},
    ['0.yaml:4:51 error spec.quotaSpecs[0].name'],
  ],
  [
    'an API spec that is missing',
    [
      'apiVersion: config.istio.io/v1alpha2\nkind: HTTPAPISpecBinding\nmetadata: {name: b}\nspec: {services: [{name: a}], apiSpecs: [{name: q}]}\n',
    ],
    {},
    ['0.yaml:4:49 error spec.apiSpecs[0].name'],
  ],
  [
    'an object that stands twice',
    [GATEWAY, `# again\n${GATEWAY}`],
    {},
    ['1.yaml:4:18 error metadata.name'],
  ],
  [
    'what follows from a fault is not told again',
    [GATEWAY.replace('hosts:', 'host:')],
    {},
    ['0.yaml:5:13 error spec.servers[0].hosts', '0.yaml:5:62 error spec.servers[0].host'],
  ],
  [
    'faults of decoding and of rules, in order',
    [SUBSETS.replace('{name: v2}', '{name: v1}').replace('host: reviews', 'host: reviews\n  x: 1')],
    {},
    ['0.yaml:6:3 error spec.x', '0.yaml:7:32 error spec.subsets[1].name'],
  ],
  [
    'references wait until every document can be read',
    [service('host: reviews, subset: v1'), 'a: ['],
    {},
    ['1.yaml:1:5 error '],
  ],
  [
    'annotations of the mesh itself',
    [GATEWAY.replace('{name: edge}', '{name: edge, annotations: {internal.istio.io/x: a}}')],
    {},
    ['0.yaml:3:59 error metadata.annotations["internal.istio.io/x"]'],
  ],
]

for (const [name, texts, options, expected] of ROWS) {
  test(name, () => assert.deepEqual(found(texts, options), expected))
}

test('messages name what is allowed and what is near', () => {
  const messages = (texts: readonly string[]): string[] =>
    checkFiles(texts.map((text, index) => ({ name: `${index}`, text }))).violations.map(
      (one) => one.message,
    )
  assert.deepEqual(messages([service('host: reviews', 'gateways: [egde]'), GATEWAY]), [
    'there is no Gateway "egde" in namespace default; did you mean "edge"?',
  ])
  assert.deepEqual(messages([service('host: reviews, subset: v3'), SUBSETS]), [
    'no DestinationRule for reviews.default.svc.cluster.local defines the subset "v3"; it has v1, v2',
  ])
  assert.deepEqual(messages([service('host: reviews').replace('route:', 'rout:')]), [
    'unknown field "rout"; did you mean "route"?',
  ])
})

test('further rules see everything in force, and their findings get a place', () => {
  const seen: string[] = []
  const further: CheckOptions['further'] = (objects) => {
    seen.push(...objects.map((object) => object.metadata.name))
    return objects.map((object) => ({
      object: { kind: object.kind, namespace: 'default', name: object.metadata.name },
      path: 'spec.match',
      code: 'FLT_EXPR_TYPE' as const,
      severity: 'error' as const,
      message: 'not a condition',
    }))
  }
  const change = rule('deny', 'nothing').replace('spec: {', 'spec: {match: "1", ')
  assert.deepEqual(found([change], { stored: stored(DENY), further }), [
    '0.yaml:4:15 error spec.match',
  ])
  assert.deepEqual(seen, ['deny', 'nothing', 'old', 'oldnothing', 'r'])
  assert.deepEqual(
    found([change.replace('deny', 'dny')], { stored: stored(DENY), further }),
    ['0.yaml:4:15 error spec.match', '0.yaml:4:40 error spec.actions[0].handler'],
    'beside what is wrong already',
  )
  assert.deepEqual(
    found([change.replace('"1"', '[1]')], { stored: stored(DENY), further }),
    ['0.yaml:4:15 error spec.match'],
    'not again what is wrong at the same place',
  )
})

test('further rules: what only follows from other errors is left out', () => {
  const further: CheckOptions['further'] = () =>
    (['spec.actions[0].handler', 'spec.actions[0]', 'spec'] as const).map((path) => ({
      object: { kind: 'rule', namespace: 'default', name: 'r' },
      path,
      code: path.endsWith('handler') ? ('FLT_CONFIG_REFERENCE' as const) : 'FLT_CONFIG_INVALID',
      severity: 'error' as const,
      message: 'unusable',
    }))
  const broken = DENY.replace('compiledAdapter: denier', 'compiledAdapter: [denier]')
  assert.deepEqual(found([broken, rule('deny', 'nothing')], { further }), [
    '0.yaml:4:25 error spec.compiledAdapter',
  ])
  assert.equal(found([DENY, rule('deny', 'nothing')], { further }).length, 3, 'alone they are told')
})
