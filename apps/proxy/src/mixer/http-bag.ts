/** The attributes of one HTTP request, read from its stream when they are asked for: a decision from the cache builds nothing. */
import { type AttributeValue, DurationValue, parseIp, TimestampValue } from '@flotilla/attributes'
import type { BagOrigin, OriginBag } from '@flotilla/dispatch/roll-up'
import type { HttpStream } from '../http/filter.ts'
import { headerValue, type ReadonlyHeaderList } from '../http/headers.ts'
import { formatResponseFlags } from '../http/response-flags.ts'
import type { ConnectionAttributes } from './connection-attributes.ts'
import { HeaderMap, queryParameters } from './header-map.ts'
import { httpStatusOfCode } from './status.ts'

/** What the check left for the report. */
export interface CheckTrace {
  /** Code of the denial, 0 where it was allowed or not checked. */
  readonly errorCode: number
  readonly errorMessage: string
  readonly wasChecked: boolean
  readonly isCheckCacheHit: boolean
  readonly isQuotaCacheHit: boolean
}

export interface HttpBagSource {
  readonly stream: HttpStream
  /** Node, filter and route attributes, merged at configuration time. */
  readonly statics: ReadonlyMap<string, AttributeValue>
  readonly connection: ConnectionAttributes
  /** What goes before all that is read here: what the peer forwarded and we believe, and what the service's API adds. Or null. */
  readonly said: ReadonlyMap<string, AttributeValue> | null
  /** Request headers as they came, without the forwarded attributes. */
  readonly requestHeaders: ReadonlyHeaderList
}

type Read = (bag: HttpBag) => AttributeValue | undefined
const GRPC_CONTENT_TYPES: ReadonlySet<string> = new Set([
  'application/grpc',
  'application/grpc+proto',
  'application/grpc+json',
])

/** Attributes of a request; later a report's on top. Valid as long as its stream is. */
export class HttpBag implements OriginBag {
  readonly source: HttpBagSource
  /** Null until the request is over: the report's attributes are absent. */
  private trace: CheckTrace | null = null
  private wallMs = 0
  private headers: HeaderMap | null = null

  constructor(source: HttpBagSource) {
    this.source = source
  }

  /** What attributes are computed from that are the same for requests of one connection and route. */
  get origin(): BagOrigin {
    return this.source
  }

  isFixed(attribute: string): boolean {
    return CONNECTION_NAMES.has(attribute) || !READERS.has(attribute)
  }

  /** Adds what only a report has. @param wallMs now. */
  complete(trace: CheckTrace, wallMs: number): void {
    this.trace = trace
    this.wallMs = wallMs
  }

  get(name: string): AttributeValue | undefined {
    const { said, statics } = this.source
    const value = said?.get(name)
    if (value !== undefined) return value
    const read = READERS.get(name)
    if (read !== undefined) {
      const own = read(this)
      if (own !== undefined) return own
    }
    return statics.get(name)
  }

  names(): Iterable<string> {
    const names: string[] = []
    this.forEach((name) => {
      names.push(name)
    })
    return names
  }

  forEach(visit: (name: string, value: AttributeValue) => void): void {
    const { said, statics } = this.source
    for (let i = 0; i < READER_NAMES.length; i++) {
      const name = READER_NAMES[i] as string // i is inside both lists
      const first = said === null ? undefined : said.get(name)
      const value = first ?? (READER_LIST[i] as Read)(this) ?? statics.get(name)
      if (value !== undefined) visit(name, value)
    }
    statics.forEach((value, name) => {
      if (!READERS.has(name)) visit(name, said?.get(name) ?? value)
    })
    said?.forEach((value, name) => {
      if (!READERS.has(name) && !statics.has(name)) visit(name, value)
    })
  }

  /** @internal */
  requestHeaders(): HeaderMap {
    const { stream, requestHeaders } = this.source
    this.headers ??= new HeaderMap(
      [
        ':authority',
        stream.authority,
        ':method',
        stream.method,
        ':path',
        stream.path,
        ':scheme',
        stream.scheme,
      ],
      requestHeaders,
    )
    return this.headers
  }

  /** @internal */
  report(): CheckTrace | null {
    return this.trace
  }

  /** @internal */
  nowWallMs(): number {
    return this.wallMs
  }
}

const request = (read: (stream: HttpStream, bag: HttpBag) => AttributeValue | null): Read => {
  return (bag) => read(bag.source.stream, bag) ?? undefined
}
const connection = (read: (of: ConnectionAttributes) => AttributeValue | null): Read => {
  return (bag) => read(bag.source.connection) ?? undefined
}
const header = (name: string): Read => {
  return (bag) => headerValue(bag.source.requestHeaders, name) ?? undefined
}
/** Absent before the request is over. */
const report = (
  read: (stream: HttpStream, trace: CheckTrace, bag: HttpBag) => AttributeValue | null,
): Read => {
  return (bag) => {
    const trace = bag.report()
    return trace === null ? undefined : (read(bag.source.stream, trace, bag) ?? undefined)
  }
}
/** Like report, but what configuration already says stands. */
const reportUnlessSet = (name: string, read: (stream: HttpStream) => AttributeValue | null): Read =>
  report((stream, _, bag) => (bag.source.statics.has(name) ? null : read(stream)))

