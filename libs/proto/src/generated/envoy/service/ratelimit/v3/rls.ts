/** Generated from envoy/service/ratelimit/v3/rls.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { HeaderValue, readHeaderValue, writeHeaderValue } from '../../../config/core/v3/base.ts'
import { RateLimitDescriptor, readRateLimitDescriptor, writeRateLimitDescriptor } from '../../../extensions/common/ratelimit/v3/ratelimit.ts'
import { type JsonObject } from '../../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { Struct, readStruct, writeStruct } from '../../../../../well-known/struct.ts'
import { Timestamp, readTimestamp, writeTimestamp } from '../../../../../well-known/timestamp.ts'
import { type Mutable, NO_BYTES, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.service.ratelimit.v3.RateLimitResponse.Code */
export const RateLimitResponseCode = {
  UNKNOWN: 0,
  OK: 1,
  OVER_LIMIT: 2,
} as const
export type RateLimitResponseCode = (typeof RateLimitResponseCode)[keyof typeof RateLimitResponseCode]

/** envoy.service.ratelimit.v3.RateLimitResponse.RateLimit.Unit */
export const RateLimitResponseRateLimitUnit = {
  UNKNOWN: 0,
  SECOND: 1,
  MINUTE: 2,
  HOUR: 3,
  DAY: 4,
  MONTH: 5,
  YEAR: 6,
} as const
export type RateLimitResponseRateLimitUnit = (typeof RateLimitResponseRateLimitUnit)[keyof typeof RateLimitResponseRateLimitUnit]

/** envoy.service.ratelimit.v3.RateLimitRequest */
export interface RateLimitRequest {
  readonly domain: string
  readonly descriptors: readonly RateLimitDescriptor[]
  readonly hitsAddend: number
}

export const RateLimitRequest: MessageType<RateLimitRequest> = define<RateLimitRequest>({
  name: 'envoy.service.ratelimit.v3.RateLimitRequest', empty: emptyRateLimitRequest, write: writeRateLimitRequest, read: readRateLimitRequest,
  fields: () => [
    ['domain', 1, 'string'],
    ['descriptors', 2, RateLimitDescriptor, 'list'],
    ['hits_addend', 3, 'uint32'],
  ],
})

export function emptyRateLimitRequest(): RateLimitRequest {
  return {
    domain: '',
    descriptors: NO_ITEMS,
    hitsAddend: 0,
  }
}

export function writeRateLimitRequest(m: RateLimitRequest, w: ByteWriter): void {
  if (m.domain !== '') w.uint32(10).string(m.domain)
  for (const v of m.descriptors) put(w, 18, writeRateLimitDescriptor, v)
  if (m.hitsAddend !== 0) w.uint32(24).uint32(m.hitsAddend)
}

