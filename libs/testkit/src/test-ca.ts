/** A certificate authority for tests: a root in memory and leaves of any identity and life. */
import { type KeyObject, randomBytes } from 'node:crypto'
import type { TlsIdentity } from '@flotilla/grpc'
import {
  type Certificate,
  certificatePem,
  generateKey,
  type Issuer,
  issueIntermediateCa,
  issueLeaf,
  issueSelfSignedCa,
  type PublicKey,
  privateKeyPem,
  publicHalfOf,
  type TrustBundles,
  unwrap,
} from '@flotilla/x509'
import { StaticIdentity } from './static-identity.ts'

export interface TestCaOptions {
  /** Default `cluster.local`. */
  readonly trustDomain?: string
  /** Wall time around which certificates are issued. Default the machine's. */
  readonly nowMs?: () => number
}

export interface TestLeafOptions {
  /** From now. Default one hour; negative for a certificate that has expired. */
  readonly ttlMs?: number
  /** Before now. Default two minutes; negative for one that is not yet valid. */
  readonly backdateMs?: number
  readonly dnsNames?: readonly string[]
}

export interface TestLeaf extends TlsIdentity {
  readonly spiffeId: string
  readonly certificate: Certificate
  readonly key: KeyObject
}

const HOUR_MS = 3_600_000
const BACKDATE_MS = 120_000

export class TestCa {
  readonly trustDomain: string
  readonly root: Certificate
  readonly rootPem: string
  private readonly issuer: Issuer
  private readonly intermediates: readonly Certificate[]
  private readonly nowMs: () => number

  constructor(options: TestCaOptions = {}, above: TestCa | null = null) {
    this.trustDomain = options.trustDomain ?? above?.trustDomain ?? 'cluster.local'
    this.nowMs = options.nowMs ?? above?.nowMs ?? Date.now
    const key = generateKey()
    const profile = {
      organization: this.trustDomain,
      publicKey: unwrap(publicHalfOf(key)),
      notBeforeMs: this.nowMs() - 24 * HOUR_MS,
      notAfterMs: this.nowMs() + 30 * 24 * HOUR_MS,
      serial: randomBytes(16),
    }
    const certificate =
      above === null ? issueSelfSignedCa(profile, key) : issueIntermediateCa(profile, above.issuer)
    this.issuer = { certificate, key }
    this.root = above?.root ?? certificate
    this.rootPem = certificatePem(this.root)
    this.intermediates = above === null ? [] : [certificate, ...above.intermediates]
  }

  /** An authority below this one: its leaves carry the intermediate in their chain. */
  intermediate(): TestCa {
    return new TestCa({}, this)
  }

  /** The certificate and key that sign, for tests of what only a CA can make. */
  get signer(): Issuer {
    return this.issuer
  }

  /** This CA's root as the pool of its trust domain. */
  get bundles(): TrustBundles {
    return new Map([[this.trustDomain, [this.root]]])
  }

  /** A leaf with a new P-256 key. */
  issue(spiffeId: string, options: TestLeafOptions = {}): TestLeaf {
    const key = generateKey()
    const certificate = this.sign(unwrap(publicHalfOf(key)), spiffeId, options)
    return {
      spiffeId,
      certificate,
      key,
      certChainPem: [certificate, ...this.intermediates].map(certificatePem).join(''),
      keyPem: privateKeyPem(key),
      rootsPem: this.rootPem,
    }
  }

  /** A leaf for somebody else's key, as a CA answers a request. */
  sign(publicKey: PublicKey, spiffeId: string, options: TestLeafOptions = {}): Certificate {
    return issueLeaf(
      {
        publicKey,
        spiffeId,
        dnsNames: options.dnsNames ?? [],
        notBeforeMs: this.nowMs() - (options.backdateMs ?? BACKDATE_MS),
        notAfterMs: this.nowMs() + (options.ttlMs ?? HOUR_MS),
        serial: randomBytes(16),
      },
      this.issuer,
    )
  }

  /** An identity source holding a new leaf. */
  identity(spiffeId: string, options: TestLeafOptions = {}): StaticIdentity {
    return new StaticIdentity(this.issue(spiffeId, options))
  }
}

/** `spiffe://cluster.local/ns/<namespace>/sa/<serviceAccount>`. */
export function testSpiffeId(serviceAccount: string, namespace = 'default'): string {
  return `spiffe://cluster.local/ns/${namespace}/sa/${serviceAccount}`
}
