/** The one place where failures become responses: bodies, headers and the gRPC form (spec §1.9, §1.11). */
import { isFieldValue } from '@flotilla/http1'
import { type HeaderList, indexOfHeader, setHeader } from './headers.ts'

export interface LocalReply {
  readonly status: number
  readonly headers: HeaderList
  readonly body: string
}

const GRPC_BY_STATUS: Readonly<Record<number, number>> = {
  400: 13,
  401: 16,
  403: 7,
  404: 12,
  429: 14,
  502: 14,
  503: 14,
  504: 14,
}
const GRPC_UNKNOWN = 2
const UNSAFE_IN_GRPC_MESSAGE = /[^\x20-\x24\x26-\x7e]/g

/** What an HTTP status means in gRPC's terms. */
export function grpcStatusOfHttp(status: number): number {
  return GRPC_BY_STATUS[status] ?? GRPC_UNKNOWN
}

/** @param extra headers to add; values that are no field values are left out. */
export function localReply(
  status: number,
  body: string,
  extra: HeaderList | null,
  isGrpc: boolean,
): LocalReply {
  const headers: HeaderList = []
  if (extra !== null)
    for (let i = 0; i < extra.length; i += 2)
      if (isFieldValue(extra[i + 1] as string))
        headers.push(extra[i] as string, extra[i + 1] as string) // lists are even
  if (isGrpc) return grpcReply(status, body, headers)
  if (body !== '') headers.push('content-length', String(Buffer.byteLength(body)))
  if (body !== '' && indexOfHeader(headers, 'content-type') === -1)
    headers.push('content-type', 'text/plain')
  return { status, headers, body }
}

function grpcReply(status: number, body: string, headers: HeaderList): LocalReply {
  const code = GRPC_BY_STATUS[status] ?? GRPC_UNKNOWN
  setHeader(headers, 'content-type', 'application/grpc')
  if (indexOfHeader(headers, 'grpc-status') === -1) headers.push('grpc-status', String(code))
  if (body !== '') headers.push('grpc-message', grpcMessage(Buffer.from(body).toString('latin1')))
  return { status: 200, headers, body: '' }
}

/** Percent-encoding of gRPC's wire format: bytes outside printable ASCII, and `%`. @param bytes in Latin-1. */
export function grpcMessage(bytes: string): string {
  return bytes.replace(
    UNSAFE_IN_GRPC_MESSAGE,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}
