/** Generated from envoy/extensions/internal_redirect/allow_listed_routes/v3/allow_listed_routes_config.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.internal_redirect.allow_listed_routes.v3.AllowListedRoutesConfig */
export interface AllowListedRoutesConfig {
  readonly allowedRouteNames: readonly string[]
}

export const AllowListedRoutesConfig: MessageType<AllowListedRoutesConfig> = define<AllowListedRoutesConfig>({
  name: 'envoy.extensions.internal_redirect.allow_listed_routes.v3.AllowListedRoutesConfig', empty: emptyAllowListedRoutesConfig, write: writeAllowListedRoutesConfig, read: readAllowListedRoutesConfig,
  fields: () => [
    ['allowed_route_names', 1, 'string', 'list'],
  ],
})

export function emptyAllowListedRoutesConfig(): AllowListedRoutesConfig {
  return {
    allowedRouteNames: NO_ITEMS,
  }
}

export function writeAllowListedRoutesConfig(m: AllowListedRoutesConfig, w: ByteWriter): void {
  for (const v of m.allowedRouteNames) w.uint32(10).string(v)
}

export function readAllowListedRoutesConfig(r: MessageReader, into: AllowListedRoutesConfig | null): AllowListedRoutesConfig {
  const m: Mutable<AllowListedRoutesConfig> = into ?? emptyAllowListedRoutesConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.allowedRouteNames = append(m.allowedRouteNames, r.string()); break
      default: r.skipField(tag)
    }
  }
  return m
}
