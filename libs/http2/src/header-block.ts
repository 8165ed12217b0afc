/** One decoded header list: pseudo-headers apart, the rest flat, and whether it is a well-formed message (RFC 9113 §8). */
import { FieldKind } from './field-kind.ts'

/**
 * Why a header list is refused. Field: one that must not be there, or not in this form. Message: the list as a whole is no
 * message. TooLarge and TooMany: limits of ours on bytes and fields.
 */
export const BlockFault = { None: 0, Field: 1, Message: 2, TooLarge: 3, TooMany: 4 } as const
export type BlockFault = (typeof BlockFault)[keyof typeof BlockFault]

/** Bits of `pseudo`, by FieldKind. */
const METHOD = 1 << FieldKind.Method
const SCHEME = 1 << FieldKind.Scheme
const AUTHORITY = 1 << FieldKind.Authority
const PATH = 1 << FieldKind.Path
const STATUS = 1 << FieldKind.Status
const PROTOCOL = 1 << FieldKind.Protocol

/** A length beyond this is refused rather than counted inexactly. */
const MAX_LENGTH_DIGITS = 15
const TEXT_0 = 0x30

export interface BlockLimits {
  /** Names and values of one list, bytes. Default 60 KiB. */
  readonly maxHeaderListBytes: number
  /** Fields of one list. Default 100. */
  readonly maxHeaderFields: number
}

/** Reused for every list of a connection; `headers` belongs to who takes it, the next list gets a new one. */
export class HeaderBlock {
  method = ''
  scheme = ''
  authority = ''
  path = ''
  protocol = ''
  /** 0 where there is none. */
  status = 0
  /** Value of the one `host` field, null where absent; it is not in `headers`. */
  host: string | null = null
  /** -1 where absent. */
  contentLength = -1
  /** Flat list without pseudo-headers and `host`; crumbs of `cookie` are joined, and last (RFC 9113 §8.2.3). */
  headers: string[] = []
  fault: BlockFault = BlockFault.None
  /** Names and values of the list, bytes. */
  bytes = 0
  private readonly limits: BlockLimits
  private fields = 0
  private pseudo = 0
  private hasRegular = false
  private cookie: string | null = null
  private hasOddTe = false

  constructor(limits: BlockLimits) {
    this.limits = limits
  }

  reset(): void {
    this.method = ''
    this.scheme = ''
    this.authority = ''
    this.path = ''
    this.protocol = ''
    this.status = 0
    this.host = null
    this.contentLength = -1
    this.headers = []
    this.fault = BlockFault.None
    this.bytes = 0
    this.fields = 0
    this.pseudo = 0
    this.hasRegular = false
    this.cookie = null
    this.hasOddTe = false
  }

  /** Takes the next field; what comes after a fault is counted no more. */
  add(name: string, value: string, kind: FieldKind): void {
    if (this.fault !== BlockFault.None) return
    this.bytes += name.length + value.length
    this.fields++
    if (this.bytes > this.limits.maxHeaderListBytes) this.fault = BlockFault.TooLarge
    else if (this.fields > this.limits.maxHeaderFields) this.fault = BlockFault.TooMany
    if (this.fault !== BlockFault.None) {
      this.headers = []
      return
    }
    if (kind === FieldKind.Regular) {
      this.hasRegular = true
      this.headers.push(name, value)
    } else if (kind <= FieldKind.Protocol) this.addPseudo(kind, value)
    else this.addSpecial(name, value, kind)
  }

  private addPseudo(kind: FieldKind, value: string): void {
    const bit = 1 << kind
    // RFC 9113 §8.3: before all others, each at most once.
    if (this.hasRegular || (this.pseudo & bit) !== 0) {
      this.fault = BlockFault.Field
      return
    }
    this.pseudo |= bit
    switch (bit) {
      case METHOD:
        this.method = value
        break
      case SCHEME:
        this.scheme = value
        break
      case AUTHORITY:
        this.authority = value
        break
      case PATH:
        this.path = value
        break
      case PROTOCOL:
        this.protocol = value
        break
      default:
        if (/^[1-9]\d\d$/.test(value)) this.status = Number(value)
        else this.fault = BlockFault.Field
    }
  }

