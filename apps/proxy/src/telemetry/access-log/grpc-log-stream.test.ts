/** Entries for a collector: batches by size and time, a bound, and a collector that comes late or goes away. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '@flotilla/time'
import { type GrpcLogCall, GrpcLogStream } from './grpc-log-stream.ts'

interface Sent {
  readonly entries: readonly string[]
  readonly isFirst: boolean
}

interface Collector {
  readonly sent: Sent[]
  isUp: boolean
  end: () => void
  readonly clock: FakeClock
}

function collector(): { readonly state: Collector; readonly stream: GrpcLogStream<string> } {
  const state: Collector = {
    sent: [],
    isUp: true,
    end: () => undefined,
    clock: new FakeClock(),
  }
  const open = (onEnd: () => void): GrpcLogCall<string> | null => {
    state.end = onEnd
    if (!state.isUp) return null
    const send = (entries: readonly string[], isFirst: boolean): void => {
      state.sent.push({ entries, isFirst })
    }
    return { send, unsentBytes: 0, close: onEnd }
  }
  const settings = { flushMs: 1000, flushBytes: 100 }
  return { state, stream: new GrpcLogStream<string>(settings, state.clock, open) }
}

test('entries go by size or after a while, the first message names the sender', () => {
  const { stream, state } = collector()
  const { sent, clock } = state
  stream.add('a', 10)
  assert.equal(sent.length, 0)
  clock.advance(1000)
  assert.deepEqual(sent, [{ entries: ['a'], isFirst: true }])
  stream.add('b', 60)
  stream.add('c', 60)
  assert.deepEqual(sent[1], { entries: ['b', 'c'], isFirst: false })
})

test('a collector that is away is waited for, within the bound', () => {
  const { stream, state } = collector()
  state.isUp = false
  stream.add('a', 600_000)
  stream.add('b', 600_000)
  assert.equal(stream.droppedEntries, 1)
  state.isUp = true
  state.clock.advance(1000)
  assert.deepEqual(state.sent, [{ entries: ['a'], isFirst: true }])
  state.end()
  stream.add('c', 200)
  assert.deepEqual(state.sent[1], { entries: ['c'], isFirst: true }, 'a new call')
})
