/** Offline validation knows Mixer's rules: expressions, types, parameters, each with its place. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noObject, refuseInvalid, validateFiles } from './validate.ts'

const RULE = (match: string, subject = 'source.labels["app"] | ""'): string => `
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: r}
spec:
  match: ${match}
  actions:
  - {handler: list, instances: [app]}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: app}
spec:
  compiledTemplate: listentry
  params: {value: '${subject}'}
---
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: list}
spec:
  compiledAdapter: listchecker
  params: {overrides: [v1], blacklist: false}
`

const MANIFEST = `
---
apiVersion: config.istio.io/v1alpha2
kind: attributemanifest
metadata: {name: own, namespace: istio-system}
spec:
  attributes:
    own.flag: {valueType: BOOL}
    source.labels: {valueType: STRING_MAP}
`

const LOG_ENTRY = `
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: log}
spec:
  compiledTemplate: logentry
  params: {severity: '"info"', timestamp: request.time}
`

const ROWS: readonly (readonly [string, string, readonly string[]])[] = [
  ['a sound set', RULE('destination.port == 80'), []],
  ['an attribute that nothing declares', RULE('nothing.such == "a"'), ['7:10 spec.match']],
  ['a condition that is none', RULE('destination.port'), ['7:10 spec.match']],
  ['types that do not compare', RULE('destination.port == "80"'), ['7:10 spec.match']],
  ['what does not parse', RULE('"request.size >"'), ['7:10 spec.match']],
  [
    'a field of the template with another type',
    LOG_ENTRY.replace('"info"', 'request.size'),
    ['8:22 spec.params.severity'],
  ],
  [
    'a field that the template does not have',
    LOG_ENTRY.replace('severity', 'gravity'),
    ['8:21 spec.params.gravity'],
  ],
  [
    'a parameter that the adapter does not have',
    RULE('destination.port == 80').replace('blacklist:', 'blocklist:'),
    ['23:40 spec.params.blocklist'],
  ],
  ["the files' own manifest", RULE('own.flag') + MANIFEST, []],
  [
    'their manifest replaces that of the mesh',
    RULE('destination.port == 80') + MANIFEST,
    ['7:10 spec.match'],
  ],
]
for (const [name, text, want] of ROWS) {
  test(name, async () => {
    const { violations } = await validateFiles([{ name: 'f.yaml', text: `\n${text}` }], 'default')
    assert.deepEqual(
      violations.map((one) => `${one.line}:${one.column} ${one.path}`),
      want,
      JSON.stringify(violations),
    )
    assert.ok(violations.every((one) => one.file === 'f.yaml' && one.severity === 'error'))
  })
}

const SERVICE = `
apiVersion: networking.istio.io/v1alpha3
kind: VirtualService
metadata: {name: v}
spec:
  hosts: [h.example.com]
  gateways: [other]
  http: [{route: [{destination: {host: h.example.com}}]}]
`
const GATEWAY = `
apiVersion: networking.istio.io/v1alpha3
kind: Gateway
metadata: {name: other}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}]
`
const file = (text: string) => ({ name: 'f.yaml', text })

test('what a start would refuse is refused before it', async () => {
  const refused = { code: 'FLT_CONFIG_INVALID', message: /: 1 error$/ }
  await refuseInvalid([], [], false)
  await refuseInvalid([file(SERVICE)], [file(GATEWAY)], false)
  await assert.rejects(refuseInvalid([file(SERVICE)], [], false), refused)
  await refuseInvalid([file(SERVICE)], [], true)
  const unknown = SERVICE.replace('hosts:', 'hsots:')
  await assert.rejects(refuseInvalid([file(unknown)], [file(GATEWAY)], true), {
    code: 'FLT_CONFIG_INVALID',
  })
})

test('a file without an object is refused, by apply, validate and up alike', async () => {
  await assert.rejects(refuseInvalid([file('# nothing\n')], [file(GATEWAY)], false), {
    code: 'FLT_CONFIG_INVALID',
    message: noObject([file('')]).message,
  })
})

test('a file that holds only what Kubernetes runs is no mistake', async () => {
  const service = file('apiVersion: v1\nkind: Service\nmetadata: {name: s}\n')
  const { objects, violations } = await validateFiles([service], 'default')
  assert.equal(objects, 0)
  assert.deepEqual(
    violations.map((one) => one.severity),
    ['warning'],
  )
  await refuseInvalid([service], [file(GATEWAY)], false)
})
