/** Workloads that share one loopback address and are told apart by their ports alone (macOS). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cluster } from '@flotilla/proto'
import type { ProxyView } from './proxy-view.ts'
import { inputOf, nodeOf, send, viewOf, workload } from './testing/fixtures.ts'

const LOOPBACK = '127.0.0.1'

const addresses = new Map([
  ['productpage.default.svc.cluster.local', '240.240.0.1'],
  ['reviews.default.svc.cluster.local', '240.240.0.2'],
  ['late.default.svc.cluster.local', '240.240.0.49'],
])

const MIXER = `
apiVersion: networking.istio.io/v1alpha3
kind: ServiceEntry
metadata: {name: istio-policy, namespace: istio-system}
spec:
  hosts: [istio-policy.istio-system.svc.cluster.local]
  location: MESH_INTERNAL
  resolution: STATIC
  ports: [{number: 15004, name: grpc-mixer, protocol: GRPC}]
  endpoints: [{address: ${LOOPBACK}, ports: {grpc-mixer: 10247}}]
`

const entries = [
  ['productpage', 'v1', 10306, 10314],
  ['reviews', 'v1', 10370, 10378],
  ['reviews', 'v2', 10434, 10442],
  ['late', 'v1', 10498, 10506],
] as const

const input = inputOf(MIXER, {
  addresses,
  workloadEntries: entries.map(([service, version, inbound, targetPort]) =>
    workload({ service, version, address: LOOPBACK, ports: { http: inbound }, targetPort }),
  ),
})

function sidecar(name: string, inbound: number, targetPort: number): ProxyView {
  const flotilla = {
    sharesAddress: true,
    appAddress: LOOPBACK,
    inboundPorts: { [targetPort]: inbound },
    httpProxyPort: inbound - 1,
    servicePorts: { base: inbound + 13, count: 48 },
  }
  return viewOf(input, nodeOf({ name, address: LOOPBACK, interception: 'NONE', flotilla }))
}

const REVIEWS = 'outbound|9080||reviews.default.svc.cluster.local'

test('a sidecar takes its own workload’s traffic alone, and no two bind the same port', () => {
  const seen = new Set<number>()
  for (const [service, version, inbound, targetPort] of entries) {
    const view = sidecar(`${service}-${version}`, inbound, targetPort)
    const inboundClusters = view.clusters().filter((one) => one.name.startsWith('inbound|'))
    assert.deepEqual(
      inboundClusters.map((one) => one.name),
      [`inbound|${targetPort}||`],
    )
    const [own] = inboundClusters
    assert.match(
      JSON.stringify(own === undefined ? null : Cluster.toJson(own)),
      new RegExp(`"127\\.0\\.0\\.1","portValue":${targetPort}`),
    )
    const call = { host: service, port: inbound, address: LOOPBACK, tls: 'mtls' } as const
    assert.equal(send(view, call).cluster, `inbound|${targetPort}||`)
    for (const { address } of view.listeners()) {
      const port = address?.socketAddress?.portValue ?? 0
      assert.ok(!seen.has(port), `${port} twice`)
      seen.add(port)
    }
  }
})

test('services have their listeners in the sidecar’s own ports; those beyond have the HTTP proxy', () => {
  const view = sidecar('productpage-v1', 10306, 10314)
  const reviews = { host: 'x', port: 10306 + 13 + 2, address: LOOPBACK }
  assert.equal(send(view, reviews).cluster, REVIEWS)
  assert.equal(send(view, { ...reviews, port: 10306 + 13 + 49 }).error, 'no listener')
  const proxied = { host: 'late:9080', port: 10305, address: LOOPBACK }
  assert.equal(send(view, proxied).cluster, 'outbound|9080||late.default.svc.cluster.local')
})

test('the endpoints of a service differ in their ports', () => {
  const view = sidecar('productpage-v1', 10306, 10314)
  const endpoints = view.endpoints(REVIEWS).endpoints.flatMap((one) => one.lbEndpoints)
  assert.deepEqual(
    endpoints.map((one) => one.endpoint?.address?.socketAddress?.portValue),
    [10370, 10434],
  )
})
