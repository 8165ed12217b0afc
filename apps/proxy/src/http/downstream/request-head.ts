/** From a parsed HTTP/1 head to a stream that is ready to be routed, or to the reply that refuses it. */
import type { MessageReader } from '@flotilla/http1'
import { isGrpcRequest } from '@flotilla/match'
import type { NodeIdentity } from '../env.ts'
import {
  type HeaderList,
  headerValue,
  indexOfHeader,
  joinedHeaderValue,
  removeHeader,
  setHeader,
} from '../headers.ts'
import { type ManagerConfig, Underscores } from '../manager-config.ts'
import { MERGED_IN_REQUESTS, mergeRepeated } from '../merged-headers.ts'
import { ResponseFlag } from '../response-flags.ts'
import { applyMutations } from '../route/header-mutation.ts'
import { detectAddress } from './address-detection.ts'
import { applyClientCert } from './client-cert.ts'
import { applyForwarded } from './forwarded.ts'
import { stripHopByHop } from './hop-by-hop.ts'
import { checkTarget } from './request-checks.ts'
import { applyRequestId } from './request-id.ts'
import type { ServerStream } from './server-stream.ts'

const CONTINUE = 100

/**
 * Fills the stream from the head that `reader` holds and brings its headers into their final form. False where it has
 * already been answered. @param certElement of the connection (`clientCertElement`).
 */
export function takeHead(
  stream: ServerStream,
  reader: MessageReader,
  certElement: string,
): boolean {
  const { config } = stream.runtime
  const { headers, framing } = reader
  stream.requestHeaders = headers
  stream.upgrade = tunnelOf(reader.method, framing.hasUpgrade, headers)
  if (!passesUnderscores(stream, config)) {
    // Envoy refuses before it has a request to log; a HEAD is still answered as one.
    if (stream.method !== 'HEAD') stream.method = ''
    return reject(stream, 'http1.unexpected_underscore')
  }
  const losesHost = nominatesHost(headers)
  if (!stripHopByHop(headers)) return reject(stream, 'http1.connection_header_rejected')
  // Envoy: whatever becomes of the request, its client is told to go on first.
  if (takeExpectation(stream, framing.expectsContinue))
    stream.session.sendInformational(CONTINUE, [])
  if (losesHost) return rejectWithoutHost(stream, reader.target)
  return takeRequest(stream, reader.method, reader.target, framing.host, certElement)
}

/**
 * The part that is the same for every version: checks the target and completes the headers, which hold no hop-by-hop
 * fields any more. @param target authority of a CONNECT.
 */
export function takeRequest(
  stream: ServerStream,
  method: string,
  requestTarget: string,
  host: string | null,
  certElement: string,
): boolean {
  const { connection, requestHeaders: headers } = stream
  const { config, overload } = stream.runtime
  mergeRepeated(headers, MERGED_IN_REQUESTS)
  if (overload.stopsRequests) return shed(stream, requestTarget, host ?? '')
  const check = checkTarget(
    stream.protocol,
    method,
    requestTarget,
    host,
    config,
    connection.localPort,
  )
  const tlsScheme = connection.tls === null ? 'http' : 'https'
  if (check.kind !== 'ok') {
    stream.path = requestTarget
    stream.authority = host ?? ''
    stream.scheme = tlsScheme
    // Envoy: of HTTP/1 only an absolute target had told one by now.
    stream.hasScheme =
      stream.protocol === 'HTTP/2' ||
      (check.kind === 'reply' && (check.target?.scheme ?? '') !== '')
    if (check.kind === 'reply') {
      if (check.target !== null) {
        stream.path = check.target.path
        stream.authority = check.target.authority
      }
      stream.reply(check.status, check.body, check.detail, check.flag)
      return false
    }
    stream.path = check.path
    stream.authority = check.authority
    if (isGrpcRequest(headers)) {
      // gRPC clients do not follow redirects.
      stream.reply(400, '', 'path_normalization_failed', 0)
    } else stream.reply(307, '', 'path_normalization_failed', 0, ['location', check.path])
    return false
  }
  const { target } = check
  stream.path = target.path
  stream.authority = target.authority
  // Envoy: the content is what a QUERY asks with, so its type must be known.
  if (method === 'QUERY' && (headerValue(headers, 'content-type') ?? '') === '') {
    stream.reply(400, '', 'query_missing_content_type', 0)
    return false
  }
  if (config.earlyMutations !== null) applyMutations(config.earlyMutations, headers, stream)
  const found =
    config.addressDetection === null
      ? null
      : detectAddress(config.addressDetection, headers, connection.remoteAddress)
  if (found?.kind === 'rejected') {
    stream.reply(found.status, '', 'rejecting_because_detection_failed', 0)
    return false
  }
  const client = applyForwarded(
    headers,
    config,
    connection.remoteAddress,
    connection.localPort,
    tlsScheme,
    found === null ? null : found.kind === 'found' ? found.address : connection.remoteAddress,
  )
  stream.clientAddress = client.address
  stream.isInternal = client.isInternal
  stream.scheme = schemeOf(stream, config, tlsScheme)
  if (target.scheme !== '' && config.schemeOverwrite === '') stream.scheme = target.scheme
  if (config.userAgent !== null) tellWho(headers, config.userAgent)
  applyRequestId(headers, config, client.isEdge)
  applyClientCert(headers, config.clientCertMode, certElement !== '', certElement)
  return true
}