  private addSpecial(name: string, value: string, kind: FieldKind): void {
    this.hasRegular = true
    switch (kind) {
      case FieldKind.ContentLength:
        if (this.contentLength !== -1) this.fault = BlockFault.Field
        this.contentLength = lengthOf(value)
        if (this.contentLength === -1) this.fault = BlockFault.Field
        this.headers.push(name, value)
        break
      case FieldKind.Host:
        if (this.host !== null) this.fault = BlockFault.Field
        this.host = value
        break
      case FieldKind.Cookie:
        this.cookie = this.cookie === null ? value : `${this.cookie}; ${value}`
        break
      case FieldKind.Te:
        // RFC 9113 §8.2.2: nothing but `trailers` may be asked for.
        if (value.toLowerCase() !== 'trailers') this.fault = BlockFault.Field
        if (value !== 'trailers') this.hasOddTe = true
        this.headers.push(name, value)
        break
      default:
        this.fault = BlockFault.Field
    }
  }

  /** Envoy knows `trailers` in lower case, and takes other spellings out of requests. */
  private dropTe(): void {
    for (let at = this.headers.indexOf('te'); at !== -1; at = this.headers.indexOf('te', at)) {
      if (at % 2 === 0 && this.headers[at + 1] !== 'trailers') this.headers.splice(at, 2)
      else at++
    }
  }

  private endList(): void {
    if (this.cookie === null) return
    if (this.cookie !== '') this.headers.push('cookie', this.cookie)
    this.cookie = null
  }

  /** @param allowsProtocol whether extended CONNECT was offered (RFC 8441). */
  checkRequest(allowsProtocol: boolean): BlockFault {
    if (this.fault !== BlockFault.None) return this.fault
    this.endList()
    if (this.hasOddTe) this.dropTe()
    const { pseudo } = this
    if ((pseudo & STATUS) !== 0 || (pseudo & METHOD) === 0) return BlockFault.Message
    const isExtended = (pseudo & PROTOCOL) !== 0
    if (this.method === 'CONNECT' && !isExtended) {
      // RFC 9113 §8.5: authority alone.
      const isPlain = (pseudo & (SCHEME | PATH)) === 0 && this.authority !== ''
      return isPlain ? BlockFault.None : BlockFault.Message
    }
    if (isExtended && !(allowsProtocol && this.method === 'CONNECT')) return BlockFault.Message
    if ((pseudo & SCHEME) === 0 || (pseudo & PATH) === 0) return BlockFault.Message
    if (this.scheme === '' || this.path === '') return BlockFault.Field
    if (this.path.charCodeAt(0) !== 0x2f && !(this.path === '*' && this.method === 'OPTIONS'))
      return BlockFault.Message
    if ((pseudo & AUTHORITY) !== 0 && this.authority === '') return BlockFault.Field
    if (this.host === null) return this.authority === '' ? BlockFault.Message : BlockFault.None
    // RFC 9113 §8.3.1: two names for one target are one too many.
    if (this.authority === '') this.authority = this.host
    return this.host.toLowerCase() === this.authority.toLowerCase()
      ? BlockFault.None
      : BlockFault.Field
  }

  checkResponse(): BlockFault {
    if (this.fault !== BlockFault.None) return this.fault
    this.endList()
    // RFC 9113 §8.6: there is no 101 in HTTP/2.
    // It means nothing there, and passes.
    if (this.host !== null) this.headers.push('host', this.host)
    if (this.pseudo !== STATUS || this.status === 101) return BlockFault.Message
    // RFC 9110 §8.6: no length in 1xx, and none of a body in 204.
    const { status, contentLength } = this
    const isAnnounced = status < 200 ? contentLength !== -1 : status === 204 && contentLength > 0
    return isAnnounced ? BlockFault.Message : BlockFault.None
  }

  checkTrailers(): BlockFault {
    if (this.fault !== BlockFault.None) return this.fault
    this.endList()
    return this.pseudo === 0 ? BlockFault.None : BlockFault.Field
  }
}

/** Decimal digits only, or -1. */
function lengthOf(value: string): number {
  const { length } = value
  if (length === 0 || length > MAX_LENGTH_DIGITS) return -1
  let number = 0
  for (let i = 0; i < length; i++) {
    const digit = value.charCodeAt(i) - TEXT_0
    if (digit < 0 || digit > 9) return -1
    number = number * 10 + digit
  }
  return number
}
