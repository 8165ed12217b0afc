/** Every policy against the suite, and what only one of them promises. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf } from '@flotilla/errors'
import { seeded } from './compliance.ts'
import { type Endpoint, leastRequest, maglev, randomChoice, ringHash, roundRobin } from './index.ts'
import { describeBalancerPolicy } from './internal.ts'

describeBalancerPolicy('round_robin', roundRobin, { isHashing: false, isWeighted: true })
describeBalancerPolicy('random', randomChoice, { isHashing: false, isWeighted: false })
describeBalancerPolicy('least_request', leastRequest(), { isHashing: false, isWeighted: true })
describeBalancerPolicy('ring_hash', ringHash({ minRingSize: 4096 }), {
  isHashing: true,
  isWeighted: true,
})
describeBalancerPolicy('maglev', maglev(1009), { isHashing: true, isWeighted: true })

function endpoint(hashKey: string, weight = 1, activeRequests = 0): Endpoint {
  return { hashKey, weight, stats: { activeRequests } }
}

test('round_robin rotates through all before it repeats', () => {
  const list = [endpoint('a'), endpoint('b'), endpoint('c')]
  const balancer = roundRobin(list, seeded(1))
  const round = [balancer.pick(null, 0), balancer.pick(null, 0), balancer.pick(null, 0)]
  assert.equal(new Set(round).size, 3)
  assert.equal(balancer.pick(null, 0), round[0])
})

test('weighted round_robin interleaves instead of bunching', () => {
  const balancer = roundRobin([endpoint('a', 2), endpoint('b', 1)], () => 0)
  const keys = Array.from({ length: 6 }, () => balancer.pick(null, 0)?.hashKey).join('')
  assert.equal([...keys].filter((key) => key === 'a').length, 4)
  assert.doesNotMatch(keys, /aaa/)
})

test('least_request takes the less busy of its two samples', () => {
  const list = [endpoint('busy', 1, 9), endpoint('idle', 1, 0)]
  const draws = [0, 0.9, 0.9, 0]
  let at = 0
  const balancer = leastRequest()(list, () => draws[at++ % draws.length] ?? 0)
  assert.equal(balancer.pick(null, 0)?.hashKey, 'idle')
  assert.equal(balancer.pick(null, 0)?.hashKey, 'idle')
})

test('weighted least_request spares busy endpoints', () => {
  const list = [endpoint('busy', 2, 9), endpoint('idle', 1, 0)]
  const balancer = leastRequest()(list, seeded(2))
  let idle = 0
  for (let i = 0; i < 1000; i++) if (balancer.pick(null, 0)?.hashKey === 'idle') idle++
  assert.ok(idle > 800, String(idle))
})

test('options out of range are refused', () => {
  for (const make of [
    () => leastRequest({ choices: 1 }),
    () => leastRequest({ activeRequestBias: -1 }),
    () => ringHash({ minRingSize: 0 }),
    () => ringHash({ minRingSize: 10, maxRingSize: 5 }),
    () => maglev(10),
    () => maglev(5_000_081),
  ])
    assert.throws(make, (error) => codeOf(error) === 'FLT_BUG')
})
