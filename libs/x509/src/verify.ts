/** Peer verification in the order of the mesh's rules: names, chain to the roots of the leaf's own trust domain, time, leaf profile. */

import { type Certificate, isSignedBy, parseCertificate, uriSans } from './certificate.ts'
import { KeyUsage } from './key-usage.ts'
import { allowsNames } from './name-constraints.ts'
import { Oid } from './oids.ts'
import { bad, type Outcome, ok } from './outcome.ts'
import { parseSpiffeId, type SpiffeId } from './spiffe-id.ts'

/** Roots by trust domain. Pools are never merged: a root speaks for its own trust domain only. */
export type TrustBundles = ReadonlyMap<string, readonly Certificate[]>

export interface VerifiedPeer {
  readonly spiffeId: SpiffeId
  readonly leaf: Certificate
  /** Leaf first, root last. */
  readonly chain: readonly Certificate[]
}

/** Certificates a peer may send, its leaf included. Listed in docs/limits.md. */
export const MAX_CHAIN_CERTIFICATES = 8
const MAX_SIGNATURE_CHECKS = 32

/**
 * Verifies a chain as sent by a peer, leaf first. Yields FLT_X509_MALFORMED and FLT_X509_UNTRUSTED.
 * @param nowMs milliseconds since the epoch; no skew is allowed for.
 */
export function verifyPeer(
  chainDer: readonly Uint8Array[],
  bundles: TrustBundles,
  nowMs: number,
): Outcome<VerifiedPeer> {
  if (chainDer.length === 0) return bad('FLT_X509_UNTRUSTED', 'the peer sent no certificate')
  if (chainDer.length > MAX_CHAIN_CERTIFICATES)
    return bad(
      'FLT_X509_UNTRUSTED',
      `the peer sent more than ${MAX_CHAIN_CERTIFICATES} certificates`,
    )
  const chain: Certificate[] = []
  for (const der of chainDer) {
    const parsed = parseCertificate(der)
    if (parsed.kind === 'bad') return parsed
    chain.push(parsed.value)
  }
  return verifyChain(chain, bundles, nowMs)
}

/** The same for certificates that are parsed already: leaf first, then intermediates in any order. */
export function verifyChain(
  certificates: readonly Certificate[],
  bundles: TrustBundles,
  nowMs: number,
): Outcome<VerifiedPeer> {
  const [leaf, ...intermediates] = certificates
  if (leaf === undefined) return bad('FLT_X509_UNTRUSTED', 'the peer sent no certificate')
  const identity = leafIdentity(leaf)
  if (identity.kind === 'bad') return identity
  const roots = bundles.get(identity.value.trustDomain)
  if (roots === undefined || roots.length === 0)
    return bad('FLT_X509_UNTRUSTED', 'no roots are known for the trust domain of the certificate')
  const path = buildPath(leaf, intermediates, roots, nowMs)
  if (path === null)
    return bad('FLT_X509_UNTRUSTED', 'no valid chain leads to a root of the trust domain')
  if (!isValidAt(leaf, nowMs))
    return bad(
      'FLT_X509_UNTRUSTED',
      nowMs < leaf.notBeforeMs ? 'the certificate is not yet valid' : 'the certificate has expired',
    )
  const fault = leafFault(leaf)
  if (fault !== null) return bad('FLT_X509_UNTRUSTED', fault)
  return ok({ spiffeId: identity.value, leaf, chain: path })
}

/** The one identity of an authentication certificate: exactly one URI name, a SPIFFE ID with a path. */
export function leafIdentity(leaf: Certificate): Outcome<SpiffeId> {
  const [uri, ...others] = uriSans(leaf)
  if (uri === undefined || others.length > 0)
    return bad('FLT_X509_UNTRUSTED', 'the certificate has not exactly one URI name')
  const id = parseSpiffeId(uri)
  if (id.kind === 'bad') return id
  if (id.value.path === '')
    return bad('FLT_X509_UNTRUSTED', 'the certificate names a trust domain, not a workload')
  return id
}

/** Whether the moment lies within the validity, both ends included (RFC 5280 §4.1.2.5). */
export function isValidAt(certificate: Certificate, nowMs: number): boolean {
  // Times are whole seconds: the last second counts in full.
  return nowMs >= certificate.notBeforeMs && nowMs < certificate.notAfterMs + 1000
}

function leafFault(leaf: Certificate): string | null {
  const { basicConstraints, keyUsage, extKeyUsage, areSansCritical, unknownCritical } =
    leaf.extensions
  if (basicConstraints?.isCa === true) return 'the certificate is a CA certificate'
  if (keyUsage === null || (keyUsage & KeyUsage.digitalSignature) === 0)
    return 'the certificate may not sign'
  if ((keyUsage & (KeyUsage.keyCertSign | KeyUsage.crlSign)) !== 0)
    return 'the certificate may sign certificates'
  if (
    extKeyUsage !== null &&
    !(extKeyUsage.includes(Oid.serverAuth) && extKeyUsage.includes(Oid.clientAuth))
  )
    return 'the certificate is not for both ends of TLS'
  if (leaf.subject.text === '' && !areSansCritical)
    return 'the certificate has no subject and its names are not critical'
  if (unknownCritical.length > 0) return 'the certificate has an unknown critical extension'
  return null
}

/** Depth-first search for a valid path; the number of signature checks bounds what a hostile chain can cost. */
function buildPath(
  leaf: Certificate,
  intermediates: readonly Certificate[],
  roots: readonly Certificate[],
  nowMs: number,
): readonly Certificate[] | null {
  let checksLeft = MAX_SIGNATURE_CHECKS
  const extend = (path: readonly Certificate[]): readonly Certificate[] | null => {
    const last = path[path.length - 1] as Certificate // a path has at least the leaf
    for (const issuer of [...roots, ...intermediates]) {
      if (path.includes(issuer) || !last.issuerDer.equals(issuer.subjectDer)) continue
      if (!mayIssue(issuer, path, nowMs)) continue
      if (checksLeft-- <= 0) return null
      if (!isSignedBy(last, issuer)) continue
      const longer = [...path, issuer]
      if (roots.includes(issuer)) return longer
      const found = extend(longer)
      if (found !== null) return found
    }
    return null
  }
  return extend([leaf])
}

/** @param path what the issuer would stand above, leaf first. */
function mayIssue(issuer: Certificate, path: readonly Certificate[], nowMs: number): boolean {
  const { basicConstraints, keyUsage, nameConstraints, unknownCritical } = issuer.extensions
  if (basicConstraints?.isCa !== true || unknownCritical.length > 0) return false
  if (keyUsage === null || (keyUsage & KeyUsage.keyCertSign) === 0) return false
  if (!isValidAt(issuer, nowMs)) return false
  // RFC 5280 §4.2.1.9: pathLen counts the intermediates below that are not self-issued.
  const below = path.slice(1).filter((c) => !c.subjectDer.equals(c.issuerDer)).length
  if (basicConstraints.pathLen !== null && below > basicConstraints.pathLen) return false
  if (!isSigningName(issuer)) return false
  return (
    nameConstraints === null || path.every((c) => allowsNames(nameConstraints, c.extensions.sans))
  )
}

/** A signing certificate has no URI name, or one SPIFFE ID without a path. */
function isSigningName(issuer: Certificate): boolean {
  return uriSans(issuer).every((uri) => {
    const id = parseSpiffeId(uri)
    return id.kind === 'ok' && id.value.path === ''
  })
}
