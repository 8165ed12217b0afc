/** Cached decisions and how fresh their policy is known to be: idle times, bursts, slow Mixers, Mixers that are away. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Condition, MutableBag, type Reference } from '@flotilla/attributes'
import { FakeClock } from '@flotilla/time'
import type { Decision } from './check-client.ts'
import { type AnswerOptions, FakeTransport, TRANSPORT_SETTINGS } from './fake-transport.ts'
import { MixerClients } from './mixer-clients.ts'
import { CONFIRMATION_WAIT_MS, CONFIRMED_MS } from './policy-confirmation.ts'
import type { QuotaCharge } from './quota-requirements.ts'

const USER: readonly Reference[] = [
  { name: 'source.user', mapKey: null, condition: Condition.exact },
]

interface Seen {
  now: Decision | null
  readonly later: Decision[]
}

/** Users `a` and `b` are allowed by generation 5 at time 0. */
function setup() {
  const policy = new FakeTransport()
  const telemetry = new FakeTransport()
  const clock = new FakeClock()
  const clients = new MixerClients({
    clock,
    random: () => 0.5,
    transport: (cluster) => (cluster === 'policy' ? policy : telemetry),
  })
  const client = clients.checkClient(TRANSPORT_SETTINGS)
  const batcher = clients.reportBatcher(TRANSPORT_SETTINGS, clients.httpStats)
  const ask = (user = 'a', charges: readonly QuotaCharge[] = []): Seen => {
    const seen: Seen = { now: null, later: [] }
    const bag = new MutableBag([['source.user', user]])
    seen.now = client.check(bag, charges, TRANSPORT_SETTINGS.check, clients.httpStats, (one) =>
      seen.later.push(one),
    )
    return seen
  }
  const answer = (options: AnswerOptions = {}): void =>
    policy.answer({ generation: 5, references: USER, ...options })
  const report = (generation: number): void => {
    batcher.add(new MutableBag([['source.user', 'a']]))
    telemetry.answerReport(generation)
  }
  for (const user of ['a', 'b']) {
    ask(user)
    answer()
  }
  return { policy, clock, client, stats: clients.httpStats, ask, answer, report }
}

test('after an idle time the first request asks, and denies what was denied meanwhile', () => {
  const { policy, clock, ask, answer } = setup()
  clock.advance(CONFIRMED_MS)
  const first = ask()
  assert.equal(first.now, null)
  answer({ generation: 6, code: 7 })
  assert.equal(first.later[0]?.code, 7)
  assert.equal(ask().now?.code, 7)
  assert.equal(policy.checks.length, 3)
})

test('one answer confirms what is cached for everybody', () => {
  const { policy, clock, stats, ask, answer } = setup()
  clock.advance(60_000 - 1)
  const asked = Array.from({ length: 100 }, (_, i) => ask(i % 2 === 0 ? 'a' : 'b'))
  assert.equal(policy.checks.length, 3)
  answer()
  assert.ok(asked.every((one) => one.later.length === 1 && one.later[0]?.code === 0))
  assert.equal(policy.checks.length, 3)
  assert.equal(stats.totalCheckConfirmations, 1)
  assert.equal(stats.totalCheckUnconfirmedUses, 0)
})

test('when the answer tells of a change, everybody is asked for anew, each key once', () => {
  const { policy, clock, ask, answer } = setup()
  clock.advance(CONFIRMED_MS)
  const asked = Array.from({ length: 20 }, (_, i) => ask(i % 2 === 0 ? 'a' : 'b'))
  answer({ generation: 6, code: 7 })
  assert.equal(policy.checks.length, 4)
  answer({ generation: 6, code: 7 })
  assert.ok(asked.every((one) => one.later.length === 1 && one.later[0]?.code === 7))
})

test('under traffic nobody waits: at five requests a second each is decided at once', () => {
  const { policy, clock, stats, ask, answer } = setup()
  for (let i = 0; i < 500; i++) {
    clock.advance(200)
    assert.equal(ask().now?.code, 0, `request ${i}`)
    while (policy.waiting > 0) answer()
  }
  assert.equal(stats.totalCheckCacheHits, 500)
  // 100 s: a question every 600 ms.
  assert.ok(policy.checks.length < 180, `${policy.checks.length} calls`)
})

