/** Localities: shares by weight and health, zone-aware routing, retries at other priorities. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeEndpoint, testEnv } from './compliance.ts'
import {
  type BalancerPolicy,
  type Endpoint,
  type LocalityGroup,
  type LocalityMode,
  type LocalZones,
  maglev,
  type PriorityLevel,
  PrioritySet,
  randomChoice,
  roundRobin,
  ZoneStats,
} from './index.ts'

/** 4.5 standard deviations of a share of one half over 20,000 draws. */
const CHANCE = 0.016
const DRAWS = 20_000

interface Zone {
  readonly weight: number
  readonly total: number
  readonly healthy: number
}

function group(key: string, { weight, total, healthy }: Zone): LocalityGroup<Endpoint> {
  const all = Array.from({ length: total }, (_, i) => fakeEndpoint(`${key}${i}`))
  return { key, weight, all, healthy: all.slice(0, healthy), degraded: [], excluded: [] }
}

function levelOf(zones: Readonly<Record<string, Zone>>): PriorityLevel<Endpoint> {
  const localities = Object.entries(zones).map(([key, zone]) => group(key, zone))
  return {
    all: localities.flatMap((one) => one.all),
    healthy: localities.flatMap((one) => one.healthy),
    degraded: [],
    excluded: [],
    localities,
  }
}

/** Share of picks by the letter of the locality. */
function sharesOf(
  level: PriorityLevel<Endpoint>,
  locality: LocalityMode,
  policy: BalancerPolicy = roundRobin(),
): Record<string, number> {
  const set = new PrioritySet([level], policy, testEnv(7), { locality, panicThresholdPct: 10 })
  const counts: Record<string, number> = {}
  for (let i = 0; i < DRAWS; i++) {
    const key = set.pick(null, 0)?.hashKey[0] ?? 'none'
    counts[key] = (counts[key] ?? 0) + 1
  }
  return Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, count / DRAWS]))
}

function near(found: Record<string, number>, want: Record<string, number>): void {
  const keys = new Set([...Object.keys(found), ...Object.keys(want)])
  for (const key of keys)
    assert.ok(
      Math.abs((found[key] ?? 0) - (want[key] ?? 0)) < CHANCE,
      `${JSON.stringify(found)} is not ${JSON.stringify(want)}`,
    )
}

test('localities get traffic by weight, whatever the number of their endpoints', () => {
  const level = levelOf({
    a: { weight: 80, total: 1, healthy: 1 },
    b: { weight: 20, total: 5, healthy: 5 },
    c: { weight: 0, total: 5, healthy: 5 },
  })
  near(sharesOf(level, { kind: 'weighted' }), { a: 0.8, b: 0.2 })
  near(sharesOf(level, { kind: 'weighted' }, maglev()), { a: 0.8, b: 0.2 })
  near(sharesOf(level, { kind: 'none' }), { a: 1 / 11, b: 5 / 11, c: 5 / 11 })
})

test('a locality that is partly down gets less once overprovisioning is used up', () => {
  const level = levelOf({
    a: { weight: 1, total: 10, healthy: 5 },
    b: { weight: 1, total: 10, healthy: 8 },
  })
  near(sharesOf(level, { kind: 'weighted' }), { a: 0.7 / 1.7, b: 1 / 1.7 })
})

test('without any weight localities do not matter', () => {
  const level = levelOf({
    a: { weight: 0, total: 1, healthy: 1 },
    b: { weight: 0, total: 3, healthy: 3 },
  })
  near(sharesOf(level, { kind: 'weighted' }), { a: 0.25, b: 0.75 })
  near(sharesOf(level, { kind: 'weighted' }, maglev()), { a: 0.25, b: 0.75 })
})

function zoneAware(callers: Record<string, number>, more: { isInPanic?: boolean } = {}) {
  const stats = new ZoneStats()
  const zones: LocalZones = {
    healthyByLocality: new Map(Object.entries(callers)),
    isInPanic: more.isInPanic ?? false,
  }
  const mode: LocalityMode = {
    kind: 'zoneAware',
    options: {
      ownLocality: 'a',
      localZones: () => zones,
      enabledPct: 100,
      minClusterSize: 6,
      failTrafficOnPanic: false,
      stats,
    },
  }
  return { mode, stats }
}

test('zone-aware routing keeps in the zone what the zone can carry', () => {
  const even = { weight: 0, total: 4, healthy: 4 }
  // As many callers as endpoints: everything stays.
  const all = zoneAware({ a: 5, b: 5 })
  near(sharesOf(levelOf({ a: even, b: even }), all.mode, randomChoice), { a: 1 })
  assert.equal(all.stats.lbZoneRoutingAllDirectly, DRAWS)
  // 2/3 of the callers, half of the endpoints: 3/4 stay, the rest goes to the zone with room.
  const part = zoneAware({ a: 10, b: 5 })
  near(sharesOf(levelOf({ b: even, a: even }), part.mode, randomChoice), { a: 0.75, b: 0.25 })
  assert.ok(part.stats.lbZoneRoutingCrossZone > 0 && part.stats.lbZoneRoutingSampled > 0)
  // Spec's example: callers 40/40/20, endpoints 25/50/25; what does not stay goes 2:1.
  const level = levelOf({
    a: { weight: 0, total: 5, healthy: 5 },
    b: { weight: 0, total: 10, healthy: 10 },
    c: { weight: 0, total: 5, healthy: 5 },
  })
  const three = zoneAware({ a: 4, b: 4, c: 2 })
  near(sharesOf(level, three.mode, randomChoice), { a: 0.625, b: 0.25, c: 0.125 })
})

test('zones do not matter where there are too few endpoints, zones or healthy callers', () => {
  const few = zoneAware({ a: 1, b: 1 })
  near(
    sharesOf(
      levelOf({
        a: { weight: 0, total: 1, healthy: 1 },
        b: { weight: 0, total: 4, healthy: 4 },
      }),
      few.mode,
    ),
    { a: 0.2, b: 0.8 },
  )
  assert.equal(few.stats.lbZoneClusterTooSmall, 1)
  const panic = zoneAware({ a: 1, b: 9 }, { isInPanic: true })
  const even = { weight: 0, total: 4, healthy: 4 }
  near(sharesOf(levelOf({ a: even, b: even }), panic.mode), { a: 0.5, b: 0.5 })
  assert.equal(panic.stats.lbLocalClusterNotOk, DRAWS)
  const one = zoneAware({ a: 9 })
  near(sharesOf(levelOf({ a: { weight: 0, total: 8, healthy: 8 } }), one.mode), { a: 1 })
})

test('retries leave the levels that were tried, until nothing else is left', () => {
  const levels = ['a', 'b', 'c'].map((key) =>
    levelOf({ [key]: { weight: 1, total: 2, healthy: 2 } }),
  )
  const set = new PrioritySet(levels, roundRobin(), testEnv(1))
  const first = (tried: readonly number[], frequency: number): string | undefined =>
    set.pickBy(set.loadsElsewhere(tried, frequency), null, 0)?.hashKey[0]
  const cases: [readonly number[], number, string][] = [
    [[], 1, 'a'],
    [[0], 1, 'b'],
    [[0, 1], 1, 'c'],
    [[0, 1, 2], 1, 'a'],
    [[0, 1, 2, 0], 1, 'b'],
    [[0], 2, 'a'],
    [[0, 0], 2, 'b'],
    [[0, 0, 1], 2, 'b'],
    [[0, 0, 1, 1], 2, 'c'],
  ]
  for (const [tried, frequency, want] of cases)
    assert.equal(first(tried, frequency), want, `${tried} every ${frequency}`)
})
