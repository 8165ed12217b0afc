/** `host:port` texts: the one form in which Flotilla takes and shows socket addresses. */
import { FlotillaError } from '@flotilla/errors'

export interface HostPort {
  /** Name or address, IPv6 without brackets. */
  readonly host: string
  /** 0–65535. */
  readonly port: number
}

const BRACKETED = /^\[([0-9a-fA-F:.]+)\]:(\d{1,5})$/
const PLAIN = /^([^:[\]\s]*):(\d{1,5})$/

/** Parses `host:port` or `[v6]:port`; throws FLT_USAGE naming the text. */
export function parseHostPort(text: string): HostPort {
  const match = BRACKETED.exec(text) ?? PLAIN.exec(text)
  const port = Number(match?.[2])
  if (match === null || port > 65_535) {
    throw new FlotillaError('FLT_USAGE', `${JSON.stringify(text)} is not host:port`)
  }
  return { host: match[1] ?? '', port }
}

/** The reverse of parseHostPort: IPv6 in brackets. */
export function formatHostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
