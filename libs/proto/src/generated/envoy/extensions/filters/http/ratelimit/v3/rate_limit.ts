/** Generated from envoy/extensions/filters/http/ratelimit/v3/rate_limit.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { HeaderValueOption, readHeaderValueOption, writeHeaderValueOption } from '../../../../../config/core/v3/base.ts'
import { RateLimitServiceConfig, readRateLimitServiceConfig, writeRateLimitServiceConfig } from '../../../../../config/ratelimit/v3/rls.ts'
import { HttpStatus, readHttpStatus, writeHttpStatus } from '../../../../../type/v3/http_status.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../../well-known/duration.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.ratelimit.v3.RateLimit.XRateLimitHeadersRFCVersion */
export const HttpRateLimitXRateLimitHeadersRFCVersion = {
  OFF: 0,
  DRAFT_VERSION_03: 1,
} as const
export type HttpRateLimitXRateLimitHeadersRFCVersion = (typeof HttpRateLimitXRateLimitHeadersRFCVersion)[keyof typeof HttpRateLimitXRateLimitHeadersRFCVersion]

/** envoy.extensions.filters.http.ratelimit.v3.RateLimitPerRoute.OverrideOptions */
export const RateLimitPerRouteOverrideOptions = {
  DEFAULT: 0,
  OVERRIDE_POLICY: 1,
  INCLUDE_POLICY: 2,
  IGNORE_POLICY: 3,
} as const
export type RateLimitPerRouteOverrideOptions = (typeof RateLimitPerRouteOverrideOptions)[keyof typeof RateLimitPerRouteOverrideOptions]

/** envoy.extensions.filters.http.ratelimit.v3.RateLimitPerRoute.VhRateLimitsOptions */
export const RateLimitPerRouteVhRateLimitsOptions = {
  OVERRIDE: 0,
  INCLUDE: 1,
  IGNORE: 2,
} as const
export type RateLimitPerRouteVhRateLimitsOptions = (typeof RateLimitPerRouteVhRateLimitsOptions)[keyof typeof RateLimitPerRouteVhRateLimitsOptions]

/** envoy.extensions.filters.http.ratelimit.v3.RateLimit */
export interface HttpRateLimit {
  readonly domain: string
  readonly stage: number
  readonly requestType: string
  readonly timeout: Duration | null
  readonly failureModeDeny: boolean
  readonly rateLimitedAsResourceExhausted: boolean
  readonly rateLimitService: RateLimitServiceConfig | null
  readonly enableXRatelimitHeaders: HttpRateLimitXRateLimitHeadersRFCVersion
  readonly disableXEnvoyRatelimitedHeader: boolean
  readonly rateLimitedStatus: HttpStatus | null
  readonly responseHeadersToAdd: readonly HeaderValueOption[]
  readonly statusOnError: HttpStatus | null
  readonly statPrefix: string
}

export const HttpRateLimit: MessageType<HttpRateLimit> = define<HttpRateLimit>({
  name: 'envoy.extensions.filters.http.ratelimit.v3.RateLimit', empty: emptyHttpRateLimit, write: writeHttpRateLimit, read: readHttpRateLimit,
  fields: () => [
    ['domain', 1, 'string'],
    ['stage', 2, 'uint32'],
    ['request_type', 3, 'string'],
    ['timeout', 4, Duration],
    ['failure_mode_deny', 5, 'bool'],
    ['rate_limited_as_resource_exhausted', 6, 'bool'],
    ['rate_limit_service', 7, RateLimitServiceConfig],
    ['enable_x_ratelimit_headers', 8, { enum: HttpRateLimitXRateLimitHeadersRFCVersion }],
    ['disable_x_envoy_ratelimited_header', 9, 'bool'],
    ['rate_limited_status', 10, HttpStatus],
    ['response_headers_to_add', 11, HeaderValueOption, 'list'],
    ['status_on_error', 12, HttpStatus],
    ['stat_prefix', 13, 'string'],
  ],
})

export function emptyHttpRateLimit(): HttpRateLimit {
  return {
    domain: '',
    stage: 0,
    requestType: '',
    timeout: null,
    failureModeDeny: false,
    rateLimitedAsResourceExhausted: false,
    rateLimitService: null,
    enableXRatelimitHeaders: 0,
    disableXEnvoyRatelimitedHeader: false,
    rateLimitedStatus: null,
    responseHeadersToAdd: NO_ITEMS,
    statusOnError: null,
    statPrefix: '',
  }
}

