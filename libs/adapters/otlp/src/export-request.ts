/** Spans as opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest, and what a collector answers. */
import {
  type InstanceValue,
  ipText,
  type Span,
  type TraceSpanInstance,
  valueText,
} from '@flotilla/adapter-sdk'
import { readFields } from './proto-reader.ts'
import { ProtoWriter } from './proto-writer.ts'

/** Field numbers of the messages used, from opentelemetry-proto 1.x. */
const SpanKind = { server: 2n, client: 3n } as const
const STATUS_ERROR = 2n
const FIRST_ERROR = 500n

export interface EncodedSpan {
  /** The service that the span is seen from. */
  readonly service: string
  readonly bytes: Uint8Array
}

/** One opentelemetry.proto.trace.v1.Span. */
export function encodeSpan(span: Span, instance: TraceSpanInstance): EncodedSpan {
  const writer = new ProtoWriter()
    .bytes(1, Buffer.from(span.traceId, 'hex'))
    .bytes(2, Buffer.from(span.spanId, 'hex'))
  if (span.parentSpanId !== '') writer.bytes(4, Buffer.from(span.parentSpanId, 'hex'))
  writer
    .text(5, span.name)
    .varint(6, span.isClient ? SpanKind.client : SpanKind.server)
    .fixed64(7, span.startNs)
    .fixed64(8, span.endNs)
  const { keys, values } = instance.spanTags
  for (let i = 0; i < keys.length; i++) attribute(writer, 9, keys[i] ?? '', values[i] ?? null)
  const known: [string, InstanceValue][] = [
    ['http.response.status_code', instance.httpStatusCode],
    ['http.request.body.size', instance.requestSize],
    ['http.request.size', instance.requestTotalSize],
    ['http.response.body.size', instance.responseSize],
    ['http.response.size', instance.responseTotalSize],
    ['network.protocol.name', instance.apiProtocol],
    [span.isClient ? 'server.address' : 'client.address', span.remote.ip],
    ['peer.service', span.remote.name],
  ]
  for (const [key, value] of known)
    if (value !== 0n && value !== '' && value !== null) attribute(writer, 9, key, value)
  if (instance.httpStatusCode >= FIRST_ERROR)
    writer.message(15, (status) => status.varint(3, STATUS_ERROR))
  return { service: span.local.name, bytes: writer.finish() }
}

/** One request; spans of one service share a resource. */
export function encodeRequest(
  spans: readonly EncodedSpan[],
  resource: ReadonlyMap<string, string>,
): Uint8Array {
  const request = new ProtoWriter()
  for (const [service, own] of Map.groupBy(spans, (span) => span.service))
    request.message(1, (resourceSpans) => {
      resourceSpans.message(1, (one) => {
        attribute(one, 1, 'service.name', service === '' ? 'unknown' : service)
        for (const [key, value] of resource) attribute(one, 1, key, value)
      })
      resourceSpans.message(2, (scopeSpans) => {
        scopeSpans.message(1, (scope) => scope.text(1, 'flotilla.mixer'))
        for (const { bytes } of own) scopeSpans.bytes(2, bytes)
      })
    })
  return request.finish()
}

/** How many spans of a request were rejected, and why; an answer that cannot be read tells nothing. */
export function rejectedSpans(body: Uint8Array): {
  readonly count: number
  readonly reason: string
} {
  const none = { count: 0, reason: '' }
  const partial = readFields(body)?.find(({ number }) => number === 1)?.value
  if (!(partial instanceof Uint8Array)) return none
  const fields = readFields(partial) ?? []
  const count = fields.find(({ number }) => number === 1)?.value
  const text = fields.find(({ number }) => number === 2)?.value
  return {
    count: typeof count === 'bigint' ? Number(BigInt.asIntN(64, count)) : 0,
    reason: text instanceof Uint8Array ? Buffer.from(text).toString('utf8', 0, 256) : '',
  }
}

/** A KeyValue with an AnyValue. */
function attribute(writer: ProtoWriter, field: number, key: string, value: InstanceValue): void {
  writer.message(field, (pair) => {
    pair.text(1, key).message(2, (any) => {
      if (typeof value === 'bigint') any.varint(3, value)
      else if (typeof value === 'boolean') any.varint(2, value ? 1n : 0n)
      else if (typeof value === 'number') any.double(4, value)
      else any.text(1, value instanceof Uint8Array ? ipText(value) : valueText(value))
    })
  })
}
