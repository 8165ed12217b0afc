/** The outbox: batches by size and time, what is tried again, what is lost and counted, and its end. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeEnv, settled } from './compliance/index.ts'
import { ALL_SENT, Outbox, type OutboxOptions, type SendResult } from './outbox.ts'

interface Bench {
  readonly env: FakeEnv
  readonly outbox: Outbox<string>
  readonly batches: string[][]
  answer: (batch: readonly string[]) => Promise<SendResult<string>>
}

function bench(options: Partial<OutboxOptions<string>> = {}): Bench {
  const env = new FakeEnv()
  const batches: string[][] = []
  const made: { -readonly [K in keyof Bench]: Bench[K] } = {
    env,
    batches,
    answer: () => Promise.resolve(ALL_SENT),
    outbox: new Outbox<string>(env, {
      name: 'test',
      maxWaiting: 5,
      maxBatch: 2,
      intervalMs: 1_000,
      retry: { baseMs: 100, maxMs: 400 },
      send: (batch) => {
        batches.push([...batch])
        return made.answer(batch)
      },
      ...options,
    }),
  }
  return made
}

const failing = (batch: readonly string[]): Promise<SendResult<string>> =>
  Promise.resolve({ again: batch, refused: 0, reason: 'down' })

test('a batch leaves when it is full, and what is not when its time has come', async () => {
  const { env, outbox, batches } = bench()
  for (const item of ['a', 'b', 'c']) assert.equal(outbox.offer(item), true)
  await settled()
  assert.deepEqual(batches, [['a', 'b']])
  await env.advance(999)
  assert.equal(batches.length, 1)
  await env.advance(1)
  assert.deepEqual(batches[1], ['c'])
  assert.deepEqual(env.delivered, { sent: 3, lost: 0, retried: 0 })
  assert.equal(env.waitingItems.get('test'), 0)
  assert.equal(env.clock.pending, 0)
})

test('without an interval every item leaves at once, one batch at a time', async () => {
  const { outbox, batches } = bench({ intervalMs: 0 })
  for (const item of ['a', 'b', 'c', 'd']) outbox.offer(item)
  await settled()
  assert.deepEqual(batches, [['a'], ['b', 'c'], ['d']])
})

test('a batch is bounded by bytes, but a single large item is sent', async () => {
  const { outbox, batches } = bench({ maxBatch: 9, maxBatchBytes: 3, sizeOf: (one) => one.length })
  for (const item of ['aaaa', 'b', 'cc', 'd']) outbox.offer(item)
  await settled()
  assert.deepEqual(batches, [['aaaa'], ['b', 'cc']])
  await outbox.close()
  assert.deepEqual(batches[2], ['d'])
})

test('while the backend is away items wait in order, up to the bound, and nothing is lost below it', async () => {
  const it = bench()
  it.answer = failing
  // Two are in flight, five wait, and the last one finds no room.
  for (const item of 'abcdefgh') assert.equal(it.outbox.offer(item), item !== 'h', item)
  await settled()
  assert.equal(it.outbox.offer('i'), false)
  it.answer = () => Promise.resolve(ALL_SENT)
  for (let i = 0; i < 5; i++) await it.env.advance(400)
  assert.deepEqual([it.env.delivered.sent, it.env.delivered.lost], [7, 2])
  assert.deepEqual(it.batches.slice(0, 2), [
    ['a', 'b'],
    ['a', 'b'],
  ])
  assert.ok(it.env.logged.some(({ message }) => message === 'backend is back'))
})

test('what send throws is tried again; what is refused for good is lost and counted', async () => {
  const it = bench()
  it.answer = () => Promise.reject(new Error('broken pipe'))
  it.outbox.offer('a')
  it.outbox.offer('b')
  await settled()
  it.answer = (batch) => Promise.resolve({ again: batch.slice(1), refused: 1, reason: 'bad' })
  await it.env.advance(100)
  it.answer = () => Promise.resolve(ALL_SENT)
  await it.env.advance(400)
  assert.deepEqual(it.batches, [['a', 'b'], ['a', 'b'], ['b']])
  assert.deepEqual(it.env.delivered, { sent: 1, lost: 1, retried: 2 })
})

test('after the last attempt a batch is given up and the next one goes on', async () => {
  const it = bench({ maxAttempts: 2 })
  it.answer = failing
  for (const item of ['a', 'b', 'c', 'd']) it.outbox.offer(item)
  for (let i = 0; i < 4; i++) await it.env.advance(400)
  assert.deepEqual(it.env.delivered.lost, 4)
})

test('close sends what waits and ends at once where the backend is away', async () => {
  const it = bench()
  it.answer = failing
  for (const item of ['a', 'b', 'c']) it.outbox.offer(item)
  await settled()
  await it.outbox.close()
  await it.outbox.close()
  assert.equal(it.env.delivered.lost, 3)
  assert.equal(it.outbox.offer('late'), false)
  assert.equal(it.env.clock.pending, 0)
})

test('close waits five seconds for a send that hangs, and counts it when it fails after all', async () => {
  const it = bench()
  let fail: (error: Error) => void = () => undefined
  it.answer = () =>
    new Promise((_resolve, reject) => {
      fail = reject
    })
  for (const item of ['a', 'b', 'c']) it.outbox.offer(item)
  const closed = it.outbox.close()
  await it.env.advance(5_000)
  await closed
  assert.equal(it.env.delivered.lost, 1)
  fail(new Error('reset'))
  await settled()
  assert.equal(it.env.delivered.lost, 3)
})
