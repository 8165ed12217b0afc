/** The three extensions that say what a key may do: basicConstraints, keyUsage and extKeyUsage. */
import {
  booleanOf,
  childrenOf,
  contentOf,
  type DerNode,
  decodeDer,
  encodeDer,
  oidOf,
  sequence,
  smallIntegerOf,
  Tag,
  universal,
} from './der.ts'
import { malformed } from './outcome.ts'

/** Bits of keyUsage (RFC 5280 §4.2.1.3), as a mask with bit 0 lowest. */
export const KeyUsage = {
  digitalSignature: 0x001,
  nonRepudiation: 0x002,
  keyEncipherment: 0x004,
  dataEncipherment: 0x008,
  keyAgreement: 0x010,
  keyCertSign: 0x020,
  crlSign: 0x040,
  encipherOnly: 0x080,
  decipherOnly: 0x100,
} as const

export interface BasicConstraints {
  readonly isCa: boolean
  /** Intermediates that may follow below, or null for any number. */
  readonly pathLen: number | null
}

export function readKeyUsage(bytes: Uint8Array): number {
  const content = contentOf(decodeDer(bytes, 'the key usage'), Tag.bitString, 'the key usage')
  const unused = content.charCodeAt(0)
  if (content.length < 2 || content.length > 3 || !(unused <= 7))
    throw malformed('the key usage is not a bit string of 1 to 9 bits')
  const lastByte = content.charCodeAt(content.length - 1)
  // X.690 §11.2.2: a named bit list drops its trailing zeros, and unused bits are zero.
  if ((lastByte & (0xff >> (8 - unused))) !== 0 || ((lastByte >> unused) & 1) === 0)
    throw malformed('the key usage is not canonical DER')
  let mask = 0
  for (let bit = 0; bit < (content.length - 1) * 8; bit++)
    if ((content.charCodeAt(1 + (bit >> 3)) & (0x80 >> (bit & 7))) !== 0) mask |= 1 << bit
  if (mask >= 1 << 9) throw malformed('the key usage has unknown bits')
  return mask
}

/** @param mask at least one bit of KeyUsage. */
export function encodeKeyUsage(mask: number): Buffer {
  const bytes = [0, 0]
  let highest = 0
  for (let bit = 0; bit < 9; bit++) {
    if ((mask & (1 << bit)) === 0) continue
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
    highest = bit
  }
  const used = bytes.slice(0, (highest >> 3) + 1)
  const content = String.fromCharCode(7 - (highest & 7), ...used)
  return encodeDer(universal(Tag.bitString, content))
}

export function readBasicConstraints(bytes: Uint8Array): BasicConstraints {
  const what = 'the basic constraints'
  const [first, second, ...rest] = childrenOf(decodeDer(bytes, what), Tag.sequence, what)
  if (rest.length > 0) throw malformed(`${what} have the wrong type`)
  if (first === undefined) return { isCa: false, pathLen: null }
  const isCa = booleanOf(first, what)
  // X.690 §11.5: a default value is not encoded.
  if (!isCa) throw malformed(`${what} are not canonical DER`)
  return { isCa, pathLen: second === undefined ? null : smallIntegerOf(second, what) }
}

export function encodeBasicConstraints(constraints: BasicConstraints): Buffer {
  const children: DerNode[] = []
  if (constraints.isCa) children.push(universal(Tag.boolean, '\xff'))
  if (constraints.pathLen !== null)
    children.push(universal(Tag.integer, String.fromCharCode(constraints.pathLen & 0x7f)))
  return encodeDer(sequence(...children))
}

/** Purposes as OID content bytes. */
export function readExtKeyUsage(bytes: Uint8Array): readonly string[] {
  const what = 'the extended key usage'
  const purposes = childrenOf(decodeDer(bytes, what), Tag.sequence, what)
  if (purposes.length === 0) throw malformed(`${what} is empty`)
  return purposes.map((purpose) => oidOf(purpose, what))
}

export function encodeExtKeyUsage(purposes: readonly string[]): Buffer {
  return encodeDer(sequence(...purposes.map((oid) => universal(Tag.oid, oid))))
}
