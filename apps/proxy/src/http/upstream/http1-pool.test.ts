/** Pools of HTTP/1.1 connections whose host goes while requests wait for it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Harness } from '../testing/proxy-harness.ts'

test('requests that wait for a host when it is removed are served by it, and nothing is kept', async (t) => {
  const proxy = await Harness.start()
  t.after(() => proxy.close())
  const [host] = proxy.cluster.hosts
  assert.ok(host)
  const connect = proxy.cluster.connect.bind(proxy.cluster)
  // Endpoints change while the first connections open.
  proxy.cluster.connect = (...args) => {
    Object.assign(host, { isRemoved: true })
    return connect(...args)
  }
  const clients = await Promise.all([1, 2, 3].map(() => proxy.client()))
  const answers = await Promise.all(clients.map((client) => client.call('GET /')))
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [200, 200, 200],
  )
  const { stats } = proxy.cluster
  assert.ok(stats.upstreamCxTotal <= 3, `${stats.upstreamCxTotal} connections`)
  assert.equal(stats.upstreamRqPendingActive, 0)
  assert.equal(stats.upstreamCxDestroyLocal, stats.upstreamCxTotal)
})
