/** Who is at the other end of a TLS connection: the mesh's own checks on the certificate that the peer showed. */
import { createHash } from 'node:crypto'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import type { Clock } from '@flotilla/time'
import {
  isValidAt,
  type Outcome,
  SanType,
  type TrustBundles,
  type VerifiedPeer,
  verifyPeer,
} from '@flotilla/x509'

export interface PeerIdentity {
  /** `spiffe://…` */
  readonly spiffeId: string
  readonly trustDomain: string
  /** RFC 2253 form, empty where the certificate has no subject. */
  readonly subject: string
  readonly dnsNames: readonly string[]
  /** Lower-case hexadecimal. */
  readonly fingerprint256: string
  readonly notAfterMs: number
}

export type PeerVerdict =
  | { readonly kind: 'ok'; readonly peer: PeerIdentity }
  | { readonly kind: 'bad'; readonly reason: string }

/** Verified certificates kept, so that a peer's second connection costs a hash. Listed in docs/limits.md. */
const MAX_CACHED_PEERS = 1024

interface Verified {
  readonly outcome: Outcome<VerifiedPeer>
  readonly peer: PeerIdentity | null
}

/** One per set of trust bundles: new roots make a new verifier with an empty cache. */
export class PeerVerifier {
  private readonly bundles: TrustBundles
  private readonly clock: Clock
  /** By SHA-256 of the leaf; only successes, oldest first. */
  private readonly cache = new Map<string, Verified & { peer: PeerIdentity }>()

  constructor(bundles: TrustBundles, clock: Clock) {
    this.bundles = bundles
    this.clock = clock
  }

  /**
   * Checks the certificate of a connection whose handshake is done, also of a resumed one.
   * Cost: about 10 µs for a peer seen before, 200 µs for a new one.
   */
  verify(socket: TLSSocket): PeerVerdict {
    const leaf = socket.getPeerX509Certificate()
    if (leaf === undefined) return { kind: 'bad', reason: 'the peer sent no certificate' }
    const key = createHash('sha256').update(leaf.raw).digest('hex')
    const cached = this.cache.get(key)
    if (cached !== undefined) return this.judge(cached)
    const outcome = verifyPeer(
      chainOf(socket.getPeerCertificate(true)),
      this.bundles,
      this.clock.wallMs(),
    )
    if (outcome.kind === 'bad') return { kind: 'bad', reason: outcome.reason }
    const entry = { outcome, peer: identityOf(outcome.value, key) }
    this.remember(key, entry)
    return { kind: 'ok', peer: entry.peer }
  }

  /** A cached chain may have expired since. */
  private judge(cached: Verified & { peer: PeerIdentity }): PeerVerdict {
    const nowMs = this.clock.wallMs()
    const isValid =
      cached.outcome.kind === 'ok' &&
      cached.outcome.value.chain.every((certificate) => isValidAt(certificate, nowMs))
    return isValid
      ? { kind: 'ok', peer: cached.peer }
      : { kind: 'bad', reason: 'the certificate of the peer has expired' }
  }

  private remember(key: string, entry: Verified & { peer: PeerIdentity }): void {
    if (this.cache.size >= MAX_CACHED_PEERS) {
      for (const oldest of this.cache.keys()) {
        this.cache.delete(oldest)
        break
      }
    }
    this.cache.set(key, entry)
  }
}

function identityOf(verified: VerifiedPeer, fingerprint256: string): PeerIdentity {
  const { leaf, spiffeId } = verified
  return {
    spiffeId: spiffeId.text,
    trustDomain: spiffeId.trustDomain,
    subject: leaf.subject.text,
    dnsNames: leaf.extensions.sans.flatMap((san) => (san.type === SanType.dns ? [san.value] : [])),
    fingerprint256,
    notAfterMs: leaf.notAfterMs,
  }
}

/** The certificates as the peer sent them, leaf first. */
function chainOf(leaf: DetailedPeerCertificate): Uint8Array[] {
  const chain: Uint8Array[] = []
  let at: DetailedPeerCertificate | undefined = leaf
  while (
    at?.raw !== undefined &&
    !chain.some((der) => Buffer.compare(der, at?.raw as Buffer) === 0)
  ) {
    chain.push(at.raw)
    at = at.issuerCertificate // a root names itself as its issuer, which ends the loop
  }
  return chain
}
