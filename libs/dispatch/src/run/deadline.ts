/** Bounds the wait for an adapter: nothing in a request or a reload may wait for ever. */
import { FlotillaError } from '@flotilla/errors'
import type { Clock } from '@flotilla/time'

/** Longest wait for one call of a handler; out of process its connection says. docs/limits.md */
export const CALL_TIMEOUT_MS = 5_000

/** The value of the promise, or FLT_ADAPTER_FAILED after `timeoutMs`. @param onLate gets a value that came after all. */
export function withinDeadline<T>(
  promise: Promise<T>,
  clock: Clock,
  timeoutMs: number,
  onLate: (value: T) => void = () => undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let isLate = false
    const timer = clock.after(timeoutMs, () => {
      isLate = true
      reject(new FlotillaError('FLT_ADAPTER_FAILED', `no answer within ${timeoutMs} ms`))
    })
    promise.then(
      (value) => {
        timer.cancel()
        if (isLate) onLate(value)
        else resolve(value)
      },
      (error: unknown) => {
        timer.cancel()
        // After the deadline nobody waits for the error any more: the timeout was reported in its place.
        if (!isLate) reject(error)
      },
    )
  })
}
