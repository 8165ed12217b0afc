/** Istio's routing cases: configuration in, behaviour of the generated configuration out. Kinds not served yet are named with counts. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { Cluster } from '@flotilla/proto'
import {
  checkHttp,
  checkSimulation,
  equals,
  type Failure,
  type RawExpect,
  type RawRequest,
} from './conformance/expect.ts'
import { loadInput } from './conformance/input.ts'
import { buildContext } from './context.ts'
import { loadAssignment } from './endpoint/load-assignment.ts'
import { parseProxyNode } from './proxy-node.ts'
import { ProxyView } from './proxy-view.ts'
import { scopeOf } from './scope.ts'

interface Expectation {
  readonly id: string
  readonly kind: 'simulation' | 'virtualHosts' | 'http' | 'clusters'
  readonly proxy: {
    readonly type: string
    readonly namespace: string
    readonly ip: readonly string[]
    readonly id: string
    readonly dnsDomain: string
    readonly labels: Readonly<Record<string, string>>
    readonly metadata?: Readonly<Record<string, unknown>>
  }
  readonly mesh?: object
  readonly features?: unknown
  readonly calls?: readonly {
    readonly name: string
    readonly request: RawRequest
    readonly expect: RawExpect
  }[]
  readonly routeConfig?: string
  readonly virtualHosts?: Readonly<Record<string, readonly string[] | null>> | null
  readonly clusters?: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>
}

const shared = process.env['FLOTILLA_SHARED'] ?? join(import.meta.dirname, '../../../../shared')
const folder = join(shared, 'conformance/routes')

test('routes: folders', (t) => {
  if (!existsSync(folder)) {
    t.skip(`${folder} is absent: set FLOTILLA_SHARED to where the conformance data is`)
    return
  }
  const leftOut = new Map<string, string[]>()
  const failed: string[] = []
  let passed = 0
  for (const id of readdirSync(folder).sort()) {
    const dir = join(folder, id)
    if (!existsSync(join(dir, 'expect.json'))) continue
    const expectation = JSON.parse(readFileSync(join(dir, 'expect.json'), 'utf8')) as Expectation
    const loaded = loadInput(join(dir, 'input.yaml'), expectation.mesh ?? {})
    if (loaded.kind === 'unsupported') {
      const reason = `kind ${loaded.kinds.join(', ')} is not served yet`
      leftOut.set(reason, [...(leftOut.get(reason) ?? []), id])
      continue
    }
    const failures = check(viewOf(loaded.input, expectation), expectation)
    if (failures.length === 0) passed++
    for (const failure of failures) failed.push(`${id}: ${failure}`)
  }
  for (const [reason, ids] of leftOut)
    t.diagnostic(`left out: ${ids.length} folders: ${reason}: ${ids.join(' ')}`)
  t.diagnostic(`${passed} folders passed`)
  assert.deepEqual(failed, [])
  assert.ok(passed > 0)
})

function viewOf(input: Parameters<typeof buildContext>[0], expectation: Expectation): ProxyView {
  const { proxy } = expectation
  const parsed = parseProxyNode({
    id: `${proxy.type}~${proxy.ip[0]}~${proxy.id}~${proxy.dnsDomain}`,
    metadata: {
      ...proxy.metadata,
      NAME: proxy.id,
      NAMESPACE: proxy.namespace,
      LABELS: proxy.labels,
      INSTANCE_IPS: proxy.ip.join(','),
    },
    locality: '',
  })
  if (parsed.kind !== 'ok') throw new Error(parsed.reason)
  return new ProxyView(scopeOf(buildContext(input), proxy.namespace), parsed.node)
}

function check(view: ProxyView, expectation: Expectation): string[] {
  const show = (name: string, failures: readonly Failure[]): string[] =>
    failures.map(
      (one) =>
        `${name}: ${one.what} is ${JSON.stringify(one.seen)}, not ${JSON.stringify(one.wanted)}`,
    )
  const calls = expectation.calls ?? []
  switch (expectation.kind) {
    case 'simulation':
      return calls.flatMap((call) =>
        show(call.name, checkSimulation(view, call.request, call.expect)),
      )
    case 'http':
      return calls.flatMap((call) => show(call.name, checkHttp(view, call.request, call.expect)))
    case 'virtualHosts':
      return show('routes', virtualHosts(view, expectation))
    case 'clusters':
      return show('clusters', clusters(view, expectation))
  }
}

function virtualHosts(view: ProxyView, expectation: Expectation): Failure[] {
  const routes = view.route(expectation.routeConfig ?? '')
  const failures: Failure[] = []
  for (const [domain, wanted] of Object.entries(expectation.virtualHosts ?? {})) {
    const host = routes.virtualHosts.find((one) => one.domains.includes(domain))
    const seen = host?.routes.map((route) => route.route?.cluster ?? '') ?? null
    if (!equals(wanted, seen)) failures.push({ what: domain, wanted, seen })
  }
  return failures
}

function clusters(view: ProxyView, expectation: Expectation): Failure[] {
  const byName = new Map(view.clusters().map((cluster) => [cluster.name, cluster]))
  const failures: Failure[] = []
  for (const [name, wanted] of Object.entries(expectation.clusters ?? {})) {
    const cluster = byName.get(name)
    const seen = cluster === undefined ? null : summary(view, cluster)
    if (!equals(wanted, seen)) failures.push({ what: name, wanted, seen })
  }
  return failures
}

function summary(view: ProxyView, cluster: Cluster): Record<string, unknown> {
  const json = Cluster.toJson(cluster) as Record<string, Record<string, unknown>>
  const threshold = cluster.circuitBreakers?.thresholds[0]
  const endpoints = loadAssignment(view.endpointsInput(cluster.name)).endpoints
  return {
    type: json['type'],
    lb: json['lbPolicy'] ?? 'ROUND_ROBIN',
    connectTimeout: json['connectTimeout'],
    maxConnections: threshold?.maxConnections,
    maxRetries: threshold?.maxRetries,
    outlierDetection: json['outlierDetection'] ?? null,
    healthyPanicThreshold: cluster.commonLbConfig?.healthyPanicThreshold?.value ?? null,
    endpoints: endpoints.flatMap((group) =>
      group.lbEndpoints.map((one) => one.endpoint?.address?.socketAddress?.address),
    ),
  }
}
