/** The admin endpoint on a real socket: Envoy's paths and what they answer. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { compileString } from '@flotilla/match'
import { TestCa, tempDir, testSpiffeId } from '@flotilla/testkit'
import {
  any,
  cluster,
  httpFilter,
  listener,
  meshSecrets,
  type RunningProxy,
  startProxy,
} from '../testing/running-proxy.ts'
import { get, httpApp } from '../testing/servers.ts'
import { type AdminRoute, AdminServer, text } from './admin-server.ts'

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
    const lines = ['external.upstream_rq_200', 'external.upstream_rq_2xx', 'upstream_rq_200']
    assert.equal(
      filtered,
      [...lines, 'upstream_rq_2xx'].map((name) => `cluster.app.${name}: 1\n`).join(''),
    )
    const json = JSON.parse(await proxy.get('/stats?format=json&filter=^server.live$'))
    assert.deepEqual(json, { stats: [{ name: 'server.live', value: 1 }] })
    const prometheus = await proxy.get('/stats/prometheus')
    for (const line of [
      'envoy_cluster_upstream_rq{envoy_response_code="200",envoy_cluster_name="app"} 1',
      'envoy_cluster_upstream_rq_xx{envoy_response_code_class="2",envoy_cluster_name="app"} 1',
      'envoy_http_downstream_rq_total{envoy_http_conn_manager_prefix="test"} 1',
      '# TYPE envoy_cluster_membership_total gauge',
      '# TYPE envoy_cluster_upstream_rq_total counter',
      '# TYPE envoy_cluster_upstream_rq_time histogram',
      'envoy_cluster_upstream_rq_time_count{envoy_cluster_name="app"} 1',
      'envoy_server_live{} 1',
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
    assert.match(await proxy.get('/stats?filter=days_until_first'), /: \d{1,2}$/m)
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

test('a part of the configuration by resource, mask and name', () =>
  withProxy(async (proxy, url) => {
    const configs = async (query: string) => JSON.parse(await proxy.get(`/config_dump?${query}`))
    assert.deepEqual(await configs('resource=static_clusters&mask=cluster.name'), {
      configs: [
        {
          '@type': 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump.StaticCluster',
          cluster: { '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster', name: 'app' },
        },
      ],
    })
    const { configs: masked } = await configs('mask=bootstrap.node.cluster')
    assert.deepEqual(masked, [
      {
        '@type': 'type.googleapis.com/envoy.admin.v3.BootstrapConfigDump',
        bootstrap: { node: { cluster: 'test.default' } },
      },
    ])
    assert.deepEqual(await configs('resource=dynamic_listeners'), {})
    assert.deepEqual(await configs('resource=static_clusters&name_regex=other'), {})
    const [cluster] = (await configs('resource=static_clusters&name_regex=a.p')).configs
    assert.equal(cluster.cluster.load_assignment.cluster_name, 'app')
    const [routes] = (await configs('resource=static_route_configs')).configs
    assert.equal(routes.route_config.virtual_hosts.length, 1)
    const [endpoints] = (await configs('resource=static_endpoint_configs&include_eds')).configs
    assert.equal(endpoints.endpoint_config.endpoints[0].lb_endpoints[0].health_status, 'HEALTHY')
    const wrong: [string, number, RegExp][] = [
      ['resource=nope', 404, /^nope not found in config dump$/],
      ['resource=static_endpoint_configs', 404, /not found/],
      ['resource=bootstrap', 400, /Use \?mask=bootstrap to get only this field/],
      ['resource=static_clusters&mask=cluster.nope', 400, /FieldMask cluster.nope could not/],
      ['mask=bootstrap.nope', 400, /could not be successfully applied to any configs/],
      ['name_regex=(', 400, /Error while parsing name_regex/],
    ]
    for (const [query, status, reason] of wrong) {
      const reply = await fetch(`${url}/config_dump?${query}`)
      assert.equal(reply.status, status, query)
      assert.match(await reply.text(), reason)
    }
  }))

test('statistics by kind, bucket mode and exclusion; counters begin anew', () =>
  withProxy(async (proxy, url) => {
    const names = async (query: string) => (await proxy.get(`/stats?${query}`)).trim().split('\n')
    assert.ok(
      (await names('type=Gauges')).every(
        (line) => !/_total: /.test(line) || /membership|listeners|server/.test(line),
      ),
    )
    assert.deepEqual(await names('type=Histograms&filter=app.upstream_cx_connect_ms&format=text'), [
      (await names('filter=app.upstream_cx_connect_ms'))[0],
    ])
    assert.match((await names('filter=app.upstream_rq_time$'))[0] ?? '', /: P0\(nan,[\d.]+\) P25\(/)
    assert.match(
      (await names('filter=app.upstream_rq_time$&histogram_buckets=cumulative'))[0] ?? '',
      /: B0.5\(0,\d+\) B1\(.* B3.6e\+06\(0,1\)$/,
    )
    assert.match(
      await proxy.get('/stats?filter=app.upstream_rq_time$&histogram_buckets=detailed'),
      /totals=.*\n {2}intervals=\n {2}summary=P0/,
    )
    assert.deepEqual(await names('filter=.&invert_filter'), [''])
    const json = JSON.parse(await proxy.get('/stats?format=json&filter=app.upstream_rq_time$'))
    assert.equal(
      json.stats[0].histograms.computed_quantiles[0].name,
      'cluster.app.upstream_rq_time',
    )
    assert.match(
      await proxy.get('/stats/prometheus?filter=app.upstream_rq_time$&histogram_buckets=summary'),
      /quantile="0.5"/,
    )
    for (const [query, reason] of [
      ['format=xml', /^usage: \/stats\?format=/],
      ['type=Bad', /^invalid &type= param$/],
      ['histogram_buckets=no', /^usage: \/stats\?histogram_buckets=/],
      ['filter=(', /^Invalid re2 regex: /],
    ] as const) {
      const reply = await fetch(`${url}/stats?${query}`)
      assert.equal(reply.status, 400, query)
      assert.match(await reply.text(), reason)
    }
    await fetch(`${url}/reset_counters`, { method: 'POST' })
    assert.equal(
      await proxy.get('/stats?filter=app.upstream_rq_total'),
      'cluster.app.upstream_rq_total: 0\n',
    )
    assert.equal(
      await proxy.get('/stats?filter=app.membership_total'),
      'cluster.app.membership_total: 1\n',
    )
    await get(proxy.port('l'))
    assert.equal(
      await proxy.get('/stats?filter=app.upstream_rq_total'),
      'cluster.app.upstream_rq_total: 1\n',
    )
  }))

test('levels of single loggers change and are shown', () =>
  withProxy(async (proxy, url) => {
    const set = (query: string) => fetch(`${url}/logging?${query}`, { method: 'POST' })
    const before = await proxy.get('/logging')
    assert.match(before, /^active loggers:\n/)
    assert.match(await (await set('proxy.admin=debug')).text(), /^ {2}proxy.admin: debug$/m)
    assert.match(await proxy.get('/logging'), /^ {2}proxy.admin: debug$/m)
    await set('paths=proxy.admin:warning,proxy.listener:off')
    assert.match(
      await proxy.get('/logging'),
      /^ {2}proxy.admin: warning\n(?:.*\n)*? {2}proxy.listener: off$/m,
    )
    for (const [query, reason] of [
      ['nobody=debug', /^error: unknown logger name$/m],
      ['level=loud', /^error: unknown logger level$/m],
      ['paths=proxy.admin:info,nobody:info', /unknown logger name/],
      ['group=a:info', /fine-grain/],
      ['a=info&b=info', /invalid number of parameters/],
    ] as const) {
      const reply = await set(query)
      assert.equal(reply.status, 400, query)
      assert.match(await reply.text(), reason)
    }
    assert.match(await proxy.get('/logging'), /proxy.admin: warning/, 'all or none')
    assert.match(await (await set('level=error')).text(), /proxy.listener: error/)
  }))

test('pages for people, forms, and the small endpoints', () =>
  withProxy(async (proxy, url) => {
    const home = await fetch(url)
    assert.equal(home.headers.get('content-type'), 'text/html; charset=UTF-8')
    assert.match(await home.text(), /<form action="quitquitquit" method="post">/)
    assert.match(await proxy.get('/help'), /^ {2}\/logging \(POST\): .*\n {6}paths: /m)
    const refused = await fetch(`${url}/quitquitquit`)
    assert.equal(await refused.text(), 'Method GET not allowed, POST required.')
    const form = await fetch(`${url}/logging`, {
      method: 'POST',
      body: new URLSearchParams({ level: 'error' }),
    })
    assert.match(await form.text(), /proxy.admin: error/)
    assert.equal((await fetch(`${url}/ready`, { method: 'PUT' })).status, 200)
    assert.equal(await proxy.get('/hot_restart_version'), 'disabled')
    assert.match(await proxy.get('/contention'), /not enabled/)
    assert.deepEqual(JSON.parse(await proxy.get('/runtime')), { entries: {}, layers: [] })
    assert.deepEqual(JSON.parse(await proxy.get('/init_dump')), {})
    assert.deepEqual(Object.keys(JSON.parse(await proxy.get('/memory'))), [
      'allocated',
      'heap_size',
      'pageheap_unmapped',
      'pageheap_free',
      'total_thread_cache',
      'total_physical_bytes',
    ])
    assert.equal((await fetch(`${url}/runtime_modify?a=1`, { method: 'POST' })).status, 503)
    assert.equal((await fetch(`${url}/clusters?filter=(`)).status, 400)
    assert.equal(await proxy.get('/clusters?filter=nothing'), '')
  }))

test('a gentle drain asks clients to leave and listens on', () =>
  withProxy(async (proxy, url) => {
    await fetch(`${url}/drain_listeners?skip_exit`, { method: 'POST' })
    assert.equal((await get(proxy.port('l'))).status, 200)
    await fetch(`${url}/drain_listeners?graceful`, { method: 'POST' })
    assert.equal((await get(proxy.port('l'))).status, 200)
  }))

test('certificates that stand in a listener are told with their file', async (t) => {
  const file = join(tempDir(t), 'c.pem')
  writeFileSync(file, leaf.certChainPem)
  const proxy = await startProxy({
    clusters: [cluster('app', [1])],
    listeners: [
      listener('l', [
        {
          filters: [httpFilter('app')],
          transport_socket: {
            name: 'tls',
            typed_config: any('downstreamTls', {
              common_tls_context: {
                tls_certificates: [
                  {
                    certificate_chain: { filename: file },
                    private_key: { inline_string: leaf.keyPem },
                  },
                ],
                validation_context: { trusted_ca: { inline_string: leaf.rootsPem } },
              },
            }),
          },
        },
      ]),
    ],
  })
  t.after(() => proxy.stop())
  const { certificates } = JSON.parse(await proxy.get('/certs'))
  assert.equal(certificates.length, 1)
  assert.equal(certificates[0].cert_chain[0].path, file)
  assert.equal(certificates[0].cert_chain[0].serial_number, leaf.certificate.serial)
  assert.match(
    certificates[0].cert_chain[0].expiration_time,
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  )
  assert.equal(certificates[0].ca_cert[0].path, '<inline>')
  assert.match(await proxy.get('/stats?filter=days_until_first'), /: \d{1,2}$/m)
  assert.doesNotMatch(await proxy.get('/config_dump'), /PRIVATE KEY/)
})

test('only allowed paths are answered, queries included', async () => {
  const route: AdminRoute = { path: '/a', method: 'GET', help: '', handle: () => text('seen\n') }
  const allowed = compileString({ kind: 'exact', value: '/a' })
  if (allowed.kind === 'bad') assert.fail('it is an exact match')
  const server = new AdminServer([route], 'a test', null, [allowed.value])
  await server.listen('127.0.0.1', 0)
  try {
    const seen: (readonly [number, string])[] = []
    for (const path of ['/a', '/a?b', '/']) {
      const response = await fetch(`http://${server.address}${path}`)
      seen.push([response.status, await response.text()])
    }
    assert.deepEqual(seen, [
      [200, 'seen\n'],
      [403, 'request to path /a?b not allowed'],
      [403, 'request to path / not allowed'],
    ])
  } finally {
    await server.close()
  }
})
