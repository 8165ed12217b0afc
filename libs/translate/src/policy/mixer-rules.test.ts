/** Mixer's configuration as proxies see it: where checks may apply, bound quotas, the metric set. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigObject } from '@flotilla/model'
import { inputOf } from '../testing/fixtures.ts'
import { MixerIndex } from './mixer-rules.ts'

const REPORTS = `
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: requestcount, namespace: istio-system}
spec: {compiledTemplate: metric, params: {value: "1"}}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: promhttp, namespace: istio-system}
spec: {actions: [{handler: prometheus, instances: [requestcount]}]}
`
const CHECKS = `
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: deny, namespace: shop}
spec: {compiledTemplate: checknothing}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: deny, namespace: shop}
spec: {match: 'true', actions: [{handler: denyall, instances: [deny]}]}
`
const QUOTAS = `
apiVersion: config.istio.io/v1alpha2
kind: QuotaSpec
metadata: {name: count, namespace: shop}
spec: {rules: [{quotas: [{quota: requests, charge: 1}]}]}
---
apiVersion: config.istio.io/v1alpha2
kind: QuotaSpecBinding
metadata: {name: count, namespace: shop}
spec: {quotaSpecs: [{name: count}], services: [{name: productpage}]}
`

const APIS = `
apiVersion: config.istio.io/v1alpha2
kind: HTTPAPISpec
metadata: {name: pets, namespace: shop}
spec:
  attributes: {attributes: {api.service: {stringValue: pets}}}
  patterns: [{httpMethod: GET, uriTemplate: '/pets/{id}', attributes: {attributes: {api.operation: {stringValue: getPet}}}}]
---
apiVersion: config.istio.io/v1alpha2
kind: HTTPAPISpecBinding
metadata: {name: pets, namespace: shop}
spec: {apiSpecs: [{name: pets}], services: [{name: productpage}]}
---
apiVersion: config.istio.io/v1alpha2
kind: HTTPAPISpecBinding
metadata: {name: all, namespace: other}
spec: {apiSpecs: [{name: pets, namespace: shop}, {name: gone}], services: [{service: '*'}]}
`

function indexOf(yaml: string, legacyInstances: readonly ConfigObject[] = []): MixerIndex {
  const { mixer } = inputOf(yaml)
  return new MixerIndex({ ...mixer, legacyInstances }, 'istio-system', 'cluster.local')
}

test('reports alone ask for no check anywhere, and install the metric set', () => {
  const index = indexOf(REPORTS)
  assert.equal(index.mayCheck('shop'), false)
  assert.equal(index.hasMetricSet, true)
})

test('a check rule applies to its namespace; one of the root namespace to all', () => {
  const index = indexOf(CHECKS)
  assert.equal(index.mayCheck('shop'), true)
  assert.equal(index.mayCheck('other'), false)
  assert.equal(index.hasMetricSet, false)
  const root = indexOf(CHECKS.replaceAll('namespace: shop', 'namespace: istio-system'))
  assert.equal(root.mayCheck('other'), true)
})

test('an instance of an old kind is found by its kind, one that nobody knows decides nothing', () => {
  const rule = `
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: deny, namespace: shop}
spec: {actions: [{handler: denyall.denier, instances: [deny.checknothing]}]}
`
  const legacy: ConfigObject = {
    apiVersion: 'config.istio.io/v1alpha2',
    kind: 'checknothing',
    metadata: {
      name: 'deny',
      namespace: 'shop',
      labels: {},
      annotations: {},
      creationMs: 0,
      version: '',
    },
    spec: {},
    source: null,
  }
  assert.equal(indexOf(rule).mayCheck('shop'), false)
  assert.equal(indexOf(rule, [legacy]).mayCheck('shop'), true)
})

test('header operations are applied by a check', () => {
  const rule = `
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: header, namespace: shop}
spec: {requestHeaderOperations: [{name: x-a, values: ['"b"']}]}
`
  assert.equal(indexOf(rule).mayCheck('shop'), true)
})

test('quotas bind to a service by name in the namespace of the binding, or to all', () => {
  const index = indexOf(QUOTAS)
  assert.equal(index.quotasOf('productpage.shop.svc.cluster.local').length, 1)
  assert.equal(index.quotasOf('productpage.default.svc.cluster.local').length, 0)
  const all = indexOf(QUOTAS.replace('{name: productpage}', "{service: '*'}"))
  assert.equal(all.quotasOf('anything.example').length, 1)
})

test('API specs are bound as quotas are, to a service or to all', () => {
  const index = indexOf(APIS)
  const names = (host: string): unknown[] =>
    index.apisOf(host).map((spec) => spec.attributes?.attributes?.['api.service']?.stringValue)
  assert.deepEqual(names('productpage.shop.svc.cluster.local'), ['pets', 'pets'])
  assert.deepEqual(names('details.shop.svc.cluster.local'), ['pets'])
})
