/** Log entries, spans and edges as Google's interfaces take them. */
import {
  type EdgeInstance,
  type InstanceValue,
  type LogEntryInstance,
  type Span,
  type TextTemplate,
  type TraceSpanInstance,
  valueText,
} from '@flotilla/adapter-sdk'
import { DurationValue, TimestampValue } from '@flotilla/attributes'
import { labelsOf } from './series.ts'
import type { HttpMapping, LogInfo } from './stackdriver-params.ts'

const SEVERITIES = new Set([
  ...['DEFAULT', 'DEBUG', 'INFO', 'NOTICE', 'WARNING'],
  ...['ERROR', 'CRITICAL', 'ALERT', 'EMERGENCY'],
])

/** One LogEntry. @param insertId tells a repetition. */
export function logEntryJson(
  project: string,
  instance: LogEntryInstance,
  info: LogInfo,
  template: TextTemplate | null,
  insertId: string,
): string {
  const { variables, severity, timestamp } = instance
  const labels = info.labelNames
    .filter((name) => variables.has(name))
    .map((name) => [name, valueText(variables.get(name))])
  const upper = severity.toUpperCase()
  const text = template?.render((name) =>
    name === 'timestamp' && !variables.has(name) ? timestamp : variables.get(name),
  )
  return JSON.stringify({
    logName: `projects/${project}/logs/${encodeURIComponent(instance.name)}`,
    ...(timestamp === null ? {} : { timestamp: timestamp.toString() }),
    severity: SEVERITIES.has(upper) ? upper : 'DEFAULT',
    labels: Object.fromEntries(labels),
    insertId,
    resource: {
      type: instance.monitoredResourceType === '' ? 'global' : instance.monitoredResourceType,
      labels: labelsOf(
        instance.monitoredResourceDimensions.keys,
        instance.monitoredResourceDimensions.values,
      ),
    },
    ...(text === undefined ? {} : { textPayload: text }),
    ...(info.httpMapping === null ? {} : { httpRequest: httpRequest(instance, info.httpMapping) }),
  })
}

function httpRequest(
  { variables }: LogEntryInstance,
  mapping: HttpMapping,
): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = {}
  const put = (
    name: string,
    variable: string,
    convert: (value: InstanceValue) => unknown,
  ): void => {
    if (variable !== '' && variables.has(variable)) fields[name] = convert(variables.get(variable))
  }
  put('requestUrl', mapping.url, valueText)
  put('requestMethod', mapping.method, valueText)
  put('status', mapping.status, (value) => Number(valueText(value)) || 0)
  put('requestSize', mapping.requestSize, valueText)
  put('responseSize', mapping.responseSize, valueText)
  put('latency', mapping.latency, (value) =>
    value instanceof DurationValue ? `${Number(value.ns) / 1e9}s` : valueText(value),
  )
  put('serverIp', mapping.localIp, valueText)
  put('remoteIp', mapping.remoteIp, valueText)
  put('userAgent', mapping.userAgent, valueText)
  put('referer', mapping.referer, valueText)
  return fields
}

/** One Span of Cloud Trace, version 2. */
export function spanJson(project: string, span: Span, instance: TraceSpanInstance): string {
  const { keys, values } = instance.spanTags
  const attributes: Record<string, unknown> = {}
  for (let i = 0; i < keys.length; i++) attributes[keys[i] ?? ''] = attribute(values[i] ?? null)
  if (instance.httpStatusCode > 0n)
    attributes['/http/status_code'] = { intValue: String(instance.httpStatusCode) }
  const at = (ns: bigint): string => new TimestampValue(ns).toString()
  return JSON.stringify({
    name: `projects/${project}/traces/${span.traceId}/spans/${span.spanId}`,
    spanId: span.spanId,
    ...(span.parentSpanId === '' ? {} : { parentSpanId: span.parentSpanId }),
    displayName: { value: span.name.slice(0, 128) },
    startTime: at(span.startNs),
    endTime: at(span.endNs),
    spanKind: span.isClient ? 'CLIENT' : 'SERVER',
    attributes: { attributeMap: attributes },
  })
}

function attribute(value: InstanceValue): Readonly<Record<string, unknown>> {
  if (typeof value === 'bigint') return { intValue: String(value) }
  if (typeof value === 'boolean') return { boolValue: value }
  return { stringValue: { value: valueText(value).slice(0, 256) } }
}

/** A communication between two workloads, without its time: what is told once for an interval. */
export function edgeJson(meshUid: string, edge: EdgeInstance): string {
  const workload = (namespace: string, name: string, owner: string, uid: string): object => ({
    meshUid,
    namespace,
    name,
    owner,
    uid,
  })
  return JSON.stringify({
    source: workload(
      edge.sourceWorkloadNamespace,
      edge.sourceWorkloadName,
      edge.sourceOwner,
      edge.sourceUid,
    ),
    destination: workload(
      edge.destinationWorkloadNamespace,
      edge.destinationWorkloadName,
      edge.destinationOwner,
      edge.destinationUid,
    ),
    service: { namespace: edge.destinationServiceNamespace, name: edge.destinationServiceName },
    protocol: edge.apiProtocol === '' ? edge.contextProtocol : edge.apiProtocol,
  })
}
