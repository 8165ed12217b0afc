/** Network filters beside the plain TCP proxy: limits, fixed answers, names that choose clusters, tunnels, logs, subsets. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import {
  cluster,
  httpFilter,
  listener,
  type RunningProxy,
  startProxy,
  tcpFilter,
} from '../testing/running-proxy.ts'
import { echoApp, exchange, httpApp, type TestServer, tcpApp, until } from '../testing/servers.ts'

const TYPE = 'type.googleapis.com/envoy.extensions.filters.network'

function networkFilter(type: string, fields: object = {}): object {
  return { name: type, typed_config: { '@type': `${TYPE}.${type}`, ...fields } }
}

async function proxyOf(
  t: TestContext,
  filters: readonly object[],
  clusters: readonly object[] = [],
  more: object = {},
): Promise<RunningProxy> {
  const proxy = await startProxy({ clusters, listeners: [listener('l', [{ filters }], more)] })
  t.after(() => proxy.stop())
  return proxy
}

async function appOf(t: TestContext, start: Promise<TestServer>): Promise<TestServer> {
  const app = await start
  t.after(() => app.close())
  return app
}

/** An open connection that the echo behind it has answered on, or null where it was closed. */
async function tryOpen(port: number): Promise<Socket | null> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write('x')
  // A reset shows as closed, too.
  await Promise.race([once(socket, 'data'), once(socket, 'close')]).catch(() => undefined)
  return socket.destroyed || socket.readableEnded ? null : socket
}

const LIMIT = 'connection_limit.v3.ConnectionLimit'

test('connection_limit closes what is one too many, and counts down', async (t) => {
  const app = await appOf(t, echoApp())
  const limit = networkFilter(LIMIT, { stat_prefix: 'x', max_connections: 2 })
  const proxy = await proxyOf(t, [limit, tcpFilter('app')], [cluster('app', [app.port])])
  const port = proxy.port('l')
  const [one, two] = [await tryOpen(port), await tryOpen(port)]
  assert.ok(one !== null && two !== null)
  assert.equal(await tryOpen(port), null)
  one.destroy()
  await until(async () => {
    const again = await tryOpen(port)
    again?.destroy()
    return again !== null
  })
  two.destroy()
})

test('connection_limit with a delay holds a refused connection before it closes it', async (t) => {
  const limit = networkFilter(LIMIT, { stat_prefix: 'x', max_connections: 1, delay: '0.2s' })
  const proxy = await proxyOf(t, [limit, networkFilter('echo.v3.Echo')])
  const one = await tryOpen(proxy.port('l'))
  assert.ok(one)
  const startedAt = performance.now()
  assert.equal(await tryOpen(proxy.port('l')), null)
  assert.ok(performance.now() - startedAt >= 150)
  one.destroy()
})

test('connection_limit stands before HTTP too', async (t) => {
  const app = await appOf(t, httpApp('a'))
  const limit = networkFilter(LIMIT, { stat_prefix: 'x', max_connections: 1 })
  const proxy = await proxyOf(t, [limit, httpFilter('app')], [cluster('app', [app.port])])
  const get = 'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'
  const holder = connect(proxy.port('l'), '127.0.0.1')
  await once(holder, 'connect')
  await until(async () => (await exchange(proxy.port('l'), get)).replace('!', '') === '')
  holder.destroy()
  await until(async () => (await exchange(proxy.port('l'), get)).startsWith('HTTP/1.1 200'))
})

test('local_ratelimit closes connections beyond its bucket until it fills again', async (t) => {
  const bucket = { max_tokens: 2, tokens_per_fill: 1, fill_interval: '0.3s' }
  const rate = networkFilter('local_ratelimit.v3.LocalRateLimit', {
    stat_prefix: 'x',
    token_bucket: bucket,
  })
  const proxy = await proxyOf(t, [rate, networkFilter('echo.v3.Echo')])
  const port = proxy.port('l')
  assert.equal(await exchange(port, 'a'), 'a')
  assert.equal(await exchange(port, 'b'), 'b')
  assert.equal((await exchange(port, 'c')).replace('!', ''), '')
  await until(async () => (await exchange(port, 'd')) === 'd')
})

test('direct_response answers without an upstream', async (t) => {
  const answer = networkFilter('direct_response.v3.Config', {
    response: { inline_string: 'go away\n' },
  })
  const proxy = await proxyOf(t, [answer])
  assert.equal(await exchange(proxy.port('l'), 'x'.repeat(10_000)), 'go away\n')
})

