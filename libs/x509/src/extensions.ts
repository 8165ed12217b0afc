/** The extensions of a certificate or request: read once into typed fields, unknown critical ones kept by name. */
import {
  booleanOf,
  bytesOf,
  childrenOf,
  contentOf,
  contextContentOf,
  contextTagOf,
  type DerNode,
  decodeDer,
  octetString,
  oidOf,
  sequence,
  Tag,
  universal,
} from './der.ts'
import {
  type BasicConstraints,
  readBasicConstraints,
  readExtKeyUsage,
  readKeyUsage,
} from './key-usage.ts'
import { type NameConstraints, readNameConstraints } from './name-constraints.ts'
import { Oid } from './oids.ts'
import { malformed } from './outcome.ts'
import { readSans, type San } from './subject-alt-name.ts'

export interface Extensions {
  readonly sans: readonly San[]
  readonly areSansCritical: boolean
  /** Null where the extension is absent. */
  readonly basicConstraints: BasicConstraints | null
  /** Mask of KeyUsage, null where absent. */
  readonly keyUsage: number | null
  /** OID content bytes, null where absent. */
  readonly extKeyUsage: readonly string[] | null
  readonly nameConstraints: NameConstraints | null
  readonly subjectKeyId: Buffer | null
  readonly authorityKeyId: Buffer | null
  /** OID content bytes of extensions that this library does not know. */
  readonly unknown: readonly string[]
  readonly unknownCritical: readonly string[]
}

export interface RawExtension {
  readonly oid: string
  readonly isCritical: boolean
  readonly content: Uint8Array
}

export const NO_EXTENSIONS: Extensions = readRaw([])

/** Reads a SEQUENCE OF Extension. Throws FLT_X509_MALFORMED, also on a repeated extension (RFC 5280 §4.2). */
export function readExtensions(node: DerNode | undefined): Extensions {
  const raw = childrenOf(node, Tag.sequence, 'the extensions').map(readExtension)
  if (new Set(raw.map((e) => e.oid)).size !== raw.length)
    throw malformed('an extension appears twice')
  return readRaw(raw)
}

export function extensionsNode(extensions: readonly RawExtension[]): DerNode {
  return sequence(
    ...extensions.map((e) =>
      e.isCritical
        ? sequence(
            universal(Tag.oid, e.oid),
            universal(Tag.boolean, '\xff'),
            octetString(e.content),
          )
        : sequence(universal(Tag.oid, e.oid), octetString(e.content)),
    ),
  )
}

function readExtension(node: DerNode): RawExtension {
  const what = 'an extension'
  const parts = childrenOf(node, Tag.sequence, what)
  const [id, second, third] = parts
  const oid = oidOf(id, what)
  if (parts.length === 2)
    return { oid, isCritical: false, content: bytesOf(contentOf(second, Tag.octetString, what)) }
  if (parts.length !== 3 || second === undefined || !booleanOf(second, what))
    throw malformed(`${what} has the wrong type`)
  return { oid, isCritical: true, content: bytesOf(contentOf(third, Tag.octetString, what)) }
}

function readRaw(raw: readonly RawExtension[]): Extensions {
  const known = new Map(raw.map((e) => [e.oid, e]))
  const take = <T>(oid: string, read: (bytes: Uint8Array) => T): T | null => {
    const found = known.get(oid)
    if (found === undefined) return null
    known.delete(oid)
    return read(found.content)
  }
  const areSansCritical = known.get(Oid.subjectAltName)?.isCritical ?? false
  const sans = take(Oid.subjectAltName, readSans) ?? []
  const basicConstraints = take(Oid.basicConstraints, readBasicConstraints)
  const keyUsage = take(Oid.keyUsage, readKeyUsage)
  const extKeyUsage = take(Oid.extKeyUsage, readExtKeyUsage)
  const nameConstraints = take(Oid.nameConstraints, readNameConstraints)
  const subjectKeyId = take(Oid.subjectKeyIdentifier, readSubjectKeyId)
  const authorityKeyId = take(Oid.authorityKeyIdentifier, readAuthorityKeyId)
  const unknown = [...known.values()]
  return {
    sans,
    areSansCritical,
    basicConstraints,
    keyUsage,
    extKeyUsage,
    nameConstraints,
    subjectKeyId,
    authorityKeyId,
    unknown: unknown.map((e) => e.oid),
    unknownCritical: unknown.filter((e) => e.isCritical).map((e) => e.oid),
  }
}

function readSubjectKeyId(bytes: Uint8Array): Buffer {
  const what = 'the subject key identifier'
  return bytesOf(contentOf(decodeDer(bytes, what), Tag.octetString, what))
}

function readAuthorityKeyId(bytes: Uint8Array): Buffer | null {
  const what = 'the authority key identifier'
  const keyId = childrenOf(decodeDer(bytes, what), Tag.sequence, what).find(
    (part) => contextTagOf(part) === 0,
  )
  return keyId === undefined ? null : bytesOf(contextContentOf(keyId, what))
}
