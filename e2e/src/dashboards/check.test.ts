/** Queries are read as Prometheus would, and what a scrape does not have is told. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDashboard, seriesOf } from './check.ts'
import { parseQuery } from './queries.ts'

const READ: readonly (readonly [string, string[], string[]])[] = [
  ['sum(rate(a_total[1m])) by (x, y)', ['a_total'], ['x', 'y']],
  ['a{b="1", c=~"$d|e", f!="}"}', ['a b= c=~ f!='], []],
  ['sum(a{b="x"}) / 1000 or histogram_quantile(0.50, sum(c) by (le))', ['a b=', 'c'], ['le']],
  ['label_replace(a,"n", "$1 ($3)", "m", "(.*)\\\\.(.*)")', ['a'], []],
  ['sum(a{b="x"}[5m]) >bool 10', ['a b='], []],
  ['scalar(topk(1, max(a) by (configID)))', ['a'], ['configID']],
  ['label_values(adapter)', [], ['adapter']],
  ['label_values(a{b="c"}, d)', ['a b='], ['d']],
  ['query_result(sum(a{b="$s"}) by (n) or sum(c) by (n))', ['a b=', 'c'], ['n', 'n']],
]
for (const [text, selectors, grouping] of READ) {
  test(`reads ${text}`, () => {
    const query = parseQuery(text)
    assert.deepEqual(
      query.selectors.map(({ metric, matchers }) =>
        [metric, ...matchers.map((one) => one.label + one.operator)].join(' '),
      ),
      selectors,
    )
    assert.deepEqual(query.grouping, grouping)
  })
}

const SERIES = seriesOf(
  '# HELP a\na_total{x="1",le="+Inf"} 3\na_total{x="2"} 4',
  'b 1\nistio_x{reporter="source"} 1\n',
)
const FOUND: readonly (readonly [string, string[]])[] = [
  ['sum(a_total{x="1"}) by (le)', []],
  ['a_total{x="3"}', ['a_total{x="3"}']],
  ['a_total{x="$v"}', []],
  ['a_total{y=~"1"}', ['a_total{y}']],
  ['sum(b{job="j"}) by (job)', []],
  ['sum(b) by (x)', ['by (x)']],
  ['c', ['c']],
  ['sum(go_x{pod="p"}) by (pod)', []],
  ['label_values(reporter)', []],
  ['label_values(nope)', ['by (nope)']],
]
for (const [expr, missing] of FOUND) {
  test(`of ${expr} ${missing.length === 0 ? 'nothing' : missing.join()} is missing`, () => {
    const found = checkDashboard({ panels: [{ targets: [{ expr }] }] }, SERIES)
    assert.deepEqual(found.missing, missing)
    assert.equal(found.queries, 1)
  })
}
