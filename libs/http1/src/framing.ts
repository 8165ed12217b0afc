/** How long a message's body is and whether the connection lives on, from its fields (RFC 9112 §6.3, §9.3). */

import { FieldId } from './field-name.ts'
import type { HeadScanner } from './head-scanner.ts'
import { Rejection } from './rejection.ts'
import { FIELD_STRIDE } from './whole-head.ts'

export const BodyKind = { None: 0, Length: 1, Chunked: 2, UntilClose: 3, Tunnel: 4 } as const
export type BodyKind = (typeof BodyKind)[keyof typeof BodyKind]

const HOST_TEXT = /^[A-Za-z0-9\-._~!$&'()*+,;=:%[\]]*$/
const MAX_LENGTH_DIGITS = 16

/** Filled by `analyse`; one object per reader, overwritten by each message. */
export class Framing {
  body: BodyKind = BodyKind.None
  /** Declared length, -1 where there is none. */
  contentLength = -1
  isChunked = false
  /** Whether the peer lets the connection live on after this message. */
  isKeepAlive = true
  /** `Connection: upgrade` together with an `Upgrade` field. */
  hasUpgrade = false
  expectsContinue = false
  /** Value of Host, null where absent. */
  host: string | null = null

  private goodHost = ''
  private hosts = 0
  private lengths = 0
  private codings = 0
  private expectations = 0
  private hasUpgradeField = false
  private hasClose = false
  private hasKeepAlive = false
  private hasUpgradeOption = false

  /** Reads the fields that decide framing. Yields a rejection or Rejection.None. O(fields). */
  analyse(scanner: HeadScanner, list: readonly string[]): Rejection {
    this.clear()
    let rejection: Rejection = Rejection.None
    for (let i = 0; i < scanner.fieldCount; i++) {
      const id = scanner.fields[i * FIELD_STRIDE + 4] as number // five numbers for each field
      if (id < 0 || id >= FieldId.FirstOther) continue
      const found = this.take(id, list[2 * i + 1] as string) // lists are even
      if (found !== Rejection.None && rejection === Rejection.None) rejection = found
    }
    if (this.codings > 0 && this.lengths > 0) return Rejection.ContentLengthWithTransferEncoding
    if (rejection !== Rejection.None) return rejection
    if (this.codings > 1) return Rejection.UnsupportedTransferEncoding
    if (this.lengths > 1) return Rejection.DuplicateContentLength
    if (this.isChunked && scanner.minorVersion === 0) return Rejection.TransferEncodingOnHttp10
    this.isKeepAlive = !this.hasClose && (scanner.minorVersion === 1 || this.hasKeepAlive)
    this.hasUpgrade = this.hasUpgradeField && this.hasUpgradeOption
    return Rejection.None
  }

  /** Rules of requests only; to be called after `analyse`. */
  requireHost(minorVersion: number): Rejection {
    if (this.hosts > 1) return Rejection.DuplicateHost
    if (this.host === null) return minorVersion === 0 ? Rejection.None : Rejection.MissingHost
    // On a connection it is mostly the same again.
    if (this.host === this.goodHost) return Rejection.None
    if (!HOST_TEXT.test(this.host)) return Rejection.BadHost
    this.goodHost = this.host
    return Rejection.None
  }

  private clear(): void {
    this.body = BodyKind.None
    this.contentLength = -1
    this.isChunked = false
    this.isKeepAlive = true
    this.hasUpgrade = false
    this.expectsContinue = false
    this.host = null
    this.hosts = 0
    this.lengths = 0
    this.codings = 0
    this.expectations = 0
    this.hasUpgradeField = false
    this.hasClose = false
    this.hasKeepAlive = false
    this.hasUpgradeOption = false
  }

  private take(id: number, value: string): Rejection {
    switch (id) {
      case FieldId.ContentLength:
        this.lengths++
        this.contentLength = parseContentLength(value)
        return this.contentLength === -1 ? Rejection.BadContentLength : Rejection.None
      case FieldId.TransferEncoding:
        this.codings++
        this.isChunked = value.length === 7 && value.toLowerCase() === 'chunked'
        return this.isChunked ? Rejection.None : Rejection.UnsupportedTransferEncoding
      case FieldId.Host:
        this.hosts++
        this.host = value
        return Rejection.None
      case FieldId.Connection:
        this.takeConnection(value)
        return Rejection.None
      case FieldId.ProxyConnection:
        // As old clients write it to proxies; Envoy takes its close only.
        if (hasToken(value, 'close')) this.hasClose = true
        return Rejection.None
      case FieldId.Upgrade:
        this.hasUpgradeField = true
        return Rejection.None
      case FieldId.Expect:
        // Twice is a list, and no expectation that anybody knows.
        this.expectsContinue = ++this.expectations === 1 && value.toLowerCase() === '100-continue'
        return Rejection.None
      default:
        return Rejection.None
    }
  }

  private takeConnection(value: string): void {
    if (value === 'keep-alive') {
      this.hasKeepAlive = true
      return
    }
    for (const option of value.split(',')) {
      const name = option.trim().toLowerCase()
      if (name === 'close') this.hasClose = true
      else if (name === 'keep-alive') this.hasKeepAlive = true
      else if (name === 'upgrade') this.hasUpgradeOption = true
    }
  }
}

function hasToken(list: string, token: string): boolean {
  return list.split(',').some((one) => one.trim().toLowerCase() === token)
}

/** 1*DIGIT up to 2^53-1 (RFC 9110 §8.6), else -1: no sign, list, space or empty value. */
export function parseContentLength(value: string): number {
  if (value.length === 0 || value.length > MAX_LENGTH_DIGITS) return -1
  let length = 0
  for (let i = 0; i < value.length; i++) {
    const digit = value.charCodeAt(i) - 0x30
    if (digit < 0 || digit > 9) return -1
    length = length * 10 + digit
  }
  return length <= Number.MAX_SAFE_INTEGER ? length : -1
}
