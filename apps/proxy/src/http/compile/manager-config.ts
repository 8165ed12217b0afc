/** HttpConnectionManager messages to the configuration that the data path reads. */
import { networkInterfaces } from 'node:os'
import { DEFAULT_LIMITS, fieldValueFromText, type Http1Limits } from '@flotilla/http1'
import {
  EarlyHeaderMutation,
  type HttpConnectionManager,
  type HttpFilter,
  type Percent,
  Router,
  typeNameOf,
  UuidRequestIdConfig,
} from '@flotilla/proto'
import { EscapedSlashes, type PathOptions } from '@flotilla/uri'
import { decode, durationMs, unpack } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import type { HttpStats } from '../../telemetry/http-stats.ts'
import { AddressRanges, type CidrRange, isValidRange } from '../downstream/address-ranges.ts'
import type { HttpAccessLogger, HttpEnv, RouteSource } from '../env.ts'
import { type HttpFilterFactory, SwitchedFactory } from '../filter.ts'
import {
  type ClientCertMode,
  type Codec,
  type ManagerConfig,
  type MoreLogs,
  PortStripping,
  type RouterOptions,
  type Sampling,
  type ServerHeader,
  type Underscores,
} from '../manager-config.ts'
import { MERGED_IN_REQUESTS } from '../merged-headers.ts'
import type { HeaderMutation } from '../route/header-mutation.ts'
import { STRICT_HEADERS } from '../route/strict-headers.ts'
import { compileAddressDetection } from './address-detection.ts'
import { filterConfig } from './filter-config.ts'
import { compileHeaderFormat } from './header-format.ts'
import { mutationRules } from './header-mutations.ts'
import { compileHttp2Options } from './http2-options.ts'
import { compileLocalReplies } from './local-reply.ts'
import { compileRouteTable } from './route-table.ts'
import { compileScopedRoutes } from './scoped-routes.ts'
import { compileUpstreamFilters } from './upstream-filters.ts'

const HOUR_MS = 3_600_000
const STREAM_IDLE_MS = 300_000
/** Envoy has none by default; without one a client that sends a byte a minute keeps a connection for ever (spec §8.3). */
const HEADERS_TIMEOUT_MS = 60_000
const DELAYED_CLOSE_MS = 1000
/** Envoy's `drain_timeout`. */
const DRAIN_MS = 5000
const CODEC_HTTP3 = 3

