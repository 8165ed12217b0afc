/** An issued certificate with its key and roots, accepted only when it is exactly what was asked for. */
import type { KeyObject } from 'node:crypto'
import type { TlsIdentity } from '@flotilla/grpc'
import {
  certificatePem,
  leafIdentity,
  type Outcome,
  parseCertificates,
  privateKeyPem,
  publicHalfOf,
  verifyChain,
} from '@flotilla/x509'

export interface Issued {
  readonly tls: TlsIdentity
  /** Milliseconds since the epoch. */
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** Lower-case hexadecimal. */
  readonly serial: string
}

export interface Expected {
  readonly spiffeId: string
  readonly key: KeyObject
  /** Milliseconds since the epoch. */
  readonly nowMs: number
}

/**
 * Checks a chain and roots: the leaf's key is ours, its one identity the expected one, the chain leads to the roots,
 * and it is valid now. Yields FLT_X509_MALFORMED, FLT_X509_UNTRUSTED.
 */
export function checkIssued(
  chainPem: string,
  rootsPem: string,
  expected: Expected,
): Outcome<Issued> {
  const chain = parseCertificates(chainPem)
  if (chain.kind === 'bad') return chain
  const roots = parseCertificates(rootsPem)
  if (roots.kind === 'bad') return roots
  const leaf = chain.value[0]
  if (leaf === undefined) return untrusted('the answer holds no certificate')
  const key = publicHalfOf(expected.key)
  if (key.kind === 'bad') return key
  if (!leaf.publicKey.spkiDer.equals(key.value.spkiDer))
    return untrusted('the certificate is for another key')
  const id = leafIdentity(leaf)
  if (id.kind === 'bad') return id
  if (id.value.text !== expected.spiffeId)
    return untrusted('the certificate is for another identity')
  const bundles = new Map([[id.value.trustDomain, roots.value]])
  const verified = verifyChain(chain.value, bundles, expected.nowMs)
  if (verified.kind === 'bad') return verified
  return {
    kind: 'ok',
    value: {
      tls: Object.freeze({
        certChainPem: chain.value.map(certificatePem).join(''),
        keyPem: privateKeyPem(expected.key),
        rootsPem: roots.value.map(certificatePem).join(''),
      }),
      notBeforeMs: leaf.notBeforeMs,
      notAfterMs: leaf.notAfterMs,
      serial: leaf.serial,
    },
  }
}

function untrusted(reason: string): Outcome<Issued> {
  return { kind: 'bad', code: 'FLT_X509_UNTRUSTED', reason }
}
