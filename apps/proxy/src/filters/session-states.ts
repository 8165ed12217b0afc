/** Where a caller keeps the endpoint of its session: a cookie or a header, in the form that Envoy gives it. */
import { ByteWriter } from '@flotilla/bytes'
import { cookieValue } from '@flotilla/match'
import type { Clock } from '@flotilla/time'
import type { HttpStream } from '../http/filter.ts'
import { headerValue } from '../http/headers.ts'

export interface SessionState {
  appliesTo(path: string): boolean
  /** `ip:port` that the request names; empty: none. */
  endpoint(stream: HttpStream): string
  /** The header that tells the caller. */
  tell(endpoint: string): readonly [name: string, value: string]
}

export interface SessionCookie {
  readonly name: string
  /** 0: until the caller ends. */
  readonly ttlSec: number
  readonly path: string
  readonly attributes: string
}

const ADDRESS_TAG = 10
const EXPIRES_TAG = 16
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

export class HeaderSession implements SessionState {
  private readonly name: string

  constructor(name: string) {
    this.name = name
  }

  appliesTo(): boolean {
    return true
  }

  endpoint(stream: HttpStream): string {
    return decoded(headerValue(stream.requestHeaders, this.name) ?? '')?.toString('latin1') ?? ''
  }

  tell(endpoint: string): readonly [string, string] {
    return [this.name, Buffer.from(endpoint).toString('base64')]
  }
}

export class CookieSession implements SessionState {
  private readonly clock: Clock
  private readonly cookie: SessionCookie

  constructor(clock: Clock, cookie: SessionCookie) {
    this.clock = clock
    this.cookie = cookie
  }

  /** RFC 6265 §5.1.4. */
  appliesTo(request: string): boolean {
    const { path } = this.cookie
    if (path === '' || path === '/') return true
    if (!request.startsWith(path)) return false
    return (
      path.endsWith('/') ||
      request.length === path.length ||
      '/?#'.includes(request.charAt(path.length))
    )
  }

  /** A message with the address, and when it ends in seconds; the older form is the address alone. */
  endpoint(stream: HttpStream): string {
    const bytes = decoded(cookieValue(stream.requestHeaders, this.cookie.name) ?? '')
    if (bytes === null) return ''
    if (bytes[0] !== ADDRESS_TAG) return bytes.toString('latin1')
    const length = bytes[1] ?? 0
    const address = bytes.subarray(2, 2 + length).toString('latin1')
    const rest = bytes.subarray(2 + length)
    if (length > 127 || address.length !== length) return ''
    if (rest.length === 0) return address
    if (rest[0] !== EXPIRES_TAG) return ''
    return varint(rest.subarray(1)) > this.clock.wallMs() / 1000 ? address : ''
  }

  tell(endpoint: string): readonly [string, string] {
    const { name, ttlSec, path, attributes } = this.cookie
    const writer = new ByteWriter()
    writer.uint32(ADDRESS_TAG).string(endpoint)
    if (ttlSec > 0)
      writer.uint32(EXPIRES_TAG).int64(Math.floor(this.clock.wallMs() / 1000) + ttlSec)
    const value = Buffer.from(writer.finish()).toString('base64')
    const age = ttlSec > 0 ? `; Max-Age=${ttlSec}` : ''
    const where = path === '' ? '' : `; Path=${path}`
    return ['set-cookie', `${name}="${value}"${age}${where}${attributes}; HttpOnly`]
  }
}

function varint(bytes: Buffer): number {
  let value = 0
  for (let i = 0; i < bytes.length && i < 8; i++) {
    const byte = bytes[i] ?? 0
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return value
  }
  return 0
}

/** Null where it is no base64. */
function decoded(text: string): Buffer | null {
  if (text === '' || text.length % 4 !== 0 || !BASE64.test(text)) return null
  return Buffer.from(text, 'base64')
}
