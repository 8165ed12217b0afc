/** When a connection or its stream falls due, and by which of its timers (spec §2.2). */
import { isGrpcRequest } from '@flotilla/match'
import { grpcTimeoutMs, setGrpcTimeout } from '../grpc-timeout.ts'
import type { HeaderList } from '../headers.ts'
import type { ManagerConfig } from '../manager-config.ts'
import { ResponseFlag } from '../response-flags.ts'
import type { ForwardAction } from '../route/route.ts'
import type { ServerStream } from './server-stream.ts'

const StreamTimer = { None: 0, Idle: 1, Duration: 2, Request: 3 } as const
type StreamTimer = (typeof StreamTimer)[keyof typeof StreamTimer]

/** Infinity where the timeout is off. */
function after(fromMs: number, timeoutMs: number): number {
  return timeoutMs > 0 ? fromMs + timeoutMs : Number.POSITIVE_INFINITY
}

/**
 * How long a stream may last by a route that sets `max_stream_duration`: what a gRPC caller asks for within the route's
 * cap, else the route's own. Tells the upstream of a gRPC call. -1: the connection manager's; 0: for ever.
 */
export function streamDurationMs(action: ForwardAction, headers: HeaderList): number {
  const isGrpc = isGrpcRequest(headers)
  const capMs = action.grpcTimeoutHeaderMaxMs
  const askedMs = capMs < 0 ? -1 : grpcTimeoutMs(headers)
  if (askedMs < 0) {
    const ownMs = action.maxStreamDurationMs
    if (isGrpc && ownMs > 0) setGrpcTimeout(headers, ownMs)
    return ownMs
  }
  const cappedMs = capMs > 0 ? Math.min(askedMs, capMs) : askedMs
  const durationMs = Math.max(1, cappedMs - action.grpcTimeoutHeaderOffsetMs)
  if (isGrpc) setGrpcTimeout(headers, durationMs)
  return durationMs
}

/** Between requests. @param headStartMs when the first byte of the next head came, -1 before. */
export function connectionDueMs(
  config: ManagerConfig,
  headStartMs: number,
  lastActivityMs: number,
  openedAtMs: number,
): number {
  if (headStartMs >= 0) return after(headStartMs, config.requestHeadersTimeoutMs)
  return Math.min(
    after(lastActivityMs, config.idleTimeoutMs),
    after(openedAtMs, config.maxConnectionDurationMs),
  )
}

/** While a stream is there. Tunnels have their idle timeout only. */
export function streamDueMs(
  stream: ServerStream,
  lastActivityMs: number,
  isTunnel: boolean,
): number {
  const idleMs = idleDueMs(stream, lastActivityMs)
  if (isTunnel) return idleMs
  return Math.min(idleMs, durationDueMs(stream), requestDueMs(stream))
}

/** Which timer of the stream has run out. */
function expiredTimer(stream: ServerStream, lastActivityMs: number, nowMs: number): StreamTimer {
  if (nowMs >= idleDueMs(stream, lastActivityMs)) return StreamTimer.Idle
  if (nowMs >= durationDueMs(stream)) return StreamTimer.Duration
  return nowMs >= requestDueMs(stream) ? StreamTimer.Request : StreamTimer.None
}

function idleDueMs(stream: ServerStream, lastActivityMs: number): number {
  const { config } = stream.runtime
  const timeoutMs = stream.idleTimeoutMs >= 0 ? stream.idleTimeoutMs : config.streamIdleTimeoutMs
  return after(Math.max(lastActivityMs, stream.lastResponseMs), timeoutMs)
}

function durationDueMs(stream: ServerStream): number {
  const { config } = stream.runtime
  const timeoutMs = stream.maxDurationMs >= 0 ? stream.maxDurationMs : config.maxStreamDurationMs
  return after(stream.startMs, timeoutMs)
}

function requestDueMs(stream: ServerStream): number {
  return stream.isRequestComplete
    ? Number.POSITIVE_INFINITY
    : after(stream.startMs, stream.runtime.config.requestTimeoutMs)
}

/** Ends a stream by the timer that has run out, if one has. */
export function expireStream(
  stream: ServerStream,
  lastActivityMs: number,
  nowMs: number,
  stats: ManagerConfig['stats'],
): void {
  switch (expiredTimer(stream, lastActivityMs, nowMs)) {
    case StreamTimer.Idle:
      stats.downstreamRqIdleTimeout++
      stream.expire('stream timeout', 'stream_idle_timeout', ResponseFlag.StreamIdleTimeout)
      break
    case StreamTimer.Duration:
      stream.expire('downstream duration timeout', 'max_duration_timeout', 0)
      break
    case StreamTimer.Request:
      stats.downstreamRqTimeout++
      stream.expire('request timeout', 'request_overall_timeout', 0)
      break
    case StreamTimer.None:
      break
  }
}
