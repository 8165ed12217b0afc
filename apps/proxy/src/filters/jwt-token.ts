/** JSON Web Tokens as Envoy reads them: their parts, and their signature by a key set; faults are Envoy's own words. */
import {
  constants,
  createHmac,
  createPublicKey,
  type KeyObject,
  timingSafeEqual,
  verify,
} from 'node:crypto'

/** Null: no fault. */
export type JwtFault = string | null

export interface Jwt {
  readonly alg: string
  readonly keyId: string
  readonly header: Readonly<Record<string, unknown>>
  readonly payload: Readonly<Record<string, unknown>>
  /** As it stands in the token. */
  readonly payloadText: string
  readonly issuer: string
  readonly subject: string
  readonly audiences: readonly string[]
  /** Seconds of the wall clock; 0: not said. */
  readonly notBeforeSec: number
  readonly expiresSec: number
  readonly signed: Buffer
  readonly signature: Buffer
}

interface Key {
  readonly id: string
  readonly alg: string
  readonly type: string
  readonly curve: string
  /** Null for a secret that is shared. */
  readonly public: KeyObject | null
  readonly secret: Buffer | null
}

export type KeySet = readonly Key[]

export const JWT_MISSING = 'Jwt is missing'
export const JWT_UNKNOWN_ISSUER = 'Jwt issuer is not configured'
export const JWT_AUDIENCE = 'Audiences in Jwt are not allowed'
export const JWT_FAILS = 'Jwt verification fails'
const BAD_FORM = 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections'
const NO_KEY = "Jwks doesn't have key to match kid or alg from Jwt"
const BASE64_URL = /^[A-Za-z0-9_-]*$/
const ALGORITHM = /^(?:(?:RS|PS|ES|HS)(?:256|384|512)|EdDSA)$/
const CURVES: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }

type Parsed =
  | { readonly kind: 'ok'; readonly jwt: Jwt }
  | { readonly kind: 'bad'; readonly fault: string }

function bad(fault: string): Parsed {
  return { kind: 'bad', fault }
}

export function parseJwt(token: string): Parsed {
  const parts = token.split('.')
  const [headText = '', payloadText = '', signatureText = ''] = parts
  if (parts.length !== 3 || parts.includes('')) return bad(BAD_FORM)
  if (!isBase64(headText)) return bad('Jwt header is an invalid Base64url encoded')
  const header = jsonObject(headText)
  if (header === null) return bad('Jwt header is an invalid JSON')
  const alg = header['alg']
  if (typeof alg !== 'string') return bad('Jwt header [alg] field is required and must be a string')
  if (!ALGORITHM.test(alg)) return bad('Jwt header [alg] is not supported')
  const keyId = header['kid'] ?? ''
  if (typeof keyId !== 'string') return bad('Jwt header [kid] field is not a string')
  if (!isBase64(payloadText)) return bad('Jwt payload is an invalid Base64url encoded')
  const payload = jsonObject(payloadText)
  if (payload === null) return bad('Jwt payload is an invalid JSON')
  const fault = claimFault(payload)
  if (fault !== null) return bad(fault)
  if (!isBase64(signatureText)) return bad('Jwt signature is an invalid Base64url encoded')
  const { iss, sub, aud, nbf, exp } = payload
  return {
    kind: 'ok',
    jwt: {
      alg,
      keyId,
      header,
      payload,
      payloadText,
      issuer: typeof iss === 'string' ? iss : '',
      subject: typeof sub === 'string' ? sub : '',
      audiences: typeof aud === 'string' ? [aud] : Array.isArray(aud) ? (aud as string[]) : [], // checked above
      notBeforeSec: typeof nbf === 'number' ? Math.trunc(nbf) : 0,
      expiresSec: typeof exp === 'number' ? Math.trunc(exp) : 0,
      signed: Buffer.from(`${headText}.${payloadText}`),
      signature: Buffer.from(signatureText, 'base64url'),
    },
  }
}

function isBase64(text: string): boolean {
  return BASE64_URL.test(text) && text.length % 4 !== 1
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Readonly<Record<string, unknown>>) : null // an object, just checked
  } catch {
    return null
  }
}

