/** Generated from envoy/extensions/transport_sockets/tls/v3/tls.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { CidrRange, readCidrRange, writeCidrRange } from '../../../../config/core/v3/address.ts'
import { CertificateValidationContext, TlsCertificate, TlsParameters, TlsSessionTicketKeys, readCertificateValidationContext, readTlsCertificate, readTlsParameters, readTlsSessionTicketKeys, writeCertificateValidationContext, writeTlsCertificate, writeTlsParameters, writeTlsSessionTicketKeys } from './common.ts'
import { SdsSecretConfig, readSdsSecretConfig, writeSdsSecretConfig } from './secret.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../well-known/duration.ts'
import { BoolValue, UInt32Value, readBoolValue, readUInt32Value, writeBoolValue, writeUInt32Value } from '../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext.OcspStaplePolicy */
export const DownstreamTlsContextOcspStaplePolicy = {
  LENIENT_STAPLING: 0,
  STRICT_STAPLING: 1,
  MUST_STAPLE: 2,
} as const
export type DownstreamTlsContextOcspStaplePolicy = (typeof DownstreamTlsContextOcspStaplePolicy)[keyof typeof DownstreamTlsContextOcspStaplePolicy]

/** envoy.extensions.transport_sockets.tls.v3.CommonTlsContext */
export interface CommonTlsContext {
  readonly tlsParams: TlsParameters | null
  readonly tlsCertificates: readonly TlsCertificate[]
  readonly validationContext: CertificateValidationContext | null // oneof validation_context_type
  readonly alpnProtocols: readonly string[]
  readonly tlsCertificateSdsSecretConfigs: readonly SdsSecretConfig[]
  readonly validationContextSdsSecretConfig: SdsSecretConfig | null // oneof validation_context_type
  readonly combinedValidationContext: CommonTlsContextCombinedCertificateValidationContext | null // oneof validation_context_type
  readonly keyLog: TlsKeyLog | null
}

export const CommonTlsContext: MessageType<CommonTlsContext> = define<CommonTlsContext>({
  name: 'envoy.extensions.transport_sockets.tls.v3.CommonTlsContext', empty: emptyCommonTlsContext, write: writeCommonTlsContext, read: readCommonTlsContext,
  fields: () => [
    ['tls_params', 1, TlsParameters],
    ['tls_certificates', 2, TlsCertificate, 'list'],
    ['validation_context', 3, CertificateValidationContext, '', 'validationContextType'],
    ['alpn_protocols', 4, 'string', 'list'],
    ['tls_certificate_sds_secret_configs', 6, SdsSecretConfig, 'list'],
    ['validation_context_sds_secret_config', 7, SdsSecretConfig, '', 'validationContextType'],
    ['combined_validation_context', 8, CommonTlsContextCombinedCertificateValidationContext, '', 'validationContextType'],
    ['key_log', 15, TlsKeyLog],
  ],
  pruned: { 9: 'tls_certificate_certificate_provider', 10: 'validation_context_certificate_provider', 11: 'tls_certificate_certificate_provider_instance', 12: 'validation_context_certificate_provider_instance', 13: 'custom_handshaker', 14: 'tls_certificate_provider_instance' },
})

export function emptyCommonTlsContext(): CommonTlsContext {
  return {
    tlsParams: null,
    tlsCertificates: NO_ITEMS,
    validationContext: null,
    alpnProtocols: NO_ITEMS,
    tlsCertificateSdsSecretConfigs: NO_ITEMS,
    validationContextSdsSecretConfig: null,
    combinedValidationContext: null,
    keyLog: null,
  }
}

export function writeCommonTlsContext(m: CommonTlsContext, w: ByteWriter): void {
  if (m.tlsParams !== null) put(w, 10, writeTlsParameters, m.tlsParams)
  for (const v of m.tlsCertificates) put(w, 18, writeTlsCertificate, v)
  if (m.validationContext !== null) put(w, 26, writeCertificateValidationContext, m.validationContext)
  for (const v of m.alpnProtocols) w.uint32(34).string(v)
  for (const v of m.tlsCertificateSdsSecretConfigs) put(w, 50, writeSdsSecretConfig, v)
  if (m.validationContextSdsSecretConfig !== null) put(w, 58, writeSdsSecretConfig, m.validationContextSdsSecretConfig)
  if (m.combinedValidationContext !== null) put(w, 66, writeCommonTlsContextCombinedCertificateValidationContext, m.combinedValidationContext)
  if (m.keyLog !== null) put(w, 122, writeTlsKeyLog, m.keyLog)
}

