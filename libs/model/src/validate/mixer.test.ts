/** Rules of Mixer's kinds and of MeshConfig. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkFiles } from '../check-files.ts'
import { kindOf } from '../kinds.ts'
import { parseMeshConfig } from '../mesh-config.ts'

function found(kind: string, spec: unknown, name = 'x'): string[] {
  const apiVersion = kindOf(kind)?.apiVersions[0]
  const object = { apiVersion, kind, metadata: { name }, spec }
  const files = [{ name: 'x.json', text: JSON.stringify(object) }]
  const { violations } = checkFiles(files, { references: false })
  return violations.map((one) => `${one.severity} ${one.path}`).sort()
}

const ROWS: readonly (readonly [string, string, unknown, readonly string[]])[] = [
  ['a handler', 'handler', { compiledAdapter: 'denier', params: { status: { code: 7 } } }, []],
  ['a handler without adapter', 'handler', {}, ['error spec.compiledAdapter']],
  ['an unknown adapter', 'handler', { compiledAdapter: 'denyer' }, ['error spec.compiledAdapter']],
  [
    'an adapter out of process without its address',
    'handler',
    { adapter: 'mine' },
    ['error spec.connection.address'],
  ],
  [
    'an adapter out of process',
    'handler',
    { adapter: 'mine', connection: { address: 'mine:8080', timeout: '2s' } },
    [],
  ],
  ['an instance of a template out of process', 'instance', { template: 'mine' }, []],
  ['a template without descriptor', 'template', {}, ['error spec.descriptor']],
  ['what adapters take', 'adapter', { templates: ['', 'a'] }, ['error spec.templates[0]']],
  [
    'what is compiled in goes first',
    'handler',
    { adapter: 'mine', compiledAdapter: 'denier' },
    ['warning spec.adapter'],
  ],
  ['an instance', 'instance', { compiledTemplate: 'checknothing' }, []],
  ['an instance without template', 'instance', {}, ['error spec.compiledTemplate']],
  ['an unknown template', 'instance', { compiledTemplate: 'x' }, ['error spec.compiledTemplate']],
  [
    'a metric without value',
    'instance',
    { compiledTemplate: 'metric', params: {} },
    ['error spec.params.value'],
  ],
  ['a value that is no expression', 'metric', { value: 1 }, ['error spec.value']],
  ['a legacy adapter', 'bypass', {}, []],
  ['a legacy template without fields', 'checknothing', null, []],
  ['a rule that does nothing', 'rule', { match: 'true' }, ['error spec']],
  [
    'actions that lack their parts',
    'rule',
    { actions: [{ instances: ['a', 'a'] }, { handler: 'h' }] },
    [
      'error spec.actions[0].handler',
      'error spec.actions[1].instances',
      'warning spec.actions[0].instances[1]',
    ],
  ],
  [
    'header operations',
    'rule',
    { requestHeaderOperations: [{ name: 'a b' }, { name: 'c', operation: 'REMOVE' }] },
    ['error spec.requestHeaderOperations[0].name', 'error spec.requestHeaderOperations[0].values'],
  ],
  [
    'a manifest',
    'attributemanifest',
    { attributes: { 'a.b': { value_type: 'STRING' }, '.x': { valueType: 'INT64' }, y: {} } },
    ['error spec.attributes[".x"]', 'error spec.attributes["y"].valueType'],
  ],
  [
    'a quota spec',
    'QuotaSpec',
    { rules: [{ quotas: [{ charge: -1 }] }, { quotas: [] }] },
    [
      'error spec.rules[0].quotas[0].charge',
      'error spec.rules[0].quotas[0].quota',
      'error spec.rules[1].quotas',
    ],
  ],
  [
    'a quota spec binding',
    'QuotaSpecBinding',
    { services: [{ namespace: 'default' }, { service: '*' }], quotaSpecs: [{ namespace: 'a' }] },
    ['error spec.quotaSpecs[0].name', 'error spec.services[0]'],
  ],
  [
    'an API spec',
    'HTTPAPISpec',
    {
      attributes: { attributes: { 'api.service': { string_value: 'pets' } } },
      patterns: [
        { http_method: 'GET', uri_template: '/pets/{id}', attributes: { attributes: {} } },
        { httpMethod: 'GET', regex: '/cats/[0-9]+' },
      ],
      api_keys: [{ query: 'key' }, { header: 'x-key' }, { cookie: 'k' }],
    },
    [],
  ],
  [
    'patterns of an API spec',
    'HTTPAPISpec',
    {
      patterns: [
        { httpMethod: 'GE T', uriTemplate: 'pets' },
        { httpMethod: 'get', regex: '(' },
        { httpMethod: 'GET', uriTemplate: '/a/{x}' },
        { httpMethod: 'GET', uriTemplate: '/a/{y}' },
        { httpMethod: 'GET' },
        { httpMethod: 'GET', uriTemplate: '/a', regex: '/a' },
        { uriTemplate: '/b' },
      ],
    },
    [
      'error spec.patterns[0].httpMethod',
      'error spec.patterns[0].uriTemplate',
      'error spec.patterns[1].regex',
      'error spec.patterns[4]',
      'error spec.patterns[5].regex',
      'error spec.patterns[6].httpMethod',
      'warning spec.patterns[1].httpMethod',
      'warning spec.patterns[3].uriTemplate',
    ],
  ],
  [
    'keys and attributes of an API spec',
    'HTTPAPISpec',
    {
      attributes: {
        attributes: {
          a: {},
          b: { stringValue: 'x', boolValue: true },
          c: { int64Value: 1.5 },
          d: { timestampValue: 'now' },
          e: { stringMapValue: { entries: { k: 'v' } }, x: 1 },
        },
      },
      apiKeys: [{ query: '' }, { header: 'a b' }, { cookie: 'a;b' }, {}],
    },
    [
      'error spec.apiKeys[0].query',
      'error spec.apiKeys[1].header',
      'error spec.apiKeys[2].cookie',
      'error spec.apiKeys[3]',
      'error spec.attributes.attributes.a',
      'error spec.attributes.attributes.b.boolValue',
      'error spec.attributes.attributes.c',
      'error spec.attributes.attributes.c.int64Value',
      'error spec.attributes.attributes.d.timestampValue',
      'error spec.attributes.attributes.e.x',
    ],
  ],
  [
    'an API spec binding',
    'HTTPAPISpecBinding',
    { services: [{ namespace: 'default' }], apiSpecs: [{ namespace: 'a' }] },
    ['error spec.apiSpecs[0].name', 'error spec.services[0]'],
  ],
  ['a second mesh configuration', 'MeshConfig', {}, ['error metadata.name']],
]

for (const [name, kind, spec, expected] of ROWS) {
  test(name, () => assert.deepEqual(found(kind, spec), expected))
}

test('a mesh configuration is read from a file of its own', () => {
  const text = 'trustDomain: cluster.local\nprotocolDetectionTimeout: 0s\nconnectTimeout: 1m\n'
  assert.deepEqual(parseMeshConfig('mesh.yaml', text), {
    config: { trustDomain: 'cluster.local', protocolDetectionTimeout: '0s', connectTimeout: '60s' },
    violations: [],
  })
})

test('faults of a mesh configuration have their place', () => {
  const text = 'connectTimeout: 2h\nextensionProviders: []\nmixerCheckServer: nowhere\n'
  const places = (source: string): string[] =>
    parseMeshConfig('mesh.yaml', source).violations.map(
      (one) => `${one.line}:${one.column} ${one.path}`,
    )
  assert.deepEqual(places(text), ['2:1 extensionProviders'])
  assert.deepEqual(places(text.replace(/ext.*\n/, '')), [
    '1:17 connectTimeout',
    '2:19 mixerCheckServer',
  ])
  assert.deepEqual(places('{}\n---\n{}\n'), ['3:1 '])
  assert.deepEqual(places('a: ['), ['1:5 '])
  assert.deepEqual(places(''), [])
})
