/** Authorities and absolute request targets. */

export interface Authority {
  /** Lower case; an IPv6 literal without brackets. */
  readonly host: string
  /** 1–65535, or -1 where none was given. */
  readonly port: number
}

export interface AbsoluteTarget {
  readonly scheme: 'http' | 'https'
  /** As written, with its port. */
  readonly authority: string
  /** Path and query; `/` where the target had none. */
  readonly path: string
}

const REG_NAME = /^[A-Za-z0-9\-._~!$&'()*+,;=%]+$/
const IPV6_TEXT = /^[0-9A-Fa-f:.]+$/
const PORT = /^[0-9]{1,5}$/
const ABSOLUTE = /^(https?):\/\/([^/?#]*)(.*)$/i

/** Parses `host`, `host:port`, `[v6]` or `[v6]:port`; null where malformed, with user information, or empty. */
export function parseAuthority(text: string): Authority | null {
  const portAt = portOffset(text)
  const hostText = portAt === -1 ? text : text.slice(0, portAt)
  let port = -1
  if (portAt !== -1) {
    const digits = text.slice(portAt + 1)
    port = PORT.test(digits) ? Number(digits) : -1
    if (port < 1 || port > 65_535) return null
  }
  if (!hostText.startsWith('[')) {
    return REG_NAME.test(hostText) ? { host: hostText.toLowerCase(), port } : null
  }
  const inner = hostText.slice(1, -1)
  const isLiteral = hostText.endsWith(']') && inner.includes(':') && IPV6_TEXT.test(inner)
  return isLiteral ? { host: inner.toLowerCase(), port } : null
}

/** Index of the colon before the port, or -1. Does not check what follows it. */
export function portOffset(authority: string): number {
  const colon = authority.lastIndexOf(':')
  if (colon === -1) return -1
  return authority.startsWith('[') && authority.indexOf(']') > colon ? -1 : colon
}

/** The authority without its port. */
export function withoutPort(authority: string): string {
  const at = portOffset(authority)
  return at === -1 ? authority : authority.slice(0, at)
}

/** Splits an absolute-form request target (RFC 9112 §3.2.2); null where it is none or its authority is malformed. */
export function parseAbsoluteTarget(target: string): AbsoluteTarget | null {
  const match = ABSOLUTE.exec(target)
  if (match === null) return null
  const scheme = (match[1] as string).toLowerCase() === 'https' ? 'https' : 'http' // the group is not optional
  const authority = match[2] as string // the group is not optional
  const rest = match[3] as string // the group is not optional
  if (parseAuthority(authority) === null) return null
  return { scheme, authority, path: rest.startsWith('/') ? rest : `/${rest}` }
}
