/** Generated from envoy/extensions/filters/http/router/v3/router.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { AccessLog, readAccessLog, writeAccessLog } from '../../../../../config/accesslog/v3/accesslog.ts'
import { HttpFilter, readHttpFilter, writeHttpFilter } from '../../../network/http_connection_manager/v3/http_connection_manager.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { BoolValue, readBoolValue, writeBoolValue } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.router.v3.Router */
export interface Router {
  readonly dynamicStats: boolean | null
  readonly startChildSpan: boolean
  readonly upstreamLog: readonly AccessLog[]
  readonly suppressEnvoyHeaders: boolean
  readonly strictCheckHeaders: readonly string[]
  readonly respectExpectedRqTimeout: boolean
  readonly suppressGrpcRequestFailureCodeStats: boolean
  readonly upstreamHttpFilters: readonly HttpFilter[]
}

export const Router: MessageType<Router> = define<Router>({
  name: 'envoy.extensions.filters.http.router.v3.Router', empty: emptyRouter, write: writeRouter, read: readRouter,
  fields: () => [
    ['dynamic_stats', 1, BoolValue],
    ['start_child_span', 2, 'bool'],
    ['upstream_log', 3, AccessLog, 'list'],
    ['suppress_envoy_headers', 4, 'bool'],
    ['strict_check_headers', 5, 'string', 'list'],
    ['respect_expected_rq_timeout', 6, 'bool'],
    ['suppress_grpc_request_failure_code_stats', 7, 'bool'],
    ['upstream_http_filters', 8, HttpFilter, 'list'],
  ],
  pruned: { 9: 'upstream_log_options' },
})

export function emptyRouter(): Router {
  return {
    dynamicStats: null,
    startChildSpan: false,
    upstreamLog: NO_ITEMS,
    suppressEnvoyHeaders: false,
    strictCheckHeaders: NO_ITEMS,
    respectExpectedRqTimeout: false,
    suppressGrpcRequestFailureCodeStats: false,
    upstreamHttpFilters: NO_ITEMS,
  }
}

export function writeRouter(m: Router, w: ByteWriter): void {
  if (m.dynamicStats !== null) put(w, 10, writeBoolValue, m.dynamicStats)
  if (m.startChildSpan) w.uint32(16).bool(m.startChildSpan)
  for (const v of m.upstreamLog) put(w, 26, writeAccessLog, v)
  if (m.suppressEnvoyHeaders) w.uint32(32).bool(m.suppressEnvoyHeaders)
  for (const v of m.strictCheckHeaders) w.uint32(42).string(v)
  if (m.respectExpectedRqTimeout) w.uint32(48).bool(m.respectExpectedRqTimeout)
  if (m.suppressGrpcRequestFailureCodeStats) w.uint32(56).bool(m.suppressGrpcRequestFailureCodeStats)
  for (const v of m.upstreamHttpFilters) put(w, 66, writeHttpFilter, v)
}

export function readRouter(r: MessageReader, into: Router | null): Router {
  const m: Mutable<Router> = into ?? emptyRouter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.dynamicStats = readBoolValue(r.message()); break
      case 16: m.startChildSpan = r.bool(); break
      case 26: m.upstreamLog = append(m.upstreamLog, readAccessLog(r.message(), null)); break
      case 32: m.suppressEnvoyHeaders = r.bool(); break
      case 42: m.strictCheckHeaders = append(m.strictCheckHeaders, r.string()); break
      case 48: m.respectExpectedRqTimeout = r.bool(); break
      case 56: m.suppressGrpcRequestFailureCodeStats = r.bool(); break
      case 66: m.upstreamHttpFilters = append(m.upstreamHttpFilters, readHttpFilter(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}
