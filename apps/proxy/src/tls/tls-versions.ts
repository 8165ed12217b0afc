/** TlsParameters → what OpenSSL is told: versions, ciphers, curves, signature algorithms, and named rules for all of them. */
import { createSecureContext, getCiphers } from 'node:tls'
import type { TlsVersion } from '@flotilla/net'
import { type TlsParameters, TlsParametersTlsProtocol } from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'

export interface TlsVersions {
  readonly minVersion: TlsVersion
  readonly maxVersion: TlsVersion
  /** OpenSSL names, null for the mesh's. */
  readonly ciphers: string | null
  /** Separated by colons, null for the defaults. */
  readonly curves: string | null
  readonly signatureAlgorithms: string | null
}

const VERSIONS: Readonly<Record<number, TlsVersion>> = {
  [TlsParametersTlsProtocol.TLSv1_0]: 'TLSv1',
  [TlsParametersTlsProtocol.TLSv1_1]: 'TLSv1.1',
  [TlsParametersTlsProtocol.TLSv1_2]: 'TLSv1.2',
  [TlsParametersTlsProtocol.TLSv1_3]: 'TLSv1.3',
}

/** Of TLS 1.3, which cipher_suites does not choose among. */
const TLS13_CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_AES_128_GCM_SHA256',
  'TLS_CHACHA20_POLY1305_SHA256',
]

/** What FIPS 202205 leaves, over whatever else is set (NIST SP 800-52 rev. 2, less what has no forward secrecy). */
const FIPS_202205 = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_256_GCM_SHA384',
    'TLS_AES_128_GCM_SHA256',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
  ].join(':'),
  curves: 'P-256:P-384',
  signatureAlgorithms: [
    'rsa_pkcs1_sha256',
    'rsa_pkcs1_sha384',
    'rsa_pkcs1_sha512',
    'ecdsa_secp256r1_sha256',
    'ecdsa_secp384r1_sha384',
    'rsa_pss_rsae_sha256',
    'rsa_pss_rsae_sha384',
    'rsa_pss_rsae_sha512',
  ].join(':'),
} as const

export function compileVersions(params: TlsParameters | null, at: Violations): TlsVersions {
  const minVersion = VERSIONS[params?.tlsMinimumProtocolVersion ?? 0] ?? 'TLSv1.2'
  const maxVersion = VERSIONS[params?.tlsMaximumProtocolVersion ?? 0] ?? 'TLSv1.3'
  const versions = {
    minVersion,
    maxVersion,
    ciphers: compileCiphers(params?.cipherSuites ?? [], at.at('cipher_suites')),
    curves: compileNames(params?.ecdhCurves ?? [], 'ecdhCurve', at.at('ecdh_curves')),
    signatureAlgorithms: compileNames(
      params?.signatureAlgorithms ?? [],
      'sigalgs',
      at.at('signature_algorithms'),
    ),
  }
  const policies = params?.compliancePolicies ?? []
  if (policies.length > 1) at.at('compliance_policies').add('at most one policy may be named')
  return policies.length === 0 ? versions : { ...FIPS_202205, maxVersion }
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
  const suites = given
    .flatMap((suite) => suite.split(':'))
    .flatMap((suite) => /^\[(.+)\]$/.exec(suite)?.[1]?.split('|') ?? suite)
  const known = new Set(getCiphers())
  for (const suite of suites)
    if (!known.has(suite.toLowerCase())) at.add(`${JSON.stringify(suite)} is not a known cipher`)
  return [...TLS13_CIPHERS.filter((suite) => !suites.includes(suite)), ...suites].join(':')
}
