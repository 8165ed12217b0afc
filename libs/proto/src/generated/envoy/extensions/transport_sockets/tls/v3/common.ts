/** Generated from envoy/extensions/transport_sockets/tls/v3/common.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { DataSource, WatchedDirectory, readDataSource, readWatchedDirectory, writeDataSource, writeWatchedDirectory } from '../../../../config/core/v3/base.ts'
import { CompliancePolicy } from './compliance_policy.ts'
import { StringMatcher, readStringMatcher, writeStringMatcher } from '../../../../type/matcher/v3/string.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { BoolValue, UInt32Value, readBoolValue, readUInt32Value, writeBoolValue, writeUInt32Value } from '../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext.TrustChainVerification */
export const CertificateValidationContextTrustChainVerification = {
  VERIFY_TRUST_CHAIN: 0,
  ACCEPT_UNTRUSTED: 1,
} as const
export type CertificateValidationContextTrustChainVerification = (typeof CertificateValidationContextTrustChainVerification)[keyof typeof CertificateValidationContextTrustChainVerification]

/** envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher.SanType */
export const SubjectAltNameMatcherSanType = {
  SAN_TYPE_UNSPECIFIED: 0,
  EMAIL: 1,
  DNS: 2,
  URI: 3,
  IP_ADDRESS: 4,
  OTHER_NAME: 5,
} as const
export type SubjectAltNameMatcherSanType = (typeof SubjectAltNameMatcherSanType)[keyof typeof SubjectAltNameMatcherSanType]

/** envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol */
export const TlsParametersTlsProtocol = {
  TLS_AUTO: 0,
  TLSv1_0: 1,
  TLSv1_1: 2,
  TLSv1_2: 3,
  TLSv1_3: 4,
} as const
export type TlsParametersTlsProtocol = (typeof TlsParametersTlsProtocol)[keyof typeof TlsParametersTlsProtocol]

/** envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext */
export interface CertificateValidationContext {
  readonly trustedCa: DataSource | null
  readonly verifyCertificateHash: readonly string[]
  readonly verifyCertificateSpki: readonly string[]
  readonly requireSignedCertificateTimestamp: boolean | null
  readonly crl: DataSource | null
  readonly allowExpiredCertificate: boolean
  readonly matchSubjectAltNames: readonly StringMatcher[]
  readonly trustChainVerification: CertificateValidationContextTrustChainVerification
  readonly watchedDirectory: WatchedDirectory | null
  readonly onlyVerifyLeafCertCrl: boolean
  readonly matchTypedSubjectAltNames: readonly SubjectAltNameMatcher[]
  readonly maxVerifyDepth: number | null
  readonly systemRootCerts: CertificateValidationContextSystemRootCerts | null
}

export const CertificateValidationContext: MessageType<CertificateValidationContext> = define<CertificateValidationContext>({
  name: 'envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext', empty: emptyCertificateValidationContext, write: writeCertificateValidationContext, read: readCertificateValidationContext,
  fields: () => [
    ['trusted_ca', 1, DataSource],
    ['verify_certificate_hash', 2, 'string', 'list'],
    ['verify_certificate_spki', 3, 'string', 'list'],
    ['require_signed_certificate_timestamp', 6, BoolValue],
    ['crl', 7, DataSource],
    ['allow_expired_certificate', 8, 'bool'],
    ['match_subject_alt_names', 9, StringMatcher, 'list'],
    ['trust_chain_verification', 10, { enum: CertificateValidationContextTrustChainVerification }],
    ['watched_directory', 11, WatchedDirectory],
    ['only_verify_leaf_cert_crl', 14, 'bool'],
    ['match_typed_subject_alt_names', 15, SubjectAltNameMatcher, 'list'],
    ['max_verify_depth', 16, UInt32Value],
    ['system_root_certs', 17, CertificateValidationContextSystemRootCerts],
  ],
  pruned: { 12: 'custom_validator_config', 13: 'ca_certificate_provider_instance' },
})

