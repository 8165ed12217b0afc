/** Generated from envoy/config/route/v3/scoped_route.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RouteConfiguration, readRouteConfiguration, writeRouteConfiguration } from './route.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.route.v3.ScopedRouteConfiguration */
export interface ScopedRouteConfiguration {
  readonly name: string
  readonly routeConfigurationName: string
  readonly key: ScopedRouteConfigurationKey | null
  readonly onDemand: boolean
  readonly routeConfiguration: RouteConfiguration | null
}

export const ScopedRouteConfiguration: MessageType<ScopedRouteConfiguration> = define<ScopedRouteConfiguration>({
  name: 'envoy.config.route.v3.ScopedRouteConfiguration', empty: emptyScopedRouteConfiguration, write: writeScopedRouteConfiguration, read: readScopedRouteConfiguration,
  fields: () => [
    ['name', 1, 'string'],
    ['route_configuration_name', 2, 'string'],
    ['key', 3, ScopedRouteConfigurationKey],
    ['on_demand', 4, 'bool'],
    ['route_configuration', 5, RouteConfiguration],
  ],
})

export function emptyScopedRouteConfiguration(): ScopedRouteConfiguration {
  return {
    name: '',
    routeConfigurationName: '',
    key: null,
    onDemand: false,
    routeConfiguration: null,
  }
}

export function writeScopedRouteConfiguration(m: ScopedRouteConfiguration, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.routeConfigurationName !== '') w.uint32(18).string(m.routeConfigurationName)
  if (m.key !== null) put(w, 26, writeScopedRouteConfigurationKey, m.key)
  if (m.onDemand) w.uint32(32).bool(m.onDemand)
  if (m.routeConfiguration !== null) put(w, 42, writeRouteConfiguration, m.routeConfiguration)
}

export function readScopedRouteConfiguration(r: MessageReader, into: ScopedRouteConfiguration | null): ScopedRouteConfiguration {
  const m: Mutable<ScopedRouteConfiguration> = into ?? emptyScopedRouteConfiguration()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.routeConfigurationName = r.string(); break
      case 26: m.key = readScopedRouteConfigurationKey(r.message(), m.key); break
      case 32: m.onDemand = r.bool(); break
      case 42: m.routeConfiguration = readRouteConfiguration(r.message(), m.routeConfiguration); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.ScopedRouteConfiguration.Key */
export interface ScopedRouteConfigurationKey {
  readonly fragments: readonly ScopedRouteConfigurationKeyFragment[]
}

export const ScopedRouteConfigurationKey: MessageType<ScopedRouteConfigurationKey> = define<ScopedRouteConfigurationKey>({
  name: 'envoy.config.route.v3.ScopedRouteConfiguration.Key', empty: emptyScopedRouteConfigurationKey, write: writeScopedRouteConfigurationKey, read: readScopedRouteConfigurationKey,
  fields: () => [
    ['fragments', 1, ScopedRouteConfigurationKeyFragment, 'list'],
  ],
})

export function emptyScopedRouteConfigurationKey(): ScopedRouteConfigurationKey {
  return {
    fragments: NO_ITEMS,
  }
}

export function writeScopedRouteConfigurationKey(m: ScopedRouteConfigurationKey, w: ByteWriter): void {
  for (const v of m.fragments) put(w, 10, writeScopedRouteConfigurationKeyFragment, v)
}

export function readScopedRouteConfigurationKey(r: MessageReader, into: ScopedRouteConfigurationKey | null): ScopedRouteConfigurationKey {
  const m: Mutable<ScopedRouteConfigurationKey> = into ?? emptyScopedRouteConfigurationKey()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.fragments = append(m.fragments, readScopedRouteConfigurationKeyFragment(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.ScopedRouteConfiguration.Key.Fragment */
export interface ScopedRouteConfigurationKeyFragment {
  readonly stringKey: string | null // oneof type
}

export const ScopedRouteConfigurationKeyFragment: MessageType<ScopedRouteConfigurationKeyFragment> = define<ScopedRouteConfigurationKeyFragment>({
  name: 'envoy.config.route.v3.ScopedRouteConfiguration.Key.Fragment', empty: emptyScopedRouteConfigurationKeyFragment, write: writeScopedRouteConfigurationKeyFragment, read: readScopedRouteConfigurationKeyFragment,
  fields: () => [
    ['string_key', 1, 'string', '', 'type'],
  ],
})

export function emptyScopedRouteConfigurationKeyFragment(): ScopedRouteConfigurationKeyFragment {
  return {
    stringKey: null,
  }
}

export function writeScopedRouteConfigurationKeyFragment(m: ScopedRouteConfigurationKeyFragment, w: ByteWriter): void {
  if (m.stringKey !== null) w.uint32(10).string(m.stringKey)
}

export function readScopedRouteConfigurationKeyFragment(r: MessageReader, into: ScopedRouteConfigurationKeyFragment | null): ScopedRouteConfigurationKeyFragment {
  const m: Mutable<ScopedRouteConfigurationKeyFragment> = into ?? emptyScopedRouteConfigurationKeyFragment()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.stringKey = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
