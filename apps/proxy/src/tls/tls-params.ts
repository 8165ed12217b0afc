/** The parts of CommonTlsContext that both directions share: versions, ciphers, certificates, validation. */
import { createSecureContext, getCiphers } from 'node:tls'
import type { TlsPair, TlsVersion } from '@flotilla/net'
import {
  type CertificateValidationContext,
  CertificateValidationContextTrustChainVerification,
  type CommonTlsContext,
  type SdsSecretConfig,
  TlsParametersTlsProtocol,
} from '@flotilla/proto'
import { dataSourceText } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import { pathOf } from '../xds/file-sources.ts'
import { type CertificatePins, compilePins } from './certificate-pins.ts'
import { compileSanMatchers, type SanMatchers } from './san-matchers.ts'
import { fixedSecret, type Roots, type SecretSource, type SecretStore } from './secret-store.ts'

/** SDS name of the mesh's roots: peers verified by them are workloads with SPIFFE ids. */
export const MESH_ROOTS = 'ROOTCA'
/** SDS name of this workload's own certificate. */
export const MESH_PAIR = 'default'

export interface TlsCommon {
  readonly minVersion: TlsVersion
  readonly maxVersion: TlsVersion
  /** OpenSSL names, null for the mesh's. */
  readonly ciphers: string | null
  /** Separated by colons, null for the defaults. */
  readonly curves: string | null
  readonly signatureAlgorithms: string | null
  /** Revocation lists, PEM; null for none. */
  readonly crlPem: string | null
  /** Of which a peer's certificate must be one; null: any may be. */
  readonly pins: CertificatePins | null
  readonly alpn: readonly string[]
  /** Null where this side shows no certificate. */
  readonly pair: SecretSource<TlsPair> | null
  /** Null where the peer's chain is not verified by configured roots. */
  readonly roots: SecretSource<Roots> | null
  /** Whether the system's roots stand in for configured ones. */
  readonly usesSystemRoots: boolean
  /** Whether the roots are the mesh's, so that peers must be workloads. */
  readonly isMesh: boolean
  readonly verifiesChain: boolean
  readonly sans: SanMatchers
}

export function compileTlsCommon(
  message: CommonTlsContext | null,
  secrets: SecretStore,
  at: Violations,
): TlsCommon {
  const validation = compileValidation(message, secrets, at)
  return {
    ...compileVersions(message, at.at('tls_params')),
    alpn: message?.alpnProtocols ?? [],
    pair: compilePair(message, secrets, at),
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

function compileVersions(message: CommonTlsContext | null, at: Violations) {
  const params = message?.tlsParams ?? null
  const { TLSv1_0, TLSv1_1, TLSv1_2, TLSv1_3 } = TlsParametersTlsProtocol
  const min = params?.tlsMinimumProtocolVersion ?? 0
  const max = params?.tlsMaximumProtocolVersion ?? 0
  if (min === TLSv1_0 || min === TLSv1_1)
    at.at('tls_minimum_protocol_version').unsupported('TLS below 1.2')
  if (max === TLSv1_0 || max === TLSv1_1)
    at.at('tls_maximum_protocol_version').unsupported('TLS below 1.2')
  return {
    minVersion: min === TLSv1_3 ? ('TLSv1.3' as const) : ('TLSv1.2' as const),
    maxVersion: max === TLSv1_2 ? ('TLSv1.2' as const) : ('TLSv1.3' as const),
    ciphers: compileCiphers(params?.cipherSuites ?? [], at.at('cipher_suites')),
    curves: compileNames(params?.ecdhCurves ?? [], 'ecdhCurve', at.at('ecdh_curves')),
    signatureAlgorithms: compileNames(
      params?.signatureAlgorithms ?? [],
      'sigalgs',
      at.at('signature_algorithms'),
    ),
  }
}

/** Null where nothing is configured. What OpenSSL does not take is refused. */
function compileNames(
  names: readonly string[],
  option: 'ecdhCurve' | 'sigalgs',
  at: Violations,
): string | null {
  if (names.length === 0) return null
  const list = names.join(':')
  try {
    createSecureContext({ [option]: list })
  } catch {
    at.add(`${JSON.stringify(list)} holds a name that is not known`)
  }
  return list
}

function compileCiphers(given: readonly string[], at: Violations): string | null {
  if (given.length === 0) return null
  // Ciphers of equal preference, in brackets, are tried in the order in which they stand.
  const suites = given.flatMap((suite) => /^\[(.+)\]$/.exec(suite)?.[1]?.split('|') ?? suite)
  const known = new Set(getCiphers())
  for (const suite of suites)
    if (!known.has(suite.toLowerCase())) at.add(`${JSON.stringify(suite)} is not a known cipher`)
  return suites.join(':')
}

function compilePair(
  message: CommonTlsContext | null,
  secrets: SecretStore,
  at: Violations,
): SecretSource<TlsPair> | null {
  const named = message?.tlsCertificateSdsSecretConfigs ?? []
  const inline = message?.tlsCertificates ?? []
  if (named.length + inline.length > 1) at.add('more than one certificate is not implemented')
  const [sds] = named
  if (sds !== undefined)
    return secrets.pair(secretName(sds, at.at('tls_certificate_sds_secret_configs', 0)))
  const [certificate] = inline
  if (certificate === undefined) return null
  const place = at.at('tls_certificates', 0)
  if (certificate.password !== null) place.at('password').unsupported()
  if (certificate.watchedDirectory !== null) place.at('watched_directory').unsupported()
  const certChainPem = dataSourceText(certificate.certificateChain, place.at('certificate_chain'))
  const keyPem = dataSourceText(certificate.privateKey, place.at('private_key'))
  return certChainPem === null || keyPem === null ? null : fixedSecret({ certChainPem, keyPem })
}

function compileValidation(
  message: CommonTlsContext | null,
  secrets: SecretStore,
  at: Violations,
): Pick<TlsCommon, 'roots' | 'usesSystemRoots' | 'isMesh' | 'verifiesChain' | 'sans'> {
  const combined = message?.combinedValidationContext ?? null
  const sds =
    combined?.validationContextSdsSecretConfig ?? message?.validationContextSdsSecretConfig ?? null
  const context = combined?.defaultValidationContext ?? message?.validationContext ?? null
  const place =
    combined === null
      ? at.at('validation_context')
      : at.at('combined_validation_context.default_validation_context')
  refuseUnsupported(context, place)
  const name = sds === null ? null : secretName(sds, at.at('validation_context_sds_secret_config'))
  const inlineRoots =
    context?.trustedCa == null ? null : dataSourceText(context.trustedCa, place.at('trusted_ca'))
  return {
    roots:
      name !== null
        ? secrets.rootsOf(name)
        : inlineRoots === null
          ? null
          : fixedSecret({ pem: inlineRoots }),
    usesSystemRoots: context?.systemRootCerts != null,
    isMesh: name === MESH_ROOTS,
    verifiesChain:
      context?.trustChainVerification !==
      CertificateValidationContextTrustChainVerification.ACCEPT_UNTRUSTED,
    sans: compileSanMatchers(context, place),
  }
}

function refuseUnsupported(context: CertificateValidationContext | null, at: Violations): void {
  if (context === null) return
  if (context.allowExpiredCertificate) at.at('allow_expired_certificate').unsupported()
}

function secretName(config: SdsSecretConfig, at: Violations): string {
  if (config.name === '') at.at('name').add('must not be empty')
  // Secrets come from the bootstrap or the identity service.
  if (pathOf(config.sdsConfig) !== null) at.at('sds_config').unsupported('a file')
  return config.name
}
