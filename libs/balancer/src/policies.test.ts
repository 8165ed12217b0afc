/** Every policy against the suite, and what only one of them promises. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf } from '@flotilla/errors'
import { fakeEndpoint, testEnv } from './compliance.ts'
import {
  type BalancerPolicy,
  boundedLoad,
  type Endpoint,
  leastRequest,
  maglev,
  murmurHash2,
  PEAK_EWMA_DEFAULTS,
  PeakEwma,
  peakEwma,
  randomChoice,
  ringHash,
  roundRobin,
  slowStartFactor,
  xxHash64,
} from './index.ts'
import { describeBalancerPolicy } from './internal.ts'
import { MersenneTwister } from './mersenne-twister.ts'

/** A schedule and a rotation are exact but for the first and last round. */
const EXACT = 0.0005
/** 4.5 standard deviations of a share of one half over 40,000 draws. */
const CHANCE = 0.0113
/** With 4,096 points shares differ by some 1/√(points of an endpoint), with 8,192 less, plus chance. */
const RING = 0.05
/** 65,537 slots are dealt in turns: a slot more or less, plus chance. */
const TABLE = 0.0115

describeBalancerPolicy('round_robin', roundRobin(), { isWeighted: true, tolerance: EXACT })
describeBalancerPolicy('random', randomChoice, { isWeighted: false, tolerance: CHANCE })
describeBalancerPolicy('least_request', leastRequest(), { isWeighted: true, tolerance: CHANCE })
describeBalancerPolicy('least_request, full scan', leastRequest({ isFullScan: true }), {
  isWeighted: true,
  tolerance: CHANCE,
})
describeBalancerPolicy('peak_ewma', peakEwma, { isWeighted: false, tolerance: CHANCE })
describeBalancerPolicy('ring_hash', ringHash({ minRingSize: 4096 }), {
  isWeighted: true,
  tolerance: RING,
})
describeBalancerPolicy(
  'ring_hash on murmur',
  ringHash({ minRingSize: 8192, hashFunction: 'murmurHash2' }),
  { isWeighted: true, tolerance: RING },
)
describeBalancerPolicy('maglev', maglev(), { isWeighted: true, tolerance: TABLE })
describeBalancerPolicy('maglev with bounded load', boundedLoad(maglev(), 150), {
  isWeighted: true,
  tolerance: TABLE,
})

const SLOW = { windowMs: 10_000, aggression: 1, minWeightRatio: 0.1 }

test('round_robin rotates through all before it repeats', () => {
  const list = ['a', 'b', 'c'].map((key) => fakeEndpoint(key))
  const balancer = roundRobin().make(list, testEnv(1), null)
  const round = [balancer.pick(null, 0), balancer.pick(null, 0), balancer.pick(null, 0)]
  assert.equal(new Set(round).size, 3)
  assert.equal(balancer.pick(null, 0), round[0])
})

test('weighted round_robin interleaves instead of bunching', () => {
  const list = [fakeEndpoint('a', { weight: 2 }), fakeEndpoint('b')]
  const balancer = roundRobin().make(list, testEnv(1, { random: () => 0 }), null)
  const keys = Array.from({ length: 6 }, () => balancer.pick(null, 0)?.hashKey).join('')
  assert.equal([...keys].filter((key) => key === 'a').length, 4)
  assert.doesNotMatch(keys, /aaa/)
})

test('least_request takes the less busy of its two samples', () => {
  const list = [fakeEndpoint('busy', { activeRequests: 9 }), fakeEndpoint('idle')]
  const draws = [0, 0.9, 0.9, 0]
  let at = 0
  const env = testEnv(1, { random: () => draws[at++ % draws.length] ?? 0 })
  const balancer = leastRequest().make(list, env, null)
  assert.equal(balancer.pick(null, 0)?.hashKey, 'idle')
  assert.equal(balancer.pick(null, 0)?.hashKey, 'idle')
})

test('a full scan finds the least busy of many, and draws among equals', () => {
  const list = [4, 1, 3, 1, 9].map((activeRequests, i) => fakeEndpoint(`${i}`, { activeRequests }))
  const balancer = leastRequest({ isFullScan: true }).make(list, testEnv(1), null)
  const seen = new Set(Array.from({ length: 100 }, () => balancer.pick(null, 0)?.hashKey))
  assert.deepEqual([...seen].sort(), ['1', '3'])
})

