/** Why a client's certificate was refused: one cause each, so that they are logged and counted apart. */
import type { RefusedClient } from '@flotilla/net'
import { isValidAt, parseCertificate, parseSpiffeId, uriSans } from '@flotilla/x509'
import type { ListenerStats } from '../listener/listener-stats.ts'

export type RefusalCause =
  | 'noCertificate'
  | 'trustDomain'
  | 'expired'
  | 'unknownRoot'
  | 'identity'
  | 'invalid'

/** What the log says: constant words, part of the key under which a peer is logged once. */
export const REFUSAL_TEXT: Readonly<Record<RefusalCause, string>> = {
  noCertificate: 'the client showed no certificate',
  trustDomain: 'client identity of another trust domain',
  expired: 'client certificate expired or not yet valid',
  unknownRoot: 'client certificate not signed by a known root',
  identity: 'client identity not accepted',
  invalid: 'client certificate not valid',
}

export interface RefusalView {
  /** Those that are accepted; null where clients are not of a mesh. */
  readonly trustDomains: readonly string[] | null
  /** Since the epoch. */
  readonly nowMs: number
}

export interface Refusal {
  readonly cause: RefusalCause
  /** URI name or else subject that the client showed, unproven and not cleaned; empty where there is none. */
  readonly shown: string
}

/** OpenSSL's codes for a chain that ends at nobody we know. */
const UNKNOWN_ROOT = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
])

/** @param client refused by the handshake, or by our own check: then `verifyError` are its words, empty where only the names were wrong. */
export function judgeRefused(client: RefusedClient, view: RefusalView): Refusal {
  const { certificateDer, verifyError } = client
  if (certificateDer === null) return { cause: 'noCertificate', shown: '' }
  const parsed = parseCertificate(certificateDer)
  if (parsed.kind === 'bad') return { cause: 'invalid', shown: '' }
  const leaf = parsed.value
  const [uri = null] = uriSans(leaf)
  const shown = uri ?? leaf.subject.text
  const id = uri === null ? null : parseSpiffeId(uri)
  // First of all: whoever is of another trust domain is signed by another root as well.
  if (
    id?.kind === 'ok' &&
    view.trustDomains !== null &&
    !view.trustDomains.includes(id.value.trustDomain)
  )
    return { cause: 'trustDomain', shown }
  if (UNKNOWN_ROOT.has(verifyError)) return { cause: 'unknownRoot', shown }
  if (!isValidAt(leaf, view.nowMs)) return { cause: 'expired', shown }
  if (verifyError !== '') return { cause: 'invalid', shown }
  return { cause: 'identity', shown }
}

/** Envoy's three counters, and ours for what it counts as one. */
export function countRefused(stats: ListenerStats, cause: RefusalCause): void {
  if (cause === 'noCertificate') {
    stats.sslFailVerifyNoCert++
    return
  }
  if (cause === 'identity') {
    stats.sslFailVerifySan++
    return
  }
  stats.sslFailVerifyError++
  if (cause === 'unknownRoot') stats.sslRefusedUnknownRoot++
  else if (cause === 'trustDomain') stats.sslRefusedTrustDomain++
  else if (cause === 'expired') stats.sslRefusedExpired++
  else stats.sslRefusedInvalid++
}
