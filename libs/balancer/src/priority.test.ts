/** Spill-over between priorities, and panic. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeEndpoint, testEnv } from './compliance.ts'
import { type Endpoint, type PriorityLevel, PrioritySet, roundRobin } from './index.ts'

/** A level of `total` endpoints of which some are healthy or degraded. */
function level(
  name: string,
  total: number,
  healthy: number,
  degraded = 0,
): PriorityLevel<Endpoint> {
  const all = Array.from({ length: total }, (_, i) => fakeEndpoint(`${name}${i}`))
  return {
    all,
    excluded: [],
    localities: [],
    healthy: all.slice(0, healthy),
    degraded: all.slice(healthy, healthy + degraded),
  }
}

function loads(levels: PriorityLevel<Endpoint>[], panicThresholdPct = 0): string {
  const set = new PrioritySet(levels, roundRobin(), testEnv(1), { panicThresholdPct })
  return set.loads.map((l) => `${l.healthyPct}+${l.degradedPct}${l.isInPanic ? '!' : ''}`).join(' ')
}

test('traffic spills over as health falls', () => {
  const cases: [PriorityLevel<Endpoint>[], string][] = [
    [[level('a', 100, 100), level('b', 10, 10)], '100+0 0+0'],
    [[level('a', 100, 72), level('b', 10, 10)], '100+0 0+0'],
    [[level('a', 100, 50), level('b', 10, 10)], '70+0 30+0'],
    [[level('a', 100, 0), level('b', 10, 10)], '0+0 100+0'],
    [[level('a', 100, 25), level('b', 100, 25)], '50+0 50+0'],
    [[level('a', 100, 25, 25), level('b', 100, 25)], '35+30 35+0'],
    [[level('a', 100, 0, 100)], '0+100'],
    [[level('a', 3, 1)], '100+0'],
    [[level('a', 3, 0)], '0+0'],
    [[level('a', 0, 0), level('b', 3, 3)], '0+0 100+0'],
    [[], ''],
  ]
  for (const [levels, want] of cases) assert.equal(loads(levels), want)
})

test('a level below its threshold panics only when the total is short', () => {
  assert.equal(loads([level('a', 100, 10), level('b', 10, 10)], 50), '14+0 86+0')
  assert.equal(loads([level('a', 100, 30)], 50), '100+0!')
  assert.equal(loads([level('a', 100, 60)], 50), '100+0')
  // Every level in panic: by the number of endpoints.
  assert.equal(loads([level('a', 30, 1), level('b', 10, 1)], 50), '75+0! 25+0!')
})

test('panic makes all endpoints eligible, or none where it fails traffic', () => {
  const levels = [level('a', 4, 1)]
  const set = new PrioritySet(levels, roundRobin(), testEnv(1))
  const seen = new Set(Array.from({ length: 20 }, () => set.pick(null, 0)?.hashKey))
  assert.equal(seen.size, 4)
  assert.equal(set.wasPanic, true)
  const failing = new PrioritySet(levels, roundRobin(), testEnv(1), { failTrafficOnPanic: true })
  assert.equal(failing.pick(null, 0), null)
})

test('without panic only healthy endpoints are picked, and none gives null', () => {
  const set = new PrioritySet([level('a', 4, 1)], roundRobin(), testEnv(1), {
    panicThresholdPct: 0,
  })
  for (let i = 0; i < 20; i++) assert.equal(set.pick(null, 0)?.hashKey, 'a0')
  const none = new PrioritySet([level('a', 4, 0)], roundRobin(), testEnv(1), {
    panicThresholdPct: 0,
  })
  assert.equal(none.pick(null, 0), null)
  assert.equal(new PrioritySet<Endpoint>([], roundRobin(), testEnv(1)).pick(null, 0), null)
})

test('picks follow the loads', () => {
  const set = new PrioritySet([level('a', 10, 5), level('b', 10, 10)], roundRobin(), testEnv(3))
  let first = 0
  for (let i = 0; i < 10_000; i++) if (set.pick(null, 0)?.hashKey.startsWith('a')) first++
  assert.ok(Math.abs(first / 10_000 - 0.7) < 0.03, String(first))
})

test('excluded endpoints do not count, and are used in panic', () => {
  const one = level('a', 4, 1)
  const levels = [{ ...one, excluded: one.all.slice(2) }]
  assert.equal(loads(levels, 50), '100+0')
  const none = { ...one, healthy: [], excluded: one.all.slice(2) }
  const set = new PrioritySet([none], roundRobin(), testEnv(1))
  assert.equal(new Set(Array.from({ length: 20 }, () => set.pick(null, 0)?.hashKey)).size, 4)
})

test('availability can be counted in weights', () => {
  const all = [fakeEndpoint('a', { weight: 9 }), fakeEndpoint('b')]
  const levels = [
    { all, healthy: all.slice(0, 1), degraded: [], excluded: [], localities: [] },
    level('c', 1, 1),
  ]
  const of = (isHealthWeighted: boolean): number | undefined =>
    new PrioritySet(levels, roundRobin(), testEnv(1), { isHealthWeighted }).loads[0]?.healthyPct
  assert.equal(of(false), 70)
  assert.equal(of(true), 100)
})
