/** Parameters that name a backend: `host:port` and URLs. */
import { nameOf, type ParamType, type ParamViolation } from './types.ts'

export interface HostPortParam {
  /** Name or address, IPv6 without brackets. */
  readonly host: string
  /** 1–65535. */
  readonly port: number
}

const BRACKETED = /^\[([0-9a-fA-F:.]+)\]:(\d{1,5})$/
const PLAIN = /^([^:[\]\s/@]+):(\d{1,5})$/

/** `host:port` or `[v6]:port`; anything else, an empty text too, is a violation. */
export function hostPort(initial: HostPortParam): ParamType<HostPortParam> {
  return {
    schema: () => ({
      type: 'string',
      pattern: '^(\\[[0-9a-fA-F:.]+\\]|[^:\\[\\]\\s/@]+):[0-9]{1,5}$',
      default: `${initial.host}:${initial.port}`,
    }),
    initial: () => initial,
    parse(value: unknown, path: string, violations: ParamViolation[]): HostPortParam {
      const match = typeof value === 'string' ? (BRACKETED.exec(value) ?? PLAIN.exec(value)) : null
      const port = Number(match?.[2])
      if (match !== null && port > 0 && port <= 65_535) return { host: match[1] ?? '', port }
      violations.push({ path, message: `must be host:port, is ${nameOf(value)}` })
      return initial
    },
  }
}

/** Whether a text is an http or https URL with a host and without user and password. */
export function isHttpUrl(value: string): boolean {
  const url = URL.parse(value)
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.hostname !== '' &&
    url.username === '' &&
    url.password === ''
  )
}
