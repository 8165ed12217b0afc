/** Lines of statsd: what counters gained, values of gauges, samples of histograms, and tags. */
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { test } from 'node:test'
import { MsHistogram } from '../ms-histogram.ts'
import type { Stat } from '../stats-groups.ts'
import { StatsdLines } from './statsd-lines.ts'
import { UdpWriter } from './udp-writer.ts'

const number = (kind: 'counter' | 'gauge', name: string, value: number): Stat => ({
  kind,
  name,
  family: name,
  labels: [],
  value,
})

test('counters tell what they gained, and what was never used is left out', () => {
  const lines = new StatsdLines('p', false)
  const of = (...stats: readonly Stat[]): readonly string[] => [...lines.of(stats)]
  assert.deepEqual(of(number('counter', 'a', 0), number('gauge', 'g', 0)), [])
  assert.deepEqual(of(number('counter', 'a', 3), number('gauge', 'g', 2)), ['p.a:3|c', 'p.g:2|g'])
  assert.deepEqual(of(number('counter', 'a', 5), number('gauge', 'g', 0)), ['p.a:2|c', 'p.g:0|g'])
  assert.deepEqual(of(number('counter', 'a', 5)), ['p.a:0|c'])
  // It was reset.
  assert.deepEqual(of(number('counter', 'a', 1)), ['p.a:1|c'])
})

test('each sample of a histogram is told once', () => {
  const lines = new StatsdLines('p', false)
  const histogram = new MsHistogram()
  const stat: Stat = { kind: 'histogram', name: 'h', family: 'h', labels: [], histogram }
  assert.deepEqual([...lines.of([stat])], [])
  for (const value of [7, 7, 42]) histogram.record(value)
  assert.deepEqual([...lines.of([stat])], ['p.h:7|ms', 'p.h:7|ms', 'p.h:42|ms'])
  histogram.record(9)
  assert.deepEqual([...lines.of([stat])], ['p.h:9|ms'])
  const sizes = new MsHistogram()
  sizes.record(3)
  const size: Stat = {
    kind: 'histogram',
    name: 'x_size',
    family: 'x',
    labels: [],
    histogram: sizes,
  }
  assert.deepEqual([...lines.of([size])], ['p.x_size:3|h'])
})

test('tags take what they hold out of the name', () => {
  const lines = new StatsdLines('envoy', true)
  const stat = (name: string, labels: Stat['labels']): Stat => ({
    ...number('counter', name, 1),
    labels,
  })
  const cluster = ['envoy_cluster_name', 'c0'] as const
  const cases: readonly (readonly [Stat, string])[] = [
    [
      stat('cluster.c0.upstream_rq_total', [cluster]),
      'cluster.upstream_rq_total:1|c|#envoy.cluster_name:c0',
    ],
    [
      stat('cluster.c0.upstream_rq_200', [['envoy_response_code', '200'], cluster]),
      'cluster.upstream_rq:1|c|#envoy.response_code:200,envoy.cluster_name:c0',
    ],
    [
      stat('cluster.c0.upstream_rq_2xx', [['envoy_response_code_class', '2'], cluster]),
      'cluster.upstream_rq_xx:1|c|#envoy.response_code_class:2,envoy.cluster_name:c0',
    ],
    [stat('server.live', []), 'server.live:1|c'],
  ]
  for (const [one, expected] of cases) assert.deepEqual([...lines.of([one])], [`envoy.${expected}`])
})

test('datagrams hold as many lines as fit, and one where no size is given', async () => {
  const receiver = createSocket('udp4')
  receiver.bind(0, '127.0.0.1')
  await once(receiver, 'listening')
  const seen: string[] = []
  const whole = Promise.withResolvers<void>()
  receiver.on('message', (message) => {
    seen.push(message.toString())
    if (seen.length === 5) whole.resolve()
  })
  const { port } = receiver.address()
  for (const maxBytes of [0, 7]) {
    const writer = new UdpWriter('127.0.0.1', port, maxBytes)
    writer.write(['abc', 'def', 'ghi'])
    // Closed by the end of the test, when all that was sent has come.
    void whole.promise.then(() => writer.close())
  }
  await whole.promise
  receiver.close()
  assert.deepEqual(seen.toSorted(), ['abc', 'abc\ndef', 'def', 'ghi', 'ghi'])
})
