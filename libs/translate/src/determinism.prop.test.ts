/** Generated resources: the same input in any order gives the same bytes, and nothing in them stands twice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cluster, Listener, RouteConfiguration } from '@flotilla/proto'
import fc from 'fast-check'
import type { MeshInput } from './context.ts'
import { routeNamesOf } from './listener/route-names.ts'
import type { ProxyView } from './proxy-view.ts'
import { inputOf, nodeOf, viewOf, workload } from './testing/fixtures.ts'

const NAMES = ['a', 'b', 'c', 'd']

/** A mesh of a few services, rules that overlap, and entries that meet on ports and hosts. */
const meshes = fc
  .record({
    workloads: fc.array(
      fc.record({
        service: fc.constantFrom(...NAMES),
        version: fc.constantFrom('v1', 'v2'),
        address: fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3'),
        port: fc.constantFrom(80, 9080),
        protocol: fc.constantFrom('HTTP', 'TCP', ''),
      }),
      { maxLength: 6 },
    ),
    rules: fc.array(
      fc.record({
        name: fc.constantFrom('x', 'y', 'z'),
        host: fc.constantFrom('a', 'b', '*.default.svc.cluster.local', 'example.com', '*.com'),
        namespace: fc.constantFrom('default', 'other'),
        prefix: fc.constantFrom('/', '/p'),
      }),
      { maxLength: 5 },
    ),
    entries: fc.array(
      fc.record({
        name: fc.constantFrom('m', 'n'),
        host: fc.constantFrom('a.default.svc.cluster.local', 'example.com', 'db.example.com'),
        protocol: fc.constantFrom('HTTP', 'TCP', 'TLS'),
        port: fc.constantFrom(80, 3306, 443),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ workloads, rules, entries }) => {
    const documents = [
      ...rules.map(({ name, host, namespace, prefix }, i) =>
        JSON.stringify({
          apiVersion: 'networking.istio.io/v1',
          kind: 'VirtualService',
          metadata: { name: `${name}${i}`, namespace },
          spec: {
            hosts: [host],
            http: [{ match: [{ uri: { prefix } }], route: [{ destination: { host: 'b' } }] }],
          },
        }),
      ),
      ...entries.map(({ name, host, protocol, port }, i) =>
        JSON.stringify({
          apiVersion: 'networking.istio.io/v1',
          kind: 'ServiceEntry',
          metadata: { name: `${name}${i}`, namespace: 'default' },
          spec: {
            hosts: [host],
            resolution: 'STATIC',
            location: 'MESH_INTERNAL',
            ports: [{ number: port, name: protocol.toLowerCase(), protocol }],
            endpoints: [{ address: '10.0.0.1' }],
          },
        }),
      ),
    ]
    return inputOf(documents.join('\n---\n'), {
      workloadEntries: workloads.map((one, i) =>
        workload({ ...one, version: `${one.version}-${i}` }),
      ),
    })
  })

const nodes = fc.constantFrom(
  nodeOf({ name: 'a-v1', address: '10.0.0.1' }),
  nodeOf({ name: 'a-v1', address: '10.0.0.1', flotilla: null }),
  nodeOf({
    name: 'a-v1',
    address: '10.0.0.1',
    interception: 'NONE',
    flotilla: { httpProxyPort: 15002 },
  }),
  nodeOf({ name: 'b-v1', address: '10.0.0.2', namespace: 'other' }),
)

function reversed(input: MeshInput): MeshInput {
  return {
    ...input,
    virtualServices: [...input.virtualServices].reverse(),
    destinationRules: [...input.destinationRules].reverse(),
    serviceEntries: [...input.serviceEntries].reverse(),
    workloadEntries: [...input.workloadEntries].reverse(),
  }
}

function bytesOf(view: ProxyView): string[] {
  const listeners = view.listeners()
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
  return [
    ...view.clusters().map((one) => `${one.name} ${hex(Cluster.encode(one))}`),
    ...listeners.map((one) => `${one.name} ${hex(Listener.encode(one))}`),
    ...routeNamesOf(listeners).map((name) => hex(RouteConfiguration.encode(view.route(name)))),
  ]
}

test('equal input in another order gives equal bytes', () => {
  fc.assert(
    fc.property(meshes, nodes, (input, node) => {
      assert.deepEqual(bytesOf(viewOf(reversed(input), node)), bytesOf(viewOf(input, node)))
    }),
    { numRuns: 60 },
  )
})

test('no cluster, listener, domain or filter chain match stands twice', () => {
  fc.assert(
    fc.property(meshes, nodes, (input, node) => {
      const view = viewOf(input, node)
      const listeners = view.listeners()
      assertDistinct(view.clusters().map((cluster) => cluster.name))
      assertDistinct(listeners.map((listener) => listener.name))
      for (const listener of listeners)
        assertDistinct(listener.filterChains.map((chain) => JSON.stringify(chain.filterChainMatch)))
      for (const name of routeNamesOf(listeners)) {
        const routes = view.route(name)
        assertDistinct(routes.virtualHosts.map((host) => host.name))
        assertDistinct(routes.virtualHosts.flatMap((host) => host.domains))
      }
    }),
    { numRuns: 100 },
  )
})

function assertDistinct(values: readonly string[]): void {
  assert.deepEqual([...new Set(values)], values)
}
