/** Generated from envoy/config/accesslog/v3/accesslog.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RuntimeUInt32, readRuntimeUInt32, writeRuntimeUInt32 } from '../../core/v3/base.ts'
import { HeaderMatcher, readHeaderMatcher, writeHeaderMatcher } from '../../route/v3/route_components.ts'
import { AccessLogType } from '../../../data/accesslog/v3/accesslog.ts'
import { MetadataMatcher, readMetadataMatcher, writeMetadataMatcher } from '../../../type/matcher/v3/metadata.ts'
import { FractionalPercent, readFractionalPercent, writeFractionalPercent } from '../../../type/v3/percent.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../../../well-known/any.ts'
import { BoolValue, readBoolValue, writeBoolValue } from '../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.accesslog.v3.ComparisonFilter.Op */
export const ComparisonFilterOp = {
  EQ: 0,
  GE: 1,
  LE: 2,
} as const
export type ComparisonFilterOp = (typeof ComparisonFilterOp)[keyof typeof ComparisonFilterOp]

/** envoy.config.accesslog.v3.GrpcStatusFilter.Status */
export const GrpcStatusFilterStatus = {
  OK: 0,
  CANCELED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const
export type GrpcStatusFilterStatus = (typeof GrpcStatusFilterStatus)[keyof typeof GrpcStatusFilterStatus]

/** envoy.config.accesslog.v3.AccessLog */
export interface AccessLog {
  readonly name: string
  readonly filter: AccessLogFilter | null
  readonly typedConfig: Any | null // oneof config_type
}

export const AccessLog: MessageType<AccessLog> = define<AccessLog>({
  name: 'envoy.config.accesslog.v3.AccessLog', empty: emptyAccessLog, write: writeAccessLog, read: readAccessLog,
  fields: () => [
    ['name', 1, 'string'],
    ['filter', 2, AccessLogFilter],
    ['typed_config', 4, Any, '', 'configType'],
  ],
})

export function emptyAccessLog(): AccessLog {
  return {
    name: '',
    filter: null,
    typedConfig: null,
  }
}

export function writeAccessLog(m: AccessLog, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.filter !== null) put(w, 18, writeAccessLogFilter, m.filter)
  if (m.typedConfig !== null) put(w, 34, writeAny, m.typedConfig)
}

