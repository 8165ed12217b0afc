/** What one proxy process tells the next: its listening sockets, in the order of their descriptors, and its certificate. */
import { FlotillaError } from '@flotilla/errors'
import type { TlsIdentity } from '@flotilla/grpc'

/** The successor's first line; the number is the version of the protocol. */
export const TAKE = 'take 1\n'
/** The successor serves: the predecessor may go. */
export const READY = 'ready\n'

/** One listening socket by what it was configured as; `index` counts a listener's addresses. */
export interface HandedSocket {
  readonly listener: string
  readonly index: number
  readonly address: string
  readonly port: number
}

export interface Handover {
  readonly sockets: readonly HandedSocket[]
  /** Of the identity agent, so that the successor needs no join token; null where there is none. */
  readonly identity: TlsIdentity | null
}

export function encodeHandover(handover: Handover): string {
  return JSON.stringify(handover)
}

/** Throws FLT_PLATFORM on what no predecessor sends. */
export function parseHandover(text: string): Handover {
  const value: unknown = JSON.parse(text)
  if (!isRecord(value) || !Array.isArray(value['sockets'])) throw malformed()
  return {
    sockets: value['sockets'].map(parseSocket),
    identity: value['identity'] === null ? null : parseIdentity(value['identity']),
  }
}

function parseSocket(value: unknown): HandedSocket {
  if (!isRecord(value)) throw malformed()
  const { listener, index, address, port } = value
  if (typeof listener !== 'string' || typeof address !== 'string') throw malformed()
  if (typeof index !== 'number' || typeof port !== 'number') throw malformed()
  return { listener, index, address, port }
}

function parseIdentity(value: unknown): TlsIdentity {
  if (!isRecord(value)) throw malformed()
  const { certChainPem, keyPem, rootsPem } = value
  if (typeof certChainPem !== 'string' || typeof keyPem !== 'string') throw malformed()
  if (typeof rootsPem !== 'string') throw malformed()
  return { certChainPem, keyPem, rootsPem }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function malformed(): FlotillaError {
  return new FlotillaError('FLT_PLATFORM', 'the predecessor handed over what cannot be read')
}
