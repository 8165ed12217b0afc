/** Subsets: which endpoints a route's metadata leads to, and every fallback. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeEndpoint, testEnv } from './compliance.ts'
import {
  MetadataMatch,
  PrioritySet,
  roundRobin,
  SubsetBalancer,
  type SubsetConfig,
  type SubsetSelector,
  SubsetStats,
} from './index.ts'

const HOSTS = [
  ['v1-a', { version: '1', zone: 'a' }],
  ['v1-b', { version: '1', zone: 'b' }],
  ['v2-a', { version: '2', zone: 'a' }],
  ['both', { version: ['1', '2'] }],
  ['bare', {}],
] as const

function selector(keys: string[], more: Partial<SubsetSelector> = {}): SubsetSelector {
  return { keys, fallback: 'inherit', fallbackKeys: [], isSingleHost: false, ...more }
}

function balancer(
  config: Partial<SubsetConfig>,
  isHealthy: (name: string) => boolean = () => true,
) {
  const all = HOSTS.map(([name, metadata]) => ({ ...fakeEndpoint(name), metadata }))
  const stats = new SubsetStats()
  const subsets = new SubsetBalancer({
    config: {
      fallback: 'none',
      defaultSubset: {},
      selectors: [],
      isLocalityWeightAware: false,
      scalesLocalityWeight: false,
      usesAnyInPanic: false,
      listAsAny: false,
      usesFallbackList: false,
      allowsRedundantKeys: false,
      ...config,
    },
    levels: [
      {
        all,
        healthy: all.filter((one) => isHealthy(one.hashKey)),
        degraded: [],
        excluded: [],
        localities: [],
      },
    ],
    makeSet: (levels) =>
      new PrioritySet(levels, roundRobin(), testEnv(1), { panicThresholdPct: 0 }),
    metadataOf: (endpoint) => endpoint.metadata,
    stats,
  })
  /** All names that come up. */
  const picks = (wanted: Record<string, unknown> | null): string => {
    const match = wanted === null ? null : new MetadataMatch(wanted)
    const names = Array.from(
      { length: 20 },
      () => subsets.pick(match, (set) => set.pick(null, 0))?.hashKey ?? 'none',
    )
    return [...new Set(names)].sort().join(' ')
  }
  return { picks, stats }
}

test('a route gets the endpoints that have exactly what it asks for', () => {
  const { picks, stats } = balancer({
    selectors: [selector(['version']), selector(['version', 'zone'])],
  })
  assert.equal(picks({ version: '1' }), 'v1-a v1-b')
  assert.equal(picks({ zone: 'a', version: '2' }), 'v2-a')
  assert.equal(stats.lbSubsetsActive, 6)
  assert.equal(stats.lbSubsetsSelected, 40)
  // No selector has these keys, no endpoint these values, no metadata at all: the fallback, which is none.
  for (const wanted of [{ zone: 'a' }, { version: '3' }, {}, null])
    assert.equal(picks(wanted), 'none')
})

test('fallbacks of the cluster', () => {
  const selectors = [selector(['version'])]
  assert.equal(balancer({ selectors, fallback: 'any' }).picks(null), 'bare both v1-a v1-b v2-a')
  const named = balancer({ selectors, fallback: 'default', defaultSubset: { zone: 'b' } })
  assert.equal(named.picks({ version: '9' }), 'v1-b')
  assert.equal(named.stats.lbSubsetsFallback, 20)
  const panic = balancer(
    { selectors, fallback: 'default', defaultSubset: { zone: 'b' }, usesAnyInPanic: true },
    (name) => name !== 'v1-b',
  )
  assert.equal(panic.picks({ version: '9' }), 'bare both v1-a v2-a')
  assert.equal(panic.stats.lbSubsetsFallbackPanic, 20)
})

test('a subset whose endpoints are all down does not fall back', () => {
  const { picks } = balancer(
    { selectors: [selector(['version'])], fallback: 'any' },
    (name) => name !== 'v2-a' && name !== 'both',
  )
  assert.equal(picks({ version: '2' }), 'none')
})

test('fallbacks of a selector', () => {
  const of = (more: Partial<SubsetSelector>) =>
    balancer({
      fallback: 'any',
      defaultSubset: { zone: 'b' },
      selectors: [selector(['version', 'zone'], more), selector(['version'])],
    })
  const wanted = { version: '1', zone: 'none' }
  assert.equal(of({ fallback: 'none' }).picks(wanted), 'none')
  assert.equal(of({ fallback: 'any' }).picks(wanted), 'bare both v1-a v1-b v2-a')
  assert.equal(of({ fallback: 'default' }).picks(wanted), 'v1-b')
  const keys = of({ fallback: 'keys', fallbackKeys: ['version'] })
  assert.equal(keys.picks(wanted), 'v1-a v1-b')
  assert.equal(keys.picks({ version: '9', zone: 'x' }), 'bare both v1-a v1-b v2-a')
  assert.equal(of({}).picks(wanted), 'bare both v1-a v1-b v2-a')
})

test('lists of values, single hosts, redundant keys and alternatives', () => {
  const selectors = [selector(['version'])]
  assert.equal(balancer({ selectors, listAsAny: true }).picks({ version: '2' }), 'both v2-a')
  const single = balancer({ selectors: [selector(['version'], { isSingleHost: true })] })
  assert.equal(single.picks({ version: '1' }), 'v1-a')
  assert.equal(single.stats.lbSubsetsSingleHostPerSubsetDuplicate, 1)
  const redundant = balancer({ selectors, allowsRedundantKeys: true })
  assert.equal(redundant.picks({ version: '2', other: 'x' }), 'v2-a')
  const list = balancer({ selectors, usesFallbackList: true })
  const wanted = { zone: 'x', fallback_list: [{ version: '9' }, { version: '2' }] }
  assert.equal(list.picks(wanted), 'none')
  assert.equal(list.picks({ fallback_list: [{ version: '9' }, { version: '2' }] }), 'v2-a')
  assert.equal(list.picks({ version: '1' }), 'v1-a v1-b')
})
