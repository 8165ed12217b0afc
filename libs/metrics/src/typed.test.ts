/** Typed metric families and their exposition text. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CounterFamily, GaugeFamily, HistogramFamily, renderExposition } from './index.ts'

test('families render in the exposition format', () => {
  const requests = new CounterFamily('requests_total', 'Requests.', ['code', 'path'])
  requests.labels('200', 'a"b\\c\nd').add(2)
  requests.labels('500', '').inc()
  const active = new GaugeFamily('active', 'Active.', [])
  active.labels().set(-1.5)
  const empty = new CounterFamily('empty_total', 'None.', [])
  assert.equal(
    renderExposition([requests, active, empty]),
    '# HELP requests_total Requests.\n# TYPE requests_total counter\n' +
      'requests_total{code="200",path="a\\"b\\\\c\\nd"} 2\nrequests_total{code="500",path=""} 1\n' +
      '# HELP active Active.\n# TYPE active gauge\nactive -1.5\n',
  )
})

test('the same label values give the same handle', () => {
  const family = new CounterFamily('x_total', 'X.', ['a', 'b'])
  assert.equal(family.labels('1', '2'), family.labels('1', '2'))
  assert.notEqual(family.labels('1', '2'), family.labels('12', ''))
})

test('histogram buckets are cumulative and a bound belongs to its bucket', () => {
  const family = new HistogramFamily('ms', 'Ms.', ['r'], [1, 5])
  for (const value of [0.5, 1, 3, 5, 6]) family.labels('x').observe(value)
  assert.equal(
    family.render(),
    '# HELP ms Ms.\n# TYPE ms histogram\nms_bucket{r="x",le="1"} 2\nms_bucket{r="x",le="5"} 4\nms_bucket{r="x",le="+Inf"} 5\n' +
      'ms_sum{r="x"} 15.5\nms_count{r="x"} 5\n',
  )
})

test('beyond the cap of series counting goes on without growing', () => {
  const family = new CounterFamily('x_total', 'X.', ['a'], 2)
  for (const label of ['1', '2', '3', '4']) family.labels(label).inc()
  assert.equal(family.labels('3'), family.labels('9'))
  assert.equal(
    family
      .render()
      .split('\n')
      .filter((line) => line.startsWith('x_total')).length,
    2,
  )
})
