/** The same configuration gives the same answer in the proxy and at the server, for generated configurations and requests. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AttributeValue, MutableBag, TimestampValue } from '@flotilla/attributes'
import type { ConfigObject } from '@flotilla/model'
import fc from 'fast-check'
import { BothEnds, object, ROOT_NAMESPACE } from '../testdata/both-ends.ts'

const MANIFEST = object('attributemanifest', 'attributes', {
  attributes: {
    'context.reporter.kind': { valueType: 'STRING' },
    'source.namespace': { valueType: 'STRING' },
    'source.labels': { valueType: 'STRING_MAP' },
    'source.ip': { valueType: 'IP_ADDRESS' },
    'source.user': { valueType: 'STRING' },
    'destination.uid': { valueType: 'STRING' },
    'destination.namespace': { valueType: 'STRING' },
    'destination.port': { valueType: 'INT64' },
    'request.headers': { valueType: 'STRING_MAP' },
    'request.path': { valueType: 'STRING' },
    'request.time': { valueType: 'TIMESTAMP' },
    'connection.mtls': { valueType: 'BOOL' },
  },
})

const ATOMS = [
  'request.headers["x-user"] == "john"',
  '(request.headers["x-user"] | "nobody") != "mary"',
  'request.path.startsWith("/a")',
  'match(request.path, "*b")',
  '"^/(a|b)$".matches(request.path)',
  'source.user == "cluster.local/ns/a/sa/x"',
  'source.namespace == "a"',
  'destination.namespace == "b"',
  'destination.port == 80',
  'source.ip == ip("10.0.0.9")',
  'destination.uid == "kubernetes://generated.b"',
  'source.labels["version"] == "v3"',
  'connection.mtls',
  'request.time < timestamp("2026-01-01T00:00:00Z")',
]
const TEXTS = [
  'request.headers["x-user"]',
  'request.headers["x-user"] | "nobody"',
  'request.path',
  'source.namespace | "none"',
  'destination.uid | "none"',
  'source.labels["version"] | "none"',
  'conditional(connection.mtls, "secured", "plain")',
  '"literal"',
]
const LISTED = [...TEXTS, 'source.ip', 'request.headers["x-ip"]', 'destination.port']
const NAMESPACES = [ROOT_NAMESPACE, 'a', 'b']

const match = fc.oneof(
  fc.constant(''),
  fc.constantFrom(...ATOMS),
  fc
    .tuple(fc.constantFrom(...ATOMS), fc.constantFrom('&&', '||'), fc.constantFrom(...ATOMS))
    .map((parts) => parts.join(' ')),
)
const operation = fc.record({
  name: fc.constantFrom('X-One', 'x-two', 'set-cookie'),
  values: fc.array(fc.constantFrom(...TEXTS), { maxLength: 2 }),
  operation: fc.constantFrom('REPLACE', 'REMOVE', 'APPEND'),
})
const operations = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  fc.array(operation, { maxLength: 2 }),
)
const denierParams = fc.record({
  status: fc.record(
    {
      code: fc.constantFrom(0, 7, 13, 14, 16),
      message: fc.constantFrom('', 'Not allowed', 'naïve "text"\n'),
      details: fc.constant([
        {
          '@type': 'type.googleapis.com/istio.policy.v1beta1.DirectHttpResponse',
          code: 'MovedPermanently',
          body: 'elsewhere',
          headers: { Location: '/x', 'Set-Cookie': 'a=b, c=d' },
        },
      ]),
    },
    { requiredKeys: ['code'] },
  ),
  validDuration: fc.constantFrom('0s', '5s', '1.5s'),
  validUseCount: fc.constantFrom(-1, 0, 100),
})
const listParams = fc.oneof(
  fc.record({
    overrides: fc.subarray(['john', 'mary', '/a', 'a', 'v3', 'secured']),
    blacklist: fc.boolean(),
    entryType: fc.constantFrom('STRINGS', 'CASE_INSENSITIVE_STRINGS', 'REGEX'),
  }),
  fc.record({
    overrides: fc.subarray(['10.0.0.0/8', '10.57.0.1', '::1']),
    blacklist: fc.boolean(),
    entryType: fc.constant('IP_ADDRESSES'),
  }),
)
const handlerSpec = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ compiledAdapter: fc.constant('denier'), params: denierParams }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ compiledAdapter: fc.constant('listchecker'), params: listParams }),
  },
  { weight: 1, arbitrary: fc.constant({ compiledAdapter: 'noop', params: {} }) },
  { weight: 1, arbitrary: fc.constant({ compiledAdapter: 'serverside', params: { code: 7 } }) },
  // Its handler cannot be built: the action is left out.
  {
    weight: 1,
    arbitrary: fc.constant({ compiledAdapter: 'denier', params: { status: { code: 99 } } }),
  },
)
const rule = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  match,
  handler: handlerSpec,
  isListed: fc.boolean(),
  value: fc.constantFrom(...LISTED),
  requestHeaderOperations: operations,
  responseHeaderOperations: operations,
  failClosed: fc.boolean(),
  isLegacy: fc.boolean(),
})
type GeneratedRule = typeof rule extends fc.Arbitrary<infer T> ? T : never

function objectsOf(one: GeneratedRule, i: number): ConfigObject[] {
  const { namespace, handler, value } = one
  const isListed = one.isListed || handler.compiledAdapter === 'listchecker'
  const isLegacy = one.isLegacy && handler.compiledAdapter === 'denier'
  const at = (name: string): string => `${namespace}/${name}${i}`
  return [
    isLegacy ? object('denier', at('h'), handler.params) : object('handler', at('h'), handler),
    isListed
      ? object('instance', at('n'), { compiledTemplate: 'listentry', params: { value } })
      : object('instance', at('n'), { compiledTemplate: 'checknothing' }),
    object('rule', at('r'), {
      match: one.match,
      actions: [{ handler: isLegacy ? `h${i}.denier` : `h${i}`, instances: [`n${i}`] }],
      requestHeaderOperations: one.requestHeaderOperations,
      responseHeaderOperations: one.responseHeaderOperations,
      failClosed: one.failClosed,
    }),
  ]
}

/** A rule that never needs the server, so that every configuration has one. */
const ELIGIBLE = [
  object('handler', 'always', {
    compiledAdapter: 'denier',
    params: { status: { code: 7, message: 'by path' } },
  }),
  object('instance', 'always', { compiledTemplate: 'checknothing' }),
  object('rule', 'always', {
    match: 'request.path == "/always"',
    actions: [{ handler: 'always', instances: ['always'] }],
  }),
]
const GENERATOR = [
  object('handler', 'g', { compiledAdapter: 'generator', params: {} }),
  object('instance', 'g', {
    compiledTemplate: 'kubernetes',
    params: { source_uid: '"x"' },
    attributeBindings: {
      'source.labels': '$out.source_labels',
      'source.namespace': '$out.source_namespace',
      'source.ip': '$out.source_pod_ip',
      'destination.uid': '$out.destination_pod_uid',
      'destination.namespace': '$out.destination_namespace',
    },
  }),
  object('rule', 'g', { actions: [{ handler: 'g', instances: ['g'] }] }),
]

