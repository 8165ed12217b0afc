/** Generated from envoy/extensions/filters/http/fault/v3/fault.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { HeaderMatcher, readHeaderMatcher, writeHeaderMatcher } from '../../../../../config/route/v3/route_components.ts'
import { FaultDelay, FaultRateLimit, readFaultDelay, readFaultRateLimit, writeFaultDelay, writeFaultRateLimit } from '../../../common/fault/v3/fault.ts'
import { FractionalPercent, readFractionalPercent, writeFractionalPercent } from '../../../../../type/v3/percent.ts'
import { type JsonObject } from '../../../../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { Struct, readStruct, writeStruct } from '../../../../../../../well-known/struct.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.fault.v3.FaultAbort */
export interface FaultAbort {
  readonly httpStatus: number | null // oneof error_type
  readonly percentage: FractionalPercent | null
  readonly headerAbort: FaultAbortHeaderAbort | null // oneof error_type
  readonly grpcStatus: number | null // oneof error_type
  readonly responseBody: string
}

export const FaultAbort: MessageType<FaultAbort> = define<FaultAbort>({
  name: 'envoy.extensions.filters.http.fault.v3.FaultAbort', empty: emptyFaultAbort, write: writeFaultAbort, read: readFaultAbort,
  fields: () => [
    ['http_status', 2, 'uint32', '', 'errorType'],
    ['percentage', 3, FractionalPercent],
    ['header_abort', 4, FaultAbortHeaderAbort, '', 'errorType'],
    ['grpc_status', 5, 'uint32', '', 'errorType'],
    ['response_body', 6, 'string'],
  ],
})

export function emptyFaultAbort(): FaultAbort {
  return {
    httpStatus: null,
    percentage: null,
    headerAbort: null,
    grpcStatus: null,
    responseBody: '',
  }
}

export function writeFaultAbort(m: FaultAbort, w: ByteWriter): void {
  if (m.httpStatus !== null) w.uint32(16).uint32(m.httpStatus)
  if (m.percentage !== null) put(w, 26, writeFractionalPercent, m.percentage)
  if (m.headerAbort !== null) put(w, 34, writeFaultAbortHeaderAbort, m.headerAbort)
  if (m.grpcStatus !== null) w.uint32(40).uint32(m.grpcStatus)
  if (m.responseBody !== '') w.uint32(50).string(m.responseBody)
}

