/** The certificate authority: who asks is decided elsewhere; here a name, a key and a wish for a life become a certificate. */
import { randomBytes } from 'node:crypto'
import { FlotillaError } from '@flotilla/errors'
import type { Clock } from '@flotilla/time'
import { type Certificate, certificatePem, issueLeaf, type PublicKey } from '@flotilla/x509'
import { BACKDATE_MS, type CaMaterial } from './root-store.ts'

export interface LifeLimits {
  /** What callers get who do not ask. */
  readonly defaultMs: number
  readonly maxMs: number
}

export interface Signed {
  readonly certificate: Certificate
  readonly leafPem: string
  /** Intermediates; empty below a self-signed root. */
  readonly intermediatesPem: readonly string[]
  readonly rootsPem: string
}

export class CertificateAuthority {
  private readonly material: CaMaterial
  private readonly limits: LifeLimits
  private readonly clock: Clock

  constructor(material: CaMaterial, limits: LifeLimits, clock: Clock) {
    this.material = material
    this.limits = limits
    this.clock = clock
  }

  get root(): Certificate {
    return this.material.issuer.certificate
  }

  /**
   * Life in ms for a wish in seconds: none, zero or less gets the default, too much is refused and never shortened in
   * silence. Throws FLT_CSR_REFUSED.
   */
  lifeFor(requestedSec: number): number {
    if (!(requestedSec > 0)) return this.limits.defaultMs
    if (requestedSec * 1000 > this.limits.maxMs)
      throw new FlotillaError(
        'FLT_CSR_REFUSED',
        `a life of ${requestedSec} s is longer than the longest allowed, ${Math.floor(this.limits.maxMs / 1000)} s`,
      )
    return requestedSec * 1000
  }

  /**
   * Signs a leaf. Nothing comes from a request but its key. Throws FLT_IDENTITY_UNAVAILABLE when the root has expired.
   * @param dnsNames only for citadel's own server certificate.
   */
  sign(
    publicKey: PublicKey,
    spiffeId: string,
    lifeMs: number,
    dnsNames: readonly string[] = [],
  ): Signed {
    const { issuer, rootPem } = this.material
    const nowMs = this.clock.wallMs()
    const root = issuer.certificate
    if (nowMs >= root.notAfterMs)
      throw new FlotillaError('FLT_IDENTITY_UNAVAILABLE', 'the root of this CA has expired')
    if (publicKey.spkiDer.equals(root.publicKey.spkiDer))
      throw new FlotillaError('FLT_CSR_REFUSED', 'the request has the key of the CA')
    const certificate = issueLeaf(
      {
        publicKey,
        spiffeId,
        dnsNames,
        // Clocks of a mesh differ by seconds; Istio dates back as much.
        notBeforeMs: Math.max(root.notBeforeMs, nowMs - BACKDATE_MS),
        notAfterMs: Math.min(root.notAfterMs, nowMs + lifeMs),
        serial: randomBytes(16),
      },
      issuer,
    )
    return {
      certificate,
      leafPem: certificatePem(certificate),
      intermediatesPem: [],
      rootsPem: rootPem,
    }
  }
}
