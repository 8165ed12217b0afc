/** Invariants of priorities and outlier detection, whatever the endpoints do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fakeEndpoint, seeded, testEnv } from './compliance.ts'
import {
  type Endpoint,
  HostOutlier,
  leastRequest,
  OutlierDetector,
  outlierConfig,
  type PriorityLevel,
  PrioritySet,
} from './index.ts'

const health = fc.constantFrom('healthy', 'degraded', 'unhealthy')
const levels = fc.array(fc.array(health, { maxLength: 12 }), { minLength: 1, maxLength: 4 })

function build(model: readonly (readonly string[])[]): PriorityLevel<Endpoint>[] {
  return model.map((level, priority) => {
    const all = level.map((state, i) => ({
      state,
      ...fakeEndpoint(`${priority}-${i}`, { weight: 1 + (i % 3), activeRequests: i % 2 }),
    }))
    return {
      all,
      excluded: [],
      localities: [],
      healthy: all.filter((e) => e.state === 'healthy'),
      degraded: all.filter((e) => e.state === 'degraded'),
    }
  })
}

test('loads add up to everything, or to nothing where nothing is usable', () => {
  fc.assert(
    fc.property(levels, fc.integer({ min: 0, max: 100 }), (model, panicThresholdPct) => {
      const set = new PrioritySet(build(model), leastRequest(), testEnv(1), { panicThresholdPct })
      const sum = set.loads.reduce((total, l) => total + l.healthyPct + l.degradedPct, 0)
      const isUsable = model.flat().some((state) => state !== 'unhealthy')
      const isAllPanic = set.loads.every((load) => load.isInPanic)
      assert.equal(sum, isUsable || isAllPanic ? 100 : 0)
      for (const load of set.loads) assert.ok(load.healthyPct >= 0 && load.degradedPct >= 0)
    }),
  )
})

test('without panic only usable endpoints are picked, and one is whenever there is one', () => {
  fc.assert(
    fc.property(levels, fc.integer(), (model, seed) => {
      const built = build(model)
      const usable = new Set(built.flatMap((level) => [...level.healthy, ...level.degraded]))
      const set = new PrioritySet(built, leastRequest(), testEnv(seed), { panicThresholdPct: 0 })
      for (let i = 0; i < 20; i++) {
        const picked = set.pick(null, 0)
        if (usable.size === 0) assert.equal(picked, null)
        else assert.ok(picked !== null && usable.has(picked))
      }
    }),
  )
})

test('never more hosts are ejected than allowed, and the count is always right', () => {
  const outcome = fc.constantFrom(200, 404, 500, 503, -1, -2, -3, -4)
  const step = fc.record({ host: fc.nat(9), outcome, waitMs: fc.nat(4_000) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), fc.boolean(), (steps, splitLocalOrigin) => {
      const hosts = Array.from({ length: 10 }, () => ({ outlier: new HostOutlier() }))
      const config = outlierConfig({ consecutive5xx: 2, maxEjectionPct: 30, splitLocalOrigin })
      const detector = new OutlierDetector(config, seeded(5), {
        onChange: () => undefined,
        onEvent: () => undefined,
      })
      detector.setHosts(hosts)
      let nowMs = 0
      for (const { host, outcome: code, waitMs } of steps) {
        nowMs += waitMs
        detector.report(hosts[host] as (typeof hosts)[number], code, nowMs) // 0 to 9 of ten
        if (waitMs % 7 === 0) detector.onInterval(nowMs)
        const ejected = hosts.filter((h) => h.outlier.isEjected).length
        assert.ok(ejected <= 3)
        assert.equal(detector.stats.ejectionsActive, ejected)
      }
      // Everybody comes back when nothing more happens.
      detector.onInterval(nowMs + config.maxEjectionTimeMs)
      assert.equal(detector.stats.ejectionsActive, 0)
    }),
  )
})
