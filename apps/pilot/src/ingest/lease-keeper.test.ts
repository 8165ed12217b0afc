/** Leases: written at once, renewed each third of their life, retried while galley is away, ended. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FlotillaError } from '@flotilla/errors'
import { FakeClock } from '@flotilla/time'
import { type LeaseApi, LeaseKeeper, type WorkloadObject } from './lease-keeper.ts'

class FakeGalley implements LeaseApi {
  isAway = false
  readonly calls: string[] = []

  putLease(entry: WorkloadObject, ttlSec: number): Promise<void> {
    return this.answer(`put ${entry.metadata.name} ${entry.spec.address} ${ttlSec}`)
  }

  deleteLease(namespace: string, name: string): Promise<void> {
    return this.answer(`delete ${namespace}/${name}`)
  }

  take(): string[] {
    return this.calls.splice(0)
  }

  private answer(call: string): Promise<void> {
    this.calls.push(call)
    return this.isAway
      ? Promise.reject(new FlotillaError('FLT_RPC_FAILED', 'away'))
      : Promise.resolve()
  }
}

function entry(address: string): WorkloadObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: {
      name: 'a',
      namespace: 'ns',
      labels: {},
      annotations: {},
      creationMs: 0,
      version: '',
    },
    spec: { address },
    source: null,
  }
}

function setUp(): {
  clock: FakeClock
  galley: FakeGalley
  keeper: LeaseKeeper
  failures: number[]
} {
  const clock = new FakeClock()
  const galley = new FakeGalley()
  const failures: number[] = []
  const keeper = new LeaseKeeper({
    api: galley,
    clock,
    ttlSec: 30,
    onFailure: () => failures.push(1),
    random: () => 1,
  })
  return { clock, galley, keeper, failures }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('a lease is written at once and renewed each third of its life', async () => {
  const { clock, galley, keeper } = setUp()
  keeper.hold(entry('1.1.1.1'))
  await settle()
  assert.deepEqual(galley.take(), ['put a 1.1.1.1 30'])
  clock.advance(9_999)
  assert.deepEqual(galley.take(), [])
  clock.advance(1)
  await settle()
  assert.deepEqual(galley.take(), ['put a 1.1.1.1 30'])
  keeper.close()
  assert.equal(clock.pending, 0)
})

test('while galley is away calls are tried again, the latest entry counts', async () => {
  const { clock, galley, keeper, failures } = setUp()
  galley.isAway = true
  keeper.hold(entry('1.1.1.1'))
  await settle()
  clock.advance(200)
  await settle()
  keeper.hold(entry('2.2.2.2'))
  await settle()
  assert.equal(failures.length, 3)
  galley.isAway = false
  galley.take()
  clock.advance(5_000)
  await settle()
  assert.deepEqual(galley.take(), ['put a 2.2.2.2 30'])
  keeper.close()
})

test('a released lease is deleted, also after failures, and then forgotten', async () => {
  const { clock, galley, keeper } = setUp()
  keeper.hold(entry('1.1.1.1'))
  await settle()
  galley.isAway = true
  galley.take()
  keeper.release('ns', 'a')
  await settle()
  galley.isAway = false
  clock.advance(200)
  await settle()
  assert.deepEqual(galley.take(), ['delete ns/a', 'delete ns/a'])
  assert.equal(keeper.size, 0)
  assert.equal(clock.pending, 0)
})

test('deleting is given up once the lease has run out by itself', async () => {
  const { clock, galley, keeper } = setUp()
  keeper.hold(entry('1.1.1.1'))
  await settle()
  galley.isAway = true
  keeper.release('ns', 'a')
  for (let i = 0; i < 20; i++) {
    await settle()
    clock.advance(5_000)
  }
  await settle()
  assert.equal(keeper.size, 0)
  assert.equal(clock.pending, 0)
})

test('a workload that comes back while its deletion is on its way is written again', async () => {
  const { galley, keeper } = setUp()
  keeper.hold(entry('1.1.1.1'))
  await settle()
  keeper.release('ns', 'a')
  keeper.hold(entry('3.3.3.3'))
  await settle()
  assert.deepEqual(galley.take(), ['put a 1.1.1.1 30', 'delete ns/a', 'put a 3.3.3.3 30'])
  keeper.close()
})
