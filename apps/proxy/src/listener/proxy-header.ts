/** The header of the PROXY protocol, versions 1 and 2: who really connected, and to where. Bytes in, values out, and back. */
import { isIPv4, isIPv6 } from 'node:net'
import { unmapped } from '@flotilla/net'
import { parseAddress } from '../compile/cidr.ts'

export interface ProxyAddresses {
  readonly sourceAddress: string
  readonly sourcePort: number
  readonly destinationAddress: string
  readonly destinationPort: number
}

/**
 * `more`: what is there may still become a header. `none`: it is none. `bad`: it begins like one and is broken.
 * `ok`: `length` bytes are the header; addresses are null where the proxy speaks for itself (LOCAL, UNKNOWN).
 */
export type ProxyHeader =
  | { readonly kind: 'more' }
  | { readonly kind: 'none' }
  | { readonly kind: 'bad' }
  | {
      readonly kind: 'ok'
      readonly version: 1 | 2
      readonly length: number
      readonly addresses: ProxyAddresses | null
    }

const V1_START = 'PROXY '
/** PROXY protocol §2.1: the longest line of version 1, its end included, is 107 bytes; Envoy takes one more. */
const V1_MAX_BYTES = 108
const V2_SIGNATURE: Buffer = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')
const V2_FIXED_BYTES = 16
/** Largest header of version 2: its length field has 16 bits. */
export const MAX_PROXY_HEADER_BYTES: number = V2_FIXED_BYTES + 0xffff
const V4_BYTES = 12
const V6_BYTES = 36
const MORE = { kind: 'more' } as const
const NONE = { kind: 'none' } as const
const BAD = { kind: 'bad' } as const

export function parseProxyHeader(bytes: Buffer): ProxyHeader {
  if (begins(bytes, V2_SIGNATURE)) return bytes.length < V2_FIXED_BYTES ? MORE : parseV2(bytes)
  if (begins(bytes, Buffer.from(V1_START)))
    return bytes.length < V1_START.length ? MORE : parseV1(bytes)
  return NONE
}

/** Whether as many bytes as there are agree with the signature. */
function begins(bytes: Buffer, signature: Buffer): boolean {
  const length = Math.min(bytes.length, signature.length)
  return bytes.compare(signature, 0, length, 0, length) === 0
}

function parseV1(bytes: Buffer): ProxyHeader {
  const end = bytes.subarray(0, V1_MAX_BYTES).indexOf('\r\n')
  if (end === -1) return bytes.length >= V1_MAX_BYTES ? BAD : MORE
  const length = end + 2
  const words = bytes.toString('latin1', 0, end).split(' ')
  const [, family, sourceAddress = '', destinationAddress = '', from = '', to = ''] = words
  if (family === 'UNKNOWN') return { kind: 'ok', version: 1, length, addresses: null }
  const isAddress = family === 'TCP4' ? isIPv4 : family === 'TCP6' ? isIPv6 : null
  const sourcePort = portOf(from)
  const destinationPort = portOf(to)
  if (words.length !== 6 || isAddress === null) return BAD
  if (!isAddress(sourceAddress) || !isAddress(destinationAddress)) return BAD
  if (sourcePort === null || destinationPort === null) return BAD
  return {
    kind: 'ok',
    version: 1,
    length,
    addresses: {
      sourceAddress: unmapped(sourceAddress),
      sourcePort,
      destinationAddress: unmapped(destinationAddress),
      destinationPort,
    },
  }
}

function portOf(text: string): number | null {
  if (!/^\d{1,5}$/.test(text)) return null
  const port = Number(text)
  return port <= 0xffff ? port : null
}

function parseV2(bytes: Buffer): ProxyHeader {
  const versionAndCommand = bytes.readUInt8(12)
  const familyAndTransport = bytes.readUInt8(13)
  const length = V2_FIXED_BYTES + bytes.readUInt16BE(14)
  if (versionAndCommand >> 4 !== 2) return BAD
  const command = versionAndCommand & 0xf
  if (command > 1) return BAD
  if (bytes.length < length) return MORE
  if (command === 0) return { kind: 'ok', version: 2, length, addresses: null }
  const isV4 = familyAndTransport === 0x11
  // As in Envoy: what is neither TCP over IPv4 nor over IPv6 is refused.
  if (!isV4 && familyAndTransport !== 0x21) return BAD
  if (length - V2_FIXED_BYTES < (isV4 ? V4_BYTES : V6_BYTES)) return BAD
  const size = isV4 ? 4 : 16
  const at = V2_FIXED_BYTES
  return {
    kind: 'ok',
    version: 2,
    length,
    addresses: {
      sourceAddress: addressText(bytes.subarray(at, at + size)),
      destinationAddress: addressText(bytes.subarray(at + size, at + 2 * size)),
      sourcePort: bytes.readUInt16BE(at + 2 * size),
      destinationPort: bytes.readUInt16BE(at + 2 * size + 2),
    },
  }
}

function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16))
  // The URL parser prints IPv6 as Node does: compressed, in lower case.
  return unmapped(dottedTail(new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1), bytes))
}

/** `::ffff:a.b.c.d`, as sockets print mapped addresses. */
function dottedTail(text: string, bytes: Buffer): string {
  const isMapped =
    bytes.subarray(0, 10).every((byte) => byte === 0) && bytes.readUInt16BE(10) === 0xffff
  return isMapped ? `::ffff:${bytes.subarray(12).join('.')}` : text
}

/** The header that tells these addresses; null speaks for the proxy itself (UNKNOWN, LOCAL). */
export function encodeProxyHeader(version: 1 | 2, addresses: ProxyAddresses | null): Buffer {
  return version === 1 ? encodeV1(addresses) : encodeV2(addresses)
}

function encodeV1(addresses: ProxyAddresses | null): Buffer {
  const family = addresses === null ? null : familyOf(addresses)
  if (addresses === null || family === null) return Buffer.from('PROXY UNKNOWN\r\n')
  const { sourceAddress, sourcePort, destinationAddress, destinationPort } = addresses
  const text = `PROXY TCP${family} ${sourceAddress} ${destinationAddress} ${sourcePort} ${destinationPort}`
  return Buffer.from(`${text}\r\n`)
}

function encodeV2(addresses: ProxyAddresses | null): Buffer {
  const source = addresses === null ? null : parseAddress(addresses.sourceAddress)
  const destination = addresses === null ? null : parseAddress(addresses.destinationAddress)
  const head = Buffer.alloc(V2_FIXED_BYTES)
  V2_SIGNATURE.copy(head)
  if (addresses === null || source === null || destination?.length !== source.length) {
    head.writeUInt8(0x20, 12)
    return head
  }
  const ports = Buffer.alloc(4)
  ports.writeUInt16BE(addresses.sourcePort, 0)
  ports.writeUInt16BE(addresses.destinationPort, 2)
  head.writeUInt8(0x21, 12)
  head.writeUInt8(source.length === 4 ? 0x11 : 0x21, 13)
  head.writeUInt16BE(2 * source.length + ports.length, 14)
  return Buffer.concat([head, source, destination, ports])
}

/** Null where the two ends are not of one family, which version 1 has no words for. */
function familyOf({ sourceAddress, destinationAddress }: ProxyAddresses): 4 | 6 | null {
  if (isIPv4(sourceAddress) && isIPv4(destinationAddress)) return 4
  return isIPv6(sourceAddress) && isIPv6(destinationAddress) ? 6 : null
}
