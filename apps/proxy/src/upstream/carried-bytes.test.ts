/** Bytes of open connections are counted once, whenever somebody looks. */
import assert from 'node:assert/strict'
import { Socket } from 'node:net'
import { test } from 'node:test'
import { CarriedBytes } from './carried-bytes.ts'
import { ClusterStats } from './cluster-stats.ts'

test('what a connection carried is counted while it is open and when it ends', () => {
  const stats = new ClusterStats()
  const carried = new CarriedBytes(stats)
  const socket = new Socket()
  let received = 0
  Object.defineProperty(socket, 'bytesRead', { get: () => received })
  Object.defineProperty(socket, 'bytesWritten', { get: () => received * 2 })
  carried.begin(socket)
  received = 10
  carried.settle()
  carried.settle()
  assert.deepEqual([stats.upstreamCxRxBytesTotal, stats.upstreamCxTxBytesTotal], [10, 20])
  received = 15
  carried.end(socket)
  carried.end(socket)
  assert.deepEqual([stats.upstreamCxRxBytesTotal, stats.upstreamCxTxBytesTotal], [15, 30])
})