export function writeHttpRateLimit(m: HttpRateLimit, w: ByteWriter): void {
  if (m.domain !== '') w.uint32(10).string(m.domain)
  if (m.stage !== 0) w.uint32(16).uint32(m.stage)
  if (m.requestType !== '') w.uint32(26).string(m.requestType)
  if (m.timeout !== null) put(w, 34, writeDuration, m.timeout)
  if (m.failureModeDeny) w.uint32(40).bool(m.failureModeDeny)
  if (m.rateLimitedAsResourceExhausted) w.uint32(48).bool(m.rateLimitedAsResourceExhausted)
  if (m.rateLimitService !== null) put(w, 58, writeRateLimitServiceConfig, m.rateLimitService)
  if (m.enableXRatelimitHeaders !== 0) w.uint32(64).int32(m.enableXRatelimitHeaders)
  if (m.disableXEnvoyRatelimitedHeader) w.uint32(72).bool(m.disableXEnvoyRatelimitedHeader)
  if (m.rateLimitedStatus !== null) put(w, 82, writeHttpStatus, m.rateLimitedStatus)
  for (const v of m.responseHeadersToAdd) put(w, 90, writeHeaderValueOption, v)
  if (m.statusOnError !== null) put(w, 98, writeHttpStatus, m.statusOnError)
  if (m.statPrefix !== '') w.uint32(106).string(m.statPrefix)
}

export function readHttpRateLimit(r: MessageReader, into: HttpRateLimit | null): HttpRateLimit {
  const m: Mutable<HttpRateLimit> = into ?? emptyHttpRateLimit()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.domain = r.string(); break
      case 16: m.stage = r.uint32(); break
      case 26: m.requestType = r.string(); break
      case 34: m.timeout = readDuration(r.message(), m.timeout); break
      case 40: m.failureModeDeny = r.bool(); break
      case 48: m.rateLimitedAsResourceExhausted = r.bool(); break
      case 58: m.rateLimitService = readRateLimitServiceConfig(r.message(), m.rateLimitService); break
      case 64: m.enableXRatelimitHeaders = r.int32() as HttpRateLimitXRateLimitHeadersRFCVersion; break
      case 72: m.disableXEnvoyRatelimitedHeader = r.bool(); break
      case 82: m.rateLimitedStatus = readHttpStatus(r.message(), m.rateLimitedStatus); break
      case 90: m.responseHeadersToAdd = append(m.responseHeadersToAdd, readHeaderValueOption(r.message(), null)); break
      case 98: m.statusOnError = readHttpStatus(r.message(), m.statusOnError); break
      case 106: m.statPrefix = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.ratelimit.v3.RateLimitPerRoute */
export interface RateLimitPerRoute {
  readonly vhRateLimits: RateLimitPerRouteVhRateLimitsOptions
  readonly overrideOption: RateLimitPerRouteOverrideOptions
  readonly domain: string
}

export const RateLimitPerRoute: MessageType<RateLimitPerRoute> = define<RateLimitPerRoute>({
  name: 'envoy.extensions.filters.http.ratelimit.v3.RateLimitPerRoute', empty: emptyRateLimitPerRoute, write: writeRateLimitPerRoute, read: readRateLimitPerRoute,
  fields: () => [
    ['vh_rate_limits', 1, { enum: RateLimitPerRouteVhRateLimitsOptions }],
    ['override_option', 2, { enum: RateLimitPerRouteOverrideOptions }],
    ['domain', 4, 'string'],
  ],
  pruned: { 3: 'rate_limits' },
})

export function emptyRateLimitPerRoute(): RateLimitPerRoute {
  return {
    vhRateLimits: 0,
    overrideOption: 0,
    domain: '',
  }
}

export function writeRateLimitPerRoute(m: RateLimitPerRoute, w: ByteWriter): void {
  if (m.vhRateLimits !== 0) w.uint32(8).int32(m.vhRateLimits)
  if (m.overrideOption !== 0) w.uint32(16).int32(m.overrideOption)
  if (m.domain !== '') w.uint32(34).string(m.domain)
}

export function readRateLimitPerRoute(r: MessageReader, into: RateLimitPerRoute | null): RateLimitPerRoute {
  const m: Mutable<RateLimitPerRoute> = into ?? emptyRateLimitPerRoute()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.vhRateLimits = r.int32() as RateLimitPerRouteVhRateLimitsOptions; break
      case 16: m.overrideOption = r.int32() as RateLimitPerRouteOverrideOptions; break
      case 34: m.domain = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
