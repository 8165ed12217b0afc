/** Generated from envoy/extensions/filters/http/stateful_session/v3/stateful_session.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { TypedExtensionConfig, readTypedExtensionConfig, writeTypedExtensionConfig } from '../../../../../config/core/v3/extension.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.stateful_session.v3.StatefulSession */
export interface StatefulSession {
  readonly sessionState: TypedExtensionConfig | null
  readonly strict: boolean
  readonly statPrefix: string
  readonly statusOnStrictDestinationNotFound: number
}

export const StatefulSession: MessageType<StatefulSession> = define<StatefulSession>({
  name: 'envoy.extensions.filters.http.stateful_session.v3.StatefulSession', empty: emptyStatefulSession, write: writeStatefulSession, read: readStatefulSession,
  fields: () => [
    ['session_state', 1, TypedExtensionConfig],
    ['strict', 2, 'bool'],
    ['stat_prefix', 3, 'string'],
    ['status_on_strict_destination_not_found', 4, 'uint32'],
  ],
})

export function emptyStatefulSession(): StatefulSession {
  return {
    sessionState: null,
    strict: false,
    statPrefix: '',
    statusOnStrictDestinationNotFound: 0,
  }
}

export function writeStatefulSession(m: StatefulSession, w: ByteWriter): void {
  if (m.sessionState !== null) put(w, 10, writeTypedExtensionConfig, m.sessionState)
  if (m.strict) w.uint32(16).bool(m.strict)
  if (m.statPrefix !== '') w.uint32(26).string(m.statPrefix)
  if (m.statusOnStrictDestinationNotFound !== 0) w.uint32(32).uint32(m.statusOnStrictDestinationNotFound)
}

export function readStatefulSession(r: MessageReader, into: StatefulSession | null): StatefulSession {
  const m: Mutable<StatefulSession> = into ?? emptyStatefulSession()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.sessionState = readTypedExtensionConfig(r.message(), m.sessionState); break
      case 16: m.strict = r.bool(); break
      case 26: m.statPrefix = r.string(); break
      case 32: m.statusOnStrictDestinationNotFound = r.uint32(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute */
export interface StatefulSessionPerRoute {
  readonly disabled: boolean | null // oneof override
  readonly statefulSession: StatefulSession | null // oneof override
}

export const StatefulSessionPerRoute: MessageType<StatefulSessionPerRoute> = define<StatefulSessionPerRoute>({
  name: 'envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute', empty: emptyStatefulSessionPerRoute, write: writeStatefulSessionPerRoute, read: readStatefulSessionPerRoute,
  fields: () => [
    ['disabled', 1, 'bool', '', 'override'],
    ['stateful_session', 2, StatefulSession, '', 'override'],
  ],
})

export function emptyStatefulSessionPerRoute(): StatefulSessionPerRoute {
  return {
    disabled: null,
    statefulSession: null,
  }
}

export function writeStatefulSessionPerRoute(m: StatefulSessionPerRoute, w: ByteWriter): void {
  if (m.disabled !== null) w.uint32(8).bool(m.disabled)
  if (m.statefulSession !== null) put(w, 18, writeStatefulSession, m.statefulSession)
}

export function readStatefulSessionPerRoute(r: MessageReader, into: StatefulSessionPerRoute | null): StatefulSessionPerRoute {
  const m: Mutable<StatefulSessionPerRoute> = into ?? emptyStatefulSessionPerRoute()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: { const v = r.bool(); clearStatefulSessionPerRoute_override(m); m.disabled = v; break }
      case 18: { const v = readStatefulSession(r.message(), m.statefulSession); clearStatefulSessionPerRoute_override(m); m.statefulSession = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearStatefulSessionPerRoute_override(m: Mutable<StatefulSessionPerRoute>): void {
  m.disabled = null
  m.statefulSession = null
}
