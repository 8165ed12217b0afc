/** Documents, envelopes and strict decoding: what is read, and where faults are said to be. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HandlerSpec } from '../spec/mixer.ts'
import { parseDocuments } from './documents.ts'

/** `line:column path message` of every violation, the message cut at its first `;`. */
function faults(text: string): string[] {
  return parseDocuments('f.yaml', text).violations.map(
    (one) => `${one.line}:${one.column} ${one.path} ${one.message.split(';')[0]}`,
  )
}

const RULE = (spec: string): string =>
  `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\nspec:\n${spec}`

test('documents with separators before, between and after, comments and an empty one', () => {
  const text = `---\n# first\n${RULE('  host: a\n')}---\n---\n${RULE('  host: b\n')}---\n# end\n`
  const { objects, violations } = parseDocuments('f.yaml', text)
  assert.deepEqual(violations, [])
  assert.deepEqual(
    objects.map((one) => [one.spec, one.source]),
    [
      [{ host: 'a' }, { file: 'f.yaml', line: 3, column: 1 }],
      [{ host: 'b' }, { file: 'f.yaml', line: 10, column: 1 }],
    ],
  )
})

test('an empty text holds no object', () => {
  assert.deepEqual(parseDocuments('f.yaml', '').objects, [])
  assert.deepEqual(parseDocuments('f.yaml', '# nothing\n---\n').violations, [])
})

test('JSON, indented by tabs', () => {
  const text =
    '{\n\t"apiVersion": "networking.istio.io/v1",\n\t"kind": "DestinationRule",\n\t"metadata": {"name": "a"},\n\t"spec": {"host": "a",\n\t\t"hots": 1}\n}'
  assert.deepEqual(faults(text), ['6:3 spec.hots unknown field "hots"'])
})

test('kind: List in YAML, with the paths of its items', () => {
  const text =
    'apiVersion: v1\nkind: List\nitems:\n- apiVersion: networking.istio.io/v1\n  kind: DestinationRule\n  metadata: {name: a}\n  spec: {host: a}\n- 3\n- apiVersion: networking.istio.io/v1\n  kind: DestinationRule\n  metadata: {name: b}\n'
  assert.equal(parseDocuments('f.yaml', text).objects.length, 1)
  assert.deepEqual(faults(text), [
    '8:3 items[1] expected an object with apiVersion, kind, metadata and spec',
    '9:3 items[2].spec.host this field is required',
  ])
})

test('metadata: defaults, labels, time, fields of the server', () => {
  const text =
    'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata:\n  name: a\n  labels: {app: x}\n  uid: u\n  resourceVersion: "5"\n  creationTimestamp: 2024-05-01T12:00:00Z\nspec: {host: a}\nstatus: {anything: 1}\n'
  const { objects } = parseDocuments('f.yaml', text, { namespace: 'prod' })
  assert.deepEqual(objects[0]?.metadata, {
    name: 'a',
    namespace: 'prod',
    labels: { app: 'x' },
    annotations: {},
    creationMs: Date.UTC(2024, 4, 1, 12),
    version: '',
  })
})

const METADATA: readonly (readonly [string, string])[] = [
  ['{}', '3:11 metadata.name every object needs a name'],
  [
    '{name: A_b}',
    '3:18 metadata.name "A_b" is not a name: use at most 253 lower-case letters, digits, "-" and ".", beginning and ending with a letter or digit',
  ],
  [
    '{name: a, namespace: B}',
    '3:32 metadata.namespace "B" is not a namespace: use at most 63 lower-case letters, digits and "-"',
  ],
  ['{name: a, labels: {a: "b c"}}', '3:33 metadata.labels.a "b c" is not a label value'],
  [
    '{name: a, labels: {v: 1.10}}',
    '3:33 metadata.labels.v expected a text, got the number 1.10: write "1.10", in quotes',
  ],
  ['{name: a, anotations: {}}', '3:21 metadata.anotations unknown field "anotations"'],
  [
    '{generateName: a}',
    '3:12 metadata.generateName the field "generateName" cannot be used: give every object its name',
  ],
  [
    '{name: a, creationTimestamp: yesterday}',
    '3:40 metadata.creationTimestamp expected a time like 2024-05-01T12:00:00Z, got "yesterday"',
  ],
]

for (const [metadata, expected] of METADATA) {
  test(`metadata ${metadata}`, () => {
    const text = `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: ${metadata}\nspec: {host: a}\n`
    assert.equal(faults(text)[0], expected)
  })
}

