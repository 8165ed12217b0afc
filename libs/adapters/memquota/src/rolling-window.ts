/** A counter whose consumption is given back after a window of time, in slots of 100 ms. */

/** Length of a slot, ms. */
export const TICK_MS = 100

const TICKS_PER_SECOND = 1_000 / TICK_MS

export class RollingWindow {
  private readonly slots: number[]
  private readonly max: number
  private available: number
  private tick: number

  /** @param windowMs rounded up to whole seconds, as Istio 1.4 does. @param tick the present, in slots since any fixed time. */
  constructor(max: number, windowMs: number, tick: number) {
    this.slots = new Array<number>(Math.ceil(windowMs / 1_000) * TICKS_PER_SECOND).fill(0)
    this.max = max
    this.available = max
    this.tick = tick
  }

  /** Takes `amount`, or what is left where less will do; returns what was taken. */
  take(amount: number, isBestEffort: boolean, tick: number): number {
    this.roll(tick)
    const taken = amount <= this.available ? amount : isBestEffort ? this.available : 0
    this.add(this.tick, taken)
    this.available -= taken
    return taken
  }

  /** Gives back up to `amount` of what is consumed now, from the newest slots first; returns what was given back. */
  give(amount: number, tick: number): number {
    this.roll(tick)
    let left = amount
    for (let age = 0; age < this.slots.length && left > 0; age++) {
      const freed = Math.min(left, this.slots[this.slotOf(this.tick - age)] ?? 0)
      this.add(this.tick - age, -freed)
      left -= freed
    }
    this.available += amount - left
    return amount - left
  }

  /** Whether nothing is consumed: a fresh window would be the same. */
  isIdle(tick: number): boolean {
    this.roll(tick)
    return this.available === this.max
  }

  private roll(tick: number): void {
    const steps = Math.min(tick - this.tick, this.slots.length)
    for (let i = steps; i > 0; i--) {
      const slot = this.slotOf(tick - i + 1)
      this.available += this.slots[slot] ?? 0
      this.slots[slot] = 0
    }
    if (tick > this.tick) this.tick = tick
  }

  private add(tick: number, amount: number): void {
    const slot = this.slotOf(tick)
    this.slots[slot] = (this.slots[slot] ?? 0) + amount
  }

  private slotOf(tick: number): number {
    const length = this.slots.length
    return ((tick % length) + length) % length
  }
}
