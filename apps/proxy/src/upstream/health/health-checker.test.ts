/** When endpoints are checked, and what is counted and logged. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '@flotilla/time'
import { runtime } from '../../runtime/runtime.ts'
import { EndpointHost } from '../endpoint-host.ts'
import { type CheckResult, FAILED, HEALTHY, NETWORK, type Probe } from './check-result.ts'
import { HealthChecker, HealthStats } from './health-checker.ts'
import type { HealthCheckSpec } from './health-spec.ts'
import type { Transition } from './host-health.ts'

const SPEC: HealthCheckSpec = {
  timeoutMs: 500,
  intervalMs: 1_000,
  initialJitterMs: 0,
  intervalJitterMs: 0,
  intervalJitterPct: 0,
  unhealthyThreshold: 2,
  healthyThreshold: 2,
  altPort: null,
  reusesConnection: true,
  noTrafficIntervalMs: 60_000,
  noTrafficHealthyIntervalMs: 30_000,
  unhealthyIntervalMs: 5_000,
  unhealthyEdgeIntervalMs: 2_000,
  healthyEdgeIntervalMs: 3_000,
  eventLogs: ['/var/log/health'],
  alwaysLogsFailures: false,
  alwaysLogsSuccess: false,
  transportMatch: null,
  check: { kind: 'tcp', send: null, receive: [], failsOnOtherLine: false },
}

class FakeProbe implements Probe {
  checks = 0
  abandoned = 0
  private onResult: ((result: CheckResult) => void) | null = null

  start(onResult: (result: CheckResult) => void): void {
    this.checks++
    this.onResult = onResult
  }

  abandon(): void {
    this.abandoned++
    this.onResult = null
  }

  answer(result: CheckResult): void {
    const { onResult } = this
    this.onResult = null
    onResult?.(result)
  }
}

function host(number: number, isDisabled = false): EndpointHost {
  const spec = {
    address: `10.0.0.${number}`,
    port: 80,
    hostname: '',
    weight: 1,
    priority: 0,
    locality: { region: 'r', zone: '', subZone: '' },
    health: 'healthy' as const,
    metadata: {},
    healthCheck: isDisabled ? { address: null, port: null, hostname: '', isDisabled } : null,
  }
  return new EndpointHost(spec, `${number}`, {
    random: () => 0,
    nowMs: () => 0,
    latency: null,
    accrual: null,
    isChecked: true,
    awaitsFirstCheck: false,
  })
}

function started(
  hosts: readonly EndpointHost[],
  more: Partial<HealthCheckSpec> = {},
  hasTraffic = true,
) {
  const clock = new FakeClock()
  const probes = new Map<EndpointHost, FakeProbe>()
  const lines: string[] = []
  const seen: [string, Transition, boolean][] = []
  let firstRounds = 0
  const checker = new HealthChecker({
    cluster: 'c',
    spec: { ...SPEC, ...more },
    stats: new HealthStats(),
    clock,
    random: () => 0.5,
    makeProbe: (one) => {
      const probe = new FakeProbe()
      probes.set(one, probe)
      return probe
    },
    hasTraffic: () => hasTraffic,
    writeEvent: (path, line) => lines.push(`${path} ${line}`),
    onChecked: (one, transition, isHealthy) => seen.push([one.label, transition, isHealthy]),
    onFirstRound: () => {
      firstRounds++
    },
  })
  checker.setHosts(hosts)
  checker.start()
  return { clock, probes, lines, seen, checker, firstRounds: () => firstRounds }
}

test('a cluster has had its first round when every endpoint was checked', () => {
  const hosts = [host(1), host(2), host(3, true)]
  const { probes, checker, firstRounds, clock } = started(hosts)
  assert.equal(hosts[2]?.healthy, true, 'not to be checked')
  assert.equal(probes.size, 2)
  probes.get(hosts[0] as EndpointHost)?.answer(HEALTHY)
  assert.equal(firstRounds(), 0)
  probes.get(hosts[1] as EndpointHost)?.answer(NETWORK)
  assert.equal(firstRounds(), 1)
  assert.deepEqual(
    hosts.map((one) => one.healthy),
    [true, false, true],
  )
  assert.deepEqual(
    [checker.stats.attempt, checker.stats.success, checker.stats.failure, checker.stats.healthy],
    [2, 1, 1, 1],
  )
  assert.equal(checker.stats.networkFailure, 1)
  checker.stop()
  assert.equal(clock.pending, 0)
  assert.equal(started([]).firstRounds(), 1, 'nothing to wait for')
})

/** Waits until the next check of the only endpoint. */
function nextAfter(clock: FakeClock, probe: FakeProbe): number {
  const before = probe.checks
  for (let ms = 1_000; ; ms += 1_000) {
    clock.advance(1_000)
    if (probe.checks > before) return ms
  }
}