test('answers to reports confirm too', () => {
  const { policy, clock, ask, report } = setup()
  for (let i = 0; i < 10; i++) {
    clock.advance(400)
    assert.equal(ask().now?.code, 0)
    report(5)
  }
  assert.equal(policy.checks.length, 2)
})

test('while Mixer is away one request a second notices, and none is refused', () => {
  const { policy, clock, stats, ask } = setup()
  clock.advance(CONFIRMED_MS)
  const first = ask()
  policy.fail()
  assert.equal(first.later[0]?.code, 0)
  assert.equal(stats.totalCheckUnconfirmedUses, 1)
  const calls = policy.checks.length
  for (let i = 0; i < 200; i++) {
    clock.advance(50)
    assert.equal(ask('b').now?.code, 0)
    while (policy.waiting > 0) policy.fail()
  }
  // 10 s: a call in the background each half second, not repeated.
  assert.ok(policy.checks.length - calls <= 20, `${policy.checks.length - calls} calls`)
  clock.advance(CONFIRMED_MS)
  const idle = ask()
  assert.equal(idle.now, null)
  policy.fail()
  assert.equal(idle.later[0]?.code, 0)
})

test('a Mixer that does not answer holds a request up for a moment only, and once', () => {
  const { policy, clock, ask, answer } = setup()
  clock.advance(CONFIRMED_MS)
  const first = ask()
  clock.advance(CONFIRMATION_WAIT_MS)
  assert.equal(first.later[0]?.code, 0)
  for (let i = 0; i < 9; i++) {
    assert.equal(ask().now?.code, 0)
    clock.advance(100)
  }
  assert.equal(policy.checks.length, 3)
  // The answer that comes late still counts.
  answer({ generation: 6, code: 7 })
  assert.equal(ask().now?.code, 7)
})

test('an error that is none of the transport does not outdate either', () => {
  const { policy, clock, ask } = setup()
  clock.advance(CONFIRMED_MS)
  const first = ask()
  policy.fail(13)
  assert.equal(first.later[0]?.code, 0)
})

test('a Mixer that is behind confirms nothing and is not asked at every request', () => {
  const { policy, clock, ask, answer } = setup()
  clock.advance(CONFIRMED_MS)
  const first = ask()
  answer({ generation: 4, code: 7 })
  assert.equal(first.later[0]?.code, 0)
  assert.equal(ask().now?.code, 0)
  assert.equal(policy.checks.length, 3)
})

test('a Mixer without generations is not asked', () => {
  const { policy, clock, ask, answer } = setup()
  ask('istio')
  answer({ generation: 0 })
  clock.advance(30_000)
  assert.equal(ask('istio').now?.code, 0)
  assert.equal(policy.checks.length, 3)
})

test('denials are confirmed like approvals', () => {
  const { clock, ask, answer } = setup()
  ask('john')
  answer({ code: 7 })
  clock.advance(CONFIRMED_MS)
  const john = ask('john')
  answer({ generation: 6 })
  assert.equal(john.later[0]?.code, 0)
})

test('what was distrusted is asked for, but not while Mixer is away', () => {
  const { policy, client, ask, answer } = setup()
  assert.equal(ask().now?.code, 0)
  client.distrust()
  const next = ask()
  assert.equal(next.now, null)
  answer()
  assert.equal(next.later[0]?.code, 0)
  client.distrust()
  ask()
  policy.fail()
  client.distrust()
  assert.equal(ask().now?.code, 0)
})

test('quotas of a request that waited are charged once, from their pools', () => {
  const { policy, clock, ask, answer } = setup()
  const charges = [{ quota: 'q', amount: 1 }]
  const before = ask('a', charges)
  policy.answer({ generation: 5, quotas: [['q', 10n]] })
  assert.equal(before.later[0]?.code, 0)
  clock.advance(CONFIRMED_MS)
  const first = ask('a', charges)
  assert.equal(policy.checks.at(-1)?.quotas.size, 0)
  answer()
  assert.equal(first.later[0]?.code, 0)
  assert.equal(first.later[0]?.isQuotaCacheHit, true)
})