const ENVELOPES: readonly (readonly [string, string, string])[] = [
  ['no kind', 'apiVersion: v1\n', '1:1 kind kind is required and must be a text'],
  ['no apiVersion', 'kind: Gateway\n', '1:1 apiVersion apiVersion is required and must be a text'],
  [
    'a list at the top',
    '- a\n',
    '1:1  expected an object with apiVersion, kind, metadata and spec',
  ],
  [
    'a symbolic link as text',
    '../template/metric/template.yaml',
    '1:1  here stands the path of another file, ../template/metric/template.yaml: a symbolic link that was checked out as a text',
  ],
  [
    'any other text',
    'metric.yaml\n',
    '1:1  expected an object with apiVersion, kind, metadata and spec',
  ],
  [
    'a mistyped kind',
    'apiVersion: networking.istio.io/v1\nkind: VirtualServise\n',
    '2:7 kind unknown kind "VirtualServise" in networking.istio.io/v1',
  ],
  [
    'a kind in the wrong case',
    'apiVersion: networking.istio.io/v1\nkind: virtualservice\n',
    '2:7 kind unknown kind "virtualservice" in networking.istio.io/v1',
  ],
  [
    'a version that does not exist',
    'apiVersion: networking.istio.io/v3\nkind: Gateway\n',
    '1:13 apiVersion Gateway has no apiVersion "networking.istio.io/v3"',
  ],
  [
    'a kind of another group of the same name',
    'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\n',
    '2:7 kind the kind Gateway (gateway.networking.k8s.io/v1) is not supported here yet',
  ],
  [
    'a kind of Istio that is not served yet',
    'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\n',
    '2:7 kind the kind AuthorizationPolicy (security.istio.io/v1) is not supported here yet',
  ],
  [
    'a kind of Kubernetes',
    'apiVersion: v1\nkind: ServiceAccount\n',
    '2:7 kind ServiceAccount (v1) is an object of Kubernetes: it is left out, since no cluster is here that would run it',
  ],
  [
    'another kind of Kubernetes',
    'apiVersion: apps/v1\nkind: Deployment\n',
    '2:7 kind Deployment (apps/v1) is an object of Kubernetes: it is left out, since no cluster is here that would run it',
  ],
  [
    'what a mesh would act on',
    'apiVersion: networking.k8s.io/v1\nkind: Ingress\n',
    '2:7 kind the kind Ingress (networking.k8s.io/v1) is not supported here yet',
  ],
  [
    "a kind of ours in Kubernetes' version",
    'apiVersion: v1\nkind: VirtualService\n',
    '2:7 kind the kind VirtualService (v1) is not supported here yet',
  ],
  [
    'an unknown key at the top',
    `${RULE('  host: a\n')}sepc: {}\n`,
    '6:1 sepc unknown field "sepc"',
  ],
]

for (const [name, text, expected] of ENVELOPES) {
  test(`envelope: ${name}`, () => assert.deepEqual(faults(text), [expected]))
}

