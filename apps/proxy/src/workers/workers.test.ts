/** A proxy whose connections are served by worker threads: spread, counted together, held to one limit, kept in step. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { tempDir } from '@flotilla/testkit'
import { KeptClient, keptClients } from '../testing/keepalive-clients.ts'
import { cluster, httpFilter, listener, startProxy, tcpFilter } from '../testing/running-proxy.ts'
import { echoApp, exchange, get, httpApp, until } from '../testing/servers.ts'

const skip = process.platform === 'linux' ? false : 'sockets are shared by threads on Linux only'
const ROUTER = {
  name: 'envoy.filters.http.router',
  typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
}

function accessLog(path: string, format: string): object {
  return {
    access_log: [
      {
        name: 'file',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog',
          path,
          log_format: { text_format_source: { inline_string: format } },
        },
      },
    ],
  }
}

/** An origin that holds its answers until they are let go, and counts how many it holds at once. */
async function heldApp() {
  const held: (() => void)[] = []
  let most = 0
  const server: Server = createServer((_incoming, response) => {
    if (_incoming.url === '/now') {
      response.end('now')
      return
    }
    held.push(() => response.end('held'))
    most = Math.max(most, held.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : 0,
    get held() {
      return held.length
    },
    get most() {
      return most
    },
    release: () => {
      for (const answer of held.splice(0)) answer()
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function stat(text: string, name: string): number | null {
  const line = text.split('\n').find((one) => one.startsWith(`${name}: `))
  return line === undefined ? null : Number(line.slice(name.length + 2))
}

test('connections are spread over three threads, counted once, and logged in whole lines', {
  skip,
}, async (t) => {
  const [app, echo] = [await httpApp('a'), await echoApp()]
  const dir = tempDir(t)
  const path = join(dir, 'access.log')
  const proxy = await startProxy(
    {
      clusters: [cluster('app', [app.port]), cluster('echo', [echo.port])],
      listeners: [
        listener('h', [
          {
            filters: [
              httpFilter('app', accessLog(path, '%CONNECTION_ID% %RESPONSE_CODE% %PROTOCOL%\n')),
            ],
          },
        ]),
        listener('t', [{ filters: [tcpFilter('echo')] }]),
      ],
    },
    { concurrency: 3 },
  )
  const clients = await keptClients(30, proxy.port('h'))
  await Promise.all(clients.flatMap((client) => [client.get(), client.get()]))
  assert.equal(await exchange(proxy.port('t'), 'hello'), 'hello')
  const stats = await proxy.get('/stats')
  assert.equal(stat(stats, 'http.test.downstream_rq_total'), 90)
  assert.equal(stat(stats, 'http.test.downstream_rq_2xx'), 90)
  assert.equal(stat(stats, 'http.test.downstream_cx_active'), 30)
  assert.equal(stat(stats, 'cluster.app.upstream_rq_200'), 90)
  assert.equal(stat(stats, 'cluster.app.membership_total'), 1)
  assert.equal(stat(stats, 'tcp.test.downstream_cx_total'), 1)
  assert.equal(stat(stats, 'server.concurrency'), 3)
  assert.equal(stat(stats, 'server.total_connections'), 30)
  assert.match(stats, /^http\.test\.downstream_rq_time: /m)
  assert.match(await proxy.get('/clusters'), /^app::127\.0\.0\.1:\d+::rq_total::90$/m)
  const prometheus = await proxy.get('/stats/prometheus')
  assert.match(prometheus, /^envoy_http_downstream_rq_time_count\{.*"test"\} 90$/m)
  await fetch(`http://${proxy.admin}/reset_counters`, { method: 'POST' })
  assert.equal(stat(await proxy.get('/stats'), 'http.test.downstream_rq_total'), 0)

  const lines = (): string[] =>
    existsSync(path) ? readFileSync(path, 'latin1').split('\n').slice(0, -1) : []
  await until(() => lines().length === 90)
  for (const line of lines()) assert.match(line, /^\d+ 200 HTTP\/1\.1$/)
  const ids = new Set(lines().map((line) => Number(line.split(' ')[0])))
  const byThread = [0, 0, 0]
  for (const id of ids) byThread[id % 3] = (byThread[id % 3] ?? 0) + 1
  assert.deepEqual(byThread, [10, 10, 10])

  // Lines of before belong to the old file, those of after to the new one.
  await clients[0]?.get()
  renameSync(path, `${path}.1`)
  await fetch(`http://${proxy.admin}/reopen_logs`, { method: 'POST' })
  await until(() => readFileSync(`${path}.1`, 'latin1').split('\n').length === 92)
  await clients[1]?.get()
  await proxy.stop()
  assert.equal(lines().length, 1)
  for (const client of clients) client.close()
  await app.close()
  await echo.close()
})

test('limits hold over all threads together', { skip }, async () => {
  const app = await heldApp()
  const limits = {
    circuit_breakers: {
      thresholds: [{ max_requests: 3, max_connections: 100, max_pending_requests: 100 }],
    },
  }
  const bucket = (maxTokens: number): object => ({
    name: 'envoy.filters.http.local_ratelimit',
    typed_config: {
      '@type':
        'type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit',
      stat_prefix: 'limit',
      token_bucket: { max_tokens: maxTokens, fill_interval: '3600s' },
      filter_enabled: { default_value: { numerator: 100 } },
      filter_enforced: { default_value: { numerator: 100 } },
    },
  })
  const connections = {
    name: 'envoy.filters.network.connection_limit',
    typed_config: {
      '@type':
        'type.googleapis.com/envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit',
      stat_prefix: 'limit',
      max_connections: 4,
    },
  }
  const proxy = await startProxy(
    {
      clusters: [cluster('app', [app.port], limits)],
      listeners: [
        listener('breaker', [{ filters: [httpFilter('app')] }]),
        listener('bucket', [
          { filters: [httpFilter('app', { stat_prefix: 'b', http_filters: [bucket(5), ROUTER] })] },
        ]),
        listener('connections', [
          { filters: [connections, httpFilter('app', { stat_prefix: 'c' })] },
        ]),
      ],
    },
    { concurrency: 2 },
  )
  const breaker = Array.from({ length: 12 }, () => new KeptClient(proxy.port('breaker')))
  const answers = breaker.map((client) => client.get('/held'))
  let refused = 0
  for (const answer of answers)
    void answer.then(({ status }) => (refused += status === 503 ? 1 : 0))
  await until(() => refused === 9 && app.held === 3)
  assert.equal(stat(await proxy.get('/stats'), 'cluster.app.circuit_breakers.default.rq_open'), 1)
  app.release()
  const statuses = (await Promise.all(answers)).map(({ status }) => status)
  assert.equal(statuses.filter((status) => status === 200).length, 3)
  assert.equal(app.most, 3)
  assert.equal(stat(await proxy.get('/stats'), 'cluster.app.upstream_rq_pending_overflow'), 9)

  const limited: number[] = []
  for (let i = 0; i < 12; i++) limited.push((await get(proxy.port('bucket'), '/now')).status)
  const kept = Array.from({ length: 6 }, () => new KeptClient(proxy.port('bucket')))
  for (const { status } of await Promise.all(kept.map((client) => client.get('/now'))))
    limited.push(status)
  assert.equal(limited.filter((status) => status === 200).length, 5)
  assert.equal(limited.filter((status) => status === 429).length, 13)

  const open = Array.from({ length: 8 }, () => new KeptClient(proxy.port('connections')))
  const outcomes = await Promise.allSettled(open.map((client) => client.get('/now')))
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 4)
  for (const client of [...breaker, ...kept, ...open]) client.close()
  await proxy.stop()
  app.close()
})

test('one thread checks and ejects for all', { skip }, async () => {
  const good = await httpApp('good')
  let checks = 0
  let fails = true
  const bad = createServer((incoming, response) => {
    if (incoming.url === '/health') checks++
    response.writeHead(incoming.url === '/health' ? (fails ? 500 : 200) : 500).end('bad')
  })
  await new Promise<void>((resolve) => bad.listen(0, '127.0.0.1', resolve))
  const bound = bad.address()
  const badPort = typeof bound === 'object' && bound !== null ? bound.port : 0
  const proxy = await startProxy(
    {
      clusters: [
        cluster('checked', [good.port, badPort], {
          health_checks: [
            {
              timeout: '1s',
              interval: '0.1s',
              no_traffic_interval: '0.1s',
              unhealthy_threshold: 1,
              healthy_threshold: 1,
              http_health_check: { path: '/health' },
            },
          ],
          common_lb_config: { healthy_panic_threshold: { value: 0 } },
        }),
        cluster('watched', [good.port, badPort], {
          outlier_detection: { consecutive_5xx: 4, interval: '3600s', max_ejection_percent: 100 },
          common_lb_config: { healthy_panic_threshold: { value: 0 } },
        }),
      ],
      listeners: [
        listener('checked', [{ filters: [httpFilter('checked')] }]),
        listener('watched', [{ filters: [httpFilter('watched', { stat_prefix: 'w' })] }]),
      ],
    },
    { concurrency: 2 },
  )
  // The failing endpoint is out for both threads from the start.
  const clients = await keptClients(8, proxy.port('checked'))
  for (const client of clients) {
    assert.equal((await client.get()).status, 200)
    assert.equal((await client.get()).status, 200)
  }
  assert.match(await proxy.get('/clusters'), /::health_flags::\/failed_active_hc/)
  const [first, atMs] = [checks, performance.now()]
  await until(() => checks >= first + 5)
  assert.ok(performance.now() - atMs > 350, 'one thread checks, not two')
  fails = false
  await until(async () => {
    const answers = await Promise.all(clients.map((client) => client.get()))
    return answers.some(({ status }) => status === 500)
  })

  const watched = await keptClients(4, proxy.port('watched'))
  await until(async () => {
    await Promise.all(watched.map((client) => client.get()))
    return (await proxy.get('/clusters')).includes('/failed_outlier_check')
  })
  const total = stat(
    await proxy.get('/stats'),
    'cluster.watched.outlier_detection.ejections_enforced_total',
  )
  assert.equal(total, 1)
  await until(async () => {
    const answers = await Promise.all(watched.map((client) => client.get()))
    return answers.every(({ status }) => status === 200)
  })
  for (const client of watched) assert.equal((await client.get()).status, 200)
  for (const client of [...clients, ...watched]) client.close()
  await proxy.stop()
  await good.close()
  bad.close()
  bad.closeAllConnections()
})

test('what the admin endpoint changes holds in every thread', { skip }, async () => {
  const app = await httpApp('a')
  const health = {
    name: 'envoy.filters.http.health_check',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.health_check.v3.HealthCheck',
      pass_through_mode: false,
      headers: [{ name: ':path', string_match: { exact: '/healthz' } }],
    },
  }
  const proxy = await startProxy(
    {
      clusters: [cluster('app', [app.port])],
      listeners: [
        listener('h', [{ filters: [httpFilter('app', { http_filters: [health, ROUTER] })] }]),
      ],
    },
    { concurrency: 2 },
  )
  const clients = await keptClients(4, proxy.port('h'))
  const statuses = async (path: string): Promise<number[]> =>
    (await Promise.all(clients.map((client) => client.get(path)))).map(({ status }) => status)
  const post = (path: string) => fetch(`http://${proxy.admin}${path}`, { method: 'POST' })
  assert.deepEqual(await statuses('/healthz'), [200, 200, 200, 200])
  await post('/healthcheck/fail')
  await until(async () => (await statuses('/healthz')).every((status) => status === 503))
  await post('/healthcheck/ok')
  await until(async () => (await statuses('/healthz')).every((status) => status === 200))

  // Many, for one thread hears of it before the other.
  const tapping = fetch(`http://${proxy.admin}/tap?path=/tapped&max=64`).then((tap) => tap.text())
  let tapped = ''
  void tapping.then((text) => {
    tapped = text
  })
  await until(async () => {
    await statuses('/tapped')
    return tapped !== ''
  })
  const lines = tapped.trim().split('\n')
  assert.equal(lines.length, 64)
  const connections = new Set(
    lines.map((line) => JSON.parse(line).connection).filter((id) => id !== undefined),
  )
  assert.equal(new Set([...connections].map((id) => id % 2)).size, 2, 'streams of both threads')

  await post('/drain_listeners')
  await assert.rejects(get(proxy.port('h')))
  for (const client of clients) client.close()
  await proxy.stop()
  await app.close()
})

test('names are resolved once for all, and overload is measured over all', { skip }, async () => {
  const app = await httpApp('a')
  let lookups = 0
  const named = {
    type: 'STRICT_DNS',
    dns_refresh_rate: '3600s',
    load_assignment: {
      cluster_name: 'named',
      endpoints: [
        {
          lb_endpoints: [
            {
              endpoint: {
                address: { socket_address: { address: 'app.test', port_value: app.port } },
              },
            },
          ],
        },
      ],
    },
  }
  const proxy = await startProxy(
    {
      clusters: [cluster('named', [], named)],
      listeners: [listener('h', [{ filters: [httpFilter('named')] }])],
      overload: {
        resource_monitors: [
          {
            name: 'envoy.resource_monitors.global_downstream_max_connections',
            typed_config: {
              '@type':
                'type.googleapis.com/envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig',
              max_active_downstream_connections: 6,
            },
          },
        ],
      },
    },
    {
      concurrency: 2,
      resolve: async () => {
        lookups++
        return { addresses: ['127.0.0.1'], ttlSec: null }
      },
    },
  )
  const clients = await keptClients(6, proxy.port('h'))
  await Promise.all(clients.map((client) => client.get()))
  assert.equal(lookups, 1)
  await assert.rejects(get(proxy.port('h')))
  for (const client of clients) assert.equal((await client.get()).status, 200)
  const stats = await proxy.get('/stats')
  assert.match(stats, /downstream_global_cx_overflow: 1$/m)
  for (const client of clients) client.close()
  await proxy.stop()
  await app.close()
})