export function readFaultAbort(r: MessageReader, into: FaultAbort | null): FaultAbort {
  const m: Mutable<FaultAbort> = into ?? emptyFaultAbort()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 16: { const v = r.uint32(); clearFaultAbort_error_type(m); m.httpStatus = v; break }
      case 26: m.percentage = readFractionalPercent(r.message(), m.percentage); break
      case 34: { const v = readFaultAbortHeaderAbort(r.message(), m.headerAbort); clearFaultAbort_error_type(m); m.headerAbort = v; break }
      case 40: { const v = r.uint32(); clearFaultAbort_error_type(m); m.grpcStatus = v; break }
      case 50: m.responseBody = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearFaultAbort_error_type(m: Mutable<FaultAbort>): void {
  m.httpStatus = null
  m.headerAbort = null
  m.grpcStatus = null
}

/** envoy.extensions.filters.http.fault.v3.FaultAbort.HeaderAbort */
export interface FaultAbortHeaderAbort {
}

export const FaultAbortHeaderAbort: MessageType<FaultAbortHeaderAbort> = define<FaultAbortHeaderAbort>({
  name: 'envoy.extensions.filters.http.fault.v3.FaultAbort.HeaderAbort', empty: emptyFaultAbortHeaderAbort, write: writeFaultAbortHeaderAbort, read: readFaultAbortHeaderAbort,
  fields: () => [],
})

export function emptyFaultAbortHeaderAbort(): FaultAbortHeaderAbort {
  return {}
}

export function writeFaultAbortHeaderAbort(_m: FaultAbortHeaderAbort, _w: ByteWriter): void {
}

export function readFaultAbortHeaderAbort(r: MessageReader, into: FaultAbortHeaderAbort | null): FaultAbortHeaderAbort {
  const m: Mutable<FaultAbortHeaderAbort> = into ?? emptyFaultAbortHeaderAbort()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.extensions.filters.http.fault.v3.HTTPFault */
export interface HTTPFault {
  readonly delay: FaultDelay | null
  readonly abort: FaultAbort | null
  readonly upstreamCluster: string
  readonly headers: readonly HeaderMatcher[]
  readonly downstreamNodes: readonly string[]
  readonly maxActiveFaults: number | null
  readonly responseRateLimit: FaultRateLimit | null
  readonly delayPercentRuntime: string
  readonly abortPercentRuntime: string
  readonly delayDurationRuntime: string
  readonly abortHttpStatusRuntime: string
  readonly maxActiveFaultsRuntime: string
  readonly responseRateLimitPercentRuntime: string
  readonly abortGrpcStatusRuntime: string
  readonly disableDownstreamClusterStats: boolean
  readonly filterMetadata: JsonObject | null
}

export const HTTPFault: MessageType<HTTPFault> = define<HTTPFault>({
  name: 'envoy.extensions.filters.http.fault.v3.HTTPFault', empty: emptyHTTPFault, write: writeHTTPFault, read: readHTTPFault,
  fields: () => [
    ['delay', 1, FaultDelay],
    ['abort', 2, FaultAbort],
    ['upstream_cluster', 3, 'string'],
    ['headers', 4, HeaderMatcher, 'list'],
    ['downstream_nodes', 5, 'string', 'list'],
    ['max_active_faults', 6, UInt32Value],
    ['response_rate_limit', 7, FaultRateLimit],
    ['delay_percent_runtime', 8, 'string'],
    ['abort_percent_runtime', 9, 'string'],
    ['delay_duration_runtime', 10, 'string'],
    ['abort_http_status_runtime', 11, 'string'],
    ['max_active_faults_runtime', 12, 'string'],
    ['response_rate_limit_percent_runtime', 13, 'string'],
    ['abort_grpc_status_runtime', 14, 'string'],
    ['disable_downstream_cluster_stats', 15, 'bool'],
    ['filter_metadata', 16, Struct],
  ],
})

export function emptyHTTPFault(): HTTPFault {
  return {
    delay: null,
    abort: null,
    upstreamCluster: '',
    headers: NO_ITEMS,
    downstreamNodes: NO_ITEMS,
    maxActiveFaults: null,
    responseRateLimit: null,
    delayPercentRuntime: '',
    abortPercentRuntime: '',
    delayDurationRuntime: '',
    abortHttpStatusRuntime: '',
    maxActiveFaultsRuntime: '',
    responseRateLimitPercentRuntime: '',
    abortGrpcStatusRuntime: '',
    disableDownstreamClusterStats: false,
    filterMetadata: null,
  }
}

export function writeHTTPFault(m: HTTPFault, w: ByteWriter): void {
  if (m.delay !== null) put(w, 10, writeFaultDelay, m.delay)
  if (m.abort !== null) put(w, 18, writeFaultAbort, m.abort)
  if (m.upstreamCluster !== '') w.uint32(26).string(m.upstreamCluster)
  for (const v of m.headers) put(w, 34, writeHeaderMatcher, v)
  for (const v of m.downstreamNodes) w.uint32(42).string(v)
  if (m.maxActiveFaults !== null) put(w, 50, writeUInt32Value, m.maxActiveFaults)
  if (m.responseRateLimit !== null) put(w, 58, writeFaultRateLimit, m.responseRateLimit)
  if (m.delayPercentRuntime !== '') w.uint32(66).string(m.delayPercentRuntime)
  if (m.abortPercentRuntime !== '') w.uint32(74).string(m.abortPercentRuntime)
  if (m.delayDurationRuntime !== '') w.uint32(82).string(m.delayDurationRuntime)
  if (m.abortHttpStatusRuntime !== '') w.uint32(90).string(m.abortHttpStatusRuntime)
  if (m.maxActiveFaultsRuntime !== '') w.uint32(98).string(m.maxActiveFaultsRuntime)
  if (m.responseRateLimitPercentRuntime !== '') w.uint32(106).string(m.responseRateLimitPercentRuntime)
  if (m.abortGrpcStatusRuntime !== '') w.uint32(114).string(m.abortGrpcStatusRuntime)
  if (m.disableDownstreamClusterStats) w.uint32(120).bool(m.disableDownstreamClusterStats)
  if (m.filterMetadata !== null) put(w, 130, writeStruct, m.filterMetadata)
}

export function readHTTPFault(r: MessageReader, into: HTTPFault | null): HTTPFault {
  const m: Mutable<HTTPFault> = into ?? emptyHTTPFault()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.delay = readFaultDelay(r.message(), m.delay); break
      case 18: m.abort = readFaultAbort(r.message(), m.abort); break
      case 26: m.upstreamCluster = r.string(); break
      case 34: m.headers = append(m.headers, readHeaderMatcher(r.message(), null)); break
      case 42: m.downstreamNodes = append(m.downstreamNodes, r.string()); break
      case 50: m.maxActiveFaults = readUInt32Value(r.message()); break
      case 58: m.responseRateLimit = readFaultRateLimit(r.message(), m.responseRateLimit); break
      case 66: m.delayPercentRuntime = r.string(); break
      case 74: m.abortPercentRuntime = r.string(); break
      case 82: m.delayDurationRuntime = r.string(); break
      case 90: m.abortHttpStatusRuntime = r.string(); break
      case 98: m.maxActiveFaultsRuntime = r.string(); break
      case 106: m.responseRateLimitPercentRuntime = r.string(); break
      case 114: m.abortGrpcStatusRuntime = r.string(); break
      case 120: m.disableDownstreamClusterStats = r.bool(); break
      case 130: m.filterMetadata = readStruct(r.message(), m.filterMetadata); break
      default: r.skipField(tag)
    }
  }
  return m
}
