/** Certificates: strict parsing of X.509 v3 into typed fields; nothing is decided on display text. */
import { createHash } from 'node:crypto'
import { readTime } from './asn1-time.ts'
import {
  bitStringBytesOf,
  bytesOf,
  childrenOf,
  contentOf,
  contextChildrenOf,
  contextTagOf,
  type DerNode,
  decodeDer,
  encodeDer,
  smallIntegerOf,
  Tag,
} from './der.ts'
import { type DistinguishedName, readName } from './distinguished-name.ts'
import { type Extensions, readExtensions } from './extensions.ts'
import { bad, malformed, type Outcome, ok, outcomeOf } from './outcome.ts'
import { encodePem, parsePem } from './pem.ts'
import { type PublicKey, readPublicKey } from './public-key.ts'
import { readSignatureAlgorithm, type SignatureAlgorithm, verifyBytes } from './signature.ts'
import { SanType } from './subject-alt-name.ts'

export interface Certificate {
  /** The whole certificate; a copy, not a view of the input. */
  readonly der: Buffer
  /** Lower-case hexadecimal without leading zeros. */
  readonly serial: string
  readonly issuer: DistinguishedName
  readonly issuerDer: Buffer
  readonly subject: DistinguishedName
  readonly subjectDer: Buffer
  readonly notBeforeMs: number
  readonly notAfterMs: number
  readonly publicKey: PublicKey
  readonly extensions: Extensions
  readonly signatureAlgorithm: SignatureAlgorithm
  /** The signed part. */
  readonly tbsDer: Buffer
  readonly signature: Buffer
}

/** Longest certificate, in bytes. Listed in docs/limits.md. */
export const MAX_CERTIFICATE_BYTES: number = 16 * 1024
/** Longest text of a chain or bundle. Listed in docs/limits.md. */
export const MAX_BUNDLE_BYTES: number = 256 * 1024
const MAX_SERIAL_BYTES = 20

/** Parses one certificate in DER. Yields FLT_X509_MALFORMED. Cost: about 30 µs. */
export function parseCertificate(der: Uint8Array): Outcome<Certificate> {
  if (der.byteLength > MAX_CERTIFICATE_BYTES)
    return bad(
      'FLT_X509_MALFORMED',
      `the certificate is longer than ${MAX_CERTIFICATE_BYTES} bytes`,
    )
  return outcomeOf(() => readCertificate(Buffer.from(der)))
}

/** Parses a text of one or more certificates in their order. Yields FLT_X509_MALFORMED. */
export function parseCertificates(pem: string): Outcome<readonly Certificate[]> {
  const blocks = parsePem(pem, MAX_BUNDLE_BYTES)
  if (blocks.kind === 'bad') return blocks
  const certificates: Certificate[] = []
  for (const block of blocks.value) {
    if (block.label !== 'CERTIFICATE')
      return bad('FLT_X509_MALFORMED', 'the PEM text holds a block that is not a certificate')
    const parsed = parseCertificate(block.der)
    if (parsed.kind === 'bad') return parsed
    certificates.push(parsed.value)
  }
  return ok(certificates)
}

export function certificatePem(certificate: Certificate): string {
  return encodePem('CERTIFICATE', certificate.der)
}

/** Lower-case hexadecimal SHA-256 of the whole certificate. */
export function fingerprint256(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex')
}

/** The URI names, in their order. */
export function uriSans(certificate: Certificate): readonly string[] {
  return certificate.extensions.sans.filter((s) => s.type === SanType.uri).map((s) => s.value)
}

/** Whether `issuer` signed `certificate`: names meet and the signature verifies. */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  return (
    certificate.issuerDer.equals(issuer.subjectDer) &&
    verifyBytes(
      certificate.signatureAlgorithm,
      certificate.tbsDer,
      certificate.signature,
      issuer.publicKey,
    )
  )
}

function readCertificate(der: Buffer): Certificate {
  const what = 'the certificate'
  const parts = childrenOf(decodeDer(der, what), Tag.sequence, what)
  const [tbs, algorithm, signature] = parts
  if (parts.length !== 3 || tbs === undefined) throw malformed(`${what} has the wrong type`)
  const signatureAlgorithm = readSignatureAlgorithm(algorithm)
  const fields = childrenOf(tbs, Tag.sequence, what)
  // RFC 5280 §4.1: version, serial, algorithm, issuer, validity, subject, key, then extensions; unique identifiers are refused.
  if (fields.length !== 8) throw malformed(`${what} is not of version 3 with extensions`)
  const [version, serial, innerAlgorithm, issuer, validity, subject, spki, extensions] =
    fields as readonly [DerNode, DerNode, DerNode, DerNode, DerNode, DerNode, DerNode, DerNode] // the length is checked above
  readVersion(version)
  // RFC 5280 §4.1.1.2: what is signed names the same algorithm as what signs it.
  if (readSignatureAlgorithm(innerAlgorithm) !== signatureAlgorithm)
    throw malformed(`${what} names two signature algorithms`)
  const [notBefore, notAfter, ...more] = childrenOf(validity, Tag.sequence, 'the validity')
  if (more.length > 0) throw malformed('the validity has the wrong type')
  return {
    der,
    serial: readSerial(serial),
    issuer: readName(issuer, 'the issuer'),
    issuerDer: encodeDer(issuer),
    subject: readName(subject, 'the subject'),
    subjectDer: encodeDer(subject),
    notBeforeMs: readTime(notBefore, 'notBefore'),
    notAfterMs: readTime(notAfter, 'notAfter'),
    publicKey: readPublicKey(spki),
    extensions: readExtensionsField(extensions),
    signatureAlgorithm,
    tbsDer: encodeDer(tbs),
    signature: bitStringBytesOf(signature, 'the signature'),
  }
}

function readVersion(node: DerNode): void {
  if (contextTagOf(node) !== 0) throw malformed('the certificate is not of version 3')
  const [version, ...rest] = contextChildrenOf(node, 'the version')
  if (smallIntegerOf(version, 'the version') !== 2 || rest.length > 0)
    throw malformed('the certificate is not of version 3')
}

function readSerial(node: DerNode): string {
  const bytes = bytesOf(contentOf(node, Tag.integer, 'the serial number'))
  // RFC 5280 §4.1.2.2: positive, at most 20 octets.
  const isPositive = bytes.length > 0 && (bytes[0] as number) < 0x80 && bytes.some((b) => b !== 0)
  if (!isPositive || bytes.length > MAX_SERIAL_BYTES)
    throw malformed('the serial number is not positive or longer than 20 bytes')
  return bytes.toString('hex').replace(/^0+/, '')
}

function readExtensionsField(node: DerNode): Extensions {
  if (contextTagOf(node) !== 3) throw malformed('the extensions have the wrong type')
  const [list, ...rest] = contextChildrenOf(node, 'the extensions')
  if (rest.length > 0) throw malformed('the extensions have the wrong type')
  return readExtensions(list)
}
