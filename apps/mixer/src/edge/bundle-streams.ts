/** The proxies that listen for bundles: each gets its namespace's at once, and the next when another policy is in force. */
import type { Bundle } from '@flotilla/proto'
import type { Clock, Timer } from '@flotilla/time'
import type { EdgeMetrics } from '../metrics/edge-metrics.ts'
import type { NamespaceBundles } from './namespace-bundles.ts'

/** Whoever listens: a gRPC call, or a test. */
export interface BundleListener {
  /** False where it holds enough for now: then `drain` is told. */
  write(bundle: Bundle): boolean
  once(event: 'drain', listener: () => void): unknown
  end(): void
}

export interface BundleStreamsParts {
  readonly bundles: NamespaceBundles
  /** Generation of the table in force, 0 while there is none. */
  readonly generation: () => number
  readonly metrics: EdgeMetrics
  readonly clock: Clock
}

interface Stream {
  readonly listener: BundleListener
  readonly namespace: string
  /** What it was told last. */
  generation: number
  digest: string
  /** Whether it has not taken yet what it was sent: it then gets only the newest. */
  isFull: boolean
}

/** Changes come in bursts, and those who tell of them are still at it. */
const SETTLE_MS = 5

export class BundleStreams {
  private readonly parts: BundleStreamsParts
  private readonly streams = new Map<BundleListener, Stream>()
  private timer: Timer | null = null
  private isClosed = false

  constructor(parts: BundleStreamsParts) {
    this.parts = parts
  }

  /** @param knownDigest content that the listener has already; empty for none. */
  open(listener: BundleListener, namespace: string, knownDigest: string): void {
    if (this.isClosed) {
      listener.end()
      return
    }
    const stream = { listener, namespace, generation: 0, digest: knownDigest, isFull: false }
    this.streams.set(listener, stream)
    this.parts.metrics.listeners(this.streams.size)
    this.send(stream)
  }

  /** The listener is gone. */
  left(listener: BundleListener): void {
    this.streams.delete(listener)
    this.parts.metrics.listeners(this.streams.size)
  }

  /** Something may have changed: whoever has not heard of the policy in force is told soon. */
  touch(): void {
    if (this.isClosed) return
    this.timer ??= this.parts.clock.after(SETTLE_MS, () => {
      this.timer = null
      for (const stream of this.streams.values()) this.send(stream)
    })
  }

  /** How many listen for a namespace. */
  listenersOf(namespace: string): number {
    let count = 0
    for (const stream of this.streams.values()) if (stream.namespace === namespace) count++
    return count
  }

  /** Namespaces that somebody listens for, sorted. */
  namespaces(): readonly string[] {
    return [...new Set([...this.streams.values()].map(({ namespace }) => namespace))].sort()
  }

  /** Ends all streams: a server that stops does not wait for them. */
  close(): void {
    this.isClosed = true
    this.timer?.cancel()
    for (const listener of this.streams.keys()) listener.end()
    this.streams.clear()
  }

  private send(stream: Stream): void {
    const generation = this.parts.generation()
    if (generation === stream.generation || stream.isFull) return
    const bundle = this.parts.bundles.bundleOf(stream.namespace, generation, stream.digest)
    stream.generation = generation
    stream.digest = bundle.digest
    this.parts.metrics.sent(bundle)
    if (stream.listener.write(bundle)) return
    stream.isFull = true
    stream.listener.once('drain', () => {
      stream.isFull = false
      this.send(stream)
    })
  }
}
