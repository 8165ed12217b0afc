/** Verification of the other end's certificates by the mesh's rules, on top of what TLS itself has checked. */
import type { DetailedPeerCertificate } from 'node:tls'
import {
  type Certificate,
  leafIdentity,
  parseCertificates,
  type TrustBundles,
  type VerifiedPeer,
  verifyPeer,
} from '@flotilla/x509'
import type { TlsIdentity } from './identity-source.ts'

export type PeerOutcome =
  | { readonly kind: 'ok'; readonly peer: VerifiedPeer }
  | { readonly kind: 'bad'; readonly reason: string }

/** Longest chain that is walked; a longer one is refused by the verification. */
const MAX_WALK = 16

/** The certificates that the peer sent and TLS completed, leaf first. */
export function chainOf(certificate: DetailedPeerCertificate): Buffer[] {
  const chain: Buffer[] = []
  const seen = new Set<DetailedPeerCertificate>()
  let at: DetailedPeerCertificate | undefined = certificate
  while (at?.raw !== undefined && !seen.has(at) && chain.length < MAX_WALK) {
    seen.add(at)
    chain.push(at.raw)
    at = at.issuerCertificate
  }
  return chain
}

/** @param nowMs milliseconds since the epoch. */
export function verifyCertificate(
  certificate: DetailedPeerCertificate,
  bundles: TrustBundles,
  nowMs: number,
): PeerOutcome {
  const outcome = verifyPeer(chainOf(certificate), bundles, nowMs)
  return outcome.kind === 'ok' ? { kind: 'ok', peer: outcome.value } : outcome
}

/** Roots of the identity's own trust domain; null where its certificate or roots do not parse. */
export function bundlesOf(identity: TlsIdentity): TrustBundles | null {
  const chain = parseCertificates(identity.certChainPem)
  const leaf = chain.kind === 'ok' ? chain.value[0] : undefined
  if (leaf === undefined) return null
  const id = leafIdentity(leaf)
  const roots = rootsOf(identity.rootsPem)
  return id.kind === 'ok' && roots !== null ? new Map([[id.value.trustDomain, roots]]) : null
}

/** Parsed roots; null where the text is not one or more certificates. */
export function rootsOf(rootsPem: string): readonly Certificate[] | null {
  const roots = parseCertificates(rootsPem)
  return roots.kind === 'ok' && roots.value.length > 0 ? roots.value : null
}