export function compileManagerConfig(
  hcm: HttpConnectionManager,
  env: HttpEnv,
  accessLogs: readonly HttpAccessLogger[],
  at: Violations,
): ManagerConfig {
  refuseUnsupported(hcm, at)
  const chain = compileFilters(hcm.httpFilters, env, at)
  const common = hcm.commonHttpProtocolOptions
  const commonAt = at.at('common_http_protocol_options')
  const http1 = hcm.httpProtocolOptions
  const format = compileHeaderFormat(
    http1?.headerKeyFormat ?? null,
    at.at('http_protocol_options').at('header_key_format'),
  )
  const limits = { ...limitsOf(hcm, at), caseKeeping: format.keeping }
  return {
    stats: managerStats(hcm, env, chain.filters),
    routes: compileRoutes(hcm, env, at),
    filters: chain.filters,
    touchesBodies: chain.filters.some((filter) => filter.touchesBodies === true),
    router: chain.router,
    accessLogs,
    moreLogs: moreLogs(hcm, at.at('access_log_options')),
    localReplies: compileLocalReplies(
      hcm.localReplyConfig,
      env.random,
      at.at('local_reply_config'),
    ),
    earlyMutations: earlyMutations(hcm, at),
    addressDetection: compileAddressDetection(hcm.originalIpDetectionExtensions, at),
    serverName: wireText(hcm.serverName === '' ? 'envoy' : hcm.serverName, at.at('server_name')),
    serverHeader: hcm.serverHeaderTransformation as ServerHeader, // the values are those of Envoy's enum
    via: wireText(hcm.via, at.at('via')),
    codec: hcm.codecType as Codec, // the values are those of Envoy's enum; HTTP/3 is refused above
    limits,
    http2: compileHttp2Options(
      hcm.http2ProtocolOptions,
      {
        maxHeaderListBytes: limits.maxHeadBytes,
        maxHeaderFields: limits.maxFields,
        isMalformedStreamError: hcm.streamErrorOnInvalidHttpMessage ?? false,
      },
      at.at('http2_protocol_options'),
    ),
    idleTimeoutMs: durationMs(common?.idleTimeout ?? null, HOUR_MS, commonAt.at('idle_timeout')),
    maxConnectionDurationMs: durationMs(
      common?.maxConnectionDuration ?? null,
      0,
      commonAt.at('max_connection_duration'),
    ),
    streamIdleTimeoutMs: durationMs(
      hcm.streamIdleTimeout,
      STREAM_IDLE_MS,
      at.at('stream_idle_timeout'),
    ),
    requestTimeoutMs: durationMs(hcm.requestTimeout, 0, at.at('request_timeout')),
    requestHeadersTimeoutMs: durationMs(
      hcm.requestHeadersTimeout,
      HEADERS_TIMEOUT_MS,
      at.at('request_headers_timeout'),
    ),
    maxStreamDurationMs: durationMs(
      common?.maxStreamDuration ?? null,
      0,
      commonAt.at('max_stream_duration'),
    ),
    delayedCloseMs: durationMs(
      hcm.delayedCloseTimeout,
      DELAYED_CLOSE_MS,
      at.at('delayed_close_timeout'),
    ),
    drainTimeoutMs: durationMs(hcm.drainTimeout, DRAIN_MS, at.at('drain_timeout')),
    maxRequestsPerConnection: common?.maxRequestsPerConnection ?? 0,
    usesRemoteAddress: hcm.useRemoteAddress ?? false,
    xffTrustedHops: hcm.xffNumTrustedHops,
    skipsXffAppend: hcm.skipXffAppend,
    appendsForwardedPort: hcm.appendXForwardedPort,
    localAddress: localAddress(),
    internalAddresses: internalAddresses(hcm, at.at('internal_address_config')),
    generatesRequestId: hcm.generateRequestId ?? true,
    preservesExternalRequestId: hcm.preserveExternalRequestId,
    alwaysReturnsRequestId: hcm.alwaysSetRequestIdInResponse,
    sampling: samplingOf(hcm),
    ...requestIdOptions(hcm, at),
    userAgent: hcm.addUserAgent === true ? env.node : null,
    clientCertMode: hcm.forwardClientCertDetails as ClientCertMode, // the values are those of Envoy's enum
    certPem: hcm.setCurrentClientCertDetails?.cert ?? false,
    certChain: hcm.setCurrentClientCertDetails?.chain ?? false,
    certSubject: hcm.setCurrentClientCertDetails?.subject ?? false,
    certUri: hcm.setCurrentClientCertDetails?.uri ?? false,
    certDns: hcm.setCurrentClientCertDetails?.dns ?? false,
    schemeOverwrite: schemeOverwrite(hcm, at),
    schemeMatchesUpstream: hcm.schemeHeaderTransformation?.matchUpstream ?? false,
    marksLocalOverload: hcm.appendLocalOverload,
    proxies100Continue: hcm.proxy100Continue,
    upgrades: new Map(
      hcm.upgradeConfigs.map((one) => [one.upgradeType.toLowerCase(), one.enabled ?? true]),
    ),
    pathOptions: pathOptions(hcm),
    portStripping: portStripping(hcm),
    stripsTrailingHostDot: hcm.stripTrailingHostDot,
    underscores: (common?.headersWithUnderscoresAction ?? 0) as Underscores, // the values are those of Envoy's enum
    acceptsHttp10: http1?.acceptHttp10 ?? false,
    keepsAfterBadRequest:
      http1?.overrideStreamErrorOnInvalidHttpMessage ??
      hcm.streamErrorOnInvalidHttpMessage ??
      false,
    defaultHostForHttp10: http1?.defaultHostForHttp10 ?? '',
    allowsAbsoluteUrl: http1?.allowAbsoluteUrl ?? true,
    enablesTrailers: http1?.enableTrailers ?? false,
    nameCase: format.nameCase,
  }
}

function refuseUnsupported(hcm: HttpConnectionManager, at: Violations): void {
  if (hcm.codecType >= CODEC_HTTP3) at.at('codec_type').unsupported('this codec')
  if (hcm.statPrefix === '') at.at('stat_prefix').add('must not be empty')
  if (hcm.tracing !== null && hcm.tracing.provider !== null)
    at.at('tracing').at('provider').unsupported()
  const http1 = at.at('http_protocol_options')
  // Spec §8.1: both lengths in one message are always refused. `send_fully_qualified_url` is for upstreams (Envoy).
  if (hcm.httpProtocolOptions?.allowChunkedLength) http1.at('allow_chunked_length').unsupported()
  if (hcm.internalAddressConfig?.unixSockets)
    at.at('internal_address_config').at('unix_sockets').unsupported()
}

// -- filters -------------------------------------------------------------------

interface Chain {
  readonly filters: readonly HttpFilterFactory[]
  readonly router: RouterOptions
}

/** The fields from before `access_log_options`. */
function oldMoreLogs(hcm: HttpConnectionManager, at: Violations): MoreLogs | null {
  if (!hcm.flushAccessLogOnNewRequest && hcm.accessLogFlushInterval === null) return null
  return {
    atStart: hcm.flushAccessLogOnNewRequest,
    atTunnel: false,
    intervalMs: durationMs(hcm.accessLogFlushInterval, 0, at),
  }
}

