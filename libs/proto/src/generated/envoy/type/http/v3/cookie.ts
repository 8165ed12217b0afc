/** Generated from envoy/type/http/v3/cookie.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RouteActionHashPolicyCookieAttribute, readRouteActionHashPolicyCookieAttribute, writeRouteActionHashPolicyCookieAttribute } from '../../../config/route/v3/route_components.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.type.http.v3.Cookie */
export interface TypedCookie {
  readonly name: string
  readonly ttl: Duration | null
  readonly path: string
  readonly attributes: readonly RouteActionHashPolicyCookieAttribute[]
}

export const TypedCookie: MessageType<TypedCookie> = define<TypedCookie>({
  name: 'envoy.type.http.v3.Cookie', empty: emptyTypedCookie, write: writeTypedCookie, read: readTypedCookie,
  fields: () => [
    ['name', 1, 'string'],
    ['ttl', 2, Duration],
    ['path', 3, 'string'],
    ['attributes', 4, RouteActionHashPolicyCookieAttribute, 'list'],
  ],
})

export function emptyTypedCookie(): TypedCookie {
  return {
    name: '',
    ttl: null,
    path: '',
    attributes: NO_ITEMS,
  }
}

export function writeTypedCookie(m: TypedCookie, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.ttl !== null) put(w, 18, writeDuration, m.ttl)
  if (m.path !== '') w.uint32(26).string(m.path)
  for (const v of m.attributes) put(w, 34, writeRouteActionHashPolicyCookieAttribute, v)
}

export function readTypedCookie(r: MessageReader, into: TypedCookie | null): TypedCookie {
  const m: Mutable<TypedCookie> = into ?? emptyTypedCookie()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.ttl = readDuration(r.message(), m.ttl); break
      case 26: m.path = r.string(); break
      case 34: m.attributes = append(m.attributes, readRouteActionHashPolicyCookieAttribute(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}