test('weighted least_request spares busy endpoints, as much as its bias says', () => {
  const share = (activeRequestBias: number): number => {
    const list = [fakeEndpoint('busy', { weight: 2, activeRequests: 9 }), fakeEndpoint('idle')]
    const balancer = leastRequest({ activeRequestBias }).make(list, testEnv(2), null)
    let idle = 0
    for (let i = 0; i < 1200; i++) if (balancer.pick(null, 0)?.hashKey === 'idle') idle++
    return idle / 1200
  }
  // Weights 2/10 and 1; 2/√10 and 1; 2 and 1.
  for (const [bias, want] of [
    [1, 1 / 1.2],
    [0.5, 1 / (1 + 2 / Math.sqrt(10))],
    [0, 1 / 3],
  ] as const)
    assert.ok(Math.abs(share(bias) - want) < 0.005, `${bias}: ${share(bias)}`)
})

test('an endpoint that just came gets its share step by step', () => {
  const cases: [number, number, number][] = [
    [0, 1, 0.1],
    [500, 1, 0.1],
    [2_000, 1, 0.2],
    [5_000, 1, 0.5],
    [9_999, 1, 0.9999],
    [10_000, 1, 1],
    [99_000, 1, 1],
    [2_500, 2, 0.5],
    [5_000, 0.5, 0.25],
  ]
  for (const [ageMs, aggression, want] of cases)
    assert.ok(Math.abs(slowStartFactor({ ...SLOW, aggression }, 0, ageMs) - want) < 1e-9)
  for (const policy of [roundRobin({ slowStart: SLOW }), leastRequest({ slowStart: SLOW })]) {
    let nowMs = 100_000
    const list = [
      fakeEndpoint('old', { availableSinceMs: 0 }),
      fakeEndpoint('new', { availableSinceMs: nowMs }),
    ]
    const balancer = policy.make(list, testEnv(3, { nowMs: () => nowMs }), null)
    const share = (): number => {
      let fresh = 0
      for (let i = 0; i < 1100; i++) if (balancer.pick(null, 0)?.hashKey === 'new') fresh++
      return fresh / 1100
    }
    assert.ok(Math.abs(share() - 0.1 / 1.1) < 0.01)
    nowMs += 5_000
    assert.ok(Math.abs(share() - 0.5 / 1.5) < 0.02)
    nowMs += 5_000
    assert.ok(Math.abs(share() - 0.5) < 0.02)
  }
})

test('hashes are those that Envoy builds rings and tables with', () => {
  // std::hash<std::string> of libstdc++ 12, 64 bits.
  for (const [text, want] of MURMUR_VALUES) assert.equal(murmurHash2(text), want, text)
  assert.equal(xxHash64('127.0.0.1:80_0'), xxHash64(Buffer.from('127.0.0.1:80_0')))
})

test('one hash goes to the host that Envoy 1.40 sends it to', () => {
  // Five hosts of weights 1 to 5; the host of x-key `key-0`, `key-7919`, `key-15838` and so on. Seen of Envoy, and of its
  // gauges ring_hash_lb.* and maglev_lb.* the numbers behind.
  const seen: [BalancerPolicy, string, readonly number[]][] = [
    [
      ringHash({ minRingSize: 77, maxRingSize: 500 }),
      '412301334434444441233434324444404232443243344413314123343234',
      [90, 6, 30],
    ],
    [
      ringHash({ hashFunction: 'murmurHash2' }),
      '043414424334133340323042231344233242002222204230242213432233',
      [1035, 69, 345],
    ],
    [maglev(), '344433314014424144213142343234411313244324341344423432310304', [4370, 21845]],
    [maglev(1009), '323132033434243432102341423344043421441301432443431420242234', [68, 335]],
  ]
  const list = [1, 2, 3, 4, 5].map((weight, i) =>
    fakeEndpoint(`127.0.0.1:${21421 + i}`, { weight }),
  )
  for (const [policy, want, gauges] of seen) {
    const balancer = policy.make(list, testEnv(1), null)
    const picked = Array.from({ length: want.length }, (_, i) =>
      list.findIndex((one) => one === balancer.pick(xxHash64(`key-${i * 7919}`), 0)),
    )
    assert.equal(picked.join(''), want)
    assert.deepEqual(Object.values(balancer.table?.gauges ?? {}), gauges)
  }
})

