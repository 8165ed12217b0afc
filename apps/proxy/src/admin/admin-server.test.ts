/** The admin endpoint on a real socket: Envoy's paths and what they answer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import {
  cluster,
  httpFilter,
  listener,
  meshSecrets,
  type RunningProxy,
  startProxy,
} from '../testing/running-proxy.ts'
import { get, httpApp } from '../testing/servers.ts'

const leaf = new TestCa().issue(testSpiffeId('a'))

async function withProxy(run: (proxy: RunningProxy, url: string) => Promise<void>): Promise<void> {
  const app = await httpApp('app')
  const proxy = await startProxy({
    secrets: meshSecrets(leaf),
    clusters: [cluster('app', [app.port], { outlier_detection: {} })],
    listeners: [listener('l', [{ filters: [httpFilter('app')] }])],
  })
  try {
    await get(proxy.port('l'))
    await run(proxy, `http://${proxy.admin}`)
  } finally {
    await proxy.stop()
    await app.close()
  }
}

test('counters are served dotted, as JSON, and for Prometheus', () =>
  withProxy(async (proxy) => {
    const text = await proxy.get('/stats')
    for (const line of [
      'cluster.app.upstream_rq_200: 1',
      'cluster.app.upstream_rq_2xx: 1',
      'cluster.app.circuit_breakers.default.cx_open: 0',
      'cluster.app.outlier_detection.ejections_active: 0',
      'http.test.downstream_rq_2xx: 1',
      'cluster_manager.active_clusters: 1',
      'server.live: 1',
    ])
      assert.ok(text.includes(`${line}\n`), line)
    assert.match(text, /^cluster\.app\.upstream_rq_time: P0\(/m)
    const filtered = await proxy.get('/stats?filter=upstream_rq_2&usedonly')
    assert.equal(filtered, 'cluster.app.upstream_rq_200: 1\ncluster.app.upstream_rq_2xx: 1\n')
    const json = JSON.parse(await proxy.get('/stats?format=json&filter=^server.live$'))
    assert.deepEqual(json, { stats: [{ name: 'server.live', value: 1 }] })
    const prometheus = await proxy.get('/stats/prometheus')
    for (const line of [
      'envoy_cluster_upstream_rq{envoy_cluster_name="app",envoy_response_code="200"} 1',
      'envoy_cluster_upstream_rq_xx{envoy_cluster_name="app",envoy_response_code_class="2"} 1',
      'envoy_http_downstream_rq_total{envoy_http_conn_manager_prefix="test"} 1',
      '# TYPE envoy_cluster_membership_total gauge',
      '# TYPE envoy_cluster_upstream_rq_total counter',
      '# TYPE envoy_cluster_upstream_rq_time histogram',
      'envoy_cluster_upstream_rq_time_count{envoy_cluster_name="app"} 1',
      'envoy_server_live 1',
    ])
      assert.ok(prometheus.includes(`${line}\n`), line)
    // Each family is declared once.
    const types = prometheus.split('\n').filter((line) => line.startsWith('# TYPE'))
    assert.equal(new Set(types).size, types.length)
  }))

test('a regular expression is linear and a bad one is refused', () =>
  withProxy(async (_proxy, url) => {
    assert.equal((await fetch(`${url}/stats?filter=(`)).status, 400)
    const slow = await fetch(`${url}/stats?filter=${encodeURIComponent('(a+)+$')}`)
    assert.equal(slow.status, 200)
  }))

test('readiness, state and certificates', () =>
  withProxy(async (proxy, url) => {
    assert.equal(await proxy.get('/ready'), 'LIVE\n')
    const info = JSON.parse(await proxy.get('/server_info'))
    assert.equal(info.state, 'LIVE')
    assert.equal(info.node.cluster, 'test.default')
    const certs = JSON.parse(await proxy.get('/certs'))
    const own = certs.certificates.find((c: { cert_chain: unknown[] }) => c.cert_chain.length > 0)
    assert.deepEqual(own.cert_chain[0].subject_alt_names, [{ uri: leaf.spiffeId }])
    assert.equal(own.cert_chain[0].serial_number, leaf.certificate.serial)
    assert.equal((await fetch(`${url}/healthcheck/fail`, { method: 'POST' })).status, 200)
    assert.equal((await fetch(`${url}/ready`)).status, 503)
    await fetch(`${url}/healthcheck/ok`, { method: 'POST' })
    assert.equal((await fetch(`${url}/ready`)).status, 200)
  }))

test('hosts and listeners as text and JSON', () =>
  withProxy(async (proxy) => {
    assert.match(await proxy.get('/clusters'), /^app::127\.0\.0\.1:\d+::rq_success::1$/m)
    assert.match(await proxy.get('/clusters'), /^app::127\.0\.0\.1:\d+::health_flags::healthy$/m)
    const clusters = JSON.parse(await proxy.get('/clusters?format=json'))
    assert.equal(
      clusters.cluster_statuses[0].host_statuses[0].health_status.eds_health_status,
      'HEALTHY',
    )
    assert.equal(await proxy.get('/listeners'), `l::127.0.0.1:${proxy.port('l')}\n`)
    const listeners = JSON.parse(await proxy.get('/listeners?format=json'))
    assert.equal(
      listeners.listener_statuses[0].local_address.socket_address.port_value,
      proxy.port('l'),
    )
  }))

test('GET changes nothing, unknown paths are told, POST acts', () =>
  withProxy(async (proxy, url) => {
    for (const path of ['/quitquitquit', '/drain_listeners', '/logging?level=debug'])
      assert.equal((await fetch(url + path)).status, 405, path)
    assert.equal((await fetch(`${url}/nope`)).status, 404)
    assert.match(await proxy.get('/help'), /\/config_dump: /)
    assert.equal((await fetch(`${url}/logging?level=loud`, { method: 'POST' })).status, 400)
    assert.equal((await fetch(`${url}/logging?level=info`, { method: 'POST' })).status, 200)
    assert.equal(
      (await fetch(`${url}/drain_listeners?inboundonly`, { method: 'POST' })).status,
      200,
    )
    assert.equal((await get(proxy.port('l'))).status, 200)
    assert.equal((await fetch(`${url}/drain_listeners`, { method: 'POST' })).status, 200)
    await assert.rejects(get(proxy.port('l')))
    assert.equal((await fetch(`${url}/quitquitquit`, { method: 'POST' })).status, 200)
    await proxy.proxy.whenStopped()
  }))