function claimFault(payload: Readonly<Record<string, unknown>>): JwtFault {
  for (const name of ['iss', 'sub'])
    if (payload[name] !== undefined && typeof payload[name] !== 'string')
      return `Jwt payload [${name}] field is not a string`
  for (const name of ['iat', 'nbf', 'exp']) {
    const value = payload[name]
    if (value === undefined) continue
    if (typeof value !== 'number') return `Jwt payload [${name}] field is not an integer`
    if (value < 0 || value >= 2 ** 64)
      return `Jwt payload [${name}] field is not a positive 64 bit integer`
  }
  if (payload['jti'] !== undefined && typeof payload['jti'] !== 'string')
    return 'Jwt payload [jti] field is not a string'
  const { aud } = payload
  const isText = aud === undefined || typeof aud === 'string'
  const isList = Array.isArray(aud) && aud.every((one) => typeof one === 'string')
  return isText || isList ? null : 'Jwt payload [aud] field is not a string or string list'
}

export function timeFault(jwt: Jwt, nowSec: number, skewSec: number): JwtFault {
  if (jwt.notBeforeSec > nowSec + skewSec) return 'Jwt not yet valid'
  return jwt.expiresSec > 0 && nowSec > jwt.expiresSec + skewSec ? 'Jwt is expired' : null
}

// -- keys ------------------------------------------------------------------------------

/** The usable keys of a JWKS; null where there are none. */
export function parseKeySet(text: string): KeySet | null {
  let root: unknown
  try {
    root = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof root !== 'object' || root === null || !('keys' in root)) return null
  if (!Array.isArray(root.keys)) return null
  const keys = root.keys.flatMap((one: unknown) => {
    const key = keyOf(one)
    return key === null ? [] : [key]
  })
  return keys.length === 0 ? null : keys
}

function keyOf(value: unknown): Key | null {
  if (typeof value !== 'object' || value === null) return null
  const jwk = value as Readonly<Record<string, unknown>> // any object is one of fields
  const text = (name: string): string => (typeof jwk[name] === 'string' ? jwk[name] : '')
  const type = text('kty')
  const common = { id: text('kid'), alg: text('alg'), type, curve: text('crv') }
  if (type === 'oct') {
    const secret = Buffer.from(text('k'), 'base64url')
    return secret.length === 0 ? null : { ...common, public: null, secret }
  }
  if (type !== 'RSA' && type !== 'EC' && type !== 'OKP') return null
  try {
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
    return { ...common, public: key, secret: null }
  } catch {
    // Envoy too leaves out what is no key, and refuses a set without any.
    return null
  }
}

export function signatureFault(jwt: Jwt, keys: KeySet): JwtFault {
  let isNamed = false
  for (const key of keys) {
    if (jwt.keyId !== '' && key.id !== '' && key.id !== jwt.keyId) continue
    if (key.alg !== '' && key.alg !== jwt.alg) continue
    isNamed = true
    if (isSignedBy(jwt, key)) return null
  }
  return isNamed ? JWT_FAILS : NO_KEY
}

function isSignedBy({ alg, signed, signature }: Jwt, key: Key): boolean {
  const hash = `sha${alg.slice(2)}`
  if (alg.startsWith('HS')) {
    if (key.secret === null) return false
    const expected = createHmac(hash, key.secret).update(signed).digest()
    return expected.length === signature.length && timingSafeEqual(expected, signature)
  }
  if (key.public === null) return false
  if (alg === 'EdDSA') return key.type === 'OKP' && verify(null, signed, key.public, signature)
  if (alg.startsWith('ES')) {
    const isItsCurve = key.type === 'EC' && key.curve === CURVES[alg]
    return (
      isItsCurve && verify(hash, signed, { key: key.public, dsaEncoding: 'ieee-p1363' }, signature)
    )
  }
  if (key.type !== 'RSA') return false
  if (alg.startsWith('RS')) return verify(hash, signed, key.public, signature)
  const padding = constants.RSA_PKCS1_PSS_PADDING
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
  return verify(hash, signed, { key: key.public, padding, saltLength }, signature)
}
