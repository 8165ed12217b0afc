/** Ejection, its limits, and the way back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  HostOutlier,
  LocalOutcome,
  type OutlierConfig,
  OutlierDetector,
  outlierConfig,
} from './index.ts'

interface FakeHost {
  readonly name: string
  readonly outlier: HostOutlier
}

function setUp(count: number, given: Partial<OutlierConfig> = {}, random = () => 0) {
  const hosts: FakeHost[] = Array.from({ length: count }, (_, i) => ({
    name: `h${i}`,
    outlier: new HostOutlier(),
  }))
  const events: string[] = []
  const detector = new OutlierDetector<FakeHost>(outlierConfig(given), random, {
    onChange: (host) => events.push(`${host.name} ${host.outlier.isEjected ? 'out' : 'in'}`),
    onEvent: () => undefined,
  })
  detector.setHosts(hosts)
  const report = (index: number, outcome: number, times = 1, nowMs = 0): void => {
    for (let i = 0; i < times; i++) detector.report(hosts[index] as FakeHost, outcome, nowMs) // test's own index
  }
  return { hosts, events, detector, report }
}

test('five 5xx in a row eject, four do not, a success starts over', () => {
  const { events, report } = setUp(10)
  report(0, 500, 4)
  report(0, 200)
  report(0, 500, 4)
  assert.deepEqual(events, [])
  report(0, 599)
  assert.deepEqual(events, ['h0 out'])
})

test('gateway failures count apart and are not enforced by default', () => {
  const quiet = setUp(10, { consecutive5xx: 100 })
  quiet.report(0, 503, 20)
  assert.deepEqual(quiet.events, [])
  assert.equal(quiet.detector.stats.detected.get('consecutive_gateway_failure'), 4)
  const loud = setUp(10, { consecutive5xx: 100, enforcingConsecutiveGatewayFailurePct: 100 })
  loud.report(0, 502, 4)
  loud.report(0, 500)
  loud.report(0, 503, 4)
  assert.deepEqual(loud.events, [])
  loud.report(0, 504)
  assert.deepEqual(loud.events, ['h0 out'])
})

test('local failures count as 503 and 504 without the split, and apart with it', () => {
  const joined = setUp(10)
  joined.report(0, LocalOutcome.connectFailed, 3)
  joined.report(0, LocalOutcome.connected)
  joined.report(0, LocalOutcome.timeout, 2)
  assert.deepEqual(joined.events, ['h0 out'])
  const split = setUp(10, { splitLocalOrigin: true })
  split.report(0, LocalOutcome.connectFailed, 4)
  split.report(0, LocalOutcome.connected)
  split.report(0, LocalOutcome.connectFailed, 4)
  split.report(0, 500, 4)
  assert.deepEqual(split.events, [])
  split.report(0, LocalOutcome.reset)
  assert.deepEqual(split.events, ['h0 out'])
})

test('10 % of fewer than ten hosts ejects nobody, unless one is always allowed', () => {
  const nine = setUp(9)
  nine.report(0, 500, 5)
  assert.deepEqual(nine.events, [])
  assert.equal(nine.detector.stats.ejectionsOverflow, 1)
  const always = setUp(9, { alwaysEjectOneHost: true })
  always.report(0, 500, 5)
  always.report(1, 500, 5)
  assert.deepEqual(always.events, ['h0 out'])
  const half = setUp(2, { maxEjectionPct: 50 })
  half.report(0, 500, 5)
  half.report(1, 500, 5)
  assert.deepEqual(half.events, ['h0 out'])
})

test('after an overflow the same streak does not ask again, a new one does', () => {
  const { detector, report } = setUp(9)
  report(0, 500, 12)
  assert.equal(detector.stats.ejectionsOverflow, 1)
  report(0, 200)
  report(0, 500, 5)
  assert.equal(detector.stats.ejectionsOverflow, 2)
})

test('the enforcing percentage is drawn against', () => {
  const spared = setUp(10, { enforcingConsecutive5xxPct: 50 }, () => 0.5)
  spared.report(0, 500, 5)
  assert.deepEqual(spared.events, [])
  const hit = setUp(10, { enforcingConsecutive5xxPct: 50 }, () => 0.49)
  hit.report(0, 500, 5)
  assert.deepEqual(hit.events, ['h0 out'])
})

test('each ejection lasts longer, up to the maximum, and health shortens the next', () => {
  const { events, detector, report } = setUp(10, { maxEjectionTimeMs: 60_000 })
  report(0, 500, 5, 0)
  detector.onInterval(29_000)
  assert.deepEqual(events, ['h0 out'])
  detector.onInterval(30_000)
  assert.deepEqual(events, ['h0 out', 'h0 in'])
  report(0, 500, 5, 31_000)
  detector.onInterval(31_000 + 59_000)
  assert.equal(events.length, 3)
  detector.onInterval(31_000 + 60_000)
  assert.equal(events.length, 4)
  // Multiplier 2; two healthy intervals bring it back to 0, so the next stay is 30 s again.
  detector.onInterval(100_000)
  detector.onInterval(110_000)
  report(0, 500, 5, 120_000)
  detector.onInterval(150_000)
  assert.equal(events.length, 6)
  assert.equal(detector.stats.ejectionsActive, 0)
})

test('jitter is added to the stay', () => {
  const { events, detector, report } = setUp(10, { maxEjectionTimeJitterMs: 1000 }, () => 0.5)
  report(0, 500, 5, 0)
  detector.onInterval(30_499)
  assert.equal(events.length, 1)
  detector.onInterval(30_500)
  assert.equal(events.length, 2)
})

test('a host far below the others by success rate is ejected', () => {
  const { events, detector, report } = setUp(20, { consecutive5xx: 0, maxEjectionPct: 100 })
  for (let i = 0; i < 20; i++) report(i, 200, 100)
  for (let i = 0; i < 60; i++) report(7, 500)
  detector.onInterval(10_000)
  assert.deepEqual(events, ['h7 out'])
  // A quiet interval judges nobody.
  detector.onInterval(20_000)
  assert.equal(events.length, 1)
})

test('failure percentage ejects where it is enforced', () => {
  const { events, detector, report } = setUp(5, {
    consecutive5xx: 0,
    enforcingSuccessRatePct: 0,
    enforcingFailurePercentagePct: 100,
    maxEjectionPct: 100,
  })
  for (let i = 0; i < 5; i++) report(i, 200, 10)
  for (let i = 0; i < 5; i++) report(i, i === 3 ? 500 : 200, 60)
  detector.onInterval(10_000)
  assert.deepEqual(events, ['h3 out'])
})

test('a host that leaves while ejected no longer counts', () => {
  const { hosts, detector, report } = setUp(10)
  report(0, 500, 5)
  assert.equal(detector.stats.ejectionsActive, 1)
  detector.setHosts(hosts.slice(1))
  assert.equal(detector.stats.ejectionsActive, 0)
})