const SYNTAX: readonly (readonly [string, string, string])[] = [
  [
    'unbalanced',
    'a: [1\n',
    '2:1  flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  ['a key twice', 'a: 1\na: 2\n', '2:1 a the key "a" stands here twice'],
  [
    'a key twice further in',
    'metadata:\n  name: a\n  name: b\n',
    '3:3 metadata.name the key "name" stands here twice',
  ],
  [
    'a key twice in a list, written so that it needs quotes',
    'spec:\n  http:\n  - headers: {}\n  - {match: {end-user: 1, end-user: 2}}\n',
    '4:27 spec.http[1].match["end-user"] the key "end-user" stands here twice',
  ],
  ['an alias without anchor', 'a: *b\n', '1:4 a the alias *b names no anchor above it'],
  ['a key that is a list', '? [a]\n: 1\n', '1:3  a key must be a plain text'],
  ['a number that is none', 'a: .inf\n', '1:4 a the number .inf is not finite'],
  ['an unknown tag', 'a: !x 1\n', '1:4  unresolved tag: !x'],
  ['binary', 'a\0b', '1:1  the text holds a NUL character: it is not YAML or JSON'],
  ['deep', '['.repeat(5000), '1:773  nested deeper than 100 levels'],
  [
    'deep but parsable',
    `a: ${'['.repeat(150)}${']'.repeat(150)}\n`,
    `1:104 a${'[0]'.repeat(100)} nested deeper than 100 levels`,
  ],
]

for (const [name, text, expected] of SYNTAX) {
  test(`syntax: ${name}`, () => {
    const [violation] = parseDocuments('f.yaml', text).violations
    assert.equal(violation?.code, 'FLT_CONFIG_SYNTAX')
    const line = faults(text)[0] ?? ''
    // How deep the parser gets depends on the stack that is left.
    const free = name === 'deep' ? line.replace(/^1:\d+/, '1:773') : line
    assert.equal(free, expected)
  })
}

test('aliases that multiply are refused, once', () => {
  let text = 'a: &a [x,x,x,x,x,x,x,x,x]\n'
  for (let level = 1; level < 8; level++) {
    const inner = String.fromCharCode(96 + level)
    text += `${String.fromCharCode(97 + level)}: &${String.fromCharCode(97 + level)} [${Array(9).fill(`*${inner}`).join(',')}]\n`
  }
  assert.equal(faults(text).length, 1)
})

test('one document that cannot be read leaves the others', () => {
  const text = `a: [\n---\n${RULE('  host: a\n')}`
  const { objects, violations } = parseDocuments('f.yaml', text)
  assert.equal(objects.length, 1)
  assert.deepEqual(
    violations.map((one) => one.code),
    ['FLT_CONFIG_SYNTAX'],
  )
})

const SPECS: readonly (readonly [string, string, readonly string[]])[] = [
  ['a mistyped field', '  host: a\n  subset: []\n', ['6:3 spec.subset unknown field "subset"']],
  [
    'wrong types',
    '  host: [a]\n  subsets: {}\n  trafficPolicy: text\n',
    [
      '5:9 spec.host expected a text, got a list',
      '6:12 spec.subsets expected a list, got a mapping',
      '7:18 spec.trafficPolicy expected a mapping, got the text "text"',
    ],
  ],
  [
    'numbers in quotes, enums in lower case, durations without unit',
    '  host: a\n  trafficPolicy:\n    connectionPool: {tcp: {maxConnections: "1", connectTimeout: 5}}\n    tls: {mode: simple}\n',
    [
      '7:44 spec.trafficPolicy.connectionPool.tcp.maxConnections expected a whole number from 0 to 2147483647, got the text "1"',
      '7:65 spec.trafficPolicy.connectionPool.tcp.connectTimeout expected a duration like 1.5s, got the number 5',
      '8:17 spec.trafficPolicy.tls.mode expected one of DISABLE, SIMPLE, MUTUAL, ISTIO_MUTUAL, got the text "simple"',
    ],
  ],
  [
    'nothing in a list, nothing in a map',
    '  host: a\n  subsets:\n  -\n  - {name: v1, labels: {a: }}\n',
    [
      '7:4 spec.subsets[0] expected a mapping, got nothing',
      '8:25 spec.subsets[1].labels.a expected a text, got nothing',
    ],
  ],
  [
    'a field twice, in both spellings',
    '  host: a\n  traffic_policy: {tls: {mode: DISABLE}}\n  trafficPolicy: {tls: {mode: DISABLE}}\n',
    ['7:3 spec.trafficPolicy the field stands here twice, as traffic_policy and trafficPolicy'],
  ],
  [
    'an unknown field named like a method',
    '  host: a\n  constructor: 1\n',
    ['6:3 spec.constructor unknown field "constructor"'],
  ],
]

for (const [name, spec, expected] of SPECS) {
  test(`spec: ${name}`, () => assert.deepEqual(faults(RULE(spec)), expected))
}

test('canonical form: names, enums, durations; null is unset', () => {
  const spec =
    '  host: a\n  exportTo: ~\n  traffic_policy:\n    load_balancer: {simple: 4}\n    outlier_detection: {consecutive_5xx_errors: 3, base_eject_time: 1m}\n    connection_pool: {tcp: {connect_timeout: 1500ms}, http: {http1_max_pending_requests: 1}}\n'
  const { objects } = parseDocuments(
    'f.yaml',
    RULE(spec.replace('base_eject_time', 'base_ejection_time')),
  )
  assert.deepEqual(objects[0]?.spec, {
    host: 'a',
    trafficPolicy: {
      loadBalancer: { simple: 'ROUND_ROBIN' },
      outlierDetection: { consecutive5xxErrors: 3, baseEjectionTime: '60s' },
      connectionPool: { tcp: { connectTimeout: '1.5s' }, http: { http1MaxPendingRequests: 1 } },
    },
  })
})

test('parameters of handlers pass as they are, digits of large numbers kept', () => {
  const text =
    'apiVersion: config.istio.io/v1alpha2\nkind: handler\nmetadata: {name: h}\nspec:\n  compiledAdapter: memquota\n  params: {max_amount: 9007199254740993, a: [null, true, 1.5], __proto__: {x: 1}}\n'
  const [object] = parseDocuments('f.yaml', text).objects
  const { params = {} } = (object?.spec ?? {}) as HandlerSpec // shape of its kind
  assert.equal(params['max_amount'], '9007199254740993')
  assert.deepEqual(params['a'], [null, true, 1.5])
  assert.equal(Object.getPrototypeOf(params), Object.prototype)
  assert.ok(Object.hasOwn(params, '__proto__'))
})

test('merge keys take what is not set', () => {
  const spec =
    '  host: a\n  subsets:\n  - &base {name: v1, labels: {version: v1}}\n  - {<<: *base, name: v2}\n'
  const [object] = parseDocuments('f.yaml', RULE(spec)).objects
  assert.deepEqual(object?.spec, {
    host: 'a',
    subsets: [
      { name: 'v1', labels: { version: 'v1' } },
      { name: 'v2', labels: { version: 'v1' } },
    ],
  })
})

test('objects of Kubernetes are warnings, and what stands beside them is read', () => {
  const text = `apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: []}\n---\n${RULE('  host: a\n')}`
  const { objects, violations } = parseDocuments('f.yaml', text)
  assert.deepEqual(
    violations.map(({ severity, line }) => [severity, line]),
    [['warning', 2]],
  )
  assert.deepEqual(
    objects.map((object) => object.kind),
    ['DestinationRule'],
  )
})
