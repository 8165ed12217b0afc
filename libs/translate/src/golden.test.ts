/** Golden files of small resources: refreshed by `UPDATE_GOLDEN=1 npm test -- libs/translate`, reviewed like code. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { test } from 'node:test'
import { Cluster, HttpConnectionManager, NameTable, Route, unpackAny } from '@flotilla/proto'
import type { MeshInput } from './context.ts'
import { inputOf, nodeOf, viewOf, workload } from './testing/fixtures.ts'

const RULES = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews, namespace: default}
spec:
  host: reviews
  trafficPolicy:
    tls: {mode: DISABLE}
    loadBalancer: {simple: ROUND_ROBIN}
    connectionPool: {tcp: {maxConnections: 10}, http: {http1MaxPendingRequests: 5, idleTimeout: 30s}}
    outlierDetection: {consecutive5xxErrors: 3, interval: 5s, minHealthPercent: 40}
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, namespace: default}
spec:
  hosts: [reviews]
  http:
  - name: split
    match: [{name: beta, headers: {x-user: {prefix: b}}, withoutHeaders: {x-off: {}}, uri: {prefix: /r}}]
    rewrite: {uri: /, authority: inner}
    timeout: 2s
    retries: {attempts: 3, retryOn: '5xx,503', perTryTimeout: 500ms}
    route:
    - {destination: {host: reviews, subset: v1}, weight: 90, headers: {response: {add: {x-v: '1'}}}}
    - {destination: {host: reviews, subset: v2}, weight: 10}
  - route: [{destination: {host: reviews, subset: v1}}]
`
const mesh = {
  mixerCheckServer: 'istio-policy.istio-system.svc.cluster.local:15004',
  mixerReportServer: 'istio-telemetry.istio-system.svc.cluster.local:15004',
  disablePolicyChecks: false,
}
const input: MeshInput = inputOf(RULES.replace('500ms', '0.5s'), {
  workloadEntries: [
    workload({ service: 'reviews', address: '10.0.0.1' }),
    workload({ service: 'reviews', version: 'v2', address: '10.0.0.2' }),
  ],
  addresses: new Map([['reviews.default.svc.cluster.local', '240.240.0.1']]),
})
const envoy = nodeOf({ name: 'client', address: '10.0.0.9', flotilla: null })
const ours = nodeOf({ name: 'reviews-v1', address: '10.0.0.1' })

test('a cluster with the members of its policy', () => {
  golden('cluster', Cluster.toJson(clusterOf('outbound|9080|v1|reviews.default.svc.cluster.local')))
})

test('mesh TLS of a subset', () => {
  const { transportSocket } = Cluster.toJson(
    clusterOf('outbound|9080|v2|reviews.default.svc.cluster.local'),
  ) as { transportSocket: unknown }
  golden('mesh-tls', transportSocket)
})

test('a route with every kind of condition and two destinations', () => {
  const host = viewOf(input, envoy).route('9080').virtualHosts[0]
  const [route] = host?.routes ?? []
  golden('route', route === undefined ? null : Route.toJson(route))
})

test('the name table', () => {
  golden('name-table', NameTable.toJson(viewOf(input, envoy).nameTable()))
})

test("Mixer's filter of an inbound port, where no check can apply", () => {
  const view = viewOf({ ...input, meshConfig: mesh }, ours)
  const managers = view
    .listeners()
    .filter((listener) => listener.name === 'virtualInbound')
    .flatMap((listener) => listener.filterChains)
    .flatMap((chain) => chain.filters)
    .map((filter) => unpackAny(HttpConnectionManager, filter.typedConfig))
  const filter = managers.at(-1)?.httpFilters.find((one) => one.name === 'mixer')
  const json = HttpConnectionManager.toJson(
    HttpConnectionManager.create({ httpFilters: filter === undefined ? [] : [filter] }),
  )
  golden('mixer-filter', json)
})

function clusterOf(name: string): Cluster {
  const found = viewOf(input, envoy)
    .clusters()
    .find((cluster) => cluster.name === name)
  assert.ok(found !== undefined, name)
  return found
}

function golden(name: string, value: unknown): void {
  const file = new URL(`../testdata/${name}.golden.json`, import.meta.url)
  const text = `${pretty(value, '')}\n`
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text)
  assert.equal(text, readFileSync(file, 'utf8'))
}

/** JSON in which whatever fits stands on one line, so that a file stays short enough to be read. */
function pretty(value: unknown, indent: string): string {
  const line = JSON.stringify(value)
  if (line.length + indent.length <= 100 || typeof value !== 'object' || value === null) return line
  const inner = `${indent}  `
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  const items = Array.isArray(value)
    ? value.map((one) => pretty(one, inner))
    : Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${pretty(one, inner)}`)
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indent}${close}`
}
