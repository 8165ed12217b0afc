/**
 * Join tokens: `flt1.<base64url JSON>.<base64url MAC>`. One says which identity its bearer may obtain, once, until when,
 * and by the hash of the root which CA is the right one, so that first contact is authenticated both ways.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Bad, isTrustDomain, type Outcome, parseSpiffeId } from '@flotilla/x509'

export interface JoinTokenClaims {
  /** Trust domain. */
  readonly td: string
  /** The SPIFFE ID that it is good for. */
  readonly id: string
  /** Unique: 22 characters of base64url. */
  readonly jti: string
  /** Seconds since the epoch after which it is refused. */
  readonly exp: number
  /** SHA-256 of the CA's root certificate in DER, lower-case hexadecimal. */
  readonly rootSha256: string
  /** `host:port` of the CA, as it was when the token was made. */
  readonly ca: string
}

/** Longest token, in bytes. Listed in docs/limits.md. */
export const MAX_TOKEN_BYTES: number = 4096
const PREFIX = 'flt1'
const JTI = /^[A-Za-z0-9_-]{22}$/
const SHA256 = /^[0-9a-f]{64}$/
const MAX_ADDRESS_CHARS = 300

/** @param key at least 32 random bytes that only the CA has. */
export function mintJoinToken(claims: JoinTokenClaims, key: Uint8Array): string {
  const payload = Buffer.from(JSON.stringify(claims), 'utf8').toString('base64url')
  return `${PREFIX}.${payload}.${macOf(payload, key).toString('base64url')}`
}

/** Reads a token without judging it: for the bearer, who has no key. Yields FLT_TOKEN_REFUSED. */
export function parseJoinToken(text: string): Outcome<JoinTokenClaims> {
  const parts = splitToken(text)
  if (parts === null) return refused('the join token is malformed')
  const claims = parseClaims(parts.payload)
  return claims === null ? refused('the join token is malformed') : { kind: 'ok', value: claims }
}

/** Checks MAC, then expiry, then trust domain. Whether it was used before is the caller's to know. Yields FLT_TOKEN_REFUSED. */
export function verifyJoinToken(
  text: string,
  key: Uint8Array,
  expected: { readonly trustDomain: string; readonly nowMs: number },
): Outcome<JoinTokenClaims> {
  const parts = splitToken(text)
  if (parts === null) return refused('the join token is malformed')
  // Nothing of the payload is looked at before its MAC is known to be ours.
  const mac = macOf(parts.payload, key)
  if (parts.mac.length !== mac.length || !timingSafeEqual(parts.mac, mac))
    return refused('the join token was not made by this CA')
  const claims = parseClaims(parts.payload)
  if (claims === null) return refused('the join token is malformed')
  if (expected.nowMs >= claims.exp * 1000) return refused('the join token has expired')
  const id = parseSpiffeId(claims.id)
  if (claims.td !== expected.trustDomain || id.kind === 'bad' || id.value.trustDomain !== claims.td)
    return refused('the join token is for another trust domain')
  return { kind: 'ok', value: claims }
}

function macOf(payload: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(`${PREFIX}.${payload}`).digest()
}

function splitToken(text: string): { readonly payload: string; readonly mac: Buffer } | null {
  if (text.length > MAX_TOKEN_BYTES) return null
  const [prefix, payload, mac, ...rest] = text.split('.')
  if (prefix !== PREFIX || payload === undefined || mac === undefined || rest.length > 0)
    return null
  const macBytes = decodeBase64Url(mac)
  return payload === '' || macBytes === null ? null : { payload, mac: macBytes }
}

function parseClaims(payload: string): JoinTokenClaims | null {
  const bytes = decodeBase64Url(payload)
  if (bytes === null) return null
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    return null // the caller refuses the token
  }
  if (typeof value !== 'object' || value === null) return null
  const { td, id, jti, exp, rootSha256, ca } = value as Partial<Record<string, unknown>> // each is checked below
  if (typeof td !== 'string' || !isTrustDomain(td)) return null
  if (typeof id !== 'string' || parseSpiffeId(id).kind === 'bad') return null
  if (typeof jti !== 'string' || !JTI.test(jti)) return null
  if (typeof exp !== 'number' || !Number.isSafeInteger(exp) || exp < 0) return null
  if (typeof rootSha256 !== 'string' || !SHA256.test(rootSha256)) return null
  if (typeof ca !== 'string' || ca.length > MAX_ADDRESS_CHARS) return null
  return { td, id, jti, exp, rootSha256, ca }
}

/** Only canonical text: what has another spelling could be spent twice. */
function decodeBase64Url(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : null
}

function refused(reason: string): Bad {
  return { kind: 'bad', code: 'FLT_TOKEN_REFUSED', reason }
}
