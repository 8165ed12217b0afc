/** Issuing: the leaf and CA profiles of the mesh. Pure: time and serial number are arguments, nothing is copied from a request. */
import type { KeyObject } from 'node:crypto'
import { timeNode } from './asn1-time.ts'
import { type Certificate, parseCertificate } from './certificate.ts'
import {
  binaryOf,
  bitString,
  bytesOf,
  context,
  contextPrimitive,
  type DerNode,
  decodeDer,
  encodeDer,
  integer,
  octetString,
  sequence,
} from './der.ts'
import { nameNode } from './distinguished-name.ts'
import { extensionsNode, type RawExtension } from './extensions.ts'
import { encodeBasicConstraints, encodeExtKeyUsage, encodeKeyUsage, KeyUsage } from './key-usage.ts'
import { Oid } from './oids.ts'
import { malformed, unwrap } from './outcome.ts'
import { type PublicKey, readPublicKey } from './public-key.ts'
import { signatureAlgorithmFor, signatureAlgorithmNode, signBytes } from './signature.ts'
import { encodeSans, type San, SanType } from './subject-alt-name.ts'

export interface Issuer {
  readonly certificate: Certificate
  readonly key: KeyObject
}

export interface Validity {
  /** Milliseconds since the epoch, cut to whole seconds. */
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** 16 random bytes; the top bit is cleared, so 127 bits count. */
  readonly serial: Uint8Array
}

export interface LeafProfile extends Validity {
  readonly publicKey: PublicKey
  readonly spiffeId: string
  /** Only for names of control-plane servers; a workload never obtains one. Default none. */
  readonly dnsNames?: readonly string[]
}

export interface CaProfile extends Validity {
  readonly publicKey: PublicKey
  /** O of the subject: the trust domain. */
  readonly organization: string
  /** Default: any number of intermediates. */
  readonly pathLen?: number | null
}

/** An authentication certificate: empty subject, one URI name, digitalSignature and keyEncipherment, server and client. */
export function issueLeaf(profile: LeafProfile, issuer: Issuer): Certificate {
  const sans: San[] = [{ type: SanType.uri, value: profile.spiffeId }]
  for (const value of profile.dnsNames ?? []) sans.push({ type: SanType.dns, value })
  const extensions: RawExtension[] = [
    {
      oid: Oid.keyUsage,
      isCritical: true,
      content: encodeKeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment),
    },
    {
      oid: Oid.extKeyUsage,
      isCritical: false,
      content: encodeExtKeyUsage([Oid.serverAuth, Oid.clientAuth]),
    },
    {
      oid: Oid.basicConstraints,
      isCritical: true,
      content: encodeBasicConstraints({ isCa: false, pathLen: null }),
    },
    authorityKeyId(issuer.certificate.publicKey),
    // RFC 5280 §4.2.1.6: critical, because the subject is empty.
    { oid: Oid.subjectAltName, isCritical: true, content: encodeSans(sans) },
  ]
  return signCertificate(
    {
      ...profile,
      subject: nameNode({}),
      issuer: decodeDer(issuer.certificate.subjectDer, 'the issuer'),
      extensions,
    },
    issuer.certificate.publicKey,
    issuer.key,
  )
}

/** A root: subject and issuer are the trust domain, keyCertSign only. */
export function issueSelfSignedCa(profile: CaProfile, key: KeyObject): Certificate {
  const name = nameNode({ organization: profile.organization })
  return signCertificate(
    { ...profile, subject: name, issuer: name, extensions: caExtensions(profile, null) },
    profile.publicKey,
    key,
  )
}

/** An intermediate below `issuer`. */
export function issueIntermediateCa(profile: CaProfile, issuer: Issuer): Certificate {
  return signCertificate(
    {
      ...profile,
      subject: nameNode({ organization: profile.organization, commonName: 'intermediate' }),
      issuer: decodeDer(issuer.certificate.subjectDer, 'the issuer'),
      extensions: caExtensions(profile, issuer),
    },
    issuer.certificate.publicKey,
    issuer.key,
  )
}

/** A public key of node:crypto as this library's, checked. Throws FLT_X509_MALFORMED. */
export function publicKeyOf(key: KeyObject): PublicKey {
  const spki = key.export({ type: 'spki', format: 'der' })
  return readPublicKey(decodeDer(spki, 'the public key'))
}

function caExtensions(profile: CaProfile, issuer: Issuer | null): RawExtension[] {
  const extensions: RawExtension[] = [
    { oid: Oid.keyUsage, isCritical: true, content: encodeKeyUsage(KeyUsage.keyCertSign) },
    {
      oid: Oid.basicConstraints,
      isCritical: true,
      content: encodeBasicConstraints({ isCa: true, pathLen: profile.pathLen ?? null }),
    },
    {
      oid: Oid.subjectKeyIdentifier,
      isCritical: false,
      content: encodeDer(octetString(profile.publicKey.keyId)),
    },
  ]
  if (issuer !== null) extensions.push(authorityKeyId(issuer.certificate.publicKey))
  return extensions
}

function authorityKeyId(publicKey: PublicKey): RawExtension {
  const content = encodeDer(sequence(contextPrimitive(0, binaryOf(publicKey.keyId))))
  return { oid: Oid.authorityKeyIdentifier, isCritical: false, content }
}

interface ToSign extends Validity {
  readonly publicKey: PublicKey
  readonly subject: DerNode
  readonly issuer: DerNode
  readonly extensions: readonly RawExtension[]
}

/** Test-only profiles build on this too, through `internal.ts`. */
export function signCertificate(
  fields: ToSign,
  signerPublic: PublicKey,
  key: KeyObject,
): Certificate {
  const algorithm = signatureAlgorithmFor(signerPublic.kind)
  const tbs = sequence(
    context(0, integer(bytesOf('\x02'))),
    integer(serialBytes(fields.serial)),
    signatureAlgorithmNode(algorithm),
    fields.issuer,
    sequence(timeNode(fields.notBeforeMs), timeNode(fields.notAfterMs)),
    fields.subject,
    decodeDer(fields.publicKey.spkiDer, 'the public key'),
    context(3, extensionsNode(fields.extensions)),
  )
  const signature = signBytes(algorithm, encodeDer(tbs), key)
  const der = encodeDer(sequence(tbs, signatureAlgorithmNode(algorithm), bitString(signature)))
  return unwrap(parseCertificate(der))
}

/** 127 bits, positive and not zero. */
function serialBytes(random: Uint8Array): Uint8Array {
  if (random.byteLength !== 16) throw malformed('the serial number needs 16 random bytes')
  const serial = Uint8Array.from(random)
  serial[0] = (serial[0] as number) & 0x7f // the length is checked above
  if (serial.every((b) => b === 0)) serial[15] = 1
  return serial
}
