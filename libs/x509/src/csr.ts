/** Certificate signing requests (PKCS#10): made by workloads, parsed strictly and proven by their own signature at the CA. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import {
  bitString,
  bitStringBytesOf,
  bytesOf,
  childrenOf,
  context,
  contextChildrenOf,
  contextTagOf,
  type DerNode,
  decodeDer,
  encodeDer,
  integer,
  oidOf,
  sequence,
  set,
  smallIntegerOf,
  Tag,
  universal,
} from './der.ts'
import { type DistinguishedName, nameNode, readName } from './distinguished-name.ts'
import { type Extensions, extensionsNode, NO_EXTENSIONS, readExtensions } from './extensions.ts'
import { publicKeyOf } from './issue.ts'
import { Oid } from './oids.ts'
import { bad, malformed, type Outcome, outcomeOf } from './outcome.ts'
import { encodePem, parsePem } from './pem.ts'
import { type PublicKey, readPublicKey } from './public-key.ts'
import {
  readSignatureAlgorithm,
  signatureAlgorithmFor,
  signatureAlgorithmNode,
  signBytes,
  verifyBytes,
} from './signature.ts'
import { encodeSans, SanType } from './subject-alt-name.ts'

export interface Csr {
  readonly subject: DistinguishedName
  readonly publicKey: PublicKey
  /** What the caller wishes for; none of it is ever copied into a certificate. */
  readonly extensions: Extensions
  /** Attributes other than extensionRequest. */
  readonly otherAttributes: number
}

/** Longest request text, in bytes. Listed in docs/limits.md. */
export const MAX_CSR_BYTES: number = 16 * 1024
const LABEL = 'CERTIFICATE REQUEST'

/** A request in PEM with an empty subject and the SPIFFE ID as its only name. */
export function createCsr(spiffeId: string, key: KeyObject): string {
  const publicKey = publicKeyOf(createPublicKey(key))
  const sans = encodeSans([{ type: SanType.uri, value: spiffeId }])
  const extensions = extensionsNode([{ oid: Oid.subjectAltName, isCritical: true, content: sans }])
  return encodeCsr(publicKey, key, extensions)
}

/** A request with any extensions: for tests of what a CA refuses, through `internal.ts`. */
export function encodeCsr(
  publicKey: PublicKey,
  key: KeyObject,
  extensions: DerNode | null,
): string {
  const attributes =
    extensions === null
      ? context(0)
      : context(0, sequence(universal(Tag.oid, Oid.extensionRequest), set(extensions)))
  const info = sequence(
    integer(bytesOf('\x00')),
    nameNode({}),
    decodeDer(publicKey.spkiDer, 'the public key'),
    attributes,
  )
  const algorithm = signatureAlgorithmFor(publicKey.kind)
  const signature = signBytes(algorithm, encodeDer(info), key)
  return encodePem(
    LABEL,
    encodeDer(sequence(info, signatureAlgorithmNode(algorithm), bitString(signature))),
  )
}

/** Parses one PEM request and verifies that its own key signed it. Yields FLT_X509_MALFORMED. Cost: about 100 µs. */
export function parseCsr(pem: string): Outcome<Csr> {
  const blocks = parsePem(pem, MAX_CSR_BYTES)
  if (blocks.kind === 'bad') return blocks
  const [block, ...rest] = blocks.value
  if (block === undefined || rest.length > 0 || block.label !== LABEL)
    return bad('FLT_X509_MALFORMED', 'the text is not exactly one certificate request')
  return outcomeOf(() => readCsr(block.der))
}

function readCsr(der: Buffer): Csr {
  const what = 'the request'
  const parts = childrenOf(decodeDer(der, what), Tag.sequence, what)
  const [info, algorithm, signature] = parts
  if (info === undefined || parts.length !== 3) throw malformed(`${what} has the wrong type`)
  const fields = childrenOf(info, Tag.sequence, what)
  const [version, subject, spki, attributes] = fields
  if (fields.length !== 4 || attributes === undefined) throw malformed(`${what} has the wrong type`)
  if (smallIntegerOf(version, 'the version') !== 0) throw malformed(`${what} is not of version 1`)
  const publicKey = readPublicKey(spki)
  const csr = {
    subject: readName(subject, 'the subject'),
    publicKey,
    ...readAttributes(attributes),
  }
  const isProven = verifyBytes(
    readSignatureAlgorithm(algorithm),
    encodeDer(info),
    bitStringBytesOf(signature, 'the signature'),
    publicKey,
  )
  if (!isProven) throw malformed(`${what} is not signed by its own key`)
  return csr
}

function readAttributes(node: DerNode): Pick<Csr, 'extensions' | 'otherAttributes'> {
  const what = "the request's attributes"
  if (contextTagOf(node) !== 0) throw malformed(`${what} have the wrong type`)
  let extensions: Extensions | null = null
  let otherAttributes = 0
  for (const attribute of contextChildrenOf(node, what)) {
    const [id, values, ...rest] = childrenOf(attribute, Tag.sequence, what)
    if (oidOf(id, what) !== Oid.extensionRequest) {
      otherAttributes++
      continue
    }
    const [request, ...more] = childrenOf(values, Tag.set, what)
    if (extensions !== null || rest.length > 0 || more.length > 0)
      throw malformed(`${what} ask for extensions twice`)
    extensions = readExtensions(request)
  }
  return { extensions: extensions ?? NO_EXTENSIONS, otherAttributes }
}
