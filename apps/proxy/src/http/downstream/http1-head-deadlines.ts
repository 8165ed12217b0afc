/** When the timers of a stream run out whose head is still coming. */
import type { ManagerConfig } from '../manager-config.ts'

/** Envoy: request, idle and duration timers of a stream begin with the first byte of its head. */
export function headDueMs(
  config: ManagerConfig,
  headStartMs: number,
  lastActivityMs: number,
): number {
  let dueMs = Number.POSITIVE_INFINITY
  if (config.streamIdleTimeoutMs > 0) dueMs = lastActivityMs + config.streamIdleTimeoutMs
  if (config.requestTimeoutMs > 0) dueMs = Math.min(dueMs, headStartMs + config.requestTimeoutMs)
  if (config.maxStreamDurationMs > 0)
    dueMs = Math.min(dueMs, headStartMs + config.maxStreamDurationMs)
  return dueMs
}