const maybe = <T>(values: readonly T[]): fc.Arbitrary<T | null> =>
  fc.oneof(fc.constantFrom(...values), fc.constant(null))
const bag = fc
  .record({
    'context.reporter.kind': maybe(['inbound', 'outbound']),
    'source.namespace': maybe(['a', 'b']),
    'destination.namespace': maybe(['a', 'b']),
    'source.user': maybe(['cluster.local/ns/a/sa/x', 'other']),
    'source.ip': maybe([Uint8Array.of(10, 0, 0, 9), Uint8Array.of(10, 57, 0, 1)]),
    'destination.uid': maybe(['kubernetes://generated.b', 'kubernetes://r.a']),
    'destination.port': maybe([80n, 443n]),
    'request.headers': maybe([
      new Map<string, string>(),
      new Map([['x-user', 'john']]),
      new Map([
        ['x-user', 'Mary'],
        ['x-ip', '10.57.0.1'],
      ]),
    ]),
    'request.path': maybe(['/a', '/ab', '/always']),
    'request.time': maybe([
      TimestampValue.fromWallMs(0),
      TimestampValue.fromWallMs(1_800_000_000_000),
    ]),
    'connection.mtls': maybe([true, false]),
  })
  .map((attributes) => {
    const made = new MutableBag()
    for (const [name, value] of Object.entries(attributes))
      if (value !== null) made.set(name, value as AttributeValue)
    return made
  })

/** Of a request as it came. */
function namespaceOf(request: MutableBag): unknown {
  const kind = request.get('context.reporter.kind')
  return request.get(kind === 'outbound' ? 'source.namespace' : 'destination.namespace')
}

test('a proxy decides as the server does, or asks', async (t) => {
  const seen = { plans: 0, eligible: 0, requests: 0, local: 0, refused: 0 }
  const configuration = fc.record({
    rules: fc.array(rule, { maxLength: 4 }),
    hasGenerator: fc.boolean(),
    bags: fc.array(bag, { minLength: 12, maxLength: 24 }),
  })
  await fc.assert(
    fc.asyncProperty(configuration, async ({ rules, hasGenerator, bags }) => {
      const generators = hasGenerator ? GENERATOR : []
      const objects = [MANIFEST, ...ELIGIBLE, ...generators, ...rules.flatMap(objectsOf)]
      const ends = await BothEnds.of(objects)
      for (const namespace of ['a', 'b']) {
        const edge = ends.edge(namespace)
        seen.plans++
        if (edge !== null) seen.eligible++
        for (const request of bags.filter((one) => namespaceOf(one) === namespace)) {
          const local = edge?.decide(request) ?? null
          seen.requests++
          if (local === null) continue
          seen.local++
          if (local.status.code !== 0) seen.refused++
          assert.deepEqual(local, await ends.server(request))
        }
      }
      await ends.close()
    }),
    { numRuns: 100 },
  )
  const share = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`
  t.diagnostic(
    `${share(seen.eligible, seen.plans)} of ${seen.plans} namespaces eligible, ` +
      `${share(seen.local, seen.requests)} of ${seen.requests} requests decided in the proxy, ` +
      `${share(seen.refused, seen.local)} of those refused`,
  )
  // A property that never decided anything would hold, too.
  assert.ok(seen.local > seen.requests / 10 && seen.refused > 0)
})
