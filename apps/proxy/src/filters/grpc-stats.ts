/** The gRPC statistics filter: counts calls by service and method, and the messages in both directions. */
import { isGrpcRequest } from '@flotilla/match'
import { GrpcStats } from '@flotilla/proto'
import { withoutQuery } from '@flotilla/uri'
import type { Violations } from '../compile/violations.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { headerValue } from '../http/headers.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

/** Methods that are counted by themselves; further ones share one. Listed in docs/limits.md. */
const MAX_METHODS = 1000
const OTHER = '_other'
const FRAME_HEAD_BYTES = 5

export interface GrpcMethodStats {
  success: number
  failure: number
  total: number
  requestMessageCount: number
  responseMessageCount: number
}

/** By `cluster.<cluster>.grpc.<service>.<method>`. */
export type GrpcStatsTable = Map<string, GrpcMethodStats>

interface Settings {
  /** Null: all methods share the counters of their cluster, unless `allMethods`. */
  readonly allowed: ReadonlyMap<string, ReadonlySet<string>> | null
  readonly allMethods: boolean
  readonly replacesDots: boolean
}

export function grpcStatsFilterKind(table: GrpcStatsTable): HttpFilterKind {
  return protoFilterKind<GrpcStats, GrpcStats, Settings>({
    name: 'envoy.filters.http.grpc_stats',
    type: GrpcStats,
    routeType: null,
    settings: settingsOf,
    factory: (name, settings) => new GrpcStatsFactory(name, settings, table),
  })
}

function settingsOf(message: GrpcStats, at: Violations): Settings {
  if (message.enableUpstreamStats) at.at('enable_upstream_stats').unsupported()
  const list = message.individualMethodStatsAllowlist
  return {
    allowed:
      list === null
        ? null
        : new Map(list.services.map((one) => [one.name, new Set(one.methodNames)])),
    allMethods: message.statsForAllMethods ?? false,
    replacesDots: message.replaceDotsInGrpcServiceName,
  }
}

class GrpcStatsFactory implements HttpFilterFactory {
  readonly name: string
  readonly touchesBodies = true
  private readonly settings: Settings
  private readonly table: GrpcStatsTable

  constructor(name: string, settings: Settings, table: GrpcStatsTable) {
    this.name = name
    this.settings = settings
    this.table = table
  }

  create(stream: HttpStream): HttpFilter | null {
    if (!isGrpcRequest(stream.requestHeaders)) return null
    return new GrpcStatsFilter(this.statsOf(stream))
  }

  private statsOf(stream: HttpStream): GrpcMethodStats {
    const prefix = `cluster.${stream.clusterName}.grpc`
    const [, service = '', method = ''] = withoutQuery(stream.path).split('/')
    const { allowed, allMethods, replacesDots } = this.settings
    const isNamed = allMethods || allowed?.get(service)?.has(method) === true
    const shown = replacesDots ? service.replaceAll('.', '_') : service
    const key = isNamed ? `${prefix}.${shown}.${method}` : prefix
    const found = this.table.get(key)
    if (found !== undefined) return found
    const name = this.table.size < MAX_METHODS ? key : OTHER
    const made = grpcMethod(this.table, name)
    return made
  }
}

/** The counters of this name, made where there are none. */
export function grpcMethod(table: GrpcStatsTable, name: string): GrpcMethodStats {
  const found = table.get(name)
  if (found !== undefined) return found
  const made = emptyStats()
  table.set(name, made)
  return made
}

function emptyStats(): GrpcMethodStats {
  return { success: 0, failure: 0, total: 0, requestMessageCount: 0, responseMessageCount: 0 }
}

class GrpcStatsFilter implements HttpFilter {
  private readonly stats: GrpcMethodStats
  private readonly requests: MessageCounter = new MessageCounter()
  private readonly responses: MessageCounter = new MessageCounter()

  constructor(stats: GrpcMethodStats) {
    this.stats = stats
  }

  onRequestHeaders(): FilterStatus {
    return FilterStatus.Continue
  }

  onRequestBody(_stream: HttpStream, chunk: Buffer): Buffer {
    this.stats.requestMessageCount += this.requests.count(chunk)
    return chunk
  }

  onResponseBody(_stream: HttpStream, chunk: Buffer): Buffer {
    this.stats.responseMessageCount += this.responses.count(chunk)
    return chunk
  }

  onComplete(stream: HttpStream): void {
    const status =
      headerValue(stream.responseTrailers ?? [], 'grpc-status') ??
      headerValue(stream.responseHeaders ?? [], 'grpc-status')
    this.stats.total++
    if (status === '0') this.stats.success++
    else this.stats.failure++
  }
}

/** Counts length-prefixed messages in a stream of pieces that may be cut anywhere. */
export class MessageCounter {
  /** Bytes of the head that were seen. */
  private headBytes = 0
  private length = 0
  /** Bytes of the current message that are still to come. */
  private left = 0

  /** Messages that begin in this piece. */
  count(chunk: Buffer): number {
    let begun = 0
    for (let at = 0; at < chunk.length; ) {
      if (this.left > 0) {
        const taken = Math.min(this.left, chunk.length - at)
        this.left -= taken
        at += taken
        continue
      }
      const byte = chunk[at++] as number // at < length
      if (this.headBytes > 0) this.length = this.length * 256 + byte
      if (++this.headBytes < FRAME_HEAD_BYTES) continue
      begun++
      this.left = this.length
      this.headBytes = 0
      this.length = 0
    }
    return begun
  }
}
