/** Generated from envoy/extensions/filters/http/on_demand/v3/on_demand.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { ConfigSource, readConfigSource, writeConfigSource } from '../../../../../config/core/v3/config_source.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../../well-known/duration.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.on_demand.v3.OnDemand */
export interface OnDemand {
  readonly odcds: OnDemandCds | null
}

export const OnDemand: MessageType<OnDemand> = define<OnDemand>({
  name: 'envoy.extensions.filters.http.on_demand.v3.OnDemand', empty: emptyOnDemand, write: writeOnDemand, read: readOnDemand,
  fields: () => [
    ['odcds', 1, OnDemandCds],
  ],
})

export function emptyOnDemand(): OnDemand {
  return {
    odcds: null,
  }
}

export function writeOnDemand(m: OnDemand, w: ByteWriter): void {
  if (m.odcds !== null) put(w, 10, writeOnDemandCds, m.odcds)
}

export function readOnDemand(r: MessageReader, into: OnDemand | null): OnDemand {
  const m: Mutable<OnDemand> = into ?? emptyOnDemand()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.odcds = readOnDemandCds(r.message(), m.odcds); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.on_demand.v3.OnDemandCds */
export interface OnDemandCds {
  readonly source: ConfigSource | null
  readonly resourcesLocator: string
  readonly timeout: Duration | null
}

export const OnDemandCds: MessageType<OnDemandCds> = define<OnDemandCds>({
  name: 'envoy.extensions.filters.http.on_demand.v3.OnDemandCds', empty: emptyOnDemandCds, write: writeOnDemandCds, read: readOnDemandCds,
  fields: () => [
    ['source', 1, ConfigSource],
    ['resources_locator', 2, 'string'],
    ['timeout', 3, Duration],
  ],
})

export function emptyOnDemandCds(): OnDemandCds {
  return {
    source: null,
    resourcesLocator: '',
    timeout: null,
  }
}

export function writeOnDemandCds(m: OnDemandCds, w: ByteWriter): void {
  if (m.source !== null) put(w, 10, writeConfigSource, m.source)
  if (m.resourcesLocator !== '') w.uint32(18).string(m.resourcesLocator)
  if (m.timeout !== null) put(w, 26, writeDuration, m.timeout)
}

export function readOnDemandCds(r: MessageReader, into: OnDemandCds | null): OnDemandCds {
  const m: Mutable<OnDemandCds> = into ?? emptyOnDemandCds()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.source = readConfigSource(r.message(), m.source); break
      case 18: m.resourcesLocator = r.string(); break
      case 26: m.timeout = readDuration(r.message(), m.timeout); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.on_demand.v3.PerRouteConfig */
export interface OnDemandPerRoute {
  readonly odcds: OnDemandCds | null
}

export const OnDemandPerRoute: MessageType<OnDemandPerRoute> = define<OnDemandPerRoute>({
  name: 'envoy.extensions.filters.http.on_demand.v3.PerRouteConfig', empty: emptyOnDemandPerRoute, write: writeOnDemandPerRoute, read: readOnDemandPerRoute,
  fields: () => [
    ['odcds', 1, OnDemandCds],
  ],
})

export function emptyOnDemandPerRoute(): OnDemandPerRoute {
  return {
    odcds: null,
  }
}

export function writeOnDemandPerRoute(m: OnDemandPerRoute, w: ByteWriter): void {
  if (m.odcds !== null) put(w, 10, writeOnDemandCds, m.odcds)
}

export function readOnDemandPerRoute(r: MessageReader, into: OnDemandPerRoute | null): OnDemandPerRoute {
  const m: Mutable<OnDemandPerRoute> = into ?? emptyOnDemandPerRoute()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.odcds = readOnDemandCds(r.message(), m.odcds); break
      default: r.skipField(tag)
    }
  }
  return m
}
