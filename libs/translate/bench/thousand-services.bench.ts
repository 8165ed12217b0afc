/** What one sidecar costs in a mesh of 1,000 services: each type once, and one endpoint change. */
import process from 'node:process'
import { Cluster, Listener, RouteConfiguration } from '@flotilla/proto'
import { buildContext, EMPTY_INPUT } from '../src/context.ts'
import { diffRegistries } from '../src/service/registry.ts'
import { nodeOf, viewOf, workload } from '../src/testing/fixtures.ts'

const SERVICES = 1_000

const workloads = Array.from({ length: SERVICES }, (_, i) =>
  workload({ service: `s${i}`, address: `10.0.${i >> 8}.${i & 255}` }),
)
const input = { ...EMPTY_INPUT, workloadEntries: workloads }
const node = nodeOf({ name: 's0-v1', address: '10.0.0.0' })

function measure<T>(what: string, run: () => T): T {
  run()
  const started = performance.now()
  const value = run()
  process.stdout.write(`${what}: ${(performance.now() - started).toFixed(1)} ms\n`)
  return value
}

const context = measure('context', () => buildContext(input))
const view = viewOf(context, node)
measure('clusters', () => view.clusters().map((one) => Cluster.encode(one).length))
measure('listeners', () => view.listeners().map((one) => Listener.encode(one).length))
measure('routes of one port', () => RouteConfiguration.encode(view.route('9080')).length)
const more = [...workloads, workload({ service: 's7', version: 'v2', address: '10.9.9.9' })]
measure('one endpoint more', () => {
  const after = buildContext({ ...input, workloadEntries: more }, context)
  const { endpoints } = diffRegistries(context.registry, after.registry)
  return [...endpoints].map((host) => viewOf(after, node).endpoints(`outbound|9080||${host}`))
})
