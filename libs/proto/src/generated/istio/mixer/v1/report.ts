/** Generated from istio/mixer/v1/report.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { CompressedAttributes, readCompressedAttributes, writeCompressedAttributes } from './attributes.ts'
import { type MessageType, define } from '../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** istio.mixer.v1.ReportRequest.RepeatedAttributesSemantics */
export const ReportRequestRepeatedAttributesSemantics = {
  DELTA_ENCODING: 0,
  INDEPENDENT_ENCODING: 1,
} as const
export type ReportRequestRepeatedAttributesSemantics = (typeof ReportRequestRepeatedAttributesSemantics)[keyof typeof ReportRequestRepeatedAttributesSemantics]

/** istio.mixer.v1.ReportRequest */
export interface ReportRequest {
  readonly attributes: readonly CompressedAttributes[]
  readonly defaultWords: readonly string[]
  readonly globalWordCount: number
  readonly repeatedAttributesSemantics: ReportRequestRepeatedAttributesSemantics
}

export const ReportRequest: MessageType<ReportRequest> = define<ReportRequest>({
  name: 'istio.mixer.v1.ReportRequest', empty: emptyReportRequest, write: writeReportRequest, read: readReportRequest,
  fields: () => [
    ['attributes', 1, CompressedAttributes, 'list'],
    ['default_words', 2, 'string', 'list'],
    ['global_word_count', 3, 'uint32'],
    ['repeated_attributes_semantics', 4, { enum: ReportRequestRepeatedAttributesSemantics }],
  ],
})

export function emptyReportRequest(): ReportRequest {
  return {
    attributes: NO_ITEMS,
    defaultWords: NO_ITEMS,
    globalWordCount: 0,
    repeatedAttributesSemantics: 0,
  }
}

export function writeReportRequest(m: ReportRequest, w: ByteWriter): void {
  for (const v of m.attributes) put(w, 10, writeCompressedAttributes, v)
  for (const v of m.defaultWords) w.uint32(18).string(v)
  if (m.globalWordCount !== 0) w.uint32(24).uint32(m.globalWordCount)
  if (m.repeatedAttributesSemantics !== 0) w.uint32(32).int32(m.repeatedAttributesSemantics)
}

export function readReportRequest(r: MessageReader, into: ReportRequest | null): ReportRequest {
  const m: Mutable<ReportRequest> = into ?? emptyReportRequest()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.attributes = append(m.attributes, readCompressedAttributes(r.message(), null)); break
      case 18: m.defaultWords = append(m.defaultWords, r.string()); break
      case 24: m.globalWordCount = r.uint32(); break
      case 32: m.repeatedAttributesSemantics = r.int32() as ReportRequestRepeatedAttributesSemantics; break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mixer.v1.ReportResponse */
export interface ReportResponse {
  readonly flotillaPolicyGeneration: number
}

export const ReportResponse: MessageType<ReportResponse> = define<ReportResponse>({
  name: 'istio.mixer.v1.ReportResponse', empty: emptyReportResponse, write: writeReportResponse, read: readReportResponse,
  fields: () => [
    ['flotilla_policy_generation', 1000, 'int64'],
  ],
})

export function emptyReportResponse(): ReportResponse {
  return {
    flotillaPolicyGeneration: 0,
  }
}

export function writeReportResponse(m: ReportResponse, w: ByteWriter): void {
  if (m.flotillaPolicyGeneration !== 0) w.uint32(8000).int64(m.flotillaPolicyGeneration)
}

export function readReportResponse(r: MessageReader, into: ReportResponse | null): ReportResponse {
  const m: Mutable<ReportResponse> = into ?? emptyReportResponse()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8000: m.flotillaPolicyGeneration = r.int64AsNumber(); break
      default: r.skipField(tag)
    }
  }
  return m
}
