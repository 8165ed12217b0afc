/** From a decoded HTTP/2 head to a stream that is ready to be routed, or to the reply or reset that refuses it. */
import type { HeaderBlock } from '@flotilla/http2'
import { headerValue } from '../headers.ts'
import { ResponseFlag } from '../response-flags.ts'
import type { Http2Request } from './http2-request.ts'
import { passesUnderscores, takeExpectation, takeRequest } from './request-head.ts'

const CONTINUE = 100

/** Fills the request's stream. False where it has already been answered or reset. */
export function takeHttp2Head(request: Http2Request, head: HeaderBlock): boolean {
  const { server, session } = request
  const { config } = server.runtime
  server.requestHeaders = head.headers
  // RFC 8441: routed as the upgrade that HTTP/1 would ask for.
  const isUpgrade = head.protocol !== ''
  server.method = isUpgrade ? 'GET' : head.method
  if (isUpgrade) {
    server.upgrade = head.protocol.toLowerCase()
  } else if (head.method === 'CONNECT') server.upgrade = 'connect'
  if (!passesUnderscores(server, config)) {
    config.stats.http2.requestsRejectedWithUnderscoresInHeaders++
    server.abort('http2.unexpected_underscore', ResponseFlag.DownstreamProtocolError)
    return false
  }
  if (takeExpectation(server, isContinue(head))) request.sendInformational(CONTINUE, [])
  const target = server.method === 'CONNECT' ? head.authority : head.path
  const host = head.authority === '' ? null : head.authority
  if (!takeRequest(server, server.method, target, host, session.certElement)) return false
  // Envoy: the client's own word, whatever x-forwarded-proto says; one that is neither follows the connection.
  if (config.schemeOverwrite === '' && (head.scheme === 'http' || head.scheme === 'https'))
    server.scheme = head.scheme
  return true
}

function isContinue(head: HeaderBlock): boolean {
  return headerValue(head.headers, 'expect')?.toLowerCase() === '100-continue'
}
