/** Generated from envoy/extensions/filters/http/basic_auth/v3/basic_auth.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { DataSource, readDataSource, writeDataSource } from '../../../../../config/core/v3/base.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.basic_auth.v3.BasicAuth */
export interface BasicAuth {
  readonly users: DataSource | null
  readonly forwardUsernameHeader: string
  readonly authenticationHeader: string
}

export const BasicAuth: MessageType<BasicAuth> = define<BasicAuth>({
  name: 'envoy.extensions.filters.http.basic_auth.v3.BasicAuth', empty: emptyBasicAuth, write: writeBasicAuth, read: readBasicAuth,
  fields: () => [
    ['users', 1, DataSource],
    ['forward_username_header', 2, 'string'],
    ['authentication_header', 3, 'string'],
  ],
})

export function emptyBasicAuth(): BasicAuth {
  return {
    users: null,
    forwardUsernameHeader: '',
    authenticationHeader: '',
  }
}

export function writeBasicAuth(m: BasicAuth, w: ByteWriter): void {
  if (m.users !== null) put(w, 10, writeDataSource, m.users)
  if (m.forwardUsernameHeader !== '') w.uint32(18).string(m.forwardUsernameHeader)
  if (m.authenticationHeader !== '') w.uint32(26).string(m.authenticationHeader)
}

export function readBasicAuth(r: MessageReader, into: BasicAuth | null): BasicAuth {
  const m: Mutable<BasicAuth> = into ?? emptyBasicAuth()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.users = readDataSource(r.message(), m.users); break
      case 18: m.forwardUsernameHeader = r.string(); break
      case 26: m.authenticationHeader = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.basic_auth.v3.BasicAuthPerRoute */
export interface BasicAuthPerRoute {
  readonly users: DataSource | null
}

export const BasicAuthPerRoute: MessageType<BasicAuthPerRoute> = define<BasicAuthPerRoute>({
  name: 'envoy.extensions.filters.http.basic_auth.v3.BasicAuthPerRoute', empty: emptyBasicAuthPerRoute, write: writeBasicAuthPerRoute, read: readBasicAuthPerRoute,
  fields: () => [
    ['users', 1, DataSource],
  ],
})

export function emptyBasicAuthPerRoute(): BasicAuthPerRoute {
  return {
    users: null,
  }
}

export function writeBasicAuthPerRoute(m: BasicAuthPerRoute, w: ByteWriter): void {
  if (m.users !== null) put(w, 10, writeDataSource, m.users)
}

export function readBasicAuthPerRoute(r: MessageReader, into: BasicAuthPerRoute | null): BasicAuthPerRoute {
  const m: Mutable<BasicAuthPerRoute> = into ?? emptyBasicAuthPerRoute()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.users = readDataSource(r.message(), m.users); break
      default: r.skipField(tag)
    }
  }
  return m
}