/** The first bytes of a TLS client that asks for this name. */
async function clientHello(servername: string | null): Promise<Buffer> {
  const { promise, resolve } = Promise.withResolvers<Buffer>()
  const server = await tcpApp((socket) => socket.on('data', resolve))
  const name = servername === null ? {} : { servername }
  const client = connectTls({ port: server.port, host: '127.0.0.1', ...name })
  client.on('error', () => undefined)
  const bytes = await promise
  client.destroy()
  await server.close()
  return bytes
}

test('sni_cluster takes the cluster that the server name names, else the configured one', async (t) => {
  const named = await appOf(
    t,
    tcpApp((socket) => socket.end('named')),
  )
  const other = await appOf(
    t,
    tcpApp((socket) => socket.end('other')),
  )
  const proxy = await proxyOf(
    t,
    [networkFilter('sni_cluster.v3.SniCluster'), tcpFilter('fallback')],
    [cluster('a.example', [named.port]), cluster('fallback', [other.port])],
    { listener_filters: [{ name: 'envoy.filters.listener.tls_inspector' }] },
  )
  const port = proxy.port('l')
  assert.equal(await exchange(port, await clientHello('a.example')), 'named')
  assert.equal(await exchange(port, await clientHello(null)), 'other')
  assert.equal(await exchange(port, 'plain text'), 'other')
})

/** An HTTP proxy that answers CONNECT and then echoes. */
function httpProxy(seen: string[], answer: string): Promise<TestServer> {
  return tcpApp((socket) => {
    let head = ''
    socket.on('data', (chunk: Buffer) => {
      if (head.endsWith('\r\n\r\n')) {
        socket.write(chunk)
        return
      }
      head += chunk
      if (!head.endsWith('\r\n\r\n')) return
      seen.push(head)
      socket.write(answer)
    })
    socket.on('end', () => socket.end())
  })
}

test('tunneling_config goes through an HTTP proxy by CONNECT', async (t) => {
  const seen: string[] = []
  const app = await appOf(t, httpProxy(seen, 'HTTP/1.1 200 OK\r\nx: y\r\n\r\nearly '))
  const tunnel = {
    hostname: 'target.example:443',
    headers_to_add: [
      { header: { key: 'X-From', value: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%' } },
    ],
  }
  const filter = tcpFilter('app', { tunneling_config: tunnel })
  const proxy = await proxyOf(t, [filter], [cluster('app', [app.port])])
  assert.equal(await exchange(proxy.port('l'), 'hello'), 'early hello')
  assert.equal(
    seen[0],
    'CONNECT target.example:443 HTTP/1.1\r\nhost: target.example:443\r\nx-from: 127.0.0.1\r\n\r\n',
  )
})

test('a refused CONNECT closes the connection', async (t) => {
  const app = await appOf(t, httpProxy([], 'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n'))
  const filter = tcpFilter('app', { tunneling_config: { hostname: 'target.example:443' } })
  const proxy = await proxyOf(t, [filter], [cluster('app', [app.port])])
  assert.equal((await exchange(proxy.port('l'), 'hello')).replace('!', ''), '')
})

test('the access log has a line when the upstream is connected, in between, and at the end', async (t) => {
  const app = await appOf(t, echoApp())
  const folder = mkdtempSync(join(tmpdir(), 'flt-tcp-log-'))
  const path = join(folder, 'log')
  const filter = tcpFilter('app', {
    access_log: [
      {
        name: 'file',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog',
          path,
          log_format: { text_format: '%ACCESS_LOG_TYPE% %BYTES_RECEIVED%\n' },
        },
      },
    ],
    access_log_options: { flush_access_log_on_connected: true, access_log_flush_interval: '0.1s' },
  })
  const proxy = await proxyOf(t, [filter], [cluster('app', [app.port])])
  t.after(() => rmSync(folder, { recursive: true }))
  const client = await tryOpen(proxy.port('l'))
  const lines = (): readonly string[] =>
    existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
  await until(() => lines().includes('TcpPeriodic 1'))
  client?.destroy()
  await until(() => lines().includes('TcpConnectionEnd 1'))
  assert.equal(lines()[0], 'TcpUpstreamConnected 0')
})

test('what is wrong is refused by its path', async () => {
  const cases: [object, RegExp][] = [
    [
      tcpFilter('x', { tunneling_config: { hostname: 'a:1', use_post: true } }),
      /tunneling_config\.use_post/,
    ],
    [networkFilter('sni_dynamic_forward_proxy.v3.FilterConfig'), /filters\[0\]/],
  ]
  for (const [filter, want] of cases)
    await assert.rejects(
      startProxy({
        clusters: [cluster('x', [1])],
        listeners: [listener('l', [{ filters: [filter] }])],
      }),
      want,
    )
})
