/** Generated from envoy/extensions/http/stateful_session/cookie/v3/cookie.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { TypedCookie, readTypedCookie, writeTypedCookie } from '../../../../../type/http/v3/cookie.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState */
export interface CookieBasedSessionState {
  readonly cookie: TypedCookie | null
}

export const CookieBasedSessionState: MessageType<CookieBasedSessionState> = define<CookieBasedSessionState>({
  name: 'envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState', empty: emptyCookieBasedSessionState, write: writeCookieBasedSessionState, read: readCookieBasedSessionState,
  fields: () => [
    ['cookie', 1, TypedCookie],
  ],
})

export function emptyCookieBasedSessionState(): CookieBasedSessionState {
  return {
    cookie: null,
  }
}

export function writeCookieBasedSessionState(m: CookieBasedSessionState, w: ByteWriter): void {
  if (m.cookie !== null) put(w, 10, writeTypedCookie, m.cookie)
}

export function readCookieBasedSessionState(r: MessageReader, into: CookieBasedSessionState | null): CookieBasedSessionState {
  const m: Mutable<CookieBasedSessionState> = into ?? emptyCookieBasedSessionState()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.cookie = readTypedCookie(r.message(), m.cookie); break
      default: r.skipField(tag)
    }
  }
  return m
}
