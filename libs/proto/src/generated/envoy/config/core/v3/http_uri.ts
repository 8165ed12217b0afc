/** Generated from envoy/config/core/v3/http_uri.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { type Mutable, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.core.v3.HttpUri */
export interface HttpUri {
  readonly uri: string
  readonly cluster: string | null // oneof http_upstream_type
  readonly timeout: Duration | null
}

export const HttpUri: MessageType<HttpUri> = define<HttpUri>({
  name: 'envoy.config.core.v3.HttpUri', empty: emptyHttpUri, write: writeHttpUri, read: readHttpUri,
  fields: () => [
    ['uri', 1, 'string'],
    ['cluster', 2, 'string', '', 'httpUpstreamType'],
    ['timeout', 3, Duration],
  ],
})

export function emptyHttpUri(): HttpUri {
  return {
    uri: '',
    cluster: null,
    timeout: null,
  }
}

export function writeHttpUri(m: HttpUri, w: ByteWriter): void {
  if (m.uri !== '') w.uint32(10).string(m.uri)
  if (m.cluster !== null) w.uint32(18).string(m.cluster)
  if (m.timeout !== null) put(w, 26, writeDuration, m.timeout)
}

export function readHttpUri(r: MessageReader, into: HttpUri | null): HttpUri {
  const m: Mutable<HttpUri> = into ?? emptyHttpUri()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.uri = r.string(); break
      case 18: m.cluster = r.string(); break
      case 26: m.timeout = readDuration(r.message(), m.timeout); break
      default: r.skipField(tag)
    }
  }
  return m
}
