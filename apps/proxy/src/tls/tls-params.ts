/** The parts of CommonTlsContext that both directions share: versions, ciphers, certificates, validation. */
import type { TlsPair } from '@flotilla/net'
import {
  type CertificateValidationContext,
  CertificateValidationContextTrustChainVerification,
  type CommonTlsContext,
  type ConfigSource,
  type SdsSecretConfig,
  type TlsCertificate,
} from '@flotilla/proto'
import { dataSourceText } from '../compile/fields.ts'
import { Violations } from '../compile/violations.ts'
import { pathOf } from '../xds/file-sources.ts'
import { type CertificatePins, compilePins } from './certificate-pins.ts'
import { compileKeyLog, type KeyLog } from './key-log.ts'
import { readPair } from './key-pair.ts'
import { compileSanMatchers, type SanMatchers } from './san-matchers.ts'
import { pairOfFile, rootsOfFile } from './secret-files.ts'
import { fixedSecret, type Roots, type SecretSource, type SecretStore } from './secret-store.ts'
import { compileVersions, type TlsVersions } from './tls-versions.ts'
import { watchedSecret } from './watched-secret.ts'

/** SDS name of the mesh's roots: peers verified by them are workloads with SPIFFE ids. */
export const MESH_ROOTS = 'ROOTCA'
/** SDS name of this workload's own certificate. */
export const MESH_PAIR = 'default'

export interface TlsCommon extends TlsVersions {
  /** Revocation lists, PEM; null for none. */
  readonly crlPem: string | null
  /** Of which a peer's certificate must be one; null: any may be. */
  readonly pins: CertificatePins | null
  readonly alpn: readonly string[]
  /** Null where this side shows no certificate. */
  readonly pair: SecretSource<TlsPair> | null
  /** Others of this side, shown where they fit better. */
  readonly morePairs: readonly SecretSource<TlsPair>[]
  /** Null where the peer's chain is not verified by configured roots. */
  readonly roots: SecretSource<Roots> | null
  /** Whether the system's roots stand in for configured ones. */
  readonly usesSystemRoots: boolean
  /** Whether the roots are the mesh's, so that peers must be workloads. */
  readonly isMesh: boolean
  readonly verifiesChain: boolean
  /** Certificates between a peer's and its root; null: as many as there may be. */
  readonly maxVerifyDepth: number | null
  readonly sans: SanMatchers
  /** Null where no secrets are written. */
  readonly keyLog: KeyLog | null
}

export function compileTlsCommon(
  message: CommonTlsContext | null,
  secrets: SecretStore,
  at: Violations,
): TlsCommon {
  const validation = compileValidation(message, secrets, at)
  const [pair = null, ...morePairs] = compilePairs(message, secrets, at)
  return {
    ...compileVersions(message?.tlsParams ?? null, at.at('tls_params')),
    alpn: message?.alpnProtocols ?? [],
    pair,
    morePairs,
    keyLog: compileKeyLog(message?.keyLog ?? null, at.at('key_log')),
    ...validation,
    crlPem:
      contextOf(message)?.crl == null
        ? null
        : dataSourceText(contextOf(message)?.crl ?? null, at.at('validation_context').at('crl')),
    pins: compilePins(contextOf(message), at.at('validation_context')),
  }
}

function contextOf(message: CommonTlsContext | null): CertificateValidationContext | null {
  const combined = message?.combinedValidationContext ?? null
  return combined?.defaultValidationContext ?? message?.validationContext ?? null
}

function compilePairs(
  message: CommonTlsContext | null,
  secrets: SecretStore,
  at: Violations,
): readonly SecretSource<TlsPair>[] {
  const named = (message?.tlsCertificateSdsSecretConfigs ?? []).flatMap((sds, i) => {
    const place = at.at('tls_certificate_sds_secret_configs', i)
    const name = secretName(sds, place)
    return isFile(sds)
      ? (pairOfFile(sds.sdsConfig, name, place.at('sds_config')) ?? [])
      : secrets.pair(name)
  })
  const inline = (message?.tlsCertificates ?? []).flatMap(
    (certificate, i) => compileInlinePair(certificate, at.at('tls_certificates', i)) ?? [],
  )
  // As in Envoy: inline ones are looked at first.
  if (inline.length > 0) return inline
  return named
}

function compileInlinePair(message: TlsCertificate, at: Violations): SecretSource<TlsPair> | null {
  const pair = readPair(message, at)
  const folder = message.watchedDirectory?.path ?? ''
  if (pair === null || folder === '') return pair === null ? null : fixedSecret(pair)
  return watchedSecret(
    [folder],
    () => readPair(message, new Violations()),
    ({ certChainPem, keyPem }) => `${certChainPem}\n${keyPem}`,
  )
}

function compileValidation(
  message: CommonTlsContext | null,
  secrets: SecretStore,
  at: Violations,
): Pick<
  TlsCommon,
  'roots' | 'usesSystemRoots' | 'isMesh' | 'verifiesChain' | 'maxVerifyDepth' | 'sans'
> {
  const combined = message?.combinedValidationContext ?? null
  const sds =
    combined?.validationContextSdsSecretConfig ?? message?.validationContextSdsSecretConfig ?? null
  const context = combined?.defaultValidationContext ?? message?.validationContext ?? null
  const place =
    combined === null
      ? at.at('validation_context')
      : at.at('combined_validation_context.default_validation_context')
  refuseUnsupported(context, place)
  const sdsPlace = at.at('validation_context_sds_secret_config')
  const name = sds === null ? null : secretName(sds, sdsPlace)
  const ofFile = sds !== null && isFile(sds)
  return {
    roots:
      name === null
        ? compileInlineRoots(context, place)
        : ofFile
          ? rootsOfFile(sds.sdsConfig, name, sdsPlace.at('sds_config'))
          : secrets.rootsOf(name),
    usesSystemRoots: context?.systemRootCerts != null,
    isMesh: name === MESH_ROOTS && !ofFile,
    verifiesChain:
      context?.trustChainVerification !==
      CertificateValidationContextTrustChainVerification.ACCEPT_UNTRUSTED,
    maxVerifyDepth: context?.maxVerifyDepth ?? null,
    sans: compileSanMatchers(context, place),
  }
}

function compileInlineRoots(
  context: CertificateValidationContext | null,
  at: Violations,
): SecretSource<Roots> | null {
  const source = context?.trustedCa ?? null
  if (source === null) return null
  const pem = dataSourceText(source, at.at('trusted_ca'))
  const folder = context?.watchedDirectory?.path ?? ''
  if (pem === null || folder === '') return pem === null ? null : fixedSecret({ pem })
  const read = (): Roots | null => {
    const text = dataSourceText(source, new Violations())
    return text === null ? null : { pem: text }
  }
  return watchedSecret([folder], read, (roots) => roots.pem)
}

function refuseUnsupported(context: CertificateValidationContext | null, at: Violations): void {
  if (context === null) return
  if (context.allowExpiredCertificate) at.at('allow_expired_certificate').unsupported()
  if (context.onlyVerifyLeafCertCrl && context.crl !== null)
    at.at('only_verify_leaf_cert_crl').unsupported()
}

function secretName(config: SdsSecretConfig, at: Violations): string {
  if (config.name === '') at.at('name').add('must not be empty')
  return config.name
}

/** Others come from the bootstrap or the identity service. */
function isFile(
  config: SdsSecretConfig,
): config is SdsSecretConfig & { readonly sdsConfig: ConfigSource } {
  return pathOf(config.sdsConfig) !== null
}
