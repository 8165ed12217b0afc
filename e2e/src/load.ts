/** Constant-rate load on one URL: requests start on schedule whether or not earlier ones have ended. */
import { setTimeout as delay } from 'node:timers/promises'
import { fetchOnce } from './http.ts'

export interface LoadOptions {
  readonly url: string
  readonly perSecond: number
  /** Ends after this many requests, and not before `until` says so. */
  readonly requests: number
  /** Every so many requests one gets a connection of its own. */
  readonly freshEvery: number
  /** Whether what the load was for has happened: it goes on until then, at most `maxRequests`. */
  readonly until: () => boolean
  readonly maxRequests: number
  readonly headers?: (i: number) => Readonly<Record<string, string>>
}

export interface LoadResult {
  readonly sent: number
  readonly fresh: number
  readonly failed: number
  /** The first failures, as sentences. */
  readonly failures: readonly string[]
  readonly p50Ms: number
  readonly p99Ms: number
}

const KEPT_FAILURES = 10
/** What the page says when a service behind it failed: the page itself still comes. */
const MISSING = /Error fetching product \w+|Ratings service is currently unavailable/
/** Requests under way at once; beyond it the load waits, which is itself a failure to keep up. */
const MAX_IN_FLIGHT = 500

/** Sends the load and waits for every answer. */
export async function sendLoad(options: LoadOptions): Promise<LoadResult> {
  const startedAt = performance.now()
  const times: number[] = []
  const failures: string[] = []
  const pending = new Set<Promise<void>>()
  let sent = 0
  let fresh = 0
  let failed = 0
  while ((sent < options.requests || !options.until()) && sent < options.maxRequests) {
    const i = sent++
    const isFresh = i % options.freshEvery === 0
    if (isFresh) fresh++
    const one = fetchOnce(options.url, {
      fresh: isFresh,
      timeoutMs: 20_000,
      headers: options.headers?.(i) ?? {},
    })
      .then(
        (answer) => {
          times.push(answer.ms)
          if (answer.status !== 200)
            return `request ${i}: status ${answer.status} ${answer.body.slice(0, 120)}`
          const missing = MISSING.exec(answer.body)
          return missing === null ? null : `request ${i}: ${missing[0]}`
        },
        (error: unknown) =>
          `request ${i}: ${error instanceof Error ? error.message : String(error)}`,
      )
      .then((failure) => {
        if (failure === null) return
        failed++
        if (failures.length < KEPT_FAILURES)
          failures.push(`${((performance.now() - startedAt) / 1000).toFixed(2)} s: ${failure}`)
      })
    pending.add(one)
    void one.finally(() => pending.delete(one))
    if (pending.size >= MAX_IN_FLIGHT) await Promise.race(pending)
    const dueMs = (sent / options.perSecond) * 1000 - (performance.now() - startedAt)
    if (dueMs > 1) await delay(dueMs)
  }
  await Promise.all(pending)
  times.sort((a, b) => a - b)
  const at = (ratio: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * ratio))] ?? 0
  return { sent, fresh, failed, failures, p50Ms: at(0.5), p99Ms: at(0.99) }
}