test('the wait depends on the state, its edges, and whether the cluster is used', () => {
  const [one] = [host(1)]
  const { clock, probes, checker } = started([one])
  const probe = probes.get(one) as FakeProbe
  const steps: [CheckResult, number][] = [
    [HEALTHY, 1_000],
    [NETWORK, 2_000],
    [NETWORK, 5_000],
    [NETWORK, 5_000],
    [HEALTHY, 3_000],
    [HEALTHY, 1_000],
    [FAILED, 5_000],
  ]
  for (const [i, [result, want]] of steps.entries()) {
    probe.answer(result)
    assert.equal(nextAfter(clock, probe), want, `step ${i}`)
  }
  checker.stop()
  const idle = host(2)
  const quiet = started([idle], {}, false)
  const quietProbe = quiet.probes.get(idle) as FakeProbe
  quietProbe.answer(HEALTHY)
  assert.equal(nextAfter(quiet.clock, quietProbe), 30_000)
  quietProbe.answer(NETWORK)
  assert.equal(nextAfter(quiet.clock, quietProbe), 60_000)
  quiet.checker.stop()
})

test('jitter delays the first and every other check', () => {
  const one = host(1)
  const more = { initialJitterMs: 2_000, intervalJitterMs: 1_000, intervalJitterPct: 100 }
  const { clock, probes, checker } = started([one], more)
  const probe = probes.get(one) as FakeProbe
  assert.equal(probe.checks, 0)
  assert.equal(nextAfter(clock, probe), 1_000)
  probe.answer(HEALTHY)
  assert.equal(nextAfter(clock, probe), 2_000)
  checker.stop()
})

test('runtime keys bound the wait between checks, the lower bound first', (t) => {
  t.after(() => runtime.load([]))
  const cases: readonly (readonly [Readonly<Record<string, string>>, number])[] = [
    [{ 'health_check.min_interval': '7000' }, 7_000],
    [{ 'health_check.max_interval': '1000' }, 1_000],
    [{ 'health_check.max_interval': '1000', 'health_check.min_interval': '4000' }, 4_000],
  ]
  for (const [values, expected] of cases) {
    runtime.load([{ name: 's', values: new Map(Object.entries(values)), isAdmin: false }])
    const one = host(1)
    const { clock, probes, checker } = started([one])
    const probe = probes.get(one) as FakeProbe
    probe.answer(FAILED)
    assert.equal(nextAfter(clock, probe), expected)
    checker.stop()
  }
})

test('a check that takes too long fails, and its late answer says nothing', () => {
  const one = host(1)
  const { clock, probes, checker } = started([one])
  const probe = probes.get(one) as FakeProbe
  probe.answer(HEALTHY)
  clock.advance(1_000)
  clock.advance(500)
  clock.advance(2_000)
  clock.advance(500)
  assert.equal(probe.abandoned, 2)
  assert.equal(one.checked.isFailed, true)
  assert.equal(one.checked.isTimedOut, true)
  checker.stop()
})

test('traffic can say that an endpoint fails; it stays out until its checks pass', () => {
  const one = host(1)
  const { clock, probes, checker, seen } = started([one])
  const probe = probes.get(one) as FakeProbe
  probe.answer(HEALTHY)
  checker.fail(one)
  assert.equal(one.healthy, false)
  assert.equal(one.isExcluded, true)
  assert.equal(checker.stats.passiveFailure, 1)
  clock.advance(1_000)
  probe.answer(HEALTHY)
  clock.advance(3_000)
  probe.answer(HEALTHY)
  assert.equal(one.healthy, true)
  assert.equal(one.isExcluded, false)
  assert.deepEqual(
    seen.map(([, transition, isHealthy]) => `${transition} ${isHealthy}`),
    ['changed true', 'changed false', 'pending true', 'changed true'],
  )
  checker.stop()
})

test('changes are logged as Envoy logs them', () => {
  const one = host(1)
  const { clock, probes, checker, lines } = started([one], { alwaysLogsSuccess: true })
  const probe = probes.get(one) as FakeProbe
  probe.answer({ kind: 'healthy', isDegraded: true })
  clock.advance(1_000)
  probe.answer(FAILED)
  const events = lines.map((line) => {
    const [path, text = ''] = line.split(/ (.*)/s)
    assert.equal(path, '/var/log/health')
    const { timestamp, host: where, locality, ...event } = JSON.parse(text)
    assert.match(timestamp, /^\d{4}-.*Z$/)
    assert.deepEqual(where.socket_address, {
      protocol: 'TCP',
      address: '10.0.0.1',
      port_value: 80,
      resolver_name: '',
      ipv4_compat: false,
      network_namespace_filepath: '',
    })
    assert.deepEqual(locality, { region: 'r', zone: '', sub_zone: '' })
    return event
  })
  const base = { health_checker_type: 'TCP', cluster_name: 'c' }
  assert.deepEqual(events, [
    { ...base, add_healthy_event: { first_check: true } },
    { ...base, degraded_healthy_host: {} },
    { ...base, successful_health_check_event: {} },
    { ...base, eject_unhealthy_event: { failure_type: 'ACTIVE' } },
  ])
  checker.stop()
})

test('an endpoint that leaves is not checked any more', () => {
  const hosts = [host(1), host(2)]
  const { clock, probes, checker } = started(hosts)
  checker.setHosts(hosts.slice(1))
  const gone = probes.get(hosts[0] as EndpointHost) as FakeProbe
  assert.equal(gone.abandoned, 1)
  probes.get(hosts[1] as EndpointHost)?.answer(HEALTHY)
  clock.advance(100_000)
  assert.equal(gone.checks, 1)
  checker.stop()
  assert.equal(clock.pending, 0)
})
