/** Batches: closed by count, time and size; bounded; silent while telemetry is away. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeReport, MutableBag } from '@flotilla/attributes'
import { MAX_GROUPS } from '@flotilla/dispatch/roll-up'
import { RollUpPlan } from '@flotilla/proto'
import { FakeClock } from '@flotilla/time'
import { FakeTransport } from './fake-transport.ts'
import { MixerStats } from './mixer-stats.ts'
import { ReportBatcher } from './report-batcher.ts'
import { RpcCode } from './status.ts'

function setup(maxEntries = 3) {
  const transport = new FakeTransport()
  const clock = new FakeClock()
  const stats = new MixerStats()
  const batcher = new ReportBatcher({
    transport,
    clock,
    stats,
    maxEntries,
    maxTimeMs: 1000,
    random: () => 1,
  })
  return { transport, clock, stats, batcher }
}

const bag = (path: string): MutableBag =>
  new MutableBag([
    ['request.path', path],
    ['response.code', 200n],
  ])

test('a full batch goes at once, its elements complete and sharing words', () => {
  const { transport, batcher, stats } = setup()
  for (const path of ['/a', '/b', '/a']) batcher.add(bag(path))
  const sent = transport.reports[0]
  assert.equal(sent?.globalWordCount, 222)
  assert.deepEqual(sent?.defaultWords, ['/a', '/b'])
  assert.ok(sent)
  const paths = [...decodeReport(sent)].map((one) =>
    one.kind === 'ok' ? one.bag.get('request.path') : one.message,
  )
  assert.deepEqual(paths, ['/a', '/b', '/a'])
  transport.answerReport()
  assert.deepEqual([stats.totalReportCalls, stats.totalRemoteReportSuccesses], [3, 1])
})

test('a batch that does not fill goes after its time', () => {
  const { transport, clock, batcher } = setup()
  batcher.add(bag('/a'))
  clock.advance(999)
  assert.equal(transport.reports.length, 0)
  clock.advance(1)
  assert.equal(transport.reports.length, 1)
  assert.equal(clock.pending, 0)
})

test('after a failure nothing is sent for a while, then all that waits', () => {
  const { transport, clock, batcher, stats } = setup(1)
  batcher.add(bag('/a'))
  transport.failReport()
  for (let i = 0; i < 6; i++) batcher.add(bag(`/${i}`))
  assert.equal(transport.reports.length, 1)
  assert.equal(batcher.waiting, 6)
  clock.advance(250)
  assert.equal(transport.reports.length, 5, 'four calls at once')
  for (let i = 0; i < 6; i++) transport.answerReport()
  assert.equal(transport.reports.length, 7)
  assert.equal(stats.totalRemoteReportSendErrors, 1)
})

test('a queue that is full drops its oldest and counts them', () => {
  const { transport, batcher, stats } = setup(1)
  batcher.add(bag('/a'))
  transport.failReport()
  const big = 'x'.repeat(1024 * 1024)
  for (let i = 0; i < 10; i++) batcher.add(bag(`${i}${big}`))
  assert.equal(stats.totalReportsDropped, 1 + 3, 'the one of the call that failed, and three')
  assert.equal(batcher.waiting, 7)
})

test('every report of a call that Mixer did not take is counted, and none that it took', () => {
  const { transport, clock, batcher, stats } = setup(3)
  for (const code of [RpcCode.unavailable, RpcCode.deadlineExceeded, RpcCode.internal]) {
    for (let i = 0; i < 3; i++) batcher.add(bag(`/${i}`))
    transport.failReport(code)
    clock.advance(60_000)
  }
  assert.equal(stats.totalReportsDropped, 9)
  for (let i = 0; i < 3; i++) batcher.add(bag(`/${i}`))
  transport.failReport(RpcCode.unknown, 'one adapter failed')
  assert.equal(stats.totalReportsDropped, 9)
})

test('draining waits for what is under way', async () => {
  const { transport, batcher } = setup()
  await batcher.drain()
  batcher.add(bag('/a'))
  const drained = batcher.drain()
  assert.equal(transport.reports.length, 1)
  transport.answerReport()
  await drained
})

test('a server that knows fewer words gets the base dictionary from then on', () => {
  const { transport, clock, batcher } = setup(1)
  batcher.add(bag('/a'))
  transport.failReport(13, 'inconsistent global dictionary versions used: mixer knows 111 words')
  clock.advance(5_000)
  batcher.add(bag('/b'))
  assert.deepEqual(
    transport.reports.map((one) => one.globalWordCount),
    [222, 111],
  )
})

const PLAN = RollUpPlan.create({
  namespace: '',
  isEligible: true,
  reads: [{ attribute: 'request.path', key: null }],
  values: ['response.code'],
})

test('with a plan reports are summed up and go after their time', () => {
  const { transport, clock, batcher, stats } = setup()
  batcher.rollUp(PLAN, 7)
  for (let i = 0; i < 50; i++) batcher.add(bag(i % 5 === 0 ? '/a' : '/b'))
  assert.deepEqual([transport.rollUps.length, batcher.waiting], [0, 50])
  clock.advance(1_000)
  assert.deepEqual(
    transport.rollUps[0]?.groups.map(({ count }) => count),
    [10, 40],
  )
  transport.answerReport(7)
  batcher.add(bag('/a'))
  clock.advance(1_000)
  assert.deepEqual([transport.rollUps.length, transport.reports.length], [2, 0])
  assert.deepEqual(
    [stats.totalReportCalls, stats.totalReportsRolledUp, stats.totalRemoteReportSuccesses],
    [51, 51, 1],
  )
  assert.equal(clock.pending, 0)
})

test('what cannot be summed up is sent as it is, beside the sums', () => {
  const { transport, batcher, stats } = setup()
  batcher.rollUp(PLAN, 1)
  batcher.add(bag('/a'))
  batcher.add(new MutableBag([['response.code', 'x']]))
  batcher.flush()
  assert.deepEqual([transport.reports.length, transport.rollUps.length], [1, 1])
  assert.equal(stats.totalReportsRolledUp, 1)
})

test('a full table goes at once', () => {
  const { transport, batcher } = setup()
  batcher.rollUp(PLAN, 1)
  for (let i = 0; i < MAX_GROUPS; i++) batcher.add(bag(`/${i}`))
  assert.equal(transport.rollUps[0]?.groups.length, MAX_GROUPS)
})

test('a newer generation in an answer ends the plan until there is another', () => {
  const { transport, batcher } = setup(1_000)
  batcher.rollUp(PLAN, 7)
  batcher.add(bag('/a'))
  batcher.flush()
  batcher.add(bag('/b'))
  transport.answerReport(8)
  assert.equal(transport.rollUps.length, 2, 'what was summed up before is sent')
  batcher.add(bag('/c'))
  batcher.flush()
  assert.deepEqual([transport.rollUps.length, transport.reports.length], [2, 1])
  batcher.rollUp(PLAN, 8)
  batcher.add(bag('/d'))
  batcher.flush()
  assert.equal(transport.rollUps.length, 3)
})

for (const [name, plan] of [
  ['none', null],
  ['one that does not allow it', RollUpPlan.create({})],
] as const)
  test(`a plan that is ${name} sends each report, after what was summed up`, () => {
    const { transport, batcher } = setup()
    batcher.rollUp(PLAN, 1)
    batcher.add(bag('/a'))
    batcher.rollUp(plan, 2)
    assert.equal(transport.rollUps.length, 1)
    batcher.add(bag('/b'))
    batcher.flush()
    assert.deepEqual([transport.rollUps.length, transport.reports.length], [1, 1])
  })

test('a batcher that sends each report at once goes on doing so', () => {
  const { transport, batcher } = setup(1)
  batcher.rollUp(PLAN, 1)
  batcher.add(bag('/a'))
  assert.deepEqual([transport.rollUps.length, transport.reports.length], [0, 1])
})

test('sums that cannot be delivered are as many lost reports', () => {
  const { transport, clock, batcher, stats } = setup()
  batcher.rollUp(PLAN, 1)
  for (let i = 0; i < 30; i++) batcher.add(bag('/a'))
  batcher.flush()
  transport.failReport()
  assert.equal(stats.totalReportsDropped, 30)
  batcher.add(bag('/a'))
  batcher.flush()
  assert.equal(transport.rollUps.length, 1, 'after a failure nothing is sent for a while')
  clock.advance(250)
  assert.equal(transport.rollUps.length, 2)
})

test('a Mixer that takes no sums gets each report', () => {
  const { transport, clock, batcher } = setup()
  batcher.rollUp(PLAN, 1)
  batcher.add(bag('/a'))
  batcher.flush()
  transport.failReport(12, 'unknown service')
  batcher.add(bag('/b'))
  clock.advance(1_000)
  assert.deepEqual([transport.rollUps.length, transport.reports.length], [1, 1])
})

test('draining sends the sums', async () => {
  const { transport, batcher } = setup()
  batcher.rollUp(PLAN, 1)
  batcher.add(bag('/a'))
  const drained = batcher.drain()
  assert.equal(transport.rollUps.length, 1)
  transport.answerReport(1)
  await drained
})
