/** One coarse timer wheel for the many timeouts of the data path: arming and cancelling are O(1) and allocate nothing. */
import type { Clock, Timer } from './clock.ts'

/** A timeout that its owner embeds once and re-arms at will. */
export class WheelTimer {
  /** @internal */ dueTick = -1
  /** @internal */ slot = -1
  /** @internal */ next: WheelTimer | null = null
  /** @internal */ prev: WheelTimer | null = null
  /** Called when it falls due, once per arming. */
  onDue: () => void

  constructor(onDue: () => void) {
    this.onDue = onDue
  }

  get armed(): boolean {
    return this.slot !== -1
  }
}

const SLOTS = 1024

export class TimerWheel {
  private readonly clock: Clock
  private readonly tickMs: number
  private readonly slots: (WheelTimer | null)[] = new Array(SLOTS).fill(null)
  private tick: number
  private armedCount = 0
  private driver: Timer | null = null

  /** @param tickMs resolution; a timer fires 0 to 2 ticks after its delay. Default 10. */
  constructor(clock: Clock, tickMs = 10) {
    this.clock = clock
    this.tickMs = tickMs
    this.tick = this.currentTick()
  }

  /** Arms or re-arms the timer `delayMs` from now. */
  arm(timer: WheelTimer, delayMs: number): void {
    if (timer.slot !== -1) this.unlink(timer)
    if (this.armedCount === 0) this.tick = this.currentTick()
    timer.dueTick =
      Math.max(this.tick, this.currentTick()) + 1 + Math.ceil(Math.max(0, delayMs) / this.tickMs)
    this.link(timer)
    if (this.driver === null) this.schedule()
  }

  /** Disarms the timer; nothing happens when it is not armed. */
  cancel(timer: WheelTimer): void {
    if (timer.slot !== -1) this.unlink(timer)
  }

  /** Stops the wheel; armed timers never fire. */
  close(): void {
    this.driver?.cancel()
    this.driver = null
  }

  /** Timers that are armed now. */
  get size(): number {
    return this.armedCount
  }

  private currentTick(): number {
    return Math.floor(this.clock.nowMs() / this.tickMs)
  }

  private schedule(): void {
    this.driver = this.clock.after(this.tickMs, () => {
      this.driver = null
      this.turn()
      if (this.armedCount > 0 && this.driver === null) this.schedule()
    })
  }

  private turn(): void {
    const now = this.currentTick()
    // After a long stall every slot is visited once: due ticks are compared, not assumed.
    const steps = Math.min(now - this.tick, SLOTS)
    const from = now - steps
    for (let i = 1; i <= steps; i++) {
      this.tick = from + i
      let timer = this.slots[this.tick % SLOTS] ?? null
      while (timer !== null) {
        const next: WheelTimer | null = timer.next
        if (timer.dueTick <= now) {
          this.unlink(timer)
          timer.onDue()
        }
        // What fired may have cancelled or moved the next one: the others of the slot are still due.
        if (next === null || next.slot === this.tick % SLOTS) timer = next
        else timer = this.slots[this.tick % SLOTS] ?? null
      }
    }
  }

  private link(timer: WheelTimer): void {
    const slot = timer.dueTick % SLOTS
    const head = this.slots[slot] ?? null
    timer.slot = slot
    timer.prev = null
    timer.next = head
    if (head !== null) head.prev = timer
    this.slots[slot] = timer
    this.armedCount++
  }

  private unlink(timer: WheelTimer): void {
    if (timer.prev !== null) timer.prev.next = timer.next
    else this.slots[timer.slot] = timer.next
    if (timer.next !== null) timer.next.prev = timer.prev
    timer.prev = null
    timer.next = null
    timer.slot = -1
    this.armedCount--
  }
}