export function emptyCertificateValidationContext(): CertificateValidationContext {
  return {
    trustedCa: null,
    verifyCertificateHash: NO_ITEMS,
    verifyCertificateSpki: NO_ITEMS,
    requireSignedCertificateTimestamp: null,
    crl: null,
    allowExpiredCertificate: false,
    matchSubjectAltNames: NO_ITEMS,
    trustChainVerification: 0,
    watchedDirectory: null,
    onlyVerifyLeafCertCrl: false,
    matchTypedSubjectAltNames: NO_ITEMS,
    maxVerifyDepth: null,
    systemRootCerts: null,
  }
}

export function writeCertificateValidationContext(m: CertificateValidationContext, w: ByteWriter): void {
  if (m.trustedCa !== null) put(w, 10, writeDataSource, m.trustedCa)
  for (const v of m.verifyCertificateHash) w.uint32(18).string(v)
  for (const v of m.verifyCertificateSpki) w.uint32(26).string(v)
  if (m.requireSignedCertificateTimestamp !== null) put(w, 50, writeBoolValue, m.requireSignedCertificateTimestamp)
  if (m.crl !== null) put(w, 58, writeDataSource, m.crl)
  if (m.allowExpiredCertificate) w.uint32(64).bool(m.allowExpiredCertificate)
  for (const v of m.matchSubjectAltNames) put(w, 74, writeStringMatcher, v)
  if (m.trustChainVerification !== 0) w.uint32(80).int32(m.trustChainVerification)
  if (m.watchedDirectory !== null) put(w, 90, writeWatchedDirectory, m.watchedDirectory)
  if (m.onlyVerifyLeafCertCrl) w.uint32(112).bool(m.onlyVerifyLeafCertCrl)
  for (const v of m.matchTypedSubjectAltNames) put(w, 122, writeSubjectAltNameMatcher, v)
  if (m.maxVerifyDepth !== null) put(w, 130, writeUInt32Value, m.maxVerifyDepth)
  if (m.systemRootCerts !== null) put(w, 138, writeCertificateValidationContextSystemRootCerts, m.systemRootCerts)
}

