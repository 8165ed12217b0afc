/** Checks that the proxy decides by Mixer's bundle: when it may, when it waits, and when it asks after all. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MutableBag } from '@flotilla/attributes'
import { FakeClock } from '@flotilla/time'
import type { Decision } from '../check-client.ts'
import { FakeTransport, TRANSPORT_SETTINGS } from '../fake-transport.ts'
import type { TransportSettings } from '../filter-config.ts'
import { MixerClients } from '../mixer-clients.ts'
import type { QuotaCharge } from '../quota-requirements.ts'
import { denyingBundle, FakeEdge } from './fake-edge.ts'

const CHARGES: readonly QuotaCharge[] = [{ quota: 'q', amount: 1 }]

function setup(checks = true) {
  const policy = new FakeTransport()
  const edge = new FakeEdge()
  const clock = new FakeClock()
  const clients = new MixerClients({
    clock,
    random: () => 0.5,
    transport: () => policy,
    edge: { namespace: 'default', transport: () => edge },
  })
  const client = clients.checkClient(TRANSPORT_SETTINGS)
  clients.listen(TRANSPORT_SETTINGS)
  const wantChecks = (): void => {
    client.distrust()
    clock.advance(1_000)
  }
  if (checks) wantChecks()
  const stats = clients.httpStats
  const ask = (
    path: string,
    options: Partial<TransportSettings['check']> = {},
    charges: readonly QuotaCharge[] = [],
    namespace = 'default',
  ) => {
    const bag = new MutableBag([
      ['destination.namespace', namespace],
      ['request.path', path],
    ])
    const seen: { now: Decision | null; later: Decision[] } = { now: null, later: [] }
    const check = { ...TRANSPORT_SETTINGS.check, ...options }
    seen.now = client.check(bag, charges, check, stats, (one) => seen.later.push(one))
    return seen
  }
  return { policy, edge, clock, clients, wantChecks, stats, ask }
}

test('without a bundle Mixer is asked, with one it is not', async () => {
  const { policy, edge, clients, stats, ask } = setup()
  assert.equal(edge.listeners[0]?.namespace, 'default')
  assert.equal(ask('/denied').now, null)
  assert.equal(policy.checks.length, 1)
  await edge.give(5, denyingBundle())
  const denied = ask('/denied').now
  assert.deepEqual(
    [denied?.code, denied?.message, denied?.directive, denied?.isCheckCacheHit],
    [7, 'h.default:Not allowed', null, false],
  )
  assert.equal(ask('/other').now?.code, 0)
  assert.deepEqual(ask('/marked').now?.directive, {
    requestHeaderOperations: [],
    responseHeaderOperations: [{ name: 'x-marked', value: 'yes', operation: 2 }],
    directResponseCode: 0,
    directResponseBody: '',
  })
  assert.equal(policy.checks.length, 1)
  assert.deepEqual([stats.totalEdgeDecisions, stats.totalEdgeDenies], [3, 1])
  assert.deepEqual([clients.edgeStats.bundles, clients.edgeStats.bundlesInForce], [1, 1])
})

test('where nothing is checked nothing is loaded to decide it', async () => {
  const { edge, clients, wantChecks, ask } = setup(false)
  await edge.give(5, denyingBundle())
  await edge.give(6, { checkEligible: true, digest: denyingBundle().digest ?? '' })
  assert.deepEqual([clients.edgeStats.bundles, clients.edgeStats.bundlesInForce], [2, 0])
  wantChecks()
  await new Promise(setImmediate)
  assert.equal(clients.edgeStats.bundlesInForce, 1)
  const first = ask('/denied')
  edge.answer(6)
  assert.equal(first.later[0]?.code, 7)
})

test("requests of another namespace, with quotas, or that may not be kept are Mixer's", async () => {
  const { policy, edge, ask } = setup()
  await edge.give(5, denyingBundle())
  assert.equal(ask('/other', {}, [], 'elsewhere').now, null)
  assert.equal(ask('/other', {}, CHARGES).now, null)
  assert.equal(ask('/other', { usesCheckCache: false }).now, null)
  assert.equal(policy.checks.length, 3)
  // What is refused anyway costs no quota.
  assert.equal(ask('/denied', {}, CHARGES).now?.code, 7)
})

test('once a newer policy is known Mixer is asked until its bundle has come', async () => {
  const { policy, edge, ask } = setup()
  await edge.give(5, denyingBundle())
  ask('/other', { usesCheckCache: false })
  policy.answer({ generation: 6 })
  assert.equal(ask('/denied').now, null)
  await edge.give(6, denyingBundle('Changed'))
  assert.equal(ask('/denied').now?.message, 'h.default:Changed')
  // The next changes nothing here.
  const { digest } = denyingBundle('Changed')
  await edge.give(7, { checkEligible: true, digest: digest ?? '' })
  assert.equal(ask('/denied').now?.message, 'h.default:Changed')
  await edge.give(8, { reasons: ['r.default: needs the server'] })
  assert.equal(ask('/denied').now, null)
})

test('after an idle second one question confirms for all who wait', async () => {
  const { policy, edge, clock, stats, ask } = setup()
  await edge.give(5, denyingBundle())
  clock.advance(600)
  assert.equal(ask('/denied').now?.code, 7)
  assert.equal(edge.waiting, 1)
  edge.answer(5)
  clock.advance(1_000)
  const waiting = [ask('/denied'), ask('/other')]
  assert.deepEqual([waiting[0]?.now, waiting[1]?.now, edge.waiting], [null, null, 1])
  edge.answer(5)
  assert.deepEqual([waiting[0]?.later[0]?.code, waiting[1]?.later[0]?.code], [7, 0])
  assert.deepEqual([policy.checks.length, stats.totalCheckUnconfirmedUses], [0, 0])
  // The answer tells of a newer policy, whose bundle is not here yet.
  clock.advance(1_000)
  const late = ask('/denied')
  edge.answer(6)
  assert.equal(late.later.length, 0)
  policy.answer({ generation: 6, code: 16 })
  assert.equal(late.later[0]?.code, 16)
})

test('while Mixer is away an answer holds as long as Mixer would have let it be kept', async () => {
  const { policy, edge, clock, stats, ask } = setup()
  await edge.give(5, denyingBundle())
  edge.end(14)
  clock.advance(2_000)
  const first = ask('/denied')
  edge.answer(null)
  assert.equal(first.later[0]?.code, 7)
  assert.equal(stats.totalCheckUnconfirmedUses, 1)
  assert.equal(ask('/denied').now?.code, 7)
  // Five seconds after the last confirmation the denial is over, the approval is not.
  clock.advance(3_500)
  assert.equal(ask('/denied').now, null)
  assert.equal(policy.checks.length, 1)
  const approval = ask('/other')
  edge.answer(null)
  assert.equal(approval.later[0]?.code, 0)
  const again = edge.listeners.at(-1)
  assert.equal(again?.knownDigest, denyingBundle().digest)
})

test('a bundle that is not whole or does not compile is refused, and Mixer is asked', async () => {
  const { edge, clients, ask } = setup()
  await edge.give(5, denyingBundle())
  const other = denyingBundle('Other')
  await edge.give(6, { ...other, content: denyingBundle('Else').content ?? new Uint8Array() })
  assert.equal(ask('/denied').now, null)
  assert.deepEqual([clients.edgeStats.bundlesRefused, clients.edgeStats.bundlesInForce], [1, 0])
  await edge.give(7, denyingBundle('Whole'))
  assert.equal(ask('/denied').now?.message, 'h.default:Whole')
})

test('a Mixer without bundles is asked again after a minute, another after a moment, and none after the end', async () => {
  const { edge, clock, clients } = setup()
  edge.end(12)
  clock.advance(30_000)
  assert.equal(edge.listeners.length, 1)
  clock.advance(30_000)
  assert.equal(edge.listeners.length, 2)
  edge.end(14)
  clock.advance(250)
  assert.equal(edge.listeners.length, 3)
  await clients.drain()
  assert.equal(edge.listeners[2]?.isStopped, true)
  edge.end(14)
  clock.advance(60_000)
  assert.equal(edge.listeners.length, 3)
})
