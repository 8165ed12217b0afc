/** Strict DER over node-forge's ASN.1: what is read must be the one canonical encoding of its value. */
import type { asn1 } from 'node-forge'
import forgeAsn1 from 'node-forge/lib/asn1.js'
import { malformed } from './outcome.ts'

export type DerNode = asn1.Asn1

export const Tag = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  oid: 6,
  utf8String: 12,
  sequence: 16,
  set: 17,
  printableString: 19,
  teletexString: 20,
  ia5String: 22,
  utcTime: 23,
  generalizedTime: 24,
  bmpString: 30,
} as const
export type Tag = (typeof Tag)[keyof typeof Tag]

const UNIVERSAL = 0x00
const CONTEXT = 0x80
/** Certificates nest about ten deep; more is an attack on the stack. */
const MAX_DEPTH = 24

/** Decodes exactly one value that fills `bytes`. Throws FLT_X509_MALFORMED naming `what`. */
export function decodeDer(bytes: Uint8Array, what: string): DerNode {
  const binary = binaryOf(bytes)
  let node: DerNode
  let again: string
  try {
    node = forgeAsn1.fromDer(binary, READ_OPTIONS)
    again = forgeAsn1.toDer(node).getBytes()
  } catch (cause) {
    throw malformed(`${what} is not DER`, cause)
  }
  // X.690 §10: DER has one encoding per value, so long-form lengths, padding and BER forms all differ here.
  if (again !== binary) throw malformed(`${what} is not canonical DER`)
  return node
}

/** Bit strings stay bytes: forge would guess at DER inside them. */
const READ_OPTIONS = {
  strict: true,
  parseAllBytes: true,
  decodeBitStrings: false,
  maxDepth: MAX_DEPTH,
}

export function encodeDer(node: DerNode): Buffer {
  return Buffer.from(forgeAsn1.toDer(node).getBytes(), 'latin1')
}

/** Children of a universal constructed value of this tag. */
export function childrenOf(node: DerNode | undefined, tag: Tag, what: string): readonly DerNode[] {
  if (
    node === undefined ||
    node.tagClass !== UNIVERSAL ||
    node.type !== tag ||
    !node.constructed ||
    !Array.isArray(node.value)
  )
    throw malformed(`${what} has the wrong type`)
  return node.value as readonly DerNode[] // forge holds only nodes in a constructed value
}

/** Content bytes, one char each, of a universal primitive value of this tag. */
export function contentOf(node: DerNode | undefined, tag: Tag, what: string): string {
  if (
    node === undefined ||
    node.tagClass !== UNIVERSAL ||
    node.type !== tag ||
    node.constructed ||
    typeof node.value !== 'string'
  )
    throw malformed(`${what} has the wrong type`)
  return node.value
}

/** The `[number]` tag of a context-specific value, or -1. */
export function contextTagOf(node: DerNode): number {
  return node.tagClass === CONTEXT ? node.type : -1
}

/** Children of a context-specific constructed value. */
export function contextChildrenOf(node: DerNode, what: string): readonly DerNode[] {
  if (!node.constructed || !Array.isArray(node.value)) throw malformed(`${what} has the wrong type`)
  return node.value as readonly DerNode[] // forge holds only nodes in a constructed value
}

/** Content bytes, one char each, of a context-specific primitive value. */
export function contextContentOf(node: DerNode, what: string): string {
  if (node.constructed || typeof node.value !== 'string')
    throw malformed(`${what} has the wrong type`)
  return node.value
}

/** An object identifier as its content bytes: compared as they stand, never as decoded numbers. */
export function oidOf(node: DerNode | undefined, what: string): string {
  return contentOf(node, Tag.oid, what)
}

export function booleanOf(node: DerNode, what: string): boolean {
  const content = contentOf(node, Tag.boolean, what)
  if (content === '\xff') return true
  if (content === '\x00') return false
  throw malformed(`${what} is not a DER boolean`)
}

/** A non-negative integer below 2^31. */
export function smallIntegerOf(node: DerNode | undefined, what: string): number {
  const bytes = bytesOf(contentOf(node, Tag.integer, what))
  if (bytes.length === 0 || bytes.length > 4 || (bytes[0] as number) >= 0x80)
    throw malformed(`${what} is out of range`)
  return bytes.readUIntBE(0, bytes.length)
}

/** Bytes of a bit string whose length is a multiple of eight. */
export function bitStringBytesOf(node: DerNode | undefined, what: string): Buffer {
  const content = contentOf(node, Tag.bitString, what)
  if (content.length < 2 || content.charCodeAt(0) !== 0)
    throw malformed(`${what} is not a whole number of bytes`)
  return bytesOf(content.slice(1))
}

export function sequence(...children: readonly DerNode[]): DerNode {
  return constructed(UNIVERSAL, Tag.sequence, children)
}

export function set(...children: readonly DerNode[]): DerNode {
  return constructed(UNIVERSAL, Tag.set, children)
}

/** `[tag]` around the children. */
export function context(tag: number, ...children: readonly DerNode[]): DerNode {
  return constructed(CONTEXT, tag, children)
}

/** `[tag] IMPLICIT` of a primitive. */
export function contextPrimitive(tag: number, content: string): DerNode {
  return primitive(CONTEXT, tag, content)
}

/** A universal primitive from its content bytes. */
export function universal(tag: Tag, content: string): DerNode {
  return primitive(UNIVERSAL, tag, content)
}

export function bitString(bytes: Uint8Array, unusedBits = 0): DerNode {
  return universal(Tag.bitString, String.fromCharCode(unusedBits) + binaryOf(bytes))
}

export function octetString(bytes: Uint8Array): DerNode {
  return universal(Tag.octetString, binaryOf(bytes))
}

/** An unsigned integer from big-endian bytes. */
export function integer(bytes: Uint8Array): DerNode {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start++
  const body = bytes.subarray(start)
  const lead = (body[0] ?? 0) >= 0x80 ? '\x00' : ''
  return universal(Tag.integer, lead + binaryOf(body))
}

/** Content bytes of a dotted object identifier. */
export function oidContent(dotted: string): string {
  return forgeAsn1.oidToDer(dotted).getBytes()
}

export function binaryOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

export function bytesOf(binary: string): Buffer {
  return Buffer.from(binary, 'latin1')
}

function constructed(tagClass: number, tag: number, children: readonly DerNode[]): DerNode {
  return forgeAsn1.create(tagClass as asn1.Class, tag as asn1.Type, true, [...children]) // both are plain numbers in forge
}

function primitive(tagClass: number, tag: number, content: string): DerNode {
  return forgeAsn1.create(tagClass as asn1.Class, tag as asn1.Type, false, content) // both are plain numbers in forge
}
