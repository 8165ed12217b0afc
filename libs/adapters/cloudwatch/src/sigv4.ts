/** Signature Version 4 of Amazon's interfaces. */
import { createHash, createHmac } from 'node:crypto'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Empty for long-term credentials. */
  readonly sessionToken: string
}

export interface SignedRequest {
  readonly method: string
  readonly url: string
  /** Lower-case names, without host. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface SigningScope {
  readonly region: string
  readonly service: string
  readonly wallMs: number
}

/** The headers of the request with those that sign it. */
export function signed(
  request: SignedRequest,
  credentials: Credentials,
  scope: SigningScope,
): Readonly<Record<string, string>> {
  const url = new URL(request.url)
  const stamp = new Date(scope.wallMs).toISOString().replace(/[:-]|\.\d{3}/g, '')
  const day = stamp.slice(0, 8)
  const extra: Record<string, string> = { 'x-amz-date': stamp }
  if (credentials.sessionToken !== '') extra['x-amz-security-token'] = credentials.sessionToken
  const headers: Record<string, string> = { ...request.headers, ...extra }
  const all = { ...headers, host: url.host }
  const names = Object.keys(all).sort()
  const canonicalHeaders = names.map((name) => `${name}:${(all[name as 'host'] ?? '').trim()}\n`)
  const canonical = [
    request.method,
    url.pathname,
    [...url.searchParams]
      .map(([key, value]) => `${encode(key)}=${encode(value)}`)
      .sort()
      .join('&'),
    canonicalHeaders.join(''),
    names.join(';'),
    sha256(request.body),
  ].join('\n')
  const credentialScope = `${day}/${scope.region}/${scope.service}/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', stamp, credentialScope, sha256(canonical)].join('\n')
  let key: Buffer = Buffer.from(`AWS4${credentials.secretAccessKey}`)
  for (const part of [day, scope.region, scope.service, 'aws4_request']) key = hmac(key, part)
  const signature = hmac(key, toSign).toString('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${credentialScope}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return { ...headers, authorization }
}

/** RFC 3986: all but the unreserved characters. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
