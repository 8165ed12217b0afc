/** Counts how often a thread's event loop stood still, as Envoy's watchdog does for its threads. */
import type { Clock, Timer } from '@flotilla/time'

export interface WatchdogSettings {
  /** A pause above this is a miss, ms. */
  readonly missMs: number
  /** A pause above this is a miss of the other kind too, ms. */
  readonly megaMissMs: number
}

/** Envoy's names. */
export interface WatchdogCounts {
  watchdogMiss: number
  watchdogMegaMiss: number
}

/** A pause is known once it is over: who waits for the thread's next turn is late by it. */
export class Watchdog {
  readonly counts: WatchdogCounts = { watchdogMiss: 0, watchdogMegaMiss: 0 }
  private readonly settings: WatchdogSettings
  private readonly clock: Clock
  private readonly everyMs: number
  private lastMs = 0
  private timer: Timer | null = null

  constructor(settings: WatchdogSettings, clock: Clock) {
    this.settings = settings
    this.clock = clock
    // Envoy looks twice within the shortest time that counts.
    this.everyMs = Math.max(1, Math.min(settings.missMs, settings.megaMissMs) / 2)
  }

  start(): void {
    this.lastMs = this.clock.nowMs()
    this.arm()
  }

  close(): void {
    this.timer?.cancel()
    this.timer = null
  }

  private arm(): void {
    this.timer = this.clock.after(this.everyMs, () => {
      const nowMs = this.clock.nowMs()
      this.note(nowMs - this.lastMs)
      this.lastMs = nowMs
      this.arm()
    })
  }

  /** @param pauseMs between two turns. */
  private note(pauseMs: number): void {
    if (pauseMs > this.settings.missMs) this.counts.watchdogMiss++
    if (pauseMs > this.settings.megaMissMs) this.counts.watchdogMegaMiss++
  }
}
