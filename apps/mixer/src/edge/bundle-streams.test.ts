/** Who is told what, and when, of the policy in force. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Registry } from '@flotilla/metrics'
import { Bundle } from '@flotilla/proto'
import { FakeClock } from '@flotilla/time'
import { EdgeMetrics } from '../metrics/edge-metrics.ts'
import { type BundleListener, BundleStreams } from './bundle-streams.ts'
import type { NamespaceBundles } from './namespace-bundles.ts'

class Listener implements BundleListener {
  readonly bundles: Bundle[] = []
  isFull = false
  isEnded = false
  private onDrain: (() => void) | null = null

  write(bundle: Bundle): boolean {
    this.bundles.push(bundle)
    return !this.isFull
  }

  once(_event: 'drain', listener: () => void): void {
    this.onDrain = listener
  }

  drain(): void {
    this.isFull = false
    this.onDrain?.()
  }

  end(): void {
    this.isEnded = true
  }

  get generations(): readonly number[] {
    return this.bundles.map((bundle) => bundle.flotillaPolicyGeneration)
  }
}

function setup() {
  const clock = new FakeClock()
  const state = { generation: 0 }
  const bundles: Pick<NamespaceBundles, 'bundleOf'> = {
    bundleOf: (namespace, generation, knownDigest) =>
      Bundle.create({
        namespace,
        flotillaPolicyGeneration: generation,
        checkEligible: true,
        digest: 'd',
        content: knownDigest === 'd' ? new Uint8Array() : new Uint8Array(1),
      }),
  }
  const streams = new BundleStreams({
    bundles: bundles as NamespaceBundles, // all that is called
    generation: () => state.generation,
    metrics: new EdgeMetrics(new Registry()),
    clock,
  })
  const change = (generation: number): void => {
    state.generation = generation
    streams.touch()
    clock.advance(5)
  }
  return { streams, change, clock, state }
}

test('nothing is said before there is a policy, and nothing twice', () => {
  const { streams, change } = setup()
  const listener = new Listener()
  streams.open(listener, 'a', '')
  assert.deepEqual(listener.generations, [])
  change(5)
  change(5)
  change(6)
  assert.deepEqual(listener.generations, [5, 6])
  assert.deepEqual(
    listener.bundles.map((bundle) => bundle.content.length),
    [1, 0],
  )
})

test('changes that come together are told once', () => {
  const { streams, clock, state } = setup()
  const listener = new Listener()
  streams.open(listener, 'a', 'd')
  for (const generation of [5, 6, 7]) {
    state.generation = generation
    streams.touch()
  }
  clock.advance(5)
  assert.deepEqual(listener.generations, [7])
})

test('who is slow gets only the newest', () => {
  const { streams, change } = setup()
  const listener = new Listener()
  listener.isFull = true
  streams.open(listener, 'a', '')
  for (const generation of [5, 6, 7]) change(generation)
  assert.deepEqual(listener.generations, [5])
  listener.drain()
  assert.deepEqual(listener.generations, [5, 7])
})

test('who has left is told no more, and a server that stops ends all', () => {
  const { streams, change } = setup()
  const [gone, stays, late] = [new Listener(), new Listener(), new Listener()]
  streams.open(gone, 'a', '')
  streams.open(stays, 'b', '')
  assert.deepEqual([streams.namespaces(), streams.listenersOf('a')], [['a', 'b'], 1])
  streams.left(gone)
  change(5)
  assert.deepEqual([gone.generations, stays.generations], [[], [5]])
  streams.close()
  streams.open(late, 'a', '')
  change(6)
  assert.deepEqual([gone.isEnded, stays.isEnded, late.isEnded], [false, true, true])
  assert.deepEqual([stays.generations, late.generations], [[5], []])
})
