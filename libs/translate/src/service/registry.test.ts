/** The registry: merging of sources, allotted addresses, identity of what did not change, differences. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildContext } from '../context.ts'
import { inputOf, workload } from '../testing/fixtures.ts'
import { diffRegistries } from './registry.ts'

const HOST = 'reviews.default.svc.cluster.local'
const one = workload({ service: 'reviews', address: '10.0.0.1' })
const two = workload({ service: 'reviews', version: 'v2', address: '10.0.0.2' })
const other = workload({ service: 'ratings', address: '10.0.0.3' })

test('workloads that name one service are its endpoints', () => {
  const { registry } = buildContext(inputOf('', { workloadEntries: [two, one, other] }))
  const [service] = registry.byHost(HOST)
  assert.ok(service !== undefined)
  assert.deepEqual(
    registry.endpointsOf(service).map((endpoint) => endpoint.address),
    ['10.0.0.1', '10.0.0.2'],
  )
  assert.deepEqual(
    registry.servicesAt('10.0.0.3').map((each) => each.host),
    ['ratings.default.svc.cluster.local'],
  )
})

test('an endpoint more is a change of endpoints; a new account is a change of the service', () => {
  const before = buildContext(inputOf('', { workloadEntries: [one, other] }))
  const after = buildContext(inputOf('', { workloadEntries: [one, other, two] }), before)
  assert.deepEqual(diffRegistries(before.registry, after.registry), {
    services: new Set(),
    endpoints: new Set([HOST]),
  })
  const foreign = { ...two, spec: { ...two.spec, serviceAccount: 'somebody' } }
  const changed = buildContext(inputOf('', { workloadEntries: [one, other, foreign] }), before)
  assert.deepEqual([...diffRegistries(before.registry, changed.registry).services], [HOST])
})

test('what did not change keeps its identity', () => {
  const before = buildContext(inputOf('', { workloadEntries: [one, other] }))
  const after = buildContext(inputOf('', { workloadEntries: [other, one] }), before)
  assert.equal(after.registry.byHost(HOST)[0], before.registry.byHost(HOST)[0])
  const { services, endpoints } = diffRegistries(before.registry, after.registry)
  assert.equal(services.size + endpoints.size, 0)
})

test('a workload service absorbs an entry of its host; hosts without an address get the allotted one', () => {
  const input = inputOf(
    `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: more, namespace: default}
spec:
  hosts: [${HOST}, db.example.com]
  resolution: STATIC
  location: MESH_INTERNAL
  ports: [{number: 9080, name: web, protocol: HTTP}, {number: 9090, name: admin, protocol: HTTP}]
  endpoints: [{address: 10.9.9.9}]
`,
    { workloadEntries: [one], addresses: new Map([[HOST, '240.240.0.1']]) },
  )
  const { registry } = buildContext(input)
  const [service] = registry.byHost(HOST)
  assert.ok(service !== undefined)
  assert.equal(service.registry, 'workload')
  assert.equal(service.autoAddress, '240.240.0.1')
  assert.deepEqual(
    service.ports.map((port) => `${port.name} ${port.number}`),
    ['http 9080', 'admin 9090'],
  )
  assert.deepEqual(
    registry.endpointsOf(service).map((each) => `${each.servicePortName} ${each.address}`),
    ['admin 10.9.9.9', 'http 10.0.0.1', 'http 10.9.9.9'],
  )
  assert.equal(registry.byHost('db.example.com')[0]?.autoAddress, null)
})
