/** Signature algorithms of certificates and requests: chosen by the signing key, checked against it when read. */
import { type KeyObject, sign, verify } from 'node:crypto'
import { childrenOf, contentOf, type DerNode, oidOf, sequence, Tag, universal } from './der.ts'
import { Oid } from './oids.ts'
import { malformed } from './outcome.ts'
import { KeyKind, type PublicKey } from './public-key.ts'

export interface SignatureAlgorithm {
  readonly oid: string
  readonly hash: 'sha256' | 'sha384' | 'sha512'
  readonly isRsa: boolean
}

const ALGORITHMS: ReadonlyMap<string, SignatureAlgorithm> = new Map(
  (
    [
      { oid: Oid.ecdsaWithSha256, hash: 'sha256', isRsa: false },
      { oid: Oid.ecdsaWithSha384, hash: 'sha384', isRsa: false },
      { oid: Oid.ecdsaWithSha512, hash: 'sha512', isRsa: false },
      { oid: Oid.sha256WithRsa, hash: 'sha256', isRsa: true },
      { oid: Oid.sha384WithRsa, hash: 'sha384', isRsa: true },
      { oid: Oid.sha512WithRsa, hash: 'sha512', isRsa: true },
    ] as const
  ).map((algorithm) => [algorithm.oid, algorithm]),
)

/** Reads an AlgorithmIdentifier. Throws FLT_X509_MALFORMED for MD5, SHA-1, DSA, PSS and anything unknown. */
export function readSignatureAlgorithm(node: DerNode | undefined): SignatureAlgorithm {
  const what = 'the signature algorithm'
  const [oid, parameters, ...rest] = childrenOf(node, Tag.sequence, what)
  const algorithm = ALGORITHMS.get(oidOf(oid, what))
  if (algorithm === undefined) throw malformed(`${what} is not supported`)
  // RFC 3279 §2.2: RSA carries a NULL, RFC 5758 §3.2: ECDSA carries nothing.
  if (algorithm.isRsa ? parameters === undefined : parameters !== undefined)
    throw malformed(`${what} has wrong parameters`)
  if (algorithm.isRsa) contentOf(parameters, Tag.null, what)
  if (rest.length > 0) throw malformed(`${what} has the wrong type`)
  return algorithm
}

/** The algorithm of a signing key: RSA and P-256 with SHA-256, P-384 with SHA-384. */
export function signatureAlgorithmFor(kind: KeyKind): SignatureAlgorithm {
  if (kind === KeyKind.rsa) return algorithm(Oid.sha256WithRsa)
  return algorithm(kind === KeyKind.p256 ? Oid.ecdsaWithSha256 : Oid.ecdsaWithSha384)
}

export function signatureAlgorithmNode(signature: SignatureAlgorithm): DerNode {
  const oid = universal(Tag.oid, signature.oid)
  return signature.isRsa ? sequence(oid, universal(Tag.null, '')) : sequence(oid)
}

export function signBytes(
  signature: SignatureAlgorithm,
  bytes: Uint8Array,
  key: KeyObject,
): Buffer {
  return sign(signature.hash, bytes, key)
}

/** Whether `value` signs `bytes` under this key. A signature of the other key family is false, never an error. */
export function verifyBytes(
  signature: SignatureAlgorithm,
  bytes: Uint8Array,
  value: Uint8Array,
  publicKey: PublicKey,
): boolean {
  if (signature.isRsa !== (publicKey.kind === KeyKind.rsa)) return false
  return verify(signature.hash, bytes, publicKey.key, value)
}

function algorithm(oid: string): SignatureAlgorithm {
  const found = ALGORITHMS.get(oid)
  if (found === undefined) throw malformed('the signature algorithm is not supported')
  return found
}
