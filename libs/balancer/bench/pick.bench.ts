/** What one pick costs, by policy and number of endpoints; heap growth shows what a pick leaves behind. */
import process from 'node:process'
import {
  type BalancerPolicy,
  boundedLoad,
  type Endpoint,
  leastRequest,
  maglev,
  PEAK_EWMA_DEFAULTS,
  PeakEwma,
  PrioritySet,
  peakEwma,
  randomChoice,
  ringHash,
  roundRobin,
} from '../src/index.ts'
import { fakeEndpoint, testEnv } from '../src/internal.ts'

const PICKS = 1_000_000
const HASHES = Array.from(
  { length: 1024 },
  (_, i) => (BigInt(i) * 0x9e37_79b9_7f4a_7c15n) & 0xffff_ffff_ffff_ffffn,
)
const env = testEnv(1, { random: Math.random, nowMs: () => performance.now() })

function endpoints(count: number, isWeighted: boolean): Endpoint[] {
  return Array.from({ length: count }, (_, i) =>
    fakeEndpoint(`10.0.${i >> 8}.${i & 255}:80`, {
      weight: isWeighted ? 1 + (i % 5) : 1,
      activeRequests: i % 7,
      latency: new PeakEwma(PEAK_EWMA_DEFAULTS, 0),
    }),
  )
}

function measure(name: string, policy: BalancerPolicy, count: number, isWeighted: boolean): void {
  const all = endpoints(count, isWeighted)
  const level = { all, healthy: all, degraded: [], excluded: [], localities: [] }
  const set = new PrioritySet([level], policy, env)
  const startedBuild = performance.now()
  set.pick(0n, 0)
  const buildMs = performance.now() - startedBuild
  const run = (picks: number): void => {
    for (let i = 0; i < picks; i++) set.pick(policy.isHashing ? (HASHES[i & 1023] ?? 0n) : null, 0)
  }
  run(50_000)
  const before = process.memoryUsage().heapUsed
  const started = performance.now()
  run(PICKS)
  const ns = ((performance.now() - started) * 1e6) / PICKS
  const bytes = Math.max(0, process.memoryUsage().heapUsed - before) / PICKS
  process.stdout.write(
    `${name.padEnd(28)} ${String(count).padStart(6)} endpoints: ${ns.toFixed(0).padStart(5)} ns/pick, ${bytes.toFixed(1)} bytes/pick, built in ${buildMs.toFixed(2)} ms\n`,
  )
}

const POLICIES: readonly (readonly [string, BalancerPolicy, boolean])[] = [
  ['round robin', roundRobin(), false],
  ['round robin, weighted', roundRobin(), true],
  ['random', randomChoice, false],
  ['least request', leastRequest(), false],
  ['least request, weighted', leastRequest(), true],
  ['ring hash', ringHash(), false],
  ['maglev', maglev(), false],
  ['maglev, bounded load', boundedLoad(maglev(), 200), false],
  ['peak EWMA', peakEwma, false],
]

for (const count of [3, 100, 1_000])
  for (const [name, policy, isWeighted] of POLICIES) measure(name, policy, count, isWeighted)