function moreLogs(hcm: HttpConnectionManager, at: Violations): MoreLogs | null {
  const options = hcm.accessLogOptions
  if (options === null) return oldMoreLogs(hcm, at)
  return {
    atStart: options.flushAccessLogOnNewRequest,
    atTunnel: options.flushLogOnTunnelSuccessfullyEstablished,
    intervalMs: durationMs(options.accessLogFlushInterval, 0, at.at('access_log_flush_interval')),
  }
}

function managerStats(
  hcm: HttpConnectionManager,
  env: HttpEnv,
  filters: readonly HttpFilterFactory[],
): HttpStats {
  const stats = env.stats(hcm.statPrefix)
  for (const { counters = [] } of filters) for (const name of counters) stats.filters[name] ??= 0
  return stats
}

function compileFilters(messages: readonly HttpFilter[], env: HttpEnv, at: Violations): Chain {
  const filters: HttpFilterFactory[] = []
  let router: RouterOptions | null = null
  messages.forEach((message, i) => {
    const place = at.at('http_filters', i)
    const isRouter =
      message.typedConfig !== null && typeNameOf(message.typedConfig) === Router.typeName
    if (!isRouter) compileFilter(message, env, filters, place)
    else if (i !== messages.length - 1) place.add('the router must be the last filter')
    else {
      if (message.disabled) place.at('disabled').add('the router cannot be switched off')
      router = routerOptions(message, place.at('typed_config'))
    }
  })
  if (router === null) at.at('http_filters').add('must end with the router')
  return {
    filters,
    router: router ?? NO_ROUTER,
  }
}

function compileFilter(
  message: HttpFilter,
  env: HttpEnv,
  into: HttpFilterFactory[],
  at: Violations,
): void {
  const place = at.at('typed_config')
  if (message.typedConfig === null) {
    place.add('is required')
    return
  }
  const config = filterConfig(message.typedConfig, place)
  if (config === null) return
  const kind = env.filterKinds.get(config.typeUrl)
  if (kind === undefined) {
    // is_optional is how configuration for several kinds of proxy says that this one may lack the filter.
    if (!message.isOptional) place.unsupported(config.typeUrl)
    return
  }
  const compiled = kind.compile(config, message.name)
  if (compiled.kind === 'ok')
    into.push(message.disabled ? new SwitchedFactory(compiled.value) : compiled.value)
  else place.adopt(compiled.violations)
}

const NO_ROUTER: RouterOptions = {
  suppressesEnvoyHeaders: false,
  respectsExpectedTimeout: false,
  strictHeaders: null,
  hidesGrpcFailureCodes: false,
  filters: null,
}

function strictHeaders(names: readonly string[], at: Violations): readonly string[] | null {
  names.forEach((name, i) => {
    if (!STRICT_HEADERS.has(name.toLowerCase()))
      at.at('strict_check_headers', i).add(`${name} is not one that can be checked`)
  })
  return names.length === 0 ? null : names.map((name) => name.toLowerCase())
}

function routerOptions(message: HttpFilter, at: Violations): RouterOptions | null {
  const router = decode(Router, message.typedConfig?.value ?? new Uint8Array(), at)
  if (router === null) return NO_ROUTER
  if (router.upstreamLog.length > 0) at.at('upstream_log').unsupported()
  if (router.startChildSpan) at.at('start_child_span').unsupported()
  return {
    suppressesEnvoyHeaders: router.suppressEnvoyHeaders,
    respectsExpectedTimeout: router.respectExpectedRqTimeout,
    strictHeaders: strictHeaders(router.strictCheckHeaders, at),
    hidesGrpcFailureCodes: router.suppressGrpcRequestFailureCodeStats,
    filters: compileUpstreamFilters(router.upstreamHttpFilters, 'upstream_http_filters', at),
  }
}

// -- routes --------------------------------------------------------------------

function compileRoutes(hcm: HttpConnectionManager, env: HttpEnv, at: Violations): RouteSource {
  if (hcm.rds !== null) {
    if (hcm.rds.routeConfigName === '')
      at.at('rds').at('route_config_name').add('must not be empty')
    return env.routes.open(hcm.rds.routeConfigName)
  }
  if (hcm.scopedRoutes !== null) {
    const open = (name: string): RouteSource => env.routes.open(name)
    const source = compileScopedRoutes(
      hcm.scopedRoutes,
      env.filterKinds,
      open,
      at.at('scoped_routes'),
    )
    return source ?? { table: null }
  }
  if (hcm.routeConfig === null) {
    at.at('route_config').add('is required where there is no rds')
    return { table: null }
  }
  const compiled = compileRouteTable(hcm.routeConfig, env.filterKinds)
  if (compiled.kind === 'ok') return { table: compiled.value }
  at.at('route_config').adopt(compiled.violations)
  return { table: null }
}

