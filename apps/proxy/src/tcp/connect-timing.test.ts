/** When a TCP proxy dials: with the client's first bytes, again after a wait, and for how long the connection may last. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { TcpProxy as TcpProxyMessage } from '@flotilla/proto'
import {
  cluster,
  listener,
  type RunningProxy,
  startProxy,
  tcpFilter,
} from '../testing/running-proxy.ts'
import { exchange, tcpApp, until } from '../testing/servers.ts'
import { compileTcpProxy, type TcpEnv } from './tcp-proxy.ts'

async function proxyOf(t: TestContext, port: number, fields: object): Promise<RunningProxy> {
  const proxy = await startProxy({
    clusters: [cluster('app', [port])],
    listeners: [listener('l', [{ filters: [tcpFilter('app', fields)] }])],
  })
  t.after(() => proxy.stop())
  return proxy
}

test('the upstream is dialled when the client speaks, where that is asked for', async (t) => {
  let dialled = 0
  const app = await tcpApp((socket) => {
    dialled++
    socket.pipe(socket)
  })
  t.after(() => app.close())
  const waits = { upstream_connect_mode: 'ON_DOWNSTREAM_DATA', max_early_data_bytes: 1024 }
  const proxy = await proxyOf(t, app.port, waits)
  const silent = connect(proxy.port('l'), '127.0.0.1')
  await new Promise((resolve) => silent.once('connect', resolve))
  assert.equal(await exchange(proxy.port('l'), 'hello'), 'hello')
  assert.equal(dialled, 1)
  silent.destroy()
  await until(() => dialled === 1)
})

test('who ends without a word has nobody dialled', async (t) => {
  let dialled = 0
  const app = await tcpApp(() => dialled++)
  t.after(() => app.close())
  const waits = { upstream_connect_mode: 'ON_DOWNSTREAM_DATA', max_early_data_bytes: 1024 }
  const proxy = await proxyOf(t, app.port, waits)
  const client = connect(proxy.port('l'), '127.0.0.1')
  client.end()
  client.resume()
  await new Promise((resolve) => client.once('close', resolve))
  assert.equal(dialled, 0)
})

test('attempts follow each other after a wait', async (t) => {
  const app = await tcpApp((socket) => socket.destroy())
  await app.close()
  const again = { max_connect_attempts: 3, backoff_options: { base_interval: '0.001s' } }
  const proxy = await proxyOf(t, app.port, again)
  const client = connect(proxy.port('l'), '127.0.0.1')
  client.on('error', () => undefined)
  await new Promise((resolve) => client.once('close', resolve))
  assert.match(await proxy.get('/stats?filter=cluster.app.upstream_cx_connect_fail'), /: 3$/m)
})

test('what these fields cannot mean is refused', () => {
  const faults = (fields: object): string => {
    const parsed = TcpProxyMessage.fromJson({ stat_prefix: 'x', cluster: 'c', ...fields })
    assert.ok(parsed.kind === 'ok', JSON.stringify(parsed))
    const compiled = compileTcpProxy(parsed.message, [], { stats: () => ({}) } as unknown as TcpEnv) // nothing else is asked for
    return compiled.kind === 'ok' ? '' : compiled.violations.map((one) => one.path).join()
  }
  assert.equal(faults({ downstream_idle_timeout: '1s', upstream_idle_timeout: '1s' }), '')
  assert.equal(
    faults({ upstream_connect_mode: 'ON_DOWNSTREAM_TLS_HANDSHAKE' }),
    'max_early_data_bytes',
  )
  assert.equal(faults({ backoff_options: {} }), 'backoff_options.base_interval')
  assert.equal(
    faults({ backoff_options: { base_interval: '2s', max_interval: '1s' } }),
    'backoff_options.max_interval',
  )
})