export function readRateLimitRequest(r: MessageReader, into: RateLimitRequest | null): RateLimitRequest {
  const m: Mutable<RateLimitRequest> = into ?? emptyRateLimitRequest()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.domain = r.string(); break
      case 18: m.descriptors = append(m.descriptors, readRateLimitDescriptor(r.message(), null)); break
      case 24: m.hitsAddend = r.uint32(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.service.ratelimit.v3.RateLimitResponse */
export interface RateLimitResponse {
  readonly overallCode: RateLimitResponseCode
  readonly statuses: readonly RateLimitResponseDescriptorStatus[]
  readonly responseHeadersToAdd: readonly HeaderValue[]
  readonly requestHeadersToAdd: readonly HeaderValue[]
  readonly rawBody: Uint8Array
  readonly dynamicMetadata: JsonObject | null
  readonly quota: RateLimitResponseQuota | null
}

export const RateLimitResponse: MessageType<RateLimitResponse> = define<RateLimitResponse>({
  name: 'envoy.service.ratelimit.v3.RateLimitResponse', empty: emptyRateLimitResponse, write: writeRateLimitResponse, read: readRateLimitResponse,
  fields: () => [
    ['overall_code', 1, { enum: RateLimitResponseCode }],
    ['statuses', 2, RateLimitResponseDescriptorStatus, 'list'],
    ['response_headers_to_add', 3, HeaderValue, 'list'],
    ['request_headers_to_add', 4, HeaderValue, 'list'],
    ['raw_body', 5, 'bytes'],
    ['dynamic_metadata', 6, Struct],
    ['quota', 7, RateLimitResponseQuota],
  ],
})

export function emptyRateLimitResponse(): RateLimitResponse {
  return {
    overallCode: 0,
    statuses: NO_ITEMS,
    responseHeadersToAdd: NO_ITEMS,
    requestHeadersToAdd: NO_ITEMS,
    rawBody: NO_BYTES,
    dynamicMetadata: null,
    quota: null,
  }
}

export function writeRateLimitResponse(m: RateLimitResponse, w: ByteWriter): void {
  if (m.overallCode !== 0) w.uint32(8).int32(m.overallCode)
  for (const v of m.statuses) put(w, 18, writeRateLimitResponseDescriptorStatus, v)
  for (const v of m.responseHeadersToAdd) put(w, 26, writeHeaderValue, v)
  for (const v of m.requestHeadersToAdd) put(w, 34, writeHeaderValue, v)
  if (m.rawBody.length !== 0) w.uint32(42).bytes(m.rawBody)
  if (m.dynamicMetadata !== null) put(w, 50, writeStruct, m.dynamicMetadata)
  if (m.quota !== null) put(w, 58, writeRateLimitResponseQuota, m.quota)
}

export function readRateLimitResponse(r: MessageReader, into: RateLimitResponse | null): RateLimitResponse {
  const m: Mutable<RateLimitResponse> = into ?? emptyRateLimitResponse()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.overallCode = r.int32() as RateLimitResponseCode; break
      case 18: m.statuses = append(m.statuses, readRateLimitResponseDescriptorStatus(r.message(), null)); break
      case 26: m.responseHeadersToAdd = append(m.responseHeadersToAdd, readHeaderValue(r.message(), null)); break
      case 34: m.requestHeadersToAdd = append(m.requestHeadersToAdd, readHeaderValue(r.message(), null)); break
      case 42: m.rawBody = r.copyBytes(); break
      case 50: m.dynamicMetadata = readStruct(r.message(), m.dynamicMetadata); break
      case 58: m.quota = readRateLimitResponseQuota(r.message(), m.quota); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.service.ratelimit.v3.RateLimitResponse.DescriptorStatus */
export interface RateLimitResponseDescriptorStatus {
  readonly code: RateLimitResponseCode
  readonly currentLimit: RateLimitResponseRateLimit | null
  readonly limitRemaining: number
  readonly durationUntilReset: Duration | null
  readonly quota: RateLimitResponseQuota | null
}

export const RateLimitResponseDescriptorStatus: MessageType<RateLimitResponseDescriptorStatus> = define<RateLimitResponseDescriptorStatus>({
  name: 'envoy.service.ratelimit.v3.RateLimitResponse.DescriptorStatus', empty: emptyRateLimitResponseDescriptorStatus, write: writeRateLimitResponseDescriptorStatus, read: readRateLimitResponseDescriptorStatus,
  fields: () => [
    ['code', 1, { enum: RateLimitResponseCode }],
    ['current_limit', 2, RateLimitResponseRateLimit],
    ['limit_remaining', 3, 'uint32'],
    ['duration_until_reset', 4, Duration],
    ['quota', 5, RateLimitResponseQuota],
  ],
})

export function emptyRateLimitResponseDescriptorStatus(): RateLimitResponseDescriptorStatus {
  return {
    code: 0,
    currentLimit: null,
    limitRemaining: 0,
    durationUntilReset: null,
    quota: null,
  }
}

export function writeRateLimitResponseDescriptorStatus(m: RateLimitResponseDescriptorStatus, w: ByteWriter): void {
  if (m.code !== 0) w.uint32(8).int32(m.code)
  if (m.currentLimit !== null) put(w, 18, writeRateLimitResponseRateLimit, m.currentLimit)
  if (m.limitRemaining !== 0) w.uint32(24).uint32(m.limitRemaining)
  if (m.durationUntilReset !== null) put(w, 34, writeDuration, m.durationUntilReset)
  if (m.quota !== null) put(w, 42, writeRateLimitResponseQuota, m.quota)
}

export function readRateLimitResponseDescriptorStatus(r: MessageReader, into: RateLimitResponseDescriptorStatus | null): RateLimitResponseDescriptorStatus {
  const m: Mutable<RateLimitResponseDescriptorStatus> = into ?? emptyRateLimitResponseDescriptorStatus()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.code = r.int32() as RateLimitResponseCode; break
      case 18: m.currentLimit = readRateLimitResponseRateLimit(r.message(), m.currentLimit); break
      case 24: m.limitRemaining = r.uint32(); break
      case 34: m.durationUntilReset = readDuration(r.message(), m.durationUntilReset); break
      case 42: m.quota = readRateLimitResponseQuota(r.message(), m.quota); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.service.ratelimit.v3.RateLimitResponse.Quota */
export interface RateLimitResponseQuota {
  readonly requests: number
  readonly validUntil: Timestamp | null // oneof expiration_specifier
  readonly id: string
}

export const RateLimitResponseQuota: MessageType<RateLimitResponseQuota> = define<RateLimitResponseQuota>({
  name: 'envoy.service.ratelimit.v3.RateLimitResponse.Quota', empty: emptyRateLimitResponseQuota, write: writeRateLimitResponseQuota, read: readRateLimitResponseQuota,
  fields: () => [
    ['requests', 1, 'uint32'],
    ['valid_until', 2, Timestamp, '', 'expirationSpecifier'],
    ['id', 3, 'string'],
  ],
})

export function emptyRateLimitResponseQuota(): RateLimitResponseQuota {
  return {
    requests: 0,
    validUntil: null,
    id: '',
  }
}

export function writeRateLimitResponseQuota(m: RateLimitResponseQuota, w: ByteWriter): void {
  if (m.requests !== 0) w.uint32(8).uint32(m.requests)
  if (m.validUntil !== null) put(w, 18, writeTimestamp, m.validUntil)
  if (m.id !== '') w.uint32(26).string(m.id)
}

export function readRateLimitResponseQuota(r: MessageReader, into: RateLimitResponseQuota | null): RateLimitResponseQuota {
  const m: Mutable<RateLimitResponseQuota> = into ?? emptyRateLimitResponseQuota()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.requests = r.uint32(); break
      case 18: m.validUntil = readTimestamp(r.message(), m.validUntil); break
      case 26: m.id = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.service.ratelimit.v3.RateLimitResponse.RateLimit */
export interface RateLimitResponseRateLimit {
  readonly requestsPerUnit: number
  readonly unit: RateLimitResponseRateLimitUnit
  readonly name: string
}

export const RateLimitResponseRateLimit: MessageType<RateLimitResponseRateLimit> = define<RateLimitResponseRateLimit>({
  name: 'envoy.service.ratelimit.v3.RateLimitResponse.RateLimit', empty: emptyRateLimitResponseRateLimit, write: writeRateLimitResponseRateLimit, read: readRateLimitResponseRateLimit,
  fields: () => [
    ['requests_per_unit', 1, 'uint32'],
    ['unit', 2, { enum: RateLimitResponseRateLimitUnit }],
    ['name', 3, 'string'],
  ],
})

export function emptyRateLimitResponseRateLimit(): RateLimitResponseRateLimit {
  return {
    requestsPerUnit: 0,
    unit: 0,
    name: '',
  }
}

export function writeRateLimitResponseRateLimit(m: RateLimitResponseRateLimit, w: ByteWriter): void {
  if (m.requestsPerUnit !== 0) w.uint32(8).uint32(m.requestsPerUnit)
  if (m.unit !== 0) w.uint32(16).int32(m.unit)
  if (m.name !== '') w.uint32(26).string(m.name)
}

export function readRateLimitResponseRateLimit(r: MessageReader, into: RateLimitResponseRateLimit | null): RateLimitResponseRateLimit {
  const m: Mutable<RateLimitResponseRateLimit> = into ?? emptyRateLimitResponseRateLimit()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.requestsPerUnit = r.uint32(); break
      case 16: m.unit = r.int32() as RateLimitResponseRateLimitUnit; break
      case 26: m.name = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
