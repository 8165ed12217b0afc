/** Generated from istio/mixer/v1/check.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { Status, readStatus, writeStatus } from '../../../google/rpc/status.ts'
import { CompressedAttributes, readCompressedAttributes, writeCompressedAttributes } from './attributes.ts'
import { type MessageType, define } from '../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../well-known/duration.ts'
import { type Mutable, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** istio.mixer.v1.HeaderOperation.Operation */
export const HeaderOperationOperation = {
  REPLACE: 0,
  REMOVE: 1,
  APPEND: 2,
} as const
export type HeaderOperationOperation = (typeof HeaderOperationOperation)[keyof typeof HeaderOperationOperation]

/** istio.mixer.v1.ReferencedAttributes.Condition */
export const ReferencedAttributesCondition = {
  CONDITION_UNSPECIFIED: 0,
  ABSENCE: 1,
  EXACT: 2,
  REGEX: 3,
} as const
export type ReferencedAttributesCondition = (typeof ReferencedAttributesCondition)[keyof typeof ReferencedAttributesCondition]

/** istio.mixer.v1.CheckRequest */
export interface CheckRequest {
  readonly attributes: CompressedAttributes | null
  readonly globalWordCount: number
  readonly deduplicationId: string
  readonly quotas: ReadonlyMap<string, CheckRequestQuotaParams>
}

export const CheckRequest: MessageType<CheckRequest> = define<CheckRequest>({
  name: 'istio.mixer.v1.CheckRequest', empty: emptyCheckRequest, write: writeCheckRequest, read: readCheckRequest,
  fields: () => [
    ['attributes', 1, CompressedAttributes],
    ['global_word_count', 2, 'uint32'],
    ['deduplication_id', 3, 'string'],
    ['quotas', 4, CheckRequestQuotaParams, 'map:string'],
  ],
})

export function emptyCheckRequest(): CheckRequest {
  return {
    attributes: null,
    globalWordCount: 0,
    deduplicationId: '',
    quotas: NO_ENTRIES,
  }
}

export function writeCheckRequest(m: CheckRequest, w: ByteWriter): void {
  if (m.attributes !== null) put(w, 10, writeCompressedAttributes, m.attributes)
  if (m.globalWordCount !== 0) w.uint32(16).uint32(m.globalWordCount)
  if (m.deduplicationId !== '') w.uint32(26).string(m.deduplicationId)
  for (const [k, v] of m.quotas) { w.uint32(34); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeCheckRequestQuotaParams, v); w.close(o) }
}

