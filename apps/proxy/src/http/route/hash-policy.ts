/** The hash of a request for ring_hash and maglev, from the route's ordered hash policies (spec §3.3). */
import { xxHash64 } from '@flotilla/balancer'
import { queryValue, type RegexRewrite } from '@flotilla/match'
import type { HttpStream } from '../filter.ts'
import { headerValue } from '../headers.ts'

export type HashPolicy = HashSource & {
  /** Stops at this policy once there is a hash. */
  readonly isTerminal: boolean
}

type HashSource =
  | { readonly kind: 'header'; readonly name: string; readonly rewrite: RegexRewrite | null }
  | { readonly kind: 'cookie'; readonly cookie: HashCookie }
  | { readonly kind: 'sourceIp' }
  | { readonly kind: 'query'; readonly name: string }
  | { readonly kind: 'filterState'; readonly key: string }

export interface HashCookie {
  readonly name: string
  /** -1: never generated. 0: a session cookie. */
  readonly ttlSec: number
  readonly path: string
  /** `; name=value` pairs as they are sent. */
  readonly attributes: string
}

export interface RouteHash {
  /** Null: no policy gave one. */
  readonly hash: bigint | null
  /** Value of a Set-Cookie to send with the response, empty where none. */
  readonly setCookie: string
}

const MASK = (1n << 64n) - 1n

export function routeHash(policies: readonly HashPolicy[], stream: HttpStream): RouteHash {
  let hash: bigint | null = null
  let setCookie = ''
  for (const policy of policies) {
    let input = hashInput(policy, stream)
    if (input === null && policy.kind === 'cookie' && policy.cookie.ttlSec >= 0) {
      const value = generatedCookie(stream)
      setCookie = cookieText(policy.cookie, value)
      input = value
    }
    if (input !== null) {
      const next = hashOf(input)
      // Rotating keeps two equal values in different policies from cancelling out.
      hash = hash === null ? next : (((hash << 1n) | (hash >> 63n)) & MASK) ^ next
    }
    if (policy.isTerminal && hash !== null) break
  }
  return { hash, setCookie }
}

/** Of several values each is hashed with the hash of those before it as seed, as Envoy does. */
function hashOf(input: string | readonly string[]): bigint {
  if (typeof input === 'string') return xxHash64(Buffer.from(input, 'latin1'))
  let hash = 0n
  for (const value of input) hash = xxHash64(Buffer.from(value, 'latin1'), hash)
  return hash
}

function hashInput(policy: HashPolicy, stream: HttpStream): string | readonly string[] | null {
  switch (policy.kind) {
    case 'header':
      return headerInput(policy.name, policy.rewrite, stream)
    case 'cookie':
      return cookieValue(stream.requestHeaders, policy.cookie.name)
    case 'sourceIp':
      return stream.clientAddress
    case 'query':
      return queryValue(stream.path, policy.name)
    case 'filterState':
      return stream.hashableState(policy.key)
  }
}

/** All values, sorted, so that their order on the wire does not matter. */
function headerInput(
  name: string,
  rewrite: RegexRewrite | null,
  stream: HttpStream,
): string | readonly string[] | null {
  const own = ownValue(name, stream)
  if (own !== null) return rewrite === null ? own : rewrite.apply(own)
  const values: string[] = []
  for (let i = 0; i < stream.requestHeaders.length; i += 2)
    if (stream.requestHeaders[i] === name) values.push(stream.requestHeaders[i + 1] as string) // lists are even
  if (values.length === 0) return null
  const rewritten = rewrite === null ? values : values.map((value) => rewrite.apply(value))
  return rewritten.length === 1 ? (rewritten[0] as string) : rewritten.sort() // not empty
}

function ownValue(name: string, stream: HttpStream): string | null {
  if (name === ':authority' || name === 'host') return stream.authority
  if (name === ':path') return stream.path
  return name === ':method' ? stream.method : null
}

/** Value of a cookie in the request, unquoted, or null. */
export function cookieValue(headers: readonly string[], name: string): string | null {
  const text = headerValue(headers, 'cookie')
  if (text === null) return null
  for (const pair of text.split(';')) {
    const equals = pair.indexOf('=')
    if (equals === -1 || pair.slice(0, equals).trim() !== name) continue
    const value = pair.slice(equals + 1).trim()
    return value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
  }
  return null
}

/** Envoy: a hash of both addresses, so that retries of a client without cookies go to one host. */
function generatedCookie(stream: HttpStream): string {
  const { connection } = stream
  const ends = `${connection.remoteAddress}:${connection.remotePort}${connection.localAddress}:${connection.localPort}`
  return xxHash64(Buffer.from(ends, 'latin1')).toString(16).padStart(16, '0')
}

function cookieText(cookie: HashCookie, value: string): string {
  const age = cookie.ttlSec > 0 ? `; Max-Age=${cookie.ttlSec}` : ''
  const path = cookie.path === '' ? '' : `; Path=${cookie.path}`
  return `${cookie.name}="${value}"${age}${path}${cookie.attributes}; HttpOnly`
}
