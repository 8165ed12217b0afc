/** Several addresses of one endpoint: their order, and which of them is connected to. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { address, cluster, httpFilter, listener, startProxy } from '../testing/running-proxy.ts'
import { get, httpApp } from '../testing/servers.ts'
import { type AddressOrder, interleaved } from './dial-any.ts'

test('families come in turn, that of the first address or of the settings first', () => {
  const cases: readonly (readonly [string, AddressOrder, string])[] = [
    ['1 2 ::1 ::2', { firstFamily: null, firstCount: 1 }, '1 ::1 2 ::2'],
    ['::1 1 2 ::2', { firstFamily: null, firstCount: 1 }, '::1 1 ::2 2'],
    ['1 2 3 ::1', { firstFamily: null, firstCount: 2 }, '1 2 ::1 3'],
    ['1 ::1 ::2', { firstFamily: 6, firstCount: 1 }, '::1 1 ::2'],
    ['1 2', { firstFamily: 6, firstCount: 1 }, '1 2'],
    ['', { firstFamily: 4, firstCount: 1 }, ''],
  ]
  for (const [given, order, expected] of cases) {
    const targets = given.split(' ').flatMap((one) => (one === '' ? [] : [{ address: one }]))
    assert.equal(
      interleaved(targets, order)
        .map((one) => one.address)
        .join(' '),
      expected,
    )
  }
})

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  server.close()
  await once(server, 'close')
  return typeof bound === 'object' && bound !== null ? bound.port : 0
}

test('where one address refuses the next one is connected to, and counts as one connection', async (t) => {
  const app = await httpApp('app')
  const closed = await closedPort()
  const endpoint = (...ports: readonly number[]): object => ({
    address: address(closed),
    additional_addresses: ports.map((port) => ({ address: address(port) })),
  })
  const clusterOf = (name: string, ...ports: readonly number[]): object =>
    cluster(name, [], {
      load_assignment: {
        cluster_name: name,
        endpoints: [{ lb_endpoints: [{ endpoint: endpoint(...ports) }] }],
      },
    })
  const proxy = await startProxy({
    clusters: [clusterOf('app', app.port), clusterOf('none', closed)],
    listeners: ['app', 'none'].map((name) => listener(name, [{ filters: [httpFilter(name)] }])),
  })
  t.after(async () => {
    await proxy.stop()
    await app.close()
  })
  assert.equal((await get(proxy.port('app'))).status, 200)
  assert.equal((await get(proxy.port('none'))).status, 503)
  const stats = await proxy.get('/stats?filter=upstream_cx_(total|active|connect_fail)$')
  for (const line of [
    'app.upstream_cx_total: 1',
    'app.upstream_cx_active: 1',
    'app.upstream_cx_connect_fail: 0',
    'none.upstream_cx_total: 1',
    'none.upstream_cx_active: 0',
    'none.upstream_cx_connect_fail: 1',
  ])
    assert.ok(stats.includes(`cluster.${line}\n`), line)
})