export function readCheckRequest(r: MessageReader, into: CheckRequest | null): CheckRequest {
  const m: Mutable<CheckRequest> = into ?? emptyCheckRequest()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.attributes = readCompressedAttributes(r.message(), m.attributes); break
      case 16: m.globalWordCount = r.uint32(); break
      case 26: m.deduplicationId = r.string(); break
      case 34: readCheckRequest_quotas(r.message(), (m.quotas = ownMap(m.quotas))); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readCheckRequest_quotas(r: MessageReader, map: Map<string, CheckRequestQuotaParams>): void {
  let key: string = ''
  let value: CheckRequestQuotaParams | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readCheckRequestQuotaParams(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? emptyCheckRequestQuotaParams())
}

/** istio.mixer.v1.CheckRequest.QuotaParams */
export interface CheckRequestQuotaParams {
  readonly amount: bigint
  readonly bestEffort: boolean
}

export const CheckRequestQuotaParams: MessageType<CheckRequestQuotaParams> = define<CheckRequestQuotaParams>({
  name: 'istio.mixer.v1.CheckRequest.QuotaParams', empty: emptyCheckRequestQuotaParams, write: writeCheckRequestQuotaParams, read: readCheckRequestQuotaParams,
  fields: () => [
    ['amount', 1, 'int64big'],
    ['best_effort', 2, 'bool'],
  ],
})

export function emptyCheckRequestQuotaParams(): CheckRequestQuotaParams {
  return {
    amount: 0n,
    bestEffort: false,
  }
}

export function writeCheckRequestQuotaParams(m: CheckRequestQuotaParams, w: ByteWriter): void {
  if (m.amount !== 0n) w.uint32(8).int64(m.amount)
  if (m.bestEffort) w.uint32(16).bool(m.bestEffort)
}

export function readCheckRequestQuotaParams(r: MessageReader, into: CheckRequestQuotaParams | null): CheckRequestQuotaParams {
  const m: Mutable<CheckRequestQuotaParams> = into ?? emptyCheckRequestQuotaParams()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.amount = r.int64(); break
      case 16: m.bestEffort = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mixer.v1.CheckResponse */
export interface CheckResponse {
  readonly precondition: CheckResponsePreconditionResult | null
  readonly quotas: ReadonlyMap<string, CheckResponseQuotaResult>
  readonly flotillaPolicyGeneration: number
}

export const CheckResponse: MessageType<CheckResponse> = define<CheckResponse>({
  name: 'istio.mixer.v1.CheckResponse', empty: emptyCheckResponse, write: writeCheckResponse, read: readCheckResponse,
  fields: () => [
    ['precondition', 2, CheckResponsePreconditionResult],
    ['quotas', 3, CheckResponseQuotaResult, 'map:string'],
    ['flotilla_policy_generation', 1000, 'int64'],
  ],
})

export function emptyCheckResponse(): CheckResponse {
  return {
    precondition: null,
    quotas: NO_ENTRIES,
    flotillaPolicyGeneration: 0,
  }
}

export function writeCheckResponse(m: CheckResponse, w: ByteWriter): void {
  if (m.precondition !== null) put(w, 18, writeCheckResponsePreconditionResult, m.precondition)
  for (const [k, v] of m.quotas) { w.uint32(26); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeCheckResponseQuotaResult, v); w.close(o) }
  if (m.flotillaPolicyGeneration !== 0) w.uint32(8000).int64(m.flotillaPolicyGeneration)
}

export function readCheckResponse(r: MessageReader, into: CheckResponse | null): CheckResponse {
  const m: Mutable<CheckResponse> = into ?? emptyCheckResponse()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 18: m.precondition = readCheckResponsePreconditionResult(r.message(), m.precondition); break
      case 26: readCheckResponse_quotas(r.message(), (m.quotas = ownMap(m.quotas))); break
      case 8000: m.flotillaPolicyGeneration = r.int64AsNumber(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readCheckResponse_quotas(r: MessageReader, map: Map<string, CheckResponseQuotaResult>): void {
  let key: string = ''
  let value: CheckResponseQuotaResult | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readCheckResponseQuotaResult(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? emptyCheckResponseQuotaResult())
}

/** istio.mixer.v1.CheckResponse.PreconditionResult */
export interface CheckResponsePreconditionResult {
  readonly status: Status | null
  readonly validDuration: Duration | null
  readonly validUseCount: number
  readonly referencedAttributes: ReferencedAttributes | null
  readonly routeDirective: RouteDirective | null
}

export const CheckResponsePreconditionResult: MessageType<CheckResponsePreconditionResult> = define<CheckResponsePreconditionResult>({
  name: 'istio.mixer.v1.CheckResponse.PreconditionResult', empty: emptyCheckResponsePreconditionResult, write: writeCheckResponsePreconditionResult, read: readCheckResponsePreconditionResult,
  fields: () => [
    ['status', 1, Status],
    ['valid_duration', 2, Duration],
    ['valid_use_count', 3, 'int32'],
    ['referenced_attributes', 5, ReferencedAttributes],
    ['route_directive', 6, RouteDirective],
  ],
})

export function emptyCheckResponsePreconditionResult(): CheckResponsePreconditionResult {
  return {
    status: null,
    validDuration: null,
    validUseCount: 0,
    referencedAttributes: null,
    routeDirective: null,
  }
}

export function writeCheckResponsePreconditionResult(m: CheckResponsePreconditionResult, w: ByteWriter): void {
  if (m.status !== null) put(w, 10, writeStatus, m.status)
  if (m.validDuration !== null) put(w, 18, writeDuration, m.validDuration)
  if (m.validUseCount !== 0) w.uint32(24).int32(m.validUseCount)
  if (m.referencedAttributes !== null) put(w, 42, writeReferencedAttributes, m.referencedAttributes)
  if (m.routeDirective !== null) put(w, 50, writeRouteDirective, m.routeDirective)
}

export function readCheckResponsePreconditionResult(r: MessageReader, into: CheckResponsePreconditionResult | null): CheckResponsePreconditionResult {
  const m: Mutable<CheckResponsePreconditionResult> = into ?? emptyCheckResponsePreconditionResult()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.status = readStatus(r.message(), m.status); break
      case 18: m.validDuration = readDuration(r.message(), m.validDuration); break
      case 24: m.validUseCount = r.int32(); break
      case 42: m.referencedAttributes = readReferencedAttributes(r.message(), m.referencedAttributes); break
      case 50: m.routeDirective = readRouteDirective(r.message(), m.routeDirective); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mixer.v1.CheckResponse.QuotaResult */
export interface CheckResponseQuotaResult {
  readonly validDuration: Duration | null
  readonly grantedAmount: bigint
  readonly referencedAttributes: ReferencedAttributes | null
  readonly status: Status | null
}

export const CheckResponseQuotaResult: MessageType<CheckResponseQuotaResult> = define<CheckResponseQuotaResult>({
  name: 'istio.mixer.v1.CheckResponse.QuotaResult', empty: emptyCheckResponseQuotaResult, write: writeCheckResponseQuotaResult, read: readCheckResponseQuotaResult,
  fields: () => [
    ['valid_duration', 1, Duration],
    ['granted_amount', 2, 'int64big'],
    ['referenced_attributes', 5, ReferencedAttributes],
    ['status', 6, Status],
  ],
})

export function emptyCheckResponseQuotaResult(): CheckResponseQuotaResult {
  return {
    validDuration: null,
    grantedAmount: 0n,
    referencedAttributes: null,
    status: null,
  }
}

export function writeCheckResponseQuotaResult(m: CheckResponseQuotaResult, w: ByteWriter): void {
  if (m.validDuration !== null) put(w, 10, writeDuration, m.validDuration)
  if (m.grantedAmount !== 0n) w.uint32(16).int64(m.grantedAmount)
  if (m.referencedAttributes !== null) put(w, 42, writeReferencedAttributes, m.referencedAttributes)
  if (m.status !== null) put(w, 50, writeStatus, m.status)
}

export function readCheckResponseQuotaResult(r: MessageReader, into: CheckResponseQuotaResult | null): CheckResponseQuotaResult {
  const m: Mutable<CheckResponseQuotaResult> = into ?? emptyCheckResponseQuotaResult()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.validDuration = readDuration(r.message(), m.validDuration); break
      case 16: m.grantedAmount = r.int64(); break
      case 42: m.referencedAttributes = readReferencedAttributes(r.message(), m.referencedAttributes); break
      case 50: m.status = readStatus(r.message(), m.status); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mixer.v1.HeaderOperation */
export interface HeaderOperation {
  readonly name: string
  readonly value: string
  readonly operation: HeaderOperationOperation
}

export const HeaderOperation: MessageType<HeaderOperation> = define<HeaderOperation>({
  name: 'istio.mixer.v1.HeaderOperation', empty: emptyHeaderOperation, write: writeHeaderOperation, read: readHeaderOperation,
  fields: () => [
    ['name', 1, 'string'],
    ['value', 2, 'string'],
    ['operation', 3, { enum: HeaderOperationOperation }],
  ],
})

export function emptyHeaderOperation(): HeaderOperation {
  return {
    name: '',
    value: '',
    operation: 0,
  }
}

export function writeHeaderOperation(m: HeaderOperation, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.value !== '') w.uint32(18).string(m.value)
  if (m.operation !== 0) w.uint32(24).int32(m.operation)
}

export function readHeaderOperation(r: MessageReader, into: HeaderOperation | null): HeaderOperation {
  const m: Mutable<HeaderOperation> = into ?? emptyHeaderOperation()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.value = r.string(); break
      case 24: m.operation = r.int32() as HeaderOperationOperation; break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mixer.v1.ReferencedAttributes */
export interface ReferencedAttributes {
  readonly words: readonly string[]
  readonly attributeMatches: readonly ReferencedAttributesAttributeMatch[]
}

export const ReferencedAttributes: MessageType<ReferencedAttributes> = define<ReferencedAttributes>({
  name: 'istio.mixer.v1.ReferencedAttributes', empty: emptyReferencedAttributes, write: writeReferencedAttributes, read: readReferencedAttributes,
  fields: () => [
    ['words', 1, 'string', 'list'],
    ['attribute_matches', 2, ReferencedAttributesAttributeMatch, 'list'],
  ],
})

export function emptyReferencedAttributes(): ReferencedAttributes {
  return {
    words: NO_ITEMS,
    attributeMatches: NO_ITEMS,
  }
}

export function writeReferencedAttributes(m: ReferencedAttributes, w: ByteWriter): void {
  for (const v of m.words) w.uint32(10).string(v)
  for (const v of m.attributeMatches) put(w, 18, writeReferencedAttributesAttributeMatch, v)
}

export function readReferencedAttributes(r: MessageReader, into: ReferencedAttributes | null): ReferencedAttributes {
  const m: Mutable<ReferencedAttributes> = into ?? emptyReferencedAttributes()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.words = append(m.words, r.string()); break
      case 18: m.attributeMatches = append(m.attributeMatches, readReferencedAttributesAttributeMatch(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mixer.v1.ReferencedAttributes.AttributeMatch */
export interface ReferencedAttributesAttributeMatch {
  readonly name: number
  readonly condition: ReferencedAttributesCondition
  readonly regex: string
  readonly mapKey: number
}

export const ReferencedAttributesAttributeMatch: MessageType<ReferencedAttributesAttributeMatch> = define<ReferencedAttributesAttributeMatch>({
  name: 'istio.mixer.v1.ReferencedAttributes.AttributeMatch', empty: emptyReferencedAttributesAttributeMatch, write: writeReferencedAttributesAttributeMatch, read: readReferencedAttributesAttributeMatch,
  fields: () => [
    ['name', 1, 'sint32'],
    ['condition', 2, { enum: ReferencedAttributesCondition }],
    ['regex', 3, 'string'],
    ['map_key', 4, 'sint32'],
  ],
})

export function emptyReferencedAttributesAttributeMatch(): ReferencedAttributesAttributeMatch {
  return {
    name: 0,
    condition: 0,
    regex: '',
    mapKey: 0,
  }
}

export function writeReferencedAttributesAttributeMatch(m: ReferencedAttributesAttributeMatch, w: ByteWriter): void {
  if (m.name !== 0) w.uint32(8).sint32(m.name)
  if (m.condition !== 0) w.uint32(16).int32(m.condition)
  if (m.regex !== '') w.uint32(26).string(m.regex)
  if (m.mapKey !== 0) w.uint32(32).sint32(m.mapKey)
}

export function readReferencedAttributesAttributeMatch(r: MessageReader, into: ReferencedAttributesAttributeMatch | null): ReferencedAttributesAttributeMatch {
  const m: Mutable<ReferencedAttributesAttributeMatch> = into ?? emptyReferencedAttributesAttributeMatch()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.name = r.sint32(); break
      case 16: m.condition = r.int32() as ReferencedAttributesCondition; break
      case 26: m.regex = r.string(); break
      case 32: m.mapKey = r.sint32(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mixer.v1.RouteDirective */
export interface RouteDirective {
  readonly requestHeaderOperations: readonly HeaderOperation[]
  readonly responseHeaderOperations: readonly HeaderOperation[]
  readonly directResponseCode: number
  readonly directResponseBody: string
}

export const RouteDirective: MessageType<RouteDirective> = define<RouteDirective>({
  name: 'istio.mixer.v1.RouteDirective', empty: emptyRouteDirective, write: writeRouteDirective, read: readRouteDirective,
  fields: () => [
    ['request_header_operations', 1, HeaderOperation, 'list'],
    ['response_header_operations', 2, HeaderOperation, 'list'],
    ['direct_response_code', 3, 'uint32'],
    ['direct_response_body', 4, 'string'],
  ],
})

export function emptyRouteDirective(): RouteDirective {
  return {
    requestHeaderOperations: NO_ITEMS,
    responseHeaderOperations: NO_ITEMS,
    directResponseCode: 0,
    directResponseBody: '',
  }
}

export function writeRouteDirective(m: RouteDirective, w: ByteWriter): void {
  for (const v of m.requestHeaderOperations) put(w, 10, writeHeaderOperation, v)
  for (const v of m.responseHeaderOperations) put(w, 18, writeHeaderOperation, v)
  if (m.directResponseCode !== 0) w.uint32(24).uint32(m.directResponseCode)
  if (m.directResponseBody !== '') w.uint32(34).string(m.directResponseBody)
}

export function readRouteDirective(r: MessageReader, into: RouteDirective | null): RouteDirective {
  const m: Mutable<RouteDirective> = into ?? emptyRouteDirective()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.requestHeaderOperations = append(m.requestHeaderOperations, readHeaderOperation(r.message(), null)); break
      case 18: m.responseHeaderOperations = append(m.responseHeaderOperations, readHeaderOperation(r.message(), null)); break
      case 24: m.directResponseCode = r.uint32(); break
      case 34: m.directResponseBody = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