export function readCertificateValidationContext(r: MessageReader, into: CertificateValidationContext | null): CertificateValidationContext {
  const m: Mutable<CertificateValidationContext> = into ?? emptyCertificateValidationContext()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.trustedCa = readDataSource(r.message(), m.trustedCa); break
      case 18: m.verifyCertificateHash = append(m.verifyCertificateHash, r.string()); break
      case 26: m.verifyCertificateSpki = append(m.verifyCertificateSpki, r.string()); break
      case 50: m.requireSignedCertificateTimestamp = readBoolValue(r.message()); break
      case 58: m.crl = readDataSource(r.message(), m.crl); break
      case 64: m.allowExpiredCertificate = r.bool(); break
      case 74: m.matchSubjectAltNames = append(m.matchSubjectAltNames, readStringMatcher(r.message(), null)); break
      case 80: m.trustChainVerification = r.int32() as CertificateValidationContextTrustChainVerification; break
      case 90: m.watchedDirectory = readWatchedDirectory(r.message(), m.watchedDirectory); break
      case 112: m.onlyVerifyLeafCertCrl = r.bool(); break
      case 122: m.matchTypedSubjectAltNames = append(m.matchTypedSubjectAltNames, readSubjectAltNameMatcher(r.message(), null)); break
      case 130: m.maxVerifyDepth = readUInt32Value(r.message()); break
      case 138: m.systemRootCerts = readCertificateValidationContextSystemRootCerts(r.message(), m.systemRootCerts); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext.SystemRootCerts */
export interface CertificateValidationContextSystemRootCerts {
}

export const CertificateValidationContextSystemRootCerts: MessageType<CertificateValidationContextSystemRootCerts> = define<CertificateValidationContextSystemRootCerts>({
  name: 'envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext.SystemRootCerts', empty: emptyCertificateValidationContextSystemRootCerts, write: writeCertificateValidationContextSystemRootCerts, read: readCertificateValidationContextSystemRootCerts,
  fields: () => [],
})

export function emptyCertificateValidationContextSystemRootCerts(): CertificateValidationContextSystemRootCerts {
  return {}
}

export function writeCertificateValidationContextSystemRootCerts(_m: CertificateValidationContextSystemRootCerts, _w: ByteWriter): void {
}

export function readCertificateValidationContextSystemRootCerts(r: MessageReader, into: CertificateValidationContextSystemRootCerts | null): CertificateValidationContextSystemRootCerts {
  const m: Mutable<CertificateValidationContextSystemRootCerts> = into ?? emptyCertificateValidationContextSystemRootCerts()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher */
export interface SubjectAltNameMatcher {
  readonly sanType: SubjectAltNameMatcherSanType
  readonly matcher: StringMatcher | null
  readonly oid: string
}

export const SubjectAltNameMatcher: MessageType<SubjectAltNameMatcher> = define<SubjectAltNameMatcher>({
  name: 'envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher', empty: emptySubjectAltNameMatcher, write: writeSubjectAltNameMatcher, read: readSubjectAltNameMatcher,
  fields: () => [
    ['san_type', 1, { enum: SubjectAltNameMatcherSanType }],
    ['matcher', 2, StringMatcher],
    ['oid', 3, 'string'],
  ],
})

export function emptySubjectAltNameMatcher(): SubjectAltNameMatcher {
  return {
    sanType: 0,
    matcher: null,
    oid: '',
  }
}

export function writeSubjectAltNameMatcher(m: SubjectAltNameMatcher, w: ByteWriter): void {
  if (m.sanType !== 0) w.uint32(8).int32(m.sanType)
  if (m.matcher !== null) put(w, 18, writeStringMatcher, m.matcher)
  if (m.oid !== '') w.uint32(26).string(m.oid)
}

export function readSubjectAltNameMatcher(r: MessageReader, into: SubjectAltNameMatcher | null): SubjectAltNameMatcher {
  const m: Mutable<SubjectAltNameMatcher> = into ?? emptySubjectAltNameMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.sanType = r.int32() as SubjectAltNameMatcherSanType; break
      case 18: m.matcher = readStringMatcher(r.message(), m.matcher); break
      case 26: m.oid = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.transport_sockets.tls.v3.TlsCertificate */
export interface TlsCertificate {
  readonly certificateChain: DataSource | null
  readonly privateKey: DataSource | null
  readonly password: DataSource | null
  readonly watchedDirectory: WatchedDirectory | null
}

export const TlsCertificate: MessageType<TlsCertificate> = define<TlsCertificate>({
  name: 'envoy.extensions.transport_sockets.tls.v3.TlsCertificate', empty: emptyTlsCertificate, write: writeTlsCertificate, read: readTlsCertificate,
  fields: () => [
    ['certificate_chain', 1, DataSource],
    ['private_key', 2, DataSource],
    ['password', 3, DataSource],
    ['watched_directory', 7, WatchedDirectory],
  ],
  pruned: { 4: 'ocsp_staple', 5: 'signed_certificate_timestamp', 6: 'private_key_provider', 8: 'pkcs12' },
})

export function emptyTlsCertificate(): TlsCertificate {
  return {
    certificateChain: null,
    privateKey: null,
    password: null,
    watchedDirectory: null,
  }
}

export function writeTlsCertificate(m: TlsCertificate, w: ByteWriter): void {
  if (m.certificateChain !== null) put(w, 10, writeDataSource, m.certificateChain)
  if (m.privateKey !== null) put(w, 18, writeDataSource, m.privateKey)
  if (m.password !== null) put(w, 26, writeDataSource, m.password)
  if (m.watchedDirectory !== null) put(w, 58, writeWatchedDirectory, m.watchedDirectory)
}

export function readTlsCertificate(r: MessageReader, into: TlsCertificate | null): TlsCertificate {
  const m: Mutable<TlsCertificate> = into ?? emptyTlsCertificate()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.certificateChain = readDataSource(r.message(), m.certificateChain); break
      case 18: m.privateKey = readDataSource(r.message(), m.privateKey); break
      case 26: m.password = readDataSource(r.message(), m.password); break
      case 58: m.watchedDirectory = readWatchedDirectory(r.message(), m.watchedDirectory); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.transport_sockets.tls.v3.TlsParameters */
export interface TlsParameters {
  readonly tlsMinimumProtocolVersion: TlsParametersTlsProtocol
  readonly tlsMaximumProtocolVersion: TlsParametersTlsProtocol
  readonly cipherSuites: readonly string[]
  readonly ecdhCurves: readonly string[]
  readonly signatureAlgorithms: readonly string[]
  readonly compliancePolicies: readonly CompliancePolicy[]
}

export const TlsParameters: MessageType<TlsParameters> = define<TlsParameters>({
  name: 'envoy.extensions.transport_sockets.tls.v3.TlsParameters', empty: emptyTlsParameters, write: writeTlsParameters, read: readTlsParameters,
  fields: () => [
    ['tls_minimum_protocol_version', 1, { enum: TlsParametersTlsProtocol }],
    ['tls_maximum_protocol_version', 2, { enum: TlsParametersTlsProtocol }],
    ['cipher_suites', 3, 'string', 'list'],
    ['ecdh_curves', 4, 'string', 'list'],
    ['signature_algorithms', 5, 'string', 'list'],
    ['compliance_policies', 6, { enum: CompliancePolicy }, 'list'],
  ],
})

export function emptyTlsParameters(): TlsParameters {
  return {
    tlsMinimumProtocolVersion: 0,
    tlsMaximumProtocolVersion: 0,
    cipherSuites: NO_ITEMS,
    ecdhCurves: NO_ITEMS,
    signatureAlgorithms: NO_ITEMS,
    compliancePolicies: NO_ITEMS,
  }
}

export function writeTlsParameters(m: TlsParameters, w: ByteWriter): void {
  if (m.tlsMinimumProtocolVersion !== 0) w.uint32(8).int32(m.tlsMinimumProtocolVersion)
  if (m.tlsMaximumProtocolVersion !== 0) w.uint32(16).int32(m.tlsMaximumProtocolVersion)
  for (const v of m.cipherSuites) w.uint32(26).string(v)
  for (const v of m.ecdhCurves) w.uint32(34).string(v)
  for (const v of m.signatureAlgorithms) w.uint32(42).string(v)
  if (m.compliancePolicies.length > 0) { w.uint32(50); const o = w.open(); for (const v of m.compliancePolicies) w.int32(v); w.close(o) }
}

export function readTlsParameters(r: MessageReader, into: TlsParameters | null): TlsParameters {
  const m: Mutable<TlsParameters> = into ?? emptyTlsParameters()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.tlsMinimumProtocolVersion = r.int32() as TlsParametersTlsProtocol; break
      case 16: m.tlsMaximumProtocolVersion = r.int32() as TlsParametersTlsProtocol; break
      case 26: m.cipherSuites = append(m.cipherSuites, r.string()); break
      case 34: m.ecdhCurves = append(m.ecdhCurves, r.string()); break
      case 42: m.signatureAlgorithms = append(m.signatureAlgorithms, r.string()); break
      case 48: m.compliancePolicies = append(m.compliancePolicies, r.int32() as CompliancePolicy); break
      case 50: { const p = r.message(); while (!p.done) m.compliancePolicies = append(m.compliancePolicies, p.int32() as CompliancePolicy); break }
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.transport_sockets.tls.v3.TlsSessionTicketKeys */
export interface TlsSessionTicketKeys {
  readonly keys: readonly DataSource[]
}

export const TlsSessionTicketKeys: MessageType<TlsSessionTicketKeys> = define<TlsSessionTicketKeys>({
  name: 'envoy.extensions.transport_sockets.tls.v3.TlsSessionTicketKeys', empty: emptyTlsSessionTicketKeys, write: writeTlsSessionTicketKeys, read: readTlsSessionTicketKeys,
  fields: () => [
    ['keys', 1, DataSource, 'list'],
  ],
})

export function emptyTlsSessionTicketKeys(): TlsSessionTicketKeys {
  return {
    keys: NO_ITEMS,
  }
}

export function writeTlsSessionTicketKeys(m: TlsSessionTicketKeys, w: ByteWriter): void {
  for (const v of m.keys) put(w, 10, writeDataSource, v)
}

export function readTlsSessionTicketKeys(r: MessageReader, into: TlsSessionTicketKeys | null): TlsSessionTicketKeys {
  const m: Mutable<TlsSessionTicketKeys> = into ?? emptyTlsSessionTicketKeys()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.keys = append(m.keys, readDataSource(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}
