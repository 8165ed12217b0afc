/** HealthCheck message → settings of active checks. */
import { isFieldName, isFieldValue } from '@flotilla/http1'
import { compileString, type StringMatcher } from '@flotilla/match'
import {
  type ActiveHealthCheck,
  type ActiveHealthCheckCustomHealthCheck,
  type ActiveHealthCheckGrpcHealthCheck,
  type ActiveHealthCheckHttpHealthCheck,
  type ActiveHealthCheckPayload,
  type ActiveHealthCheckTcpHealthCheck,
  CodecClientType,
  type HeaderValueOption,
  HealthCheckEventFileSink,
  type Int64Range,
  Redis,
  RequestMethod,
} from '@flotilla/proto'
import { durationMs, isType, unpack } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import { stringSpec } from '../../http/compile/matchers.ts'
import type { CheckKind, HealthCheckSpec, StatusRange } from './health-spec.ts'

/** Null with violations where it cannot be had. */
export function compileHealthCheck(
  message: ActiveHealthCheck,
  at: Violations,
): HealthCheckSpec | null {
  const required = (field: 'timeout' | 'interval'): number => {
    const ms = durationMs(message[field], 0, at.at(field))
    if (!(ms > 0)) at.at(field).add('is required and must be above 0')
    return ms
  }
  const optional = (
    value: Parameters<typeof durationMs>[0],
    absent: number,
    field: string,
  ): number => {
    const ms = durationMs(value, absent, at.at(field))
    if (value !== null && ms === 0) at.at(field).add('must be above 0')
    return ms
  }
  const intervalMs = required('interval')
  const noTrafficMs = optional(message.noTrafficInterval, 60_000, 'no_traffic_interval')
  const unhealthyMs = optional(message.unhealthyInterval, intervalMs, 'unhealthy_interval')
  for (const field of ['unhealthyThreshold', 'healthyThreshold'] as const)
    if (message[field] === null)
      at.at(field === 'healthyThreshold' ? 'healthy_threshold' : 'unhealthy_threshold').add(
        'is required',
      )
  if ((message.tlsOptions?.alpnProtocols.length ?? 0) > 0)
    at.at('tls_options.alpn_protocols').unsupported()
  if ((message.altPort ?? 0) > 65_535) at.at('alt_port').add('is not a port')
  const check = compileKind(message, at)
  return check === null
    ? null
    : {
        timeoutMs: required('timeout'),
        intervalMs,
        initialJitterMs: durationMs(message.initialJitter, 0, at.at('initial_jitter')),
        intervalJitterMs: durationMs(message.intervalJitter, 0, at.at('interval_jitter')),
        intervalJitterPct: message.intervalJitterPercent,
        unhealthyThreshold: Math.max(1, message.unhealthyThreshold ?? 1),
        healthyThreshold: Math.max(1, message.healthyThreshold ?? 1),
        altPort: message.altPort,
        reusesConnection: message.reuseConnection ?? true,
        noTrafficIntervalMs: noTrafficMs,
        noTrafficHealthyIntervalMs: optional(
          message.noTrafficHealthyInterval,
          noTrafficMs,
          'no_traffic_healthy_interval',
        ),
        unhealthyIntervalMs: unhealthyMs,
        unhealthyEdgeIntervalMs: optional(
          message.unhealthyEdgeInterval,
          unhealthyMs,
          'unhealthy_edge_interval',
        ),
        healthyEdgeIntervalMs: optional(
          message.healthyEdgeInterval,
          intervalMs,
          'healthy_edge_interval',
        ),
        eventLogs: eventLogs(message, at),
        alwaysLogsFailures: message.alwaysLogHealthCheckFailures,
        alwaysLogsSuccess: message.alwaysLogHealthCheckSuccess,
        transportMatch: message.transportSocketMatchCriteria,
        check,
      }
}

function eventLogs(message: ActiveHealthCheck, at: Violations): readonly string[] {
  const sinks = message.eventLogger.flatMap((logger, i) => {
    const place = at.at('event_logger', i).at('typed_config')
    const sink = unpack(HealthCheckEventFileSink, logger.typedConfig, place)
    if (sink?.eventLogPath === '') place.at('event_log_path').add('must not be empty')
    return sink === null ? [] : [sink.eventLogPath]
  })
  return message.eventLogPath === '' ? sinks : [message.eventLogPath, ...sinks]
}

function compileKind(message: ActiveHealthCheck, at: Violations): CheckKind | null {
  if (message.httpHealthCheck !== null)
    return compileHttp(message.httpHealthCheck, at.at('http_health_check'))
  if (message.tcpHealthCheck !== null)
    return compileTcp(message.tcpHealthCheck, at.at('tcp_health_check'))
  if (message.grpcHealthCheck !== null)
    return compileGrpc(message.grpcHealthCheck, at.at('grpc_health_check'))
  if (message.customHealthCheck !== null)
    return compileCustom(message.customHealthCheck, at.at('custom_health_check'))
  at.add('says no kind of check')
  return null
}

