/** Who the client is: x-forwarded-for, x-forwarded-proto, x-envoy-internal, and what external callers may not send (spec §1.7). */
import { isIP } from 'node:net'
import {
  type HeaderList,
  indexOfHeader,
  joinedHeaderValue,
  removeHeader,
  setHeader,
} from '../headers.ts'
import type { ManagerConfig } from '../manager-config.ts'

/** Honoured from internal callers only. */
const INTERNAL_ONLY = new Set([
  'x-envoy-retry-on',
  'x-envoy-retry-grpc-on',
  'x-envoy-max-retries',
  'x-envoy-retriable-status-codes',
  'x-envoy-retriable-header-names',
  'x-envoy-upstream-alt-stat-name',
  'x-envoy-upstream-rq-timeout-ms',
  'x-envoy-upstream-rq-per-try-timeout-ms',
  'x-envoy-upstream-rq-timeout-alt-response',
  'x-envoy-expected-rq-timeout-ms',
  'x-envoy-force-trace',
  'x-envoy-ip-tags',
  'x-envoy-original-url',
  'x-envoy-hedge-on-per-try-timeout',
  'x-envoy-upstream-stream-duration-ms',
])
/** Taken away at the edge besides. */
const EDGE_ONLY = new Set([
  'x-envoy-decorator-operation',
  'x-envoy-downstream-service-cluster',
  'x-envoy-downstream-service-node',
  'x-envoy-original-host',
  'x-envoy-original-path',
])

export interface ClientIdentity {
  /** Trusted address of the client. */
  readonly address: string
  readonly isInternal: boolean
  /** External, at a manager that uses the remote address. */
  readonly isEdge: boolean
}

/** Sets the forwarding headers of a request in place. @param detected the client's address, where another way told it. */
export function applyForwarded(
  headers: HeaderList,
  config: ManagerConfig,
  peerAddress: string,
  localPort: number,
  scheme: 'http' | 'https',
  detected: string | null = null,
): ClientIdentity {
  const given = joinedHeaderValue(headers, 'x-forwarded-for')
  const xff = given === '' ? null : given
  const entries = xff === null ? [] : xff.split(',')
  const client = detected ?? trustedAddress(entries, config, peerAddress)
  // Envoy: what is no address tells nothing of its sender, wherever the request came from.
  const isSingle = config.usesRemoteAddress
    ? xff === null
    : entries.length === 1 && isIP(xff?.trim() ?? '') !== 0
  if (xff !== null) setHeader(headers, 'x-forwarded-for', xff)
  if (config.usesRemoteAddress && !config.skipsXffAppend)
    appendPeer(headers, xff, config, peerAddress)
  const isUntrusted = config.usesRemoteAddress && config.xffTrustedHops === 0
  if (config.schemeOverwrite !== '') setHeader(headers, 'x-forwarded-proto', config.schemeOverwrite)
  else if (isUntrusted || indexOfHeader(headers, 'x-forwarded-proto') === -1)
    setHeader(headers, 'x-forwarded-proto', scheme)
  if (
    config.appendsForwardedPort &&
    (isUntrusted || indexOfHeader(headers, 'x-forwarded-port') === -1)
  )
    setHeader(headers, 'x-forwarded-port', String(localPort))
  applyVia(headers, config)
  const isInternal = isSingle && config.internalAddresses.has(client)
  const isEdge = !isInternal && config.usesRemoteAddress
  if (isInternal) {
    // Envoy: never the client's own, which goes before.
    removeHeader(headers, 'x-envoy-internal')
    headers.push('x-envoy-internal', 'true')
  } else sanitizeExternal(headers, isEdge, client)
  return { address: client, isInternal, isEdge }
}

function applyVia(headers: HeaderList, config: ManagerConfig): void {
  if (config.via === '') return
  const earlier = joinedHeaderValue(headers, 'via')
  const isFirst = earlier === null || earlier === ''
  setHeader(headers, 'via', isFirst ? config.via : `${earlier}, ${config.via}`)
}

/** Too few entries, or one that is no address, give the peer. */
function trustedAddress(
  entries: readonly string[],
  config: ManagerConfig,
  peerAddress: string,
): string {
  const hops = config.xffTrustedHops
  if (config.usesRemoteAddress && hops === 0) return peerAddress
  // The entry that the outermost trusted hop wrote, counted from the right.
  const fromRight = config.usesRemoteAddress ? hops : hops + 1
  const entry = entries.at(-fromRight)?.trim() ?? ''
  return entry === '' || isIP(entry) === 0 ? peerAddress : entry
}

/** Envoy: a loopback peer is this machine, and is named by an address that others know it by. */
function appendPeer(
  headers: HeaderList,
  xff: string | null,
  config: ManagerConfig,
  peerAddress: string,
): void {
  const isLoopback = peerAddress.startsWith('127.') || peerAddress === '::1'
  const added = isLoopback ? config.localAddress : peerAddress
  setHeader(headers, 'x-forwarded-for', xff === null ? added : `${xff},${added}`)
}

function sanitizeExternal(headers: HeaderList, isEdge: boolean, client: string): void {
  let isFound = false
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string // inside the list
    if (!name.startsWith('x-envoy-')) continue
    isFound = true
    break
  }
  if (isFound) removeOwned(headers, isEdge)
  if (isEdge) setHeader(headers, 'x-envoy-external-address', client)
}

function removeOwned(headers: HeaderList, isEdge: boolean): void {
  let to = 0
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string // inside the list
    const isOwned =
      name === 'x-envoy-internal' || INTERNAL_ONLY.has(name) || (isEdge && EDGE_ONLY.has(name))
    if (isOwned) continue
    headers[to] = name
    headers[to + 1] = headers[i + 1] as string // lists are even
    to += 2
  }
  headers.length = to
}
