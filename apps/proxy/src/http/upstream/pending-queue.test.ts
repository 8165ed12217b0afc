/** The queue of waiting requests: order, removal anywhere, and its length. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CircuitBreaker } from '@flotilla/balancer'
import fc from 'fast-check'
import type { UpstreamHandler } from '../session.ts'
import { PendingQueue, PendingRequest } from './pending-queue.ts'

const NOBODY: UpstreamHandler = {
  onPoolReady: () => undefined,
  onPoolFailure: () => undefined,
  onUpstreamInformational: () => undefined,
  onUpstreamHead: () => undefined,
  onUpstreamBody: () => undefined,
  onUpstreamEnd: () => undefined,
  onUpstreamReset: () => undefined,
  onUpstreamWritable: () => undefined,
  onUpstreamWire: () => undefined,
  onUpstreamBatch: () => undefined,
}

const NOWHERE = { cancel: (): void => undefined }

test('the queue agrees with an array', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3, max: 5 })), (steps) => {
      const queue = new PendingQueue()
      const model: PendingRequest[] = []
      for (const step of steps) {
        if (step < 0) {
          const request = new PendingRequest(
            NOBODY,
            new CircuitBreaker(),
            {
              protocol: 'http/1.1',
              downstream: null,
              authority: '',
            },
            NOWHERE,
          )
          queue.push(request)
          model.push(request)
        } else if (step === 0) assert.equal(queue.shift(), model.shift() ?? null)
        else {
          const [removed] = model.splice(step - 1, 1)
          if (removed === undefined) continue
          queue.remove(removed)
          queue.remove(removed)
          assert.equal(removed.isWaiting, false)
        }
        assert.equal(queue.length, model.length)
        assert.equal(queue.first, model[0] ?? null)
      }
    }),
  )
})
