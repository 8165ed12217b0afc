/** Clock: the only way that domain code and long-lived parts learn the time or wait, so that tests can hold it. */

export interface Timer {
  /** Stops the timer; safe to call more than once and after it fired. */
  cancel(): void
}

export interface Clock {
  /** Monotonic milliseconds, with fractions. */
  nowMs(): number
  /** Milliseconds since the epoch. */
  wallMs(): number
  /** Calls back once after `delayMs` (0 or more). Does not keep the process alive. */
  after(delayMs: number, callback: () => void): Timer
}

const NOT_HELD = -1
const { performance } = globalThis
let heldMs = NOT_HELD
let heldWallMs = NOT_HELD

/** Holds the machine's clock until `releaseTime`: for the handling of one read, which asks for the time again and again. */
export function holdTime(): void {
  heldMs = performance.now()
}

export function releaseTime(): void {
  heldMs = NOT_HELD
  heldWallMs = NOT_HELD
}

function wallMs(): number {
  if (heldMs === NOT_HELD) return Date.now()
  if (heldWallMs === NOT_HELD) heldWallMs = Date.now()
  return heldWallMs
}

/** The machine's clock. Its timers keep no process alive. */
export const systemClock: Clock = {
  nowMs: () => (heldMs === NOT_HELD ? performance.now() : heldMs),
  wallMs,
  after(delayMs, callback) {
    // Node fires at once, with a warning, above 2^31-1 ms: long waits are cut and re-armed.
    const MAX_MS = 2_147_483_647
    let handle: NodeJS.Timeout
    const arm = (leftMs: number): void => {
      handle = setTimeout(
        () => (leftMs > MAX_MS ? arm(leftMs - MAX_MS) : callback()),
        Math.min(leftMs, MAX_MS),
      )
      handle.unref()
    }
    arm(Math.max(0, delayMs))
    return { cancel: () => clearTimeout(handle) }
  },
}

/** Resolves after `delayMs`; rejects with the signal's reason when it aborts first. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason)
      return
    }
    const onAbort = (): void => {
      timer.cancel()
      reject(signal?.reason)
    }
    const timer = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
