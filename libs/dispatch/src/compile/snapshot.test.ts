/** Compiling configuration: names, references, strict params, and problems with their places. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigObject } from '@flotilla/model'
import { MANIFEST, object, Probe } from '../test-objects.ts'
import { type ConfigSnapshot, compileSnapshot } from './snapshot.ts'

const HANDLER = object('handler', 'h', { compiledAdapter: 'probe' })
const NOTHING = object('instance', 'n', { compiledTemplate: 'checknothing' })

function compile(...objects: ConfigObject[]): ConfigSnapshot {
  const adapter = new Probe().adapter()
  return compileSnapshot([MANIFEST, ...objects], new Map([['probe', adapter]]))
}

function rule(spec: object, name = 'r'): ConfigObject {
  return object('rule', name, spec)
}

function problemsOf(...objects: ConfigObject[]): string[] {
  return compile(...objects).problems.map(
    ({ object, path }) => `${object.kind}/${object.name} ${path}`,
  )
}

const ACTION = { actions: [{ handler: 'h', instances: ['n'] }] }

const REFERENCES: readonly [string, ConfigObject[], string, string][] = [
  ['short names are in the namespace of the rule', [HANDLER, NOTHING], 'h', 'n'],
  [
    'two dots are the key itself',
    [HANDLER, NOTHING],
    'h.handler.istio-system',
    'n.instance.istio-system',
  ],
  [
    'one dot is a legacy kind',
    [object('probe', 'h', {}), object('checknothing', 'n', null)],
    'h.probe',
    'n.checknothing',
  ],
  [
    'one dot is else a namespace',
    [
      object('handler', 'x/h', { compiledAdapter: 'probe' }),
      object('instance', 'x/n', { compiledTemplate: 'checknothing' }),
    ],
    'h.x',
    'n.x',
  ],
]
for (const [name, objects, handler, instance] of REFERENCES) {
  test(`references: ${name}`, () => {
    const snapshot = compile(...objects, rule({ actions: [{ handler, instances: [instance] }] }))
    assert.deepEqual(snapshot.problems, [])
    assert.equal(snapshot.rules[0]?.actions[0]?.instances.length, 1)
    assert.equal(snapshot.plans.size, 1)
  })
}

test('one dot: the legacy kind comes before the namespace', () => {
  const snapshot = compile(
    object('probe', 'h', {}),
    object('handler', 'probe/h', { compiledAdapter: 'probe' }),
    NOTHING,
    rule({ actions: [{ handler: 'h.probe', instances: ['n'] }] }),
  )
  assert.deepEqual([...snapshot.plans.keys()], ['h.probe.istio-system'])
  assert.equal(snapshot.plans.get('h.probe.istio-system')?.config.name, 'h.probe.istio-system')
})

test('a handler of kind handler is named without its kind', () => {
  const snapshot = compile(HANDLER, NOTHING, rule(ACTION))
  assert.equal(snapshot.plans.get('h.handler.istio-system')?.config.name, 'h.istio-system')
})

test('compiledAdapter wins over adapter', () => {
  const both = object('handler', 'h', { adapter: 'other', compiledAdapter: 'probe' })
  assert.deepEqual(problemsOf(both, NOTHING, rule(ACTION)), [])
})

test('a handler that no rule uses is not planned', () => {
  assert.equal(compile(HANDLER, NOTHING).plans.size, 0)
})

test('equal sets of objects give equal plans, whatever their order', () => {
  const objects = [
    HANDLER,
    NOTHING,
    rule(ACTION),
    rule({ ...ACTION, match: 'connection.mtls' }, 'a'),
  ]
  const [one, two] = [compile(...objects), compile(...objects.reverse())]
  assert.deepEqual(
    one.rules.map(({ name }) => name),
    ['a', 'r'],
  )
  assert.deepEqual(
    two.rules.map(({ name }) => name),
    ['a', 'r'],
  )
  const signatures = (snapshot: ConfigSnapshot): string[] =>
    [...snapshot.plans.values()].map((plan) => plan.signature)
  assert.deepEqual(signatures(one), signatures(two))
})

const BROKEN: readonly [string, ConfigObject[], readonly string[]][] = [
  [
    'an unknown adapter',
    [object('handler', 'h', { compiledAdapter: 'nope' }), NOTHING, rule(ACTION)],
    ['handler/h spec.compiledAdapter', 'rule/r spec.actions[0].handler', 'rule/r spec'],
  ],
  [
    'an adapter out of process',
    [object('handler', 'h', { adapter: 'nope' })],
    ['handler/h spec.adapter'],
  ],
  ['a legacy kind without adapter', [object('stackdriver', 's', {})], ['stackdriver/s ']],
  [
    'an unknown template',
    [object('instance', 'i', { compiledTemplate: 'nope' })],
    ['instance/i spec.compiledTemplate'],
  ],
  [
    'a template out of process',
    [object('instance', 'i', { template: 'metric' })],
    ['instance/i spec.template'],
  ],
  ['no template', [object('instance', 'i', {})], ['instance/i spec.compiledTemplate']],
  [
    'an unknown field',
    [object('instance', 'i', { compiledTemplate: 'listentry', params: { valu: 'request.path' } })],
    ['instance/i spec.params.valu'],
  ],
  [
    'a field of a template without fields',
    [object('checknothing', 'i', { x: '1' })],
    ['checknothing/i spec.x'],
  ],
  [
    'an expression that is no text',
    [object('quota', 'i', { dimensions: { a: 1 } })],
    ['quota/i spec.dimensions["a"]'],
  ],
  [
    'a wrong type',
    [object('logentry', 'i', { severity: 'response.code' })],
    ['logentry/i spec.severity'],
  ],
  ['an unknown attribute', [object('metric', 'i', { value: 'no.such' })], ['metric/i spec.value']],
  [
    'the same field twice',
    [object('metric', 'i', { monitoredResourceType: '"a"', monitored_resource_type: '"b"' })],
    ['metric/i spec.monitored_resource_type'],
  ],
  [
    'a nested unknown field',
    [object('authorization', 'i', { subject: { name: '"x"' } })],
    ['authorization/i spec.subject.name'],
  ],
  [
    'bindings without outputs',
    [object('metric', 'i', { attribute_bindings: {} })],
    ['metric/i spec.attribute_bindings'],
  ],
  [
    'a binding to an unknown attribute',
    [object('kubernetes', 'k', { attribute_bindings: { 'no.such': '$out.source_pod_uid' } })],
    ['kubernetes/k spec.attribute_bindings["no.such"]'],
  ],
  [
    'a binding of a wrong type',
    [object('kubernetes', 'k', { attribute_bindings: { 'source.uid': '$out.source_labels' } })],
    ['kubernetes/k spec.attribute_bindings["source.uid"]'],
  ],
  [
    'a binding of an unknown output',
    [object('kubernetes', 'k', { attribute_bindings: { 'source.uid': '$out.nope' } })],
    ['kubernetes/k spec.attribute_bindings["source.uid"]'],
  ],
  [
    'a match that is not boolean',
    [HANDLER, NOTHING, rule({ ...ACTION, match: 'request.path' })],
    ['rule/r spec.match'],
  ],
  [
    'a match that does not parse',
    [HANDLER, NOTHING, rule({ ...ACTION, match: '!connection.mtls' })],
    ['rule/r spec.match'],
  ],
  [
    'an instance given twice',
    [
      HANDLER,
      NOTHING,
      rule({ actions: [{ handler: 'h', instances: ['n', 'n.instance.istio-system'] }] }),
    ],
    ['rule/r spec.actions[0].instances[1]'],
  ],
  [
    'an instance that the adapter does not take',
    [
      HANDLER,
      object('instance', 't', { compiledTemplate: 'tracespan' }),
      rule({ actions: [{ handler: 'h', instances: ['t'] }] }),
    ],
    ['rule/r spec.actions[0].instances[0]', 'rule/r spec.actions[0]', 'rule/r spec'],
  ],
  ['a rule that does nothing', [rule({})], ['rule/r spec']],
  [
    'a header value of another type',
    [
      rule({
        requestHeaderOperations: [{ name: 'a', values: ['response.code'] }, { name: 'b c' }],
      }),
    ],
    [
      'rule/r spec.requestHeaderOperations[0].values[0]',
      'rule/r spec.requestHeaderOperations[1].name',
    ],
  ],
  [
    'an attribute of an unknown type',
    [
      object('attributemanifest', 'z', {
        attributes: { 'a.b': { valueType: 'NUMBER' }, 'a.c': {} },
      }),
    ],
    [
      'attributemanifest/z spec.attributes["a.b"].valueType',
      'attributemanifest/z spec.attributes["a.c"].valueType',
    ],
  ],
  [
    'an attribute with two types',
    [object('attributemanifest', 'z', { attributes: { 'source.uid': { valueType: 'INT64' } } })],
    ['attributemanifest/z spec.attributes["source.uid"].valueType'],
  ],
]
for (const [name, objects, expected] of BROKEN) {
  test(`reports ${name}`, () => {
    assert.deepEqual(problemsOf(...objects), expected)
  })
}

test('warns of a check whose decisions can hardly be reused, not of telemetry', () => {
  const match = 'request.path == "/x"'
  const snapshot = compile(
    HANDLER,
    NOTHING,
    object('logentry', 'l', { variables: { path: 'request.path' } }),
    rule({ ...ACTION, match }),
    rule({ actions: [{ handler: 'h', instances: ['l.logentry'] }], match }, 'telemetry'),
  )
  assert.deepEqual(
    snapshot.problems.map(({ object, severity, message }) => [object.name, severity, message]),
    [
      [
        'r',
        'warning',
        'reads request.path, which differs from request to request: its decisions can hardly be reused',
      ],
    ],
  )
})

test('the good parts of a broken configuration go live', () => {
  const snapshot = compile(
    HANDLER,
    NOTHING,
    object('metric', 'bad', { value: 'no.such' }),
    rule({
      actions: [
        { handler: 'h', instances: ['bad.metric', 'n'] },
        { handler: 'gone', instances: ['n'] },
      ],
    }),
    rule({ match: 'no.such' }, 'broken'),
  )
  assert.deepEqual(
    snapshot.rules.map(({ name, actions }) => [name, actions.length]),
    [['r', 1]],
  )
  assert.equal(snapshot.rules[0]?.actions[0]?.instances.length, 1)
  assert.deepEqual(snapshot.counts, {
    adapterInfos: 0,
    attributes: 38,
    handlers: 1,
    instances: 2,
    rules: 2,
    templates: 0,
  })
})

test('a generator output in a text literal is left alone', () => {
  const snapshot = compile(
    object('kubernetes', 'k', {
      attribute_bindings: { 'source.uid': '$out.source_pod_uid | "$out.x"' },
    }),
    HANDLER,
    rule({ actions: [{ handler: 'h', instances: ['k.kubernetes'] }] }),
  )
  assert.deepEqual(snapshot.problems, [])
  const bindings = snapshot.rules[0]?.actions[0]?.instances[0]?.bindings
  assert.equal(
    bindings?.list[0]?.expression.text,
    'adapter_template_kubernetes.output.source_pod_uid | "$out.x"',
  )
  assert.equal(bindings?.readOutputsOnly, true)
})
