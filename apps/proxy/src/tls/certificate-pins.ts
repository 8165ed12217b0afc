/** Pins of certificates: by the digest of the whole, or of its public key. */
import { createHash, X509Certificate } from 'node:crypto'
import type { CertificateValidationContext } from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'

const DIGEST_HEX_CHARS = 64

export class CertificatePins {
  /** SHA-256 of certificates, lower-case hex. */
  private readonly certificates: ReadonlySet<string>
  /** SHA-256 of public keys, base64. */
  private readonly keys: ReadonlySet<string>

  constructor(certificates: ReadonlySet<string>, keys: ReadonlySet<string>) {
    this.certificates = certificates
    this.keys = keys
  }

  /** Envoy: with both kinds of pins either will do. */
  accepts(der: Buffer): boolean {
    if (this.certificates.has(createHash('sha256').update(der).digest('hex'))) return true
    if (this.keys.size === 0) return false
    const key = new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' })
    return this.keys.has(createHash('sha256').update(key).digest('base64'))
  }
}

/** Null where nothing is pinned. */
export function compilePins(
  context: CertificateValidationContext | null,
  at: Violations,
): CertificatePins | null {
  const hashes = context?.verifyCertificateHash ?? []
  const keys = context?.verifyCertificateSpki ?? []
  if (hashes.length + keys.length === 0) return null
  const certificates = hashes.map((hash, i) => {
    const hex = hash.replaceAll(':', '').toLowerCase()
    if (!/^[0-9a-f]+$/.test(hex) || hex.length !== DIGEST_HEX_CHARS)
      at.at('verify_certificate_hash', i).add('is not a SHA-256 digest in hex')
    return hex
  })
  keys.forEach((key, i) => {
    if (Buffer.from(key, 'base64').length !== DIGEST_HEX_CHARS / 2)
      at.at('verify_certificate_spki', i).add('is not a SHA-256 digest in base64')
  })
  return new CertificatePins(new Set(certificates), new Set(keys))
}
