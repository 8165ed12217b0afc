/** The generation of the rules in force: what answers carry, so that a caller knows when older answers are outdated. */
import type { Clock } from '@flotilla/time'
import type { Source } from '../ingest/source.ts'
import type { Reloader } from './reloader.ts'

export interface PolicyGenerationParts {
  readonly source: Pick<Source, 'version'>
  readonly reloader: Pick<Reloader, 'isSettled' | 'completed'>
  readonly clock: Pick<Clock, 'wallMs'>
}

export class PolicyGeneration {
  private readonly parts: PolicyGenerationParts
  /** Where reloads are counted from. A mixer that starts again must not count lower than before: callers outlive it. */
  private readonly countFrom: number
  private inForce = 0

  constructor(parts: PolicyGenerationParts) {
    this.parts = parts
    this.countFrom = Math.floor(parts.clock.wallMs())
  }

  /**
   * Galley's version that the table in force is of, or a count of reloads where there is no galley; 0 before the first.
   * Never falls. Take it in the same turn as the table. While a change waits to be put in force it stays the one before.
   */
  get current(): number {
    const { source, reloader } = this.parts
    // A version that changes nothing of ours is in force as soon as it is here.
    if (reloader.isSettled) {
      const now = source.version() ?? this.countFrom + reloader.completed
      if (now > this.inForce) this.inForce = now
    }
    return this.inForce
  }
}