// -- single fields -------------------------------------------------------------

function limitsOf(hcm: HttpConnectionManager, at: Violations): Http1Limits {
  const kb = hcm.maxRequestHeadersKb ?? 60
  if (kb < 1 || kb > 8192) at.at('max_request_headers_kb').add('must be 1 to 8192')
  const fields = hcm.commonHttpProtocolOptions?.maxHeadersCount ?? DEFAULT_LIMITS.maxFields
  if (fields < 1 || fields > 10_000)
    at.at('common_http_protocol_options').at('max_headers_count').add('must be 1 to 10000')
  return {
    ...DEFAULT_LIMITS,
    maxHeadBytes: kb * 1024,
    maxFields: fields,
    mergedNames: MERGED_IN_REQUESTS,
    takesAnyMethod: hcm.httpProtocolOptions?.allowCustomMethods ?? false,
  }
}

function wireText(text: string, at: Violations): string {
  const wire = fieldValueFromText(text)
  if (wire === null) at.add('holds a control character')
  return wire ?? ''
}

function internalAddresses(hcm: HttpConnectionManager, at: Violations): AddressRanges {
  const config = hcm.internalAddressConfig
  // Envoy since 1.33: without a configuration no address is internal.
  if (config === null) return new AddressRanges([])
  const ranges: CidrRange[] = []
  config.cidrRanges.forEach((range, i) => {
    const one = { address: range.addressPrefix, prefixLength: range.prefixLen ?? 0 }
    if (isValidRange(one)) ranges.push(one)
    else at.at('cidr_ranges', i).add(`${one.address}/${one.prefixLength} is not a range`)
  })
  return new AddressRanges(ranges)
}

function earlyMutations(
  hcm: HttpConnectionManager,
  at: Violations,
): readonly HeaderMutation[] | null {
  const list: HeaderMutation[] = []
  hcm.earlyHeaderMutationExtensions.forEach((extension, i) => {
    const place = at.at('early_header_mutation_extensions', i).at('typed_config')
    const config = unpack(EarlyHeaderMutation, extension.typedConfig, place)
    list.push(...mutationRules(config?.mutations ?? [], 'mutations', place))
  })
  return list.length === 0 ? null : list
}

/** Envoy's own kind is the only one; trace reasons in the id can be switched off. */
function requestIdOptions(
  hcm: HttpConnectionManager,
  at: Violations,
): Pick<ManagerConfig, 'packsTraceReason' | 'samplesById'> {
  const any = hcm.requestIdExtension?.typedConfig ?? null
  if (any === null) return { packsTraceReason: true, samplesById: true }
  const place = at.at('request_id_extension').at('typed_config')
  const config = unpack(UuidRequestIdConfig, any, place)
  return {
    packsTraceReason: config?.packTraceReason ?? true,
    samplesById: config?.useRequestIdForTraceSampling ?? true,
  }
}

/** The first IPv4 address of the machine that is not loopback. */
function localAddress(): string {
  for (const entries of Object.values(networkInterfaces()))
    for (const entry of entries ?? [])
      if (entry.family === 'IPv4' && !entry.internal) return entry.address
  return '127.0.0.1'
}

function samplingOf(hcm: HttpConnectionManager): Sampling | null {
  const { tracing } = hcm
  if (tracing === null) return null
  const share = (percent: Percent | null): number => Math.round((percent?.value ?? 100) * 100)
  return {
    client: share(tracing.clientSampling),
    random: share(tracing.randomSampling),
    overall: share(tracing.overallSampling),
  }
}

function schemeOverwrite(hcm: HttpConnectionManager, at: Violations): '' | 'http' | 'https' {
  const scheme = hcm.schemeHeaderTransformation?.schemeToOverwrite ?? ''
  if (scheme === '' || scheme === 'http' || scheme === 'https') return scheme
  at.at('scheme_header_transformation').at('scheme_to_overwrite').add('must be http or https')
  return ''
}

function pathOptions(hcm: HttpConnectionManager): PathOptions | null {
  // Envoy's implementation-specific default (0) keeps escaped slashes, as 1 does.
  const escapedSlashes = Math.max(0, hcm.pathWithEscapedSlashesAction - 1) as EscapedSlashes // 0..3 by the line above
  const options = {
    isNormalized: hcm.normalizePath ?? false,
    mergesSlashes: hcm.mergeSlashes,
    escapedSlashes,
  }
  const isOff =
    !options.isNormalized && !options.mergesSlashes && escapedSlashes === EscapedSlashes.Keep
  return isOff ? null : options
}

function portStripping(hcm: HttpConnectionManager): PortStripping {
  if (hcm.stripAnyHostPort === true) return PortStripping.Any
  return hcm.stripMatchingHostPort ? PortStripping.Matching : PortStripping.None
}
