/** What TLS contexts are made of, and the versions and ciphers that the mesh allows. */

/** A certificate chain, leaf first, with its private key. */
export interface TlsPair {
  readonly certChainPem: string
  readonly keyPem: string
}

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

/** Spec citadel-security §4.5, less the two suites without forward secrecy; TLS 1.3 suites stand first. */
export const MESH_CIPHERS: string = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_AES_128_GCM_SHA256',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':')

export const MESH_CURVES = 'X25519:P-256'

/** OpenSSL lets what TLS 1.0 and 1.1 sign with pass on its lowest level only; who allows these versions asks for it. */
export function ciphersFor(minVersion: TlsVersion, ciphers: string): string {
  return minVersion === 'TLSv1' || minVersion === 'TLSv1.1' ? `${ciphers}:@SECLEVEL=0` : ciphers
}
