/** `stats_config`: lists of what is shown, and tags taken from names. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StatsConfig } from '@flotilla/proto'
import { Violations } from '../compile/violations.ts'
import { compileStatsConfig, type StatsSettings, tagged } from './stats-config.ts'
import type { Stat } from './stats-groups.ts'

function settings(value: unknown): StatsSettings | null {
  const parsed = StatsConfig.fromJson(value)
  if (parsed.kind === 'bad') assert.fail(JSON.stringify(parsed.violations))
  const at = new Violations()
  const made = compileStatsConfig(parsed.message, at)
  assert.equal(at.count, 0)
  return made
}

const list = (...prefixes: readonly string[]): unknown => ({
  patterns: prefixes.map((prefix) => ({ prefix })),
})

test('names are shown by the list that is given', () => {
  const cases: readonly (readonly [unknown, readonly boolean[]])[] = [
    [{ inclusion_list: list('cluster.') }, [true, false]],
    [{ exclusion_list: list('cluster.') }, [false, true]],
    [{ reject_all: true }, [false, false]],
  ]
  for (const [matcher, expected] of cases) {
    const { isShown } = settings({ stats_matcher: matcher }) ?? {}
    assert.deepEqual(
      ['cluster.a.upstream_rq_total', 'http.h.rq_total'].map((name) => isShown?.(name)),
      expected,
    )
  }
  assert.equal(settings({ stats_matcher: { reject_all: false } }), null)
})

test('tags become labels, beside or instead of those that names have by themselves', () => {
  const stat: Stat = {
    kind: 'counter',
    name: 'cluster.shop.upstream_rq_total',
    family: 'envoy_cluster_upstream_rq_total',
    labels: [['envoy_cluster_name', 'shop']],
    value: 1,
  }
  const tags = [
    { tag_name: 'cluster.name', regex: '^cluster\\.((.+?)\\.)' },
    { tag_name: 'region', fixed_value: 'eu' },
    { tag_name: 'none', regex: '^tcp\\.((.+?)\\.)' },
  ]
  const both = settings({ stats_tags: tags })
  const own = settings({ stats_tags: tags, use_all_default_tags: false })
  if (both === null || own === null) assert.fail('there are settings')
  const found = [
    ['cluster_name', 'shop'],
    ['region', 'eu'],
  ]
  assert.deepEqual(tagged(stat, both).labels, [['envoy_cluster_name', 'shop'], ...found])
  assert.deepEqual(tagged(stat, own).labels, found)
})

test('a tag needs a group', () => {
  const at = new Violations()
  const message = StatsConfig.create({
    statsTags: [{ tagName: 't', regex: 'no group', fixedValue: null }],
  })
  compileStatsConfig(message, at)
  assert.equal(at.count, 1)
})

test('histograms have the bounds of the first setting that their name fits', () => {
  const made = settings({
    histogram_bucket_settings: [
      { match: { prefix: 'cluster.a' }, buckets: [300, 1, 20] },
      { match: { prefix: 'cluster.' }, buckets: [5] },
    ],
  })
  assert.deepEqual(made?.boundsOf?.('cluster.a.upstream_rq_time'), [1, 20, 300])
  assert.deepEqual(made?.boundsOf?.('cluster.b.upstream_rq_time'), [5])
  assert.equal(made?.boundsOf?.('http.h.downstream_rq_time'), null)
  const parsed = StatsConfig.fromJson({
    histogram_bucket_settings: [{ match: { prefix: 'a' }, buckets: [0, 1, 1] }],
  })
  if (parsed.kind === 'bad') assert.fail(JSON.stringify(parsed.violations))
  const at = new Violations()
  compileStatsConfig(parsed.message, at)
  assert.equal(at.count, 2)
})
