/** What keeps one client, or many at once, from holding up the rest: limiter, queue and writer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '@flotilla/time'
import { PushQueue } from './push-queue.ts'
import { mergeUpdates, type Scope } from './push-update.ts'
import { StreamLimiter } from './stream-limiter.ts'
import { StreamWriter } from './stream-writer.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test("a second's worth of streams comes at once, more wait, too many are refused", async () => {
  const clock = new FakeClock()
  clock.advance(10_000)
  const limiter = new StreamLimiter(clock, 10, 500)
  const admitted: boolean[] = []
  for (let i = 0; i < 18; i++) void limiter.admit().then((isAdmitted) => admitted.push(isAdmitted))
  await turn()
  assert.equal(admitted.filter(Boolean).length, 11)
  assert.equal(admitted.filter((isAdmitted) => !isAdmitted).length, 2)
  clock.advance(500)
  await turn()
  assert.equal(admitted.filter(Boolean).length, 16)
})

test('clients are pushed to one a turn, each once however often it is added', async () => {
  const queue = new PushQueue()
  const order: string[] = []
  const keys = ['a', 'b', 'c'].map((name) => ({ name }))
  for (const key of [...keys, ...keys])
    queue.add(key, () => {
      order.push(key.name)
      return Promise.resolve()
    })
  assert.equal(queue.size, 3)
  await turn()
  assert.deepEqual(order, ['a'])
  await turn()
  await turn()
  assert.deepEqual(order, ['a', 'b', 'c'])
  assert.equal(queue.size, 0)
})

test('updates merge by union, everything wins over names', () => {
  const earlier = new Map<string, Scope>().set('x', new Set(['a'])).set('y', 'all')
  const later = new Map<string, Scope>().set('x', new Set(['b'])).set('y', new Set(['c']))
  const merged = mergeUpdates(earlier, later)
  assert.deepEqual(merged.get('x'), new Set(['a', 'b']))
  assert.equal(merged.get('y'), 'all')
  const many = new Set(Array.from({ length: 10_001 }, (_, i) => String(i)))
  assert.equal(
    mergeUpdates(new Map([['x', many]]), new Map([['x', new Set(['a'])]])).get('x'),
    'all',
  )
})

class SlowCall {
  callback: (error?: Error) => void = () => undefined
  readonly errors: number[] = []
  write(_: string, callback: (error?: Error | null) => void): boolean {
    this.callback = callback
    return true
  }
  emit(_: 'error', error: { code: number }): boolean {
    this.errors.push(error.code)
    return true
  }
}

test('a write is done when it has left, and fails when the stream does', async () => {
  const call = new SlowCall()
  const writer = new StreamWriter<string>(call, new FakeClock(), 1_000)
  const sent = writer.send('x')
  call.callback()
  await sent
  const failed = writer.send('y')
  call.callback(new Error('reset'))
  await assert.rejects(failed, { code: 'FLT_RPC_FAILED' })
  const cut = writer.send('z')
  writer.close()
  await assert.rejects(cut, { code: 'FLT_RPC_FAILED' })
  await assert.rejects(writer.send('later'), { code: 'FLT_RPC_FAILED' })
})

test('a client that takes nothing for too long is cut off', async () => {
  const clock = new FakeClock()
  const call = new SlowCall()
  const writer = new StreamWriter<string>(call, clock, 1_000)
  let isClosed = false
  writer.onClose(() => {
    isClosed = true
  })
  const sent = writer.send('x')
  clock.advance(1_000)
  await assert.rejects(sent, { code: 'FLT_RPC_DEADLINE' })
  assert.deepEqual([isClosed, call.errors], [true, [4]])
  assert.equal(clock.pending, 0)
})
