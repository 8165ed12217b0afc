/** Who is calling: by a valid certificate of this trust domain or by a join token; two that disagree are nobody. */
import { verifyJoinToken } from '@flotilla/identity'
import { isValidAt, parseCertificate } from '@flotilla/x509'

export interface Credentials {
  /** SPIFFE ID of the verified client certificate of the connection, or null. */
  readonly certificateId: string | null
  readonly certificateDer: Buffer | null
  /** Values of the `authorization` header, as they came. */
  readonly authorization: readonly (string | Buffer)[]
}

export interface AuthenticateOptions {
  readonly trustDomain: string
  readonly tokenKey: Uint8Array
  readonly nowMs: number
}

export type Caller =
  | {
      readonly kind: 'known'
      readonly spiffeId: string
      /** What must be marked as used before anything is issued; null for a caller with a certificate. */
      readonly token: { readonly jti: string; readonly expSec: number } | null
    }
  /** @property reason for the log only; the caller is told nothing. */
  | { readonly kind: 'unknown'; readonly reason: string }

const BEARER = 'Bearer '

export function authenticate(credentials: Credentials, options: AuthenticateOptions): Caller {
  const byCertificate = fromCertificate(credentials, options)
  const [header, ...more] = credentials.authorization
  if (more.length > 0) return unknown('more than one authorization header')
  if (header === undefined) return byCertificate ?? unknown('no credential')
  const byToken = fromToken(header, options)
  if (byCertificate === null || byToken.kind === 'unknown') return byToken
  if (byCertificate.kind === 'unknown') return byCertificate
  // The certificate says the same: the token stays unused.
  return byCertificate.spiffeId === byToken.spiffeId
    ? byCertificate
    : unknown('certificate and token name different identities')
}

/** Null where no certificate was presented. Chain and roots were verified when the connection was made. */
function fromCertificate(credentials: Credentials, options: AuthenticateOptions): Caller | null {
  const { certificateId, certificateDer } = credentials
  if (certificateId === null || certificateDer === null) return null
  // A connection outlives certificates: what counts is now.
  const certificate = parseCertificate(certificateDer)
  if (certificate.kind === 'bad') return unknown(certificate.reason)
  if (!isValidAt(certificate.value, options.nowMs)) return unknown('the certificate has expired')
  if (!certificateId.startsWith(`spiffe://${options.trustDomain}/`))
    return unknown('the certificate is of another trust domain')
  return { kind: 'known', spiffeId: certificateId, token: null }
}

function fromToken(header: string | Buffer, options: AuthenticateOptions): Caller {
  if (typeof header !== 'string' || !header.startsWith(BEARER))
    return unknown('the authorization header is not a bearer token')
  const claims = verifyJoinToken(header.slice(BEARER.length), options.tokenKey, options)
  if (claims.kind === 'bad') return unknown(claims.reason)
  const { id, jti, exp } = claims.value
  return { kind: 'known', spiffeId: id, token: { jti, expSec: exp } }
}

function unknown(reason: string): Caller {
  return { kind: 'unknown', reason }
}