/** Printed by a C++ program of three lines. */
const MURMUR_VALUES: readonly (readonly [string, bigint])[] = [
  ['', 6142509188972423790n],
  ['a', 4993892634952068459n],
  ['abcdefg', 16063891478991045295n],
  ['abcdefgh', 8664279048047335611n],
  ['127.0.0.1:80_0', 17613279263364193813n],
  ['10.0.0.1:8080_1023', 2096237707045935151n],
]

test('the order of alternatives comes from MT19937', () => {
  const twister = new MersenneTwister()
  twister.seed(42)
  const drawn = Array.from({ length: 704 }, () => twister.draw())
  assert.deepEqual(drawn.slice(0, 3), [1608637542, 3421126067, 4083286876])
  assert.equal(drawn[703], 2316608503)
})

test('bounded load passes on what is too much, in one order for one hash', () => {
  const list = Array.from({ length: 5 }, (_, i) => fakeEndpoint(`10.0.0.${i}:80`))
  let active = 0
  const env = testEnv(1, { activeRequests: () => active })
  const balancer = boundedLoad(maglev(1009), 120).make(list, env, null)
  const first = balancer.pick(42n, 0)
  assert.ok(first !== null)
  const load = (endpoint: Endpoint, requests: number): void => {
    ;(endpoint.stats as { activeRequests: number }).activeRequests = requests // a fake of this test
    active = list.reduce((sum, one) => sum + one.stats.activeRequests, 0)
  }
  // 4 + 1 requests × 120 % / 5 endpoints: 2 fit, the first has 4.
  load(first, 4)
  const second = balancer.pick(42n, 0)
  assert.ok(second !== null && second !== first)
  assert.equal(balancer.pick(42n, 0), second)
  load(second, 4)
  const third = balancer.pick(42n, 0)
  assert.ok(third !== null && third !== first && third !== second)
  // Room again: back to the first.
  load(first, 1)
  assert.equal(balancer.pick(42n, 0), first)
  // Nobody has room: the least loaded.
  for (const endpoint of list) load(endpoint, 50)
  const least = list[3] as Endpoint // five were made
  load(least, 40)
  active = 0
  assert.equal(balancer.pick(42n, 0), least)
})

test('peak EWMA believes a peak at once and calm slowly', () => {
  const latency = new PeakEwma(PEAK_EWMA_DEFAULTS, 0)
  const about = (ms: number, atMs: number): void =>
    assert.ok(
      Math.abs(latency.estimateAt(atMs) - ms) < 0.01,
      `${latency.estimateAt(atMs)} not ${ms}`,
    )
  about(30, 0)
  about(30 / Math.E, 10_000)
  latency.record(100, 10_000)
  about(100, 10_000)
  latency.record(10, 20_000)
  about(100 / Math.E + 10 * (1 - 1 / Math.E), 20_000)
  latency.penalize(20_000)
  about(5_000, 20_000)
  latency.recordFailure(1, 20_000)
  about(5_000, 20_000)
})

test('peak EWMA prefers what answers faster and has less to do', () => {
  const latencyOf = (ms: number): PeakEwma => {
    const latency = new PeakEwma(PEAK_EWMA_DEFAULTS, 0)
    latency.record(ms, 0)
    return latency
  }
  const pick = (list: readonly Endpoint[]): string | undefined =>
    peakEwma.make(list, testEnv(5), null).pick(null, 0)?.hashKey
  const slow = fakeEndpoint('slow', { latency: latencyOf(200) })
  const fast = fakeEndpoint('fast', { latency: latencyOf(50) })
  const busy = fakeEndpoint('busy', { latency: latencyOf(50), activeRequests: 9 })
  for (let i = 0; i < 20; i++) {
    assert.equal(pick([slow, fast]), 'fast')
    assert.equal(pick([slow, busy]), 'slow')
  }
})

test('options out of range are refused', () => {
  for (const make of [
    () => leastRequest({ choices: 1 }),
    () => leastRequest({ activeRequestBias: -1 }),
    () => ringHash({ minRingSize: 0 }),
    () => ringHash({ minRingSize: 10, maxRingSize: 5 }),
    () => maglev(10),
    () => maglev(5_000_081),
    () => boundedLoad(maglev(), 99),
  ])
    assert.throws(make, (error) => codeOf(error) === 'FLT_BUG')
})
