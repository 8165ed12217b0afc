/** The status and metrics ports on real sockets: what they answer, and whom they obey. */
import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { parseHostPort } from '@flotilla/net'
import { type RunningProxy, startProxy } from '../testing/running-proxy.ts'

const settings = { statusAddress: '0.0.0.0', statusPort: 0, prometheusPort: 0 }

interface Ports {
  readonly status: number
  readonly metrics: number
}

async function withStatus(
  run: (proxy: RunningProxy, ports: Ports) => Promise<void>,
  more: object = {},
): Promise<void> {
  const proxy = await startProxy({ metadata: { FLOTILLA: settings }, ...more })
  const { status, metrics } = proxy.proxy.statusAddresses
  try {
    await run(proxy, { status: parseHostPort(status).port, metrics: parseHostPort(metrics).port })
  } finally {
    await proxy.stop()
  }
}

test('the status port tells readiness and metrics, the metrics port metrics only', () =>
  withStatus(async (proxy, ports) => {
    const at = (port: number, path: string): Promise<Response> =>
      fetch(`http://127.0.0.1:${port}${path}`)
    const ready = await at(ports.status, '/healthz/ready')
    assert.deepEqual([ready.status, await ready.text()], [200, 'LIVE\n'])
    await fetch(`http://${proxy.admin}/healthcheck/fail`, { method: 'POST' })
    const failed = await at(ports.status, '/healthz/ready')
    assert.deepEqual([failed.status, await failed.text()], [503, 'DRAINING\n'])
    for (const port of [ports.status, ports.metrics]) {
      const metrics = await at(port, '/stats/prometheus')
      assert.equal(metrics.status, 200)
      assert.ok((await metrics.text()).includes('envoy_server_state{} '))
      for (const path of ['/config_dump', '/certs', '/stats', '/logging', '/drain_listeners'])
        assert.equal((await at(port, path)).status, 404, path)
    }
    for (const path of ['/healthz/ready', '/quitquitquit'])
      assert.equal((await at(ports.metrics, path)).status, 404, path)
  }))

test('a proxy that is not ready says so on its status port, and not why', () =>
  withStatus(
    async (_proxy, { status }) => {
      const reply = await fetch(`http://127.0.0.1:${status}/healthz/ready`)
      assert.deepEqual([reply.status, await reply.text()], [503, 'INITIALIZING\n'])
    },
    { adsPort: 1, adsId: 'spiffe://cluster.local/ns/a/sa/pilot', awaitReady: false },
  ))

test('only a process on this machine may end the proxy, by POST', async (t) => {
  const outside = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find((one) => !one.internal && one.family === 'IPv4')
  await withStatus(async (proxy, { status }) => {
    const quit = (host: string, method: string): Promise<Response> =>
      fetch(`http://${host}:${status}/quitquitquit`, { method })
    assert.equal((await quit('127.0.0.1', 'GET')).status, 405)
    if (outside === undefined) t.diagnostic('this machine has loopback addresses only')
    else assert.equal((await quit(outside.address, 'POST')).status, 403)
    assert.equal((await quit('127.0.0.1', 'POST')).status, 200)
    await proxy.proxy.whenStopped()
  })
})

test('without the ports nothing is served', async () => {
  const proxy = await startProxy({})
  assert.deepEqual(proxy.proxy.statusAddresses, { status: '', metrics: '' })
  await proxy.stop()
})
