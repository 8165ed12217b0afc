/** Subject alternative names, typed: what is a DNS name can never be taken for a URI (CVE-2022-21656). */
import {
  binaryOf,
  bytesOf,
  childrenOf,
  contextContentOf,
  contextPrimitive,
  contextTagOf,
  type DerNode,
  decodeDer,
  encodeDer,
  sequence,
  Tag,
} from './der.ts'
import { malformed } from './outcome.ts'

export const SanType = {
  other: 'other',
  email: 'email',
  dns: 'dns',
  uri: 'uri',
  ip: 'ip',
} as const
export type SanType = (typeof SanType)[keyof typeof SanType]

export interface San {
  readonly type: SanType
  /** Text of an email, dns or uri; `1.2.3.4` or hexadecimal groups of an ip; empty for other kinds. */
  readonly value: string
}

/** Names of one certificate; more is refused. Listed in docs/limits.md. */
const MAX_NAMES = 64
const TAG_EMAIL = 1
const TAG_DNS = 2
const TAG_URI = 6
const TAG_IP = 7

/** Reads the content of the extension. Throws FLT_X509_MALFORMED. */
export function readSans(bytes: Uint8Array): readonly San[] {
  const names = childrenOf(
    decodeDer(bytes, 'the subject alternative name'),
    Tag.sequence,
    'the subject alternative name',
  )
  if (names.length === 0 || names.length > MAX_NAMES)
    throw malformed(`the subject alternative name has ${names.length} entries`)
  return names.map(readSan)
}

/** Encodes the content of the extension. */
export function encodeSans(sans: readonly San[]): Buffer {
  return encodeDer(sequence(...sans.map(sanNode)))
}

function readSan(node: DerNode): San {
  switch (contextTagOf(node)) {
    case TAG_EMAIL:
      return { type: SanType.email, value: readIa5(node) }
    case TAG_DNS:
      return { type: SanType.dns, value: readIa5(node) }
    case TAG_URI:
      return { type: SanType.uri, value: readIa5(node) }
    case TAG_IP:
      return { type: SanType.ip, value: formatIp(bytesOf(contextContentOf(node, 'an IP name'))) }
    case -1:
      throw malformed('a subject alternative name has the wrong type')
    default:
      return { type: SanType.other, value: '' }
  }
}

/** Visible ASCII only: a NUL, control or high byte in a name means somebody reads it differently than we do. */
function readIa5(node: DerNode): string {
  const text = contextContentOf(node, 'a subject alternative name')
  if (text === '') throw malformed('a subject alternative name is empty')
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code <= 0x20 || code >= 0x7f)
      throw malformed('a subject alternative name holds a byte that is not visible ASCII')
  }
  return text
}

function sanNode(san: San): DerNode {
  switch (san.type) {
    case SanType.email:
      return contextPrimitive(TAG_EMAIL, san.value)
    case SanType.dns:
      return contextPrimitive(TAG_DNS, san.value)
    case SanType.uri:
      return contextPrimitive(TAG_URI, san.value)
    case SanType.ip:
      return contextPrimitive(TAG_IP, binaryOf(parseIpv4(san.value)))
    case SanType.other:
      throw malformed('a name of an unknown kind cannot be encoded')
  }
}

function formatIp(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.')
  if (bytes.length !== 16) throw malformed('an IP name is neither 4 nor 16 bytes')
  return (bytes.toString('hex').match(/.{4}/g) ?? []).join(':')
}

function parseIpv4(text: string): Buffer {
  const parts = text.split('.').map(Number)
  if (parts.length !== 4 || parts.some((p) => !Number.isInteger(p) || p < 0 || p > 255))
    throw malformed('an IP name is not an IPv4 address')
  return Buffer.from(parts)
}
