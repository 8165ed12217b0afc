/** Remembers recent answers by deduplication id in two generations: an id lives one to two periods. */

export interface Remembered {
  readonly amount: bigint
  /** When the grant ends, monotonic ms; 0 where it has no end. */
  readonly expiresAtMs: number
}

/** Ids of one generation; a fuller one ends early. docs/limits.md */
export const MAX_IDS = 100_000

export class Dedup {
  private readonly periodMs: number
  private recent = new Map<string, Remembered>()
  private old = new Map<string, Remembered>()
  private turnedAtMs: number

  constructor(periodMs: number, nowMs: number) {
    this.periodMs = periodMs
    this.turnedAtMs = nowMs
  }

  get(id: string, nowMs: number): Remembered | null {
    this.turn(nowMs)
    return this.recent.get(id) ?? this.old.get(id) ?? null
  }

  set(id: string, answer: Remembered): void {
    if (this.recent.size >= MAX_IDS) this.swap()
    this.recent.set(id, answer)
  }

  private turn(nowMs: number): void {
    const periods = Math.floor((nowMs - this.turnedAtMs) / this.periodMs)
    if (periods === 0) return
    this.turnedAtMs += periods * this.periodMs
    this.swap()
    if (periods > 1) this.swap()
  }

  private swap(): void {
    this.old = this.recent
    this.recent = new Map()
  }
}
