/** Certificates, CSRs and SPIFFE IDs over node-forge's ASN.1 and node:crypto's keys. */
export {
  type Certificate,
  certificatePem,
  fingerprint256,
  isSignedBy,
  MAX_BUNDLE_BYTES,
  MAX_CERTIFICATE_BYTES,
  parseCertificate,
  parseCertificates,
  uriSans,
} from './certificate.ts'
export { type Csr, createCsr, MAX_CSR_BYTES, parseCsr } from './csr.ts'
export { checkCsrProfile } from './csr-profile.ts'
export type { DistinguishedName } from './distinguished-name.ts'
export type { Extensions } from './extensions.ts'
export {
  type CaProfile,
  type Issuer,
  issueIntermediateCa,
  issueLeaf,
  issueSelfSignedCa,
  type LeafProfile,
  publicKeyOf,
} from './issue.ts'
export { KeyUsage } from './key-usage.ts'
export { type Bad, type Outcome, unwrap } from './outcome.ts'
export { encodePem, type PemBlock, parsePem } from './pem.ts'
export { generateKey, parsePrivateKey, privateKeyPem, publicHalfOf } from './private-key.ts'
export { KeyKind, type PublicKey } from './public-key.ts'
export {
  isTrustDomain,
  MAX_SPIFFE_ID_BYTES,
  normalizeTrustDomain,
  parseSpiffeId,
  parseWorkloadSpiffeId,
  principalOf,
  type SpiffeId,
  type WorkloadName,
  workloadSpiffeId,
} from './spiffe-id.ts'
export { type San, SanType } from './subject-alt-name.ts'
export {
  isValidAt,
  leafIdentity,
  MAX_CHAIN_CERTIFICATES,
  type TrustBundles,
  type VerifiedPeer,
  verifyChain,
  verifyPeer,
} from './verify.ts'
