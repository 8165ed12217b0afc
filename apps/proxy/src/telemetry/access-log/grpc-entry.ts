/** A stream as an entry of Envoy's gRPC access log. */
import {
  ConnectionProperties,
  HTTPAccessLogEntry,
  HTTPAccessLogEntryHTTPVersion,
  HTTPRequestProperties,
  HTTPResponseProperties,
  RequestMethod,
  TCPAccessLogEntry,
} from '@flotilla/proto'
import type { HttpStream } from '../../http/filter.ts'
import { headerValue, joinedHeaderValue, type ReadonlyHeaderList } from '../../http/headers.ts'
import type { CustomTags } from './custom-tags.ts'
import { commonProperties } from './grpc-common.ts'

const VERSIONS: Readonly<Record<string, HTTPAccessLogEntryHTTPVersion>> = {
  'HTTP/1.0': HTTPAccessLogEntryHTTPVersion.HTTP10,
  'HTTP/1.1': HTTPAccessLogEntryHTTPVersion.HTTP11,
  'HTTP/2': HTTPAccessLogEntryHTTPVersion.HTTP2,
}

/** Headers to log besides, in lower case. */
export interface ExtraHeaders {
  readonly request: readonly string[]
  readonly response: readonly string[]
  readonly trailers: readonly string[]
}

export function httpLogEntry(
  stream: HttpStream,
  extra: ExtraHeaders,
  tags: CustomTags,
): HTTPAccessLogEntry {
  const { requestHeaders } = stream
  const header = (name: string): string => headerValue(requestHeaders, name) ?? ''
  // What is no key gives nothing.
  const method = RequestMethod[stream.method as keyof typeof RequestMethod] ?? 0
  return HTTPAccessLogEntry.create({
    commonProperties: commonProperties(stream, tags),
    protocolVersion:
      VERSIONS[stream.protocol] ?? HTTPAccessLogEntryHTTPVersion.PROTOCOL_UNSPECIFIED,
    request: HTTPRequestProperties.create({
      requestMethod: method,
      scheme: stream.scheme,
      authority: stream.sentAuthority || stream.authority,
      path: stream.sentPath || stream.path,
      userAgent: header('user-agent'),
      referer: header('referer'),
      forwardedFor: header('x-forwarded-for'),
      requestId: header('x-request-id'),
      originalPath: header('x-envoy-original-path'),
      requestHeadersBytes: stream.requestHeaderBytes,
      requestBodyBytes: stream.requestBodyBytes,
      requestHeaders: picked(requestHeaders, extra.request),
    }),
    response: HTTPResponseProperties.create({
      responseCode: stream.responseCode,
      responseHeadersBytes: stream.responseHeaderBytes,
      responseBodyBytes: stream.responseBodyBytes,
      responseHeaders: picked(stream.responseHeaders ?? [], extra.response),
      responseTrailers: picked(stream.responseTrailers ?? [], extra.trailers),
      responseCodeDetails: stream.responseCodeDetails,
    }),
  })
}

/** Of a raw connection, seen as a stream. */
export function tcpLogEntry(stream: HttpStream, tags: CustomTags): TCPAccessLogEntry {
  return TCPAccessLogEntry.create({
    commonProperties: commonProperties(stream, tags),
    connectionProperties: ConnectionProperties.create({
      receivedBytes: stream.requestBodyBytes,
      sentBytes: stream.responseBodyBytes,
    }),
  })
}

function picked(list: ReadonlyHeaderList, names: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const name of names) {
    const value = joinedHeaderValue(list, name)
    if (value !== null) found.set(name, value)
  }
  return found
}
