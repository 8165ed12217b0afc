/** The keys that Flotilla trusts: EC P-256 and P-384, RSA of 2048 to 4096 bits; and how each signs. */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import {
  bitStringBytesOf,
  childrenOf,
  contentOf,
  type DerNode,
  encodeDer,
  oidOf,
  Tag,
} from './der.ts'
import { Oid } from './oids.ts'
import { malformed } from './outcome.ts'

export const KeyKind = { p256: 'p256', p384: 'p384', rsa: 'rsa' } as const
export type KeyKind = (typeof KeyKind)[keyof typeof KeyKind]

export interface PublicKey {
  readonly kind: KeyKind
  readonly key: KeyObject
  /** SubjectPublicKeyInfo in DER. */
  readonly spkiDer: Buffer
  /** First 20 bytes of the SHA-256 of the key's bits (RFC 7093 §2 method 1). */
  readonly keyId: Buffer
}

const MIN_RSA_BITS = 2048
const MAX_RSA_BITS = 4096
/** NIST SP 800-56B §6.2: 65537 is the least; the upper bound keeps verification cheap. */
const MIN_RSA_EXPONENT = 65_537n
const MAX_RSA_EXPONENT = 2n ** 32n

/** Reads and checks a SubjectPublicKeyInfo; the point or modulus is checked by OpenSSL. Throws FLT_X509_MALFORMED. */
export function readPublicKey(node: DerNode | undefined): PublicKey {
  const what = 'the public key'
  const [algorithm, bits, ...rest] = childrenOf(node, Tag.sequence, what)
  if (node === undefined || rest.length > 0) throw malformed(`${what} has the wrong type`)
  const kind = readKind(algorithm)
  const spkiDer = encodeDer(node)
  const key = importSpki(spkiDer)
  checkStrength(kind, key)
  const keyBits = bitStringBytesOf(bits, what)
  return {
    kind,
    key,
    spkiDer,
    keyId: createHash('sha256').update(keyBits).digest().subarray(0, 20),
  }
}

function readKind(algorithm: DerNode | undefined): KeyKind {
  const what = "the public key's algorithm"
  const [oid, parameters, ...rest] = childrenOf(algorithm, Tag.sequence, what)
  if (rest.length > 0) throw malformed(`${what} has the wrong type`)
  switch (oidOf(oid, what)) {
    case Oid.ecPublicKey:
      // Named curves only: explicit parameters are how a look-alike curve gets in (CVE-2020-0601).
      return readCurve(oidOf(parameters, what))
    case Oid.rsaEncryption:
      if (contentOf(parameters, Tag.null, what) !== '') throw malformed(`${what} is malformed`)
      return KeyKind.rsa
    default:
      throw malformed('the public key is neither RSA nor on P-256 or P-384')
  }
}

function readCurve(oid: string): KeyKind {
  if (oid === Oid.prime256v1) return KeyKind.p256
  if (oid === Oid.secp384r1) return KeyKind.p384
  throw malformed('the public key is neither RSA nor on P-256 or P-384')
}

function importSpki(spkiDer: Buffer): KeyObject {
  try {
    return createPublicKey({ key: spkiDer, format: 'der', type: 'spki' })
  } catch (cause) {
    throw malformed('the public key is not valid', cause)
  }
}

function checkStrength(kind: KeyKind, key: KeyObject): void {
  if (kind !== KeyKind.rsa) return
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (modulusLength < MIN_RSA_BITS || modulusLength > MAX_RSA_BITS)
    throw malformed(`the RSA key has ${modulusLength} bits, outside 2048 to 4096`)
  if (
    publicExponent < MIN_RSA_EXPONENT ||
    publicExponent > MAX_RSA_EXPONENT ||
    publicExponent % 2n === 0n
  )
    throw malformed('the RSA key has an unsafe exponent')
}
