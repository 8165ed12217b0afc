/** From events to pushes: gathers changes, builds the next snapshot once, and publishes it. */
import { scope } from '@flotilla/log'
import type { Clock } from '@flotilla/time'
import type { PilotMetrics } from '../metrics.ts'
import type { SnapshotBuilder } from '../snapshot/snapshot-builder.ts'
import { Debouncer } from './debouncer.ts'
import type { Discovery } from './discovery.ts'

export interface PushCycleOptions {
  readonly clock: Clock
  readonly metrics: PilotMetrics
  readonly quietMs: number
  readonly maxMs: number
  /** Endpoints alone wait only so long. */
  readonly endpointQuietMs: number
  readonly builder: SnapshotBuilder
  readonly discovery: Discovery
  /** Version of the configuration held, null before the first whole one: then nothing is built. */
  readonly configVersion: () => number | null
  readonly onBuilt: () => void
}

const log = scope('pilot.push')

export class PushCycle {
  private readonly options: PushCycleOptions
  private readonly config: Debouncer<null>
  private readonly endpoints: Debouncer<null>
  private waiting: (() => void)[] = []

  constructor(options: PushCycleOptions) {
    this.options = options
    const common = {
      clock: options.clock,
      merge: () => null,
      fire: (_: null, startedMs: number) => this.build(startedMs),
    }
    this.config = new Debouncer({ ...common, quietMs: options.quietMs, maxMs: options.maxMs })
    this.endpoints = new Debouncer({
      ...common,
      quietMs: options.endpointQuietMs,
      maxMs: Math.max(options.endpointQuietMs, options.quietMs),
    })
  }

  configChanged(): void {
    this.config.add(null)
  }

  endpointsChanged(): void {
    this.endpoints.add(null)
  }

  /** Resolves when the next snapshot is published. */
  nextBuild(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve)
    })
  }

  close(): void {
    this.config.close()
    this.endpoints.close()
    this.wake()
  }

  private build(startedMs: number): void {
    const { clock, metrics, builder, discovery, configVersion, onBuilt } = this.options
    const version = configVersion()
    if (version === null) return
    metrics.debounceTime.observe((clock.nowMs() - startedMs) / 1000)
    try {
      const { snapshot, changes } = builder.build(version)
      discovery.publish(snapshot, changes, startedMs)
      onBuilt()
    } catch (error) {
      // The last good snapshot stays; what cannot be translated is a mistake of ours.
      metrics.internalErrors.inc()
      log.error('snapshot cannot be built', { error, configVersion: version })
    }
    this.wake()
  }

  private wake(): void {
    const { waiting } = this
    this.waiting = []
    for (const resolve of waiting) resolve()
  }
}