export function readAccessLog(r: MessageReader, into: AccessLog | null): AccessLog {
  const m: Mutable<AccessLog> = into ?? emptyAccessLog()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.filter = readAccessLogFilter(r.message(), m.filter); break
      case 34: m.typedConfig = readAny(r.message(), m.typedConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.accesslog.v3.AccessLogFilter */
export interface AccessLogFilter {
  readonly statusCodeFilter: StatusCodeFilter | null // oneof filter_specifier
  readonly durationFilter: DurationFilter | null // oneof filter_specifier
  readonly notHealthCheckFilter: NotHealthCheckFilter | null // oneof filter_specifier
  readonly traceableFilter: TraceableFilter | null // oneof filter_specifier
  readonly runtimeFilter: RuntimeFilter | null // oneof filter_specifier
  readonly andFilter: AndFilter | null // oneof filter_specifier
  readonly orFilter: OrFilter | null // oneof filter_specifier
  readonly headerFilter: HeaderFilter | null // oneof filter_specifier
  readonly responseFlagFilter: ResponseFlagFilter | null // oneof filter_specifier
  readonly grpcStatusFilter: GrpcStatusFilter | null // oneof filter_specifier
  readonly metadataFilter: MetadataFilter | null // oneof filter_specifier
  readonly logTypeFilter: LogTypeFilter | null // oneof filter_specifier
}

export const AccessLogFilter: MessageType<AccessLogFilter> = define<AccessLogFilter>({
  name: 'envoy.config.accesslog.v3.AccessLogFilter', empty: emptyAccessLogFilter, write: writeAccessLogFilter, read: readAccessLogFilter,
  fields: () => [
    ['status_code_filter', 1, StatusCodeFilter, '', 'filterSpecifier'],
    ['duration_filter', 2, DurationFilter, '', 'filterSpecifier'],
    ['not_health_check_filter', 3, NotHealthCheckFilter, '', 'filterSpecifier'],
    ['traceable_filter', 4, TraceableFilter, '', 'filterSpecifier'],
    ['runtime_filter', 5, RuntimeFilter, '', 'filterSpecifier'],
    ['and_filter', 6, AndFilter, '', 'filterSpecifier'],
    ['or_filter', 7, OrFilter, '', 'filterSpecifier'],
    ['header_filter', 8, HeaderFilter, '', 'filterSpecifier'],
    ['response_flag_filter', 9, ResponseFlagFilter, '', 'filterSpecifier'],
    ['grpc_status_filter', 10, GrpcStatusFilter, '', 'filterSpecifier'],
    ['metadata_filter', 12, MetadataFilter, '', 'filterSpecifier'],
    ['log_type_filter', 13, LogTypeFilter, '', 'filterSpecifier'],
  ],
  pruned: { 11: 'extension_filter' },
})

export function emptyAccessLogFilter(): AccessLogFilter {
  return {
    statusCodeFilter: null,
    durationFilter: null,
    notHealthCheckFilter: null,
    traceableFilter: null,
    runtimeFilter: null,
    andFilter: null,
    orFilter: null,
    headerFilter: null,
    responseFlagFilter: null,
    grpcStatusFilter: null,
    metadataFilter: null,
    logTypeFilter: null,
  }
}

export function writeAccessLogFilter(m: AccessLogFilter, w: ByteWriter): void {
  if (m.statusCodeFilter !== null) put(w, 10, writeStatusCodeFilter, m.statusCodeFilter)
  if (m.durationFilter !== null) put(w, 18, writeDurationFilter, m.durationFilter)
  if (m.notHealthCheckFilter !== null) put(w, 26, writeNotHealthCheckFilter, m.notHealthCheckFilter)
  if (m.traceableFilter !== null) put(w, 34, writeTraceableFilter, m.traceableFilter)
  if (m.runtimeFilter !== null) put(w, 42, writeRuntimeFilter, m.runtimeFilter)
  if (m.andFilter !== null) put(w, 50, writeAndFilter, m.andFilter)
  if (m.orFilter !== null) put(w, 58, writeOrFilter, m.orFilter)
  if (m.headerFilter !== null) put(w, 66, writeHeaderFilter, m.headerFilter)
  if (m.responseFlagFilter !== null) put(w, 74, writeResponseFlagFilter, m.responseFlagFilter)
  if (m.grpcStatusFilter !== null) put(w, 82, writeGrpcStatusFilter, m.grpcStatusFilter)
  if (m.metadataFilter !== null) put(w, 98, writeMetadataFilter, m.metadataFilter)
  if (m.logTypeFilter !== null) put(w, 106, writeLogTypeFilter, m.logTypeFilter)
}

export function readAccessLogFilter(r: MessageReader, into: AccessLogFilter | null): AccessLogFilter {
  const m: Mutable<AccessLogFilter> = into ?? emptyAccessLogFilter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readStatusCodeFilter(r.message(), m.statusCodeFilter); clearAccessLogFilter_filter_specifier(m); m.statusCodeFilter = v; break }
      case 18: { const v = readDurationFilter(r.message(), m.durationFilter); clearAccessLogFilter_filter_specifier(m); m.durationFilter = v; break }
      case 26: { const v = readNotHealthCheckFilter(r.message(), m.notHealthCheckFilter); clearAccessLogFilter_filter_specifier(m); m.notHealthCheckFilter = v; break }
      case 34: { const v = readTraceableFilter(r.message(), m.traceableFilter); clearAccessLogFilter_filter_specifier(m); m.traceableFilter = v; break }
      case 42: { const v = readRuntimeFilter(r.message(), m.runtimeFilter); clearAccessLogFilter_filter_specifier(m); m.runtimeFilter = v; break }
      case 50: { const v = readAndFilter(r.message(), m.andFilter); clearAccessLogFilter_filter_specifier(m); m.andFilter = v; break }
      case 58: { const v = readOrFilter(r.message(), m.orFilter); clearAccessLogFilter_filter_specifier(m); m.orFilter = v; break }
      case 66: { const v = readHeaderFilter(r.message(), m.headerFilter); clearAccessLogFilter_filter_specifier(m); m.headerFilter = v; break }
      case 74: { const v = readResponseFlagFilter(r.message(), m.responseFlagFilter); clearAccessLogFilter_filter_specifier(m); m.responseFlagFilter = v; break }
      case 82: { const v = readGrpcStatusFilter(r.message(), m.grpcStatusFilter); clearAccessLogFilter_filter_specifier(m); m.grpcStatusFilter = v; break }
      case 98: { const v = readMetadataFilter(r.message(), m.metadataFilter); clearAccessLogFilter_filter_specifier(m); m.metadataFilter = v; break }
      case 106: { const v = readLogTypeFilter(r.message(), m.logTypeFilter); clearAccessLogFilter_filter_specifier(m); m.logTypeFilter = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearAccessLogFilter_filter_specifier(m: Mutable<AccessLogFilter>): void {
  m.statusCodeFilter = null
  m.durationFilter = null
  m.notHealthCheckFilter = null
  m.traceableFilter = null
  m.runtimeFilter = null
  m.andFilter = null
  m.orFilter = null
  m.headerFilter = null
  m.responseFlagFilter = null
  m.grpcStatusFilter = null
  m.metadataFilter = null
  m.logTypeFilter = null
}

/** envoy.config.accesslog.v3.AndFilter */
export interface AndFilter {
  readonly filters: readonly AccessLogFilter[]
}

export const AndFilter: MessageType<AndFilter> = define<AndFilter>({
  name: 'envoy.config.accesslog.v3.AndFilter', empty: emptyAndFilter, write: writeAndFilter, read: readAndFilter,
  fields: () => [
    ['filters', 1, AccessLogFilter, 'list'],
  ],
})

export function emptyAndFilter(): AndFilter {
  return {
    filters: NO_ITEMS,
  }
}

export function writeAndFilter(m: AndFilter, w: ByteWriter): void {
  for (const v of m.filters) put(w, 10, writeAccessLogFilter, v)
}

export function readAndFilter(r: MessageReader, into: AndFilter | null): AndFilter {
  const m: Mutable<AndFilter> = into ?? emptyAndFilter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.filters = append(m.filters, readAccessLogFilter(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.accesslog.v3.ComparisonFilter */
export interface ComparisonFilter {
  readonly op: ComparisonFilterOp
  readonly value: RuntimeUInt32 | null
}

export const ComparisonFilter: MessageType<ComparisonFilter> = define<ComparisonFilter>({
  name: 'envoy.config.accesslog.v3.ComparisonFilter', empty: emptyComparisonFilter, write: writeComparisonFilter, read: readComparisonFilter,
  fields: () => [
    ['op', 1, { enum: ComparisonFilterOp }],
    ['value', 2, RuntimeUInt32],
  ],
})

export function emptyComparisonFilter(): ComparisonFilter {
  return {
    op: 0,
    value: null,
  }
}

export function writeComparisonFilter(m: ComparisonFilter, w: ByteWriter): void {
  if (m.op !== 0) w.uint32(8).int32(m.op)
  if (m.value !== null) put(w, 18, writeRuntimeUInt32, m.value)
}

export function readComparisonFilter(r: MessageReader, into: ComparisonFilter | null): ComparisonFilter {
  const m: Mutable<ComparisonFilter> = into ?? emptyComparisonFilter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.op = r.int32() as ComparisonFilterOp; break
      case 18: m.value = readRuntimeUInt32(r.message(), m.value); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.accesslog.v3.DurationFilter */
export interface DurationFilter {
  readonly comparison: ComparisonFilter | null
}

export const DurationFilter: MessageType<DurationFilter> = define<DurationFilter>({
  name: 'envoy.config.accesslog.v3.DurationFilter', empty: emptyDurationFilter, write: writeDurationFilter, read: readDurationFilter,
  fields: () => [
    ['comparison', 1, ComparisonFilter],
  ],
})

export function emptyDurationFilter(): DurationFilter {
  return {
    comparison: null,
  }
}

export function writeDurationFilter(m: DurationFilter, w: ByteWriter): void {
  if (m.comparison !== null) put(w, 10, writeComparisonFilter, m.comparison)
}

export function readDurationFilter(r: MessageReader, into: DurationFilter | null): DurationFilter {
  const m: Mutable<DurationFilter> = into ?? emptyDurationFilter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.comparison = readComparisonFilter(r.message(), m.comparison); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.accesslog.v3.GrpcStatusFilter */
export interface GrpcStatusFilter {
  readonly statuses: readonly GrpcStatusFilterStatus[]
  readonly exclude: boolean
}

export const GrpcStatusFilter: MessageType<GrpcStatusFilter> = define<GrpcStatusFilter>({
  name: 'envoy.config.accesslog.v3.GrpcStatusFilter', empty: emptyGrpcStatusFilter, write: writeGrpcStatusFilter, read: readGrpcStatusFilter,
  fields: () => [
    ['statuses', 1, { enum: GrpcStatusFilterStatus }, 'list'],
    ['exclude', 2, 'bool'],
  ],
})

export function emptyGrpcStatusFilter(): GrpcStatusFilter {
  return {
    statuses: NO_ITEMS,
    exclude: false,
  }
}

export function writeGrpcStatusFilter(m: GrpcStatusFilter, w: ByteWriter): void {
  if (m.statuses.length > 0) { w.uint32(10); const o = w.open(); for (const v of m.statuses) w.int32(v); w.close(o) }
  if (m.exclude) w.uint32(16).bool(m.exclude)
}

export function readGrpcStatusFilter(r: MessageReader, into: GrpcStatusFilter | null): GrpcStatusFilter {
  const m: Mutable<GrpcStatusFilter> = into ?? emptyGrpcStatusFilter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.statuses = append(m.statuses, r.int32() as GrpcStatusFilterStatus); break
      case 10: { const p = r.message(); while (!p.done) m.statuses = append(m.statuses, p.int32() as GrpcStatusFilterStatus); break }
      case 16: m.exclude = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.accesslog.v3.HeaderFilter */
export interface HeaderFilter {
  readonly header: HeaderMatcher | null
}

export const HeaderFilter: MessageType<HeaderFilter> = define<HeaderFilter>({
  name: 'envoy.config.accesslog.v3.HeaderFilter', empty: emptyHeaderFilter, write: writeHeaderFilter, read: readHeaderFilter,
  fields: () => [
    ['header', 1, HeaderMatcher],
  ],
})

export function emptyHeaderFilter(): HeaderFilter {
  return {
    header: null,
  }
}

export function writeHeaderFilter(m: HeaderFilter, w: ByteWriter): void {
  if (m.header !== null) put(w, 10, writeHeaderMatcher, m.header)
}

export function readHeaderFilter(r: MessageReader, into: HeaderFilter | null): HeaderFilter {
  const m: Mutable<HeaderFilter> = into ?? emptyHeaderFilter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.header = readHeaderMatcher(r.message(), m.header); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.accesslog.v3.LogTypeFilter */
export interface LogTypeFilter {
  readonly types: readonly AccessLogType[]
  readonly exclude: boolean
}

export const LogTypeFilter: MessageType<LogTypeFilter> = define<LogTypeFilter>({
  name: 'envoy.config.accesslog.v3.LogTypeFilter', empty: emptyLogTypeFilter, write: writeLogTypeFilter, read: readLogTypeFilter,
  fields: () => [
    ['types', 1, { enum: AccessLogType }, 'list'],
    ['exclude', 2, 'bool'],
  ],
})

export function emptyLogTypeFilter(): LogTypeFilter {
  return {
    types: NO_ITEMS,
    exclude: false,
  }
}

export function writeLogTypeFilter(m: LogTypeFilter, w: ByteWriter): void {
  if (m.types.length > 0) { w.uint32(10); const o = w.open(); for (const v of m.types) w.int32(v); w.close(o) }
  if (m.exclude) w.uint32(16).bool(m.exclude)
}

export function readLogTypeFilter(r: MessageReader, into: LogTypeFilter | null): LogTypeFilter {
  const m: Mutable<LogTypeFilter> = into ?? emptyLogTypeFilter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.types = append(m.types, r.int32() as AccessLogType); break
      case 10: { const p = r.message(); while (!p.done) m.types = append(m.types, p.int32() as AccessLogType); break }
      case 16: m.exclude = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.accesslog.v3.MetadataFilter */
export interface MetadataFilter {
  readonly matcher: MetadataMatcher | null
  readonly matchIfKeyNotFound: boolean | null
}

export const MetadataFilter: MessageType<MetadataFilter> = define<MetadataFilter>({
  name: 'envoy.config.accesslog.v3.MetadataFilter', empty: emptyMetadataFilter, write: writeMetadataFilter, read: readMetadataFilter,
  fields: () => [
    ['matcher', 1, MetadataMatcher],
    ['match_if_key_not_found', 2, BoolValue],
  ],
})

export function emptyMetadataFilter(): MetadataFilter {
  return {
    matcher: null,
    matchIfKeyNotFound: null,
  }
}

export function writeMetadataFilter(m: MetadataFilter, w: ByteWriter): void {
  if (m.matcher !== null) put(w, 10, writeMetadataMatcher, m.matcher)
  if (m.matchIfKeyNotFound !== null) put(w, 18, writeBoolValue, m.matchIfKeyNotFound)
}

export function readMetadataFilter(r: MessageReader, into: MetadataFilter | null): MetadataFilter {
  const m: Mutable<MetadataFilter> = into ?? emptyMetadataFilter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.matcher = readMetadataMatcher(r.message(), m.matcher); break
      case 18: m.matchIfKeyNotFound = readBoolValue(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.accesslog.v3.NotHealthCheckFilter */
export interface NotHealthCheckFilter {
}

export const NotHealthCheckFilter: MessageType<NotHealthCheckFilter> = define<NotHealthCheckFilter>({
  name: 'envoy.config.accesslog.v3.NotHealthCheckFilter', empty: emptyNotHealthCheckFilter, write: writeNotHealthCheckFilter, read: readNotHealthCheckFilter,
  fields: () => [],
})

export function emptyNotHealthCheckFilter(): NotHealthCheckFilter {
  return {}
}

export function writeNotHealthCheckFilter(_m: NotHealthCheckFilter, _w: ByteWriter): void {
}

export function readNotHealthCheckFilter(r: MessageReader, into: NotHealthCheckFilter | null): NotHealthCheckFilter {
  const m: Mutable<NotHealthCheckFilter> = into ?? emptyNotHealthCheckFilter()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.config.accesslog.v3.OrFilter */
export interface OrFilter {
  readonly filters: readonly AccessLogFilter[]
}

export const OrFilter: MessageType<OrFilter> = define<OrFilter>({
  name: 'envoy.config.accesslog.v3.OrFilter', empty: emptyOrFilter, write: writeOrFilter, read: readOrFilter,
  fields: () => [
    ['filters', 2, AccessLogFilter, 'list'],
  ],
})

export function emptyOrFilter(): OrFilter {
  return {
    filters: NO_ITEMS,
  }
}

export function writeOrFilter(m: OrFilter, w: ByteWriter): void {
  for (const v of m.filters) put(w, 18, writeAccessLogFilter, v)
}

export function readOrFilter(r: MessageReader, into: OrFilter | null): OrFilter {
  const m: Mutable<OrFilter> = into ?? emptyOrFilter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 18: m.filters = append(m.filters, readAccessLogFilter(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.accesslog.v3.ResponseFlagFilter */
export interface ResponseFlagFilter {
  readonly flags: readonly string[]
}

export const ResponseFlagFilter: MessageType<ResponseFlagFilter> = define<ResponseFlagFilter>({
  name: 'envoy.config.accesslog.v3.ResponseFlagFilter', empty: emptyResponseFlagFilter, write: writeResponseFlagFilter, read: readResponseFlagFilter,
  fields: () => [
    ['flags', 1, 'string', 'list'],
  ],
})

export function emptyResponseFlagFilter(): ResponseFlagFilter {
  return {
    flags: NO_ITEMS,
  }
}

export function writeResponseFlagFilter(m: ResponseFlagFilter, w: ByteWriter): void {
  for (const v of m.flags) w.uint32(10).string(v)
}

export function readResponseFlagFilter(r: MessageReader, into: ResponseFlagFilter | null): ResponseFlagFilter {
  const m: Mutable<ResponseFlagFilter> = into ?? emptyResponseFlagFilter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.flags = append(m.flags, r.string()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.accesslog.v3.RuntimeFilter */
export interface RuntimeFilter {
  readonly runtimeKey: string
  readonly percentSampled: FractionalPercent | null
  readonly useIndependentRandomness: boolean
}

export const RuntimeFilter: MessageType<RuntimeFilter> = define<RuntimeFilter>({
  name: 'envoy.config.accesslog.v3.RuntimeFilter', empty: emptyRuntimeFilter, write: writeRuntimeFilter, read: readRuntimeFilter,
  fields: () => [
    ['runtime_key', 1, 'string'],
    ['percent_sampled', 2, FractionalPercent],
    ['use_independent_randomness', 3, 'bool'],
  ],
})

export function emptyRuntimeFilter(): RuntimeFilter {
  return {
    runtimeKey: '',
    percentSampled: null,
    useIndependentRandomness: false,
  }
}

export function writeRuntimeFilter(m: RuntimeFilter, w: ByteWriter): void {
  if (m.runtimeKey !== '') w.uint32(10).string(m.runtimeKey)
  if (m.percentSampled !== null) put(w, 18, writeFractionalPercent, m.percentSampled)
  if (m.useIndependentRandomness) w.uint32(24).bool(m.useIndependentRandomness)
}

export function readRuntimeFilter(r: MessageReader, into: RuntimeFilter | null): RuntimeFilter {
  const m: Mutable<RuntimeFilter> = into ?? emptyRuntimeFilter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.runtimeKey = r.string(); break
      case 18: m.percentSampled = readFractionalPercent(r.message(), m.percentSampled); break
      case 24: m.useIndependentRandomness = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.accesslog.v3.StatusCodeFilter */
export interface StatusCodeFilter {
  readonly comparison: ComparisonFilter | null
}

export const StatusCodeFilter: MessageType<StatusCodeFilter> = define<StatusCodeFilter>({
  name: 'envoy.config.accesslog.v3.StatusCodeFilter', empty: emptyStatusCodeFilter, write: writeStatusCodeFilter, read: readStatusCodeFilter,
  fields: () => [
    ['comparison', 1, ComparisonFilter],
  ],
})

export function emptyStatusCodeFilter(): StatusCodeFilter {
  return {
    comparison: null,
  }
}

export function writeStatusCodeFilter(m: StatusCodeFilter, w: ByteWriter): void {
  if (m.comparison !== null) put(w, 10, writeComparisonFilter, m.comparison)
}

export function readStatusCodeFilter(r: MessageReader, into: StatusCodeFilter | null): StatusCodeFilter {
  const m: Mutable<StatusCodeFilter> = into ?? emptyStatusCodeFilter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.comparison = readComparisonFilter(r.message(), m.comparison); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.accesslog.v3.TraceableFilter */
export interface TraceableFilter {
}

export const TraceableFilter: MessageType<TraceableFilter> = define<TraceableFilter>({
  name: 'envoy.config.accesslog.v3.TraceableFilter', empty: emptyTraceableFilter, write: writeTraceableFilter, read: readTraceableFilter,
  fields: () => [],
})

export function emptyTraceableFilter(): TraceableFilter {
  return {}
}

export function writeTraceableFilter(_m: TraceableFilter, _w: ByteWriter): void {
}

export function readTraceableFilter(r: MessageReader, into: TraceableFilter | null): TraceableFilter {
  const m: Mutable<TraceableFilter> = into ?? emptyTraceableFilter()
  while (!r.done) r.skipField(r.uint32())
  return m
}
