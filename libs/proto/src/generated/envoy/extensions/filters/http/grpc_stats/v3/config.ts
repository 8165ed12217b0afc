/** Generated from envoy/extensions/filters/http/grpc_stats/v3/config.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { GrpcMethodList, readGrpcMethodList, writeGrpcMethodList } from '../../../../../config/core/v3/grpc_method_list.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { BoolValue, readBoolValue, writeBoolValue } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.grpc_stats.v3.FilterConfig */
export interface GrpcStats {
  readonly individualMethodStatsAllowlist: GrpcMethodList | null // oneof per_method_stat_specifier
  readonly statsForAllMethods: boolean | null // oneof per_method_stat_specifier
  readonly enableUpstreamStats: boolean
  readonly replaceDotsInGrpcServiceName: boolean
}

export const GrpcStats: MessageType<GrpcStats> = define<GrpcStats>({
  name: 'envoy.extensions.filters.http.grpc_stats.v3.FilterConfig', empty: emptyGrpcStats, write: writeGrpcStats, read: readGrpcStats,
  fields: () => [
    ['individual_method_stats_allowlist', 2, GrpcMethodList, '', 'perMethodStatSpecifier'],
    ['stats_for_all_methods', 3, BoolValue, '', 'perMethodStatSpecifier'],
    ['enable_upstream_stats', 4, 'bool'],
    ['replace_dots_in_grpc_service_name', 5, 'bool'],
  ],
  pruned: { 1: 'emit_filter_state' },
})

export function emptyGrpcStats(): GrpcStats {
  return {
    individualMethodStatsAllowlist: null,
    statsForAllMethods: null,
    enableUpstreamStats: false,
    replaceDotsInGrpcServiceName: false,
  }
}

export function writeGrpcStats(m: GrpcStats, w: ByteWriter): void {
  if (m.individualMethodStatsAllowlist !== null) put(w, 18, writeGrpcMethodList, m.individualMethodStatsAllowlist)
  if (m.statsForAllMethods !== null) put(w, 26, writeBoolValue, m.statsForAllMethods)
  if (m.enableUpstreamStats) w.uint32(32).bool(m.enableUpstreamStats)
  if (m.replaceDotsInGrpcServiceName) w.uint32(40).bool(m.replaceDotsInGrpcServiceName)
}

export function readGrpcStats(r: MessageReader, into: GrpcStats | null): GrpcStats {
  const m: Mutable<GrpcStats> = into ?? emptyGrpcStats()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 18: { const v = readGrpcMethodList(r.message(), m.individualMethodStatsAllowlist); clearGrpcStats_per_method_stat_specifier(m); m.individualMethodStatsAllowlist = v; break }
      case 26: { const v = readBoolValue(r.message()); clearGrpcStats_per_method_stat_specifier(m); m.statsForAllMethods = v; break }
      case 32: m.enableUpstreamStats = r.bool(); break
      case 40: m.replaceDotsInGrpcServiceName = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearGrpcStats_per_method_stat_specifier(m: Mutable<GrpcStats>): void {
  m.individualMethodStatsAllowlist = null
  m.statsForAllMethods = null
}
