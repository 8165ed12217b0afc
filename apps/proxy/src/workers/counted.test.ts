/** What threads counted, added up. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CounterFamily, HistogramFamily } from '@flotilla/metrics/typed'
import { HttpStats } from '../telemetry/http-stats.ts'
import { ClusterStats } from '../upstream/cluster-stats.ts'
import { addUp, type Countable, countedOf } from './counted.ts'

const ON_TIME = { lagSeconds: 0, lagP99Seconds: 0 }

function thread() {
  const http = new Map<string, HttpStats>()
  const cluster = new ClusterStats()
  const requests = new CounterFamily('requests', 'Requests.', ['code'])
  const times = new HistogramFamily('times', 'Times.', [], [1, 10])
  const countable: Countable = {
    *objects() {
      yield ['cluster c', cluster]
      for (const [prefix, stats] of http) yield [`http ${prefix}`, stats]
    },
    objectOf: (name) => {
      const prefix = name.slice('http '.length)
      if (!name.startsWith('http ')) return null
      const stats = http.get(prefix) ?? new HttpStats()
      http.set(prefix, stats)
      return stats
    },
    families: [requests, times],
  }
  return { cluster, countable, http, requests, times }
}

test('counters, histograms, codes and series are sums; what the control plane knows is kept', () => {
  const [main, ...workers] = [thread(), thread(), thread()]
  main.cluster.membershipTotal = 3
  main.cluster.updateSuccess = 1
  for (const [i, worker] of workers.entries()) {
    worker.cluster.upstreamRqTotal = 10 + i
    worker.cluster.membershipTotal = 3
    worker.cluster.lbSubsetsActive = 2
    worker.cluster.http2.rxReset = i
    worker.cluster.upstreamRq.count(200)
    worker.cluster.upstreamRq.count(503)
    worker.cluster.upstreamRqTime.record(5)
    worker.countable.objectOf(`http p${i}`)
    const http = worker.http.get(`p${i}`)
    http?.downstreamRqTime.record(7)
    Object.assign(http?.filters ?? {}, { 'rbac.denied': i + 1 })
    worker.requests.labels('200').add(i + 1)
    worker.times.labels().observe(5)
  }
  for (let round = 0; round < 2; round++)
    addUp(
      main.countable,
      workers.map(({ countable }) => countedOf(countable, ON_TIME)),
    )
  const { cluster } = main
  assert.equal(cluster.upstreamRqTotal, 21)
  assert.equal(cluster.membershipTotal, 3)
  assert.equal(cluster.updateSuccess, 1)
  assert.equal(cluster.lbSubsetsActive, 2)
  assert.equal(cluster.http2.rxReset, 1)
  assert.deepEqual(cluster.upstreamRq.seen(), [
    [200, 2],
    [503, 2],
  ])
  assert.equal(cluster.upstreamRqTime.count, 2)
  assert.equal(cluster.upstreamRqTime.bins()[0]?.count, 2)
  assert.equal(main.http.get('p1')?.downstreamRqTime.count, 1)
  assert.deepEqual(main.http.get('p1')?.filters, { 'rbac.denied': 2 })
  assert.match(main.requests.render(), /requests\{code="200"\} 3\n/)
  assert.match(main.times.render(), /times_bucket\{le="10"\} 2\n.*\ntimes_sum 10\n/)
})

test('what a thread tells crosses threads as it is', () => {
  const { cluster, countable } = thread()
  cluster.upstreamRq.count(200)
  cluster.upstreamRqTime.record(1)
  const counted = countedOf(countable, ON_TIME)
  assert.deepEqual(structuredClone(counted), counted)
})
