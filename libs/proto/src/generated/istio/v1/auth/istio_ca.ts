/** Generated from istio/v1/auth/istio_ca.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { Status, readStatus, writeStatus } from '../../../google/rpc/status.ts'
import { type MessageType, define } from '../../../../message-type.ts'
import { type ServiceMethod, method } from '../../../../service.ts'
import { type Mutable, NO_BYTES, put } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** istio.v1.auth.CsrRequest */
export interface CsrRequest {
  readonly csrPem: Uint8Array
  readonly nodeAgentCredential: Uint8Array
  readonly credentialType: string
  readonly requestedTtlMinutes: number
}

export const CsrRequest: MessageType<CsrRequest> = define<CsrRequest>({
  name: 'istio.v1.auth.CsrRequest', empty: emptyCsrRequest, write: writeCsrRequest, read: readCsrRequest,
  fields: () => [
    ['csr_pem', 1, 'bytes'],
    ['node_agent_credential', 2, 'bytes'],
    ['credential_type', 3, 'string'],
    ['requested_ttl_minutes', 4, 'int32'],
  ],
})

export function emptyCsrRequest(): CsrRequest {
  return {
    csrPem: NO_BYTES,
    nodeAgentCredential: NO_BYTES,
    credentialType: '',
    requestedTtlMinutes: 0,
  }
}

export function writeCsrRequest(m: CsrRequest, w: ByteWriter): void {
  if (m.csrPem.length !== 0) w.uint32(10).bytes(m.csrPem)
  if (m.nodeAgentCredential.length !== 0) w.uint32(18).bytes(m.nodeAgentCredential)
  if (m.credentialType !== '') w.uint32(26).string(m.credentialType)
  if (m.requestedTtlMinutes !== 0) w.uint32(32).int32(m.requestedTtlMinutes)
}

export function readCsrRequest(r: MessageReader, into: CsrRequest | null): CsrRequest {
  const m: Mutable<CsrRequest> = into ?? emptyCsrRequest()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.csrPem = r.copyBytes(); break
      case 18: m.nodeAgentCredential = r.copyBytes(); break
      case 26: m.credentialType = r.string(); break
      case 32: m.requestedTtlMinutes = r.int32(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.v1.auth.CsrResponse */
export interface CsrResponse {
  readonly isApproved: boolean
  readonly status: Status | null
  readonly signedCert: Uint8Array
  readonly certChain: Uint8Array
}

export const CsrResponse: MessageType<CsrResponse> = define<CsrResponse>({
  name: 'istio.v1.auth.CsrResponse', empty: emptyCsrResponse, write: writeCsrResponse, read: readCsrResponse,
  fields: () => [
    ['is_approved', 1, 'bool'],
    ['status', 2, Status],
    ['signed_cert', 3, 'bytes'],
    ['cert_chain', 4, 'bytes'],
  ],
})

export function emptyCsrResponse(): CsrResponse {
  return {
    isApproved: false,
    status: null,
    signedCert: NO_BYTES,
    certChain: NO_BYTES,
  }
}

export function writeCsrResponse(m: CsrResponse, w: ByteWriter): void {
  if (m.isApproved) w.uint32(8).bool(m.isApproved)
  if (m.status !== null) put(w, 18, writeStatus, m.status)
  if (m.signedCert.length !== 0) w.uint32(26).bytes(m.signedCert)
  if (m.certChain.length !== 0) w.uint32(34).bytes(m.certChain)
}

export function readCsrResponse(r: MessageReader, into: CsrResponse | null): CsrResponse {
  const m: Mutable<CsrResponse> = into ?? emptyCsrResponse()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.isApproved = r.bool(); break
      case 18: m.status = readStatus(r.message(), m.status); break
      case 26: m.signedCert = r.copyBytes(); break
      case 34: m.certChain = r.copyBytes(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.v1.auth.IstioCAService */
export const IstioCAService: {
  readonly handleCSR: ServiceMethod<CsrRequest, CsrResponse>
} = {
  handleCSR: method('/istio.v1.auth.IstioCAService/HandleCSR', CsrRequest, CsrResponse, false, false),
}
