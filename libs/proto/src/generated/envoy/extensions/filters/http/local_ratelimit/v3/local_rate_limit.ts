/** Generated from envoy/extensions/filters/http/local_ratelimit/v3/local_rate_limit.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { HeaderValueOption, RuntimeFractionalPercent, readHeaderValueOption, readRuntimeFractionalPercent, writeHeaderValueOption, writeRuntimeFractionalPercent } from '../../../../../config/core/v3/base.ts'
import { RateLimit, readRateLimit, writeRateLimit } from '../../../../../config/route/v3/route_components.ts'
import { LocalRateLimitDescriptor, VhRateLimitsOptions, XRateLimitHeadersRFCVersion, readLocalRateLimitDescriptor, writeLocalRateLimitDescriptor } from '../../../../common/ratelimit/v3/ratelimit.ts'
import { HttpStatus, readHttpStatus, writeHttpStatus } from '../../../../../type/v3/http_status.ts'
import { TokenBucket, readTokenBucket, writeTokenBucket } from '../../../../../type/v3/token_bucket.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { BoolValue, readBoolValue, writeBoolValue } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit */
export interface LocalRateLimit {
  readonly statPrefix: string
  readonly status: HttpStatus | null
  readonly tokenBucket: TokenBucket | null
  readonly filterEnabled: RuntimeFractionalPercent | null
  readonly filterEnforced: RuntimeFractionalPercent | null
  readonly responseHeadersToAdd: readonly HeaderValueOption[]
  readonly descriptors: readonly LocalRateLimitDescriptor[]
  readonly stage: number
  readonly requestHeadersToAddWhenNotEnforced: readonly HeaderValueOption[]
  readonly localRateLimitPerDownstreamConnection: boolean
  readonly enableXRatelimitHeaders: XRateLimitHeadersRFCVersion
  readonly vhRateLimits: VhRateLimitsOptions
  readonly alwaysConsumeDefaultTokenBucket: boolean | null
  readonly rateLimitedAsResourceExhausted: boolean
  readonly rateLimits: readonly RateLimit[]
  readonly enableRetryAfterHeader: boolean
}

export const LocalRateLimit: MessageType<LocalRateLimit> = define<LocalRateLimit>({
  name: 'envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit', empty: emptyLocalRateLimit, write: writeLocalRateLimit, read: readLocalRateLimit,
  fields: () => [
    ['stat_prefix', 1, 'string'],
    ['status', 2, HttpStatus],
    ['token_bucket', 3, TokenBucket],
    ['filter_enabled', 4, RuntimeFractionalPercent],
    ['filter_enforced', 5, RuntimeFractionalPercent],
    ['response_headers_to_add', 6, HeaderValueOption, 'list'],
    ['descriptors', 8, LocalRateLimitDescriptor, 'list'],
    ['stage', 9, 'uint32'],
    ['request_headers_to_add_when_not_enforced', 10, HeaderValueOption, 'list'],
    ['local_rate_limit_per_downstream_connection', 11, 'bool'],
    ['enable_x_ratelimit_headers', 12, { enum: XRateLimitHeadersRFCVersion }],
    ['vh_rate_limits', 13, { enum: VhRateLimitsOptions }],
    ['always_consume_default_token_bucket', 14, BoolValue],
    ['rate_limited_as_resource_exhausted', 15, 'bool'],
    ['rate_limits', 17, RateLimit, 'list'],
    ['enable_retry_after_header', 19, 'bool'],
  ],
  pruned: { 16: 'local_cluster_rate_limit' },
})

export function emptyLocalRateLimit(): LocalRateLimit {
  return {
    statPrefix: '',
    status: null,
    tokenBucket: null,
    filterEnabled: null,
    filterEnforced: null,
    responseHeadersToAdd: NO_ITEMS,
    descriptors: NO_ITEMS,
    stage: 0,
    requestHeadersToAddWhenNotEnforced: NO_ITEMS,
    localRateLimitPerDownstreamConnection: false,
    enableXRatelimitHeaders: 0,
    vhRateLimits: 0,
    alwaysConsumeDefaultTokenBucket: null,
    rateLimitedAsResourceExhausted: false,
    rateLimits: NO_ITEMS,
    enableRetryAfterHeader: false,
  }
}

