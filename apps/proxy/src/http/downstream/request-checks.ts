/** What a request must fulfil before a route is chosen: version, host, path; and their normalization (spec §1.1 step 3). */
import { normalizePath, parseAbsoluteTarget, portOffset } from '@flotilla/uri'
import type { HttpProtocol } from '../filter.ts'
import { type ManagerConfig, PortStripping } from '../manager-config.ts'
import { ResponseFlag, type ResponseFlags } from '../response-flags.ts'

const PORT = /^\d{1,9}$/

export interface RequestTarget {
  readonly path: string
  readonly authority: string
  /** Scheme of an absolute target, empty otherwise. */
  readonly scheme: '' | 'http' | 'https'
}

export type TargetCheck =
  | { readonly kind: 'ok'; readonly target: RequestTarget }
  | {
      readonly kind: 'reply'
      readonly status: number
      readonly detail: string
      readonly body: string
      readonly flag: ResponseFlags
      /** For the log: null where the request has none but the one on the wire. */
      readonly target: RequestTarget | null
    }
  | { readonly kind: 'redirect'; readonly path: string; readonly authority: string }

/** @param host value of the Host header, null where absent.. */
export function checkTarget(
  protocol: HttpProtocol,
  method: string,
  target: string,
  host: string | null,
  config: ManagerConfig,
  localPort: number,
): TargetCheck {
  if (protocol === 'HTTP/1.0' && !config.acceptsHttp10)
    return reply(426, 'low_version', 'Upgrade Required', ResponseFlag.DownstreamProtocolError)
  let authority = host
  if (authority === null && protocol === 'HTTP/1.0' && config.defaultHostForHttp10 !== '')
    authority = config.defaultHostForHttp10
  let path = target
  let scheme: '' | 'http' | 'https' = ''
  if (method === 'CONNECT') {
    authority = target
    path = ''
  } else if (!target.startsWith('/') && config.allowsAbsoluteUrl) {
    const absolute = parseAbsoluteTarget(target)
    if (absolute !== null) {
      // RFC 9112 §3.2.2: the authority of the target replaces Host.
      authority = absolute.authority
      path = absolute.path
      scheme = absolute.scheme
    }
  }
  if (authority === null) return reply(400, 'missing_host_header')
  if (path === '' && method !== 'CONNECT') return reply(404, 'missing_path_rejected')
  if (path !== '' && !path.startsWith('/')) return reply(404, 'absolute_path_rejected')
  // RFC 9112 §3.2: no form of a target has a fragment.
  if (path.includes('#')) {
    const refused = { path, authority, scheme }
    return reply(400, 'path_normalization_failed', '', 0, refused)
  }
  authority = strippedAuthority(authority, method, config, localPort)
  if (config.pathOptions !== null && path !== '') {
    const normalized = normalizePath(path, config.pathOptions)
    if (normalized.kind === 'reject') {
      const refused = { path: normalized.path, authority, scheme }
      return reply(400, 'path_normalization_failed', '', 0, refused)
    }
    if (normalized.kind === 'redirect')
      return { kind: 'redirect', path: normalized.path, authority }
    path = normalized.path
  }
  return { kind: 'ok', target: { path, authority, scheme } }
}

function strippedAuthority(
  authority: string,
  method: string,
  config: ManagerConfig,
  localPort: number,
): string {
  let stripped = authority
  // RFC 9110 §9.3.6: the target of a CONNECT has its port.
  if (config.portStripping !== PortStripping.None && method !== 'CONNECT') {
    const at = portOffset(stripped)
    const port = at === -1 ? '' : stripped.slice(at + 1)
    // Envoy: what is no number is no port.
    const isTaken =
      PORT.test(port) && (config.portStripping === PortStripping.Any || Number(port) === localPort)
    if (isTaken) stripped = stripped.slice(0, at)
  }
  if (config.stripsTrailingHostDot) {
    const at = portOffset(stripped)
    const host = at === -1 ? stripped : stripped.slice(0, at)
    if (host.endsWith('.')) stripped = host.slice(0, -1) + (at === -1 ? '' : stripped.slice(at))
  }
  return stripped
}

function reply(
  status: number,
  detail: string,
  body = '',
  flag: ResponseFlags = 0,
  target: RequestTarget | null = null,
): TargetCheck {
  return { kind: 'reply', status, detail, body, flag, target }
}
