/** What Mixer's filter is told on the route to a service of the workload: the APIs and quotas that are bound to it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  HttpConnectionManager,
  type JsonValue,
  ServiceConfig,
  TypedStruct,
  unpackAny,
} from '@flotilla/proto'
import { inputOf, nodeOf, viewOf, workload } from '../testing/fixtures.ts'

const APIS = `
apiVersion: config.istio.io/v1alpha2
kind: HTTPAPISpec
metadata: {name: reviews, namespace: default}
spec:
  attributes: {attributes: {api.service: {stringValue: reviews}, api.weight: {int64Value: 7}}}
  patterns:
  - {httpMethod: GET, uriTemplate: '/reviews/{id}', attributes: {attributes: {api.operation: {stringValue: getReviews}}}}
  apiKeys: [{cookie: key}]
---
apiVersion: config.istio.io/v1alpha2
kind: HTTPAPISpecBinding
metadata: {name: reviews, namespace: default}
spec: {apiSpecs: [{name: reviews}], services: [{name: SERVICE}]}
`
const MESH = {
  mixerCheckServer: 'istio-policy.istio-system.svc.cluster.local:15004',
  mixerReportServer: 'istio-telemetry.istio-system.svc.cluster.local:15004',
}

/** The configurations of all inbound routes of a workload of reviews. */
function serviceConfigs(boundTo: string): JsonValue[] {
  const input = inputOf(APIS.replace('SERVICE', boundTo), {
    meshConfig: MESH,
    workloadEntries: [workload({ service: 'reviews', address: '10.0.0.1' })],
    addresses: new Map([['reviews.default.svc.cluster.local', '240.240.0.1']]),
  })
  return viewOf(input, nodeOf({ name: 'reviews-v1', address: '10.0.0.1' }))
    .listeners()
    .filter((listener) => listener.name === 'virtualInbound')
    .flatMap((listener) => listener.filterChains)
    .flatMap((chain) => chain.filters)
    .filter((filter) => filter.name === 'envoy.filters.network.http_connection_manager')
    .map((filter) => unpackAny(HttpConnectionManager, filter.typedConfig))
    .flatMap((manager) => manager?.routeConfig?.virtualHosts ?? [])
    .flatMap((host) => host.routes)
    .flatMap(
      (route) => unpackAny(TypedStruct, route.typedPerFilterConfig.get('mixer') ?? null) ?? [],
    )
    .map(({ value }) => value)
}

test('the APIs bound to a service stand on its inbound routes, as the filter reads them', () => {
  const configs = serviceConfigs('reviews')
  assert.ok(configs.length > 0)
  for (const config of configs) {
    const parsed = ServiceConfig.fromJson(config)
    assert.ok(parsed.kind === 'ok', JSON.stringify(parsed))
    const [spec] = parsed.message.httpApiSpec
    assert.equal(spec?.attributes?.attributes.get('api.weight')?.int64Value, 7n)
    assert.equal(spec?.patterns[0]?.uriTemplate, '/reviews/{id}')
    assert.equal(spec?.apiKeys[0]?.cookie, 'key')
  }
})

test('those of other services do not', () => {
  const configs = serviceConfigs('details')
  assert.ok(configs.length > 0)
  for (const config of configs) assert.doesNotMatch(JSON.stringify(config), /httpApiSpec/)
})