/** Nothing is done for the request, no filter sees it (spec §1.1 step 3). */
function shed(stream: ServerStream, path: string, authority: string): boolean {
  stream.path = path
  stream.authority = authority
  stream.scheme = stream.connection.tls === null ? 'http' : 'https'
  stream.runtime.config.stats.downstreamRqOverloadClose++
  const isMarked = stream.runtime.config.marksLocalOverload
  const marks = isMarked ? ['x-envoy-local-overloaded', 'true'] : null
  stream.reply(503, 'envoy overloaded', 'overload', 0, marks)
  return false
}

/** What the client wants the connection to become, empty where nothing. */
function tunnelOf(method: string, hasUpgrade: boolean, headers: readonly string[]): string {
  if (method === 'CONNECT') return 'connect'
  return hasUpgrade ? upgradeToken(headers) : ''
}

/** Stands for an upgrade to nothing, which is none that a configuration can allow. */
const NAMELESS = ' '

/** Lower case; empty for `h2c`, which is never offered onwards (spec §1.8). */
function upgradeToken(headers: readonly string[]): string {
  const token = (headerValue(headers, 'upgrade') ?? '').trim().toLowerCase()
  if (token === '') return NAMELESS
  return token === 'h2c' ? '' : token
}

function schemeOf(
  stream: ServerStream,
  config: ManagerConfig,
  tlsScheme: 'http' | 'https',
): 'http' | 'https' {
  if (config.schemeOverwrite !== '') return config.schemeOverwrite
  const given = headerValue(stream.requestHeaders, 'x-forwarded-proto')
  // Envoy finds no route for a request that says nothing of its scheme.
  if (given === '') stream.isUnroutable = true
  return given === 'https' || given === 'http' ? given : tlsScheme
}

/** Removes names with underscores where configured; false where they refuse the request. */
export function passesUnderscores(stream: ServerStream, config: ManagerConfig): boolean {
  if (config.underscores === Underscores.Allow) return true
  const headers = stream.requestHeaders
  for (let i = headers.length - 2; i >= 0; i -= 2) {
    const name = headers[i] as string // inside the list
    if (!name.includes('_')) continue
    if (config.underscores === Underscores.Reject) return false
    removeHeader(headers, name)
    i = Math.min(i, headers.length)
  }
  return true
}

/** The message breaks the protocol: answered once, and nothing more is read from the connection. */
function reject(stream: ServerStream, detail: string): boolean {
  stream.closesConnection = true
  // As Envoy, whose codec refuses it: nothing of it is logged.
  stream.method = ''
  stream.reply(400, 'Bad Request', detail, ResponseFlag.DownstreamProtocolError)
  return false
}

/** Envoy takes out the Host that Connection nominates, and misses it then. */
function nominatesHost(headers: readonly string[]): boolean {
  const options = joinedHeaderValue(headers, 'connection')
  if (options === null || options === 'keep-alive' || options === 'close') return false
  return options.split(',').some((option) => option.trim().toLowerCase() === 'host')
}

function rejectWithoutHost(stream: ServerStream, target: string): boolean {
  stream.closesConnection = true
  stream.path = target
  stream.hasScheme = false
  stream.reply(400, '', 'missing_host_header', 0)
  return false
}

/** Envoy's add_user_agent. */
function tellWho(headers: HeaderList, node: NodeIdentity): void {
  setHeader(headers, 'x-envoy-downstream-service-cluster', node.cluster)
  const given = headerValue(headers, 'user-agent')
  if (given === null || given === '') setHeader(headers, 'user-agent', node.cluster)
  if (node.id !== '') setHeader(headers, 'x-envoy-downstream-service-node', node.id)
}

/** Whether the client waits for 100, and takes the header out where the proxy answers that itself. */
export function takeExpectation(stream: ServerStream, expectsContinue: boolean): boolean {
  if (!expectsContinue || stream.runtime.config.proxies100Continue) return false
  if (indexOfHeader(stream.requestHeaders, 'expect') !== -1)
    removeHeader(stream.requestHeaders, 'expect')
  return true
}
