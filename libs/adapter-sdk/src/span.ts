/** A trace span as tracing systems take it: ids as bytes in hex, sampled by trace, seen from one side. */
import type { TimestampValue } from '@flotilla/attributes'
import type { TraceSpanInstance } from './instances.ts'

export interface Span {
  /** 32 hex digits. */
  readonly traceId: string
  /** 16 hex digits. */
  readonly spanId: string
  /** 16 hex digits, empty for a root. */
  readonly parentSpanId: string
  readonly name: string
  readonly isClient: boolean
  readonly startNs: bigint
  /** At least `startNs`. */
  readonly endNs: bigint
  /** This side and the other one. */
  readonly local: SpanEndpoint
  readonly remote: SpanEndpoint
}

export interface SpanEndpoint {
  readonly name: string
  readonly ip: Uint8Array | null
}

const TRACE_ID = /^[0-9a-f]{16}([0-9a-f]{16})?$/i
const SPAN_ID = /^[0-9a-f]{16}$/i
/** Istio 1.4: what tells the client's span from the server's where both have the id of the request. */
const CLIENT_MASK = 0x3f6a2ec3c810c2abn

/** The span of an instance; null where it has no ids or times, which is how a request that is not traced arrives. */
export function spanOf(instance: TraceSpanInstance): Span | null {
  const { traceId, spanId, parentSpanId, clientSpan: isClient } = instance
  if (!TRACE_ID.test(traceId) || !SPAN_ID.test(spanId) || /^0+$/.test(traceId + spanId)) return null
  if (instance.startTime === null || instance.endTime === null) return null
  const startNs = nsOf(instance.startTime)
  const endNs = nsOf(instance.endTime)
  const parent = SPAN_ID.test(parentSpanId) && !/^0+$/.test(parentSpanId) ? parentSpanId : ''
  const rewrites = instance.rewriteClientSpanId
  const source = { name: instance.sourceName, ip: instance.sourceIp }
  const destination = { name: instance.destinationName, ip: instance.destinationIp }
  return {
    traceId: traceId.toLowerCase().padStart(32, '0'),
    spanId: rewrites && isClient ? masked(spanId) : spanId.toLowerCase(),
    // The server's parent is the client's span, which shares its id before it is rewritten.
    parentSpanId: rewrites && !isClient ? masked(spanId) : parent.toLowerCase(),
    name: instance.spanName,
    isClient,
    startNs,
    endNs: endNs < startNs ? startNs : endNs,
    local: isClient ? source : destination,
    remote: isClient ? destination : source,
  }
}

/** Whether a share of all traces holds this one: the same answer for every span of a trace, and in every process. */
export function isTraceSampled(traceId: string, probability: number): boolean {
  if (probability >= 1) return true
  if (!(probability > 0)) return false
  // 53 of the lower bits: identifiers of 64 bits have zeros above.
  return Number(BigInt(`0x${traceId.slice(16)}`) >> 11n) / 2 ** 53 < probability
}

function masked(id: string): string {
  return (BigInt(`0x${id}`) ^ CLIENT_MASK).toString(16).padStart(16, '0')
}

function nsOf(at: TimestampValue): bigint {
  return at.ns
}
