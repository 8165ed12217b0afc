/** The `connection` of a handler out of process, read strictly: no field that matters is ignored in silence. */
import type { BackendConnection, BackendSecurity, BackendToken } from '@flotilla/adapter-sdk'
import { parseGoDurationNs, parseProtoDurationNs } from '@flotilla/time'

/** Where a handler names none. Istio 1.4 has no deadline; ours must have one. docs/limits.md */
export const DEFAULT_TIMEOUT_MS = 5_000
const MAX_TIMEOUT_MS = 60_000

type Report = (path: string, message: string) => void
type Json = Readonly<Record<string, unknown>>

const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** The connection; of no use after a report. @param path where it stands. */
export function connectionOf(
  value: unknown,
  namespace: string,
  path: string,
  report: Report,
): BackendConnection {
  const fields = new Fields(value, path, ['address', 'timeout', 'authentication'], report)
  const address = fields.text('address')
  if (address === '') report(`${path}.address`, 'is required: host:port of the adapter')
  else if (!isAddress(address)) report(`${path}.address`, 'is not host:port')
  const timeout = fields.text('timeout')
  const ns = timeout === '' ? null : (parseProtoDurationNs(timeout) ?? parseGoDurationNs(timeout))
  let timeoutMs = DEFAULT_TIMEOUT_MS
  if (timeout !== '') {
    timeoutMs = ns === null ? 0 : Number(ns) / 1e6
    if (timeoutMs <= 0 || timeoutMs > MAX_TIMEOUT_MS)
      report(`${path}.timeout`, `must be a duration above 0s, at most ${MAX_TIMEOUT_MS / 1000}s`)
  }
  const security = securityOf(fields.value('authentication'), `${path}.authentication`, report)
  return { address, namespace, timeoutMs, security }
}

function isAddress(text: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:\/\//.test(text) || text.startsWith('unix:')) return true
  if (/^module:[a-z][a-z0-9-]*$/.test(text)) return true
  const match = /^(?:\[[0-9a-fA-F:.]+\]|[^:/\s]+):(\d{1,5})$/.exec(text)
  return match !== null && Number(match[1]) > 0 && Number(match[1]) < 65_536
}

function securityOf(value: unknown, path: string, report: Report): BackendSecurity {
  if (value === undefined || value === null) return { kind: 'plaintext' }
  const fields = new Fields(value, path, ['tls', 'mutual'], report)
  const tls = fields.value('tls')
  const mutual = fields.value('mutual')
  if (tls !== undefined && mutual !== undefined) report(path, 'tls and mutual exclude each other')
  if (tls !== undefined) return tlsOf(tls, `${path}.tls`, report)
  if (mutual !== undefined) return mutualOf(mutual, `${path}.mutual`, report)
  report(path, 'needs tls or mutual')
  return { kind: 'plaintext' }
}

function mutualOf(value: unknown, path: string, report: Report): BackendSecurity {
  const names = ['privateKey', 'clientCertificate', 'caCertificates', 'serverName']
  const fields = new Fields(value, path, names, report)
  const privateKey = fields.text('privateKey')
  const clientCertificate = fields.text('clientCertificate')
  if ((privateKey === '') !== (clientCertificate === ''))
    report(
      path,
      'privateKey and clientCertificate go together; without both the mesh certificate is used',
    )
  return {
    kind: 'mutual',
    privateKey,
    clientCertificate,
    caCertificates: fields.text('caCertificates'),
    serverName: fields.text('serverName'),
  }
}

function tlsOf(value: unknown, path: string, report: Report): BackendSecurity {
  const names = ['caCertificates', 'tokenPath', 'oauth', 'authHeader', 'customHeader', 'serverName']
  const fields = new Fields(value, path, names, report)
  return {
    kind: 'tls',
    caCertificates: fields.text('caCertificates'),
    serverName: fields.text('serverName'),
    token: tokenOf(fields, path, report),
  }
}

/** Istio 1.4: exactly one source of the token, and one way to send it. */
function tokenOf(fields: Fields, path: string, report: Report): BackendToken {
  const file = fields.text('tokenPath')
  const oauth = fields.value('oauth')
  if ((file === '') === (oauth === undefined)) report(path, 'needs tokenPath or oauth, one of them')
  const custom = fields.text('customHeader').toLowerCase()
  const header = fields.value('authHeader')
  if ((custom === '') === (header === undefined))
    report(path, 'needs authHeader (PLAIN or BEARER) or customHeader, one of them')
  if (custom !== '' && !HEADER.test(custom))
    report(`${path}.customHeader`, 'is not the name of a header')
  const isBearer = header === 'BEARER' || header === 1
  if (header !== undefined && !isBearer && header !== 'PLAIN' && header !== 0)
    report(`${path}.authHeader`, 'must be PLAIN or BEARER')
  return {
    source:
      oauth === undefined ? { kind: 'file', path: file } : oauthOf(oauth, `${path}.oauth`, report),
    header: custom === '' ? 'authorization' : custom,
    prefix: isBearer ? 'Bearer ' : '',
  }
}

function oauthOf(value: unknown, path: string, report: Report): BackendToken['source'] {
  const names = ['clientId', 'clientSecret', 'tokenUrl', 'scopes', 'endpointParams']
  const fields = new Fields(value, path, names, report)
  const scopes = fields.value('scopes') ?? []
  const isTexts = Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string')
  if (!isTexts) report(`${path}.scopes`, 'must be a list of texts')
  if (fields.value('endpointParams') !== undefined)
    report(`${path}.endpointParams`, 'is not supported')
  for (const name of ['clientId', 'clientSecret', 'tokenUrl'])
    if (fields.text(name) === '') report(`${path}.${name}`, 'is required')
  const tokenUrl = fields.text('tokenUrl')
  if (tokenUrl !== '' && !/^https?:\/\/[^/]+/.test(tokenUrl))
    report(`${path}.tokenUrl`, 'must be an http or https URL')
  return {
    kind: 'oauth',
    clientId: fields.text('clientId'),
    clientSecret: fields.text('clientSecret'),
    tokenUrl,
    scopes: isTexts ? scopes : [],
  }
}

/** Fields of one object, in either spelling; unknown ones and those that are not text where text is asked for are reported. */
class Fields {
  private readonly values = new Map<string, unknown>()
  private readonly path: string
  private readonly report: Report

  constructor(value: unknown, path: string, names: readonly string[], report: Report) {
    this.path = path
    this.report = report
    if (value === undefined || value === null) return
    if (typeof value !== 'object' || Array.isArray(value)) {
      report(path, 'must be an object')
      return
    }
    for (const [key, one] of Object.entries(value as Json)) {
      const name = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
      if (!names.includes(name))
        report(`${path}.${key}`, `unknown field; known are ${names.join(', ')}`)
      else if (one !== null && one !== undefined) this.values.set(name, one)
    }
  }

  value(name: string): unknown {
    return this.values.get(name)
  }

  text(name: string): string {
    const value = this.values.get(name)
    if (value === undefined || typeof value === 'string') return value ?? ''
    this.report(`${this.path}.${name}`, 'must be text')
    return ''
  }
}