const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['request.headers', (bag) => bag.requestHeaders()],
  ['request.host', request((stream) => stream.authority)],
  ['request.method', request((stream) => stream.method)],
  ['request.path', request((stream) => stream.path)],
  ['request.referer', header('referer')],
  ['request.scheme', request((stream) => stream.scheme)],
  ['request.useragent', header('user-agent')],
  ['request.url_path', request((stream) => urlPath(stream.path))],
  ['request.query_params', request((stream) => queryParameters(stream.path))],
  ['request.time', request((stream) => TimestampValue.fromWallMs(stream.startWallMs))],
  ['origin.ip', connection((of) => of.originIp)],
  ['connection.mtls', connection((of) => of.isMtls)],
  ['connection.requested_server_name', connection((of) => of.requestedServerName)],
  ['destination.principal', connection((of) => of.destinationPrincipal)],
  ['source.principal', connection((of) => of.sourcePrincipal)],
  ['source.user', connection((of) => of.sourcePrincipal)],
  ['source.namespace', connection((of) => of.sourceNamespace)],
  ['context.protocol', (bag) => protocolOf(bag.source.requestHeaders)],
  ['destination.ip', reportUnlessSet('destination.ip', (stream) => upstreamIp(stream))],
  ['destination.port', reportUnlessSet('destination.port', (stream) => upstreamPort(stream))],
  ['destination.uid', reportUnlessSet('destination.uid', upstreamUid)],
  ['response.headers', report((stream) => responseHeaders(stream))],
  ['response.time', report((_, __, bag) => TimestampValue.fromWallMs(bag.nowWallMs()))],
  ['request.size', report((stream) => bytes(stream.requestBodyBytes))],
  ['request.total_size', report((stream) => bytes(stream.requestTotalBytes))],
  ['response.size', report((stream) => bytes(stream.responseBodyBytes))],
  ['response.total_size', report((stream) => bytes(stream.responseTotalBytes))],
  ['response.duration', report((stream) => DurationValue.fromMs(durationMs(stream)))],
  ['response.code', report((stream, trace) => BigInt(responseCode(stream, trace)))],
  [
    'check.error_code',
    report((_, trace) => (trace.errorCode === 0 ? null : BigInt(trace.errorCode))),
  ],
  [
    'check.error_message',
    report((_, trace) => (trace.errorCode === 0 ? null : trace.errorMessage)),
  ],
  ['check.cache_hit', report((_, trace) => (trace.wasChecked ? trace.isCheckCacheHit : null))],
  ['quota.cache_hit', report((_, trace) => (trace.wasChecked ? trace.isQuotaCacheHit : null))],
  ['response.grpc_status', report((stream) => grpcTrailer(stream, 'grpc-status'))],
  ['response.grpc_message', report((stream) => grpcTrailer(stream, 'grpc-message'))],
  ['context.proxy_error_code', report((stream) => formatResponseFlags(stream.responseFlags))],
])

/** Those that only the connection tells. */
const CONNECTION_NAMES: ReadonlySet<string> = new Set([
  'origin.ip',
  'connection.mtls',
  'connection.requested_server_name',
  'destination.principal',
  'source.principal',
  'source.user',
  'source.namespace',
])

const READER_NAMES: readonly string[] = [...READERS.keys()]
const READER_LIST: readonly Read[] = [...READERS.values()]

function protocolOf(headers: ReadonlyHeaderList): string {
  return GRPC_CONTENT_TYPES.has(headerValue(headers, 'content-type') ?? '') ? 'grpc' : 'http'
}

function urlPath(path: string): string {
  const query = path.indexOf('?')
  return query === -1 ? path : path.slice(0, query)
}

// Neighbouring requests mostly go to the same host, which is asked for once in a check and once in a report.
let lastAddress = ''
let lastIp: Uint8Array | null = null

function upstreamIp(stream: HttpStream): Uint8Array | null {
  if (stream.upstreamHost === null) return null
  const { address } = stream.upstreamHost
  if (address !== lastAddress) {
    lastIp = parseIp(address)
    lastAddress = address
  }
  return lastIp
}

function upstreamPort(stream: HttpStream): bigint | null {
  const port = stream.upstreamHost?.port ?? 0
  return port === 0 ? null : BigInt(port)
}

function upstreamUid(stream: HttpStream): string | null {
  const uid = stream.upstreamHost?.metadata['istio']?.['uid']
  return typeof uid === 'string' && uid !== '' ? uid : null
}

function responseHeaders(stream: HttpStream): HeaderMap | null {
  if (stream.responseHeaders === null) return null
  return stream.responseTrailers === null
    ? new HeaderMap([':status', String(stream.responseCode)], stream.responseHeaders)
    : new HeaderMap(
        [':status', String(stream.responseCode)],
        stream.responseHeaders,
        stream.responseTrailers,
      )
}

function grpcTrailer(stream: HttpStream, name: string): string | null {
  const trailer =
    stream.responseTrailers === null ? null : headerValue(stream.responseTrailers, name)
  if (trailer !== null || stream.responseHeaders === null) return trailer
  return headerValue(stream.responseHeaders, name)
}

/** The code that went out; of a denial the one its status maps to, also where the client left before; 500 where there was none. */
function responseCode(stream: HttpStream, trace: CheckTrace): number {
  if (stream.responseCode > 0) return stream.responseCode
  return trace.errorCode === 0 ? 500 : httpStatusOfCode(trace.errorCode)
}

function durationMs(stream: HttpStream): number {
  return stream.endMs < 0 ? 0 : Math.max(0, stream.endMs - stream.startMs)
}

function bytes(count: number): bigint {
  return BigInt(Math.max(0, count))
}