export function readCommonTlsContext(r: MessageReader, into: CommonTlsContext | null): CommonTlsContext {
  const m: Mutable<CommonTlsContext> = into ?? emptyCommonTlsContext()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.tlsParams = readTlsParameters(r.message(), m.tlsParams); break
      case 18: m.tlsCertificates = append(m.tlsCertificates, readTlsCertificate(r.message(), null)); break
      case 26: { const v = readCertificateValidationContext(r.message(), m.validationContext); clearCommonTlsContext_validation_context_type(m); m.validationContext = v; break }
      case 34: m.alpnProtocols = append(m.alpnProtocols, r.string()); break
      case 50: m.tlsCertificateSdsSecretConfigs = append(m.tlsCertificateSdsSecretConfigs, readSdsSecretConfig(r.message(), null)); break
      case 58: { const v = readSdsSecretConfig(r.message(), m.validationContextSdsSecretConfig); clearCommonTlsContext_validation_context_type(m); m.validationContextSdsSecretConfig = v; break }
      case 66: { const v = readCommonTlsContextCombinedCertificateValidationContext(r.message(), m.combinedValidationContext); clearCommonTlsContext_validation_context_type(m); m.combinedValidationContext = v; break }
      case 122: m.keyLog = readTlsKeyLog(r.message(), m.keyLog); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearCommonTlsContext_validation_context_type(m: Mutable<CommonTlsContext>): void {
  m.validationContext = null
  m.validationContextSdsSecretConfig = null
  m.combinedValidationContext = null
}

/** envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CombinedCertificateValidationContext */
export interface CommonTlsContextCombinedCertificateValidationContext {
  readonly defaultValidationContext: CertificateValidationContext | null
  readonly validationContextSdsSecretConfig: SdsSecretConfig | null
}

export const CommonTlsContextCombinedCertificateValidationContext: MessageType<CommonTlsContextCombinedCertificateValidationContext> = define<CommonTlsContextCombinedCertificateValidationContext>({
  name: 'envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CombinedCertificateValidationContext', empty: emptyCommonTlsContextCombinedCertificateValidationContext, write: writeCommonTlsContextCombinedCertificateValidationContext, read: readCommonTlsContextCombinedCertificateValidationContext,
  fields: () => [
    ['default_validation_context', 1, CertificateValidationContext],
    ['validation_context_sds_secret_config', 2, SdsSecretConfig],
  ],
  pruned: { 3: 'validation_context_certificate_provider', 4: 'validation_context_certificate_provider_instance' },
})

export function emptyCommonTlsContextCombinedCertificateValidationContext(): CommonTlsContextCombinedCertificateValidationContext {
  return {
    defaultValidationContext: null,
    validationContextSdsSecretConfig: null,
  }
}

export function writeCommonTlsContextCombinedCertificateValidationContext(m: CommonTlsContextCombinedCertificateValidationContext, w: ByteWriter): void {
  if (m.defaultValidationContext !== null) put(w, 10, writeCertificateValidationContext, m.defaultValidationContext)
  if (m.validationContextSdsSecretConfig !== null) put(w, 18, writeSdsSecretConfig, m.validationContextSdsSecretConfig)
}

export function readCommonTlsContextCombinedCertificateValidationContext(r: MessageReader, into: CommonTlsContextCombinedCertificateValidationContext | null): CommonTlsContextCombinedCertificateValidationContext {
  const m: Mutable<CommonTlsContextCombinedCertificateValidationContext> = into ?? emptyCommonTlsContextCombinedCertificateValidationContext()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.defaultValidationContext = readCertificateValidationContext(r.message(), m.defaultValidationContext); break
      case 18: m.validationContextSdsSecretConfig = readSdsSecretConfig(r.message(), m.validationContextSdsSecretConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext */
export interface DownstreamTlsContext {
  readonly commonTlsContext: CommonTlsContext | null
  readonly requireClientCertificate: boolean | null
  readonly requireSni: boolean | null
  readonly sessionTicketKeys: TlsSessionTicketKeys | null // oneof session_ticket_keys_type
  readonly sessionTicketKeysSdsSecretConfig: SdsSecretConfig | null // oneof session_ticket_keys_type
  readonly sessionTimeout: Duration | null
  readonly disableStatelessSessionResumption: boolean | null // oneof session_ticket_keys_type
  readonly ocspStaplePolicy: DownstreamTlsContextOcspStaplePolicy
  readonly fullScanCertsOnSniMismatch: boolean | null
  readonly disableStatefulSessionResumption: boolean
  readonly preferClientCiphers: boolean
}

export const DownstreamTlsContext: MessageType<DownstreamTlsContext> = define<DownstreamTlsContext>({
  name: 'envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext', empty: emptyDownstreamTlsContext, write: writeDownstreamTlsContext, read: readDownstreamTlsContext,
  fields: () => [
    ['common_tls_context', 1, CommonTlsContext],
    ['require_client_certificate', 2, BoolValue],
    ['require_sni', 3, BoolValue],
    ['session_ticket_keys', 4, TlsSessionTicketKeys, '', 'sessionTicketKeysType'],
    ['session_ticket_keys_sds_secret_config', 5, SdsSecretConfig, '', 'sessionTicketKeysType'],
    ['session_timeout', 6, Duration],
    ['disable_stateless_session_resumption', 7, 'bool', '', 'sessionTicketKeysType'],
    ['ocsp_staple_policy', 8, { enum: DownstreamTlsContextOcspStaplePolicy }],
    ['full_scan_certs_on_sni_mismatch', 9, BoolValue],
    ['disable_stateful_session_resumption', 10, 'bool'],
    ['prefer_client_ciphers', 11, 'bool'],
  ],
})

export function emptyDownstreamTlsContext(): DownstreamTlsContext {
  return {
    commonTlsContext: null,
    requireClientCertificate: null,
    requireSni: null,
    sessionTicketKeys: null,
    sessionTicketKeysSdsSecretConfig: null,
    sessionTimeout: null,
    disableStatelessSessionResumption: null,
    ocspStaplePolicy: 0,
    fullScanCertsOnSniMismatch: null,
    disableStatefulSessionResumption: false,
    preferClientCiphers: false,
  }
}

export function writeDownstreamTlsContext(m: DownstreamTlsContext, w: ByteWriter): void {
  if (m.commonTlsContext !== null) put(w, 10, writeCommonTlsContext, m.commonTlsContext)
  if (m.requireClientCertificate !== null) put(w, 18, writeBoolValue, m.requireClientCertificate)
  if (m.requireSni !== null) put(w, 26, writeBoolValue, m.requireSni)
  if (m.sessionTicketKeys !== null) put(w, 34, writeTlsSessionTicketKeys, m.sessionTicketKeys)
  if (m.sessionTicketKeysSdsSecretConfig !== null) put(w, 42, writeSdsSecretConfig, m.sessionTicketKeysSdsSecretConfig)
  if (m.sessionTimeout !== null) put(w, 50, writeDuration, m.sessionTimeout)
  if (m.disableStatelessSessionResumption !== null) w.uint32(56).bool(m.disableStatelessSessionResumption)
  if (m.ocspStaplePolicy !== 0) w.uint32(64).int32(m.ocspStaplePolicy)
  if (m.fullScanCertsOnSniMismatch !== null) put(w, 74, writeBoolValue, m.fullScanCertsOnSniMismatch)
  if (m.disableStatefulSessionResumption) w.uint32(80).bool(m.disableStatefulSessionResumption)
  if (m.preferClientCiphers) w.uint32(88).bool(m.preferClientCiphers)
}

export function readDownstreamTlsContext(r: MessageReader, into: DownstreamTlsContext | null): DownstreamTlsContext {
  const m: Mutable<DownstreamTlsContext> = into ?? emptyDownstreamTlsContext()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.commonTlsContext = readCommonTlsContext(r.message(), m.commonTlsContext); break
      case 18: m.requireClientCertificate = readBoolValue(r.message()); break
      case 26: m.requireSni = readBoolValue(r.message()); break
      case 34: { const v = readTlsSessionTicketKeys(r.message(), m.sessionTicketKeys); clearDownstreamTlsContext_session_ticket_keys_type(m); m.sessionTicketKeys = v; break }
      case 42: { const v = readSdsSecretConfig(r.message(), m.sessionTicketKeysSdsSecretConfig); clearDownstreamTlsContext_session_ticket_keys_type(m); m.sessionTicketKeysSdsSecretConfig = v; break }
      case 50: m.sessionTimeout = readDuration(r.message(), m.sessionTimeout); break
      case 56: { const v = r.bool(); clearDownstreamTlsContext_session_ticket_keys_type(m); m.disableStatelessSessionResumption = v; break }
      case 64: m.ocspStaplePolicy = r.int32() as DownstreamTlsContextOcspStaplePolicy; break
      case 74: m.fullScanCertsOnSniMismatch = readBoolValue(r.message()); break
      case 80: m.disableStatefulSessionResumption = r.bool(); break
      case 88: m.preferClientCiphers = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearDownstreamTlsContext_session_ticket_keys_type(m: Mutable<DownstreamTlsContext>): void {
  m.sessionTicketKeys = null
  m.sessionTicketKeysSdsSecretConfig = null
  m.disableStatelessSessionResumption = null
}

/** envoy.extensions.transport_sockets.tls.v3.TlsKeyLog */
export interface TlsKeyLog {
  readonly path: string
  readonly localAddressRange: readonly CidrRange[]
  readonly remoteAddressRange: readonly CidrRange[]
}

export const TlsKeyLog: MessageType<TlsKeyLog> = define<TlsKeyLog>({
  name: 'envoy.extensions.transport_sockets.tls.v3.TlsKeyLog', empty: emptyTlsKeyLog, write: writeTlsKeyLog, read: readTlsKeyLog,
  fields: () => [
    ['path', 1, 'string'],
    ['local_address_range', 2, CidrRange, 'list'],
    ['remote_address_range', 3, CidrRange, 'list'],
  ],
})

export function emptyTlsKeyLog(): TlsKeyLog {
  return {
    path: '',
    localAddressRange: NO_ITEMS,
    remoteAddressRange: NO_ITEMS,
  }
}

export function writeTlsKeyLog(m: TlsKeyLog, w: ByteWriter): void {
  if (m.path !== '') w.uint32(10).string(m.path)
  for (const v of m.localAddressRange) put(w, 18, writeCidrRange, v)
  for (const v of m.remoteAddressRange) put(w, 26, writeCidrRange, v)
}

export function readTlsKeyLog(r: MessageReader, into: TlsKeyLog | null): TlsKeyLog {
  const m: Mutable<TlsKeyLog> = into ?? emptyTlsKeyLog()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.path = r.string(); break
      case 18: m.localAddressRange = append(m.localAddressRange, readCidrRange(r.message(), null)); break
      case 26: m.remoteAddressRange = append(m.remoteAddressRange, readCidrRange(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext */
export interface UpstreamTlsContext {
  readonly commonTlsContext: CommonTlsContext | null
  readonly sni: string
  readonly allowRenegotiation: boolean
  readonly maxSessionKeys: number | null
  readonly enforceRsaKeyUsage: boolean | null
}

export const UpstreamTlsContext: MessageType<UpstreamTlsContext> = define<UpstreamTlsContext>({
  name: 'envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext', empty: emptyUpstreamTlsContext, write: writeUpstreamTlsContext, read: readUpstreamTlsContext,
  fields: () => [
    ['common_tls_context', 1, CommonTlsContext],
    ['sni', 2, 'string'],
    ['allow_renegotiation', 3, 'bool'],
    ['max_session_keys', 4, UInt32Value],
    ['enforce_rsa_key_usage', 5, BoolValue],
  ],
})

export function emptyUpstreamTlsContext(): UpstreamTlsContext {
  return {
    commonTlsContext: null,
    sni: '',
    allowRenegotiation: false,
    maxSessionKeys: null,
    enforceRsaKeyUsage: null,
  }
}

export function writeUpstreamTlsContext(m: UpstreamTlsContext, w: ByteWriter): void {
  if (m.commonTlsContext !== null) put(w, 10, writeCommonTlsContext, m.commonTlsContext)
  if (m.sni !== '') w.uint32(18).string(m.sni)
  if (m.allowRenegotiation) w.uint32(24).bool(m.allowRenegotiation)
  if (m.maxSessionKeys !== null) put(w, 34, writeUInt32Value, m.maxSessionKeys)
  if (m.enforceRsaKeyUsage !== null) put(w, 42, writeBoolValue, m.enforceRsaKeyUsage)
}

export function readUpstreamTlsContext(r: MessageReader, into: UpstreamTlsContext | null): UpstreamTlsContext {
  const m: Mutable<UpstreamTlsContext> = into ?? emptyUpstreamTlsContext()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.commonTlsContext = readCommonTlsContext(r.message(), m.commonTlsContext); break
      case 18: m.sni = r.string(); break
      case 24: m.allowRenegotiation = r.bool(); break
      case 34: m.maxSessionKeys = readUInt32Value(r.message()); break
      case 42: m.enforceRsaKeyUsage = readBoolValue(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
