/** Decisions across a change of policy: learned from a report, while Mixer is away, and by many requests at once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Condition, MutableBag, type Reference } from '@flotilla/attributes'
import { FakeClock } from '@flotilla/time'
import type { Decision } from './check-client.ts'
import { FakeTransport, TRANSPORT_SETTINGS } from './fake-transport.ts'
import { MixerClients } from './mixer-clients.ts'
import type { QuotaCharge } from './quota-requirements.ts'

const exact = (name: string): Reference => ({ name, mapKey: null, condition: Condition.exact })
const USER = [exact('source.user')]
const USER_AND_PATH = [exact('source.user'), exact('request.path')]

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
  const ask = (user = 'a', path = '/', charges: readonly QuotaCharge[] = []) => {
    const seen: { now: Decision | null; later: Decision[] } = { now: null, later: [] }
    seen.now = client.check(
      request(user, path),
      charges,
      TRANSPORT_SETTINGS.check,
      clients.httpStats,
      (one) => seen.later.push(one),
    )
    return seen
  }
  /** A report that is answered under this policy. */
  const report = (generation: number): void => {
    batcher.add(request('a', '/'))
    telemetry.answerReport(generation)
  }
  const failTwice = (code?: number): void => {
    policy.fail(code)
    clock.advance(80)
    policy.fail(code)
  }
  return { policy, clock, clients, ask, report, failTwice }
}

function request(user: string, path: string): MutableBag {
  return new MutableBag([
    ['source.user', user],
    ['request.path', path],
  ])
}

test('after a report has told of a change the next check asks again', () => {
  const { policy, ask, report } = setup()
  ask()
  policy.answer({ generation: 5, references: USER })
  report(5)
  assert.equal(ask().now?.code, 0)
  report(6)
  const next = ask()
  assert.equal(next.now, null)
  policy.answer({ generation: 6, code: 7, references: USER })
  assert.equal(next.later[0]?.code, 7)
  assert.equal(ask().now?.code, 7)
  assert.equal(policy.checks.length, 2)
})

test('a check that tells of a change outdates the answers to other requests', () => {
  const { policy, ask } = setup()
  ask('a')
  policy.answer({ generation: 5, references: USER })
  ask('b')
  policy.answer({ generation: 6, references: USER })
  assert.equal(ask('a').now, null)
})

test('while Mixer is away after a change, the decision from before serves until it expires', () => {
  const { policy, clock, clients, ask, report, failTwice } = setup()
  ask()
  policy.answer({ generation: 5, lifeSec: 10, references: USER })
  report(6)
  const during = ask()
  failTwice()
  assert.equal(during.later[0]?.code, 0)
  assert.equal(clients.httpStats.totalCheckStaleUses, 1)
  clock.advance(10_000)
  const after = ask()
  failTwice()
  assert.equal(after.later[0]?.code, 14)
})

test('a Mixer that answers with an error is not away: the decision from before does not serve', () => {
  const { policy, ask, report, failTwice } = setup()
  ask()
  policy.answer({ generation: 5, references: USER })
  report(6)
  const during = ask()
  failTwice(13)
  assert.equal(during.later[0]?.code, 14)
})

test('an answer of an older policy decides its own request and is not kept', () => {
  const { policy, ask, report } = setup()
  const first = ask()
  report(6)
  policy.answer({ generation: 5, references: USER })
  assert.equal(first.later[0]?.code, 0)
  assert.equal(ask().now, null)
})

test('a Mixer without generations is believed as long as it said', () => {
  const { policy, ask, report } = setup()
  ask()
  policy.answer({ references: USER })
  report(0)
  assert.equal(ask().now?.code, 0)
  assert.equal(policy.checks.length, 1)
})

test('many requests at once after a change make one call for each key', () => {
  const { policy, ask, report } = setup()
  for (const user of ['a', 'b']) {
    ask(user)
    policy.answer({ generation: 5, references: USER })
  }
  report(6)
  const asked = Array.from({ length: 20 }, (_, i) => ask(i % 2 === 0 ? 'a' : 'b'))
  assert.equal(policy.checks.length, 4)
  while (policy.waiting > 0) policy.answer({ generation: 6, code: 7, references: USER })
  assert.equal(policy.checks.length, 4)
  assert.ok(asked.every((one) => one.later[0]?.code === 7))
})

test('where the new policy looks at more, it is one call for each of the new keys', () => {
  const { policy, ask, report } = setup()
  ask()
  policy.answer({ generation: 5, references: USER })
  report(6)
  const asked = Array.from({ length: 20 }, (_, i) => ask('a', `/${i % 4}`))
  assert.equal(policy.checks.length, 2)
  while (policy.waiting > 0) policy.answer({ generation: 6, references: USER_AND_PATH })
  assert.equal(policy.checks.length, 1 + 4)
  assert.ok(asked.every((one) => one.later.length === 1))
})

test('who waits for an answer that comes outdated waits together for the next', () => {
  const { policy, ask, report } = setup()
  ask()
  policy.answer({ generation: 5, lifeSec: 0, references: USER })
  const asked = [ask(), ask(), ask()]
  report(6)
  asked.push(ask(), ask())
  assert.equal(policy.checks.length, 2)
  policy.answer({ generation: 5, references: USER })
  assert.equal(policy.checks.length, 3)
  policy.answer({ generation: 6, code: 7, references: USER })
  assert.deepEqual(
    asked.map((one) => one.later[0]?.code),
    [0, 7, 7, 7, 7],
  )
  assert.equal(policy.checks.length, 3)
})

test('a pause in waiting for others ends with the policy it began under', () => {
  const { policy, ask, report } = setup()
  ask('z')
  policy.answer({ generation: 5, references: [], uses: 0 })
  ask('a')
  ask('b')
  policy.answer({ generation: 5, references: USER })
  policy.answer({ generation: 5, references: USER })
  ask('c')
  ask('c')
  assert.equal(policy.checks.length, 5, 'nobody waits')
  policy.answer({ generation: 5, references: USER })
  policy.answer({ generation: 5, references: USER })
  report(6)
  ask('c')
  ask('c')
  assert.equal(policy.checks.length, 6)
})

test('quota granted before a change is not given away after it', () => {
  const { policy, ask, report } = setup()
  const charges = [{ quota: 'q', amount: 1 }]
  const charged = (user = 'a') => ask(user, '/', charges)
  charged()
  policy.answer({ generation: 5, quotas: [['q', 1n]], references: USER })
  const first = charged()
  policy.answer({ generation: 5, quotas: [['q', 10n]] })
  assert.equal(first.later[0]?.code, 0)
  assert.equal(charged().now?.code, 0)
  report(6)
  // The check itself is asked again, with its charge.
  charged()
  policy.answer({ generation: 6, quotas: [['q', 1n]], references: USER })
  const after = charged()
  assert.equal(after.now, null)
  policy.answer({ generation: 6, quotas: [['q', 0n]] })
  assert.equal(after.later[0]?.code, 8)
})
