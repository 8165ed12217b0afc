/** Simulation on the sample's shape: which cluster a call of each workload hits, in both modes and through the gateway. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cluster, HTTPFault, unpackAny } from '@flotilla/proto'
import type { MeshInput } from './context.ts'
import type { ProxyView } from './proxy-view.ts'
import { inputOf, nodeOf, send, viewOf, workload } from './testing/fixtures.ts'

const RULES = `
apiVersion: networking.istio.io/v1alpha3
kind: Gateway
metadata: {name: bookinfo-gateway, namespace: default}
spec:
  selector: {istio: ingressgateway}
  servers:
  - {port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}
---
apiVersion: networking.istio.io/v1alpha3
kind: VirtualService
metadata: {name: bookinfo, namespace: default}
spec:
  hosts: ["*"]
  gateways: [bookinfo-gateway]
  http:
  - match: [{uri: {exact: /productpage}}, {uri: {prefix: /static}}]
    route: [{destination: {host: productpage, port: {number: 9080}}}]
---
apiVersion: networking.istio.io/v1alpha3
kind: DestinationRule
metadata: {name: reviews, namespace: default}
spec:
  host: reviews
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}}
---
apiVersion: networking.istio.io/v1alpha3
kind: VirtualService
metadata: {name: reviews, namespace: default}
spec:
  hosts: [reviews]
  http:
  - match: [{headers: {end-user: {exact: jason}}}]
    fault: {delay: {fixedDelay: 7s, percentage: {value: 100}}}
    route: [{destination: {host: reviews, subset: v2}}]
  - route: [{destination: {host: reviews, subset: v1}}]
---
apiVersion: security.istio.io/v1beta1
kind: PeerAuthentication
metadata: {name: default, namespace: istio-system}
spec: {mtls: {mode: STRICT}}
`

const addresses = new Map([
  ['productpage.default.svc.cluster.local', '240.240.0.1'],
  ['reviews.default.svc.cluster.local', '240.240.0.2'],
])

function mesh(isExplicit: boolean): MeshInput {
  const ports = isExplicit ? { http: 15006 } : {}
  return inputOf(RULES, {
    addresses,
    workloadEntries: [
      workload({ service: 'productpage', address: '127.64.0.2', ports }),
      workload({ service: 'reviews', address: '127.64.0.3', ports }),
      workload({ service: 'reviews', version: 'v2', address: '127.64.0.4', ports }),
      workload({
        service: 'istio-ingressgateway',
        namespace: 'istio-system',
        address: '127.64.0.9',
        port: 80,
        targetPort: 8080,
      }),
    ],
  })
}

function sidecar(name: string, address: string, isExplicit: boolean): ProxyView {
  const flotilla = isExplicit
    ? { appAddress: address, inboundPorts: { 9080: 15006 }, httpProxyPort: 15002 }
    : {}
  const interception = isExplicit ? 'NONE' : 'REDIRECT'
  return viewOf(mesh(isExplicit), nodeOf({ name, address, interception, flotilla }))
}

const V1 = 'outbound|9080|v1|reviews.default.svc.cluster.local'
const V2 = 'outbound|9080|v2|reviews.default.svc.cluster.local'

test('with interception a call to the service name and port is routed by its rule', () => {
  const view = sidecar('productpage-v1', '127.64.0.2', false)
  const plain = send(view, { host: 'reviews:9080', port: 9080, address: '240.240.0.2' })
  assert.equal(plain.cluster, V1)
  assert.equal(plain.listener, '0.0.0.0_9080')
  const jason = send(view, {
    host: 'reviews.default',
    port: 9080,
    headers: { 'end-user': 'jason' },
  })
  assert.equal(jason.cluster, V2)
  const fault = unpackAny(
    HTTPFault,
    jason.route?.typedPerFilterConfig.get('envoy.filters.http.fault') ?? null,
  )
  assert.equal(fault?.delay?.fixedDelay?.seconds, 7)
  assert.equal(send(view, { host: 'example.com', port: 9080 }).cluster, 'PassthroughCluster')
})

test('without interception the port beside the sidecar is the service, whatever the request names', () => {
  const view = sidecar('productpage-v1', '127.64.0.2', true)
  const call = { host: '127.64.0.2:20002', port: 20002, address: '127.64.0.2' }
  assert.equal(send(view, call).cluster, V1)
  assert.equal(send(view, { ...call, headers: { 'end-user': 'jason' } }).cluster, V2)
  const proxied = { host: 'reviews:9080', port: 15002, address: '127.64.0.2' }
  assert.equal(send(view, proxied).cluster, V1)
  const unknown = send(view, { host: 'example.com', port: 15002, address: '127.64.0.2' })
  assert.equal(unknown.route?.directResponse?.status, 502)
  assert.equal(send(view, { host: 'x', port: 9080 }).error, 'no listener')
})

test('an inbound port takes mutual TLS alone and leads to the application', () => {
  for (const isExplicit of [false, true]) {
    const view = sidecar('reviews-v1', '127.64.0.3', isExplicit)
    const call = isExplicit
      ? ({ host: 'reviews', port: 15006, address: '127.64.0.3' } as const)
      : ({ host: 'reviews', port: 9080, mode: 'inbound' } as const)
    assert.equal(send(view, { ...call, tls: 'mtls' }).cluster, 'inbound|9080||')
    assert.equal(send(view, { ...call, tls: 'tls' }).error, 'invalid mtls')
    assert.equal(send(view, call).error, 'no filter chain')
    const own = view.clusters().find((cluster) => cluster.name === 'inbound|9080||')
    const text = JSON.stringify(own === undefined ? null : Cluster.toJson(own))
    assert.match(
      text,
      isExplicit ? /"127\.64\.0\.3","portValue":9080/ : /"127\.0\.0\.1","portValue":9080/,
    )
  }
})

test('endpoints are where the sidecars listen, with mutual TLS and the accounts of the service', () => {
  const view = sidecar('productpage-v1', '127.64.0.2', true)
  const endpoints = view.endpoints(V2).endpoints[0]?.lbEndpoints ?? []
  assert.deepEqual(
    endpoints.map((one) => one.endpoint?.address?.socketAddress),
    [{ protocol: 0, address: '127.64.0.4', portValue: 15006, namedPort: null, ipv4Compat: false }],
  )
  assert.deepEqual(endpoints[0]?.metadata?.filterMetadata.get('envoy.transport_socket_match'), {
    tlsMode: 'istio',
  })
  const cluster = view.clusters().find((one) => one.name === V2)
  const text = JSON.stringify(cluster === undefined ? null : Cluster.toJson(cluster))
  assert.match(text, /spiffe:\/\/cluster\.local\/ns\/default\/sa\/bookinfo-reviews/)
  assert.match(text, /outbound_\.9080_\.v2_\.reviews\.default\.svc\.cluster\.local/)
})

test('the gateway listens on the port of its pod and routes what its rules name', () => {
  const gateway = nodeOf({
    name: 'istio-ingressgateway-v1',
    namespace: 'istio-system',
    type: 'router',
    address: '127.64.0.9',
    labels: { istio: 'ingressgateway' },
    flotilla: { bind: '127.0.0.1' },
  })
  const view = viewOf(mesh(true), gateway)
  const call = {
    host: 'localhost:8080',
    port: 8080,
    address: '127.0.0.1',
    mode: 'gateway',
  } as const
  const page = send(view, { ...call, path: '/productpage?u=normal' })
  assert.equal(page.cluster, 'outbound|9080||productpage.default.svc.cluster.local')
  assert.equal(page.routeConfig, 'http.8080')
  assert.equal(send(view, { ...call, path: '/static/x.css' }).error, null)
  assert.equal(send(view, { ...call, path: '/other' }).error, 'no route')
})

test('names are answered with virtual addresses, in full and in short', () => {
  const { table } = sidecar('productpage-v1', '127.64.0.2', false).nameTable()
  const reviews = table.get('reviews.default.svc.cluster.local')
  assert.deepEqual(reviews?.ips, ['240.240.0.2'])
  assert.deepEqual(reviews?.altHosts, ['reviews', 'reviews.default', 'reviews.default.svc'])
  assert.equal(table.has('istio-ingressgateway.istio-system.svc.cluster.local'), false)
})
