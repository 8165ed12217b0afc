/** Generated from envoy/extensions/transport_sockets/tls/v3/secret.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { ConfigSource, readConfigSource, writeConfigSource } from '../../../../config/core/v3/config_source.ts'
import { CertificateValidationContext, TlsCertificate, TlsSessionTicketKeys, readCertificateValidationContext, readTlsCertificate, readTlsSessionTicketKeys, writeCertificateValidationContext, writeTlsCertificate, writeTlsSessionTicketKeys } from './common.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig */
export interface SdsSecretConfig {
  readonly name: string
  readonly sdsConfig: ConfigSource | null
}

export const SdsSecretConfig: MessageType<SdsSecretConfig> = define<SdsSecretConfig>({
  name: 'envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig', empty: emptySdsSecretConfig, write: writeSdsSecretConfig, read: readSdsSecretConfig,
  fields: () => [
    ['name', 1, 'string'],
    ['sds_config', 2, ConfigSource],
  ],
})

export function emptySdsSecretConfig(): SdsSecretConfig {
  return {
    name: '',
    sdsConfig: null,
  }
}

export function writeSdsSecretConfig(m: SdsSecretConfig, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.sdsConfig !== null) put(w, 18, writeConfigSource, m.sdsConfig)
}

export function readSdsSecretConfig(r: MessageReader, into: SdsSecretConfig | null): SdsSecretConfig {
  const m: Mutable<SdsSecretConfig> = into ?? emptySdsSecretConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.sdsConfig = readConfigSource(r.message(), m.sdsConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.transport_sockets.tls.v3.Secret */
export interface Secret {
  readonly name: string
  readonly tlsCertificate: TlsCertificate | null // oneof type
  readonly sessionTicketKeys: TlsSessionTicketKeys | null // oneof type
  readonly validationContext: CertificateValidationContext | null // oneof type
}

export const Secret: MessageType<Secret> = define<Secret>({
  name: 'envoy.extensions.transport_sockets.tls.v3.Secret', empty: emptySecret, write: writeSecret, read: readSecret,
  fields: () => [
    ['name', 1, 'string'],
    ['tls_certificate', 2, TlsCertificate, '', 'type'],
    ['session_ticket_keys', 3, TlsSessionTicketKeys, '', 'type'],
    ['validation_context', 4, CertificateValidationContext, '', 'type'],
  ],
  pruned: { 5: 'generic_secret' },
})

export function emptySecret(): Secret {
  return {
    name: '',
    tlsCertificate: null,
    sessionTicketKeys: null,
    validationContext: null,
  }
}

export function writeSecret(m: Secret, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.tlsCertificate !== null) put(w, 18, writeTlsCertificate, m.tlsCertificate)
  if (m.sessionTicketKeys !== null) put(w, 26, writeTlsSessionTicketKeys, m.sessionTicketKeys)
  if (m.validationContext !== null) put(w, 34, writeCertificateValidationContext, m.validationContext)
}

export function readSecret(r: MessageReader, into: Secret | null): Secret {
  const m: Mutable<Secret> = into ?? emptySecret()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: { const v = readTlsCertificate(r.message(), m.tlsCertificate); clearSecret_type(m); m.tlsCertificate = v; break }
      case 26: { const v = readTlsSessionTicketKeys(r.message(), m.sessionTicketKeys); clearSecret_type(m); m.sessionTicketKeys = v; break }
      case 34: { const v = readCertificateValidationContext(r.message(), m.validationContext); clearSecret_type(m); m.validationContext = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearSecret_type(m: Mutable<Secret>): void {
  m.tlsCertificate = null
  m.sessionTicketKeys = null
  m.validationContext = null
}
