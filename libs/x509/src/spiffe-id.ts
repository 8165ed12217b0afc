/** SPIFFE IDs: parsed by hand, since a general URL class normalizes what must be refused. */
import { FlotillaError } from '@flotilla/errors'
import { bad, type Outcome, ok } from './outcome.ts'

export interface SpiffeId {
  /** Canonical text: scheme and trust domain in lower case, path as given. */
  readonly text: string
  /** Lower case, 1–255 bytes. */
  readonly trustDomain: string
  /** Begins with `/`, or empty for the ID of a trust domain. */
  readonly path: string
}

export interface WorkloadName {
  readonly trustDomain: string
  readonly namespace: string
  readonly serviceAccount: string
}

/** Longest ID that is accepted or emitted, in bytes (SPIFFE-ID §2.3). */
export const MAX_SPIFFE_ID_BYTES = 2048
const MAX_TRUST_DOMAIN_BYTES = 255
const SCHEME = 'spiffe://'
const KUBERNETES_NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/

/** Parses a SPIFFE ID with or without a path. Yields FLT_SPIFFE_MALFORMED. */
export function parseSpiffeId(text: string): Outcome<SpiffeId> {
  if (text.length > MAX_SPIFFE_ID_BYTES) return malformedId('is longer than 2048 bytes')
  // Before any lower-casing: the Kelvin sign, for one, would fold into an ASCII k.
  if (!isVisibleAscii(text)) return malformedId('holds a byte that is not visible ASCII')
  if (text.slice(0, SCHEME.length).toLowerCase() !== SCHEME)
    return malformedId('does not begin with spiffe://')
  const slash = text.indexOf('/', SCHEME.length)
  const end = slash === -1 ? text.length : slash
  const trustDomain = text.slice(SCHEME.length, end).toLowerCase()
  const path = text.slice(end)
  if (!isTrustDomain(trustDomain))
    return malformedId('has a trust domain outside 1 to 255 bytes of a-z 0-9 . - _')
  const fault = pathFault(path)
  if (fault !== null) return malformedId(fault)
  return ok({ text: SCHEME + trustDomain + path, trustDomain, path })
}

/** Whether the text is a canonical trust domain name: lower case, 1–255 bytes of `a-z 0-9 . - _`. */
export function isTrustDomain(text: string): boolean {
  if (text.length === 0 || text.length > MAX_TRUST_DOMAIN_BYTES) return false
  for (let i = 0; i < text.length; i++) if (!isDomainByte(text.charCodeAt(i))) return false
  return true
}

/** A configured trust domain in its canonical form; `@` becomes `.` as in Istio. Throws FLT_SPIFFE_MALFORMED. */
export function normalizeTrustDomain(text: string): string {
  const domain = text.replaceAll('@', '.').toLowerCase()
  if (!isVisibleAscii(text) || !isTrustDomain(domain))
    throw new FlotillaError(
      'FLT_SPIFFE_MALFORMED',
      `${JSON.stringify(text.slice(0, 64))} is not a trust domain`,
    )
  return domain
}

/** `spiffe://<td>/ns/<namespace>/sa/<serviceAccount>`. Throws FLT_SPIFFE_MALFORMED on a name outside Kubernetes' alphabet. */
export function workloadSpiffeId(name: WorkloadName): string {
  if (!KUBERNETES_NAME.test(name.namespace) || !KUBERNETES_NAME.test(name.serviceAccount))
    throw new FlotillaError(
      'FLT_SPIFFE_MALFORMED',
      `namespace and service account must be names of a-z 0-9 . -, not ${JSON.stringify(`${name.namespace}/${name.serviceAccount}`.slice(0, 128))}`,
    )
  return `${SCHEME}${normalizeTrustDomain(name.trustDomain)}/ns/${name.namespace}/sa/${name.serviceAccount}`
}

/** Namespace and service account of a mesh workload's ID, or null where the ID has another form. */
export function parseWorkloadSpiffeId(text: string): WorkloadName | null {
  const id = parseSpiffeId(text)
  if (id.kind === 'bad') return null
  const [empty, ns, namespace, sa, serviceAccount, ...rest] = id.value.path.split('/')
  if (empty !== '' || ns !== 'ns' || sa !== 'sa' || rest.length > 0) return null
  if (namespace === undefined || serviceAccount === undefined) return null
  if (!KUBERNETES_NAME.test(namespace) || !KUBERNETES_NAME.test(serviceAccount)) return null
  return { trustDomain: id.value.trustDomain, namespace, serviceAccount }
}

/** The principal of policy language: the ID without its scheme. */
export function principalOf(spiffeId: string): string {
  return spiffeId.slice(SCHEME.length)
}

function isVisibleAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code <= 0x20 || code >= 0x7f) return false
  }
  return true
}

function pathFault(path: string): string | null {
  if (path === '') return null
  // The path begins with '/', so the first piece is empty by construction.
  for (const segment of path.split('/').slice(1)) {
    if (segment === '') return 'has an empty path segment'
    if (segment === '.' || segment === '..') return 'has a relative path segment'
    for (let i = 0; i < segment.length; i++)
      if (!isPathByte(segment.charCodeAt(i))) return 'has a path byte outside A-Z a-z 0-9 . - _'
  }
  return null
}

function isDomainByte(code: number): boolean {
  return isDigit(code) || isLower(code) || code === 0x2e || code === 0x2d || code === 0x5f
}

function isPathByte(code: number): boolean {
  return isDomainByte(code) || (code >= 0x41 && code <= 0x5a)
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function isLower(code: number): boolean {
  return code >= 0x61 && code <= 0x7a
}

function malformedId(fault: string): Outcome<SpiffeId> {
  return bad('FLT_SPIFFE_MALFORMED', `the SPIFFE ID ${fault}`)
}