function compileHttp(message: ActiveHealthCheckHttpHealthCheck, at: Violations): CheckKind {
  const method = message.method === 0 ? 'GET' : methodName(message.method)
  if (message.path === '') at.at('path').add('must not be empty')
  if (/[\0-\x20\x7f]/.test(message.path)) at.at('path').add('holds a space or a control character')
  if (method === 'CONNECT' || method === '') at.at('method').unsupported('this method')
  const isHttp2 = message.codecClientType === CodecClientType.HTTP2
  if (message.codecClientType === CodecClientType.HTTP3) at.at('codec_client_type').unsupported()
  return {
    kind: 'http',
    method,
    path: message.path,
    host: message.host,
    headers: headersOf(message.requestHeadersToAdd, at, 'request_headers_to_add'),
    removedHeaders: message.requestHeadersToRemove.map((name) => name.toLowerCase()),
    expected:
      message.expectedStatuses.length === 0
        ? [{ start: 200, end: 201 }]
        : ranges(message.expectedStatuses, at, 'expected_statuses'),
    retriable: ranges(message.retriableStatuses, at, 'retriable_statuses'),
    send: requestBody(message, method, at),
    receive: payloads(message.receive, at),
    maxBodyBytes: message.responseBufferSize ?? 1024,
    isHttp2,
    serviceName: serviceName(message, at),
  }
}

function methodName(method: RequestMethod): string {
  return Object.entries(RequestMethod).find(([, value]) => value === method)?.[0] ?? ''
}

function serviceName(
  message: ActiveHealthCheckHttpHealthCheck,
  at: Violations,
): StringMatcher | null {
  if (message.serviceNameMatcher === null) return null
  const place = at.at('service_name_matcher')
  const compiled = compileString(stringSpec(message.serviceNameMatcher, place))
  if (compiled.kind === 'ok') return compiled.value
  place.adopt(compiled.violations)
  return null
}

function ranges(
  messages: readonly Int64Range[],
  at: Violations,
  field: string,
): readonly StatusRange[] {
  return messages.map(({ start, end }, i) => {
    if (start < 100 || end > 600 || start >= end)
      at.at(field, i).add('must lie in [100, 600) and hold a status')
    return { start, end }
  })
}

function compileTcp(message: ActiveHealthCheckTcpHealthCheck, at: Violations): CheckKind {
  return {
    kind: 'tcp',
    send: message.send === null ? null : payload(message.send, at.at('send')),
    receive: payloads(message.receive, at),
    failsOnOtherLine: false,
  }
}

/** As Envoy: methods whose requests have no content take none. */
const WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'OPTIONS'])

function requestBody(
  message: ActiveHealthCheckHttpHealthCheck,
  method: string,
  at: Violations,
): Buffer | null {
  if (message.send === null) return null
  if (!WITH_BODY.has(method)) at.at('send').add(`does not go with the method ${method}`)
  return payload(message.send, at.at('send'))
}

/** Redis: that it answers a ping, or that it does not have the key (by which one is taken out of use). */
function compileCustom(
  message: ActiveHealthCheckCustomHealthCheck,
  at: Violations,
): CheckKind | null {
  const place = at.at('typed_config')
  if (message.typedConfig === null || !isType(message.typedConfig, Redis)) {
    place.unsupported(message.typedConfig?.typeUrl ?? message.name)
    return null
  }
  const redis = unpack(Redis, message.typedConfig, place)
  if (redis === null) return null
  const { key } = redis
  const words = key === '' ? ['PING'] : ['EXISTS', key]
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
  return {
    kind: 'tcp',
    send: Buffer.from(`*${words.length}\r\n${parts.join('')}`),
    receive: [Buffer.from(key === '' ? '+PONG\r\n' : ':0\r\n')],
    failsOnOtherLine: true,
  }
}

function compileGrpc(message: ActiveHealthCheckGrpcHealthCheck, at: Violations): CheckKind {
  return {
    kind: 'grpc',
    serviceName: message.serviceName,
    authority: message.authority,
    metadata: headersOf(message.initialMetadata, at, 'initial_metadata'),
  }
}

/** Flat list; values are sent as they stand. */
function headersOf(
  options: readonly HeaderValueOption[],
  at: Violations,
  field: string,
): readonly string[] {
  return options.flatMap(({ header }, i) => {
    const place = at.at(field, i).at('header')
    const name = header?.key.toLowerCase() ?? ''
    const value = header?.value ?? ''
    if (!isFieldName(name)) place.at('key').add(`${JSON.stringify(name)} is not a field name`)
    if (!isFieldValue(value)) place.at('value').add('holds a control character')
    if (/%[^%]/.test(value.replaceAll('%%', ''))) place.at('value').unsupported('an operator')
    return [name, value.replaceAll('%%', '%')]
  })
}

function payloads(
  messages: readonly ActiveHealthCheckPayload[],
  at: Violations,
): readonly Buffer[] {
  return messages.map((message, i) => payload(message, at.at('receive', i)))
}

/** Texts are hexadecimal. */
function payload(message: ActiveHealthCheckPayload, at: Violations): Buffer {
  if (message.binary !== null) return Buffer.from(message.binary)
  const text = message.text ?? ''
  if (!/^([0-9a-fA-F]{2})+$/.test(text)) at.at('text').add('must be hexadecimal digits in pairs')
  return Buffer.from(text, 'hex')
}
