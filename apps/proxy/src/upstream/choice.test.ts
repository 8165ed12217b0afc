/** Requests through a whole proxy reach the endpoints that retries, subsets and localities mean. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { after, test } from 'node:test'
import {
  address,
  cluster,
  httpFilter,
  listener,
  type RunningProxy,
  startProxy,
} from '../testing/running-proxy.ts'
import { get, until } from '../testing/servers.ts'

const PREVIOUS_PRIORITIES =
  'type.googleapis.com/envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig'

const servers: Server[] = []
after(() => {
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
})

/** A server that answers every request with one status and its name. */
async function origin(name: string, status = 200): Promise<number> {
  const server = createServer((_request, response) => response.writeHead(status).end(name))
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  return typeof bound === 'object' && bound !== null ? bound.port : 0
}

function group(port: number, more: object = {}, lb: object = {}): object {
  const metadata = { filter_metadata: { 'envoy.lb': lb } }
  return { lb_endpoints: [{ endpoint: { address: address(port) }, metadata }], ...more }
}

function started(groups: readonly object[], route: object, more: object): Promise<RunningProxy> {
  const assignment = { load_assignment: { cluster_name: 'c', endpoints: groups } }
  const routes = [{ match: { prefix: '/' }, route: { cluster: 'c', ...route } }]
  const virtualHosts = [{ name: 'all', domains: ['*'], routes }]
  const filter = httpFilter('c', { route_config: { name: 'local', virtual_hosts: virtualHosts } })
  return startProxy({
    clusters: [cluster('c', [], { ...assignment, ...more })],
    listeners: [listener('l', [{ filters: [filter] }])],
  })
}

async function answer(proxy: RunningProxy): Promise<string> {
  const { status, body } = await get(proxy.port('l'))
  return `${status} ${body}`
}

test('a retry goes to another priority where the policy says so', async () => {
  const groups = [group(await origin('near', 503)), group(await origin('far'), { priority: 1 })]
  const retry = { retry_on: '5xx', num_retries: 1 }
  const retryPriority = {
    name: 'envoy.retry_priorities.previous_priorities',
    typed_config: { '@type': PREVIOUS_PRIORITIES, update_frequency: 1 },
  }
  const plain = await started(groups, { retry_policy: retry }, {})
  assert.equal(await answer(plain), '503 near')
  await plain.stop()
  const proxy = await started(
    groups,
    { retry_policy: { ...retry, retry_priority: retryPriority } },
    {},
  )
  for (let i = 0; i < 5; i++) assert.equal(await answer(proxy), '200 far')
  await proxy.stop()
})

test('a route chooses a subset', async () => {
  const groups = [
    group(await origin('v1'), {}, { version: '1' }),
    group(await origin('v2'), {}, { version: '2' }),
  ]
  const wanted = (version: string): object => ({
    metadata_match: { filter_metadata: { 'envoy.lb': { version } } },
  })
  const subsets = { lb_subset_config: { subset_selectors: [{ keys: ['version'] }] } }
  const proxy = await started(groups, wanted('2'), subsets)
  for (let i = 0; i < 5; i++) assert.equal(await answer(proxy), '200 v2')
  assert.match(await proxy.get('/stats'), /cluster\.c\.lb_subsets_selected: 5/)
  await proxy.stop()
  const none = await started(groups, wanted('3'), subsets)
  assert.equal(await answer(none), '503 no healthy upstream')
  await none.stop()
})

test('localities get their weights', async () => {
  const groups = [
    group(await origin('a'), { locality: { region: 'a' }, load_balancing_weight: 9 }),
    group(await origin('b'), { locality: { region: 'b' }, load_balancing_weight: 1 }),
  ]
  const proxy = await started(groups, {}, { common_lb_config: { locality_weighted_lb_config: {} } })
  const seen: Record<string, number> = {}
  for (let i = 0; i < 40; i++) {
    const text = await answer(proxy)
    seen[text] = (seen[text] ?? 0) + 1
  }
  assert.deepEqual(seen, { '200 a': 36, '200 b': 4 })
  await proxy.stop()
})

test('a cluster with checks is used once its endpoints were checked, and only those that pass', async () => {
  const groups = [group(await origin('good')), group(await origin('bad', 503))]
  const check = {
    timeout: '1s',
    interval: '0.02s',
    no_traffic_interval: '0.02s',
    unhealthy_threshold: 1,
    healthy_threshold: 1,
    http_health_check: { path: '/health' },
  }
  const panic = { common_lb_config: { healthy_panic_threshold: { value: 0 } } }
  const proxy = await started(groups, {}, { health_checks: [check], ...panic })
  for (let i = 0; i < 4; i++) assert.equal(await answer(proxy), '200 good')
  const clusters = await proxy.get('/clusters')
  assert.match(clusters, /c::127\.0\.0\.1:\d+::health_flags::healthy\n/)
  assert.match(clusters, /c::127\.0\.0\.1:\d+::health_flags::\/failed_active_hc\n/)
  const stats = await proxy.get('/stats')
  assert.match(stats, /cluster\.c\.health_check\.healthy: 1\n/)
  assert.match(stats, /cluster\.c\.health_check\.failure: [1-9]/)
  assert.match(stats, /cluster\.c\.membership_healthy: 1\n/)
  await proxy.stop()
})

test('traffic that says an endpoint is failing takes it out', async () => {
  let isFailing = true
  const server = createServer((request, response) => {
    const headers = isFailing ? { 'x-envoy-immediate-health-check-fail': 'true' } : {}
    response.writeHead(200, request.url === '/health' ? {} : headers).end('ok')
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  const check = {
    timeout: '1s',
    interval: '0.05s',
    unhealthy_threshold: 2,
    healthy_threshold: 1,
    http_health_check: { path: '/health' },
  }
  const panic = { common_lb_config: { healthy_panic_threshold: { value: 0 } } }
  const proxy = await started([group(port)], {}, { health_checks: [check], ...panic })
  assert.equal(await answer(proxy), '200 ok')
  assert.equal(await answer(proxy), '503 no healthy upstream')
  assert.match(await proxy.get('/clusters'), /excluded_via_immediate_hc_fail/)
  isFailing = false
  await until(async () => (await answer(proxy)) === '200 ok')
  await proxy.stop()
})
