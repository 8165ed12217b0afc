/** Generated from envoy/extensions/filters/http/cors/v3/cors.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RuntimeFractionalPercent, readRuntimeFractionalPercent, writeRuntimeFractionalPercent } from '../../../../../config/core/v3/base.ts'
import { StringMatcher, readStringMatcher, writeStringMatcher } from '../../../../../type/matcher/v3/string.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { BoolValue, readBoolValue, writeBoolValue } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.cors.v3.Cors */
export interface Cors {
}

export const Cors: MessageType<Cors> = define<Cors>({
  name: 'envoy.extensions.filters.http.cors.v3.Cors', empty: emptyCors, write: writeCors, read: readCors,
  fields: () => [],
})

export function emptyCors(): Cors {
  return {}
}

export function writeCors(_m: Cors, _w: ByteWriter): void {
}

export function readCors(r: MessageReader, into: Cors | null): Cors {
  const m: Mutable<Cors> = into ?? emptyCors()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.extensions.filters.http.cors.v3.CorsPolicy */
export interface CorsPolicy {
  readonly allowOriginStringMatch: readonly StringMatcher[]
  readonly allowMethods: string
  readonly allowHeaders: string
  readonly exposeHeaders: string
  readonly maxAge: string
  readonly allowCredentials: boolean | null
  readonly filterEnabled: RuntimeFractionalPercent | null
  readonly shadowEnabled: RuntimeFractionalPercent | null
  readonly allowPrivateNetworkAccess: boolean | null
  readonly forwardNotMatchingPreflights: boolean | null
}

export const CorsPolicy: MessageType<CorsPolicy> = define<CorsPolicy>({
  name: 'envoy.extensions.filters.http.cors.v3.CorsPolicy', empty: emptyCorsPolicy, write: writeCorsPolicy, read: readCorsPolicy,
  fields: () => [
    ['allow_origin_string_match', 1, StringMatcher, 'list'],
    ['allow_methods', 2, 'string'],
    ['allow_headers', 3, 'string'],
    ['expose_headers', 4, 'string'],
    ['max_age', 5, 'string'],
    ['allow_credentials', 6, BoolValue],
    ['filter_enabled', 7, RuntimeFractionalPercent],
    ['shadow_enabled', 8, RuntimeFractionalPercent],
    ['allow_private_network_access', 9, BoolValue],
    ['forward_not_matching_preflights', 10, BoolValue],
  ],
})

export function emptyCorsPolicy(): CorsPolicy {
  return {
    allowOriginStringMatch: NO_ITEMS,
    allowMethods: '',
    allowHeaders: '',
    exposeHeaders: '',
    maxAge: '',
    allowCredentials: null,
    filterEnabled: null,
    shadowEnabled: null,
    allowPrivateNetworkAccess: null,
    forwardNotMatchingPreflights: null,
  }
}

export function writeCorsPolicy(m: CorsPolicy, w: ByteWriter): void {
  for (const v of m.allowOriginStringMatch) put(w, 10, writeStringMatcher, v)
  if (m.allowMethods !== '') w.uint32(18).string(m.allowMethods)
  if (m.allowHeaders !== '') w.uint32(26).string(m.allowHeaders)
  if (m.exposeHeaders !== '') w.uint32(34).string(m.exposeHeaders)
  if (m.maxAge !== '') w.uint32(42).string(m.maxAge)
  if (m.allowCredentials !== null) put(w, 50, writeBoolValue, m.allowCredentials)
  if (m.filterEnabled !== null) put(w, 58, writeRuntimeFractionalPercent, m.filterEnabled)
  if (m.shadowEnabled !== null) put(w, 66, writeRuntimeFractionalPercent, m.shadowEnabled)
  if (m.allowPrivateNetworkAccess !== null) put(w, 74, writeBoolValue, m.allowPrivateNetworkAccess)
  if (m.forwardNotMatchingPreflights !== null) put(w, 82, writeBoolValue, m.forwardNotMatchingPreflights)
}

export function readCorsPolicy(r: MessageReader, into: CorsPolicy | null): CorsPolicy {
  const m: Mutable<CorsPolicy> = into ?? emptyCorsPolicy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.allowOriginStringMatch = append(m.allowOriginStringMatch, readStringMatcher(r.message(), null)); break
      case 18: m.allowMethods = r.string(); break
      case 26: m.allowHeaders = r.string(); break
      case 34: m.exposeHeaders = r.string(); break
      case 42: m.maxAge = r.string(); break
      case 50: m.allowCredentials = readBoolValue(r.message()); break
      case 58: m.filterEnabled = readRuntimeFractionalPercent(r.message(), m.filterEnabled); break
      case 66: m.shadowEnabled = readRuntimeFractionalPercent(r.message(), m.shadowEnabled); break
      case 74: m.allowPrivateNetworkAccess = readBoolValue(r.message()); break
      case 82: m.forwardNotMatchingPreflights = readBoolValue(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
