/** A span as JSON of Zipkin's interface, version 2. */
import {
  ipText,
  type Span,
  type SpanEndpoint,
  type TraceSpanInstance,
  valueText,
} from '@flotilla/adapter-sdk'

const NS_PER_US = 1_000n
const FIRST_ERROR = 500n

export function spanJson(span: Span, instance: TraceSpanInstance): string {
  const { keys, values } = instance.spanTags
  const tags: Record<string, string> = {}
  for (let i = 0; i < keys.length; i++) tags[keys[i] ?? ''] = valueText(values[i] ?? null)
  if (instance.httpStatusCode > 0n) {
    tags['http.status_code'] = String(instance.httpStatusCode)
    if (instance.httpStatusCode >= FIRST_ERROR) tags['error'] = 'true'
  }
  if (instance.requestSize > 0n) tags['http.request.size'] = String(instance.requestSize)
  if (instance.responseSize > 0n) tags['http.response.size'] = String(instance.responseSize)
  if (instance.apiProtocol !== '') tags['api.protocol'] = instance.apiProtocol
  const durationUs = (span.endNs - span.startNs) / NS_PER_US
  return JSON.stringify({
    traceId: span.traceId,
    id: span.spanId,
    ...(span.parentSpanId === '' ? {} : { parentId: span.parentSpanId }),
    kind: span.isClient ? 'CLIENT' : 'SERVER',
    name: span.name,
    timestamp: Number(span.startNs / NS_PER_US),
    // Zipkin: 0 means unknown, so what is shorter than a microsecond counts as one.
    duration: Number(durationUs > 0n ? durationUs : 1n),
    localEndpoint: endpoint(span.local),
    remoteEndpoint: endpoint(span.remote),
    tags,
  })
}

function endpoint({ name, ip }: SpanEndpoint): Readonly<Record<string, string>> {
  const address = ip === null ? '' : ipText(ip)
  return {
    ...(name === '' ? {} : { serviceName: name }),
    ...(address === '' ? {} : { [address.includes(':') ? 'ipv6' : 'ipv4']: address }),
  }
}
