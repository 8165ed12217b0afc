/** Decisions: from the cache, from Mixer, and without it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Condition, MutableBag, type Reference } from '@flotilla/attributes'
import { FakeClock } from '@flotilla/time'
import { CheckClient, type Decision } from './check-client.ts'
import { FakeTransport } from './fake-transport.ts'
import { MixerStats } from './mixer-stats.ts'
import { PolicyGeneration } from './policy-generation.ts'
import type { QuotaCharge } from './quota-requirements.ts'
import type { CheckOptions } from './remote-check.ts'

const OPTIONS: CheckOptions = {
  isFailOpen: false,
  maxRetries: 1,
  baseRetryWaitMs: 80,
  maxRetryWaitMs: 1000,
  usesCheckCache: true,
  usesQuotaCache: true,
}
const LABEL: Reference = { name: 'source.user', mapKey: null, condition: Condition.exact }
const HEADER: Reference = {
  name: 'request.headers',
  mapKey: 'end-user',
  condition: Condition.exact,
}
const NO_HEADER: Reference = { ...HEADER, condition: Condition.absence }

function setup() {
  const transport = new FakeTransport()
  const clock = new FakeClock()
  const generation = new PolicyGeneration()
  const client = new CheckClient({
    transport,
    clock,
    random: () => 0.5,
    deduplicationPrefix: 'p',
    generation,
  })
  const stats = new MixerStats()
  const ask = (
    bag: MutableBag,
    options: CheckOptions = OPTIONS,
    charges: readonly QuotaCharge[] = [],
  ) => {
    const seen: { now: Decision | null; later: Decision[] } = { now: null, later: [] }
    seen.now = client.check(bag, charges, options, stats, (decision) => seen.later.push(decision))
    return seen
  }
  return { transport, clock, client, stats, ask }
}

function request(user: string, headers: Record<string, string> = {}): MutableBag {
  return new MutableBag([
    ['source.user', user],
    ['request.headers', new Map(Object.entries(headers))],
    ['request.path', '/x'],
  ])
}

test('an answer serves every request equal in what it depended on', () => {
  const { transport, stats, ask } = setup()
  const first = ask(request('a', { 'x-request-id': '1' }))
  assert.equal(first.now, null)
  transport.answer({ references: [LABEL] })
  assert.equal(first.later[0]?.code, 0)
  assert.equal(first.later[0]?.isCheckCacheHit, false)
  const second = ask(request('a', { 'x-request-id': '2' }))
  assert.equal(second.now?.isCheckCacheHit, true)
  assert.equal(ask(request('b')).now, null)
  assert.equal(transport.checks.length, 2)
  assert.equal(stats.totalCheckCacheHits, 1)
  assert.equal(stats.totalCheckCacheMisses, 2)
})

test('the request on the wire has all attributes, the word count and an id', () => {
  const { transport, ask } = setup()
  ask(request('a', { 'end-user': 'jason' }))
  const sent = transport.checks[0]
  assert.equal(sent?.globalWordCount, 222)
  assert.equal(sent?.deduplicationId, 'p-1')
  assert.deepEqual([...transport.bagOf(0).names()].sort(), [
    'request.headers',
    'request.path',
    'source.user',
  ])
  assert.deepEqual(transport.bagOf(0).get('request.headers'), new Map([['end-user', 'jason']]))
})

test('denials are cached like approvals', () => {
  const { transport, stats, ask } = setup()
  const first = ask(request('a'))
  transport.answer({ code: 7, message: 'h.ns:Not allowed', references: [LABEL] })
  assert.deepEqual([first.later[0]?.code, first.later[0]?.message], [7, 'h.ns:Not allowed'])
  assert.equal(ask(request('a')).now?.code, 7)
  assert.equal(stats.totalCheckCacheHitDenies, 1)
})

test('present and absent keys are different answers', () => {
  const { transport, ask } = setup()
  ask(request('a'))
  transport.answer({ references: [NO_HEADER] })
  ask(request('a', { 'end-user': 'jason' }))
  transport.answer({ code: 7, references: [HEADER] })
  assert.equal(ask(request('b')).now?.code, 0)
  assert.equal(ask(request('b', { 'end-user': 'jason' })).now?.code, 7)
  assert.equal(ask(request('b', { 'end-user': 'tom' })).now, null)
})

test('an answer expires by time and by uses', () => {
  const { transport, clock, ask } = setup()
  ask(request('a'))
  transport.answer({ references: [LABEL], lifeSec: 5, uses: -1 })
  clock.advance(4_999)
  assert.notEqual(ask(request('a')).now, null)
  transport.answer({ references: [LABEL], lifeSec: 5, uses: -1 }) // the renewal
  clock.advance(5_000)
  assert.equal(ask(request('a')).now, null)
  transport.answer({ references: [LABEL], uses: 2, lifeSec: null })
  assert.notEqual(ask(request('a')).now, null)
  assert.notEqual(ask(request('a')).now, null)
  assert.equal(ask(request('a')).now, null)
})

test('what may not be cached is asked for each time', () => {
  for (const answer of [
    { uses: 0 },
    { lifeSec: 0 },
    { code: 14 },
    { references: [{ ...LABEL, name: 'not.there' }] },
  ]) {
    const { transport, ask } = setup()
    ask(request('a'))
    transport.answer(answer)
    assert.equal(ask(request('a')).now, null)
  }
})

test('an answer in use is renewed before it expires, once', () => {
  const { transport, clock, stats, ask } = setup()
  ask(request('a'))
  transport.answer({ references: [LABEL], lifeSec: 10 })
  clock.advance(7_600)
  assert.notEqual(ask(request('a')).now, null)
  assert.notEqual(ask(request('a')).now, null)
  assert.equal(transport.checks.length, 2)
  assert.equal(stats.totalCheckRefreshes, 1)
  transport.answer({ references: [LABEL], lifeSec: 10, code: 7 })
  clock.advance(5_000)
  assert.equal(ask(request('a')).now?.code, 7)
})

test('equal misses make one call', () => {
  const { transport, stats, ask } = setup()
  const asked = [ask(request('a')), ask(request('a')), ask(request('a'))]
  assert.equal(transport.checks.length, 1)
  assert.equal(stats.totalCheckCoalesced, 2)
  transport.answer({ references: [LABEL] })
  assert.deepEqual(
    asked.map((one) => one.later[0]?.code),
    [0, 0, 0],
  )
  assert.equal(transport.checks.length, 1)
})

test('a waiter that the answer does not fit asks for itself, and nobody waits for a while', () => {
  const { transport, clock, ask } = setup()
  ask(request('a'))
  const other = ask(request('b'))
  transport.answer({ references: [LABEL] })
  assert.equal(transport.checks.length, 2)
  transport.answer({ code: 7, references: [LABEL] })
  assert.equal(other.later[0]?.code, 7)
  ask(request('c'))
  ask(request('c'))
  assert.equal(transport.checks.length, 4)
  clock.advance(1_000)
  ask(request('d'))
  ask(request('d'))
  assert.equal(transport.checks.length, 5)
})

test('a failed call is retried once with the same id, then the fail policy decides', () => {
  const { transport, clock, stats, ask } = setup()
  const closed = ask(request('a'))
  transport.fail()
  assert.equal(closed.later.length, 0)
  clock.advance(80)
  assert.equal(transport.checks.length, 2)
  assert.equal(transport.checks[1]?.deduplicationId, transport.checks[0]?.deduplicationId)
  transport.fail()
  assert.deepEqual(
    [closed.later[0]?.code, closed.later[0]?.message],
    [14, 'policy check failed: connection refused'],
  )
  assert.equal(stats.totalRemoteCallRetries, 1)
  assert.equal(stats.totalRemoteCallSendErrors, 2)
  const open = ask(request('a'), { ...OPTIONS, isFailOpen: true })
  transport.fail(4, 'deadline')
  clock.advance(80)
  transport.fail(4, 'deadline')
  assert.equal(open.later[0]?.code, 0)
  assert.equal(stats.totalRemoteCallTimeouts, 2)
})

test('while Mixer is away an answer is used up to its time, also when its uses are up', () => {
  const { transport, clock, stats, ask } = setup()
  ask(request('a'))
  transport.answer({ references: [LABEL], uses: 1, lifeSec: 10 })
  assert.notEqual(ask(request('a')).now, null)
  const during = ask(request('a'))
  transport.fail()
  clock.advance(80)
  transport.fail()
  assert.equal(during.later[0]?.code, 0)
  assert.equal(stats.totalCheckStaleUses, 1)
  clock.advance(10_000)
  const after = ask(request('a'))
  transport.fail()
  clock.advance(80)
  transport.fail()
  assert.equal(after.later[0]?.code, 14)
})

test('failing open lets pass what Mixer failed to decide, from the cache too', () => {
  const { transport, ask } = setup()
  const open = { ...OPTIONS, isFailOpen: true }
  const first = ask(request('a'), open)
  transport.answer({ code: 13, references: [LABEL] })
  assert.equal(first.later[0]?.code, 0)
  assert.equal(ask(request('a'), open).now?.code, 0)
  assert.equal(ask(request('a')).now?.code, 13)
})

test('a server that knows fewer words gets the base dictionary for good', () => {
  for (const [code, message] of [
    [13, 'inconsistent global dictionary versions used: mixer knows 111 words, caller knows 222'],
    [3, 'Request could not be processed due to invalid dictionary'],
  ] as const) {
    const { transport, clock, client, ask } = setup()
    const asked = ask(request('a'))
    transport.fail(code, message)
    clock.advance(0)
    assert.equal(transport.checks[1]?.globalWordCount, 111)
    transport.answer()
    assert.equal(asked.later[0]?.code, 0)
    assert.equal(client.wordCount, 111)
  }
})

test('quotas of an unknown request travel with its check, exactly', () => {
  const { transport, ask } = setup()
  const charges = [{ quota: 'requestcount', amount: 3 }]
  const asked = ask(request('a'), OPTIONS, charges)
  assert.deepEqual(
    [...(transport.checks[0]?.quotas ?? [])],
    [['requestcount', { amount: 3n, bestEffort: false }]],
  )
  transport.answer({ quotas: [['requestcount', 0n]], references: [LABEL] })
  assert.deepEqual(
    [asked.later[0]?.code, asked.later[0]?.message],
    [8, 'Quota is exhausted for: requestcount'],
  )
})

test('quotas of a known request come from the pool, which fetches ahead in the background', () => {
  const { transport, clock, stats, ask } = setup()
  const charges = [{ quota: 'q', amount: 1 }]
  ask(request('a'), OPTIONS, charges)
  transport.answer({ quotas: [['q', 1n]], references: [LABEL] })
  // Before the pool has had an answer, requests wait for it.
  const waiting = [1, 2, 3].map(() => ask(request('a'), OPTIONS, charges))
  assert.deepEqual(
    [...(transport.checks[1]?.quotas ?? [])],
    [['q', { amount: 10n, bestEffort: true }]],
  )
  assert.equal(transport.checks.length, 2)
  transport.answer({ quotas: [['q', 2n]] })
  assert.deepEqual(
    waiting.map((one) => one.later[0]?.code),
    [0, 0, 8],
  )
  assert.equal(waiting[2]?.later[0]?.message, 'Quota is exhausted for: q')
  const refused = ask(request('a'), OPTIONS, charges)
  assert.deepEqual([refused.now?.code, refused.now?.isQuotaCacheHit], [8, true])
  clock.advance(500)
  // It makes the pool fetch, and waits for what comes.
  const fourth = ask(request('a'), OPTIONS, charges)
  assert.equal(fourth.now, null)
  transport.answer({ quotas: [['q', 5n]] })
  assert.deepEqual([fourth.later[0]?.code, fourth.later[0]?.isQuotaCacheHit], [0, false])
  assert.equal(ask(request('a'), OPTIONS, charges).now?.code, 0)
  assert.equal(stats.totalRemoteQuotaPrefetchCalls, 2)
  assert.deepEqual([stats.totalQuotaCacheHitAccepts, stats.totalQuotaCacheHitDenies], [4, 2])
})

test('without the quota cache every charge is asked for', () => {
  const { transport, ask } = setup()
  const exact = { ...OPTIONS, usesQuotaCache: false }
  const charges = [{ quota: 'q', amount: 1 }]
  ask(request('a'), exact, charges)
  transport.answer({ quotas: [['q', 1n]], references: [LABEL] })
  const second = ask(request('a'), exact, charges)
  assert.equal(second.now, null)
  transport.answer({ quotas: [['q', 0n]] })
  assert.equal(second.later[0]?.code, 8)
})
