/** Generated from istio/v1/auth/istio_certificate.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type JsonObject } from '../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../message-type.ts'
import { type ServiceMethod, method } from '../../../../service.ts'
import { Struct, readStruct, writeStruct } from '../../../../well-known/struct.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** istio.v1.auth.IstioCertificateRequest */
export interface IstioCertificateRequest {
  readonly csr: string
  readonly subjectId: string
  readonly validityDuration: number
  readonly metadata: JsonObject | null
}

export const IstioCertificateRequest: MessageType<IstioCertificateRequest> = define<IstioCertificateRequest>({
  name: 'istio.v1.auth.IstioCertificateRequest', empty: emptyIstioCertificateRequest, write: writeIstioCertificateRequest, read: readIstioCertificateRequest,
  fields: () => [
    ['csr', 1, 'string'],
    ['subject_id', 2, 'string'],
    ['validity_duration', 3, 'int64'],
    ['metadata', 4, Struct],
  ],
})

export function emptyIstioCertificateRequest(): IstioCertificateRequest {
  return {
    csr: '',
    subjectId: '',
    validityDuration: 0,
    metadata: null,
  }
}

export function writeIstioCertificateRequest(m: IstioCertificateRequest, w: ByteWriter): void {
  if (m.csr !== '') w.uint32(10).string(m.csr)
  if (m.subjectId !== '') w.uint32(18).string(m.subjectId)
  if (m.validityDuration !== 0) w.uint32(24).int64(m.validityDuration)
  if (m.metadata !== null) put(w, 34, writeStruct, m.metadata)
}

export function readIstioCertificateRequest(r: MessageReader, into: IstioCertificateRequest | null): IstioCertificateRequest {
  const m: Mutable<IstioCertificateRequest> = into ?? emptyIstioCertificateRequest()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.csr = r.string(); break
      case 18: m.subjectId = r.string(); break
      case 24: m.validityDuration = r.int64AsNumber(); break
      case 34: m.metadata = readStruct(r.message(), m.metadata); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.v1.auth.IstioCertificateResponse */
export interface IstioCertificateResponse {
  readonly certChain: readonly string[]
}

export const IstioCertificateResponse: MessageType<IstioCertificateResponse> = define<IstioCertificateResponse>({
  name: 'istio.v1.auth.IstioCertificateResponse', empty: emptyIstioCertificateResponse, write: writeIstioCertificateResponse, read: readIstioCertificateResponse,
  fields: () => [
    ['cert_chain', 1, 'string', 'list'],
  ],
})

export function emptyIstioCertificateResponse(): IstioCertificateResponse {
  return {
    certChain: NO_ITEMS,
  }
}

export function writeIstioCertificateResponse(m: IstioCertificateResponse, w: ByteWriter): void {
  for (const v of m.certChain) w.uint32(10).string(v)
}

export function readIstioCertificateResponse(r: MessageReader, into: IstioCertificateResponse | null): IstioCertificateResponse {
  const m: Mutable<IstioCertificateResponse> = into ?? emptyIstioCertificateResponse()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.certChain = append(m.certChain, r.string()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.v1.auth.IstioCertificateService */
export const IstioCertificateService: {
  readonly createCertificate: ServiceMethod<IstioCertificateRequest, IstioCertificateResponse>
} = {
  createCertificate: method('/istio.v1.auth.IstioCertificateService/CreateCertificate', IstioCertificateRequest, IstioCertificateResponse, false, false),
}
