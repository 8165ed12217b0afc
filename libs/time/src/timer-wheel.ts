/**
 * One coarse timer wheel for the many timeouts of the data path: arming and cancelling are O(1) and allocate nothing.
 *
 * Two levels: near timers have a slot a tick, so that a slot holds one due tick only; far ones have a slot a round of the near
 * level, and move to it when their round begins. In between the wheel sleeps: an idle process is not woken each tick.
 */
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

/** Slots of each level: of one tick each, and of one round of those each. */
const SLOTS = 1024
const NEVER = Number.POSITIVE_INFINITY

export class TimerWheel {
  private readonly clock: Clock
  private readonly tickMs: number
  /** The near level's slots, then the far level's. */
  private readonly slots: (WheelTimer | null)[] = new Array(2 * SLOTS).fill(null)
  /** All that was due up to this tick has fired. */
  private tick: number
  private armedCount = 0
  private driver: Timer | null = null
  /** When the driver wakes; nothing is due and no round with timers begins before. */
  private wakeTick = NEVER

  /** @param tickMs resolution; a timer fires 0 to 2 ticks after its delay. Default 10. */
  constructor(clock: Clock, tickMs = 10) {
    this.clock = clock
    this.tickMs = tickMs
    this.tick = this.currentTick()
  }

  /** Arms or re-arms the timer `delayMs` from now. */
  arm(timer: WheelTimer, delayMs: number): void {
    if (timer.slot !== -1) this.unlink(timer)
    const now = this.currentTick()
    // What the driver sleeps through is empty: near is counted from now.
    this.tick = Math.max(this.tick, Math.min(now, this.wakeTick - 1))
    timer.dueTick = Math.max(this.tick, now) + 1 + Math.ceil(Math.max(0, delayMs) / this.tickMs)
    const eventTick = this.link(timer)
    if (eventTick < this.wakeTick) this.wakeAt(eventTick)
  }

  /** Disarms the timer; nothing happens when it is not armed. */
  cancel(timer: WheelTimer): void {
    if (timer.slot !== -1) this.unlink(timer)
  }

  /** Stops the wheel; armed timers never fire. */
  close(): void {
    this.driver?.cancel()
    this.driver = null
    this.wakeTick = NEVER
  }

  /** Timers that are armed now. */
  get size(): number {
    return this.armedCount
  }

  private currentTick(): number {
    return Math.floor(this.clock.nowMs() / this.tickMs)
  }

  private wakeAt(tick: number): void {
    this.driver?.cancel()
    this.wakeTick = tick
    this.driver = this.clock.after(Math.max(0, tick * this.tickMs - this.clock.nowMs()), () => {
      this.driver = null
      this.turn()
    })
  }

  private turn(): void {
    const now = this.currentTick()
    try {
      for (let next = this.nextEvent(); next <= now; next = this.nextEvent()) {
        this.tick = next
        // What fires may arm others: while the wheel turns nobody has to wake it.
        this.wakeTick = next
        if (next % SLOTS === 0) this.beginRound(next / SLOTS)
        this.fire(next % SLOTS)
      }
    } finally {
      // An owner threw: the others of its tick are still due.
      if (this.slots[this.tick % SLOTS] !== null) this.tick--
      const next = this.nextEvent()
      this.tick = Math.max(this.tick, Math.min(now, next - 1))
      this.wakeTick = NEVER
      if (next !== NEVER) this.wakeAt(next)
    }
  }

  /** Moves the far timers of a round to the near level, or leaves those that are due rounds of the far level later. */
  private beginRound(round: number): void {
    const slot = SLOTS + (round % SLOTS)
    let timer = this.slots[slot] ?? null
    this.slots[slot] = null
    while (timer !== null) {
      const next: WheelTimer | null = timer.next
      this.armedCount--
      this.link(timer)
      timer = next
    }
  }

  /** Fires a slot until it is empty: each timer may cancel or move others of it. */
  private fire(slot: number): void {
    for (let timer = this.slots[slot]; timer; timer = this.slots[slot]) {
      this.unlink(timer)
      timer.onDue()
    }
  }

  /** The next tick at which a timer is due or a round with timers begins. */
  private nextEvent(): number {
    if (this.armedCount === 0) return NEVER
    let near = NEVER
    for (let tick = this.tick + 1; tick < this.tick + SLOTS; tick++)
      if (this.slots[tick % SLOTS] !== null) {
        near = tick
        break
      }
    const round = Math.floor(this.tick / SLOTS)
    for (let ahead = round + 1; ahead <= round + SLOTS && ahead * SLOTS < near; ahead++)
      if (this.slots[SLOTS + (ahead % SLOTS)] !== null) return ahead * SLOTS
    return near
  }

  /** Returns the tick at which the wheel must look at the timer: when it is due, or when its round begins. */
  private link(timer: WheelTimer): number {
    const { dueTick } = timer
    const isNear = dueTick - this.tick < SLOTS
    const round = Math.floor(dueTick / SLOTS)
    const slot = isNear ? dueTick % SLOTS : SLOTS + (round % SLOTS)
    const head = this.slots[slot] ?? null
    timer.slot = slot
    timer.prev = null
    timer.next = head
    if (head !== null) head.prev = timer
    this.slots[slot] = timer
    this.armedCount++
    return isNear ? dueTick : round * SLOTS
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