export function writeLocalRateLimit(m: LocalRateLimit, w: ByteWriter): void {
  if (m.statPrefix !== '') w.uint32(10).string(m.statPrefix)
  if (m.status !== null) put(w, 18, writeHttpStatus, m.status)
  if (m.tokenBucket !== null) put(w, 26, writeTokenBucket, m.tokenBucket)
  if (m.filterEnabled !== null) put(w, 34, writeRuntimeFractionalPercent, m.filterEnabled)
  if (m.filterEnforced !== null) put(w, 42, writeRuntimeFractionalPercent, m.filterEnforced)
  for (const v of m.responseHeadersToAdd) put(w, 50, writeHeaderValueOption, v)
  for (const v of m.descriptors) put(w, 66, writeLocalRateLimitDescriptor, v)
  if (m.stage !== 0) w.uint32(72).uint32(m.stage)
  for (const v of m.requestHeadersToAddWhenNotEnforced) put(w, 82, writeHeaderValueOption, v)
  if (m.localRateLimitPerDownstreamConnection) w.uint32(88).bool(m.localRateLimitPerDownstreamConnection)
  if (m.enableXRatelimitHeaders !== 0) w.uint32(96).int32(m.enableXRatelimitHeaders)
  if (m.vhRateLimits !== 0) w.uint32(104).int32(m.vhRateLimits)
  if (m.alwaysConsumeDefaultTokenBucket !== null) put(w, 114, writeBoolValue, m.alwaysConsumeDefaultTokenBucket)
  if (m.rateLimitedAsResourceExhausted) w.uint32(120).bool(m.rateLimitedAsResourceExhausted)
  for (const v of m.rateLimits) put(w, 138, writeRateLimit, v)
  if (m.enableRetryAfterHeader) w.uint32(152).bool(m.enableRetryAfterHeader)
}

export function readLocalRateLimit(r: MessageReader, into: LocalRateLimit | null): LocalRateLimit {
  const m: Mutable<LocalRateLimit> = into ?? emptyLocalRateLimit()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.statPrefix = r.string(); break
      case 18: m.status = readHttpStatus(r.message(), m.status); break
      case 26: m.tokenBucket = readTokenBucket(r.message(), m.tokenBucket); break
      case 34: m.filterEnabled = readRuntimeFractionalPercent(r.message(), m.filterEnabled); break
      case 42: m.filterEnforced = readRuntimeFractionalPercent(r.message(), m.filterEnforced); break
      case 50: m.responseHeadersToAdd = append(m.responseHeadersToAdd, readHeaderValueOption(r.message(), null)); break
      case 66: m.descriptors = append(m.descriptors, readLocalRateLimitDescriptor(r.message(), null)); break
      case 72: m.stage = r.uint32(); break
      case 82: m.requestHeadersToAddWhenNotEnforced = append(m.requestHeadersToAddWhenNotEnforced, readHeaderValueOption(r.message(), null)); break
      case 88: m.localRateLimitPerDownstreamConnection = r.bool(); break
      case 96: m.enableXRatelimitHeaders = r.int32() as XRateLimitHeadersRFCVersion; break
      case 104: m.vhRateLimits = r.int32() as VhRateLimitsOptions; break
      case 114: m.alwaysConsumeDefaultTokenBucket = readBoolValue(r.message()); break
      case 120: m.rateLimitedAsResourceExhausted = r.bool(); break
      case 138: m.rateLimits = append(m.rateLimits, readRateLimit(r.message(), null)); break
      case 152: m.enableRetryAfterHeader = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}
